/** The shapes of the identity graph. */
import type { EventId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'

/**
 * Why an edge is there. Evidence: `together` (both stood in one event), `alias` (explicitly joined).
 * Verdicts, which somebody or a policy has given and which outrank all evidence: `joined` (one person), `cut` (the evidence for this pair does not count),
 * `apart` (never one person, whatever else says so). Of several verdicts about one pair the latest holds.
 */
export type EdgeRule = 'together' | 'alias' | 'joined' | 'cut' | 'apart'

/** The rules that are verdicts. */
export type Verdict = Extract<EdgeRule, 'joined' | 'cut' | 'apart'>

/** A fact about two identifiers. Keys are `identifierKey` texts, `a` < `b`. */
export interface Edge {
  readonly a: string
  readonly b: string
  /** Evidence: the earliest moment (then smallest event id) at which it was seen; verdict: when it was given. */
  readonly at: Instant
  readonly by: EventId
  readonly rule: EdgeRule
}

/** What one profile knows of the graph: its identifiers, and every edge that touches one of them, refused ones included. */
export interface IdentityState {
  /** `identifierKey` texts, sorted. */
  readonly ids: readonly string[]
  /** Sorted by `compareEdges`: edges between two known identifiers first, then (at, by, a, b). An edge is refused when it would give one person two values of a unique kind. */
  readonly edges: readonly Edge[]
}

/** One verdict inside an `identity_decided` event (properties.verdicts); the ends also stand in the event's `identifiers`. */
export interface GivenVerdict {
  readonly a: string
  readonly b: string
  readonly is: Verdict
}
