/** Proposals of matching in the embedded database: written, read in order of state and score, counted. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Page, ReviewRow, StoreReads } from '../ports/store.ts'
import { REVIEW_STATES, reviewCursorOf, writeReviewCursor } from './order.ts'

/** Insert or replace by id. */
export function reviewWrites(db: DatabaseSync): (ws: WorkspaceId, row: ReviewRow) => void {
  const change = db.prepare('UPDATE review SET a = ?, b = ?, state = ?, proposes = ?, score = ?, body = ? WHERE ws = ? AND id = ?')
  const add = db.prepare('INSERT INTO review (a, b, state, proposes, score, body, ws, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  return (ws, row) => {
    const values = [row.a, row.b, REVIEW_STATES.indexOf(row.state), row.proposes, row.score, JSON.stringify(row), ws, row.id]
    if (Number(change.run(...values).changes) === 0) add.run(...values)
  }
}

/** Reads of one connection. */
export function reviewReads(db: DatabaseSync): Pick<StoreReads, 'reviewPage' | 'reviewById' | 'reviewCounts'> {
  const one = db.prepare('SELECT body FROM review WHERE ws = ? AND id = ?')
  const counts = db.prepare('SELECT state, count(*) AS n FROM review WHERE ws = ? GROUP BY state')
  const made = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  return {
    async reviewPage(ws, query): Promise<Page<ReviewRow>> {
      const where = ['ws = ?']
      const values: SQLInputValue[] = [ws]
      const when = (condition: string, ...given: SQLInputValue[]): void => {
        where.push(condition)
        values.push(...given)
      }
      if (query.state !== undefined) when('state = ?', REVIEW_STATES.indexOf(query.state))
      if (query.proposes !== undefined) when('proposes = ?', query.proposes)
      if (query.profile !== undefined) when('(a = ? OR b = ?)', query.profile, query.profile)
      const cursor = reviewCursorOf(query.after)
      if (cursor !== null) when('(state, -score, id) > (?, ?, ?)', cursor.state, -cursor.score, cursor.id)
      const sql = `SELECT body FROM review WHERE ${where.join(' AND ')} ORDER BY state, -score, id LIMIT ?`
      const select = made.get(sql) ?? db.prepare(sql)
      made.set(sql, select)
      const rows = select.all(...values, query.limit + 1) as unknown as readonly { readonly body: string }[]
      const items = rows.slice(0, query.limit).map((row) => JSON.parse(row.body) as ReviewRow)
      const last = items.at(-1)
      return { items, next: last !== undefined && rows.length > items.length ? writeReviewCursor(last) : null }
    },
    async reviewById(ws, id) {
      const row = one.get(ws, id) as { readonly body: string } | undefined
      return row === undefined ? null : (JSON.parse(row.body) as ReviewRow)
    },
    async reviewCounts(ws) {
      const rows = counts.all(ws) as unknown as readonly { readonly state: number; readonly n: number }[]
      return Object.fromEntries(rows.map(({ state, n }) => [REVIEW_STATES[state], n]))
    },
  }
}
