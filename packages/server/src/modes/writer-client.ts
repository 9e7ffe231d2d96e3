/** The HTTP thread's side of the writer thread. */
import { Worker, type MessagePort } from 'node:worker_threads'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Arrival } from '../runtime/app.ts'
import type { Writer } from '../runtime/writer.ts'
import { threadCalls } from './thread-calls.ts'
import type { Call, Word, WriterThreadData } from './writer-thread.ts'

/** A writer that lives in another thread. */
export interface WriterClient extends Omit<Writer, 'fire' | 'backfill' | 'expire' | 'pulse' | 'leasesUntil'> {
  /** What the thread said last. */
  pulse(): { readonly position: number; readonly queued: number }
  onPulse(listener: (word: Extract<Word, { is: 'pulse' }>) => void): () => void
  stop(): Promise<void>
}

/** Starts the thread and resolves when it has taken the workspace over. `fatal` is called when the thread dies: nothing can be accepted any more. */
export async function startWriterThread(options: {
  readonly file: string
  readonly ws: WorkspaceId
  readonly signingKey: string
  /** Where live matching hears whom a commit has changed. */
  readonly changes?: MessagePort
  readonly fatal: (failure: Error) => void
}): Promise<WriterClient> {
  const { file, ws, signingKey, changes } = options
  const data: WriterThreadData = { file, ws, signingKey, ...(changes ? { changes } : {}) }
  const worker = new Worker(new URL('./writer-thread.ts', import.meta.url), { workerData: data, transferList: changes ? [changes] : [], stderr: false })
  const calls = threadCalls()
  const listeners = new Set<(word: Extract<Word, { is: 'pulse' }>) => void>()
  let last = { position: 0, queued: 0 }
  let stopping = false

  const ready = await new Promise<Extract<Word, { is: 'ready' }>>((resolve, reject) => {
    worker.on('message', (word: Word) => {
      if (word.is === 'ready') resolve(word)
      else if (word.is === 'pulse') {
        last = word
        for (const listener of listeners) listener(word)
      } else calls.settle(word)
    })
    worker.on('error', (failure) => {
      reject(failure)
      calls.fail(failure as Error)
      options.fatal(failure as Error)
    })
    worker.on('exit', (code) => {
      if (!stopping) options.fatal(new Error(`the writer thread ended with code ${code}`))
    })
  })
  let workspace = ready.workspace
  last = { position: ready.position, queued: 0 }

  function send<T>(make: (id: number) => Call): Promise<T> {
    return calls.call((id) => worker.postMessage(make(id)))
  }
  const call = <T>(is: Exclude<Call['is'], 'accept' | 'stop'>, ...args: readonly unknown[]): Promise<T> => send((id) => ({ id, is, args }))

  return {
    workspace: () => workspace,
    accept: (arrivals) => send((id) => ({ id, is: 'accept', arrivals: JSON.stringify(arrivals.map(withoutRaw)) })),
    async define(change) {
      const result = await call<Awaited<ReturnType<Writer['define']>>>('define', change)
      if (result.is === 'ok') workspace = result.workspace
      return result
    },
    gate: (slots) => call('gate', slots),
    settle: (results) => call('settle', results),
    put: (key, value) => call('put', key, value),
    settleBad: (id, state) => call('settleBad', id, state),
    erase: (step) => call('erase', step),
    review: (rows) => call('review', rows),
    pulse: () => last,
    onPulse(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async stop() {
      stopping = true
      await send((id) => ({ id, is: 'stop' }))
      await worker.terminate()
    },
  }
}

/** The form as received stays on this side; the writer has no use for it. */
function withoutRaw(arrival: Arrival): Arrival {
  return arrival.is === 'event' && arrival.raw !== undefined ? { is: 'event', event: arrival.event, profile: arrival.profile } : arrival
}
