/**
 * Features made ready: what is looked at of a person and a moment, the same for training and serving. Reads the document alone, so the vector of a person folded event by event is that of
 * a replay of the log, and an event that came in later cannot change what an earlier decision saw (knowledge time).
 */
import { assert } from '../../base/assert.ts'
import { shortHash } from '../../base/hash.ts'
import { canonical, type Json, type JsonObject } from '../../base/json.ts'
import { isTimeZone, localClock } from '../../base/local-time.ts'
import { DAY, NEVER, type Instant } from '../../base/time.ts'
import type { SegmentDefinition } from '../../segment/rule.ts'
import { compileWhere } from '../../segment/where.ts'
import { defineCounter, type CounterDefinition } from '../../trait/counter.ts'
import { pathReader } from '../../trait/path.ts'
import { traitIndex, traitReader, type TraitIndex } from '../../trait/value.ts'
import type { Memberships } from '../../segment/membership.ts'
import type { GivenTraits } from '../../profile/types.ts'
import type { Counters, TraitDefinition } from '../../trait/types.ts'
import type { Predictions, Sparse } from '../types.ts'
import { COMMON_TRAITS, commonValue, factsOf, LONG_TEXT, SHORT_TEXT, valueOf } from './common.ts'
import { encoderOf } from './encode.ts'
import { isProtected, isProtectedTrait, readsProtected } from './protected.ts'
import type { FeatureDefinition, FeatureSource, FeatureValue } from './types.ts'

/** A person as features see one; `ProfileState` is one. A stranger has no `lastSeen`. */
export interface FeaturePerson {
  readonly traits: GivenTraits
  readonly counters: Counters
  readonly segments: Memberships
  readonly offers?: { readonly [offer: string]: { readonly clicked?: Instant } }
  readonly predictions?: Predictions
  readonly firstSeen?: Instant
  readonly lastSeen?: Instant
  /** How many events are known of the person; 0 = nothing is. */
  readonly events?: number
}

/** One thing that is looked at. */
export interface Feature {
  /** Of a defined feature its own; of what the product looks at by itself `auto:…`. */
  readonly id: string
  readonly name: string
  readonly automatic: boolean
  /** Set when the value is what a model said; a model never looks at its own words. */
  readonly prediction?: string
}

/** Everything that is looked at, ready to run. */
export interface FeaturePlan {
  /** Of the definitions and of the way they are encoded: vectors of one hash can be compared. */
  readonly hash: string
  /** What has a place in `values`, in that order. Facts of a request come on top, by `encode` alone. */
  readonly definitions: readonly Feature[]
  /** The value of each, in the order of `definitions`: columns of a table. */
  values(person: FeaturePerson, context: JsonObject, now: Instant): FeatureValue[]
  /** The vector that learners learn from. `without` are ids of features to leave out. */
  encode(person: FeaturePerson, context: JsonObject, now: Instant, without?: ReadonlySet<string>): Sparse
  /** What stands at a place, `city = taipei`, as far as it was met lately; both, with `or`, when two things share it. */
  nameOf(place: number): string | null
}

/** What features are made from. */
export interface FeatureSources {
  readonly features: readonly FeatureDefinition[]
  /** Computed traits (`RuleSet.traits`). */
  readonly traits: TraitIndex
  readonly segments: readonly SegmentDefinition[]
  readonly models: readonly { readonly id: string; readonly name: string }[]
  /** Time zone of people who have none of their own. */
  readonly timezone: string
}

/** Grows whenever the same values are encoded otherwise. */
const ENCODING = 1

/** The counters that defined features need; they are kept with all others (`compileRules`). */
export function featureCounters(features: readonly FeatureDefinition[]): readonly CounterDefinition[] {
  return features.flatMap(({ from }) => ('counted' in from ? [countedTrait(from.counted).counter] : 'since' in from ? [sinceCounter(from)] : []))
}

/** See the top of the file. Features that somebody defined come first, in their order. */
export function compileFeatures(sources: FeatureSources): FeaturePlan {
  const readers = [...sources.features.map((definition) => defined(definition, sources)), ...automatic(sources)]
  const definitions = readers.map(({ feature }) => feature)
  const hash = shortHash(canonical([ENCODING, sources.timezone, sources.features as unknown as Json, definitions.map(({ id }) => id)]))
  const encoder = encoderOf(readers.map(({ feature, silent, category }) => ({ id: feature.id, name: feature.name, silent, category })))
  const read = (person: FeaturePerson, context: JsonObject, now: Instant): FeatureValue[] => readers.map((reader) => reader.read(person, now, context))
  return {
    hash,
    definitions,
    values: read,
    encode: (person, context, now, without) => encoder.encode(read(person, context, now), factsOf(context), without),
    nameOf: encoder.nameOf,
  }
}

/** Reads one feature. */
interface Reader {
  readonly feature: Feature
  /** Unknown leaves no mark in the vector: the usual case of a feature that few people have. */
  readonly silent: boolean
  /** Numbers are names rather than sizes. */
  readonly category: boolean
  readonly read: (person: FeaturePerson, now: Instant, context: JsonObject) => FeatureValue
}

const UNTIL = { until: NEVER }

function defined({ id, name, from }: FeatureDefinition, sources: FeatureSources): Reader {
  const feature: Feature = { id, name: name ?? id, automatic: false, ...('prediction' in from && { prediction: from.prediction }) }
  return { feature, silent: false, category: 'calendar' in from, read: readerOf(from, sources) }
}

function readerOf(from: FeatureSource, { traits, timezone }: FeatureSources): Reader['read'] {
  if ('trait' in from) {
    const read = traitReader(traits, from.trait)
    return (person, now, context) => valueOf(read(person, now, UNTIL, context), LONG_TEXT)
  }
  if ('counted' in from) {
    const read = traitReader(new Map([['counted', countedTrait(from.counted)]]), 'counted')
    return (person, now, context) => valueOf(read(person, now, UNTIL, context), LONG_TEXT)
  }
  if ('since' in from) {
    const { key } = sinceCounter(from)
    return (person, now) => {
      const last = person.counters[key]?.recent?.at(-1)?.[0]
      return last === undefined ? null : daysSince(last, now)
    }
  }
  if ('segment' in from) return (person) => (person.segments[from.segment]?.since === undefined ? 0 : 1)
  if ('context' in from) {
    const read = pathReader(from.context)
    return (_person, _now, context) => valueOf(read(context), LONG_TEXT)
  }
  if ('prediction' in from) return (person) => valueOf(person.predictions?.[from.prediction]?.value, LONG_TEXT)
  const part = from.calendar === 'hour_of_day' ? 'hour' : from.calendar === 'day_of_week' ? 'weekday' : 'day'
  return (person, now) => localClock(now, zoneOf(person.traits, timezone))[part]
}

function countedTrait(counted: Omit<TraitDefinition, 'id' | 'name'>) {
  const trait = traitIndex([{ ...counted, id: 'counted' }], compileWhere).get('counted')
  assert(trait !== undefined, 'an index holds the trait it was made of')
  return trait
}

function sinceCounter({ since, where }: Extract<FeatureSource, { readonly since: string }>): CounterDefinition {
  return defineCounter({ event: since, keep: 1, where: where && { rule: where, test: compileWhere(where) } })
}

/** What the product looks at by itself: it only reads what is kept anyway. */
function automatic(sources: FeatureSources): readonly Reader[] {
  const { traits, segments, models, timezone } = sources
  const reader = (id: string, name: string, read: Reader['read'], more: Partial<Reader> & { readonly prediction?: string } = {}): Reader => {
    const { prediction, silent = true, category = false } = more
    return { feature: { id: `auto:${id}`, name, automatic: true, ...(prediction !== undefined && { prediction }) }, silent, category, read }
  }
  const behind = { segments: new Map(segments.map(({ id, rule }) => [id, rule])), traits }
  const open = segments.filter(({ id, name, rule }) => !isProtected(id) && !isProtected(name) && !readsProtected(rule, behind))
  const computed = [...traits.keys()].filter((id) => !isProtectedTrait(id, behind)).map((id) => {
    const read = traitReader(traits, id)
    return reader(`trait:${id}`, traits.get(id)?.definition.name ?? id, (person, now, context) => shortOnly(read(person, now, UNTIL, context)), { silent: false })
  })
  const common = Object.entries(COMMON_TRAITS).map(([id, names]) => {
    const readers = names.filter((name) => !traits.has(name)).map((name) => traitReader(traits, name))
    return reader(`given:${id}`, id, (person, now, context) => {
      for (const read of readers) {
        const value = commonValue(read(person, now, UNTIL, context))
        if (value !== null) return value
      }
      return null
    })
  })
  return [
    ...computed,
    ...common,
    ...open.map(({ id, name }) => reader(
      `segment:${id}`,
      name,
      (person) => (person.segments[id]?.since === undefined ? null : 'yes'),
    )),
    ...models.map(({ id, name }) => reader(`prediction:${id}`, name, (person) => valueOf(person.predictions?.[id]?.value, SHORT_TEXT), { prediction: id })),
    reader('hour_of_day', 'hour', (person, now) => localClock(now, zoneOf(person.traits, timezone)).hour, { category: true }),
    reader('day_of_week', 'weekday', (person, now) => localClock(now, zoneOf(person.traits, timezone)).weekday, { category: true }),
    reader('days_since_seen', 'days since last seen', (person, now) => (person.events === 0 || person.lastSeen === undefined ? null : daysSince(person.lastSeen, now)), { silent: false }),
    reader('days_known', 'days known', (person, now) => (person.events === 0 || person.firstSeen === undefined ? null : daysSince(person.firstSeen, now))),
    reader('events', 'events', (person) => person.events ?? 0),
    reader('offers_seen', 'offers seen', (person) => sizeOf(person.offers, () => true)),
    reader('offers_clicked', 'offers clicked', (person) => sizeOf(person.offers, ({ clicked }) => clicked !== undefined)),
  ]
}

/** What a computed trait says, unless it is prose: `last` and `first` of a property may be. */
function shortOnly(json: Json | undefined): FeatureValue {
  return typeof json === 'string' ? commonValue(json) : valueOf(json, SHORT_TEXT)
}

/** Days, never less than none: a fact may be dated a little ahead. */
function daysSince(at: Instant, now: Instant): number {
  return Math.max(0, now - at) / DAY
}

function sizeOf(offers: FeaturePerson['offers'], counts: (record: { readonly clicked?: Instant }) => boolean): number {
  let n = 0
  for (const id in offers) {
    const record = offers[id]
    if (record !== undefined && counts(record)) n++
  }
  return n
}

/** The zone a person lives in: trait `timezone` when it is a zone, else that of the company, else UTC. */
function zoneOf(traits: GivenTraits, timezone: string): string {
  const own = traits['timezone']?.[0]?.value
  if (typeof own === 'string' && isTimeZone(own)) return own
  return isTimeZone(timezone) ? timezone : 'UTC'
}
