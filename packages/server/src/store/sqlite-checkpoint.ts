/**
 * When the write-ahead log is copied into the database, and by whom.
 *
 *   log grows ──► a thread copies while the writer goes on ──► little is left ──► the writer copies that ──► the log begins anew
 *
 * A log can begin anew only when all of it is copied, which the thread never quite reaches while commits go on; so the writer copies the last part.
 * Measured with a million people: copying in the writer's thread alone stops it for 200 ms every 30 commits.
 */
import type { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import type { CheckpointAnswer } from './checkpoint-thread.ts'

/** Pages of the log from which on it is copied (64 MB). With fewer a hot page is copied more often, with more each look-up of a page takes longer. */
const COPY_PAGES = 16_384
/** The log is looked at again after this many more pages. */
const STEP_PAGES = 2_048
/** Few enough for the writer to copy itself. */
const LAST_PART_PAGES = 4_096
/** The log never grows far beyond this (256 MB) while readers let it: from here on the writer copies however much there is. */
const MOST_PAGES = 65_536
const BUSY_TIMEOUT_MS = 5_000

/** Keeps the write-ahead log small. */
export interface Checkpoints {
  /** To be called after each commit. Throws SQLite's error when copying in this thread failed. */
  afterCommit(): void
  /** Copies now, in this thread, as far as readers allow. Throws SQLite's error. */
  now(): void
  close(): Promise<void>
}

/** Checkpoints of the writer's connection. `onFailure` gets what failed in the copying thread. */
export function checkpoints(db: DatabaseSync, file: string, onFailure: (error: unknown) => void): Checkpoints {
  const size = db.prepare('PRAGMA wal_checkpoint(NOOP)')
  const copy = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  let thread: Worker | null = null
  let copying = false
  let lookAt = COPY_PAGES
  let pagesBefore = 0

  function start(): Worker {
    const program = import.meta.url.endsWith('.ts') ? './checkpoint-thread.ts' : './checkpoint-thread.js'
    const worker = new Worker(new URL(program, import.meta.url), { workerData: { file, timeoutMs: BUSY_TIMEOUT_MS }, env: {} })
    worker.on('message', (answer: CheckpointAnswer) => {
      copying = false
      if (answer.is === 'failed') onFailure(Object.assign(new Error(answer.message), { errcode: answer.errcode }))
    })
    // Without the thread the writer copies by itself at MOST_PAGES; the next request starts another.
    worker.on('error', () => (thread = null))
    worker.on('exit', () => {
      copying = false
      if (thread === worker) thread = null
    })
    worker.unref()
    return worker
  }

  return {
    afterCommit() {
      const { log, checkpointed } = size.get() as { readonly log: number; readonly checkpointed: number }
      if (log < pagesBefore) lookAt = COPY_PAGES
      pagesBefore = log
      if (log < lookAt) return
      lookAt = log + STEP_PAGES
      if (log > MOST_PAGES || log - checkpointed <= LAST_PART_PAGES) copy.get()
      else if (!copying) {
        copying = true
        thread ??= start()
        thread.postMessage('copy')
      }
    },
    now: () => void copy.get(),
    async close() {
      const closing = thread
      if (closing === null) return
      thread = null
      const gone = new Promise((resolve) => closing.once('exit', resolve))
      closing.ref()
      closing.postMessage('close')
      await gone
    },
  }
}
