/** The main thread's side of the fleet: starts the thread once a model is defined, hands what it says to the writer, and asks it on behalf of the API. */
import { Worker } from 'node:worker_threads'
import type { FleetAnswers, FleetAsk, FleetDoor } from '../fleet/door.ts'
import type { App } from '../runtime/app.ts'
import { threadCalls } from './thread-calls.ts'
import type { TrainerCall, TrainerThreadData, TrainerWord } from './trainer-thread.ts'

/** The fleet as the main thread has it. */
export interface TrainerClient extends FleetDoor {
  /** Starts the thread when there are models and none was started. */
  follow(models: number): void
  stop(): Promise<void>
}

const STOP_MS = 20_000
/** While the thread goes through a long history it answers late: who only wants to look gets what was answered last. */
const PATIENCE_MS = 1_500
const RATE_MS = 1_000

/** Makes it. When the thread dies, the fleet says so and everything else goes on. */
export function createTrainerClient({ data, accept, rate }: { readonly data: TrainerThreadData; readonly accept: App['accept']; readonly rate: () => number }): TrainerClient {
  let worker: Worker | null = null
  let failed: string | null = null
  let stopping = false
  let beat: NodeJS.Timeout | undefined
  const calls = threadCalls()
  const answered = new Map<string, unknown>()

  function fail(why: string): void {
    failed = why
    clearInterval(beat)
    calls.fail(new Error(why))
  }

  function start(): Worker {
    const made = new Worker(new URL('./trainer-thread.ts', import.meta.url), { workerData: data, stderr: false })
    made.on('message', (word: TrainerWord) => {
      if (word.is === 'write') {
        // What is refused now (too much at once, a full disk) is given again.
        void accept(word.arrivals).then((result) => result.is === 'ok', () => false).then((ok) => made.postMessage({ id: word.id, is: 'taken', ok } satisfies TrainerCall))
        return
      }
      calls.settle(word)
    })
    made.on('error', (failure) => fail(`the trainer has stopped: ${failure instanceof Error ? failure.message : String(failure)}`))
    made.on('exit', (code) => {
      if (!stopping && failed === null) fail(`the trainer has stopped with code ${code}`)
    })
    beat = setInterval(() => made.postMessage({ id: 0, is: 'rate', rate: rate() } satisfies TrainerCall), RATE_MS)
    beat.unref()
    return made
  }

  function call(make: (id: number) => TrainerCall): Promise<unknown> {
    if (failed !== null || worker === null) return Promise.reject(new Error(failed ?? 'no model was ever defined'))
    return calls.call((id) => worker?.postMessage(make(id)))
  }

  return {
    follow(models) {
      if (models > 0 && worker === null && failed === null && !stopping) worker = start()
    },
    async ask<A extends FleetAsk>(ask: A) {
      if (worker === null && ask.is === 'forget') return null as FleetAnswers[A['is']]
      const isOrder = ask.is === 'forget' || ask.is === 'retrain' || ask.is === 'judge'
      if (isOrder) answered.clear()
      const key = JSON.stringify(ask)
      const fresh = call((id) => ({ id, is: 'ask', ask }))
      if (isOrder) return (await fresh) as FleetAnswers[A['is']]
      const kept = fresh.then((value) => {
        if (answered.size > 500) answered.clear()
        answered.set(key, value)
        return value
      })
      if (!answered.has(key)) return (await kept) as FleetAnswers[A['is']]
      let timer: NodeJS.Timeout | undefined
      const late = new Promise((resolve) => (timer = setTimeout(() => resolve(answered.get(key)), PATIENCE_MS)))
      const value = await Promise.race([kept, late]).finally(() => clearTimeout(timer))
      kept.catch(() => undefined)
      return value as FleetAnswers[A['is']]
    },
    async stop() {
      stopping = true
      clearInterval(beat)
      if (worker === null || failed !== null) return
      const dead = new Promise<void>((resolve) => worker?.once('exit', () => resolve()))
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_MS)))
      await Promise.race([call((id) => ({ id, is: 'stop' })).then(() => dead), late]).catch(() => undefined)
      clearTimeout(timer)
      await worker.terminate()
    },
  }
}
