/**
 * The embedded store, which is also the log: one SQLite file through `node:sqlite`. A commit returns when it is on disk (write-ahead log, synced).
 * The writer's thread owns the writing object; any thread may open more with `readOnly` and sees each commit at once.
 */
import { existsSync } from 'node:fs'
import { backup } from 'node:sqlite'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import { checkpoints } from './sqlite-checkpoint.ts'
import { faultOf } from './sqlite-fault.ts'
import { sqliteReads } from './sqlite-reads.ts'
import { openDatabase } from './sqlite-schema.ts'
import type { Opening } from './sqlite-schema.ts'
import { sqliteWrites } from './sqlite-writes.ts'

/** The embedded store, with what only a file has. */
export interface SqliteStore extends Store, Log {
  /** Copies the write-ahead log into the database as far as readers allow; happens by itself after large amounts. */
  checkpoint(): void
  /** Writes a consistent copy to a new file while reading and writing go on. */
  backup(file: string): Promise<void>
}

/**
 * Opens the store at `file`, making or migrating it unless `readOnly`. Throws when the file is missing (`readOnly`), foreign or newer.
 * After a failed write or sync every further write rejects: the process must stop and read the disk again.
 */
export function sqliteStore(opening: Opening): SqliteStore {
  const { file, readOnly = false } = opening
  const db = openDatabase(opening)
  const reads = sqliteReads(db)
  const writes = readOnly ? null : sqliteWrites(db)
  const wal = checkpoints(db, file, copyFailed)
  let broken: unknown = null

  /** Runs `change` as one durable transaction, or leaves everything as it was. */
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

  return {
    ...reads,
    async commit(commit) {
      transact((to) => to.apply(commit))
      copying(wal.afterCommit)
    },
    async acquire(ws) {
      return transact((to) => to.acquire(ws))
    },
    async append(records) {
      transact((to) => to.append(records))
    },
    async trim(ws, before) {
      return transact((to) => to.trim(ws, before))
    },
    checkpoint: () => copying(wal.now),
    async backup(target) {
      if (existsSync(target)) throw new Error(`store: ${target} is there already; give the backup a new name`)
      await backup(db, target)
    },
    async close() {
      await wal.close()
      if (db.isOpen) db.close()
    },
  }
}
