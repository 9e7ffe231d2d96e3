/** The texts that a person's events carry: what a catalogue may have kept as an example and must not keep any more. */
import type { ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Position } from '../ports/log.ts'
import type { App } from '../runtime/app.ts'

const SLICE_RECORDS = 50
/** Enough for a very busy person; beyond it the oldest texts are left out. */
const MOST_VALUES = 200_000

/** Every text in the properties, context and identifiers of what these people did, newest first. */
export async function textsOf(app: App, ids: ReadonlySet<ProfileId>): Promise<ReadonlySet<string>> {
  const texts = new Set<string>()
  const { position } = await app.reads.last(app.ws)
  for (let upTo: number = position; upTo > 0 && texts.size < MOST_VALUES; upTo -= SLICE_RECORDS) {
    const from = Math.max(0, upTo - SLICE_RECORDS)
    const records = await app.reads.read({ ws: app.ws, after: from as Position, limit: upTo - from })
    for (const { body } of records) {
      if (body.is !== 'events') continue
      for (const { event, profile, derived } of body.entries) {
        if (profile === null || !ids.has(profile)) continue
        for (const { value } of event.identifiers) texts.add(value)
        for (const one of [event, ...derived]) {
          collect(one.properties, texts)
          collect(one.context ?? {}, texts)
        }
      }
    }
    // Others want to be answered in between.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return texts
}

function collect(value: Json, into: Set<string>): void {
  if (typeof value === 'string') into.add(value)
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) collect(one as Json, into)
}
