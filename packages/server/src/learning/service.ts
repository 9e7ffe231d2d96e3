/**
 * Drives a learner: reads what came in, keeps a snapshot each minute and at the end, and takes only a part of a processor while events rush in. When something
 * cannot be learned from it stops for good rather than learn a record twice: the next start goes on from the last snapshot.
 */
import { performance } from 'node:perf_hooks'
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Log } from '../ports/log.ts'
import type { Learner } from './learner.ts'
import type { Change } from './race.ts'
import { writeSnapshot } from './snapshot.ts'

/** How the service does. */
export interface ServiceState {
  readonly state: 'starting' | 'ready' | 'behind'
  readonly end: number
  readonly lagP50Ms: number | null
  readonly lagP99Ms: number | null
  readonly snapshot: { readonly at: number | null; readonly position: number; readonly bytes: number; readonly failure: string | null }
}

/** The running service. */
export interface Service {
  /** There is something new; `accepted`: events accepted since the writer's start, by which a rush is known. */
  heard(accepted: number): void
  state(): ServiceState
  /** Takes people out of memory and of the snapshot; resolves when not a byte of them is left there. */
  forget(profiles: readonly string[]): Promise<void>
  stop(): Promise<void>
}

/** Records of one step. */
const STEP = 50
/** Looked for without being told, in milliseconds. */
const IDLE_MS = 100
const SNAPSHOT_EACH_MS = 60_000
/** More events a second than this are a rush, in which this share of a processor is used. */
const RUSH_RATE = 2_000
const RUSH_SHARE = 0.2
const REST_MAX_MS = 500
/** So many records behind are worth saying. */
const BEHIND = 200
const LAGS_KEPT = 1_000
/** Beats over which the rate is taken. */
const BEATS = 5

/** Starts it. `progress` hears after each step; changes of champion are offered until `announced` is called with them. */
export function startService(options: {
  readonly ws: WorkspaceId
  readonly learner: Learner
  readonly reads: Pick<Log, 'last'>
  readonly file: string
  readonly progress: (caughtUp: boolean) => void
  readonly announce: (change: Change) => void
  readonly failed: (why: Error) => void
  readonly now: () => number
  /** How often a snapshot is taken, in milliseconds; default each minute. */
  readonly snapshotEachMs?: number
}): Service {
  const { ws, learner, reads, file, now } = options
  const lags: number[] = []
  const beats: { readonly at: number; readonly accepted: number }[] = []
  const startedAt = now()
  let state: ServiceState['state'] = 'starting'
  let end = learner.position()
  let stopped = false
  let dead = false
  let wake: () => void = () => undefined
  let kept = { at: null as number | null, position: learner.position(), bytes: 0, failure: null as string | null }
  let triedAt = performance.now()
  let last: Promise<unknown> = Promise.resolve()

  /** One thing at a time: nobody may look into a record that is half learned. */
  function alone<T>(work: () => Promise<T> | T): Promise<T> {
    const next = last.then(work)
    last = next.catch(() => undefined)
    return next
  }

  function keep(wipe = false): void {
    triedAt = performance.now()
    try {
      kept = { at: now(), position: learner.position(), bytes: writeSnapshot(file, learner.save(), { wipe }), failure: null }
    } catch (failure) {
      if (wipe) throw failure
      // A full disk: what is in memory goes on, and the log has everything for a next start.
      kept = { ...kept, failure: failure instanceof Error ? failure.message : String(failure) }
    }
  }

  function noteLag(): void {
    const at = learner.fold.clock()
    if (at < startedAt) return
    lags.push(now() - at)
    if (lags.length > LAGS_KEPT) lags.shift()
  }

  async function work(): Promise<number> {
    end = (await reads.last(ws)).position
    const before = learner.fold.counts().examples
    const read = end > learner.position() ? await learner.step(STEP) : 0
    if (learner.fold.counts().examples > before) noteLag()
    const behind = end - learner.position()
    state = behind <= 0 ? 'ready' : state === 'starting' ? 'starting' : behind > BEHIND ? 'behind' : 'ready'
    if (performance.now() - triedAt > (options.snapshotEachMs ?? SNAPSHOT_EACH_MS) && learner.position() > kept.position) keep()
    if (read > 0) options.progress(behind <= 0)
    for (const change of learner.unannounced()) options.announce(change)
    return read
  }

  const running = (async () => {
    // Not before `startService` has answered: who hears of progress asks it how it does.
    await pause(0)
    options.progress(false)
    let first = true
    while (!stopped) {
      const started = performance.now()
      try {
        const read = await alone(work)
        if (first && read < STEP) {
          first = false
          options.progress(true)
        }
        if (read === 0) await pause(IDLE_MS)
        else {
          const spent = performance.now() - started
          await pause(isRush() ? Math.min(REST_MAX_MS, spent / RUSH_SHARE - spent) : 0)
        }
      } catch (failure) {
        dead = true
        options.failed(failure instanceof Error ? failure : new Error(String(failure)))
        return
      }
    }
  })()

  function isRush(): boolean {
    const [first, newest] = [beats[0], beats.at(-1)]
    return first !== undefined && newest !== undefined && newest.at > first.at && ((newest.accepted - first.accepted) * 1_000) / (newest.at - first.at) > RUSH_RATE
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  return {
    heard(accepted) {
      beats.push({ at: performance.now(), accepted })
      if (beats.length > BEATS) beats.shift()
      if (!isRush()) wake()
    },
    state: () => {
      const sorted = [...lags].sort((one, other) => one - other)
      return { state, end, lagP50Ms: sorted[Math.floor(sorted.length / 2)] ?? null, lagP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? null, snapshot: kept }
    },
    forget: (profiles) => alone(() => {
      learner.fold.forget(new Set(profiles))
      keep(true)
    }),
    async stop() {
      stopped = true
      wake()
      await running
      if (!dead && learner.position() > kept.position) keep()
    },
  }
}
