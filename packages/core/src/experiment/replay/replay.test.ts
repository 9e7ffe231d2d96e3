import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { seeded } from '../../base/random.ts'
import { alwaysInterval, clusterMean } from './always.ts'
import { problemsOf } from './check.ts'
import { estimatesOf } from './estimate.ts'
import { harmBound } from './harm.ts'
import { crossFit } from './regress.ts'
import { replay } from './replay.ts'
import { simulateReplay } from './simulate.ts'
import { solveSymmetric } from './solve.ts'
import type { ReplayLog } from './types.ts'

function logOf(rows: readonly { readonly unit?: number; readonly reward: number; readonly propensity: number; readonly target: number; readonly model?: number }[]): ReplayLog {
  return {
    unit: Uint32Array.from(rows, ({ unit }, i) => unit ?? i),
    units: rows.length,
    reward: Float64Array.from(rows, ({ reward }) => reward),
    propensity: Float64Array.from(rows, ({ propensity }) => propensity),
    target: Float64Array.from(rows, ({ target }) => target),
    model: Float64Array.from(rows, ({ model }) => model ?? 0),
    modelTarget: Float64Array.from(rows, ({ model }) => model ?? 0),
  }
}

const within = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const row = fc.record({ reward: within(-5, 5), propensity: within(0.05, 1), target: within(0, 1) })

describe('estimates', () => {
  test('a strategy that decides as the log did has exactly the value that happened, by every estimator', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (rows) => {
        const log = logOf(rows.map((each) => ({ ...each, target: each.propensity })))
        const mean = rows.reduce((sum, { reward }) => sum + reward, 0) / rows.length
        const { ips, snips, dr } = estimatesOf(log)
        for (const estimate of [ips, snips ?? NaN, dr]) expect(estimate).toBeCloseTo(mean, 9)
        expect(replay(log).support.effectiveSample).toBeCloseTo(rows.length, 6)
      }),
    )
  })

  test('IPS, SNIPS and the effective sample are what the textbook says', () => {
    const log = logOf([
      { reward: 1, propensity: 0.5, target: 1 },
      { reward: 0, propensity: 0.25, target: 0.5 },
      { reward: 1, propensity: 0.5, target: 0.25 },
    ])
    const { ips, snips } = estimatesOf(log)
    expect(ips).toBeCloseTo(2.5 / 3, 12)
    expect(snips).toBeCloseTo(2.5 / 4.5, 12)
    expect(replay(log).support.effectiveSample).toBeCloseTo(4.5 ** 2 / 8.25, 12)
  })

  test('with a model that is always right, the corrected estimate is the model, whatever the weights', () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 40 }), (rows) => {
        const log = logOf(rows.map((each) => ({ ...each, model: each.reward })))
        const { dr, dm } = estimatesOf(log)
        expect(dr).toBeCloseTo(dm, 9)
      }),
    )
  })
})

describe('the interval that may be looked at any time', () => {
  test('repeating what a person did makes nothing more certain', () => {
    const [once, tenfold] = [clusterMean(50), clusterMean(50)]
    const random = seeded(5)
    for (let unit = 0; unit < 50; unit++) {
      const value = random()
      once.add(unit, value)
      for (let i = 0; i < 10; i++) tenfold.add(unit, value)
    }
    expect(tenfold.mean()).toBeCloseTo(once.mean(), 12)
    expect(tenfold.error()).toBeCloseTo(once.error(), 12)
    expect(alwaysInterval(tenfold, { tunedFor: 50, level: 0.95 }).low).toBeCloseTo(alwaysInterval(once, { tunedFor: 50, level: 0.95 }).low, 12)
  })

  test('covers the truth at all of its looks, where the log supports the strategy', () => {
    let [shown, covered] = [0, 0]
    for (let seed = 0; seed < 40; seed++) {
      const { log, lift } = simulateReplay({ seed, decisions: 12_000, actions: 6, floor: 0.2, perPerson: seed % 2 === 0 ? 1 : 4, modelError: 0.5 })
      const { course } = replay(log)
      if (course.length === 0) continue
      shown++
      if (course.every(({ interval: { low, high } }) => low <= lift && lift <= high)) covered++
    }
    expect(shown).toBeGreaterThan(30)
    expect(covered / shown).toBeGreaterThanOrEqual(0.93)
  })

  test('does not appear before rare heavy weights had a chance to fall', () => {
    // 2 % exploration over ten actions: the first hundreds of decisions hold no heavy weight, and all weights look alike
    for (let seed = 0; seed < 20; seed++) {
      const { log } = simulateReplay({ seed: seed * 7 + 1, decisions: 8000, actions: 10, floor: 0.02, perPerson: 1, modelError: 0.5 })
      expect(replay(log).course).toEqual([])
    }
  })
})

test('a model that is far off is corrected, and warned of', () => {
  const random = seeded(8)
  const rows = Array.from({ length: 4000 }, () => ({ reward: random() < 0.1 ? 1 : 0, propensity: 0.5, target: random() < 0.5 ? 0.2 : 0.8, model: 0.9 }))
  const found = replay(logOf(rows))
  expect(found.modelWarning).toBe(true)
  expect('low' in found.under && found.under.low < 0.1 && 0.1 < found.under.high).toBe(true)
  expect(replay(logOf(rows.map((row) => ({ ...row, model: 0.1 })))).modelWarning).toBe(false)
})

describe('refusal', () => {
  test('five decisions are not enough, and say so', () => {
    const { lift, verdict, atLeast } = replay(logOf([1, 0, 1, 1, 0].map((reward) => ({ reward, propensity: 0.5, target: 0.5 }))))
    expect(verdict).toBe('not_enough_data')
    expect(lift).toMatchObject({ none: 'not_enough_data', detail: { decisions: 5, needed: 400 } })
    expect(atLeast).toBeNull()
  })

  test('a strategy that does what was tried once in ten thousand has no support, however long the log', () => {
    const random = seeded(1)
    const rows = Array.from({ length: 20_000 }, () => {
      const rare = random() < 0.0001
      return { reward: random() < 0.1 ? 1 : 0, propensity: rare ? 0.0001 : 0.9999, target: rare ? 0.9 : 0.1 }
    })
    expect(replay(logOf(rows)).verdict).toBe('no_support')
  })

  test('a strategy whose choices the log could never have made is refused although its weights are light', () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ reward: i % 2, propensity: 0.5, target: 0.4 }))
    const found = replay({ ...logOf(rows), uncovered: new Float64Array(3000).fill(0.2) })
    expect(found.lift).toMatchObject({ none: 'no_support', detail: { uncovered: expect.closeTo(0.2, 9) } })
    const unknown = replay(logOf(rows))
    expect(unknown.weightWarning).toBe(true)
    expect(unknown.verdict).toBe('no_support')
  })

  test('chances of zero, below, above, and missing ones are named with their first row', () => {
    const log = logOf([0.5, 0, -0.1, 1.2, NaN, 0].map((propensity) => ({ reward: 1, propensity, target: 0.5 })))
    expect(problemsOf(log)).toEqual([
      { problem: 'propensity_zero', rows: 2, first: 1 },
      { problem: 'propensity_negative', rows: 1, first: 2 },
      { problem: 'propensity_above_one', rows: 1, first: 3 },
      { problem: 'propensity_missing', rows: 1, first: 4 },
    ])
    const targets = logOf([{ reward: NaN, propensity: 1, target: NaN }, { reward: 1, propensity: 1, target: 1.5 }])
    expect(problemsOf(targets).map(({ problem }) => problem)).toEqual(['target_missing', 'reward_missing', 'target_not_a_chance'])
  })
})

describe('the bound that uses no approximation', () => {
  test('lies below the truth, is wider than the interval, and comes nearer with more people', () => {
    const bound = (units: number): number => {
      const of = harmBound({ span: 1, most: 1, units, alpha: 0.05 })
      const random = seeded(9)
      for (let i = 0; i < units; i++) of.add(random() < 0.2 ? 1 : random() < 0.1 ? -1 : 0, 1)
      return of.read()
    }
    expect(bound(500)).toBeLessThan(0.12)
    expect(bound(20_000)).toBeLessThan(0.12)
    expect(bound(20_000)).toBeGreaterThan(bound(500))
    expect(bound(20_000)).toBeGreaterThan(0.08)
  })

  test('is hardly ever wrong, even with heavy weights', () => {
    let wrong = 0
    for (let seed = 0; seed < 60; seed++) {
      const { log, lift } = simulateReplay({ seed, decisions: 6000, actions: 5, floor: 0.2, perPerson: 2, modelError: 1 })
      const { atLeast } = replay(log, { range: [0, 1] })
      if (atLeast !== null && atLeast > lift) wrong++
    }
    expect(wrong).toBeLessThanOrEqual(3)
  })
})

describe('the regression', () => {
  test('finds which action suits whom, without having seen the person', () => {
    const n = 3000
    const random = seeded(4)
    const features = Float64Array.from({ length: n }, () => random() * 2 - 1)
    const action = Uint32Array.from({ length: n }, () => (random() < 0.5 ? 0 : 1))
    const reward = Float64Array.from({ length: n }, (_, t) => (random() < 0.5 + 0.4 * features[t]! * (action[t] === 0 ? 1 : -1) ? 1 : 0))
    const expectOf = crossFit({ features, width: 1, action, actions: 2, reward, unit: Uint32Array.from({ length: n }, (_, t) => t) })
    const out = new Float64Array(2)
    let error = 0
    for (let t = 0; t < n; t++) {
      expectOf(t, out)
      error += Math.abs(out[0]! - (0.5 + 0.4 * features[t]!)) + Math.abs(out[1]! - (0.5 - 0.4 * features[t]!))
    }
    expect(error / n / 2).toBeLessThan(0.03)
  })

  test('an action that was never tried is expected to do as all do', () => {
    const out = new Float64Array(2)
    const rows = { action: new Uint32Array(90), reward: new Float64Array(90).fill(0.25), unit: Uint32Array.from({ length: 90 }, (_, t) => t) }
    const log = { ...rows, features: new Float64Array(0), width: 0, actions: 2 }
    crossFit(log)(0, out)
    expect(out[1]).toBeCloseTo(0.25, 9)
  })

  test('solving undoes multiplying, and what has no solution is not solved', () => {
    expect([...(solveSymmetric(Float64Array.of(4, 0, 2, 3), Float64Array.of(10, 14)) ?? [])]).toEqual([expect.closeTo(0.25, 12), expect.closeTo(4.5, 12)])
    expect(solveSymmetric(Float64Array.of(1, 0, 1, 1), Float64Array.of(1, 1))).toBeNull()
  })
})
