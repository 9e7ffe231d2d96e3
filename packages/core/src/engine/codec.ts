/** A person's document as text, for the store. */
import { assert } from '../base/assert.ts'
import type { ProfileState } from './state.ts'

/** Version of the text, its first character. */
const VERSION = '1'

/** The text of a document. Positional: the order of slices below is the format; a new slice goes to the end. */
export function encodeState(state: ProfileState): string {
  const { id, firstSeen, lastSeen, events, identity, consent, traits, counters, segments, offers, pressure, journeys, wakeAt, version } = state
  return (
    VERSION +
    JSON.stringify([
      id,
      firstSeen,
      lastSeen,
      events,
      wakeAt,
      identity.ids,
      identity.edges,
      consent,
      traits,
      counters,
      segments,
      offers,
      pressure.claims,
      pressure.suppressed,
      journeys.runs,
      journeys.entered,
      version,
    ])
  )
}

/** Reads what `encodeState` wrote. Throws on any other text. */
export function decodeState(text: string): ProfileState {
  assert(text.startsWith(VERSION), `a document begins with the version ${VERSION}, this one with '${text.slice(0, 1)}': it was written by a newer release`)
  const [id, firstSeen, lastSeen, events, wakeAt, ids, edges, consent, traits, counters, segments, offers, claims, suppressed, runs, entered, version] = JSON.parse(text.slice(1))
  return {
    id,
    firstSeen,
    lastSeen,
    events,
    identity: { ids, edges },
    consent,
    traits,
    counters,
    segments,
    offers,
    pressure: { claims, suppressed },
    journeys: { runs, entered },
    wakeAt,
    version,
  }
}
