import { expect, test } from 'vitest'
import { alwaysTest, shareArm, tTest, type Arm } from './arms.ts'
import { beliefOf, betaBeats } from './belief.ts'
import { chiSquaredUpper, normalCdf, normalQuantile, studentCdf, studentQuantile } from './distribution.ts'
import { ratioEvidence, ratioP } from './ratio.ts'
import { halfWidth, rho2 } from './sequence.ts'

const A: Arm = { sum: 1396.87, squares: 52377.9767, n: 3407 }
const B: Arm = { sum: 2422.7, squares: 134698.29, n: 3461 }

test('the t-test gives the figures that GrowthBook publishes', () => {
  const relative = tTest(A, B, 'relative')
  expect(relative?.effect.estimate).toBeCloseTo(0.70732, 5)
  expect(relative?.effect.low).toBeCloseTo(-0.03526, 4)
  expect(relative?.effect.high).toBeCloseTo(1.44989, 4)
  expect(relative?.se).toBeCloseTo(0.37879, 5)
  expect(relative?.p).toBeCloseTo(0.06191, 5)
  const absolute = tTest(A, B, 'absolute')
  expect(absolute?.effect.estimate).toBeCloseTo(0.29, 4)
  expect(absolute?.effect.low).toBeCloseTo(0.04538, 4)
  expect(absolute?.effect.high).toBeCloseTo(0.53462, 4)
  expect(absolute?.se).toBeCloseTo(0.12478, 5)
  expect(absolute?.p).toBeCloseTo(0.02016, 5)
  const shares = tTest(shareArm(14, 28), shareArm(16, 30), 'relative')
  expect(shares?.effect.low).toBeCloseTo(-0.47767, 4)
  expect(shares?.effect.high).toBeCloseTo(0.61101, 4)
  expect(shares?.p).toBeCloseTo(0.80707, 4)
})

test('the confidence sequence gives the figures that GrowthBook publishes', () => {
  const first = alwaysTest({ ...A, n: 3000 }, B, 'relative', { tunedFor: 1_000 })
  expect(first?.effect.estimate).toBeCloseTo(0.50336, 5)
  expect(first?.effect.low).toBeCloseTo(-0.55844, 5)
  expect(first?.effect.high).toBeCloseTo(1.56516, 5)
  expect(first?.p).toBe(1)
  const shares = alwaysTest(shareArm(1396, 3000), shareArm(2422, 3461), 'relative')
  expect(shares?.effect.estimate).toBeCloseTo(0.50386, 5)
  expect(shares?.effect.low).toBeCloseTo(0.40098, 5)
  expect(shares?.effect.high).toBeCloseTo(0.60675, 5)
})

test('the width of a sequence is the published one', () => {
  expect(Math.sqrt(rho2(0.05, 5_000))).toBeCloseTo(0.0398400668, 10)
  expect(halfWidth({ n: 1_000, variance: 1 })).toBeCloseTo(0.1063754701, 10)
  expect(halfWidth({ n: 5_000, variance: 1 })).toBeCloseTo(0.0429243372, 10)
  expect(halfWidth({ n: 100_000, variance: 1 })).toBeCloseTo(0.01055207, 10)
})

test('a sample ratio that is not the planned one is found as published, and in proportion', () => {
  expect(ratioP([1_000, 1_100], [1, 1])).toBeCloseTo(0.0290963, 7)
  expect(ratioP([821_588, 815_482], [0.5, 0.5])).toBeCloseTo(1.8218e-6, 10)
  expect(ratioP([9_463, 7_681], [1, 1]) / 3.5e-42).toBeCloseTo(1, 1)
  expect(ratioEvidence([5_000, 5_000], [1, 1])).toBeLessThan(0)
  expect(ratioEvidence([9_463, 7_681], [1, 1])).toBeGreaterThan(Math.log(1_000))
  expect(ratioEvidence([1, 0], [0, 1])).toBe(Infinity)
})

test('Bayesian figures are those that GrowthBook publishes', () => {
  const shares = beliefOf(shareArm(49, 100), shareArm(51, 100), 'relative')
  expect(shares?.effect.estimate).toBeCloseTo(0.04082, 5)
  expect(shares?.effect.low).toBeCloseTo(-0.24779, 5)
  expect(shares?.effect.high).toBeCloseTo(0.32943, 5)
  expect(shares?.better).toBeCloseTo(0.60918, 5)
  expect(shares?.risk.ofA).toBeCloseTo(0.0814, 4)
  expect(shares?.risk.ofB).toBeCloseTo(0.04058, 5)
  const [a, b] = [{ sum: 100, squares: 1002.25, n: 10 }, { sum: 105, squares: 1111.5, n: 10 }]
  expect(beliefOf(a, b, 'relative')?.better).toBeCloseTo(0.91923, 4)
  const informed = beliefOf(a, b, 'relative', { mean: 0.1, variance: 0.1 })
  expect(informed?.effect.estimate).toBeCloseTo(0.05063, 4)
  expect(informed?.sd).toBeCloseTo(0.03549, 4)
  expect(informed?.better).toBeCloseTo(0.92315, 4)
  expect(betaBeats({ alpha: 16, beta: 86 }, { alpha: 11, beta: 91 })).toBeCloseTo(0.853284, 5)
})

test('distribution functions are right in the middle and in the tails', () => {
  expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 12)
  expect(normalCdf(-8) / 6.220960574271785e-16).toBeCloseTo(1, 9)
  expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12)
  expect(studentCdf(2.228138851964939, 10)).toBeCloseTo(0.975, 11)
  expect(studentQuantile(0.975, 10)).toBeCloseTo(2.228138851964939, 10)
  expect(chiSquaredUpper(3.841458820694124, 1)).toBeCloseTo(0.05, 12)
  for (const p of [1e-9, 0.001, 0.3, 0.5, 0.9, 0.999999]) expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 9)
})
