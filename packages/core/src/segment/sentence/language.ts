/** What a language must know to say a rule. One file per language. */
import type { OperatorName } from '../operators/index.ts'

/** An operator's argument in words. */
export interface Argument {
  /** A single value. */
  readonly value: string
  /** A list of values, put together with the language's comma. */
  readonly list: string
  readonly low: string
  readonly high: string
  /** A length of time: `7 days`. */
  readonly span: string
}

/** How something that was done is said: `did` in the affirmative (`bought`), `never` in the negative (`has not` + `bought`), where they differ. */
export interface Verb {
  readonly did: string
  readonly never?: string
}

/** The parts of a sentence about something done. */
export interface Deed {
  readonly verb: Verb
  readonly atLeast: number
  readonly negated: boolean
  /** `7 days`, when there is a sliding window. */
  readonly span: string | null
  readonly after: string | null
  readonly before: string | null
  /** The condition on the event, already in words. */
  readonly where: string | null
}

/** Units of duration texts. */
export type Unit = 's' | 'm' | 'h' | 'd' | 'w'

/** A language. */
export interface Language {
  readonly and: (parts: readonly string[]) => string
  readonly or: (parts: readonly string[]) => string
  readonly not: (part: string) => string
  /** Puts a group inside another one. */
  readonly group: (part: string) => string
  readonly everybody: string
  readonly nobody: string
  /** Heads a list of parts. */
  readonly allOf: string
  readonly anyOf: string
  readonly noneOf: string
  readonly list: (values: readonly string[]) => string
  readonly truth: (value: boolean) => string
  readonly span: (amount: number, unit: Unit) => string
  readonly operators: { readonly [name in OperatorName]: (trait: string, argument: Argument) => string }
  readonly deed: (deed: Deed) => string
  /** What is said of an event without a verb of its own. */
  readonly happened: (event: string) => Verb
  readonly verbs: { readonly [event in KnownVerb]: Verb }
  readonly member: (segment: string, negated: boolean) => string
  readonly consents: (purpose: string, channel: string | null, negated: boolean) => string
  readonly times: (count: number) => string
  readonly unknown: string
}

/** Event types that every language has a verb for. */
export const KNOWN_VERBS = [
  'order_completed',
  'order_refunded',
  'checkout_started',
  'product_added',
  'product_viewed',
  'page_viewed',
  'screen_viewed',
  'products_searched',
  'signed_up',
  'logged_in',
  'message_delivered',
  'message_opened',
  'message_clicked',
  'message_bounced',
  'message_complained',
  'offer_shown',
  'offer_clicked',
  'offer_dismissed',
  'consent_given',
  'consent_withdrawn',
] as const
/** One of KNOWN_VERBS. */
export type KnownVerb = (typeof KNOWN_VERBS)[number]
