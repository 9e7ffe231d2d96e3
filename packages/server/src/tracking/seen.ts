/** What was seen of an event type and its properties, as data. */
import type { Json } from '@rapport/core/base/json'
import type { PiiKind } from '@rapport/core/event/pii'

/** People who must share a value before it is shown or stored. */
export const PEOPLE_MIN = 3

/** A value that came up, by how many different people at least. */
export interface SeenValue {
  readonly value: Json
  n: number
  /** Hashes of up to PEOPLE_MIN people; never stored. */
  readonly people: number[]
}

/** What was seen of one property. */
export interface SeenProperty {
  /** Examined events that carry it. */
  n: number
  readonly types: { [type: string]: number }
  /** Values by the form that they have. */
  readonly kinds: { [kind in PiiKind]?: number }
  /** Single values looked at; a list of objects gives several an event. */
  values: number
  /** By canonical text. */
  readonly examples: Map<string, SeenValue>
  /** Values that are not among the examples. */
  others: number
  first: number
  last: number
  min?: number
  max?: number
  /** Characters of JSON, added up. */
  size: number
}

/** What was seen of one type. */
export interface SeenType {
  readonly type: string
  total: number
  examined: number
  first: number
  last: number
  /** Day number since 1970 → events that arrived, that broke the plan, that were kept out. */
  readonly days: Map<number, [events: number, broken: number, blocked: number]>
  readonly sources: Map<string, { n: number; last: number }>
  /** `code path` → how often and when last. */
  readonly problems: Map<string, { n: number; last: number }>
  readonly properties: Map<string, SeenProperty>
  /** Characters of JSON of the examined events' properties. */
  size: number
}
