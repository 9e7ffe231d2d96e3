/** Deciding for everybody in a segment at once (outbound): the same decision as anywhere, with one price on every showing when not everybody may be contacted. */
import type { PlacementId, ProfileId, SegmentId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { contactPrice, stakeIn, type Stake } from '@rapport/core/decision/batch'
import type { App } from './app.ts'

/** What is asked. */
export interface BatchAsk {
  readonly segment: SegmentId
  readonly placement: PlacementId
  readonly context: JsonObject
  /** Contacts that are wanted at most, by expectation; absent: as many as are worth it. */
  readonly most?: number
  /** False: nothing is written down and nobody is contacted. */
  readonly record: boolean
}

/** How far it is, and what came of it. */
export interface Batch {
  readonly id: string
  readonly ask: BatchAsk
  readonly startedAt: Instant
  readonly state: 'weighing' | 'deciding' | 'done' | 'failed' | 'stopped'
  /** Members that were gone through in this step. */
  readonly done: number
  readonly people: number
  /** Money put on every showing, and the contacts that were expected with it; null until weighed. */
  readonly price: number | null
  readonly expected: number | null
  /** offer → people; null is doing nothing. */
  readonly chosen: ReadonlyMap<string | null, number>
  readonly problem: string | null
}

/** The batches of a process. */
export interface Batches {
  /** Begins one; rejects nothing: what goes wrong stands in the batch. Null while another one runs. */
  start(ask: BatchAsk): Batch | null
  one(id: string): Batch | null
  list(): readonly Batch[]
  stop(id: string): void
  /** Resolves when nothing runs any more. */
  close(): Promise<void>
}

/** Most people of one batch: their stakes are held in memory until the price is known. */
export const BATCH_PEOPLE_MAX = 200_000
const KEPT = 20
const PAGE = 500

/** Makes them. */
export function createBatches(app: Pick<App, 'ws' | 'now' | 'newId' | 'reads' | 'decide'>): Batches {
  const batches: Batch[] = []
  const stopped = new Set<string>()
  let running: Promise<void> | null = null

  function change(id: string, part: Partial<Batch>): void {
    const at = batches.findIndex((one) => one.id === id)
    const before = batches[at]
    if (before) batches[at] = { ...before, ...part }
  }

  /** Goes through the members, a page at a time, so that others are served in between. */
  async function through(id: string, people: readonly ProfileId[], work: (profile: ProfileId) => Promise<void>): Promise<boolean> {
    for (let done = 0; done < people.length; done += PAGE) {
      if (stopped.has(id)) return false
      for (const profile of people.slice(done, done + PAGE)) await work(profile)
      change(id, { done: Math.min(people.length, done + PAGE) })
      await new Promise((resolve) => setImmediate(resolve))
    }
    return !stopped.has(id)
  }

  async function run(id: string, { segment, placement, context, most, record }: BatchAsk): Promise<void> {
    const people = await membersOf(segment)
    change(id, { people: people.length })
    if (people.length > BATCH_PEOPLE_MAX) throw new Error(`The segment has more than ${BATCH_PEOPLE_MAX} members. Divide it, for example by city, and decide for each part.`)
    const ask = (profile: ProfileId) => ({ profile, request: { placement, context } })
    let price = 0
    if (most !== undefined) {
      const stakes: Stake[] = []
      if (!(await through(id, people, async (profile) => void stakes.push(stakeIn(await app.decide({ ...ask(profile), record: false })))))) return change(id, { state: 'stopped' })
      const found = contactPrice(stakes, most)
      price = found.price
      change(id, { price, expected: found.reached })
    }
    change(id, { state: 'deciding', done: 0 })
    const chosen = new Map<string | null, number>()
    change(id, { chosen })
    const whole = await through(id, people, async (profile) => {
      const decision = await app.decide({ ...ask(profile), record, price })
      chosen.set(decision.chosen, (chosen.get(decision.chosen) ?? 0) + 1)
    })
    change(id, { state: whole ? 'done' : 'stopped' })
  }

  async function membersOf(segment: SegmentId): Promise<readonly ProfileId[]> {
    const people: ProfileId[] = []
    for (;;) {
      const page = await app.reads.members(app.ws, segment, people.at(-1) ?? null, PAGE)
      for (const { profile } of page) people.push(profile)
      if (page.length < PAGE || people.length > BATCH_PEOPLE_MAX) return people
    }
  }

  return {
    start(ask) {
      if (running) return null
      const id = app.newId()
      const batch: Batch = { id, ask, startedAt: app.now(), state: 'weighing', done: 0, people: 0, price: null, expected: null, chosen: new Map(), problem: null }
      batches.unshift(batch)
      batches.length = Math.min(batches.length, KEPT)
      running = run(id, ask)
        .catch((failure: Error) => change(id, { state: 'failed', problem: failure.message }))
        .finally(() => (running = null))
      return batch
    },
    one: (id) => batches.find((batch) => batch.id === id) ?? null,
    list: () => batches,
    stop: (id) => void stopped.add(id),
    async close() {
      for (const { id } of batches) stopped.add(id)
      await running
    },
  }
}
