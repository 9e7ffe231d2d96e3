/** The shapes of given traits in the golden record. */
import type { EventId, SourceId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'

/** One source's latest word on a trait. */
export interface TraitFact {
  readonly value: Json
  readonly at: Instant
  readonly from: EventId
  readonly source: SourceId
  /** Set only if nobody had set it: the earliest such fact counts, and any ordinary fact beats it. */
  readonly once?: true
  /** The value as it came, when the door has repaired it. */
  readonly raw?: Json
  /** What was done to it (`clean/text`), in order; only together with `raw`. */
  readonly repairs?: readonly string[]
}

/** trait name → one fact per source, the winner first. Which fact wins is a pure function of the set of facts. */
export interface GivenTraits {
  readonly [name: string]: readonly TraitFact[]
}

/**
 * Whose data it is: `zero` = the person told us on purpose (a form, a preference), `first` = we saw it ourselves (a till, our site),
 * `second` = a partner's own data, `third` = bought or collected by others.
 */
export type Party = 'zero' | 'first' | 'second' | 'third'

/** A system that facts come from. Its party and trust are looked up when a fact is read, never stored with it. */
export interface SourceDefinition {
  readonly id: SourceId
  readonly name: string
  readonly party: Party
  /** How often what it says is right, 0 to 1. */
  readonly trust: number
  /** Duration text: how often it delivers. Nothing for longer than this and it counts as silent. */
  readonly cadence?: string
  /** Duration text: what it said longer ago counts as out of date. */
  readonly staleAfter?: string
  /** Who answers for it. */
  readonly owner?: string
}

/**
 * One way of telling the better of two rivals; what it cannot tell goes to the next. `most_trusted`: the rule's `sources` in order, else by the trust
 * of the sources. `most_frequent`: on whose value more sources agree, then more trust. `longest`: more characters. `highest`, `lowest`: numbers.
 * `has_format`: what looks like one before what does not. `party`: the parties in order, unnamed ones last; without a list zero, first, second, third.
 */
export type Criterion =
  | 'most_recent'
  | 'most_trusted'
  | 'most_frequent'
  | 'longest'
  | 'highest'
  | 'lowest'
  | 'party'
  | { readonly has_format: 'email' | 'phone' | 'date' }
  | { readonly party: readonly Party[] }

/** How fast the world changes what a trait says: a birth date never, an address slowly, an interest often. */
export type Pace = 'never' | 'slowly' | 'often'

/** How rivals for one trait are ranked. Without a rule for it, or for `*` (all others): most recent. What a rule leaves open goes to the most recent. */
export interface SurvivorshipRule {
  readonly trait: string
  readonly prefer: Criterion | readonly Criterion[]
  /** For `most_trusted`: sources, best first; unnamed ones come last. */
  readonly sources?: readonly SourceId[]
  /** Default: guessed from the name, see profile/quality. */
  readonly changes?: Pace
}
