/**
 * When the write-ahead log is copied into the database, and by whom.
 *
 *   log grows ──► a thread copies while the writer goes on ──► log is long and little is left ──► the writer copies that ──► log begins anew
 *
 * A log begins anew only when all of it is copied, which the thread hardly reaches while commits go on; so the writer copies the last part, seldom,
 * because that waits for the disk: measured with a million people at full speed, 30 to 250 ms however few pages were left. A commit of 500 events
 * writes about 400 pages, so at full speed one commit in about 120 waits for it.
 */
import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as wait } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import type { CheckpointAnswer } from './checkpoint-thread.ts'

/** Lengths of the log, in pages of 4 kB. */
export interface CheckpointLimits {
  /** From here on the thread copies. With fewer a hot page is copied more often. */
  readonly copy: number
  /** The log is looked at again after this many more. */
  readonly step: number
  /** From here on the writer makes the log begin anew, when no more than `lastPart` are left. With more each look-up of a page takes longer. */
  readonly finish: number
  /** Few enough for the writer to copy itself. */
  readonly lastPart: number
  /** From here on the writer copies however much is left, so that the log stays bounded while readers and a copy under way let it. */
  readonly most: number
}

/** 64, 192 and at most 384 MB. */
const LIMITS: CheckpointLimits = { copy: 16_384, step: 2_048, finish: 49_152, lastPart: 4_096, most: 98_304 }
const BUSY_TIMEOUT_MS = 5_000
/** While the log is emptied the writer waits no longer than this for a reader at a time, and tries again between commits. */
const EMPTY_BUSY_MS = 20
const EMPTY_PAUSE_MS = 50
const EMPTY_TRIES = 600

/** Keeps the write-ahead log small. */
export interface Checkpoints {
  /** To be called after each commit. Throws SQLite's error when copying in this thread failed. */
  afterCommit(): void
  /** Copies now, in this thread, as far as readers allow. Throws SQLite's error. */
  now(): void
  /** Copies all of the log and cuts its file to nothing, so that no older page stays in it. Rejects when readers do not let it for half a minute, or with SQLite's error. */
  empty(): Promise<void>
  close(): Promise<void>
}

/** Checkpoints of the writer's connection. `onFailure` gets what failed in the copying thread. */
export function checkpoints(db: DatabaseSync, file: string, onFailure: (error: unknown) => void, limits: CheckpointLimits = LIMITS): Checkpoints {
  const size = db.prepare('PRAGMA wal_checkpoint(NOOP)')
  const copy = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')
  const truncate = db.prepare('PRAGMA wal_checkpoint(TRUNCATE)')
  let thread: Worker | null = null
  let copying = false
  let lookAt = limits.copy
  let pagesBefore = 0

  function start(): Worker {
    const program = import.meta.url.endsWith('.ts') ? './checkpoint-thread.ts' : './checkpoint-thread.js'
    const worker = new Worker(new URL(program, import.meta.url), { workerData: { file, timeoutMs: BUSY_TIMEOUT_MS }, env: {} })
    worker.on('message', (answer: CheckpointAnswer) => {
      copying = false
      if (answer.is === 'failed') onFailure(Object.assign(new Error(answer.message), { errcode: answer.errcode }))
    })
    // Without the thread the writer copies by itself at `most`; the next request starts another.
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
      if (log < pagesBefore) lookAt = limits.copy
      pagesBefore = log
      if (log < lookAt) return
      lookAt = log + limits.step
      if (log > limits.most || (log > limits.finish && log - checkpointed <= limits.lastPart)) copy.get()
      else if (!copying) {
        copying = true
        thread ??= start()
        thread.postMessage('copy')
      }
    },
    now: () => void copy.get(),
    async empty() {
      for (let tries = 0; tries < EMPTY_TRIES; tries++) {
        if (!copying) {
          db.exec(`PRAGMA busy_timeout = ${EMPTY_BUSY_MS}`)
          try {
            if (truncate.get()?.['busy'] === 0) return
          } finally {
            db.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`)
          }
        }
        await wait(EMPTY_PAUSE_MS)
      }
      throw new Error(`store: the write-ahead log of ${file} could not be emptied, because something reads it all the time; end long reads and try again`)
    },
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
