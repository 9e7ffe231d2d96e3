/** What may happen. An event is a fact: it never changes, a correction is another fact. */
import type { EventId, SourceId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Identifier } from './identifier.ts'

/** A fact that happened. */
export interface Event {
  /** Chosen by the sender and prefixed with the source: the same id twice is the same event. */
  readonly id: EventId
  /** Snake case, past tense: `order_completed`. */
  readonly type: string
  /** When it happened, corrected for the sender's clock. Never later than a minute after `receivedAt`. */
  readonly at: Instant
  /** When we learned of it. */
  readonly receivedAt: Instant
  readonly source: SourceId
  /** Who it is about, as far as the sender knew. May be empty only for events about a known profile (`cause` set). */
  readonly identifiers: readonly Identifier[]
  readonly properties: JsonObject
  /** Where and how: page, campaign, locale, timezone, device, ip. */
  readonly context?: JsonObject
  /** Set on events that the system derived: the event that led to this one. */
  readonly cause?: EventId
}

/** The types that the product itself gives a meaning to. Everything else is the customer's own vocabulary. */
export const KNOWN = {
  /** properties.traits: given traits; properties.once: traits to set only if nobody has. */
  identified: 'identified',
  pageViewed: 'page_viewed',
  screenViewed: 'screen_viewed',
  grouped: 'grouped',
  /** Joins identifiers explicitly; all of them stand in `identifiers`. */
  aliased: 'aliased',
  /** properties: purpose, channel ('*' = all), text (version of the wording), proof. */
  consentGiven: 'consent_given',
  consentWithdrawn: 'consent_withdrawn',
  /** properties: offer, placement, decision. Seen by the person. */
  offerShown: 'offer_shown',
  offerClicked: 'offer_clicked',
  offerDismissed: 'offer_dismissed',
  /** properties: message, journey, step, template, channel, purpose (and url, reason). From tracked links and provider callbacks. */
  messageDelivered: 'message_delivered',
  messageOpened: 'message_opened',
  messageClicked: 'message_clicked',
  messageBounced: 'message_bounced',
  messageComplained: 'message_complained',
  /** Somebody, or a policy, said who is one person. properties: verdicts (GivenVerdict[]), by, why, and for matches score and evidence. */
  identityDecided: 'identity_decided',
  /** A person was erased. properties: suppressed (keyed hashes of the identifiers that must not come back by themselves). */
  profileErased: 'profile_erased',
  /** What is left of an event about an erased person: nothing but its place in the log. A replay does nothing with it. */
  erased: 'erased',
  /** What models foretell of a person. properties.predictions: model → Prediction (model/types). */
  predictionsMade: 'predictions_made',
  /** What is left of an event whose time was over (retention): whose it was. */
  expired: 'expired',
} as const

/** Types that only the system may write; a sender that uses one gets the event back as bad. */
export const RESERVED: ReadonlySet<string> = new Set([
  'timer_fired',
  'event_withheld',
  'segment_entered',
  'segment_left',
  'profile_created',
  'profile_merged',
  'profile_split',
  'split_without_history',
  'profile_erased',
  'erased',
  'expired',
  'identity_decided',
  'journey_entered',
  'journey_left',
  'journey_done',
  'decision_made',
  'predictions_made',
  'model_changed',
  'policy_changed',
  'message_planned',
  'message_calling',
  'message_deferred',
  'message_refused',
  'message_sent',
  'message_retried',
  'message_rejected',
  'message_unknown',
])

/** The one spelling of an event's type: `Order Completed`, `orderCompleted` and `order-completed` are all `order_completed`. Other scripts stay as they are. */
export function eventType(name: string): string {
  return name
    .normalize('NFKC')
    .trim()
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/[\s\-.:/]+/g, '_')
    .replace(/_+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()
}
