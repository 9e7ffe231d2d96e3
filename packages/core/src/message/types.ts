/** The shapes of messages, of pressure on a person, and of the gate's answer. */
import type { MessageId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { ConsentState, EffectivePurpose } from '../consent/types.ts'
import type { Channel } from '../event/message-plan.ts'

/** Where a message stands. `unknown`: the call's outcome is not known, and it is never repeated blindly. */
export const MESSAGE_STATES = ['planned', 'calling', 'sent', 'refused', 'rejected', 'unknown', 'cancelled'] as const
/** One of MESSAGE_STATES. */
export type MessageStateName = (typeof MESSAGE_STATES)[number]

/** What a person has been sent lately, for caps, and who may not be written to. */
export interface PressureState {
  /** Claims of the last 31 days, ascending: when, on which channel, for which purpose, which message. At most 500. */
  readonly claims: readonly (readonly [at: Instant, channel: Channel, purpose: string, message: MessageId])[]
  /** channel → why no message may go there any more (hard bounce, complaint). */
  readonly suppressed: { readonly [channel: string]: { readonly why: string; readonly at: Instant } }
}

/** At most `most` messages in any sliding `within`. */
export interface CapDefinition {
  readonly most: number
  /** Duration text, at most 31d. */
  readonly within: string
  readonly channel?: Channel
  readonly purpose?: string
}

/** The rules under which messages leave. */
export interface SendingPolicy {
  readonly caps: readonly CapDefinition[]
  /** Local hours in which nothing is sent, `from` 22 `to` 8; purposes listed in `except` ignore it. */
  readonly quietHours?: { readonly from: number; readonly to: number; readonly except?: readonly string[] }
  /** IANA zone for people whose zone is not known. */
  readonly timezone: string
  /** Stops every send at once. */
  readonly paused: boolean
}

/** Whether a person may be addressed for a purpose on a channel (see consent); handed to the gate so that both agree. */
export type Allowed = (purposes: readonly EffectivePurpose[], consent: ConsentState, purpose: string, channel?: string) => boolean

/** Why the gate says no. Codes, not sentences: the console has the words in each language. */
export const GATE_WHYS = ['paused', 'expired', 'best_hour', 'no_template', 'no_address', 'no_consent', 'suppressed', 'cap', 'quiet_hours'] as const
/** One of GATE_WHYS. */
export type GateWhy = (typeof GATE_WHYS)[number]

/**
 * The gate's answer right before a provider call. `why` is one of GATE_WHYS when it comes from `gate`; `detail` is the data for its sentence:
 * expired {notAfter}; best_hour {hour, chance, random, timezone}; no_template {template, channel}; no_address {channel}; no_consent {purpose, channel, because, basis, law?, is?, at?, event?, text?} (see consent/receipt); suppressed {channel, reason, at};
 * cap {most, within, channel?, purpose?, until?}; quiet_hours {from, to, timezone, until?} (`until` when it would have been after notAfter).
 */
export type GateAnswer =
  | { readonly is: 'go'; readonly to: string; readonly locale: string }
  | { readonly is: 'later'; readonly until: Instant; readonly why: string; readonly detail?: JsonObject }
  | { readonly is: 'refused'; readonly why: string; readonly detail?: JsonObject }
