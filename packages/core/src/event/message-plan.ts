/** What is known about a message when it is planned; the gate and the rendering look at the person again right before the call. */
import type { EventId, JourneyId, RunId, TemplateId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'

/** Ways of reaching a person. */
export const CHANNELS = ['email', 'sms', 'push', 'inapp', 'webhook', 'line', 'wechat'] as const
/** One of CHANNELS. */
export type Channel = (typeof CHANNELS)[number]

/** A message before it is rendered. */
export interface MessagePlan {
  readonly channel: Channel
  readonly template: TemplateId
  /** Why we may write: 'marketing', 'service', … (see consent). */
  readonly purpose: string
  /** What the template may use besides the person: the entry event's properties under `event`. */
  readonly data: JsonObject
  /** After this moment the message is worth nothing and must not be sent. */
  readonly notAfter: Instant
  readonly plannedAt: Instant
  readonly cause: EventId
  readonly journey?: { readonly id: JourneyId; readonly run: RunId; readonly step: string }
}
