/** The log records of one commit. A request is all or nothing, so a large one becomes several records that are appended together. */
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { RECORD_ENTRIES, type LogEntry, type LogRecord, type Position } from '../ports/log.ts'

/** What happened in a commit, and where the log stands. */
export interface Happened {
  readonly ws: WorkspaceId
  /** Of the first record. */
  readonly position: Position
  readonly at: Instant
  readonly entries: readonly LogEntry[]
}

/** The entries as records, none for no entries. Entry number i has the ref `eventRef(position, i)` in any of them, because refs count through positions. */
export function recordsOf({ ws, position, at, entries }: Happened): readonly LogRecord[] {
  const records: LogRecord[] = []
  for (let from = 0; from < entries.length; from += RECORD_ENTRIES) {
    const part = entries.length <= RECORD_ENTRIES ? entries : entries.slice(from, from + RECORD_ENTRIES)
    records.push({ v: 1, keyId: null, ws, position: (position + records.length) as Position, at, body: { is: 'events', entries: part } })
  }
  return records
}
