/** Chance: what is stated is what happens, and one person hears one story. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hash53 } from '../base/hash.ts'
import { DAY, type Instant } from '../base/time.ts'
import { distribution, inControl, inverse, periodStart, race, sharpnessOf, squareCb, throwOf } from './chance.ts'

const values = fc.array(fc.double({ min: -100, max: 1_000, noNaN: true }), { minLength: 1, maxLength: 30 })
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0)
const hashesOf = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => hash53(`offer ${index}`))

test('inverse gap weighting gives the published example: costs .2, .5, .9 at gamma 10', () => {
  const { chances, best } = squareCb([-0.2, -0.5, -0.9], 10)
  expect([...chances].map((chance) => chance.toFixed(6))).toEqual(['0.733333', '0.166667', '0.100000'])
  expect(best).toBe(0)
})

test('chances sum to one, keep the floor, and rise with value; without exploration the best has all', () => {
  fc.assert(
    fc.property(values, fc.constantFrom(0, 0.02, 0.05, 0.2, 1), fc.option(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { nil: undefined }), (all, exploration, sharpness) => {
      const { chances, best } = distribution(all, { exploration, sharpness })
      expect(Math.abs(sum(chances) - 1)).toBeLessThan(1e-12)
      for (const [index, chance] of chances.entries()) {
        expect(chance).toBeGreaterThanOrEqual(exploration / all.length - 1e-6)
        expect(chance).toBeLessThanOrEqual((chances[best] ?? 0) + 1e-6)
        if (exploration === 0) expect(chance).toBe(index === best ? 1 : 0)
      }
    }),
  )
})

test('the draw that is stored leads back to the winner of the race, whatever the chances', () => {
  fc.assert(
    fc.property(values, fc.constantFrom(0, 0.02, 0.2, 1), fc.string(), fc.nat(19), (all, exploration, drawn, slot) => {
      const { chances } = distribution(all, { exploration, sharpness: 0.1 })
      const { winner, draw } = race({ drawn, slot, hashes: hashesOf(all.length - 1), chances })
      expect(inverse(chances, draw)).toBe(winner)
      expect(chances[winner]).toBeGreaterThan(0)
    }),
  )
})

test('over many people each wins with its stated chance, and draws are spread evenly (chi-square, p > 0.001)', () => {
  const chances = distribution([5, 4, 1, 0.5, 0], { exploration: 0.2, sharpness: 1 }).chances
  const wins = new Float64Array(5)
  const tenths = new Float64Array(10)
  const people = 30_000
  for (let n = 0; n < people; n++) {
    const { winner, draw } = race({ drawn: throwOf({ seed: 's', unit: `p${n}`, since: 0 as Instant, generation: 0 }), slot: 0, hashes: hashesOf(4), chances })
    wins[winner] = (wins[winner] ?? 0) + 1
    tenths[Math.floor(draw * 10)] = (tenths[Math.floor(draw * 10)] ?? 0) + 1
  }
  expect(sum(wins.map((won, index) => (won - people * (chances[index] ?? 0)) ** 2 / (people * (chances[index] ?? 1))))).toBeLessThan(18.47) // 4 degrees of freedom
  expect(sum(tenths.map((count) => (count - people / 10) ** 2 / (people / 10)))).toBeLessThan(27.88) // 9 degrees of freedom
})

test('where a candidate is missing that did not win, the winner stays who it was', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 9 }), (drawn, missing) => {
      const hashes = hashesOf(10)
      const equal = new Float64Array(11).fill(1 / 11)
      const { winner } = race({ drawn, slot: 0, hashes, chances: equal })
      fc.pre(winner !== missing)
      const rest = hashes.filter((_, index) => index !== missing)
      const again = race({ drawn, slot: 0, hashes: rest, chances: new Float64Array(10).fill(1 / 10) }).winner
      expect(again).toBe(winner > missing ? winner - 1 : winner)
    }),
  )
})

test('chance narrows with what was learned and is measured against the values at stake', () => {
  expect(sharpnessOf({ evidence: 0, scale: 2 })).toBe(1.5)
  expect(sharpnessOf({ evidence: 99, scale: 2 })).toBe(15)
  expect(sharpnessOf({ evidence: 1e9, scale: 1 })).toBe(sharpnessOf({ evidence: 1e6, scale: 1 }))
  const [small, large] = [[1, 0.9, 0.2], [1_000, 900, 200]] as const
  const at = (scores: readonly number[], scale: number) => [...distribution(scores, { exploration: 0.05, sharpness: sharpnessOf({ evidence: 50, scale }) }).chances]
  for (const [index, chance] of at(small, 1).entries()) expect(at(large, 1_000)[index]).toBeCloseTo(chance, 5)
})

test('a person’s period lasts as long as it should and begins at an hour of their own', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 4e12 }), fc.constantFrom(DAY, 7 * DAY, 3_600_000), (unit, moment, length) => {
      const now = moment as Instant
      const start = periodStart(unit, now, length)
      expect(now - start).toBeGreaterThanOrEqual(0)
      expect(now - start).toBeLessThan(length)
      expect(periodStart(unit, (start + length - 1) as Instant, length)).toBe(start)
      expect(periodStart(unit, (start + length) as Instant, length)).toBe(start + length)
    }),
  )
  expect(new Set(Array.from({ length: 50 }, (_, n) => periodStart(`p${n}`, (400 * DAY) as Instant, DAY))).size).toBeGreaterThan(40)
})

test('the group for comparison has its share, keeps its people for a quarter, and is another in the next', () => {
  const members = (now: number) => Array.from({ length: 10_000 }, (_, n) => inControl({ seed: 's', unit: `p${n}`, now: now as Instant, share: 0.1 }))
  const [january, march, april] = [members(Date.UTC(2026, 0, 2)), members(Date.UTC(2026, 2, 30)), members(Date.UTC(2026, 3, 2))]
  expect(Math.abs(january.filter(Boolean).length - 1_000)).toBeLessThan(120)
  expect(march).toEqual(january)
  const both = january.filter((is, index) => is && april[index]).length
  expect(both).toBeLessThan(160)
  expect(inControl({ seed: 's', unit: 'p', now: 0 as Instant, share: 0 })).toBe(false)
})
