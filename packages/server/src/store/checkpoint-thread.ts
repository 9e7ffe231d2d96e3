/** Copies the write-ahead log into the database, off the writer's thread: commits go on meanwhile. Started by sqlite-checkpoint.ts. */
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'

/** What the thread answers to each request. `errcode`: SQLite's, when the copying failed. */
export type CheckpointAnswer = { readonly is: 'done' } | { readonly is: 'failed'; readonly message: string; readonly errcode: number | null }

const { file, timeoutMs } = workerData as { readonly file: string; readonly timeoutMs: number }
const db = new DatabaseSync(file, { timeout: timeoutMs })
// The default, synchronous = FULL, makes the copy durable before the log may be used again.
const copy = db.prepare('PRAGMA wal_checkpoint(PASSIVE)')

parentPort?.on('message', (request: 'copy' | 'close') => {
  if (request === 'close') {
    db.close()
    parentPort?.close()
    return
  }
  parentPort?.postMessage(answer())
})

function answer(): CheckpointAnswer {
  try {
    copy.get()
    return { is: 'done' }
  } catch (error) {
    return { is: 'failed', message: (error as Error).message, errcode: (error as { readonly errcode?: number }).errcode ?? null }
  }
}
