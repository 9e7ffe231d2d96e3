/** Counters: what rules and computed traits remember of the events, folded one event at a time in any order. */
import { hash53 } from '../base/hash.ts'
import type { Json, JsonObject } from '../base/json.ts'
import { canonical } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import type { Rule } from '../segment/rule.ts'
import type { PathReader } from './path.ts'
import { pathReader } from './path.ts'
import { addTotals, totalOf } from './total.ts'
import type { Total } from './total.ts'
import type { CounterState, TraitDefinition } from './types.ts'

/** What a counter computes besides the number of events. */
export type Compute = Exclude<TraitDefinition['compute'], 'count'>

/** A test over the properties of one event. */
export type WhereTest = (properties: JsonObject) => boolean

/** A moment at which something happened, and the value it had (null where the counter has no property). */
export type Moment = readonly [at: Instant, value: Json]

/** One thing to remember of one type of event. Made by `defineCounter`. */
export interface CounterDefinition {
  /** Depends on what is counted alone, so equal counters are one counter, whoever asks. */
  readonly key: string
  /** Event type. */
  readonly event: string
  /** Only events whose properties pass. */
  readonly where?: WhereTest
  /** How many of the latest moments are kept; 0 = only all-time figures. */
  readonly keep: number
  /** Dotted path into the properties. */
  readonly property?: string
  /** Reads `property`. */
  readonly read?: PathReader
  readonly compute?: Compute
  /** Only events not before this moment. */
  readonly after?: Instant
  /** Only events before this moment. */
  readonly before?: Instant
}

/** How many latest moments a counter may keep. A larger need is rounded up to the next class, so that similar rules share a counter. */
export const KEEP_CLASSES = [0, 1, 3, 10, 30, 100, 200] as const
/** The most moments any counter keeps, and so the most events a windowed computed trait looks at: the latest 200. */
export const LARGEST_KEEP = 200
/** The most distinct values a counter remembers; a `distinct` trait never exceeds it. */
export const LARGEST_SET = 1_000
/** Values whose canonical text is longer are as good as missing for `last`, `first` and `distinct`: documents must stay small. */
export const LONGEST_VALUE = 256

/** What to count, before it is given a key. */
export interface CounterWish {
  readonly event: string
  /** The rule that `test` was compiled from; it is part of the key. */
  readonly where?: { readonly rule: Rule; readonly test: WhereTest }
  /** How many latest moments are needed; default 0. */
  readonly keep?: number
  readonly property?: string
  readonly compute?: TraitDefinition['compute']
  readonly after?: Instant
  readonly before?: Instant
}

/** The counter for a wish. Equal wishes, and wishes that differ in `keep` within one class, give the same key. */
export function defineCounter(wish: CounterWish): CounterDefinition {
  const compute = wish.compute === 'count' ? undefined : wish.compute
  const property = compute ? wish.property : undefined
  const keep = KEEP_CLASSES.find((size) => size >= (wish.keep ?? 0)) ?? LARGEST_KEEP
  const same: { [name: string]: Json } = { event: wish.event, keep }
  if (wish.where) same['where'] = wish.where.rule as unknown as Json
  if (compute) same['compute'] = compute
  if (property !== undefined) same['property'] = property
  if (wish.after !== undefined) same['after'] = wish.after
  if (wish.before !== undefined) same['before'] = wish.before
  return {
    key: hash53(canonical(same)).toString(36),
    event: wish.event,
    where: wish.where?.test,
    keep,
    property,
    read: property === undefined ? undefined : pathReader(property),
    compute,
    after: wish.after,
    before: wish.before,
  }
}

/**
 * The state after one more event, each event given once, in any order: the state is a function of the set of events. The same object comes
 * back when the event does not count. Late events are put at their own time. `recent` are the `keep` latest moments, ties ordered by canonical value; `first` and
 * `last` go by (moment, canonical value); sum, max and min ignore what is not a number; `value` of a sum is a Total (exact, see total.ts).
 */
export function foldCounter(state: CounterState | undefined, definition: CounterDefinition, event: Event): CounterState | undefined {
  if (event.type !== definition.event) return state
  if (definition.after !== undefined && event.at < definition.after) return state
  if (definition.before !== undefined && event.at >= definition.before) return state
  if (definition.where !== undefined && !definition.where(event.properties)) return state
  const n = state === undefined ? 1 : state.n + 1
  const { compute, keep } = definition
  if (compute === undefined) return keep === 0 ? { n } : { n, recent: insert(state?.recent, [event.at, null], keep) }
  const value = usable(compute, definition.read?.(event.properties))
  if (value === undefined) return { ...state, n }
  if (keep > 0) return { n, recent: insert(state?.recent, [event.at, value], keep) }
  return merge(state, single(compute, event.at, value), compute)
}

/** The state of the union of two sets of events that have no event in common, as when two profiles turn out to be one person. */
export function mergeCounters(a: CounterState | undefined, b: CounterState | undefined, definition: CounterDefinition): CounterState | undefined {
  if (a === undefined || b === undefined) return a ?? b
  const { compute, keep } = definition
  if (keep > 0) {
    const recent = [...(a.recent ?? []), ...(b.recent ?? [])].sort(compareMoments)
    return recent.length === 0 ? { n: a.n + b.n } : { n: a.n + b.n, recent: recent.slice(-keep) }
  }
  return compute === undefined ? { n: a.n + b.n } : merge(a, b, compute)
}

/** Orders moments by time, then by the canonical text of the value. */
export function compareMoments(a: Moment, b: Moment): number {
  if (a[0] !== b[0]) return a[0] - b[0]
  if (a[1] === b[1]) return 0
  const left = canonical(a[1])
  const right = canonical(b[1])
  return left < right ? -1 : left > right ? 1 : 0
}

/** The text by which `distinct` tells values apart. */
export function distinctText(value: Json): string {
  return canonical(value)
}

function insert(recent: readonly Moment[] | undefined, moment: Moment, keep: number): readonly Moment[] {
  if (recent === undefined || recent.length === 0) return [moment]
  let place = recent.length
  while (place > 0 && compareMoments(recent[place - 1] as Moment, moment) > 0) place--
  const full = recent.length >= keep
  if (full && place === 0) return recent
  const longer = recent.slice(full ? 1 : 0)
  longer.splice(full ? place - 1 : place, 0, moment)
  return longer
}

function usable(compute: Compute, value: Json | undefined): Json | undefined {
  if (value === undefined || value === null) return undefined
  if (compute === 'sum') return totalOf(value) === null ? undefined : value
  if (compute === 'max' || compute === 'min') return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  const length = typeof value === 'string' ? value.length : typeof value === 'object' ? canonical(value).length : 0
  return length > LONGEST_VALUE ? undefined : value
}

function single(compute: Compute, at: Instant, value: Json): CounterState {
  if (compute === 'sum') return { n: 1, value: totalOf(value) }
  if (compute === 'distinct') return { n: 1, set: [distinctText(value)] }
  return compute === 'max' || compute === 'min' ? { n: 1, value } : { n: 1, value, at }
}

function merge(a: CounterState | undefined, b: CounterState, compute: Compute): CounterState {
  if (a === undefined) return b
  const n = a.n + b.n
  if (compute === 'distinct') return { n, ...(a.set ?? b.set ? { set: union(a.set ?? [], b.set ?? []) } : {}) }
  if (a.value === undefined) return { ...b, n }
  if (b.value === undefined) return { ...a, n }
  if (compute === 'sum') return { n, value: addTotals(a.value as Total, b.value as Total) }
  if (compute === 'max') return { n, value: Math.max(a.value as number, b.value as number) }
  if (compute === 'min') return { n, value: Math.min(a.value as number, b.value as number) }
  const order = compareMoments([a.at as Instant, a.value], [b.at as Instant, b.value])
  const winner = (compute === 'last') === order > 0 ? a : b
  return { n, value: winner.value, at: winner.at }
}

/** Union of two sorted sets, the smallest LARGEST_SET texts of it: which ones stay is a function of the union alone. */
function union(a: readonly string[], b: readonly string[]): readonly string[] {
  const [only] = b
  if (b.length === 1 && only !== undefined && a.includes(only)) return a
  return [...new Set([...a, ...b])].sort().slice(0, LARGEST_SET)
}
