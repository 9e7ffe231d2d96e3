/** The rule language: who belongs. One language for segments, eligibility, journey entry and `where`. */
import type { Json } from '../base/json.ts'

/** A condition over one person (or, in `where`, over one event's properties). Durations are texts (`7d`), moments ISO texts. */
export type Rule = AllRule | AnyRule | NotRule | TraitRule | DidRule | SegmentRule | ConsentRule

/** Every part holds; an empty list always holds. */
export interface AllRule {
  readonly all: readonly Rule[]
}
/** At least one part holds; an empty list never holds. */
export interface AnyRule {
  readonly any: readonly Rule[]
}
/** The part does not hold. */
export interface NotRule {
  readonly not: Rule
}
/** A trait (given or computed; in `where`, a dotted path into the properties) compared by an operator. */
export interface TraitRule {
  readonly trait: string
  /** An operator's name: `equals`, `within_last`, … */
  readonly is: string
  /** The operator's argument; its shape is the operator's. */
  readonly than?: Json
}
/** The person did something, at least so often. `did not` is `{ not: { did } }`. */
export interface DidRule {
  readonly did: string
  readonly where?: Rule
  /** Default 1. At most 100 together with `within`, `after` or `before`. */
  readonly atLeast?: number
  /** In the last … from now, sliding. */
  readonly within?: string
  /** Not before this ISO moment. */
  readonly after?: string
  /** Before this ISO moment (exclusive). */
  readonly before?: string
}
/** The person is in another segment. */
export interface SegmentRule {
  readonly in: string
}
/** The person may be addressed for this purpose (on this channel). */
export interface ConsentRule {
  readonly consents: string
  readonly channel?: string
}

/** A named rule. */
export interface SegmentDefinition {
  readonly id: string
  readonly name: string
  readonly description?: string
  readonly rule: Rule
}
