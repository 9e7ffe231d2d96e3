/**
 * Addresses of older events in the embedded database: one row for each time that some of them left a person's `recent`, as a blob of refs. The key is the
 * profile that had them then, so a merge moves nothing and an undone merge finds everything where it was.
 */
import type { DatabaseSync } from 'node:sqlite'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { EventRef } from '../ports/log.ts'
import { decodeRefs, encodeRefs } from './refs.ts'

/** Refs in one row when a person's history is dealt out anew. */
const REFS_PER_ROW = 200

interface Row {
  readonly newest: number
  readonly refs: Uint8Array
}

/** What a writer does with histories. */
export interface HistoryWrites {
  add(ws: WorkspaceId, profile: ProfileId, refs: readonly EventRef[]): void
  replace(ws: WorkspaceId, profile: ProfileId, refs: readonly EventRef[]): void
}

/** Writes of one connection. */
export function historyWrites(db: DatabaseSync): HistoryWrites {
  const insert = db.prepare('INSERT OR IGNORE INTO history VALUES (?, ?, ?, ?, ?)')
  const find = db.prepare('SELECT refs FROM history WHERE ws = ? AND profile = ? AND newest = ?')
  const change = db.prepare('UPDATE history SET oldest = ?, refs = ? WHERE ws = ? AND profile = ? AND newest = ?')
  const drop = db.prepare('DELETE FROM history WHERE ws = ? AND profile = ?')

  function add(ws: WorkspaceId, profile: ProfileId, refs: readonly EventRef[]): void {
    if (refs.length === 0) return
    let oldest = refs[0] as number
    let newest = oldest
    for (const ref of refs) {
      if (ref < oldest) oldest = ref
      if (ref > newest) newest = ref
    }
    if (Number(insert.run(ws, profile, newest, oldest, encodeRefs(refs)).changes) > 0) return
    // The same newest event twice: one row that knows both lists.
    const known = decodeRefs((find.get(ws, profile, newest) as unknown as Row).refs)
    const both = [...new Set([...known, ...refs])].sort((a, b) => a - b)
    change.run(both[0] as number, encodeRefs(both), ws, profile, newest)
  }

  return {
    add,
    replace(ws, profile, refs) {
      drop.run(ws, profile)
      for (let from = 0; from < refs.length; from += REFS_PER_ROW) add(ws, profile, refs.slice(from, from + REFS_PER_ROW))
    },
  }
}

/** Reads of one connection: the newest `limit` refs of these people that are older than `before`, newest first, each once. */
export function historyReads(db: DatabaseSync): (ws: WorkspaceId, profiles: readonly ProfileId[], before: number, limit: number) => readonly EventRef[] {
  const rows = db.prepare('SELECT newest, refs FROM history WHERE ws = ? AND profile = ? AND oldest < ? ORDER BY newest DESC')

  return (ws, profiles, before, limit) => {
    let found: readonly EventRef[] = []
    for (const profile of profiles)
      for (const { newest, refs } of rows.iterate(ws, profile, before) as unknown as Iterable<Row>) {
        // Rows come newest first, so from here on nothing of this person is among the newest.
        if (found.length >= limit && newest < (found[limit - 1] ?? 0)) break
        found = newestOf([...found, ...decodeRefs(refs).filter((ref) => ref < before)], limit)
      }
    return found.slice(0, limit)
  }
}

function newestOf(refs: readonly EventRef[], limit: number): readonly EventRef[] {
  return [...new Set(refs)].sort((a, b) => b - a).slice(0, limit)
}
