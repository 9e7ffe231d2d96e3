/** Reading single facts of the past by their addresses, with as few reads of the log as their distances allow. */
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { RECORD_ENTRIES, type EventRef, type Log, type LogEntry, type LogRecord, type Position } from '../ports/log.ts'

/** One fact of the past, with its address and the clock of its record. */
export interface Past {
  readonly ref: EventRef
  readonly at: Instant
  readonly entry: LogEntry
}

/** Most records read at a time, and the widest stretch of unwanted ones that is read over. */
const CHUNK = 50

/** The facts at these addresses, which come in ascending order; those that the log no longer holds are left out. */
export async function readPast(log: Pick<Log, 'read'>, ws: WorkspaceId, refs: readonly EventRef[]): Promise<readonly Past[]> {
  const past: Past[] = []
  let chunk: ReadonlyMap<Position, LogRecord> = new Map()
  let until = 0
  for (const [i, ref] of refs.entries()) {
    const wanted = positionOf(ref)
    if (wanted > until) {
      until = lastNear(refs, i, wanted)
      const records = await log.read({ ws, after: (wanted - 1) as Position, limit: until - wanted + 1 })
      chunk = new Map(records.map((record) => [record.position, record]))
    }
    const record = chunk.get(wanted)
    const entry = record?.body.is === 'events' ? record.body.entries[ref % RECORD_ENTRIES] : undefined
    if (record && entry) past.push({ ref, at: record.at, entry })
  }
  return past
}

/** The record that an address lies in. */
export function positionOf(ref: EventRef): Position {
  return Math.floor(ref / RECORD_ENTRIES) as Position
}

/** The last record worth reading along with the wanted one. */
function lastNear(refs: readonly EventRef[], from: number, wanted: Position): Position {
  let last = wanted
  for (let i = from + 1; i < refs.length; i++) {
    const position = positionOf(refs[i] as EventRef)
    if (position - wanted >= CHUNK) break
    last = position
  }
  return last
}
