import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { DecisionId, EventId, OfferId, PlacementId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { seeded } from '@rapport/core/base/random'
import { DAY, HOUR, type Instant } from '@rapport/core/base/time'
import { packDecision } from '@rapport/core/decision/record'
import type { Candidate } from '@rapport/core/decision/types'
import type { LogEntry, LogRecord, Position } from '../ports/log.ts'
import { createUpliftDesk } from './uplift-desk.ts'
import { frameOf, judgeUplift } from './uplift-judge.ts'
import { createTrials, goalFor, type UpliftGoal } from './uplift-trials.ts'

const WS = 'shop' as WorkspaceId
const TEA = { id: 'tea', name: 'Tea', value: 10, success: { event: 'tasted', within: '1d' } }
const GOALS = new Map([['tea', goalFor(TEA) as UpliftGoal]])
let n = 0

function entry(profile: string | null, type: string, at: number, properties: JsonObject = {}, merged: readonly string[] = []): LogEntry {
  const event = { id: `e${++n}` as EventId, type, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers: [], properties }
  return { event, profile: profile as ProfileId | null, derived: [], merged: merged as readonly ProfileId[] }
}

interface Asked {
  readonly who: string
  readonly at: number
  readonly chosen: string | null
  readonly tea?: number
  readonly nothing?: number
  readonly drawn?: string
  readonly x?: readonly number[]
  readonly control?: boolean
}

function decided({ who, at, chosen, tea = 0.5, nothing = 0.5, drawn = `${who} ${at}`, x = [1], control = false }: Asked): LogEntry {
  const candidates: Candidate[] = [
    control ? { offer: 'tea' as OfferId, out: { check: 'control', detail: { share: 0.1 } } } : { offer: 'tea' as OfferId, score: 1, probability: tea },
    { offer: 'vase' as OfferId, score: 1, probability: 1 - tea - nothing },
    { offer: null, score: 0, probability: nothing },
  ]
  return entry(who, 'decision_made', at, packDecision({
    id: `d${++n}` as DecisionId,
    profile: who as ProfileId,
    placement: 'home' as PlacementId,
    at: at as Instant,
    chosen: chosen as OfferId | null,
    propensity: 0.5,
    explored: true,
    candidates,
    version: 1,
    context: {},
    x: { at: x, value: x.map(() => 1) },
    drawn,
    ...(control && { control }),
  }))
}

function logOf(...entries: readonly LogEntry[]): readonly LogRecord[] {
  return entries.map((one, i) => ({ v: 1, keyId: null, ws: WS, position: (i + 1) as Position, at: one.event.receivedAt, body: { is: 'events', entries: [one] } }))
}

function rowsOf(records: readonly LogRecord[], now = 100 * DAY) {
  const trials = createTrials(GOALS)
  for (const record of records) trials.take(record)
  return trials.rows('tea', now)
}

describe('What is compared', () => {
  test('one decision of a throw of the dice counts, the first in which both were possible, whatever it chose', () => {
    const same = { drawn: 'throw' }
    const log = logOf(decided({ who: 'a', at: 1, chosen: 'tea', ...same }), decided({ who: 'a', at: 2, chosen: null, ...same }), decided({ who: 'a', at: 3, chosen: null }))
    const { treated, people } = rowsOf(log)
    expect([[...treated], people]).toEqual([[1, 0], ['a', 'a']])
    expect(rowsOf(logOf(decided({ who: 'a', at: 1, chosen: 'vase', tea: 0.3, nothing: 0.3, ...same }), decided({ who: 'a', at: 2, chosen: 'tea', ...same }))).people).toEqual([])
  })

  test('the known chance is that of the offer where it is this or nothing', () => {
    expect([...rowsOf(logOf(decided({ who: 'a', at: 1, chosen: 'tea', tea: 0.2, nothing: 0.6 }))).propensity]).toEqual([0.25])
  })

  test('who was as good as certain to get it has nobody to be compared with; the control group, whose chance nobody knows, is left out', () => {
    const rows = rowsOf(logOf(decided({ who: 'a', at: 1, chosen: 'tea', tea: 0.99, nothing: 0.01 }), decided({ who: 'b', at: 2, chosen: null, control: true })))
    expect([rows.people, rows.sure]).toEqual([[], 1])
  })

  test('who does not want to be profiled is not asked', () => {
    expect(rowsOf(logOf(decided({ who: 'a', at: 1, chosen: 'tea', x: [] }))).people).toEqual([])
  })

  test('what somebody did counts after the decision and within the time, shown or not, and under whichever name the person goes later', () => {
    const at = DAY
    const outcome = (...more: readonly LogEntry[]): number | undefined => rowsOf(logOf(decided({ who: 'a', at, chosen: null }), ...more)).outcome[0]
    expect(outcome(entry('a', 'tasted', at + HOUR))).toBe(1)
    expect(outcome(entry('a', 'tasted', at + DAY + 1))).toBe(0)
    expect(outcome(entry('a', 'tasted', at - 1))).toBe(0)
    expect(outcome(entry('b', 'tasted', at + HOUR))).toBe(0)
    expect(outcome(entry('b', 'tasted', at + HOUR), entry('b', 'page_viewed', at + 2 * HOUR, {}, ['a']))).toBe(1)
    expect(rowsOf(logOf(decided({ who: 'a', at, chosen: null })), at + HOUR)).toMatchObject({ people: [], open: 1 })
  })

  test('history that came in late counts like any other', () => {
    expect(rowsOf(logOf(entry('a', 'tasted', DAY + HOUR), decided({ who: 'a', at: DAY, chosen: 'tea' }))).outcome[0]).toBe(1)
  })

  test('above the limit whole people are left out, never single facts of somebody', () => {
    fc.assert(fc.property(fc.integer({ min: 20, max: 60 }), (people) => {
      const everybody = Array.from({ length: people }, (_, i) => `p${i}`)
      const log = logOf(...everybody.map((who, i) => decided({ who, at: i + 1, chosen: 'tea' })), ...everybody.map((who) => entry(who, 'tasted', HOUR)))
      const trials = createTrials(GOALS, 25)
      for (const record of log) trials.take(record)
      const rows = trials.rows('tea', 100 * DAY)
      expect(rows.people.length).toBeLessThanOrEqual(25)
      expect([...rows.outcome].every((y) => y === 1)).toBe(true)
    }), { numRuns: 20 })
  })

  test('a click is no outcome, since nobody can click what is not there; what sells is to be ordered', () => {
    expect(goalFor({ ...TEA, success: { event: 'offer_clicked', within: '2d' } })).toMatchObject({ event: 'order_completed', assumed: true })
    expect(goalFor({ id: 'stay', kind: 'keep' })).toMatchObject({ event: 'order_completed', within: '7d' })
    expect(goalFor({ id: 'help', kind: 'serve' })).toBeNull()
  })
})

interface World {
  readonly people: number
  readonly chance?: number
  readonly recorded?: number
  readonly effect: (kind: number) => number
}

/** Decisions of people of two kinds (place 7 or 8), and what they did. */
function world({ people, chance = 0.5, recorded = chance, effect }: World) {
  const random = seeded(7)
  const entries: LogEntry[] = []
  for (let i = 0; i < people; i++) {
    const kind = i % 2
    const isTea = random() < chance
    const x = [7 + kind, 9 + Math.floor(random() * 4)]
    entries.push(decided({ who: `p${i}`, at: i + 1, chosen: isTea ? 'tea' : null, tea: recorded, nothing: 1 - recorded, x }))
    if (random() < 0.3 + (isTea ? effect(kind) : 0)) entries.push(entry(`p${i}`, 'tasted', i + HOUR))
  }
  return logOf(...entries)
}
const judged = (records: readonly LogRecord[]) => judgeUplift(rowsOf(records), GOALS.get('tea') as UpliftGoal, 100 * DAY)

describe('What is said', () => {
  test('so many of so many, while there are few', () => {
    const { verdict, missing, untreated, groups } = judged(world({ people: 300, chance: 0.9, effect: () => 0.2 }))
    expect([verdict, groups]).toEqual(['few', []])
    expect(missing).toContainEqual({ what: 'untreated', have: untreated.decisions, need: 200 })
  })

  test('whom it helps and whom it harms are told apart', () => {
    const { verdict, groups } = judged(world({ people: 4_000, effect: (kind) => (kind === 0 ? 0.35 : -0.2) }))
    const sizes = Object.fromEntries(groups.map(({ group, people }) => [group, people]))
    expect(verdict).toBe('signal')
    expect(sizes['persuadable']).toBeGreaterThan(1_900)
    expect(sizes['sleeping_dog']).toBeGreaterThan(1_800)
    const dogs = groups.find(({ group }) => group === 'sleeping_dog')?.first ?? []
    expect(dogs.every(({ id, high }) => Number(id.slice(1)) % 2 === 1 && high < 0)).toBe(true)
  })

  test('chances that differ from decision to decision are undone: no effect is found where there is none', () => {
    const random = seeded(3)
    const entries: LogEntry[] = []
    // Keen people are chosen for far more often, and taste far more often, whatever was chosen.
    for (let i = 0; i < 3_000; i++) {
      const isKeen = i % 2 === 0
      const tea = isKeen ? 0.8 : 0.2
      entries.push(decided({ who: `p${i}`, at: i + 1, chosen: random() < tea ? 'tea' : null, tea, nothing: 1 - tea, x: [isKeen ? 7 : 8] }))
      if (random() < (isKeen ? 0.6 : 0.1)) entries.push(entry(`p${i}`, 'tasted', i + HOUR))
    }
    const { effect, verdict, treated, untreated } = judged(logOf(...entries))
    expect((treated.rate ?? 0) - (untreated.rate ?? 0)).toBeGreaterThan(0.2)
    expect(effect?.low).toBeLessThan(0)
    expect(effect?.high).toBeGreaterThan(0)
    expect(verdict).toBe('no_signal')
  })

  test('nothing, where choices do not follow the chances that were written down', () => {
    expect(judged(world({ people: 1_000, chance: 0.7, recorded: 0.5, effect: () => 0.2 }))).toMatchObject({ verdict: 'sample_ratio', effect: null, groups: [] })
  })

  test('columns are the places that part people; what everybody has is none', () => {
    const x = Array.from({ length: 100 }, (_, i) => ({ at: Uint32Array.of(5, 10 + (i % 2)), value: Float32Array.of(1, 1) }))
    expect(frameOf(x).columns.map(({ name }) => name)).toEqual(['10', '11'])
  })
})

describe('The desk', () => {
  const deskOf = (records: readonly LogRecord[], clock: () => number) => {
    const reads = {
      read: async ({ after, limit }: { readonly after: number; readonly limit: number }) => records.slice(after, after + limit),
      last: async () => ({ position: (records.at(-1)?.position ?? 0) as Position, at: 0 as Instant }),
    }
    return createUpliftDesk({ ws: WS, reads: reads as never, clock })
  }

  test('judges all offers once a day when nothing else is to be done, and one at once when asked', async () => {
    let now = 100 * DAY
    const desk = deskOf(world({ people: 60, effect: () => 0 }), () => now)
    expect(await desk.step([TEA], false)).toBe(false)
    for (let i = 0; i < 20; i++) await desk.step([TEA], true)
    expect(desk.of(TEA)).toMatchObject({ done: null, result: { verdict: 'few', at: now } })
    expect(await desk.step([TEA], true)).toBe(false)
    now += HOUR
    expect([desk.ask('tea'), desk.ask('tea')]).toEqual(['started', 'running'])
    for (let i = 0; i < 20; i++) await desk.step([TEA], false)
    expect(desk.of(TEA).result?.at).toBe(now)
    now += DAY
    expect(await desk.step([TEA], true)).toBe(true)
  })

  test('keeps what was found, and drops it when the offer means something else by success', async () => {
    const desk = deskOf(world({ people: 60, effect: () => 0 }), () => 100 * DAY)
    for (let i = 0; i < 20; i++) await desk.step([TEA], true)
    const again = deskOf([], () => 100 * DAY)
    again.restore(structuredClone(desk.save()))
    expect(again.of(TEA).result).toEqual(desk.of(TEA).result)
    expect(again.of({ ...TEA, success: { event: 'tasted', within: '2d' } }).result).toBeNull()
    expect(await again.step([TEA], true)).toBe(false)
  })
})
