/** The shapes of computed traits and of the counters that rules and traits share. */
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Rule } from '../segment/rule.ts'

/** A value computed from events, incrementally. */
export interface TraitDefinition {
  readonly id: string
  readonly name?: string
  readonly compute: 'count' | 'sum' | 'last' | 'first' | 'max' | 'min' | 'distinct'
  /** Event type. */
  readonly event: string
  /** Dotted path into the event's properties; needed by everything but `count`. */
  readonly property?: string
  /** A rule over the event's properties (trait operators on `properties` paths). */
  readonly where?: Rule
  /** Only events of the last … (duration text); without it, all. */
  readonly within?: string
}

/** State of one counter in a person's document. Fields stay absent until needed, so that documents stay small. */
export interface CounterState {
  /** How many matching events, all time. */
  readonly n: number
  /** The latest matching moments, ascending, with their value where the definition has one; at most the definition's `keep`. */
  readonly recent?: readonly (readonly [Instant, Json])[]
  /** Running value for all-time sum, max, min, first, last. */
  readonly value?: Json
  /** When `value` was set, for first and last. */
  readonly at?: Instant
  /** Distinct values, canonical texts, at most 1,000. */
  readonly set?: readonly string[]
}

/** counter key → state. Keys come from the workspace's compiled counters. */
export interface Counters {
  readonly [key: string]: CounterState
}
