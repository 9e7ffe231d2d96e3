import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded } from '../base/random.ts'
import { alwaysTest, cuped, effectOf, meanOf, tTest, varianceOf, withUnit, type Arm } from './arms.ts'
import { bootstrap, holm, quantileOf } from './many.ts'
import { wilson } from './share.ts'

const EMPTY: Arm = { n: 0, sum: 0, squares: 0 }
const unitsArb = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })), { minLength: 3, maxLength: 40 })
const armOf = (units: readonly (readonly [number, number])[]): Arm => units.reduce((arm, [y, x]) => withUnit(arm, y, x), EMPTY)

test('taking out what was known before is the same as doing it to each unit, and never widens the spread within the arms', () => {
  fc.assert(
    fc.property(unitsArb, unitsArb, (first, second) => {
      const [a, b] = [armOf(first), armOf(second)]
      const [ca, cb] = cuped(a, b)
      const all = [...first, ...second]
      const centre = all.reduce((sum, [, x]) => sum + x, 0) / all.length
      const inside = (units: typeof first, of: (y: number, x: number, my: number, mx: number) => number): number => {
        const [my, mx] = [units.reduce((s, [y]) => s + y, 0) / units.length, units.reduce((s, [, x]) => s + x, 0) / units.length]
        return units.reduce((s, [y, x]) => s + of(y, x, my, mx), 0)
      }
      const spread = inside(first, (_y, x, _m, mx) => (x - mx) ** 2) + inside(second, (_y, x, _m, mx) => (x - mx) ** 2)
      if (spread < 1) return
      const theta = (inside(first, (y, x, my, mx) => (y - my) * (x - mx)) + inside(second, (y, x, my, mx) => (y - my) * (x - mx))) / spread
      const direct = armOf(first.map(([y, x]) => [y - theta * (x - centre), 0]))
      expect(meanOf(ca)).toBeCloseTo(meanOf(direct), 6)
      expect(ca.squares).toBeCloseTo(direct.squares, 4)
      const within = (one: Arm, other: Arm): number => varianceOf(one) * (one.n - 1) + varianceOf(other) * (other.n - 1)
      expect(within(ca, cb)).toBeLessThanOrEqual(within(a, b) * (1 + 1e-9) + 1e-6)
    }),
    { numRuns: 60 },
  )
})

test('an interval that may be looked at any time is wider than one for a planned look, and both surround the same effect', () => {
  fc.assert(
    fc.property(unitsArb, unitsArb, (first, second) => {
      const [a, b] = [armOf(first), armOf(second)]
      for (const kind of ['absolute', 'relative'] as const) {
        const [once, always] = [tTest(a, b, kind), alwaysTest(a, b, kind)]
        if (once === null || always === null) {
          expect(effectOf(a, b, kind)).toBe(null)
          continue
        }
        expect(always.effect.estimate).toBe(once.effect.estimate)
        if (a.n >= 10 && b.n >= 10) expect(always.effect.high - always.effect.low).toBeGreaterThan(once.effect.high - once.effect.low)
      }
    }),
    { numRuns: 60 },
  )
})

test('too little, or nothing that varies, gives no effect rather than a number', () => {
  expect(tTest(withUnit(EMPTY, 1), armOf([[1, 0], [2, 0]]), 'absolute')).toBe(null)
  expect(tTest(armOf([[3, 0], [3, 0]]), armOf([[3, 0], [3, 0]]), 'absolute')).toBe(null)
  expect(tTest(armOf([[-1, 0], [1, 0]]), armOf([[1, 0], [2, 0]]), 'relative')).toBe(null)
})

test('asking several questions at once makes each answer harder, in their order', () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06])
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 }), (p) => {
      const adjusted = holm(p)
      adjusted.forEach((value, i) => {
        expect(value).toBeGreaterThanOrEqual(Math.min(1, p[i] as number))
        expect(value).toBeLessThanOrEqual(1)
        adjusted.forEach((other, j) => {
          if ((p[i] as number) < (p[j] as number)) expect(value).toBeLessThanOrEqual(other)
        })
      })
    }),
  )
})

test('drawing again covers the mean about as often as it says', () => {
  const random = seeded(7)
  let covered = 0
  for (let run = 0; run < 200; run++) {
    const values = Float64Array.from({ length: 60 }, () => random())
    const { low, high } = bootstrap(values.length, (units) => units.reduce((sum, i) => sum + (values[i] as number), 0) / units.length, { random, rounds: 100 })
    if (low <= 0.5 && high >= 0.5) covered++
  }
  expect(covered).toBeGreaterThan(178)
  expect(quantileOf([1, 2, 4], 0.75)).toBe(3)
})

test('a share without trials may be anything, and nobody has a chance of exactly 0 or 1', () => {
  expect(wilson(0, 0)).toMatchObject({ low: 0, high: 1 })
  expect(wilson(0, 10).high).toBeCloseTo(0.2775, 4)
  expect(wilson(10, 10).low).toBeCloseTo(0.7225, 4)
})
