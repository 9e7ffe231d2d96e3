/** Damage in what is told about a person, repaired at the door: the event keeps the value as it came, so that nothing is lost and everything can be undone. */
import { canonical, isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { repairGiven } from '@rapport/core/clean/given'
import { KNOWN, type Event } from '@rapport/core/event/event'

/** Traits of one event that are repaired; what comes after them stays as it came. */
export const MOST_REPAIRED = 50
/** Longest value with fields or items that is repaired, in characters of canonical JSON: it is kept a second time as it came. */
export const LONGEST_NESTED = 2_000

/** How a value came, and what was done to it. */
interface Note {
  readonly [field: string]: Json
  readonly before: Json
  readonly is: readonly string[]
}

/**
 * An `identified` event with its texts repaired (traits, and fields of traits one level deep), and `context.repaired` saying for each trait what it was and
 * what was done. The very same event when nothing is damaged, when the sender opted out (`context.repair: false`), and for every other type. Senders cannot write `context.repaired`.
 */
export function repairTraits(event: Event): Event {
  if (event.type !== KNOWN.identified || event.context?.['repair'] === false) return event
  const { traits, once } = event.properties
  const notes: { [trait: string]: Note } = {}
  const given = isJsonObject(traits) ? repairedIn(traits, notes, {}) : undefined
  // A source that says the same trait outright means that: what is to be set only once is dropped, and its note would be mistaken for the other's.
  const onces = isJsonObject(once) ? repairedIn(once, notes, isJsonObject(traits) ? traits : {}) : undefined
  if (given === undefined && onces === undefined) return event
  const properties = { ...event.properties, ...(given && { traits: given }), ...(onces && { once: onces }) }
  return { ...event, properties, context: { ...event.context, repaired: notes } }
}

function repairedIn(traits: JsonObject, notes: { [trait: string]: Note }, besides: JsonObject): JsonObject | undefined {
  let copy: { [name: string]: Json } | undefined
  for (const name of Object.keys(traits)) {
    const value = traits[name]!
    if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) continue
    if (Object.hasOwn(besides, name)) continue
    const is = new Set<string>()
    const after = typeof value === 'string' ? text(name, value, is) : inside(name, value, is)
    if (after === value) continue
    if (Object.keys(notes).length >= MOST_REPAIRED) break
    notes[name] = { before: value, is: [...is] }
    ;(copy ??= { ...traits })[name] = after
  }
  return copy
}

function text(field: string, value: string, is: Set<string>): string {
  const repaired = repairGiven(field, value)
  if (repaired === null) return value
  for (const one of repaired.is) is.add(one)
  return repaired.text
}

/** The texts right inside of a list or an object; what is deeper stays. A field has the name of its trait before its own: `address line`. */
function inside(name: string, value: readonly Json[] | JsonObject, is: Set<string>): Json {
  let copy: { [field: string]: Json } | undefined
  for (const [field, before] of Object.entries(value)) {
    if (typeof before !== 'string') continue
    const after = text(Array.isArray(value) ? name : `${name} ${field}`, before, is)
    if (after !== before) (copy ??= { ...(value as JsonObject) })[field] = after
  }
  if (copy === undefined || canonical(value as Json).length > LONGEST_NESTED) return value as Json
  return Array.isArray(value) ? Object.values(copy) : copy
}
