import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import type { CounterDefinition } from './counter.ts'
import { LARGEST_SET, defineCounter, foldCounter, mergeCounters } from './counter.ts'
import { addTotals, amountOf, totalOf } from './total.ts'
import type { CounterState } from './types.ts'

const COMPUTES = [undefined, 'count', 'sum', 'last', 'first', 'max', 'min', 'distinct'] as const

const values: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(1, 2, 0.1, 0.2, -3.7, 1e15, 9e14, '2', 'a', 'b', null, true, ['x'], { a: 1 }, 'long'.repeat(100)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
)
const events = fc
  .array(fc.record({ at: fc.integer({ min: 0, max: 12 }), type: fc.constantFrom('bought', 'bought', 'seen'), value: values, has: fc.boolean(), ok: fc.boolean() }), { maxLength: 25 })
  .map((list) =>
    list.map(
      ({ at, type, value, has, ok }, index): Event => ({
        id: `e${index}` as EventId,
        type,
        at: at as Instant,
        receivedAt: at as Instant,
        source: 's' as SourceId,
        identifiers: [],
        properties: { ok, ...(has ? { deep: { value } } : {}) },
      }),
    ),
  )
const definitions = fc
  .record({
    compute: fc.constantFrom(...COMPUTES),
    keep: fc.constantFrom(0, 1, 2, 5),
    where: fc.boolean(),
    after: fc.option(fc.integer({ min: 0, max: 6 }), { nil: undefined }),
    before: fc.option(fc.integer({ min: 5, max: 12 }), { nil: undefined }),
  })
  .map(({ where, after, before, ...rest }) =>
    defineCounter({
      ...rest,
      event: 'bought',
      property: 'deep.value',
      after: after as Instant | undefined,
      before: before as Instant | undefined,
      where: where ? { rule: { trait: 'ok', is: 'is_true' }, test: (properties) => properties['ok'] === true } : undefined,
    }),
  )

function fold(list: readonly Event[], definition: CounterDefinition): CounterState | undefined {
  return list.reduce<CounterState | undefined>((state, event) => foldCounter(state, definition, event), undefined)
}

describe('counters', () => {
  test('events may arrive in any order', () => {
    fc.assert(
      fc.property(
        events.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }))),
        definitions,
        ([list, shuffled], definition) => {
          expect(fold(shuffled, definition)).toEqual(fold(list, definition))
        },
      ),
      { numRuns: 300 },
    )
  })

  test('merging two people counts as if all events had been one person’s', () => {
    fc.assert(
      fc.property(events, fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }), definitions, (list, mine, definition) => {
        const a = fold(list.filter((_, index) => mine[index]), definition)
        const b = fold(list.filter((_, index) => !mine[index]), definition)
        const whole = fold(list, definition)
        expect(mergeCounters(a, b, definition)).toEqual(whole)
        expect(mergeCounters(b, a, definition)).toEqual(whole)
      }),
      { numRuns: 300 },
    )
  })

  test('an event that does not count leaves the very same state', () => {
    fc.assert(
      fc.property(events, definitions, (list, definition) => {
        const state = fold(list, definition)
        for (const event of list) if (event.type === 'seen') expect(foldCounter(state, definition, event)).toBe(state)
      }),
    )
  })

  test('the latest moments are kept, ascending, a late one at its own time', () => {
    const definition = defineCounter({ event: 'bought', keep: 3 })
    const at = (moment: number): Event => ({
      id: 'e' as EventId,
      type: 'bought',
      at: moment as Instant,
      receivedAt: 99 as Instant,
      source: 's' as SourceId,
      identifiers: [],
      properties: {},
    })
    expect(fold([at(5), at(9), at(7), at(1), at(8)], definition)).toEqual({ n: 5, recent: [[7, null], [8, null], [9, null]] })
  })

  test('equal wishes are one counter, and so are needs of one size class', () => {
    const key = (wish: Parameters<typeof defineCounter>[0]): string => defineCounter(wish).key
    const where = { rule: { trait: 'a', is: 'equals', than: 1 }, test: () => true }
    expect(key({ event: 'x', keep: 2, where })).toBe(key({ event: 'x', keep: 3, where: { rule: { than: 1, is: 'equals', trait: 'a' }, test: () => true } }))
    expect(key({ event: 'x', compute: 'count', property: 'a' })).toBe(key({ event: 'x' }))
    const different = [
      { event: 'x' },
      { event: 'y' },
      { event: 'x', keep: 1 },
      { event: 'x', keep: 4 },
      { event: 'x', where },
      { event: 'x', after: 1 as Instant },
      { event: 'x', before: 1 as Instant },
    ]
    expect(new Set(different.map(key)).size).toBe(different.length)
  })

  test('distinct values stop at a named limit, in any order', () => {
    const definition = defineCounter({ event: 'bought', compute: 'distinct', property: 'v' })
    const many = Array.from(
      { length: LARGEST_SET + 20 },
      (_, index): Event => ({
        id: `e${index}` as EventId,
        type: 'bought',
        at: 0 as Instant,
        receivedAt: 0 as Instant,
        source: 's' as SourceId,
        identifiers: [],
        properties: { v: (index * 7) % 1020 },
      }),
    )
    const state = fold(many, definition)
    expect(state?.set).toHaveLength(LARGEST_SET)
    expect(fold([...many].reverse(), definition)).toEqual(state)
  })

  test('sums are exact to a millionth: ten times 0.1 is 1, and a thousand billions lose nothing', () => {
    const sum = (amounts: readonly number[]): number => amountOf(amounts.reduce((total, amount) => addTotals(total, totalOf(amount) ?? 0), 0 as number | string))
    expect(sum(Array.from({ length: 10 }, () => 0.1))).toBe(1)
    expect(sum([0.1, 0.2])).toBe(0.3)
    expect(sum([1e15, 1e15, 0.5, -1e15, -1e15])).toBe(0.5)
    expect(totalOf(1e16)).toBeNull()
    expect(totalOf('7')).toBeNull()
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1e9, max: 1e9 }), { maxLength: 20 }), (cents) => {
        expect(sum(cents.map((cent) => cent / 100))).toBe((cents.reduce((a, b) => a + b, 0) + 0) / 100)
      }),
    )
  })
})
