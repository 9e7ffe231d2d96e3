import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import { DAY, HOUR, SECOND, type Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { planOf } from '@rapport/core/engine/plan'
import type { Event } from '@rapport/core/event/event'
import type { ModelDefinition } from '@rapport/core/model/types'
import type { LogRecord, Position } from '../ports/log.ts'
import { schoolOf } from './class.ts'
import { aloneOf } from './figures.ts'
import type { Outcome } from './pupil.ts'
import { createReader } from './reader.ts'

const BEGAN = Date.UTC(2026, 0, 1) as Instant
const MODELS: readonly ModelDefinition[] = [
  { id: 'buys', name: 'Buys', predict: { is: 'happens', event: 'order_completed', within: '5d' } },
  { id: 'stops', name: 'Stops', predict: { is: 'stops', event: 'order_completed', within: '5d' } },
  { id: 'intent', name: 'Intent', predict: { is: 'in_session', event: 'order_completed' } },
]
const PLAN = planOf({ id: 'w' as WorkspaceId, version: 1, seed: 's', counterSince: {}, definitions: { ...DEFAULT_DEFINITIONS, models: MODELS } })

const SCHOOL = schoolOf(PLAN)
/** Somebody is there from the first moment on: the log begins then. */
const FIRST: Fact = { who: 'zed', type: 'signed_up', at: 0, late: 0 }

/** A fact: who, what, when it happened, and when it was written down (hours after the start; before it = history). */
interface Fact {
  readonly who: string
  readonly type: string
  readonly at: number
  readonly late: number
}

function logOf(facts: readonly Fact[]): readonly LogRecord[] {
  const timed = [FIRST, ...facts].map((fact) => ({ fact, known: Math.max(BEGAN, BEGAN + (fact.at + fact.late) * HOUR) })).sort((one, other) => one.known - other.known)
  return timed.map(({ fact, known }, i) => ({
    v: 1,
    keyId: null,
    ws: 'w' as WorkspaceId,
    position: (i + 1) as Position,
    at: known as Instant,
    body: { is: 'events', entries: [{ event: eventOf(fact, i, known), profile: fact.who as ProfileId, derived: [] }] },
  }))
}

function eventOf({ who, type, at }: Fact, i: number, known: number): Event {
  return {
    id: `${who}-${i}` as EventId, type, at: (BEGAN + at * HOUR) as Instant, receivedAt: known as Instant, source: 'web' as SourceId, identifiers: [], properties: { total: 10 },
  }
}


/** Takes the log through the reader; `idle` lets time pass between records as a waiting process does. */
function readAll(records: readonly LogRecord[], until: number, idle = false): { readonly outcomes: readonly Outcome[]; readonly order: readonly string[] } {
  const outcomes: Outcome[] = []
  const order: string[] = []
  const reader = createReader(SCHOOL, {
    asked: (model, open) => void order.push(`ask ${model} ${open.at}`),
    learned(outcome) {
      outcomes.push(outcome)
      order.push(`learn ${outcome.model} ${outcome.who} ${outcome.due} ${outcome.snapshot.n}`)
    },
  })
  for (const record of records) {
    if (idle) for (let now = reader.state.clock; now < record.at - SECOND; now += 7 * HOUR) reader.pass(now)
    reader.take(record)
  }
  while (reader.pass(until));
  return { outcomes, order }
}

const factArb: fc.Arbitrary<Fact> = fc.record({
  who: fc.constantFrom('ann', 'bob', 'cem'),
  type: fc.constantFrom('page_viewed', 'order_completed', 'order_completed', 'message_clicked'),
  at: fc.integer({ min: -400, max: 700 }),
  late: fc.oneof({ weight: 5, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 200 }) }),
})
const factsArb = fc.array(factArb, { minLength: 1, maxLength: 40 })
const UNTIL = BEGAN + 900 * HOUR

describe('Snapshots and their labels', () => {
  test('the label says what happened within the horizon and was known by its end, and nothing else', () => {
    fc.assert(fc.property(factsArb, (facts) => {
      const { outcomes } = readAll(logOf(facts), UNTIL)
      for (const { who, model, due, snapshot } of outcomes.filter(({ model: number }) => number === 0)) {
        const orders = facts.filter((fact) => fact.who === who && fact.type === 'order_completed').filter(({ at, late }) => {
          const when = BEGAN + at * HOUR
          const known = at < 0 ? when : when + late * HOUR
          return when > snapshot.at && when <= due && known < due + HOUR
        })
        const surely = orders.filter(({ at, late }) => (at < 0 ? BEGAN + at * HOUR : BEGAN + (at + late) * HOUR) < due)
        expect(model).toBe(0)
        // What becomes known in the very moment in which the window closes may count or not.
        expect(snapshot.n).toBeGreaterThanOrEqual(late(facts, who) ? 0 : surely.length)
        expect(snapshot.n).toBeLessThanOrEqual(orders.length)
      }
    }))
  })

  test('nothing that was known only later changes what was seen', () => {
    fc.assert(fc.property(factsArb, fc.integer({ min: 0, max: 600 }), (facts, cut) => {
      const seen = (some: readonly Fact[]) => readAll(logOf(some), UNTIL).outcomes.filter(({ model, snapshot }) => model < 2 && snapshot.at <= BEGAN + cut * HOUR)
      const lookOf = ({ who, model, snapshot }: Outcome): string => JSON.stringify([who, model, snapshot.at, [...snapshot.x.at], [...snapshot.x.value], snapshot.row])
      const known = facts.filter(({ at, late: delay }) => at < 0 ? delay + at <= 0 || at + delay <= cut : at + delay <= cut)
      // A fact that happened before but came later is planted: it must not be seen.
      const planted: Fact = { who: 'ann', type: 'order_completed', at: Math.max(0, cut - 20), late: 21 + 20 }
      expect(seen([...known, planted]).map(lookOf)).toEqual(seen(known).map(lookOf))
    }))
  })

  test('one person is looked at at most once a horizon for each model, so that windows do not overlap', () => {
    fc.assert(fc.property(factsArb, (facts) => {
      const { outcomes } = readAll(logOf(facts), UNTIL)
      const moments = Map.groupBy(outcomes.filter(({ model }) => model < 2), ({ who, model }) => `${who} ${model}`)
      for (const list of moments.values()) {
        const at = list.map(({ snapshot }) => snapshot.at).sort((one, other) => one - other)
        for (let i = 1; i < at.length; i++) expect((at[i] as number) - (at[i - 1] as number)).toBeGreaterThanOrEqual(5 * DAY)
      }
    }))
  })

  test('the same log gives the same lessons in the same order, whether it is read at once or as it comes', () => {
    fc.assert(fc.property(factsArb, (facts) => {
      expect(readAll(logOf(facts), UNTIL, true).order).toEqual(readAll(logOf(facts), UNTIL).order)
    }))
  })

  test('of what was brought in at once nobody is asked with what was learned later', () => {
    fc.assert(fc.property(factsArb, (all) => {
      const facts = all.map((fact) => ({ ...fact, at: -1 - Math.abs(fact.at), late: 0 }))
      let clock = -Infinity
      for (const line of readAll(logOf(facts), UNTIL).order) {
        const [what, , ...rest] = line.split(' ')
        const at = Number(what === 'ask' ? rest[0] : rest[1])
        expect(at).toBeGreaterThanOrEqual(clock)
        clock = Math.max(clock, at)
      }
    }))
  })

  test('only people who did it before can stop doing it', () => {
    const { outcomes } = readAll(logOf([{ who: 'ann', type: 'page_viewed', at: 0, late: 0 }, { who: 'bob', type: 'order_completed', at: 1, late: 0 }]), UNTIL)
    expect(new Set(outcomes.filter(({ model }) => model === 1).map(({ who }) => who))).toEqual(new Set(['bob']))
    expect(new Set(outcomes.filter(({ model }) => model === 0).map(({ who }) => who))).toEqual(new Set(['ann', 'bob', 'zed']))
  })

  test('of one visit only one look is learned from', () => {
    const visit = [0, 0.02, 0.04, 0.06].map((at): Fact => ({ who: 'ann', type: 'page_viewed', at, late: 0 }))
    const { outcomes } = readAll(logOf([...visit, { who: 'ann', type: 'order_completed', at: 0.08, late: 0 }]), UNTIL)
    const looks = outcomes.filter(({ model }) => model === 2)
    expect(looks.map(({ snapshot }) => snapshot.n > 0)).toEqual([true, true, true, true])
    expect(looks.filter(({ isTaught }) => isTaught)).toHaveLength(1)
  })

  test('a feature that knows the answer is found by itself', () => {
    const y = Array.from({ length: 400 }, (_, i) => (i % 3 === 0 ? 1 : 0))
    expect(aloneOf(y.map((one) => one * 5 + 1), y)).toBe(1)
    expect(aloneOf(y.map((one) => (one === 1 ? 'gone' : 'here')), y)).toBe(1)
    expect(aloneOf(y.map((_, i) => (i * 7919) % 13), y)).toBeLessThan(0.6)
  })
})

/** Whether one of somebody's facts came late, so that order within the log is not that of events. */
function late(facts: readonly Fact[], who: string): boolean {
  return facts.some((fact) => fact.who === who && fact.late > 0)
}
