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
}

/** trait name → one fact per source, the winner first. Which fact wins is a pure function of the set of facts. */
export interface GivenTraits {
  readonly [name: string]: readonly TraitFact[]
}

/** How rivals for one trait are ranked. Without a rule: most recent. */
export interface SurvivorshipRule {
  readonly trait: string
  readonly prefer: 'most_recent' | 'most_trusted'
  /** For `most_trusted`: sources, best first; unnamed ones come last, most recent first. */
  readonly sources?: readonly SourceId[]
}
