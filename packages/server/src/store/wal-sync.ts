/**
 * Makes commits durable without making the writer wait: SQLite writes them into the write-ahead log, and this syncs that log in the background.
 * One sync serves every commit before it began; a commit that comes during a sync is served by the next.
 */
import { close, fdatasync, fsync, open } from 'node:fs'
import { dirname } from 'node:path'
import { promisify } from 'node:util'

const opened = promisify(open)
const closed = promisify(close)
const dataSynced = promisify(fdatasync)
const synced = promisify(fsync)

/** Syncs of one write-ahead log. */
export interface WalSync {
  /** Resolves when all that is in the log now is on disk. Rejects when that cannot be said: stop writing, never try again. */
  sync(): Promise<void>
  close(): Promise<void>
}

/** For the database at `file`; its log stands beside it from the first write on. */
export function walSync(file: string): WalSync {
  let handle: number | null = null
  let running: Promise<void> | null = null
  let next: Promise<void> | null = null

  /** The log's entry in its folder must be on disk too, once. */
  async function handleOf(): Promise<number> {
    if (handle !== null) return handle
    const folder = await opened(dirname(file), 'r')
    await synced(folder)
    await closed(folder)
    handle = await opened(`${file}-wal`, 'r+')
    return handle
  }

  function begin(): Promise<void> {
    const now = handleOf().then(dataSynced)
    running = now
    const over = (): void => {
      if (running === now) running = null
    }
    now.then(over, over)
    return now
  }

  return {
    sync() {
      if (running === null) return begin()
      next ??= running.then(() => {
        next = null
        return begin()
      })
      return next
    },
    async close() {
      await (next ?? running)?.catch(() => {})
      if (handle !== null) await closed(handle)
      handle = null
    },
  }
}
