/** The learner of chances: it finds what is true, begins new offers where their family is, is right although outcomes come late, and comes back from bytes. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../base/random.ts'
import { DAY, type Instant } from '../base/time.ts'
import { placeOf } from '../model/features/place.ts'
import type { Sparse } from '../model/types.ts'
import { armOf, type Arm } from './arm.ts'
import { createPropensity, propensityBytes, type Propensity } from './propensity.ts'
import { runDelay } from './simulate/delay.ts'

const NOW = Date.UTC(2026, 0, 1) as Instant
const arm = (offer: string, change: { readonly family?: string; readonly rate?: number } = {}): Arm =>
  armOf({ offer, family: change.family ?? 'tea', placement: 'home', channel: 'web', rate: change.rate ?? 0.05 })
const seen = (...facts: readonly string[]): Sparse => ({ at: Uint32Array.from(facts, (fact) => placeOf('fact', fact)), value: new Float32Array(facts.length).fill(1) })
const NOBODY = seen()

/** Shows an offer so often, and it works with a chance. */
interface Showing {
  readonly times: number
  readonly rate: number
  readonly seed?: number
  readonly from?: Instant
}
function show(learner: Propensity, one: Arm, x: Sparse, { times, rate, seed = 1, from = NOW }: Showing): void {
  const random = seeded(seed)
  for (let n = 0; n < times; n++) {
    const at = (from + n * 1_000) as Instant
    learner.learn({ arm: one, x, works: false, weight: 1, at })
    if (random() < rate) learner.learn({ arm: one, x, works: true, weight: 1, at })
  }
}

test('without any data an offer has the rate of its definition and no evidence', () => {
  fc.assert(
    fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), fc.string(), (rate, id) => {
      const { p, n } = createPropensity({ bits: 8 }).predict(arm(id, { rate }), seen('a', 'b'))
      expect(p).toBeCloseTo(rate, 12)
      expect(n).toBe(0)
    }),
  )
})

test('what is shown often has the chance with which it works', () => {
  const learner = createPropensity()
  show(learner, arm('oolong'), NOBODY, { times: 5_000, rate: 0.12 })
  const { p, n } = learner.predict(arm('oolong'), NOBODY)
  expect(Math.abs(p - 0.12)).toBeLessThan(0.025)
  expect(n).toBeCloseTo(5_000, -1)
})

test('a new offer begins at the rate of its family, not at that of the worst', () => {
  const learner = createPropensity()
  for (const [index, id] of ['oolong', 'sencha', 'puer', 'jasmine'].entries()) show(learner, arm(id), NOBODY, { times: 2_000, rate: 0.15, seed: index + 1 })
  for (const [index, id] of ['cream', 'serum', 'mask', 'tint'].entries()) show(learner, arm(id, { family: 'skin' }), NOBODY, { times: 2_000, rate: 0.01, seed: index + 9 })
  const tea = learner.predict(arm('assam'), NOBODY)
  const skin = learner.predict(arm('toner', { family: 'skin' }), NOBODY)
  expect(tea.n).toBe(0)
  expect(tea.p).toBeGreaterThan(3 * skin.p)
})

test('it tells people apart', () => {
  const learner = createPropensity()
  const [young, old] = [seen('young', 'city'), seen('old', 'city')]
  for (let round = 0; round < 40; round++) {
    show(learner, arm('oolong'), young, { times: 50, rate: 0.2, seed: round })
    show(learner, arm('oolong'), old, { times: 50, rate: 0.02, seed: round + 100 })
  }
  expect(learner.predict(arm('oolong'), young).p).toBeGreaterThan(4 * learner.predict(arm('oolong'), old).p)
})

test('what each place adds, with the constant, is the score', () => {
  const learner = createPropensity({ bits: 10 })
  show(learner, arm('a'), seen('x', 'y', 'z'), { times: 300, rate: 0.2 })
  fc.assert(
    fc.property(fc.subarray(['x', 'y', 'z', 'w']), fc.constantFrom('a', 'b'), (facts, id) => {
      const x = seen(...facts)
      const sum = learner.contributions(arm(id), x).reduce((total, one) => total + one, learner.constant(arm(id)))
      expect(sum).toBeCloseTo(learner.score(arm(id), x), 10)
      expect(learner.as({ id: 'm', version: 1, position: 0 }).predict([arm(id)], x)).toEqual([learner.predict(arm(id), x)])
    }),
  )
})

test('a snapshot taken up by another learner makes it the same, to the last bit, also for what comes later', () => {
  const [one, other] = [createPropensity({ bits: 10 }), createPropensity({ bits: 10 })]
  show(one, arm('a'), seen('x'), { times: 500, rate: 0.1 })
  other.restore(one.snapshot())
  for (const learner of [one, other]) show(learner, arm('b'), seen('x', 'y'), { times: 500, rate: 0.1, from: (NOW + 40 * DAY) as Instant })
  expect(other.snapshot()).toEqual(one.snapshot())
  expect(other.score(arm('b'), seen('y'))).toBe(one.score(arm('b'), seen('y')))
})

test('bytes of something else are refused and change nothing', () => {
  const learner = createPropensity({ bits: 8 })
  show(learner, arm('a'), NOBODY, { times: 10, rate: 0.5 })
  const before = learner.snapshot()
  const cut = before.subarray(0, before.length - 1)
  for (const bytes of [new Uint8Array(0), new Uint8Array(50), cut, createPropensity({ bits: 9 }).snapshot()]) expect(() => learner.restore(bytes)).toThrow(/snapshot/)
  expect(learner.snapshot()).toEqual(before)
})

test('whoever reads the shared memory sees the change at once', () => {
  const buffer = new SharedArrayBuffer(propensityBytes(10))
  const [writer, reader] = [createPropensity({ bits: 10, buffer }), createPropensity({ bits: 10, buffer })]
  show(writer, arm('a'), NOBODY, { times: 100, rate: 0.5 })
  expect(reader.predict(arm('a'), NOBODY)).toEqual(writer.predict(arm('a'), NOBODY))
  expect(reader.predict(arm('a'), NOBODY).p).toBeGreaterThan(0.2)
  expect(reader.evidence(NOW)).toBeGreaterThan(99)
})

describe('time', () => {
  test('halves the evidence in a half-life and leaves the chance', () => {
    const learner = createPropensity({ bits: 10, halfLife: 10 * DAY })
    show(learner, arm('a'), NOBODY, { times: 1_000, rate: 0.1 })
    const before = learner.predict(arm('a'), NOBODY)
    const later = (NOW + 10 * DAY) as Instant
    expect(learner.evidence(later) / learner.evidence((NOW + 1_000_000) as Instant)).toBeCloseTo(0.5, 1)
    learner.learn({ arm: arm('a'), x: NOBODY, works: false, weight: 1e-9, at: later })
    const after = learner.predict(arm('a'), NOBODY)
    expect(after.p).toBeCloseTo(before.p, 6)
    expect(after.n / before.n).toBeCloseTo(0.5, 1)
  })

  test('lets a changed taste be found sooner than without forgetting', () => {
    const said = [7 * DAY, Infinity].map((halfLife) => {
      const learner = createPropensity({ halfLife })
      show(learner, arm('a'), NOBODY, { times: 5_000, rate: 0.2 })
      show(learner, arm('a'), NOBODY, { times: 300, rate: 0.02, from: (NOW + 60 * DAY) as Instant })
      return learner.predict(arm('a'), NOBODY).p
    })
    expect(said[0]).toBeLessThan(said[1] ?? 0)
  })
})

test('outcomes that come late do not make a new offer look better than it is (at most 1.3 of the truth), nor old ones wrong', () => {
  const found = Array.from({ length: 6 }, (_, index) => runDelay({ seed: index + 1 }))
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length
  const fresh = mean(found.map((one) => one.fresh))
  expect(fresh).toBeLessThan(1.3)
  expect(fresh).toBeGreaterThan(1 / 1.3)
  expect(Math.abs(mean(found.map((one) => one.old)) - 1)).toBeLessThan(0.1)
})

test('one click of somebody of whom much is known makes nothing certain', () => {
  const learner = createPropensity()
  const at = Uint32Array.from({ length: 120 }, (_, i) => (i + 1) * 7_919)
  const x = { at, value: new Float32Array(120).fill(1) }
  const tea = armOf({ offer: 'tea', family: 'tea', placement: 'home', channel: 'web', rate: 0.05 })
  learner.learn({ arm: tea, x, works: false, weight: 1, at: 0 as Instant })
  expect(learner.predict(tea, x).p).toBeGreaterThan(0.02)
  learner.learn({ arm: tea, x, works: true, weight: 1, at: 1 as Instant })
  expect(learner.predict(tea, x).p).toBeLessThan(0.3)
})
