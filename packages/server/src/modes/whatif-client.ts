/** The main thread's side of what-if: starts the thread when somebody asks, ends it when nobody has asked for a while, and starts it anew when it dies. */
import { Worker } from 'node:worker_threads'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { WhatIfEngine } from '../whatif/engine.ts'
import type { WhatIfProgress } from '../whatif/types.ts'
import { threadCalls, type ThreadCalls } from './thread-calls.ts'
import type { WhatIfCall, WhatIfThreadData, WhatIfWord } from './whatif-thread.ts'

/** What-if as the main thread has it. */
export interface WhatIfClient extends WhatIfEngine {
  stop(): Promise<void>
}

/** A month of decisions is not held in memory for nobody. */
const IDLE_MS = 15 * 60_000
const STOP_MS = 5_000

interface Running {
  readonly worker: Worker
  readonly calls: ThreadCalls
  /** Who wants to hear how far a call is. */
  readonly listeners: Map<number, (progress: WhatIfProgress) => void>
}

type Ask = WhatIfCall extends infer Call ? (Call extends { readonly id: number } ? Omit<Call, 'id'> : never) : never

/** Makes the client; no thread runs yet. */
export function whatIfThread(data: WhatIfThreadData & { readonly ws: WorkspaceId }): WhatIfClient {
  let running: Running | null = null
  let idle: NodeJS.Timeout | null = null
  let stopped = false

  function thread(): Running {
    if (running) return running
    const worker = new Worker(new URL('./whatif-thread.ts', import.meta.url), { workerData: data, stderr: false })
    const made: Running = { worker, calls: threadCalls(), listeners: new Map() }
    const dead = (why: string): void => {
      if (running === made) running = null
      made.calls.fail(new Error(why))
    }
    worker.on('message', (word: WhatIfWord) => {
      if (word.is === 'progress') return made.listeners.get(word.id)?.(word.progress)
      made.listeners.delete(word.id)
      made.calls.settle(word)
    })
    worker.on('error', (failure) => dead(`the replay has stopped: ${failure instanceof Error ? failure.message : String(failure)}`))
    worker.on('exit', () => dead('the replay has stopped'))
    running = made
    return made
  }

  function call<T>(ask: Ask, tell?: (progress: WhatIfProgress) => void): Promise<T> {
    if (stopped) return Promise.reject(new Error('the server is stopping'))
    const { worker, calls, listeners } = thread()
    if (idle) clearTimeout(idle)
    idle = setTimeout(() => void end(), IDLE_MS)
    idle.unref()
    return calls.call((id) => {
      if (tell) listeners.set(id, tell)
      worker.postMessage({ id, ...ask })
    })
  }

  async function end(): Promise<void> {
    const ending = running
    if (!ending) return
    running = null
    const done = new Promise<void>((resolve) => ending.worker.once('exit', () => resolve()))
    ending.worker.postMessage({ id: ending.calls.next(), is: 'stop' } satisfies WhatIfCall)
    await Promise.race([done, new Promise((resolve) => setTimeout(resolve, STOP_MS).unref())])
    await ending.worker.terminate()
  }

  return {
    run: (work, tell) => call({ is: 'run', work }, tell),
    ramp: (work) => call({ is: 'ramp', work }),
    figures: (work) => call({ is: 'figures', work }),
    // a thread that does not run remembers nobody
    forget: () => (running ? call({ is: 'forget' }) : Promise.resolve()),
    async stop() {
      stopped = true
      if (idle) clearTimeout(idle)
      await end()
    },
  }
}
