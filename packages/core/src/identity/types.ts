/** The shapes of the identity graph. */
import type { EventId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'

/**
 * Why an edge is there. Evidence: `together` (both stood in one event), `alias` (explicitly joined).
 * Verdicts, which somebody or a policy has given and which outrank all evidence: `joined` (one person), `cut` (the evidence for this pair does not count),
 * `apart` (never one person, whatever else says so), `open` (an earlier verdict is withdrawn: the evidence decides again).
 * Of several verdicts about one pair the latest holds.
 */
export type EdgeRule = 'together' | 'alias' | 'joined' | 'cut' | 'apart' | 'open'

/** The rules that are verdicts. */
export type Verdict = Extract<EdgeRule, 'joined' | 'cut' | 'apart' | 'open'>

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
  /** Sorted by `compareEdges`: verdicts, then edges between two known identifiers, then those to a device. A pair has at most one verdict and one piece of evidence. */
  readonly edges: readonly Edge[]
}

/** One verdict inside an `identity_decided` event (properties.verdicts); the ends also stand in the event's `identifiers`. */
export interface GivenVerdict {
  readonly a: string
  readonly b: string
  readonly is: Verdict
}
