/** The main thread's side of learning: starts the thread, lets decisions read its tables, writes changes of champion into the log, and asks it on behalf of the API. */
import { Worker } from 'node:worker_threads'
import type { WorkspaceId } from '@rapport/core/base/id'
import { createArbiter, type Arbiter } from '../learning/arbiter.ts'
import { outcomesBy } from '../learning/door.ts'
import { changeEvent } from '../learning/fold.ts'
import { openLearners, sharedTables } from '../learning/learners.ts'
import type { Change } from '../learning/race.ts'
import type { ServiceState } from '../learning/service.ts'
import type { App, LearningDoor } from '../runtime/app.ts'
import { systemEvent } from '../runtime/system-events.ts'
import { threadCalls } from './thread-calls.ts'
import type { LearnerAnswer, LearnerCall, LearnerThreadData, LearnerWord } from './learner-thread.ts'

/** Learning as the main thread has it. */
export interface LearnerClient extends LearningDoor {
  readonly arbiter: Arbiter
  /** The writer has committed; so many events were accepted since its start. */
  heard(accepted: number): void
  /** From now on changes of champion are written into the log. */
  announceBy(accept: App['accept']): void
  stop(): Promise<void>
}

const STOP_MS = 10_000
const ANNOUNCE_AGAIN_MS = 5_000

/** Starts the thread. When it dies, learning says so, decisions go by the rates of the definitions, and everything else goes on. */
export function startLearnerThread(options: { readonly store: string; readonly snapshot: string; readonly ws: WorkspaceId; readonly start: number }): LearnerClient {
  const tables = sharedTables()
  const arbiter = createArbiter(openLearners(tables))
  const data: LearnerThreadData = { ...options, tables }
  const worker = new Worker(new URL('./learner-thread.ts', import.meta.url), { workerData: data, stderr: false })
  const calls = threadCalls()
  const unwritten: Change[] = []
  let failed: string | null = null
  let state: ServiceState['state'] = 'starting'
  let stopping = false
  let accept: App['accept'] | null = null

  function fail(why: string): void {
    failed = why
    arbiter.tell(null)
    calls.fail(new Error(why))
  }

  function call<Is extends keyof LearnerAnswer>(make: (id: number) => LearnerCall & { readonly is: Is }): Promise<LearnerAnswer[Is]> {
    if (failed !== null) return Promise.reject(new Error(failed))
    return calls.call((id) => worker.postMessage(make(id)))
  }

  /** The key is the number of the change: what a death let be written twice counts once. */
  async function write(change: Change): Promise<void> {
    if (accept === null) return
    const event = systemEvent({ type: 'model_changed', key: `model_changed:arbiter:${change.nr}`, at: change.at, properties: changeEvent(change) })
    try {
      if ((await accept([{ is: 'event', event }])).is !== 'ok') throw new Error('the writer has no room')
      unwritten.splice(unwritten.indexOf(change), 1)
      worker.postMessage({ id: calls.next(), is: 'announced', nr: change.nr } satisfies LearnerCall)
    } catch {
      if (!stopping) setTimeout(() => void write(change), ANNOUNCE_AGAIN_MS).unref()
    }
  }

  worker.on('message', (word: LearnerWord) => {
    switch (word.is) {
      case 'told':
        state = word.state
        if (failed === null) arbiter.tell(word.told)
        return
      case 'accounts':
        return arbiter.adopt(word.accounts)
      case 'change':
        unwritten.push(word.change)
        return void write(word.change)
      case 'dead':
        return fail(`learning has stopped: ${word.why}`)
      case 'answer':
      case 'failed':
        return calls.settle(word)
    }
  })
  worker.on('error', (failure) => fail(`learning has stopped: ${failure instanceof Error ? failure.message : String(failure)}`))
  worker.on('exit', (code) => {
    if (!stopping && failed === null) fail(`learning has stopped with code ${code}`)
  })

  return {
    arbiter,
    heard(accepted) {
      if (failed === null) worker.postMessage({ id: calls.next(), is: 'heard', accepted } satisfies LearnerCall)
    },
    announceBy(by) {
      accept = by
      for (const change of [...unwritten]) void write(change)
    },
    condition: () => (failed === null ? { is: state } : { is: 'failed', why: failed }),
    async status() {
      if (failed !== null) return { is: 'failed', why: failed }
      return { is: 'running', ...(await call((id) => ({ id, is: 'status' }))) }
    },
    people: (offer, did) => call((id) => ({ id, is: 'people', offer, did })),
    drivers: (offer) => call((id) => ({ id, is: 'drivers', offer })),
    refOf: (decision) => call((id) => ({ id, is: 'refOf', decision })),
    async outcomes(decisions) {
      return outcomesBy(await call((id) => ({ id, is: 'outcomes', decisions })))
    },
    accounts: () => arbiter.accounts(),
    async forget(profiles) {
      await call((id) => ({ id, is: 'forget', profiles }))
    },
    async stop() {
      stopping = true
      const late = new Promise<null>((resolve) => setTimeout(resolve, STOP_MS, null).unref())
      await Promise.race([call((id) => ({ id, is: 'stop' })).catch(() => null), late])
      await worker.terminate()
    },
  }
}
