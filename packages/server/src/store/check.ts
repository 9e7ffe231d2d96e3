/** What must hold before a commit or an append changes anything; the same for every store. */
import type { Instant } from '@rapport/core/base/time'
import type { WorkspaceId } from '@rapport/core/base/id'
import { assert } from '@rapport/core/base/assert'
import { Conflict, Fenced } from '../ports/errors.ts'
import { RECORD_ENTRIES } from '../ports/log.ts'
import type { LogRecord, Position } from '../ports/log.ts'
import type { LedgerRow } from '../ports/store.ts'

/** Where a log ends. */
export interface LogEnd {
  readonly position: Position
  readonly at: Instant
}

/** The end of an empty log. */
export const EMPTY_LOG: LogEnd = { position: 0 as Position, at: 0 as Instant }

/** Throws `Fenced` unless the writer's epoch is the store's. */
export function checkEpoch(ws: WorkspaceId, mine: number, current: number): void {
  if (mine !== current) throw new Fenced(`store: workspace '${ws}' is written under epoch ${current}, this writer holds ${mine}; stop writing and acquire again`)
}

/** The end after these records. Throws `Conflict` when a position is taken or leaves a gap; a record that breaks the log's other rules is our own mistake. */
export function endAfter(ws: WorkspaceId, end: LogEnd, records: readonly LogRecord[]): LogEnd {
  let { position, at } = end
  for (const record of records) {
    assert(record.ws === ws, `a record of workspace '${record.ws}' goes to the log of '${ws}'`)
    if (record.position !== position + 1)
      throw new Conflict(`log: workspace '${ws}' ends at position ${position}, so the next record is ${position + 1}, not ${record.position}; read again and retry`)
    assert(record.at >= at, `record ${record.position} of workspace '${ws}' is not earlier (${record.at}) than the one before (${at})`)
    assert(record.body.is !== 'events' || record.body.entries.length <= RECORD_ENTRIES, `record ${record.position} has at most ${RECORD_ENTRIES} entries`)
    position = record.position
    at = record.at
  }
  return { position, at }
}

/** Throws `Conflict` unless these rows follow the last one, number by number. */
export function checkLedger(ws: WorkspaceId, last: number, rows: readonly LedgerRow[]): void {
  for (const [i, { n }] of rows.entries())
    if (n !== last + i + 1)
      throw new Conflict(`ledger: workspace '${ws}' ends at row ${last + i}, so the next row is ${last + i + 1}, not ${n}; read its head again and retry`)
}

/** The number of entries of a record; 0 for definitions. */
export function entriesOf(record: LogRecord): number {
  return record.body.is === 'events' ? record.body.entries.length : 0
}

/** Throws when a record may not take the place of the one that had `before` entries (null: there is none): a `Conflict` or our own mistake. */
export function checkRewrite(ws: WorkspaceId, record: LogRecord, before: number | null): void {
  assert(record.ws === ws, `a rewritten record of workspace '${record.ws}' goes to the log of '${ws}'`)
  if (before === null) throw new Conflict(`log: workspace '${ws}' has no record ${record.position} to rewrite; it was trimmed, read again and retry`)
  assert(entriesOf(record) === before, `record ${record.position} keeps its ${before} entries when it is rewritten, got ${entriesOf(record)}`)
}
