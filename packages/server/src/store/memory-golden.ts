/** What the memory store answers about histories, merges, reviews and the consent ledger. */
import type { ProfileId } from '@rapport/core/base/id'
import type { EventRef } from '../ports/log.ts'
import type { LedgerRow, Page, ReviewRow, StoreReads } from '../ports/store.ts'
import type { Disk } from './memory-disk.ts'
import { compareText, REVIEW_STATES, reviewCursorOf, writeReviewCursor } from './order.ts'

/** Everybody who was merged into a person, in the order of ids. */
export function absorbedBy(disk: Disk, into: ProfileId): readonly ProfileId[] {
  const found = new Set<ProfileId>([into])
  for (const one of found) for (const [from, to] of disk.merged) if (to === one) found.add(from)
  found.delete(into)
  return [...found].sort(compareText)
}

/** See StoreReads.history. */
export function historyOf(disk: Disk, profile: ProfileId, { before, limit }: Parameters<StoreReads['history']>[2]): readonly EventRef[] {
  const refs = new Set([profile, ...absorbedBy(disk, profile)].flatMap((id) => [...(disk.history.get(id) ?? [])]))
  const older = [...refs].filter((ref) => before === undefined || ref < before)
  return older.sort((a, b) => b - a).slice(0, limit)
}

/** See StoreReads.reviewPage. */
export function reviewPageOf(disk: Disk, query: Parameters<StoreReads['reviewPage']>[1]): Page<ReviewRow> {
  type Key = { readonly state: number; readonly score: number; readonly id: string }
  const order = (a: Key, b: Key) => a.state - b.state || b.score - a.score || compareText(a.id, b.id)
  const cursor = reviewCursorOf(query.after)
  const rest = [...disk.reviews.values()]
    .filter(
      (row) =>
        (query.state === undefined || row.state === query.state) &&
        (query.proposes === undefined || row.proposes === query.proposes) &&
        (query.profile === undefined || row.a === query.profile || row.b === query.profile),
    )
    .map((row) => ({ row, key: { state: REVIEW_STATES.indexOf(row.state), score: row.score, id: row.id } }))
    .filter(({ key }) => cursor === null || order(cursor, key) < 0)
    .sort((a, b) => order(a.key, b.key))
  const items = rest.slice(0, query.limit).map(({ row }) => JSON.parse(row.text) as ReviewRow)
  const last = items.at(-1)
  return { items, next: last !== undefined && rest.length > items.length ? writeReviewCursor(last) : null }
}

/** See StoreReads.ledger. */
export function ledgerOf(disk: Disk, { after, limit, subjects }: Parameters<StoreReads['ledger']>[1]): readonly LedgerRow[] {
  const rows: LedgerRow[] = []
  for (const text of disk.ledger.slice(Math.max(0, after))) {
    if (rows.length >= limit) break
    const row = JSON.parse(text) as LedgerRow
    if (subjects === undefined || subjects.includes(row.subject)) rows.push(row)
  }
  return rows
}
