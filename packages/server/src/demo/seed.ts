/** Fills an empty workspace with the demo's people and their last ninety days, as fast as it takes events, newest life first. */
import { DAY, type Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import type { App, Arrival } from '../runtime/app.ts'
import { demoDefinitions } from './definitions.ts'
import { eventOf, type Fact } from './fact.ts'
import { historyOf } from './history.ts'
import { makePeople, type Customer } from './people.ts'
import { stories } from './stories.ts'

/** What filling needs of the product. */
export type Fillable = Pick<App, 'ws' | 'now' | 'reads' | 'workspace' | 'accept' | 'define' | 'put'>

/** How much to fill in. */
export interface FillOptions {
  readonly seed: number
  readonly people: number
  /** What the tracking plan makes of an event. Default: every event as it is. */
  readonly door?: (event: Event) => Arrival
  /** Asked between batches; true leaves the rest for the next start. */
  readonly stopped?: () => boolean
}

/** What filling did. `foreign`: the workspace holds something else, and nothing was touched. */
export type Filled =
  | { readonly is: 'filled'; readonly events: number; readonly duplicates: number; readonly tookMs: number }
  | { readonly is: 'known' }
  | { readonly is: 'stopped' }
  | { readonly is: 'foreign' }

/** Value that says when filling began; history ends there, also when a crash makes it start again. */
const BEGAN = 'demo/began'
/** Value that says that filling is complete. */
const SEEDED = 'demo/seeded'
/** Events of one call, and calls under way: enough to keep the writer busy, few enough for its queue. */
const BATCH = 500
const UNDER_WAY = 8
const PAUSE_MS = 200

/** Fills the workspace unless that was done before. Every event's id follows from the seed, so what is sent twice counts once. */
export async function fill(app: Fillable, options: FillOptions): Promise<Filled> {
  const { seed, people } = options
  if ((await app.reads.value(app.ws, SEEDED)) !== null) return { is: 'known' }
  const began = await begin(app, seed)
  if (began === null) return { is: 'foreign' }
  const started = performance.now()
  let events = 0
  let duplicates = 0
  const underWay = new Set<Promise<void>>()
  for (const batch of batches(arrivals(makePeople(seed, people), { seed, until: began }, options.door))) {
    if (options.stopped?.() === true) break
    while (underWay.size >= UNDER_WAY) await Promise.race(underWay)
    const call: Promise<void> = send(app, batch)
      .then((sent) => {
        events += sent.accepted
        duplicates += sent.duplicate
      })
      .finally(() => underWay.delete(call))
    underWay.add(call)
  }
  await Promise.all(underWay)
  if (options.stopped?.() === true) return { is: 'stopped' }
  await app.put(SEEDED, { seed, people, events: events + duplicates })
  return { is: 'filled', events, duplicates, tookMs: performance.now() - started }
}

/** The moment at which history ends; now, when nothing was filled in. */
export async function beganAt(app: Fillable): Promise<Instant> {
  return ((await app.reads.value(app.ws, BEGAN)) as { readonly at: Instant } | null)?.at ?? app.now()
}

/** The moment at which history ends, after the definitions are in place; null when somebody else's data is here. */
async function begin(app: Fillable, seed: number): Promise<Instant | null> {
  const before = (await app.reads.value(app.ws, BEGAN)) as { readonly at: Instant } | null
  if (before === null && (app.workspace().version > 1 || (await app.reads.countProfiles(app.ws)) > 0)) return null
  const at = before?.at ?? app.now()
  if (before === null) await app.put(BEGAN, { at, seed })
  if (app.workspace().version === 1) {
    const defined = await app.define({ version: 1, definitions: demoDefinitions(at), by: 'demo' })
    if (defined.is === 'refused') throw new Error(`the demo's definitions were refused: ${defined.problems.map(({ path, message }) => `${path} ${message}`).join('; ')}`)
  }
  return at
}

/**
 * Everybody's history as arrivals: up to yesterday person by person, those who were active last first; then the last day as it happened, so that
 * what is newest in the log is newest in the shop. One person's events stay in order.
 */
export function* arrivals(people: readonly Customer[], time: { readonly seed: number; readonly until: Instant }, door: (event: Event) => Arrival = asItIs): Generator<Arrival> {
  const lives = [
    ...people.map((who) => ({ id: String(who.nr), facts: historyOf(who, time) })),
    ...stories(people, time.until).map(({ id, facts }) => ({ id, facts })),
  ].filter(({ facts }) => facts.length > 0)
  // Sorting is stable: who was active at the same moment stays in the order of numbers.
  lives.sort((one, other) => lastAt(other.facts) - lastAt(one.facts))
  const today: { readonly fact: Fact; readonly id: string }[] = []
  for (const life of lives) {
    for (const [nr, fact] of life.facts.entries()) {
      const id = `demo-${time.seed}-${life.id}-${nr}`
      if (fact.at > time.until - DAY) today.push({ fact, id })
      else yield door(eventOf(fact, id))
    }
  }
  today.sort((one, other) => one.fact.at - other.fact.at)
  for (const { fact, id } of today) yield door(eventOf(fact, id))
}

function asItIs(event: Event): Arrival {
  return { is: 'event', event }
}

function lastAt(facts: readonly Fact[]): number {
  return facts.at(-1)?.at ?? 0
}

function* batches(all: Iterable<Arrival>): Generator<readonly Arrival[]> {
  let batch: Arrival[] = []
  for (const one of all) {
    batch.push(one)
    if (batch.length < BATCH) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

async function send(app: Fillable, batch: readonly Arrival[]): Promise<{ readonly accepted: number; readonly duplicate: number }> {
  for (;;) {
    const result = await app.accept(batch)
    if (result.is === 'ok') return result
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
  }
}
