/** What is known about a message when it is planned; the gate and the rendering look at the person again right before the call. */
import type { EventId, JourneyId, RunId, TemplateId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'

/** Ways of reaching a person. */
export const CHANNELS = ['email', 'sms', 'push', 'inapp', 'webhook', 'line', 'wechat'] as const
/** One of CHANNELS. */
export type Channel = (typeof CHANNELS)[number]

/** How the hour of a message was chosen: what is needed to measure later what choosing brought. */
export interface MessageTiming {
  /** Local hour of the person's week: Monday 0:00 is 0, Sunday 23:00 is 167. */
  readonly hour: number
  /** Chance (0 to 1) with which this hour was chosen. */
  readonly chance: number
  /** Belongs to the share that goes at any permitted hour, whatever is known. */
  readonly random: boolean
}

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
  /** Not before this moment; without it as soon as it may. */
  readonly notBefore?: Instant
  /** Where the hour was chosen for this person. */
  readonly timing?: MessageTiming
  readonly plannedAt: Instant
  readonly cause: EventId
  readonly journey?: { readonly id: JourneyId; readonly run: RunId; readonly step: string }
}
