/** What a normaliser makes of one message from outside: an event, or a bad one with the reason. Nothing vanishes in between. */
import type { SourceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'

/** One message after its dialect has been understood. `raw` is what came in, cut to what can safely be stored and shown. */
export type Incoming =
  | { readonly is: 'event'; readonly event: Event; readonly raw: Json }
  | { readonly is: 'bad'; readonly code: BadCode; readonly reason: string; readonly raw: Json | string; readonly messageId?: string }

/** Why a message is no event. Stable: shown in the console and used in filters. */
export type BadCode =
  | 'not_an_object'
  | 'no_type'
  | 'unknown_kind'
  | 'unknown_key'
  | 'reserved_type'
  | 'no_identifier'
  | 'bad_identifier'
  | 'bad_time'
  | 'bad_shape'
  | 'no_group'
  | 'too_big'
  | 'too_deep'
  | 'too_many_keys'

/** What the door knows beside the message itself. */
export interface CollectContext {
  readonly source: SourceId
  readonly receivedAt: Instant
  /** When the request left the sender by the sender's clock; a message's own `sentAt` comes first. */
  readonly sentAt?: Json
  /** Address and agent of the device; left out for requests between servers. */
  readonly ip?: string
  readonly userAgent?: string
  /** ISO country that phone numbers without a country code are read in first: `TW`. */
  readonly country?: string
  /** The browser sent Sec-GPC: 1. */
  readonly gpc?: boolean
  /** The request was not valid UTF-8; broken characters were replaced. */
  readonly repaired?: boolean
  /** A fresh random id, for messages that carry none. */
  newId(): string
}

/** A refusal while a message is being read. */
export interface Refusal {
  readonly is: 'bad'
  readonly code: BadCode
  readonly reason: string
}

/** A refusal with its words. */
export function refuse(code: BadCode, reason: string): Refusal {
  return { is: 'bad', code, reason }
}
