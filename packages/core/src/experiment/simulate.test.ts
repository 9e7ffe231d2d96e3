import { expect, test } from 'vitest'
import { seeded } from '../base/random.ts'
import { aaTrial, mostByChance, oneSidedTrial, ratioTrial } from './simulate.ts'

test('experiments that change nothing are seldom said to, however often one looks; a test for one look errs a third of the time', () => {
  const { always, peeked, atEnd } = aaTrial({ runs: 300, units: 2_000, looks: 50, draw: (random) => (random() < 0.2 ? 1 : 0), random: seeded(1) })
  expect(always).toBeLessThanOrEqual(mostByChance(300))
  expect(atEnd).toBeLessThanOrEqual(mostByChance(300))
  expect(peeked).toBeGreaterThan(60)
})

test('amounts with a long tail are no excuse either', () => {
  const { always } = aaTrial({ runs: 200, units: 2_000, looks: 20, draw: (random) => (random() < 0.05 ? 100 * random() ** -0.3 : 0), random: seeded(2) })
  expect(always).toBeLessThanOrEqual(mostByChance(200))
})

test('nobody is better than an equal, and half and half is no alarm', () => {
  expect(oneSidedTrial({ runs: 300, n: 2_000, looks: 50, alpha: 0.05, tunedFor: 1_000, random: seeded(3) })).toBeLessThanOrEqual(mostByChance(300))
  expect(ratioTrial({ runs: 200, units: 2_000, random: seeded(4) })).toBeLessThanOrEqual(mostByChance(200, 0.001))
})
