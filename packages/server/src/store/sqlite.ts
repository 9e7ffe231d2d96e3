/**
 * The embedded store, which is also the log: one SQLite file through `node:sqlite`. A commit returns when it is on disk (write-ahead log, synced).
 * The writer's thread owns the writing object; any thread may open more with `readOnly` and sees each commit at once.
 */
import type { Log } from '../ports/log.ts'
import type { Commit, Store } from '../ports/store.ts'
import { checkpoints } from './sqlite-checkpoint.ts'
import { faultOf } from './sqlite-fault.ts'
import { sqliteReads } from './sqlite-reads.ts'
import { scrubber } from './sqlite-scrub.ts'
import { openDatabase } from './sqlite-schema.ts'
import type { Opening } from './sqlite-schema.ts'
import { sqliteWrites } from './sqlite-writes.ts'
import { walSync } from './wal-sync.ts'

/** The embedded store, with what only a file has. */
export interface SqliteStore extends Store, Log {
  /** Copies the write-ahead log into the database as far as readers allow; happens by itself after large amounts. */
  checkpoint(): void
}

/**
 * Opens the store at `file`, making or migrating it unless `readOnly`. Throws when the file is missing (`readOnly`), foreign or newer.
 * After a failed write or sync every further write rejects: the process must stop and read the disk again.
 */
export function sqliteStore(opening: Opening): SqliteStore {
  const { file, readOnly = false, synchronous } = opening
  const db = openDatabase(opening)
  const reads = sqliteReads(db)
  const writes = readOnly ? null : sqliteWrites(db)
  const wal = checkpoints(db, file, copyFailed)
  const scrub = scrubber(db, file)
  const log = readOnly || synchronous === 'normal' ? null : walSync(file)
  let broken: unknown = null

  /** Runs `change` as one transaction, or leaves everything as it was. It is on disk when `durable` says so. */
  function transact<Answer>(change: (to: NonNullable<typeof writes>) => Answer): Answer {
    if (writes === null) throw new Error(`store: ${file} is open for reading only; write through the writer`)
    if (broken !== null) throw broken
    try {
      db.exec('BEGIN IMMEDIATE')
      const answer = change(writes)
      db.exec('COMMIT')
      return answer
    } catch (error) {
      throw stopIfFatal(error, () => db.isTransaction && db.exec('ROLLBACK'))
    }
  }

  /** Resolves when every transaction before is on disk. A sync that fails is never tried again: the pages that it lost may look written. */
  async function durable(): Promise<void> {
    try {
      await log?.sync()
    } catch (error) {
      broken ??= faultOf(error, file).error
      throw broken
    }
    if (broken !== null) throw broken
  }

  /** The error to throw on; from a fatal one on, nothing is written any more. */
  function stopIfFatal(error: unknown, undo: () => void): unknown {
    const fault = faultOf(error, file)
    if (fault.fatal) broken = fault.error
    try {
      undo()
    } catch (problem) {
      broken = faultOf(problem, file).error
    }
    return fault.error
  }

  /** Without room in the database the commits stay safe in the write-ahead log and are copied another time; after any other failure we stop. */
  function copyFailed(error: unknown): void {
    const fault = faultOf(error, file)
    if (fault.fatal) broken = fault.error
  }

  function copying(copy: () => void): void {
    if (writes === null || broken !== null) return
    try {
      copy()
    } catch (error) {
      copyFailed(error)
      if (broken !== null) throw broken
    }
  }

  function apply(commit: Commit): void {
    transact((to) => to.apply(commit))
    copying(wal.afterCommit)
  }

  return {
    ...reads,
    async commit(commit) {
      apply(commit)
      await durable()
    },
    async apply(commit) {
      apply(commit)
      return { durable: durable() }
    },
    async acquire(ws) {
      const epoch = transact((to) => to.acquire(ws))
      await durable()
      return epoch
    },
    async append(records) {
      transact((to) => to.append(records))
      await durable()
    },
    async trim(ws, before) {
      const forgotten = transact((to) => to.trim(ws, before))
      await durable()
      return forgotten
    },
    async scrub() {
      if (writes === null) throw new Error(`store: ${file} is open for reading only; scrub it through the writer`)
      if (broken !== null) throw broken
      try {
        await wal.empty()
        scrub.sweep()
      } catch (error) {
        throw stopIfFatal(error, () => {})
      }
    },
    checkpoint: () => copying(wal.now),
    async close() {
      await log?.close()
      await wal.close()
      if (db.isOpen) db.close()
    },
  }
}
