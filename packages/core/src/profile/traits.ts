/**
 * Given traits: what sources say about a person, and whose word wins. One fact per source and trait is kept, the winner first;
 * which facts stay and which wins is a pure function of the set of facts, so order, repetition and merges do not matter.
 */
import type { Json, JsonObject } from '../base/json.ts'
import { canonical, isJsonObject } from '../base/json.ts'
import type { Event } from '../event/event.ts'
import { KNOWN } from '../event/event.ts'
import { byOrigin, inOrderOfRetention, type Survivorship } from './survivorship.ts'
import type { GivenTraits, TraitFact } from './types.ts'

/**
 * Bounds of given traits. Beyond `traits`, those with the shortest names stay (then by name): made-up names like `viewed_48213` are long, real ones short,
 * and the choice does not depend on order. Beyond `sourcesPerTrait`, the newest facts stay, whatever the rules prefer: other rules later find what these would have kept. `valueLength` is in characters of canonical JSON.
 */
export const TRAIT_LIMITS = { traits: 200, nameLength: 64, valueLength: 4_096, sourcesPerTrait: 16 } as const

/** A trait that was not taken, and why, in words for the sender. */
export interface RefusedTrait {
  readonly name: string
  readonly why: string
}

/** The traits after an event. */
export interface TraitsFolded {
  readonly traits: GivenTraits
  /** Names of the traits whose winning value is another than before; a trait that went away counts. */
  readonly changed: readonly string[]
  readonly refused: readonly RefusedTrait[]
}

/** The value that readers see: the winner's, or undefined when there is none or the winner removed it. */
export function givenValue(traits: GivenTraits, name: string): Json | undefined {
  const value = Object.hasOwn(traits, name) ? traits[name]?.[0]?.value : undefined
  return value === null ? undefined : value
}

/**
 * Folds an `identified` event: `properties.traits` are the source's word from now on, null removes; `properties.once` counts only while nobody says
 * anything else, the earliest first. Other events change nothing. Refused traits are reported, never silently lost.
 */
export function foldTraits(state: GivenTraits, event: Event, rules: Survivorship): TraitsFolded {
  if (event.type !== KNOWN.identified) return { traits: state, changed: [], refused: [] }
  const next: { [name: string]: readonly TraitFact[] } = { ...state }
  const changed: string[] = []
  const refused: RefusedTrait[] = []
  let added = false
  const repaired = event.context?.['repaired']
  for (const once of [false, true]) {
    for (const [name, value] of Object.entries(traitsIn(event.properties, once ? 'once' : 'traits', refused))) {
      const why = refusal(name, value, once)
      if (why !== null) {
        refused.push({ name, why })
        continue
      }
      const told: TraitFact = { value, at: event.at, from: event.id, source: event.source, ...(once ? { once } : {}) }
      const fact = repaired === undefined ? told : { ...told, ...cameAs(event, repaired, name, once) }
      const facts = Object.hasOwn(next, name) ? next[name] : undefined
      if (facts === undefined) added = true
      next[name] = facts === undefined ? [fact] : withFact(facts, fact, rules, name)
      if (!changed.includes(name) && !sameWinner(facts, next[name])) changed.push(name)
    }
  }
  const dropped = added ? overflow(Object.keys(next)) : []
  if (dropped.length === 0) return { traits: next, changed, refused }
  for (const name of dropped) {
    delete next[name]
    refused.push({ name, why: `more than ${TRAIT_LIMITS.traits} traits; those with the shortest names stay. Send lists and counts as events or in one trait` })
  }
  const before = (name: string) => Object.hasOwn(state, name) && givenValue(state, name) !== undefined
  const gone = dropped.filter(before)
  return { traits: next, changed: [...changed.filter((name) => !dropped.includes(name)), ...gone], refused }
}

/** The traits of two profiles that became one: as if every fact had been said about one person. */
export function mergeTraits(one: GivenTraits, other: GivenTraits, rules: Survivorship): GivenTraits {
  const merged: { [name: string]: readonly TraitFact[] } = { ...one }
  for (const [name, facts] of Object.entries(other)) {
    let all = Object.hasOwn(merged, name) ? merged[name] : undefined
    for (const fact of facts) all = all === undefined ? [fact] : withFact(all, fact, rules, name)
    if (all !== undefined) merged[name] = all
  }
  for (const name of overflow(Object.keys(merged))) delete merged[name]
  return merged
}

/** The same facts, ranked by other rules; the very same object when nothing changes. Needed once for each person after the rules have changed. */
export function rankTraits(traits: GivenTraits, rules: Survivorship): GivenTraits {
  let ranked: { [name: string]: readonly TraitFact[] } | null = null
  for (const [name, facts] of Object.entries(traits)) {
    if (facts.length < 2) continue
    const now = rules.rank(name, facts)
    if (now.every((fact, i) => fact === facts[i])) continue
    ranked ??= { ...traits }
    ranked[name] = now
  }
  return ranked ?? traits
}

/** The list with one more fact: the source's better one stays, the list is cut by age and ranked by the rules. What is kept does not depend on the rules. */
function withFact(facts: readonly TraitFact[], fact: TraitFact, rules: Survivorship, name: string): readonly TraitFact[] {
  const [only] = facts
  if (facts.length === 1 && only !== undefined && only.source === fact.source) return supersedes(fact, only) ? [fact] : facts
  const earlier = facts.find((known) => known.source === fact.source)
  if (earlier !== undefined && !supersedes(fact, earlier)) return facts
  const all = [...facts.filter((known) => known !== earlier), fact]
  const kept = all.length <= TRAIT_LIMITS.sourcesPerTrait ? all : all.sort(inOrderOfRetention).slice(0, TRAIT_LIMITS.sourcesPerTrait)
  return rules.rank(name, kept)
}

/** True when a source's fact replaces its earlier one: an ordinary fact a `once` fact, the later ordinary one, the earlier `once` one. */
function supersedes(fact: TraitFact, known: TraitFact): boolean {
  if (fact.once !== known.once) return known.once === true
  return compareRecency(fact, known) < 0
}

/** Ordinary facts: the latest first. `once` facts: the earliest first. */
function compareRecency(one: TraitFact, other: TraitFact): number {
  return (one.once ? one.at - other.at : other.at - one.at) || order(canonical(other.value), canonical(one.value)) || order(other.from, one.from) || byOrigin(one, other)
}

/** Names of repairs kept with a fact: there are not more kinds. */
const MOST_REPAIRS = 8

/** What the door noted of a value that it repaired (`context.repaired`). A name that stands in `traits` too is meant there, since that fact stands. */
function cameAs(event: Event, repaired: Json, name: string, once: boolean): Pick<TraitFact, 'raw' | 'repairs'> {
  const note = isJsonObject(repaired) && Object.hasOwn(repaired, name) ? repaired[name] : undefined
  if (!isJsonObject(note) || note['before'] === undefined || !Array.isArray(note['is'])) return {}
  const traits = event.properties['traits']
  if ((once && isJsonObject(traits) && Object.hasOwn(traits, name)) || canonical(note['before']).length > TRAIT_LIMITS.valueLength) return {}
  return { raw: note['before'], repairs: note['is'].filter((one) => typeof one === 'string').slice(0, MOST_REPAIRS) }
}

function sameWinner(before: readonly TraitFact[] | undefined, after: readonly TraitFact[] | undefined): boolean {
  const one = before?.[0]?.value ?? null
  const other = after?.[0]?.value ?? null
  return one === other || (typeof one === 'object' && typeof other === 'object' && canonical(one) === canonical(other))
}

const UNSAFE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype'])
/** A text of this length fits into the limit even when every character is escaped as six. */
const SURELY_SHORT = (TRAIT_LIMITS.valueLength - 2) / 6

function refusal(name: string, value: Json, once: boolean): string | null {
  if (UNSAFE.has(name)) return 'this name is reserved; choose another'
  if (name.trim() === '') return 'a trait needs a name'
  if (name.length > TRAIT_LIMITS.nameLength) return `the name is longer than ${TRAIT_LIMITS.nameLength} characters; shorten it`
  if (once && value === null) return 'null has no meaning in `once`; send it in `traits` to remove the trait'
  const short = typeof value === 'string' ? value.length <= SURELY_SHORT : typeof value !== 'object' || value === null
  if (short || canonical(value).length <= TRAIT_LIMITS.valueLength) return null
  return `the value is longer than ${TRAIT_LIMITS.valueLength} characters of JSON; send a shorter one`
}

function traitsIn(properties: JsonObject, field: 'traits' | 'once', refused: RefusedTrait[]): JsonObject {
  const traits = properties[field]
  if (isJsonObject(traits)) return traits
  if (traits !== undefined && traits !== null) refused.push({ name: field, why: `properties.${field} must be an object of names and values` })
  return {}
}

function overflow(names: readonly string[]): string[] {
  if (names.length <= TRAIT_LIMITS.traits) return []
  return [...names].sort((one, other) => one.length - other.length || order(one, other)).slice(TRAIT_LIMITS.traits)
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
