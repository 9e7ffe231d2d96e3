/** The writer's queue: arrivals are gathered into batches, everything else takes its turn alone. One thing at a time, in the order it came. */
import { Full } from '../ports/errors.ts'
import type { Applied } from '../ports/store.ts'
import type { AcceptResult, Arrival } from './app.ts'

/** Most events folded into one commit. */
export const BATCH_EVENTS = 2_000
/** Events that may wait; more are refused with 429 or 503 before anything is promised. */
export const QUEUE_EVENTS = 20_000
/** What became of one arrival. */
export type Verdict = 'accepted' | 'duplicate' | 'bad' | 'suppressed'

/** A batch that is applied: a verdict for each arrival, to be told when it is durable. */
export interface Accepted extends Applied {
  readonly verdicts: readonly Verdict[]
}

/** A queue. */
export interface Line {
  /** Events that wait. */
  queued(): number
  /** Joins the next batch; refused at once when too many wait. */
  accept(arrivals: readonly Arrival[]): Promise<AcceptResult>
  /** Does `work` when its turn comes. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

/** Arrivals whose sender waits for an answer. */
interface Arriving {
  readonly arrivals: readonly Arrival[]
  readonly done: (result: AcceptResult) => void
  readonly failed: (failure: unknown) => void
}

/** Opens one. `acceptAll` applies a batch; while the disk makes it durable, the next is applied. `gather` is awaited before each run, so that one commit serves all that has come by then. */
export function createLine(acceptAll: (arrivals: readonly Arrival[]) => Promise<Accepted>, gather: () => Promise<void>): Line {
  const jobs: (Arriving | { readonly run: () => Promise<void> })[] = []
  let queued = 0
  let running = false

  async function run(): Promise<void> {
    if (running) return
    running = true
    await gather()
    for (let job = jobs.shift(); job; job = jobs.shift()) {
      if ('run' in job) {
        await job.run()
        continue
      }
      const group = [job]
      let size = job.arrivals.length
      for (let next = jobs[0]; next && 'arrivals' in next && size + next.arrivals.length <= BATCH_EVENTS; next = jobs[0]) {
        group.push(next)
        size += next.arrivals.length
        jobs.shift()
      }
      await acceptGroup(group).then(null, (failure: unknown) => refuse(group, failure))
    }
    running = false
  }

  async function acceptGroup(group: readonly Arriving[]): Promise<void> {
    const { verdicts, durable } = await acceptAll(group.flatMap((job) => job.arrivals))
    durable.then(
      () => answer(group, verdicts),
      (failure: unknown) => refuse(group, failure),
    )
  }

  function answer(group: readonly Arriving[], verdicts: readonly Verdict[]): void {
    let from = 0
    for (const { arrivals, done } of group) {
      const own = verdicts.slice(from, (from += arrivals.length))
      const count = (what: Verdict) => own.filter((verdict) => verdict === what).length
      queued -= arrivals.length
      done({ is: 'ok', accepted: count('accepted'), duplicate: count('duplicate'), bad: count('bad') })
    }
  }

  function refuse(group: readonly Arriving[], failure: unknown): void {
    for (const { arrivals, done, failed } of group) {
      queued -= arrivals.length
      if (failure instanceof Full) done({ is: 'overload', retryAfterSeconds: 30, why: 'the disk is full' })
      else failed(failure)
    }
  }

  return {
    queued: () => queued,
    accept(arrivals: readonly Arrival[]): Promise<AcceptResult> {
      if (queued + arrivals.length > QUEUE_EVENTS) return Promise.resolve({ is: 'overload', retryAfterSeconds: 1, why: `more than ${QUEUE_EVENTS} events are waiting` })
      queued += arrivals.length
      return new Promise((done, failed) => {
        jobs.push({ arrivals, done, failed })
        void run()
      })
    },
    alone<T>(work: () => Promise<T>): Promise<T> {
      return new Promise((resolve, reject) => {
        jobs.push({ run: () => work().then(resolve, reject) })
        void run()
      })
    },
  }
}
