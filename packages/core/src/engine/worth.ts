/**
 * What a collected field is worth: whether decisions and segments would come out otherwise if it had never been collected. Measured by deciding again
 * without it: the field is taken out of the person's document, and everything that was counted with its help.
 */
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import { planOf as placementOf } from '../decision/compile.ts'
import type { Decision, OutReason } from '../decision/types.ts'
import { didOf } from '../segment/check-of.ts'
import { evaluateSegments } from '../segment/evaluate.ts'
import type { Person } from '../segment/person.ts'
import type { Rule } from '../segment/rule.ts'
import type { Plan } from './plan.ts'
import { partsOf, planned, rootOf, type Use } from './uses.ts'

/** A given trait, or a property of an event. */
export type Field = { readonly kind: 'trait'; readonly name: string } | { readonly kind: 'property'; readonly event: string; readonly path: string }

/** The field as one text: `trait tier`, `order_completed items[].sku`. */
export function fieldKey(field: Field): string {
  return field.kind === 'trait' ? `trait ${field.name}` : `${field.event} ${field.path}`
}

/** The rules of a workspace, ready to be asked without one field. */
export interface WorthPlan {
  /** Keys of the fields that some rule reads. */
  readonly fields: ReadonlySet<string>
  /** Keys of the fields that the eligibility of the offers at a placement reads, through segments and computed traits too. */
  consultedAt(placement: string): ReadonlySet<string>
  /** Whether other offers would have been possible in a recorded decision if the person had never given this field. */
  decides(key: string, decision: Decision, person: Person, now: Instant): boolean
  /** Whether the person would be in other segments without it. */
  movesSegments(key: string, person: Person, now: Instant): boolean
}

/** Which counters hold something of a field, and which offers and segments read it. */
interface Reading {
  readonly counters: Set<string>
  readonly offers: Set<string>
  readonly segments: Set<string>
}

/** Reads the rules of a plan once. Nested traits count for their root (`address.city` for `address`). */
export function worthOf(plan: Plan): WorthPlan {
  const { segments, offers } = plan.workspace.definitions
  const rules = new Map(segments.map(({ id, rule }) => [id, rule]))
  const readings = new Map<string, Reading>()
  const note = (key: string): Reading => {
    const known = readings.get(key) ?? { counters: new Set<string>(), offers: new Set<string>(), segments: new Set<string>() }
    readings.set(key, known)
    return known
  }
  const read = (rule: Rule, reader: 'offers' | 'segments', id: string, through: ReadonlySet<string>): void => {
    for (const part of partsOf(rule)) {
      if ('in' in part) {
        const inner = rules.get(part.in)
        if (inner && !through.has(part.in)) read(inner, reader, id, new Set([...through, part.in]))
        continue
      }
      for (const { key, counter } of fieldsOf(part, plan)) {
        const reading = note(key)
        reading[reader].add(id)
        if (counter !== null) reading.counters.add(counter)
      }
    }
  }
  for (const { id, rule } of segments) read(rule, 'segments', id, new Set([id]))
  for (const { id, eligible } of offers) if (eligible) read(eligible, 'offers', id, new Set())

  const consulted = new Map<string, ReadonlySet<string>>()
  // Offers read memberships as they stand in the document, so these are worked out anew, once for each person as they are.
  const known = new WeakMap<Person, Person>()
  const placed = (person: Person, now: Instant): Person => {
    const before = known.get(person)
    if (before) return before
    const { memberships } = evaluateSegments(plan.rules, { ...person, segments: {} }, { segments: plan.rules.allSegments }, now)
    const after = { ...person, segments: memberships }
    known.set(person, after)
    return after
  }
  return {
    fields: new Set(readings.keys()),
    consultedAt(placement) {
      const noted = consulted.get(placement)
      if (noted) return noted
      const here = new Set(placementOf(plan.decisions, placement).offers.filter(({ elsewhere }) => elsewhere === null).map(({ id }) => id as string))
      const keys = new Set([...readings].filter(([, reading]) => [...reading.offers].some((offer) => here.has(offer))).map(([key]) => key))
      consulted.set(placement, keys)
      return keys
    },
    decides(key, decision, person, now) {
      const reading = readings.get(key)
      if (!reading || !holds(person, key, reading)) return false
      return possible(plan, decision, placed(person, now), now) !== possible(plan, decision, placed(without(person, key, reading), now), now)
    },
    movesSegments(key, person, now) {
      const reading = readings.get(key)
      if (!reading || !holds(person, key, reading)) return false
      const [before, less] = [placed(person, now).segments, placed(without(person, key, reading), now).segments]
      return [...reading.segments].some((id) => (before[id]?.since === undefined) !== (less[id]?.since === undefined))
    },
  }
}

/** The fields that one part of a rule reads, each with the counter that was kept with its help. */
function fieldsOf(part: Rule, plan: Plan): readonly { readonly key: string; readonly counter: string | null }[] {
  if ('did' in part) {
    const { did, where } = part
    if (where === undefined) return []
    const counter = didOf(part).counter.key
    return pathsIn(where).map((path) => ({ key: fieldKey({ kind: 'property', event: did, path }), counter }))
  }
  if (!('trait' in part) || part.trait.startsWith('context.')) return []
  const computed = plan.rules.traits.get(part.trait)
  if (!computed) return [{ key: fieldKey({ kind: 'trait', name: rootOf(part.trait) }), counter: null }]
  const { event, property, where } = computed.definition
  const paths = [...(property === undefined ? [] : [planned(property)]), ...(where ? pathsIn(where) : [])]
  return paths.map((path) => ({ key: fieldKey({ kind: 'property', event, path }), counter: computed.counter.key }))
}

function pathsIn(where: Rule): readonly string[] {
  return partsOf(where).flatMap((part) => ('trait' in part ? [planned(part.trait)] : []))
}

/** Whether the document has anything of the field. */
function holds(person: Person, key: string, { counters }: Reading): boolean {
  for (const counter of counters) if (Object.hasOwn(person.counters, counter)) return true
  const name = key.startsWith('trait ') ? key.slice('trait '.length) : null
  return name !== null && Object.keys(person.traits).some((own) => rootOf(own) === name)
}

/** The person as if the field had never come: a trait nobody gave, counters that never counted. */
function without(person: Person, key: string, { counters }: Reading): Person {
  const name = key.startsWith('trait ') ? key.slice('trait '.length) : null
  const traits = name === null ? person.traits : Object.fromEntries(Object.entries(person.traits).filter(([own]) => rootOf(own) !== name))
  const kept = counters.size === 0 ? person.counters : Object.fromEntries(Object.entries(person.counters).filter(([own]) => !counters.has(own)))
  return { ...person, traits, counters: kept }
}

/** Checks whose answer does not depend on what was collected about the person's traits and deeds. */
const FIXED: ReadonlySet<OutReason['check']> = new Set(['placement', 'schedule', 'consent', 'cap'])

/** The offers of a recorded decision that pass eligibility and tier for this document, as one text. What was out for another reason stays out. */
function possible(plan: Plan, { placement, candidates, context }: Decision, person: Person, now: Instant): string {
  const open = new Set<string | null>(candidates.filter(({ out }) => out === undefined || !FIXED.has(out.check)).map(({ offer }) => offer))
  const offers = placementOf(plan.decisions, placement).offers.filter(({ id }) => open.has(id))
  const passing = offers.filter(({ id, definition }) => definition.eligible === undefined || plan.eligible.get(id)?.holds(person, now, context as JsonObject) === true)
  const highest = Math.max(...passing.map(({ tier }) => tier))
  return passing.filter(({ tier }) => tier === highest).map(({ id }) => id).join('\n')
}

/** What was measured of a field. */
export interface Measured {
  readonly uses: readonly Use[]
  readonly consulted: number
  readonly decisive: number
  readonly flipped: number
  /** People whose segments were worked out again; 0 when no segment reads it. */
  readonly people: number
  /** How long it has been collected, in days; null when unknown. */
  readonly keptDays: number | null
}

/** Whether a field earns its keep. */
export interface Verdict {
  readonly verdict: 'earns' | 'unused' | 'not_enough_data'
  readonly because: 'decisive' | 'moves_segments' | 'needed' | 'read_by_nothing' | 'read_but_changes_nothing' | 'too_few_decisions' | 'just_begun'
}

/** Decisions and people below which "it changed nothing" says nothing: with 60 without a case, the share is below 5 % (rule of three, 95 %). */
export const ENOUGH_DECISIONS = 60
/** See ENOUGH_DECISIONS. */
export const ENOUGH_PEOPLE = 60
/** Days that a field is given before "nothing reads it" counts against it. */
export const GRACE_DAYS = 7
/** Uses whose effect cannot be measured by deciding again: without the field a message has a gap, somebody cannot be reached, or a model would have to learn anew. */
const NEEDS: ReadonlySet<Use['kind']> = new Set(['journey', 'template', 'destination', 'feature', 'model', 'builtin'])

/** Uses that come to nothing by themselves: what reads a computed trait counts as a use of its own. */
const IDLE: ReadonlySet<Use['kind']> = new Set(['trait', 'survivorship'])

/** Judges what was measured: a use that cannot be measured speaks for the field, silence of a small sample for nothing. */
export function verdictOf({ uses, consulted, decisive, flipped, people, keptDays }: Measured): Verdict {
  if (decisive > 0) return { verdict: 'earns', because: 'decisive' }
  if (flipped > 0) return { verdict: 'earns', because: 'moves_segments' }
  if (uses.some(({ kind }) => NEEDS.has(kind))) return { verdict: 'earns', because: 'needed' }
  if (uses.every(({ kind }) => IDLE.has(kind))) return keptDays !== null && keptDays < GRACE_DAYS ? { verdict: 'not_enough_data', because: 'just_begun' } : { verdict: 'unused', because: 'read_by_nothing' }
  if (Math.max(consulted / ENOUGH_DECISIONS, people / ENOUGH_PEOPLE) < 1) return { verdict: 'not_enough_data', because: 'too_few_decisions' }
  return { verdict: 'unused', because: 'read_but_changes_nothing' }
}

/** Wilson's 95 % interval of a share (Wilson 1927); null without any trial. */
export function shareInterval(hits: number, of: number): { readonly from: number; readonly to: number } | null {
  if (of === 0) return null
  const z = 1.96
  const share = hits / of
  const middle = share + z ** 2 / (2 * of)
  const half = z * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2))
  const scale = 1 + z ** 2 / of
  return { from: Math.max(0, (middle - half) / scale), to: Math.min(1, (middle + half) / scale) }
}
