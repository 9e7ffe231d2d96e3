/** The writer in a thread of its own: it owns the write connection, and the HTTP thread never waits for the disk. */
import { randomBytes } from 'node:crypto'
import { setImmediate as nextRound } from 'node:timers/promises'
import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { sqliteStore } from '../store/sqlite.ts'
import { startWriter, type Writer } from '../runtime/writer.ts'
import { startLoops } from './loops.ts'
import { signerOf } from './signing-key.ts'

/** What the thread is started with. */
export interface WriterThreadData {
  readonly file: string
  readonly ws: WorkspaceId
  /** PEM of the key that signs the ledger. */
  readonly signingKey: string
  /** Where live matching hears whom a commit has changed. */
  readonly changes?: MessagePort
}

/** A call from the other side. `arrivals` travel as one JSON text, which is cheaper than cloning objects. */
export type Call =
  | { readonly id: number; readonly is: 'accept'; readonly arrivals: string }
  | { readonly id: number; readonly is: Exclude<keyof Writer, 'accept' | 'workspace' | 'pulse'>; readonly args: readonly unknown[] }
  | { readonly id: number; readonly is: 'stop' }

/** What the thread says. */
export type Word =
  | { readonly is: 'ready'; readonly workspace: ReturnType<Writer['workspace']>; readonly position: number }
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly why: string; readonly name: string }
  | { readonly is: 'pulse'; readonly position: number; readonly queued: number; readonly accepted: number; readonly lateMs: readonly number[] }

async function main(): Promise<void> {
  const port = parentPort
  if (!port) throw new Error('the writer runs in a worker thread')
  const say = (word: Word): void => port.postMessage(word)
  const { file, ws, signingKey, changes } = workerData as WriterThreadData
  const store = sqliteStore({ file, synchronous: 'full' })
  const clock = () => Date.now() as Instant
  let accepted = 0
  // Directly to the other thread: the main thread may be busy, and a person who arrives shall be looked at within milliseconds.
  const tell = (ids: readonly ProfileId[], position: number): void => changes?.postMessage({ ids, position, at: performance.timeOrigin + performance.now(), accepted })
  const writer = await startWriter({ ws, store, clock, newSeed: () => randomBytes(16).toString('hex'), gather: () => nextRound(), sign: signerOf(signingKey), onMatchChange: tell })
  const loops = startLoops({
    writer,
    clock,
    pulse(lateMs) {
      const now = writer.pulse()
      accepted = now.accepted
      say({ is: 'pulse', ...now, lateMs })
      tell([], now.position)
    },
  })

  async function carryOut(call: Call): Promise<unknown> {
    if (call.is === 'accept') return writer.accept(JSON.parse(call.arrivals))
    if (call.is === 'stop') {
      await loops.stop()
      return store.close()
    }
    const method = writer[call.is] as (...args: readonly unknown[]) => Promise<unknown>
    return method(...call.args)
  }

  port.on('message', (call: Call) => {
    carryOut(call).then(
      (value) => {
        say({ is: 'answer', id: call.id, value })
        if (call.is === 'stop') port.close()
      },
      (failure: Error) => say({ is: 'failed', id: call.id, why: failure.message, name: failure.name }),
    )
  })
  say({ is: 'ready', workspace: writer.workspace(), position: writer.pulse().position })
}

await main()
