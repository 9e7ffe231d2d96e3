/** The person's best hour: never at night, the same each time, and chosen with the chance it says. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, JourneyId, ProfileId, RunId, SourceId } from '../base/id.ts'
import { localHour } from '../base/local-time.ts'
import { DAY, HOUR, MINUTE, type Instant, type Duration } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { isQuiet } from '../message/gate.ts'
import type { SendingPolicy } from '../message/types.ts'
import { hourOfWeek } from '../model/timing/week.ts'
import type { ModelDefinition } from '../model/types.ts'
import { bestHour, bestHourCounters, compileBestHours, type Timed } from './best-hour.ts'
import { compileJourneys, enterJourneys, exitJourneys, NO_JOURNEYS, runId, wakeRuns } from './journey.ts'
import { messageId } from './steps/send.ts'
import type { JourneyDefinition } from './types.ts'

const SENDING: SendingPolicy = { caps: [], timezone: 'Asia/Taipei', paused: false, quietHours: { from: 22, to: 8, except: ['service'] } }
const BEST = compileBestHours({ models: [], sending: SENDING })
const NOBODY: Timed = { traits: {}, counters: {}, predictions: {} }
const NOON = Date.UTC(2026, 10, 23, 4, 17) as Instant // Monday, 12:17 in Taipei

const ask = (run: number | string, now: Instant = NOON, worth = DAY) => ({ run: `run${run}` as RunId, step: 'mail', now, notAfter: (now + worth) as Instant })
const runs = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

/** Somebody who clicked at that hour (Taipei) on each of the last days. */
function clicker(hour: number, days: number): Timed {
  const recent = runs(days).map((day) => [(Date.UTC(2026, 10, 22, hour - 8, 30) - (days - 1 - day) * DAY) as Instant, null] as const)
  return { ...NOBODY, counters: { [BEST.goal.counters['answered'] ?? '']: { n: days, recent } } }
}

describe('the hour of a message', () => {
  const zones = fc.constantFrom('Asia/Taipei', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu')
  const moments = fc.oneof(
    fc.integer({ min: Date.UTC(2024, 0, 1), max: Date.UTC(2030, 0, 1) }),
    fc.integer({ min: -30 * HOUR, max: 6 * HOUR }).map((shift) => Date.UTC(2026, 2, 29, 1) + shift),
    fc.integer({ min: -30 * HOUR, max: 6 * HOUR }).map((shift) => Date.UTC(2026, 10, 1, 6) + shift),
  ) as fc.Arbitrary<Instant>
  const hours = fc.integer({ min: 0, max: 23 })

  test('is never quiet where the person lives, never past and within a day and the time the message is worth sending, on days when clocks change too', () => {
    fc.assert(
      fc.property(zones, moments, hours, hours, fc.integer({ min: 10 * MINUTE, max: 5 * DAY }), fc.integer({ min: 0 }), (timezone, now, from, to, worth, run) => {
        const quietHours = { from, to, except: ['marketing'] }
        const chosen = bestHour(compileBestHours({ models: [], sending: { ...SENDING, timezone, quietHours } }), NOBODY, ask(run, now, worth as Duration))
        const quiet = (at: number): boolean => from !== to && isQuiet(localHour(at as Instant, timezone), quietHours)
        if (chosen === null) {
          expect(quiet(now)).toBe(true)
          return
        }
        expect(quiet(chosen.notBefore)).toBe(false)
        expect(hourOfWeek(chosen.notBefore, timezone)).toBe(chosen.hour)
        expect(chosen.notBefore).toBeGreaterThanOrEqual(now)
        expect(chosen.notBefore).toBeLessThan(now + DAY)
        expect(chosen.notBefore).toBeLessThanOrEqual(now + worth)
      }),
      { numRuns: 100 },
    )
  })

  test('is the same each time the same run asks, whoever else asked before, and differs between runs', () => {
    const first = runs(40).map((run) => bestHour(BEST, clicker(20, 5), ask(run)))
    expect(runs(40).toReversed().map((run) => bestHour(BEST, clicker(20, 5), ask(run))).toReversed()).toEqual(first)
    expect(new Set(first.map((chosen) => chosen?.hour)).size).toBeGreaterThan(3)
  })

  test('comes with its chance: messages weighed by one over it count every permitted hour once, and one in ten goes at any of them', () => {
    const chosen = runs(1_500).flatMap((run) => bestHour(BEST, clicker(20, 3), ask(run)) ?? [])
    const weighed = chosen.reduce((sum, { chance }) => sum + 1 / chance, 0) / chosen.length
    expect(weighed).toBeGreaterThan(14 * 0.75)
    expect(weighed).toBeLessThan(14 * 1.25)
    const random = chosen.filter((one) => one.random)
    expect(random.length / chosen.length).toBeGreaterThan(0.07)
    expect(random.length / chosen.length).toBeLessThan(0.13)
    expect(new Set(random.map(({ hour }) => hour)).size).toBe(14)
  })

  const near = (person: Timed, best = BEST): number => {
    const chosen = runs(200).flatMap((run) => bestHour(best, person, ask(run)) ?? [])
    return chosen.filter(({ hour }) => Math.abs((hour % 24) - 20) <= 1).length / chosen.length
  }
  test('is mostly the one around which somebody reacts, more so the more is known, and any when nothing is', () => {
    const [none, some, much] = [near(NOBODY), near(clicker(20, 6)), near(clicker(20, 40))]
    expect(none).toBeLessThan(0.35)
    expect(some).toBeGreaterThan(none)
    expect(much).toBeGreaterThan(some)
    expect(much).toBeGreaterThan(0.75)
  })

  const MODEL: ModelDefinition = { id: 'when', name: 'When', predict: { is: 'hour', event: 'page_viewed' } }
  test('follows what a model foretells of somebody who never reacted; what is no hour of a week is not heeded', () => {
    const best = compileBestHours({ models: [{ ...MODEL, id: 'off', state: 'off' }, MODEL], sending: SENDING })
    const foretold = (value: string | number): Timed => ({ ...NOBODY, predictions: { when: { value, at: NOON, version: 1 } } })
    expect(near(foretold('20'), best)).toBeGreaterThan(near(NOBODY, best) + 0.2)
    for (const nonsense of ['', 'evening', '168', -1, 20.5]) expect(bestHour(best, foretold(nonsense), ask(1))).toEqual(bestHour(best, NOBODY, ask(1)))
  })

  test('has clicks counted for it as soon as a journey asks, or what its model looks at; before that nothing', () => {
    const journeys = [journey([])]
    expect(bestHourCounters({ models: [], journeys: [{ ...CART, steps: [{ id: 'w', wait: '1h' }] }] })).toEqual([])
    expect(bestHourCounters({ models: [], journeys }).map(({ event }) => event).sort()).toEqual(['message_clicked', 'message_sent'])
    expect(bestHourCounters({ models: [MODEL], journeys }).map(({ event }) => event).sort()).toEqual(['message_sent', 'page_viewed'])
    expect(bestHourCounters({ models: [], journeys }).map(({ key }) => key).sort()).toEqual(Object.values(BEST.goal.counters).sort())
  })
})

const CART: JourneyDefinition = { id: 'cart', name: 'Cart', state: 'live', enter: { event: 'cart_abandoned' }, exit: [{ event: 'order_completed' }], steps: [] }
function journey(more: JourneyDefinition['steps']): JourneyDefinition {
  return { ...CART, steps: [{ id: 'mail', send: { channel: 'email', template: 'cart', purpose: 'marketing', at: 'best' } }, ...more] }
}

describe('a walk with a message at the best hour', () => {
  const fact = (id: string, type: string, at: number): Event => (
    { id: id as EventId, type, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers: [], properties: {} }
  )
  const journeys = compileJourneys([journey([{ id: 'rest', wait: '2h' }])], BEST)
  const turn = (event: Event, state = NO_JOURNEYS) => ({ journeys, state, event, profile: 'p1' as ProfileId, now: event.at, person: NOBODY, whereTest: () => true })
  // An entry whose message is put off, so that there is something to wait for.
  const entered = runs(20).map((n) => enterJourneys(turn(fact(`e${n}`, 'cart_abandoned', NOON)))).find(({ state }) => state.runs[0]?.step === 0)!
  const [run] = entered.state.runs
  const wakeAt = run?.is === 'waiting' ? run.wakeAt : NOON

  test('plans it at once, with its hour in the plan and in the log', () => {
    const chosen = bestHour(BEST, NOBODY, { run: runId('cart', run!.entry), step: 'mail', now: NOON, notAfter: (NOON + DAY) as Instant })!
    const { notBefore, ...timing } = chosen
    expect(entered.commands).toMatchObject([{ is: 'send', plan: { notBefore, timing, plannedAt: NOON, notAfter: NOON + DAY } }])
    expect(entered.events.at(-1)).toMatchObject({ type: 'message_planned', properties: { notBefore, timing } })
    expect(wakeAt).toBe(notBefore)
  })

  test('stays in the step until then; what comes next counts from there, and nothing is planned twice', () => {
    expect(wakeRuns(turn(fact('t0', 'timer_fired', wakeAt - 1), entered.state)).state).toBe(entered.state)
    const woken = wakeRuns(turn(fact('t1', 'timer_fired', wakeAt), entered.state))
    expect(woken.commands).toEqual([])
    expect(woken.state.runs).toMatchObject([{ is: 'waiting', step: 1, wakeAt: wakeAt + 2 * HOUR }])
  })

  test('an order before its hour takes it back', () => {
    const left = exitJourneys(turn(fact('o1', 'order_completed', wakeAt - 1), entered.state))
    expect(left.commands).toEqual([{ is: 'cancel', id: messageId(run!.id, 'mail'), why: 'event:order_completed' }])
    expect(left.state.runs).toMatchObject([{ is: 'left', journey: 'cart' as JourneyId }])
  })

  test('where nobody can choose an hour, it goes at once', () => {
    const plain = enterJourneys({ ...turn(fact('e1', 'cart_abandoned', NOON)), journeys: compileJourneys([journey([])]) })
    expect(plain.commands).toMatchObject([{ is: 'send' }])
    expect(plain.commands[0]).not.toHaveProperty('plan.notBefore')
    expect(plain.state.runs).toMatchObject([{ is: 'done' }])
  })
})
