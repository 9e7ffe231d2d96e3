/** What an erasure of a person would touch, counted without touching anything. */
import type { ProfileId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import type { Position } from '../ports/log.ts'
import type { App } from '../runtime/app.ts'
import { erasureHash } from '../runtime/suppression.ts'
import { clearRecord, namesThem } from '../runtime/tombstone.ts'

const SLICE_RECORDS = 50
const PAGE = 500

/** Place → how many; null when nobody is known by that id. Reads the whole log. */
export async function countTraces(app: App, asked: ProfileId): Promise<{ readonly [place: string]: number } | null> {
  const { reads, ws } = app
  const profile = await reads.survivor(ws, asked)
  const stored = (await reads.profiles(ws, [profile])).get(profile)
  if (stored === undefined) return null
  const state = decodeState(stored.body)
  const ids = [profile, ...(await reads.absorbed(ws, profile))]
  const keys = state.identity.ids
  const memberships = Object.keys(state.segments).length
  const counts: { [place: string]: number } = { profiles: ids.length, identifiers: keys.length, memberships, messages: 0, bad: 0, log: 0, others: 0 }
  const add = (place: string, more: number): void => void (counts[place] = (counts[place] ?? 0) + more)

  for (const one of ids)
    for (let after: string | undefined; ; ) {
      const { items, next } = await reads.outboxPage(ws, { profile: one, limit: PAGE, ...(after === undefined ? {} : { after }) })
      add('messages', items.length)
      if (next === null) break
      after = next
    }
  for (let after: string | undefined; ; ) {
    const { items, next } = await reads.badPage(ws, { limit: PAGE, ...(after === undefined ? {} : { after }) })
    add('bad', items.filter((row) => namesThem(`${row.raw} ${row.reason}`, keys, ids)).length)
    if (next === null) break
    after = next
  }
  add('answers', (await reads.values(ws, 'idem/')).filter(({ value }) => namesThem(JSON.stringify(value), keys, ids)).length)

  const ownerOf = async (key: string) => (await reads.owners(ws, [key])).get(key)
  // The living owner is the person itself here, which is as good as nobody.
  const foreign = async (key: string) => {
    const owner = await ownerOf(key)
    return owner === profile ? undefined : owner
  }
  const who = { seed: app.workspace().seed, ids: new Set(ids), keys: new Set(keys), refs: new Set(stored.recent), ownerOf: foreign }
  for (let after = 0; ; ) {
    const records = await reads.read({ ws, after: after as Position, limit: SLICE_RECORDS })
    for (const record of records) {
      const cleared = await clearRecord(record, who)
      add('log', cleared.tombstones)
      add('others', cleared.stripped)
    }
    if (records.length < SLICE_RECORDS) return counts
    after = records.at(-1)?.position ?? after
    // Others want to be answered in between.
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** The hash under which the audit knows a person. */
export function subjectOf(app: App, profile: ProfileId): string {
  return erasureHash(app.workspace().seed, `profile:${profile}`)
}
