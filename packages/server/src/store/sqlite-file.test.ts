/** What only a store in a file can do or suffer: a full disk, readers beside the writer, foreign and newer files, backups. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProfileId } from '@rapport/core/base/id'
import { Full } from '../ports/errors.ts'
import { answersOf, everyKind, person, record, WS } from '../ports/store.fixture.ts'
import { emptyCommit } from '../ports/store.ts'
import { faultOf } from './sqlite-fault.ts'
import { sqliteStore } from './sqlite.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rapport-file-'))
  file = join(folder, 'data', 'rapport.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const large = (epoch: number, position: number) => ({
  ...emptyCommit(WS, epoch),
  append: [record(position)],
  tally: { commits: 1 },
  profiles: Array.from({ length: 200 }, (_, i) => ({ ...person(`${position}-${i}` as ProfileId), body: 'x'.repeat(1_500) })),
})

test('a full disk refuses the commit as a whole, and writing goes on when there is room again', async () => {
  const store = sqliteStore({ file, synchronous: 'full', maxBytes: 2_000_000 })
  const epoch = await store.acquire(WS)
  let position = 0
  let refusal: unknown = null
  while (refusal === null) {
    await store.commit(large(epoch, position + 1)).then(
      () => position++,
      (error: unknown) => (refusal = error),
    )
  }
  expect(refusal).toBeInstanceOf(Full)
  expect(position).toBeGreaterThan(0)
  expect(await store.position(WS)).toBe(position)
  expect(await store.countProfiles(WS)).toBe(200 * position)
  expect(await store.tally(WS)).toEqual({ commits: position })
  await expect(store.commit(large(epoch, position + 1))).rejects.toThrow('no room left')
  // What fits is still taken: nothing is stuck.
  await store.commit({ ...emptyCommit(WS, epoch), tally: { small: 1 } })
  await store.close()

  const again = sqliteStore({ file, synchronous: 'full' })
  const next = await again.acquire(WS)
  await again.commit(large(next, position + 1))
  expect(await again.position(WS)).toBe(position + 1)
  await again.close()
})

test('a reader beside the writer sees each commit at once and cannot write', async () => {
  const writer = sqliteStore({ file, synchronous: 'full' })
  const epoch = await writer.acquire(WS)
  const reader = sqliteStore({ file, readOnly: true, synchronous: 'full' })
  expect(await reader.position(WS)).toBe(0)
  for (let position = 1; position <= 3; position++) {
    await writer.commit(everyKind(WS, epoch, position))
    expect(await answersOf(reader, WS)).toEqual(await answersOf(writer, WS))
  }
  await expect(reader.commit(emptyCommit(WS, epoch))).rejects.toThrow('open for reading only')
  await reader.close()
  await writer.close()
})

test('what customers did can be read by nobody but the account of the process', async () => {
  const store = sqliteStore({ file, synchronous: 'full' })
  await store.acquire(WS)
  for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(statSync(name).mode & 0o777).toBe(0o600)
  await store.close()
})

test('a missing, foreign, newer or altered file is refused with what to do', async () => {
  expect(() => sqliteStore({ file, readOnly: true, synchronous: 'full' })).toThrow('start the writer once')

  const store = sqliteStore({ file, synchronous: 'full' })
  await store.acquire(WS)
  await store.close()
  const edit = (sql: string) => {
    const db = new DatabaseSync(file)
    db.exec(sql)
    db.close()
  }
  edit(`INSERT INTO migration VALUES (999, 'x')`)
  for (const readOnly of [true, false]) expect(() => sqliteStore({ file, readOnly, synchronous: 'full' })).toThrow('was written by a newer program')
  edit(`DELETE FROM migration WHERE version = 999; UPDATE migration SET checksum = 'x'`)
  expect(() => sqliteStore({ file, synchronous: 'full' })).toThrow('is not the one in this program')

  const other = join(folder, 'other.db')
  const foreign = new DatabaseSync(other)
  foreign.exec('CREATE TABLE theirs (a)')
  foreign.close()
  expect(() => sqliteStore({ file: other, synchronous: 'full' })).toThrow('is a database of another program')
})

test.each([
  { code: 13, what: 'SQLITE_FULL', full: true, fatal: false },
  { code: 4874, what: 'SQLITE_IOERR_SHMSIZE', full: true, fatal: false },
  { code: 5, what: 'SQLITE_BUSY', full: false, fatal: false },
  { code: 1034, what: 'SQLITE_IOERR_FSYNC', full: false, fatal: true },
  { code: 778, what: 'SQLITE_IOERR_WRITE', full: false, fatal: true },
  { code: 11, what: 'SQLITE_CORRUPT', full: false, fatal: true },
])('$what: no room = $full, stop writing for good = $fatal', ({ code, full, fatal }) => {
  const fault = faultOf(Object.assign(new Error('from SQLite'), { errcode: code }), 'rapport.db')
  expect(fault.fatal).toBe(fatal)
  expect(fault.error instanceof Full).toBe(full)
})
