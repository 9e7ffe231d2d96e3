import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded } from '../base/random.ts'
import { aucOf, calibrationError, correct, fitIsotonic, helps, liftByTenth, pava, reliability } from './calibration.ts'

test('neighbours that are out of order are pooled', () => {
  expect([...pava([1, 3, 2, 4, 3.5, 6])]).toEqual([1, 2.5, 2.5, 3.75, 3.75, 6])
})

test('the pooled sequence rises, keeps the sum, and is nearer to the values than any of a hundred other rising ones', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 20 }), fc.integer(), (values, seed) => {
      const fitted = [...pava(values)]
      const distance = (other: readonly number[]): number => other.reduce((sum, v, i) => sum + (v - (values[i] as number)) ** 2, 0)
      fitted.forEach((v, i) => expect(v).toBeGreaterThanOrEqual(fitted[i - 1] ?? -Infinity))
      expect(fitted.reduce((s, v) => s + v, 0)).toBeCloseTo(values.reduce((s, v) => s + v, 0), 9)
      const random = seeded(seed)
      for (let k = 0; k < 100; k++) {
        const rising = fitted.map((v) => v + (random() - 0.5)).sort((a, b) => a - b)
        expect(distance(rising)).toBeGreaterThanOrEqual(distance(fitted) - 1e-9)
      }
    }),
    { numRuns: 40 },
  )
})

test('a correction rises, stays strictly between never and always, and changes nothing when nothing was seen', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1)), { minLength: 2, maxLength: 80 }), (pairs) => {
      const curve = fitIsotonic(pairs.map(([p]) => p), pairs.map(([, y]) => y))
      let before = -1
      for (let p = 0; p <= 1; p += 0.05) {
        const now = correct(curve, p)
        expect(now).toBeGreaterThanOrEqual(before - 1e-12)
        before = now
      }
      const both = new Set(pairs.map(([, y]) => y)).size === 2
      if (both) {
        expect(correct(curve, 0)).toBeGreaterThan(0)
        expect(correct(curve, 1)).toBeLessThan(1)
      }
    }),
    { numRuns: 100 },
  )
  expect(correct(fitIsotonic([], []), 0.3)).toBe(0.3)
})

test('chances that are too bold are corrected and the correction helps on the next block; honest chances are left alone about half the time', () => {
  const random = seeded(5)
  const draw = (bold: number) => {
    const truth = Array.from({ length: 4_000 }, () => random())
    return { p: truth.map((t) => Math.min(1, t * bold)), y: truth.map((t) => (random() < t * 0.5 ? 1 : 0)) }
  }
  const [first, second] = [draw(1), draw(1)]
  const curve = fitIsotonic(first.p, first.y)
  expect(helps(curve, second.p, second.y)).toBe(true)
  expect(calibrationError(second.p.map((p) => correct(curve, p)), second.y)).toBeLessThan(0.03)
  expect(calibrationError(second.p, second.y)).toBeGreaterThan(0.2)
})

test('reliability has bands of equal numbers, none too small to say anything', () => {
  const random = seeded(6)
  const p = Array.from({ length: 1_000 }, () => random())
  const y = p.map((chance) => (random() < chance ? 1 : 0))
  const table = reliability(p, y)
  expect(table.map(({ examples }) => examples)).toEqual(Array(10).fill(100))
  const inside = table.filter(({ foretold, observed }) => observed.low <= foretold && foretold <= observed.high)
  expect(inside.length).toBeGreaterThanOrEqual(8)
  expect(reliability(p.slice(0, 70), y.slice(0, 70))).toHaveLength(2)
  expect(reliability([], [])).toEqual([])
})

test('ranking by chance: perfect is 1, reversed 0, equal chances a half, one kind of outcome alone nothing', () => {
  expect(aucOf([0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1])).toBe(1)
  expect(aucOf([0.9, 0.8, 0.2, 0.1], [0, 0, 1, 1])).toBe(0)
  expect(aucOf([0.5, 0.5, 0.5], [0, 1, 1])).toBe(0.5)
  expect(aucOf([0.5, 0.5], [1, 1])).toBe(null)
  expect(liftByTenth([0.1], [0])).toEqual([])
})

test('equal chances are corrected to what came of them together, in whatever order it came', () => {
  const p = Array.from({ length: 400 }, (_, i) => (i < 200 ? 0.2 : 0.6))
  const y = p.map((chance, i) => (chance === 0.2 ? (i % 200 >= 100 ? 1 : 0) : i % 4 === 0 ? 0 : 1))
  const curve = fitIsotonic(p, y)
  expect(curve.from.length).toBe(2)
  expect(correct(curve, 0.2)).toBeCloseTo(0.5, 2)
  expect(correct(curve, 0.6)).toBeCloseTo(0.75, 2)
})

test('the smoothed ends keep the correction rising', () => {
  const random = seeded(9)
  for (let run = 0; run < 50; run++) {
    const p = Array.from({ length: 300 }, () => Math.round(random() * 20) / 20)
    const { to } = fitIsotonic(p, p.map((chance) => (random() < chance ? 1 : 0)))
    to.forEach((value, i) => expect(value).toBeGreaterThanOrEqual((to[i - 1] ?? 0) - 1e-12))
  }
})
