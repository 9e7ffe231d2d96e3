/** The consent ledger in the embedded database: rows that follow each other without a gap and are never changed. */
import type { DatabaseSync } from 'node:sqlite'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { LedgerRow, StoreReads } from '../ports/store.ts'
import { checkLedger } from './check.ts'

/** Adds rows behind the last one. Throws `Conflict` when a number is taken or leaves a gap. */
export function ledgerWrites(db: DatabaseSync): (ws: WorkspaceId, rows: readonly LedgerRow[]) => void {
  const head = db.prepare('SELECT max(n) AS n FROM ledger WHERE ws = ?')
  const add = db.prepare('INSERT INTO ledger VALUES (?, ?, ?, ?)')
  return (ws, rows) => {
    if (rows.length === 0) return
    checkLedger(ws, (head.get(ws) as { readonly n: number | null }).n ?? 0, rows)
    for (const row of rows) add.run(ws, row.n, row.subject, JSON.stringify(row))
  }
}

/** Reads of one connection. */
export function ledgerReads(db: DatabaseSync): Pick<StoreReads, 'ledger' | 'ledgerHead'> {
  const all = db.prepare('SELECT body FROM ledger WHERE ws = ? AND n > ? ORDER BY n LIMIT ?')
  const about = db.prepare('SELECT body FROM ledger WHERE ws = ? AND subject IN (SELECT value FROM json_each(?)) AND n > ? ORDER BY n LIMIT ?')
  const last = db.prepare('SELECT body FROM ledger WHERE ws = ? ORDER BY n DESC LIMIT 1')
  const rowsOf = (found: unknown) => (found as readonly { readonly body: string }[]).map((row) => JSON.parse(row.body) as LedgerRow)

  return {
    async ledger(ws, { after, limit, subjects }) {
      return rowsOf(subjects === undefined ? all.all(ws, after, limit) : about.all(ws, JSON.stringify(subjects), after, limit))
    },
    async ledgerHead(ws) {
      return rowsOf(last.all(ws))[0] ?? null
    },
  }
}
