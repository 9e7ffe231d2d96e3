/** How much each source has sent and when last: counted in the commit that takes the events, so that it is never wrong. */
import type { WorkspaceId } from '@rapport/core/base/id'
import { isJsonObject, type Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { SYSTEM } from '@rapport/core/engine/react'
import type { Event } from '@rapport/core/event/event'
import type { StoreReads } from '../ports/store.ts'

/** What one source has sent. */
export interface Sent {
  readonly events: number
  readonly lastSeen: Instant
}

const PREFIX = 'intake/'
/** Sources counted. A source is named by a key, so there are never many; beyond this the newest are not counted. */
const SOURCES_MAX = 1_000

/** The counts of a workspace. */
export interface Intake {
  /** What a commit with these events changes; `applied` once it is in. */
  note(events: readonly Event[], at: Instant): { readonly values: readonly { readonly key: string; readonly value: Json }[]; readonly applied: () => void }
}

/** Counts on from what is stored. */
export async function openIntake(reads: StoreReads, ws: WorkspaceId): Promise<Intake> {
  const known = new Map(await intakeOf(reads, ws))
  return {
    note(events, at) {
      const changed = new Map<string, Sent>()
      for (const { source, receivedAt } of events) {
        if (source === SYSTEM || (!known.has(source) && !changed.has(source) && known.size + changed.size >= SOURCES_MAX)) continue
        const before = changed.get(source) ?? known.get(source)
        // By when it came in: a history that is filled in says of each source when it was heard last.
        const seen = receivedAt < at ? receivedAt : at
        changed.set(source, { events: (before?.events ?? 0) + 1, lastSeen: before !== undefined && before.lastSeen > seen ? before.lastSeen : seen })
      }
      const next = [...changed]
      return {
        values: next.map(([source, sent]) => ({ key: PREFIX + source, value: { ...sent } })),
        applied: () => next.forEach(([source, sent]) => known.set(source, sent)),
      }
    },
  }
}

/** What each source has sent so far. */
export async function intakeOf(reads: StoreReads, ws: WorkspaceId): Promise<ReadonlyMap<string, Sent>> {
  const stored = await reads.values(ws, PREFIX)
  return new Map(stored.flatMap(({ key, value }) => (isJsonObject(value) ? [[key.slice(PREFIX.length), value as unknown as Sent] as const] : [])))
}
