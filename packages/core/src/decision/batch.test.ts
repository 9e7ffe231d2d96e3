/** A batch says something to those for whom it earns most, and to no more than it may. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OfferId } from '../base/id.ts'
import { contactPrice, expectedContacts, stakeIn, type Stake } from './batch.ts'

const decision = (scores: readonly number[], sharpness: number | undefined, exploration: number): Stake =>
  stakeIn({
    candidates: [...scores.map((score, i) => ({ offer: `o${i}` as OfferId, score })), { offer: null, score: 0 }],
    exploration,
    ...(sharpness !== undefined && { sharpness })
  })
const decisions = fc.array(
  fc.tuple(
    fc.array(fc.double({ min: -50, max: 500, noNaN: true }), { maxLength: 5 }),
    fc.option(fc.double({ min: 0.001, max: 10, noNaN: true }), { nil: undefined }),
  ).map(([scores, sharpness]) => decision(scores, sharpness, 0.05)),
  { minLength: 1, maxLength: 60 },
)

test('the dearer a contact, the fewer people are told anything', () => {
  fc.assert(
    fc.property(decisions, fc.double({ min: 0, max: 600, noNaN: true }), fc.double({ min: 0, max: 600, noNaN: true }), (all, one, other) => {
      expect(expectedContacts(all, Math.max(one, other))).toBeLessThanOrEqual(expectedContacts(all, Math.min(one, other)) + 1e-4 * all.length)
    }),
  )
})

test('no more contacts are expected than were wanted, unless exploration alone makes more', () => {
  fc.assert(
    fc.property(decisions, fc.integer({ min: 0, max: 60 }), (all, most) => {
      const { price, reached } = contactPrice(all, most)
      const floor = expectedContacts(all, 1e12)
      expect(reached).toBeLessThanOrEqual(Math.max(most, floor) + 1e-3 * all.length)
      if (price === 0) expect(reached).toBe(expectedContacts(all, 0))
    }),
  )
})

test('the best hundred of a thousand are told, in money', () => {
  const all = Array.from({ length: 1_000 }, (_, i) => decision([i + 1], undefined, 0))
  const { price, reached } = contactPrice(all, 100)
  expect(reached).toBeCloseTo(100, 6)
  expect(price).toBeGreaterThan(899)
  expect(price).toBeLessThan(902)
})
