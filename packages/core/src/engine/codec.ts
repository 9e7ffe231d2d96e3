/**
 * A person's document as text, for the store. Folds share what they do not change, so the text of every unchanged part is remembered with
 * the part itself: writing a document costs what has changed in it, not what it holds.
 */
import { assert } from '../base/assert.ts'
import type { ProfileState } from './state.ts'

/** Version of the text, its first character. */
const VERSION = '1'

/** part → its JSON text. Parts never change once made, and go with their text when nobody holds them any more. */
const texts = new WeakMap<object, string>()

/** The text of a document. Positional: the order of slices below is the format; a new slice goes to the end. */
export function encodeState(state: ProfileState): string {
  const { identity, pressure, journeys } = state
  return (
    `${VERSION}["${state.id}",${state.firstSeen},${state.lastSeen},${state.events},${state.wakeAt},` +
    `${textOf(identity.ids)},${textOf(identity.edges)},${textOf(state.consent)},${fieldsOf(state.traits)},${fieldsOf(state.counters)},${fieldsOf(state.segments)},` +
    `${fieldsOf(state.offers)},${textOf(pressure.claims)},${textOf(pressure.suppressed)},${itemsOf(journeys.runs)},${textOf(journeys.entered)},${state.version}]`
  )
}

/** Reads what `encodeState` wrote. Throws on any other text. */
export function decodeState(text: string): ProfileState {
  assert(text.startsWith(VERSION), `a document begins with the version ${VERSION}, this one with '${text.slice(0, 1)}': it was written by a newer release`)
  const [id, firstSeen, lastSeen, events, wakeAt, ids, edges, consent, traits, counters, segments, offers, claims, suppressed, runs, entered, version] = JSON.parse(text.slice(1))
  return { id, firstSeen, lastSeen, events, identity: { ids, edges }, consent, traits, counters, segments, offers, pressure: { claims, suppressed }, journeys: { runs, entered }, wakeAt, version }
}

function textOf(part: object): string {
  let text = texts.get(part)
  if (text === undefined) {
    text = JSON.stringify(part)
    texts.set(part, text)
  }
  return text
}

function fieldsOf(part: { readonly [name: string]: object }): string {
  const known = texts.get(part)
  if (known !== undefined) return known
  let text = ''
  for (const name in part) {
    const value = part[name]
    if (value !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${textOf(value)}`
  }
  text = `{${text}}`
  texts.set(part, text)
  return text
}

function itemsOf(part: readonly object[]): string {
  return part.length === 0 ? '[]' : `[${part.map(textOf).join(',')}]`
}
