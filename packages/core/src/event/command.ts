/** What shall be done outside. The engine asks, the runtime does. */
import type { MessageId, ProfileId } from '../base/id.ts'
import type { MessagePlan } from './message-plan.ts'

/** A request to the runtime. It commits with the state that asked for it. */
export type Command =
  | { readonly is: 'send'; readonly id: MessageId; readonly profile: ProfileId; readonly plan: MessagePlan }
  | { readonly is: 'cancel'; readonly id: MessageId; readonly why: string }
