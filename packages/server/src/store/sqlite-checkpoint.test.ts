/** The write-ahead log stays short however long the writer goes on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkpoints } from './sqlite-checkpoint.ts'
import type { CheckpointLimits } from './sqlite-checkpoint.ts'

const ROWS_PER_COMMIT = 10
const COMMITS = 400

let folder: string
let file: string
let db: DatabaseSync
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapport-wal-'))
  file = join(folder, 'a.db')
  db = new DatabaseSync(file)
  db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; PRAGMA synchronous = NORMAL; CREATE TABLE t (n INTEGER PRIMARY KEY, body TEXT)')
})
afterEach(() => {
  if (db.isOpen) db.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Commits at full speed; answers the longest log in pages and how often it began anew. */
async function write(limits: CheckpointLimits, failures: unknown[]) {
  const wal = checkpoints(db, file, (error) => failures.push(error), limits)
  const insert = db.prepare(`INSERT INTO t (body) VALUES ('${'x'.repeat(3_500)}')`)
  const size = db.prepare('PRAGMA wal_checkpoint(NOOP)')
  const seen = { longest: 0, anew: 0, before: 0 }
  for (let commit = 0; commit < COMMITS; commit++) {
    db.exec('BEGIN')
    for (let row = 0; row < ROWS_PER_COMMIT; row++) insert.run()
    db.exec('COMMIT')
    wal.afterCommit()
    const log = size.get()?.log as number
    seen.longest = Math.max(seen.longest, log)
    if (log < seen.before) seen.anew++
    seen.before = log
    await turn()
  }
  await wal.close()
  return seen
}

test.each([
  { how: 'the thread copies, the writer finishes', limits: { copy: 100, step: 20, finish: 300, lastPart: 200, most: 1_000 } },
  { how: 'the writer copies alone', limits: { copy: 100, step: 20, finish: 1_000_000, lastPart: 0, most: 500 } },
])('$how: the log begins anew again and again, and nothing is lost', async ({ limits }) => {
  const failures: unknown[] = []
  const { longest, anew } = await write(limits, failures)
  expect(failures).toEqual([])
  expect(anew).toBeGreaterThan(1)
  // Every row takes a page of its own, so this many pages were written at least.
  expect(longest).toBeLessThan((ROWS_PER_COMMIT * COMMITS) / 2)
  db.close()
  db = new DatabaseSync(file)
  expect(db.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: ROWS_PER_COMMIT * COMMITS })
  expect(db.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
})
