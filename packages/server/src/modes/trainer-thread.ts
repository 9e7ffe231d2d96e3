/** The fleet's trainer in a thread of its own, with its own connection to the store: neither collecting nor deciding waits for it. It rests as long as it works, longer while events rush in. */
import { parentPort, workerData } from 'node:worker_threads'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { answerOf, type FleetAsk } from '../fleet/door.ts'
import { createTrainer } from '../fleet/trainer.ts'
import type { Arrival } from '../runtime/app.ts'
import { sqliteStore } from '../store/sqlite.ts'

/** What the thread is started with. */
export interface TrainerThreadData {
  readonly store: string
  readonly file: string
  readonly ws: WorkspaceId
}

/** A word from the main thread. */
export type TrainerCall =
  | { readonly id: number; readonly is: 'ask'; readonly ask: FleetAsk }
  | { readonly id: number; readonly is: 'stop' }
  /** Answers `write`. */
  | { readonly id: number; readonly is: 'taken'; readonly ok: boolean }
  /** Events accepted a second. */
  | { readonly id: number; readonly is: 'rate'; readonly rate: number }

/** A word from the thread. */
export type TrainerWord =
  | { readonly is: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly is: 'failed'; readonly id: number; readonly why: string }
  | { readonly is: 'write'; readonly id: number; readonly arrivals: readonly Arrival[] }

const IDLE_MS = 250
const REST_MAX_MS = 500
/** Share of one processor while events rush in, and otherwise. */
const RUSH_RATE = 2_000
const RUSH_SHARE = 0.12
const USUAL_SHARE = 0.6
const FAILED_MS = 5_000

function main(): void {
  const port = parentPort
  if (!port) throw new Error('the trainer runs in a worker thread')
  const { store, file, ws } = workerData as TrainerThreadData
  const reads = sqliteStore({ file: store, readOnly: true, synchronous: 'normal' })
  const waiting = new Map<number, (ok: boolean) => void>()
  let next = 1
  let rate = 0
  let stopped = false
  const trainer = createTrainer({
    ws,
    reads,
    file,
    clock: () => Date.now() as Instant,
    write: (arrivals) => new Promise((resolve) => {
      const id = next++
      waiting.set(id, resolve)
      port.postMessage({ is: 'write', id, arrivals } satisfies TrainerWord)
    }),
  })

  async function run(): Promise<void> {
    while (!stopped) {
      const began = performance.now()
      let rest = IDLE_MS
      try {
        const worked = await trainer.step()
        if (worked) rest = Math.min(REST_MAX_MS, (performance.now() - began) * (1 / (rate > RUSH_RATE ? RUSH_SHARE : USUAL_SHARE) - 1))
      } catch (failure) {
        // A store that cannot be read now is read later; the page says how far the trainer is.
        console.error(`trainer: ${failure instanceof Error ? failure.message : String(failure)}`)
        rest = FAILED_MS
      }
      await new Promise((resolve) => (rest < 1 ? setImmediate(resolve) : setTimeout(resolve, rest)))
    }
  }
  const running = run()

  async function carryOut(call: TrainerCall): Promise<unknown> {
    if (call.is === 'ask') return answerOf(trainer, call.ask)
    if (call.is === 'rate') rate = call.rate
    if (call.is === 'taken') {
      waiting.get(call.id)?.(call.ok)
      waiting.delete(call.id)
    }
    if (call.is !== 'stop') return null
    stopped = true
    for (const resolve of waiting.values()) resolve(false)
    await running
    trainer.save()
    await reads.close()
    return null
  }

  port.on('message', (call: TrainerCall) => {
    carryOut(call).then(
      (value) => {
        if (call.is === 'ask' || call.is === 'stop') port.postMessage({ is: 'answer', id: call.id, value } satisfies TrainerWord)
        if (call.is === 'stop') port.close()
      },
      (failure: Error) => port.postMessage({ is: 'failed', id: call.id, why: failure.message } satisfies TrainerWord),
    )
  })
}

main()
