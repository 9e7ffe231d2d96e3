/** The shapes of the identity graph. */
import type { EventId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'

/** A fact that two identifiers belong to one person: they stood in one event. Keys are `identifierKey` texts, `a` < `b`. */
export interface Edge {
  readonly a: string
  readonly b: string
  /** The earliest moment (then smallest event id) at which it was seen; this orders edges. */
  readonly at: Instant
  readonly by: EventId
  /** `together`: in one event; `alias`: explicitly joined. */
  readonly rule: 'together' | 'alias'
}

/** What one profile knows of the graph: its identifiers, and every edge that touches one of them, refused ones included. */
export interface IdentityState {
  /** `identifierKey` texts, sorted. */
  readonly ids: readonly string[]
  /** Sorted by `compareEdges`: edges between two known identifiers first, then (at, by, a, b). An edge is refused when it would give one person two values of a unique kind. */
  readonly edges: readonly Edge[]
}
