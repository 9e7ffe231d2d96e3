/** Timers: a million that are due at once, fired durably; and how late they are when they come due at an even rate. */
import { join } from 'node:path'
import type { EventId, JourneyId, RunId, WorkspaceId } from '@rapport/core/base/id'
import { plus, type Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { ProfileState } from '@rapport/core/engine/state'
import { startLoops } from '../modes/loops.ts'
import { startWriter } from '../runtime/writer.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { inFolder } from './folder.ts'
import { summary } from './load.ts'
import { fillPeople } from './people.ts'

const WS = 'bench' as WorkspaceId
const EVEN_RATE = 5_000
const EVEN_SECONDS = 5
const BATCH = 2_000

/** Runs it. Each timer ends a wait in somebody's journey; the document, the event and the timer row are written for each. */
export async function benchTimers(options: { readonly people: number; readonly seconds: number }) {
  return inFolder(async (folder) => {
    const clock = () => Date.now() as Instant
    const store = sqliteStore({ file: join(folder, 'rapport.db'), synchronous: 'full' })
    const even = EVEN_RATE * EVEN_SECONDS
    await fillPeople(store, WS, options.people, (state, i) => waiting(state, plus(clock(), i < even ? 3_600_000 : -1_000)))
    const writer = await startWriter({ ws: WS, store, clock, newSeed: () => 'bench' })
    await writer.define({
      version: 1,
      by: 'bench',
      definitions: { ...DEFAULT_DEFINITIONS, journeys: [{ id: 'wait', name: 'Wait', state: 'live', enter: { event: 'begun' }, steps: [{ id: 'wait', wait: '1h' }] }] },
    })
    const pending = await store.countTimers(WS)
    const late: number[] = []
    const started = performance.now()
    let fired = 0
    const fireAll = async (): Promise<void> => {
      while (performance.now() - started < options.seconds * 1_000) {
        const batch = await writer.fire(BATCH)
        if (batch.length === 0) break
        fired += batch.length
        if (batch.some((ms) => ms < 0)) throw new Error('a timer fired early')
      }
    }
    // As the product does: the next ones are folded while the disk makes the last ones durable.
    await Promise.all([fireAll(), fireAll()])
    const seconds = (performance.now() - started) / 1_000
    await store.close()
    return { eventsPerSecond: Math.round(fired / seconds), fired, pending, seconds: Math.round(seconds * 10) / 10, ...(await evenly(late)), people: options.people }
  })
}

/** EVEN_RATE timers a second for EVEN_SECONDS: their lateness. */
async function evenly(late: number[]) {
  return inFolder(async (folder) => {
    const clock = () => Date.now() as Instant
    const store = sqliteStore({ file: join(folder, 'rapport.db'), synchronous: 'full' })
    const first = plus(clock(), 4_000)
    await fillPeople(store, WS, EVEN_RATE * EVEN_SECONDS, (state, i) => waiting(state, plus(first, i / (EVEN_RATE / 1_000))))
    const writer = await startWriter({ ws: WS, store, clock, newSeed: () => 'bench' })
    const loops = startLoops({ writer, clock, pulse: (ms) => void late.push(...ms) })
    await new Promise((resolve) => setTimeout(resolve, 4_000 + EVEN_SECONDS * 1_000 + 1_500))
    await loops.stop()
    const left = await store.countTimers(WS)
    await store.close()
    const { latencyMsP50, latencyMsP99, latencyMsMax } = summary(late)
    return {
      evenRatePerSecond: EVEN_RATE,
      evenFired: late.length,
      evenLeft: left,
      lateMsP50: latencyMsP50,
      lateMsP99: latencyMsP99,
      lateMsMax: latencyMsMax,
      early: late.filter((ms) => ms < 0).length,
    }
  })
}

function waiting(state: ProfileState, until: Instant): ProfileState {
  const wakeAt = Math.floor(until) as Instant
  const run = { id: `r-${state.id}` as RunId, journey: 'wait' as JourneyId, step: 0, enteredAt: state.firstSeen, entry: 'bench:1' as EventId, data: {}, is: 'waiting', wakeAt } as const
  return { ...state, journeys: { runs: [run], entered: { wait: { n: 1, last: state.firstSeen } } }, wakeAt }
}
