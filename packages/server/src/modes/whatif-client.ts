/** The main thread's side of what-if: starts the thread when somebody asks, ends it when nobody has asked for a while, and starts it anew when it dies. */
import { Worker } from 'node:worker_threads'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { WhatIfEngine } from '../whatif/engine.ts'
import type { WhatIfProgress } from '../whatif/types.ts'
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
  readonly waiting: Map<number, { readonly resolve: (value: never) => void; readonly reject: (failure: Error) => void; readonly tell: (progress: WhatIfProgress) => void }>
}

type Ask = WhatIfCall extends infer Call ? (Call extends { readonly id: number } ? Omit<Call, 'id'> : never) : never

/** Makes the client; no thread runs yet. */
export function whatIfThread(data: WhatIfThreadData & { readonly ws: WorkspaceId }): WhatIfClient {
  let running: Running | null = null
  let idle: NodeJS.Timeout | null = null
  let stopped = false
  let next = 1

  function thread(): Running {
    if (running) return running
    const worker = new Worker(new URL('./whatif-thread.ts', import.meta.url), { workerData: data, stderr: false })
    const made: Running = { worker, waiting: new Map() }
    const dead = (why: string): void => {
      if (running === made) running = null
      for (const { reject } of made.waiting.values()) reject(new Error(why))
      made.waiting.clear()
    }
    worker.on('message', (word: WhatIfWord) => {
      const asked = made.waiting.get(word.id)
      if (word.is === 'progress') return asked?.tell(word.progress)
      made.waiting.delete(word.id)
      if (word.is === 'answer') asked?.resolve(word.value as never)
      else asked?.reject(new Error(word.why))
    })
    worker.on('error', (failure) => dead(`the replay has stopped: ${failure instanceof Error ? failure.message : String(failure)}`))
    worker.on('exit', () => dead('the replay has stopped'))
    running = made
    return made
  }

  function call<T>(ask: Ask, tell: (progress: WhatIfProgress) => void = () => undefined): Promise<T> {
    if (stopped) return Promise.reject(new Error('the server is stopping'))
    const { worker, waiting } = thread()
    const id = next++
    if (idle) clearTimeout(idle)
    idle = setTimeout(() => void end(), IDLE_MS)
    idle.unref()
    return new Promise<T>((resolve, reject) => {
      waiting.set(id, { resolve: resolve as (value: never) => void, reject, tell })
      worker.postMessage({ id, ...ask })
    })
  }

  async function end(): Promise<void> {
    const ending = running
    if (!ending) return
    running = null
    const done = new Promise<void>((resolve) => ending.worker.once('exit', () => resolve()))
    ending.worker.postMessage({ id: next++, is: 'stop' } satisfies WhatIfCall)
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
