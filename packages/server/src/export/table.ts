/** A table somewhere else that is kept like ours: what a sync needs of it, and its rows as a destination maps them. */
import type { JsonObject } from '@rapport/core/base/json'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import type { Plan } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import { columnsOf } from './columns.ts'

/** A row on its way. */
export interface TableRow {
  readonly key: string
  readonly row: JsonObject
}

/** A row that the other side did not take. */
export interface RefusedRow {
  readonly key: string
  readonly why: string
}

/** The other side. */
export interface Table {
  /** Rejects with a sentence when it cannot be written to as the destination says. */
  check(): Promise<void>
  /** Writes a batch, all that can be taken of it, and answers what was refused. Rejects when the other side is away: nothing more is tried, the next sync goes on. */
  apply(batch: { readonly upserts: readonly TableRow[]; readonly deletes: readonly TableRow[] }): Promise<readonly RefusedRow[]>
  /** How rows stand there now, for the examples of a dry run; absent when it cannot be asked. */
  current?(rows: readonly TableRow[]): Promise<ReadonlyMap<string, JsonObject>>
  close(): Promise<void>
}

/** How a destination maps a person: the row, or null for somebody without a key. Moments are ISO texts. Rejected ids were refused when it was defined. */
export function rowReader(definition: DestinationDefinition, plan: Plan): (state: ProfileState, now: Instant) => TableRow | null {
  const map = Object.entries(definition.map ?? {})
  const readers = map.map(([column, id]) => {
    const found = columnsOf([id], plan, new Map())
    const [only] = found.is === 'ok' ? found.columns : []
    return { column, type: only?.type ?? 'text', read: only?.read ?? (() => null) }
  })
  return (state, now) => {
    const row: { [column: string]: Json } = {}
    for (const { column, type, read } of readers) {
      const value = read(state, now)
      row[column] = type === 'moment' && typeof value === 'number' ? new Date(value).toISOString() : value
    }
    const key = row[definition.key ?? ''] ?? null
    return key === null || key === '' ? null : { key: typeof key === 'string' ? key : JSON.stringify(key), row }
  }
}

/** What of a destination says which rows there are and how they look; with another shape, what was told before is out of date. */
export function shapeOf(definition: DestinationDefinition): string {
  const { kind, url, table, key, map, secretRef } = definition
  return JSON.stringify([kind, url, table, key, Object.entries(map ?? {}).sort(), secretRef])
}
