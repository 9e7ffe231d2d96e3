/** Two people turn out to be one: their walks become one person's, whoever comes first. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId, JourneyId, ProfileId, SourceId } from '../base/id.ts'
import { DAY, HOUR, MINUTE } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { compileJourneys, enterJourneys, NO_JOURNEYS, runId, wakeRuns } from './journey.ts'
import { leftByMerge, mergeJourneys } from './merge.ts'
import { messageId } from './steps/send.ts'
import type { JourneyDefinition, JourneyRun, JourneyState } from './types.ts'

const START = Date.UTC(2026, 2, 1, 12)
const definition = (id: string): JourneyDefinition => ({
  id,
  name: id,
  state: 'live',
  enter: { event: id },
  again: { after: '1h' },
  steps: [{ id: 'm1', send: { channel: 'email', template: 't', purpose: 'marketing' } }, { id: 'w1', wait: '6h' }, { id: 'm2', send: { channel: 'email', template: 't', purpose: 'marketing' } }],
})
const JOURNEYS = compileJourneys([definition('cart'), definition('welcome')])

function event(id: string, type: string, at: number): Event {
  return { id: id as EventId, type, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers: [], properties: {} }
}

/** States that real lives lead to; `who` keeps the entry events of different people apart, as they are in the log. */
function lives(who: string): fc.Arbitrary<JourneyState> {
  return fc.array(fc.tuple(fc.constantFrom('cart', 'welcome', 'wake'), fc.constantFrom(0, 0, 2, 7)), { maxLength: 12 }).map((acts) => {
    let state = NO_JOURNEYS
    let now = START
    for (const [n, [act, hours]] of acts.entries()) {
      now += hours * HOUR + 1
      const turn = { journeys: JOURNEYS, state, event: event(`${who}/${n}`, act, now), profile: who as ProfileId, now: now as Instant, whereTest: () => true }
      state = (act === 'wake' ? wakeRuns : enterJourneys)(turn).state
    }
    return state
  })
}
const open = (state: JourneyState, journey: string): readonly JourneyRun[] => state.runs.filter((run) => run.is === 'waiting' && run.journey === journey)
const sorted = (state: JourneyState): JourneyState => ({ ...state, entered: Object.fromEntries(Object.entries(state.entered).sort()) })

test('merging journeys is commutative and idempotent, and does not depend on the order of several merges', () => {
  fc.assert(
    fc.property(lives('a'), lives('b'), lives('c'), (a, b, c) => {
      expect(mergeJourneys(a, b)).toEqual(mergeJourneys(b, a))
      expect(mergeJourneys(a, a)).toEqual(a)
      const ab = mergeJourneys(a, b)
      expect(mergeJourneys(ab, b)).toEqual(ab)
      if ([a, b, c].reduce((n, { runs }) => n + runs.length, 0) <= 20) expect(sorted(mergeJourneys(ab, c))).toEqual(sorted(mergeJourneys(a, mergeJourneys(b, c))))
    }),
  )
})

test('of each journey the walk that was entered first stays open and unchanged, no walk is lost, and entries add up', () => {
  fc.assert(
    fc.property(lives('a'), lives('b'), (a, b) => {
      const merged = mergeJourneys(a, b)
      for (const journey of ['cart', 'welcome']) {
        const before = [...open(a, journey), ...open(b, journey)].sort((x, y) => x.enteredAt - y.enteredAt || (x.id < y.id ? -1 : 1))
        expect(open(merged, journey)).toEqual(before.slice(0, 1))
        for (const run of before.slice(1)) expect(merged.runs.find(({ id }) => id === run.id)).toMatchObject({ is: 'left', why: 'merged' })
        const [x, y] = [a.entered[journey], b.entered[journey]]
        expect(merged.entered[journey]?.n ?? 0).toBe((x?.n ?? 0) + (y?.n ?? 0))
        expect(merged.entered[journey]?.last ?? 0).toBe(Math.max(x?.last ?? 0, y?.last ?? 0))
      }
      expect(merged.runs).toHaveLength(a.runs.length + b.runs.length)
    }),
  )
})

test('the walk that a merge ends is reported once, and its planned message is taken back', () => {
  const enter = (who: string, at: number): JourneyState => enterJourneys({
    journeys: JOURNEYS,
    state: NO_JOURNEYS,
    event: event(who, 'cart', at),
    profile: who as ProfileId,
    now: at as Instant,
    whereTest: () => true,
  }).state
  const [first, second] = [enter('a', START), enter('b', START + MINUTE)]
  const merged = mergeJourneys(first, second)
  const id = runId('cart', 'b' as EventId)
  expect(leftByMerge(JOURNEYS, first, merged)).toEqual({ commands: [], events: [] })
  expect(leftByMerge(JOURNEYS, second, merged)).toEqual({
    commands: [{ is: 'cancel', id: messageId(id, 'm1'), why: 'merged' }],
    events: [{ type: 'journey_left', properties: { journey: 'cart', run: id, why: 'merged', step: 1 }, key: `journey_left:${id}` }],
  })
})

test('of two walks entered in the same moment the one with the smaller id stays open', () => {
  const enter = (who: string): JourneyState => enterJourneys({
    journeys: JOURNEYS,
    state: NO_JOURNEYS,
    event: event(who, 'cart', START),
    profile: who as ProfileId,
    now: START as Instant,
    whereTest: () => true,
  }).state
  const ids = ['a', 'b', 'c', 'd'].map((who) => runId('cart', who as EventId))
  for (
    const merged of [['a', 'b', 'c', 'd'], ['d', 'b', 'a', 'c']].map((order) => order.map(enter).reduce(mergeJourneys))
  ) expect(open(merged, 'cart').map(({ id }) => id)).toEqual([ids.sort()[0]])
})

test('of two states of one run the one that is further on counts, so a replayed part never reopens a walk', () => {
  const run = { id: runId('cart', 'e' as EventId), journey: 'cart' as JourneyId, step: 1, enteredAt: START as Instant, entry: 'e' as EventId, data: {} }
  const waiting: JourneyRun = { ...run, is: 'waiting', wakeAt: (START + HOUR) as Instant }
  const later: JourneyRun = { ...run, is: 'waiting', wakeAt: (START + DAY) as Instant }
  const done: JourneyRun = { ...run, step: 3, is: 'done', at: (START + HOUR) as Instant, why: 'completed' }
  const left: JourneyRun = { ...run, is: 'left', at: (START + HOUR) as Instant, why: 'event:x' }
  const state = (one: JourneyRun): JourneyState => ({ runs: [one], entered: { cart: { n: 1, last: START as Instant } } })
  for (const [a, b, expected] of [[waiting, later, later], [waiting, left, left], [left, done, done], [waiting, done, done]] as const) {
    expect(mergeJourneys(state(a), state(b))).toEqual(state(expected))
    expect(mergeJourneys(state(b), state(a))).toEqual(state(expected))
  }
})
