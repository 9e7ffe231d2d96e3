/** What analytics must be told after people were divided: which profile ids lead where now, and whose the older events are. */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Event } from '@rapport/core/event/event'
import type { EventRef, Log, LogRecord } from '../ports/log.ts'
import type { StoreReads } from '../ports/store.ts'
import { REBUILD_MAX } from './divide.ts'
import { readPast } from './past.ts'

/** The correction of one block. */
export interface DividedRows {
  /** People whose golden records are to be written again. */
  readonly people: readonly ProfileId[]
  /** A profile that leads to itself is a person of its own again. */
  readonly redirects: readonly { readonly from: ProfileId; readonly into: ProfileId }[]
  /** Events that were copied as somebody else's. */
  readonly events: readonly { readonly event: Event; readonly profile: ProfileId }[]
}

/** Reads it for everybody who was divided in these records, as they stand by now. Nothing is read when nobody was. */
export async function dividedRows(reads: StoreReads & Pick<Log, 'read'>, ws: WorkspaceId, records: readonly LogRecord[]): Promise<DividedRows> {
  const named = new Set<ProfileId>()
  for (const record of records) {
    if (record.body.is !== 'events') continue
    for (const { derived } of record.body.entries) {
      for (const { type, properties: { from, into } } of derived) if (type === 'profile_split' && Array.isArray(into)) for (const id of [from, ...into]) named.add(id as ProfileId)
    }
  }
  const people = [...new Set(await Promise.all([...named].map((id) => reads.survivor(ws, id))))]
  const stored = await reads.profiles(ws, people)
  const redirects: { from: ProfileId; into: ProfileId }[] = []
  const events: { event: Event; profile: ProfileId }[] = []
  for (const { id, recent } of stored.values()) {
    redirects.push({ from: id, into: id }, ...(await reads.absorbed(ws, id)).map((from) => ({ from, into: id })))
    const older = await reads.history(ws, id, { limit: REBUILD_MAX })
    const refs = [...new Set<EventRef>([...recent, ...older])].sort((one, other) => one - other)
    for (const { entry } of await readPast(reads, ws, refs)) {
      if (entry.profile !== id) for (const event of [entry.event, ...entry.derived]) events.push({ event, profile: id })
    }
  }
  return { people, redirects, events }
}
