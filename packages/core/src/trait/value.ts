/** The current value of a trait, given or computed, and until when it stays the same by itself. */
import type { Json, JsonObject } from '../base/json.ts'
import { assert } from '../base/assert.ts'
import type { Instant } from '../base/time.ts'
import { NEVER, parseDuration, plus } from '../base/time.ts'
import type { GivenTraits } from '../profile/types.ts'
import type { Rule } from '../segment/rule.ts'
import type { CounterDefinition, Moment, WhereTest } from './counter.ts'
import { LARGEST_KEEP, defineCounter, distinctText } from './counter.ts'
import { pathReader } from './path.ts'
import { PREDICTION_PREFIX, predictionValue, type Predictions } from './prediction.ts'
import type { Total } from './total.ts'
import { addTotals, amountOf, totalOf } from './total.ts'
import type { Counters, CounterState, TraitDefinition } from './types.ts'

/** A computed trait, ready to be read. */
export interface ComputedTrait {
  readonly definition: TraitDefinition
  readonly counter: CounterDefinition
  /** Length of the sliding window in milliseconds; absent = all time. */
  readonly withinMs?: number
}

/** trait id → how it is computed. */
export type TraitIndex = ReadonlyMap<string, ComputedTrait>

/** The slices that traits come from. */
export interface TraitHolder {
  readonly traits: GivenTraits
  readonly counters: Counters
  /** What is foretold; absent = nothing. */
  readonly predictions?: Predictions
}

/** Where a reader leaves the moment at which the value may change without any event. Reused between readings, so that reading makes no garbage. */
export interface UntilSlot {
  until: Instant
}

/** Reads one trait of a person at a moment, and leaves `until` (after `now`, or NEVER) in the slot. */
export type TraitReader = (person: TraitHolder, now: Instant, slot: UntilSlot, context: JsonObject | undefined) => Json | undefined

/** Reads the definitions of computed traits. A windowed trait looks at the latest 200 matching events; the last one alone needs only one. */
export function traitIndex(definitions: readonly TraitDefinition[], compileWhere: (rule: Rule) => WhereTest): TraitIndex {
  return new Map(definitions.map((definition) => [definition.id, computedTrait(definition, compileWhere)]))
}

function computedTrait(definition: TraitDefinition, compileWhere: (rule: Rule) => WhereTest): ComputedTrait {
  const { compute, event, property, where, within } = definition
  const withinMs = within === undefined ? undefined : (parseDuration(within) ?? undefined)
  assert(within === undefined || withinMs !== undefined, `trait '${definition.id}': 'within' is a duration like 7d`)
  const keep = withinMs === undefined ? 0 : compute === 'last' ? 1 : LARGEST_KEEP
  const counter = defineCounter({ event, property, compute, keep, where: where && { rule: where, test: compileWhere(where) } })
  return { definition, counter, withinMs }
}

/**
 * The value of a trait by name, and the moment at which it may change by itself. `context.…` reads the context of the moment; a computed
 * trait wins over a given one of the same name, and so does what is foretold (`prediction.…`); `address.city` is the given trait of that name or else the city in the given trait `address`.
 */
export function traitValue(
  index: TraitIndex,
  person: TraitHolder,
  name: string,
  now: Instant,
  context?: JsonObject,
): { readonly value: Json | undefined; readonly until: Instant } {
  const slot: UntilSlot = { until: NEVER }
  const value = traitReader(index, name)(person, now, slot, context)
  return { value, until: slot.until }
}

/** The reader for a trait's name: `traitValue` with all that depends on the name alone done beforehand. */
export function traitReader(index: TraitIndex, name: string): TraitReader {
  const computed = index.get(name)
  if (computed) return computedReader(computed)
  if (name.startsWith('context.')) return contextReader(name.slice('context.'.length))
  if (name.startsWith(PREDICTION_PREFIX)) return predictionReader(name)
  return givenReader(name)
}

function contextReader(path: string): TraitReader {
  const read = pathReader(path)
  return (_person, _now, slot, context) => {
    slot.until = NEVER
    return read(context)
  }
}

function predictionReader(name: string): TraitReader {
  const given = givenReader(name)
  const path = name.slice(PREDICTION_PREFIX.length)
  return (person, now, slot, context) => {
    slot.until = NEVER
    return predictionValue(person.predictions, path) ?? given(person, now, slot, context)
  }
}

function givenReader(name: string): TraitReader {
  const dot = name.indexOf('.')
  const root = dot > 0 ? name.slice(0, dot) : name
  const read = dot > 0 ? pathReader(name.slice(dot + 1)) : null
  return (person, _now, slot) => {
    slot.until = NEVER
    const whole = person.traits[name]?.[0]
    if (whole !== undefined) return whole.value
    return read === null ? undefined : read(person.traits[root]?.[0]?.value)
  }
}

function computedReader(trait: ComputedTrait): TraitReader {
  const { counter, withinMs } = trait
  const compute = trait.definition.compute
  if (withinMs === undefined) {
    return (person, _now, slot) => {
      slot.until = NEVER
      return allTime(compute, person.counters[counter.key])
    }
  }
  return (person, now, slot) => windowed(compute, person.counters[counter.key]?.recent ?? NOTHING, withinMs, now, slot)
}

const NOTHING: readonly Moment[] = []

function allTime(compute: TraitDefinition['compute'], state: CounterState | undefined): Json | undefined {
  if (compute === 'count') return state?.n ?? 0
  if (compute === 'distinct') return state?.set?.length ?? 0
  if (compute === 'sum') return amountOf((state?.value as Total | undefined) ?? 0)
  return state?.value
}

/** A moment is in the window as long as moment + within is later than now; `now` itself is then out. */
function windowed(compute: TraitDefinition['compute'], recent: readonly Moment[], withinMs: number, now: Instant, slot: UntilSlot): Json | undefined {
  const first = firstWithin(recent, withinMs, now)
  const deciding = recent[compute === 'last' ? recent.length - 1 : first]
  slot.until = first < recent.length && deciding !== undefined ? plus(deciding[0], withinMs) : NEVER
  if (compute === 'count') return recent.length - first
  const inside = recent.slice(first)
  if (compute === 'distinct') return new Set(inside.map((moment) => distinctText(moment[1]))).size
  if (compute === 'sum') return amountOf(inside.reduce<Total>((sum, moment) => addTotals(sum, totalOf(moment[1]) ?? 0), 0))
  if (inside.length === 0) return undefined
  if (compute === 'last') return inside[inside.length - 1]?.[1]
  if (compute === 'first') return inside[0]?.[1]
  const numbers = inside.map((moment) => moment[1] as number)
  return compute === 'max' ? Math.max(...numbers) : Math.min(...numbers)
}

/** The index of the earliest of the ascending moments that is still in the window; their number when none is. */
export function firstWithin(recent: readonly Moment[], withinMs: number, now: Instant): number {
  let first = recent.length
  while (first > 0 && (recent[first - 1] as Moment)[0] + withinMs > now) first--
  return first
}
