import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Instant } from '../../base/time.ts'
import { DAY, NEVER } from '../../base/time.ts'
import { NOON } from './example.ts'
import { operators } from './index.ts'
import { momentOf } from './moment.ts'
import type { Operator } from './operator.ts'

const all: [string, Operator][] = Object.entries(operators)

describe('segment operators', () => {
  test.each(all)('%s agrees with its examples', (name, operator) => {
    expect(operator.name).toBe(name)
    expect(operator.examples.length).toBeGreaterThan(3)
    for (const example of operator.examples) {
      const prepared = operator.prepare(example.than)
      expect(prepared, JSON.stringify(example)).not.toBeNull()
      expect(prepared?.test(example.value, example.now), `${name} ${JSON.stringify(example)}`).toBe(example.expect)
    }
  })

  test('an operator refuses an argument that is not what it needs', () => {
    expect(operators.within_last.prepare('soon')).toBeNull()
    expect(operators.within_last.prepare('0d')).toBeNull()
    expect(operators.between.prepare([20, 10])).toBeNull()
    expect(operators.equals.prepare(undefined)).toBeNull()
    expect(operators.equals.prepare(Number.NaN)).toBeNull()
    expect(operators.in.prepare([])).toBeNull()
    expect(operators.exists.prepare(1)).toBeNull()
    expect(operators.before_date.prepare('2026-13-01')).toBeNull()
  })

  test('the answer of a timed operator changes at the moment it names and at none before', () => {
    const moment = fc.integer({ min: NOON - 20 * DAY, max: NOON + 20 * DAY })
    fc.assert(
      fc.property(fc.constantFrom(operators.within_last, operators.before_last), moment, fc.integer({ min: 1, max: 15 }), moment, (operator, at, days, now) => {
        const prepared = operator.prepare(`${days}d`)
        const until = prepared?.until?.(at, now as Instant) as Instant
        expect(until).toBeGreaterThan(now)
        const before = prepared?.test(at, now as Instant)
        expect(prepared?.test(at, (until === NEVER ? now + 99 * DAY : until - 1) as Instant)).toBe(before)
        if (until !== NEVER) expect(prepared?.test(at, until)).toBe(!before)
      }),
    )
  })

  test('a date names the same moment as the calendar says, and a day that does not exist names none', () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(Date.UTC(2199, 0)), noInvalidDate: true }), (date) => {
        expect(momentOf(date.toISOString())).toBe(date.getTime())
        expect(momentOf(date.toISOString().slice(0, 10))).toBe(Math.floor(date.getTime() / DAY) * DAY)
      }),
    )
    for (const text of ['2026-02-29', '2026-04-31', '2026-00-10', '2026-01-00', '2026-01-01T24:00', '2026-1-1', '20260101', '2026-01-01T10:00+15:00', '1969-12-31'])
      expect(momentOf(text), text).toBeNull()
    expect(momentOf('2024-02-29T23:59:59.999Z')).toBe(Date.UTC(2024, 1, 29, 23, 59, 59, 999))
  })
})
