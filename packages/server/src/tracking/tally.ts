/**
 * What was seen of each event type: counts by day and source, and of its properties the types, forms, ranges and a few examples. Everything has a
 * bound, and under load only some events of a type are looked into each second (all are counted), so that looking never slows collecting down.
 */
import { hash53 } from '@rapport/core/base/hash'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { DAY, isInstant, parseInstant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import { piiOfValue } from '@rapport/core/event/pii'
import type { PlanAnswer } from '@rapport/core/event/tracking'
import { forgetIn } from './examples.ts'
import { PEOPLE_MIN, type SeenProperty, type SeenType } from './seen.ts'

/** Event types that are told apart; more are counted under no name. */
export const TYPES_MAX = 500
/** Properties of a type. */
export const PATHS_MAX = 150
/** Values of a property that are remembered while it shows whether enough people share them. */
const VALUES_KEPT = 12
/** Events of one type, and of all types, that are looked into in one second. */
const LOOKS_PER_SECOND = 50
const LOOKS_OF_ALL = 500
const SOURCES_MAX = 30
/** Events of a type that may be forgotten when there are too many types. */
const RARE = 3
const PROBLEMS_MAX = 60
const DEPTH_MAX = 4
const ITEMS_LOOKED = 3
const LONGEST_VALUE = 60
/** Days kept. */
export const DAYS = 30

/** Everything seen. */
export interface Tally {
  /** Counts an event that was accepted; `person` tells people apart. */
  see(event: Event, person: string, now: number): void
  /** Counts what the plan said about an event. */
  judged(type: string, answer: PlanAnswer, source: string, now: number): void
  readonly types: ReadonlyMap<string, SeenType>
  /** Types that have changed since they were last taken; taking them forgets that. */
  takeChanged(): readonly string[]
  /** Removes examples that are, hold or lie in one of these values. Answers the types that lost one. */
  forget(values: ReadonlySet<string>): readonly string[]
  /** Puts a type in that was stored. */
  restore(seen: SeenType): void
}

/** An empty tally. */
export function createTally(): Tally {
  const types = new Map<string, SeenType>()
  const changed = new Set<string>()
  let second = 0
  let looks = 0
  const looksOf = new Map<string, number>()

  function typeOf(type: string): SeenType | null {
    const known = types.get(type)
    if (known) return known
    if (types.size >= TYPES_MAX && !makeRoom()) return null
    const fresh: SeenType = { type, total: 0, examined: 0, first: Infinity, last: 0, days: new Map(), sources: new Map(), problems: new Map(), properties: new Map(), size: 0 }
    types.set(type, fresh)
    return fresh
  }

  /** A write key stands in web pages, so anybody can send types by the thousand: what came a few times makes room for what is new. */
  function makeRoom(): boolean {
    const rare = rarest([...types.values()].filter(({ total }) => total <= RARE))
    if (rare === null) return false
    types.delete(rare.type)
    changed.add(rare.type)
    return true
  }

  function mayLook(type: string, now: number): boolean {
    const current = Math.floor(now / 1_000)
    if (current !== second) {
      second = current
      looks = 0
      looksOf.clear()
    }
    const own = looksOf.get(type) ?? 0
    if (own >= LOOKS_PER_SECOND || looks >= LOOKS_OF_ALL) return false
    looksOf.set(type, own + 1)
    looks++
    return true
  }

  return {
    types,
    see(event, person, now) {
      const seen = typeOf(event.type)
      if (seen === null) return
      changed.add(event.type)
      seen.total++
      // By when it happened, so that imported history shows as what it is.
      const { at } = event
      seen.last = Math.max(seen.last, at)
      seen.first = Math.min(seen.first, at)
      const day = dayOf(seen, at, now)
      if (day) day[0]++
      const source = seen.sources.get(event.source)
      if (source) {
        source.n++
        source.last = Math.max(source.last, now)
      } else if (seen.sources.size < SOURCES_MAX) seen.sources.set(event.source, { n: 1, last: now })
      if (!mayLook(event.type, now)) return
      seen.examined++
      const look: Look = { seen, person: hash53(person), now: at, paths: new Set() }
      inside(look, event.properties, '', 1)
    },
    judged(type, { verdict, violations }, source, now) {
      if (violations.length === 0) return
      const seen = typeOf(type)
      if (seen === null) return
      changed.add(type)
      const day = dayOf(seen, now, now)
      if (day) day[1]++
      if (verdict === 'block') {
        // Events that are kept out never reach `see`.
        if (day) day[2]++
        if (!seen.sources.has(source) && seen.sources.size < SOURCES_MAX) seen.sources.set(source, { n: 0, last: now })
      }
      for (const { code, path } of violations) {
        const key = `${code} ${path}`
        const problem = seen.problems.get(key)
        if (problem) {
          problem.n++
          problem.last = now
        } else if (seen.problems.size < PROBLEMS_MAX) seen.problems.set(key, { n: 1, last: now })
      }
    },
    takeChanged() {
      const taken = [...changed]
      changed.clear()
      return taken
    },
    forget(values) {
      const texts = [...values].map((text) => text.normalize('NFKC').toLowerCase()).filter((text) => text.length > 1)
      const touched = [...types.values()].filter((seen) => forgetIn(seen, texts)).map(({ type }) => type)
      for (const type of touched) changed.add(type)
      return touched
    },
    restore(seen) {
      if (types.size < TYPES_MAX) types.set(seen.type, seen)
    },
  }
}

/** The one that was seen longest ago. */
function rarest(types: readonly SeenType[]): SeenType | null {
  return types.reduce<SeenType | null>((oldest, one) => (oldest === null || one.last < oldest.last ? one : oldest), null)
}

/** The counts of a day; null for one that is no longer kept. */
function dayOf(seen: SeenType, at: number, now: number): [number, number, number] | null {
  const day = Math.floor(at / DAY)
  const known = seen.days.get(day)
  if (known) return known
  const oldest = Math.floor(now / DAY) - DAYS + 1
  if (day < oldest) return null
  for (const old of seen.days.keys()) if (old < oldest) seen.days.delete(old)
  const fresh: [number, number, number] = [0, 0, 0]
  seen.days.set(day, fresh)
  return fresh
}

interface Look {
  readonly seen: SeenType
  readonly person: number
  /** When the event happened. */
  readonly now: number
  /** Paths that this event has already: a list gives the same one several times. */
  readonly paths: Set<string>
}

function inside(look: Look, object: JsonObject, prefix: string, depth: number): void {
  for (const name of Object.keys(object)) value(look, object[name] as Json, prefix === '' ? name : `${prefix}.${name}`, depth)
}

function value(look: Look, given: Json, path: string, depth: number): void {
  const { seen, person, now, paths } = look
  if (given === null || path.length > 200) return
  let property = seen.properties.get(path)
  if (!property) {
    if (seen.properties.size >= PATHS_MAX) {
      const [rare] = [...seen.properties].find(([, one]) => one.n <= 1) ?? []
      if (rare === undefined) return
      seen.properties.delete(rare)
    }
    property = { n: 0, types: {}, kinds: {}, values: 0, examples: new Map(), others: 0, first: now, last: now, size: 0 }
    seen.properties.set(path, property)
  }
  const type = seenType(given)
  if (!paths.has(path)) {
    paths.add(path)
    property.n++
    property.last = Math.max(property.last, now)
    property.first = Math.min(property.first, now)
  }
  property.types[type] = (property.types[type] ?? 0) + 1
  if (Array.isArray(given)) {
    property.size += 2
    measure(property, given.length)
    for (const item of given.slice(0, ITEMS_LOOKED)) if (depth < DEPTH_MAX) value(look, item as Json, `${path}[]`, depth + 1)
    return
  }
  if (isJsonObject(given)) {
    property.size += 2
    if (depth < DEPTH_MAX) inside(look, given, path, depth + 1)
    return
  }
  const size = typeof given === 'string' ? given.length + 2 : 6
  property.size += size + path.length + 3
  seen.size += size + path.length + 3
  property.values++
  if (typeof given === 'number') measure(property, given)
  else if (typeof given === 'string') measure(property, given.length)
  const kind = piiOfValue(given)
  if (kind !== null) property.kinds[kind] = (property.kinds[kind] ?? 0) + 1
  note(property, given as string | number | boolean, person)
}

function measure(property: SeenProperty, size: number): void {
  property.min = Math.min(property.min ?? size, size)
  property.max = Math.max(property.max ?? size, size)
}

function note(property: SeenProperty, given: string | number | boolean, person: number): void {
  const short = typeof given === 'string' ? given.slice(0, LONGEST_VALUE).toWellFormed() : given
  const key = JSON.stringify(short)
  const known = property.examples.get(key)
  if (known) {
    known.n++
    if (known.people.length < PEOPLE_MIN && !known.people.includes(person)) known.people.push(person)
    return
  }
  if (property.examples.size >= VALUES_KEPT) {
    const stale = [...property.examples].find(([, one]) => one.people.length < PEOPLE_MIN && one.n === 1)
    if (!stale) {
      property.others++
      return
    }
    property.examples.delete(stale[0])
    property.others++
  }
  property.examples.set(key, { value: short, n: 1, people: [person] })
}

/** The type of a value as the catalogue calls it. */
export function seenType(given: Json): string {
  if (given === null) return 'null'
  if (Array.isArray(given)) return 'list'
  if (typeof given === 'string') return /^\d{4}-\d\d-\d\d/.test(given) && parseInstant(given) !== null ? 'moment' : 'text'
  if (typeof given === 'number') return Number.isInteger(given) ? (isInstant(given) && given >= 1e12 && given < 4e12 ? 'moment' : 'integer') : 'number'
  return typeof given === 'boolean' ? 'boolean' : 'object'
}
