/** What SQLite's errors mean to a writer: no room (try again later), or an outage after which nothing may be written. */
import { Full } from '../ports/errors.ts'

const SQLITE_FULL = 13
const SQLITE_BUSY = 5
const SQLITE_IOERR = 10
/** The file beside the log could not grow: also no room, and nothing was written yet. */
const SQLITE_IOERR_SHMSIZE = SQLITE_IOERR | (19 << 8)
const PRIMARY = 0xff

/** What became of a failed transaction. `fatal`: what is on disk is not known any more, so the process must stop and read it again. */
export interface Fault {
  readonly error: unknown
  readonly fatal: boolean
}

/**
 * Sorts an error. After a failed write or sync the kernel may have dropped the data and report success the next time, so it is never tried again
 * (the lesson of PostgreSQL's fsync reports of 2018); running out of room is reported before anything is promised.
 */
export function faultOf(error: unknown, file: string): Fault {
  const code = codeOf(error)
  if (code === null) return { error, fatal: false }
  const primary = code & PRIMARY
  if (primary === SQLITE_FULL || code === SQLITE_IOERR_SHMSIZE)
    return { error: new Full(`store: no room left to write ${file}; free some disk space, then send again`, { cause: error }), fatal: false }
  if (primary === SQLITE_BUSY) return { error: new Error(`store: another process is writing ${file}; stop it and try again`, { cause: error }), fatal: false }
  return { error: new Error(`store: writing ${file} failed (${(error as Error).message}); nothing more is written, check the disk and start again`, { cause: error }), fatal: true }
}

function codeOf(error: unknown): number | null {
  const code = (error as { readonly errcode?: unknown } | null)?.errcode
  return typeof code === 'number' ? code : null
}
