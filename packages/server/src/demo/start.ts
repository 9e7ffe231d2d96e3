/** `--demo`: a retailer with a past and a present. Fills an empty workspace, then keeps traffic running. */
import type { Inbox } from '../provider/fakes.ts'
import type { App } from '../runtime/app.ts'
import { trackingOf } from '../tracking/tracking.ts'
import { createLive, type Live } from './live.ts'
import { DECIDED_DAYS, fillDecisions } from './past-decisions.ts'
import { makePeople } from './people.ts'
import { writeRequests } from './requests.ts'
import { beganAt, fill } from './seed.ts'

/** People of the demo. */
export const PEOPLE = 2_000
/** The demo's seed: everybody's demo has the same customers. */
export const SEED = 42

/** What the demo needs. */
export interface DemoOptions {
  readonly app: App
  /** The local mailbox, whose messages people read; null when mail goes elsewhere. */
  readonly inbox: Inbox | null
  /** Where the server listens. */
  readonly url: string
  readonly seed?: number
  readonly people?: number
  /** Lines for the terminal. */
  readonly say?: (line: string) => void
}

/** The running demo. */
export interface Demo {
  /** Resolves when history is in and live traffic runs; rejects when filling failed. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

/** Starts filling and returns at once. A workspace that already holds something else is left alone. */
export function startDemo({ app, inbox, url, seed = SEED, people = PEOPLE, say = () => {} }: DemoOptions): Demo {
  let stopped = false
  let live: Live | undefined
  let running: Promise<void> = Promise.resolve()
  const ready = (async () => {
    const door = trackingOf(app)?.door
    const filled = await fill(app, { seed, people, stopped: () => stopped, ...(door && { door }) })
    if (filled.is === 'foreign') say('Demo: this data folder already holds something else, so nothing was filled in. Give the demo a folder of its own with --data FOLDER.')
    if (filled.is === 'filled') say(`Demo: ${people} people and ${filled.events} events of 90 days in ${(filled.tookMs / 1_000).toFixed(1)} s; live traffic runs.`)
    if (filled.is === 'known') say('Demo: history is there from before; live traffic runs.')
    if (stopped || filled.is === 'foreign' || filled.is === 'stopped') return
    const everybody = makePeople(seed, people)
    const decided = await fillDecisions(app, everybody, { seed, until: await beganAt(app), stopped: () => stopped })
    if (decided > 0) say(`Demo: ${decided} decisions of ${DECIDED_DAYS} days, taken by even chances before the shop learned.`)
    if (stopped) return
    await writeRequests(app, everybody)
    live = createLive({ app, people: everybody, seed, url, inbox, ...(door && { door }) })
    running = live.run()
  })()
  return {
    ready,
    async stop() {
      stopped = true
      await ready.catch(() => {})
      live?.stop()
      await running
    },
  }
}
