/** One seed, one run, one verdict. */
import { createHash } from 'node:crypto'
import { memoryStore } from '../store/memory.ts'
import { replay } from '../runtime/replay.ts'
import type { Log } from '../ports/log.ts'
import type { Store } from '../ports/store.ts'
import { NEVER } from '@rapport/core/base/time'
import { openLocalLearning } from '../learning/local.ts'
import { checkState } from './check.ts'
import { LEARNING_BITS } from './process.ts'
import type { Violation } from './facts.ts'
import type { Step } from './steps.ts'
import { createWorld, WS, type World } from './world.ts'

/** What became of a run. */
export interface RunResult {
  readonly seed: number
  readonly steps: number
  /** Events in the log. */
  readonly events: number
  readonly acked: number
  readonly lost: number
  readonly doubled: number
  readonly crashes: number
  readonly calls: number
  readonly arrived: number
  readonly unknown: number
  /** Showings and successes that taught the arbiter something. */
  readonly learned: number
  /** The first broken promise. */
  readonly violation: Violation | null
  /** Hash of every commit in order: equal runs have equal hashes. */
  readonly hash: string
}

/**
 * Runs these steps in the world of this seed, drains it, and checks everything. Stops at the first broken promise. `looking` false leaves out
 * what looks at the stored state: enough to see that a second run is the same.
 */
export async function runSim(seed: number, steps: readonly Step[], looking = true): Promise<RunResult> {
  const hash = createHash('sha256')
  const world = createWorld(seed, (text) => void hash.update(text))
  const { facts, book, outside } = world
  for (const step of steps) {
    if (facts.violations.length > 0) break
    if (looking || step[0] !== 'look') await world.step(step)
  }
  if (facts.violations.length === 0) await world.drain()
  if (looking && facts.violations.length === 0) await checkEnd(world)
  const acked = [...book.acked.values()].flatMap((arrival) => (arrival.is === 'event' ? [arrival.event.id] : []))
  return {
    seed,
    steps: steps.length,
    events: facts.logged.size,
    acked: acked.length,
    lost: acked.filter((id) => !facts.logged.has(id)).length,
    doubled: [...facts.logged.values()].filter((times) => times > 1).length,
    crashes: world.crashes,
    calls: outside.calls,
    arrived: outside.arrived.size,
    unknown: (await world.disk.outboxCounts(WS)).unknown ?? 0,
    learned: (await openLocalLearning({ ws: WS, reads: world.disk, bits: LEARNING_BITS })).learner.fold.counts().examples,
    violation: facts.violations[0] ?? null,
    hash: hash.digest('hex').slice(0, 16),
  }
}

async function checkEnd(world: World): Promise<void> {
  const { facts, disk } = world
  await checkState(disk, WS, facts)
  checkTally(world)
  const counts = await disk.outboxCounts(WS)
  if (counts.calling) facts.broken('I8', `${counts.calling} messages are being called for ever`)
  if (counts.planned) facts.broken('I10', `${counts.planned} messages are neither sent nor given up, days after they were planned`)
  await checkWarehouse(world)
  await checkReplay(world)
  await checkLearning(world)
}

/** Whatever came in is accepted, a duplicate, or bad; and what senders were told adds up to no more than what was counted. */
function checkTally({ facts, book }: World): void {
  const { in: all = 0, accepted = 0, duplicate = 0, bad = 0 } = facts.tally
  const own = facts.records.flatMap((record) => (record.body.is === 'events' ? record.body.entries : [])).filter(
    ({ event }) => event.type === 'timer_fired' || /^message_(calling|sent|retried|rejected|unknown|refused)$/.test(event.type) || (event.type === 'message_bounced' && event.source === 'system')
  )
  const logged = facts.logged.size - own.length
  if (all !== accepted + duplicate + bad) facts.broken('I4', `${all} came in, but ${accepted} accepted + ${duplicate} duplicate + ${bad} bad`)
  if (accepted !== logged) facts.broken('I4', `${accepted} events were counted as accepted, ${logged} are in the log`)
  for (const what of ['accepted', 'duplicate', 'bad'] as const) {
    if (book.answers[what] > (facts.tally[what] ?? 0)) facts.broken('I4', `senders were told of ${book.answers[what]} ${what} events, ${facts.tally[what] ?? 0} were counted`)
  }
}

/** Analytics has every event of the log once. */
async function checkWarehouse({ facts, warehouse }: World): Promise<void> {
  const expected = facts.records.flatMap((record) => (
    record.body.is === 'events' ? record.body.entries.flatMap((entry) => [entry.event.id, ...entry.derived.map((event) => event.id)]) : []
  ))
  const found = warehouse.rows('events').map((row) => String(row['id']))
  if (found.join() !== expected.join()) facts.broken('I22', `the warehouse has ${found.length} events, ${new Set(found).size} different ones; the log has ${expected.length}`)
}

/** The log alone gives the same state. */
async function checkReplay({ facts, disk }: World): Promise<void> {
  const copy = memoryStore()
  const { different } = await replay({ from: disk, into: copy, ws: WS, seed: 'simulated' })
  if (different.length > 0) facts.broken('I15', `records ${different.join(', ')} come out otherwise when they are replayed`)
  const [one, other] = [await stateOf(disk), await stateOf(copy)]
  for (const part of Object.keys(one)) {
    const at = one[part]?.findIndex((line, i) => line !== other[part]?.[i]) ?? -1
    if (at >= 0 || one[part]?.length !== other[part]?.length) facts.broken(
      'I15',
      `${part} after a replay: expected ${one[part]?.[at] ?? `${one[part]?.length} lines`}, found ${other[part]?.[at] ?? `${other[part]?.length} lines`}`,
    )
  }
}

/** Whoever goes on from the last snapshot knows in the end what one knows who reads the whole log. */
async function checkLearning({ facts, disk, learned }: World): Promise<void> {
  const open = (snapshot: World['learned']['snapshot']) => openLocalLearning({ ws: WS, reads: disk, snapshot, bits: LEARNING_BITS })
  const [resumed, whole] = [await open(learned.snapshot), await open(null)]
  if (resumed.learner.digest() === whole.learner.digest()) return
  facts.broken('I23', `a learner that went on from its snapshot knows something else than one that read all ${whole.learner.position()} records of the log`)
}

/** Everything that a replay must give again, as lines. */
async function stateOf(store: Store & Log): Promise<{ readonly [part: string]: readonly string[] }> {
  const people = await store.scan(WS, null, 1_000_000)
  const segments = [...(await store.memberCounts(WS)).keys()].sort()
  const members = await Promise.all(segments.map(async (segment) => (await store.members(WS, segment, null, 1_000_000)).map((row) => `${segment} ${row.profile} ${row.since}`)))
  const states = people.flatMap((row) => row.body.slice(1))
  const ids = [...new Set(people.flatMap((row) => (JSON.parse(row.body.slice(1)) as readonly (readonly string[])[])[5] ?? []))].sort()
  return {
    people: people.map((row) => `${row.id} ${row.body} ${row.recent.join()} ${row.search}`),
    states,
    owners: [...(await store.owners(WS, ids))].map((pair) => pair.join(' ')).sort(),
    members: members.flat(),
    timers: (await store.timersDue(WS, NEVER, 1_000_000)).map((timer) => `${timer.profile} ${timer.at}`),
  }
}
