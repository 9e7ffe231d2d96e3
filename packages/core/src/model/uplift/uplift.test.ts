import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { seeded } from '../../base/random.ts'
import type { Frame } from '../types.ts'
import { aucOf } from './assignment.ts'
import { forecastUplift, jackknife, subset } from './forecast.ts'
import { consequences } from './leaks.ts'
import { auuc, qini, qiniCurve, qiniInterval, qiniPerThousand, ranking } from './qini.ts'
import { designOf, designRows, fitRidge, scoreRidge } from './ridge.ts'
import { trainUplift } from './train.ts'
import type { UpliftData, UpliftFound } from './types.ts'

const figures = (...values: number[]): Float64Array => Float64Array.from(values)
const arms = (...values: number[]): Uint8Array => Uint8Array.from(values)

interface World {
  readonly rows: number
  readonly seed: number
  /** Chance of the outcome without treatment, and what the treatment adds, by two columns. */
  readonly base: (a: number, level: number) => number
  readonly effect: (a: number, level: number) => number
  readonly treat?: (a: number) => number
}

/** People of a world whose truth is known. */
function worldOf({ rows, seed, base, effect, treat = () => 0.5 }: World): UpliftData & { readonly truth: Float64Array } {
  const random = seeded(seed)
  const a = new Float64Array(rows)
  const noise = new Float64Array(rows)
  const level = new Uint32Array(rows)
  const treated = new Uint8Array(rows)
  const outcome = new Float64Array(rows)
  const truth = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    a[row] = random() * 2 - 1
    noise[row] = random()
    level[row] = 1 + Math.floor(random() * 3)
    treated[row] = random() < treat(a[row]!) ? 1 : 0
    truth[row] = effect(a[row]!, level[row]!)
    outcome[row] = random() < base(a[row]!, level[row]!) + treated[row]! * truth[row]! ? 1 : 0
  }
  const frame: Frame = {
    rows, columns: [{ name: 'a', is: 'number', values: a }, { name: 'noise', is: 'number', values: noise }, { name: 'level', is: 'category', values: level, levels: ['', 'x', 'y', 'z'] }],
  }
  return { frame, treated, outcome, truth }
}

function found(data: UpliftData): UpliftFound {
  const result = trainUplift(data)
  if (result.is === 'refused') throw new Error(result.why)
  return result
}

describe('Qini and AUUC', () => {
  it('are those of scikit-uplift', () => {
    const [outcome, uplift] = [figures(0, 1, 2), figures(0.1, 0.3, 0.9)]
    expect(auuc({ outcome, uplift, treated: arms(0, 1, 0) })).toBeCloseTo(-1.333333, 6)
    expect(qini({ outcome, uplift, treated: arms(0, 1, 0) })).toBeCloseTo(-0.5, 12)
    expect(auuc({ outcome, uplift, treated: arms(1, 0, 1) })).toBeCloseTo(1.333333, 6)
    expect(qini({ outcome, uplift, treated: arms(1, 0, 1) })).toBeCloseTo(0.75, 12)
  })

  it('per 1,000 treated is 0 where nobody is ranked, turns its sign with the ranking, and depends on the order alone', () => {
    const bit = fc.integer({ min: 0, max: 1 })
    const rows = fc.array(fc.record({ u: fc.integer({ min: -50, max: 50 }), t: bit, y: bit }), { minLength: 4, maxLength: 60 })
    fc.assert(fc.property(rows, (people) => {
      const uplift = Float64Array.from(people, ({ u }) => u)
      const ranked = { uplift, treated: Uint8Array.from(people, ({ t }) => t), outcome: Float64Array.from(people, ({ y }) => y) }
      expect(qiniPerThousand({ ...ranked, uplift: new Float64Array(people.length) })).toBeCloseTo(0, 9)
      expect(qiniPerThousand({ ...ranked, uplift: ranked.uplift.map((u) => Math.exp(u / 50)) })).toBeCloseTo(qiniPerThousand(ranked), 9)
      expect(qiniCurve(ranked).people.at(-1)).toBe(people.length)
      expect([...ranking(ranked.uplift)].map((row) => ranked.uplift[row])).toEqual([...ranked.uplift].toSorted((a, b) => b - a))
    }), { numRuns: 60 })
  })

  it('has an interval that holds 0 for a ranking by dice and excludes it for the truth', () => {
    const { truth, treated, outcome } = worldOf({ rows: 6_000, seed: 4, base: () => 0.2, effect: (a) => (a > 0 ? 0.2 : 0) })
    const random = seeded(9)
    const dice = qiniInterval({ uplift: truth.map(() => random()), treated, outcome })
    expect(dice.low).toBeLessThan(0)
    expect(dice.high).toBeGreaterThan(0)
    expect(qiniInterval({ uplift: truth, treated, outcome }).low).toBeGreaterThan(10)
  })
})

describe('uplift in a world whose truth is known', () => {
  it('finds the effect and who reacts, within intervals that hold the truth, and names nobody whose interval holds 0', () => {
    const world = { base: (a: number) => 0.25 + 0.1 * a, effect: (a: number, level: number) => (level === 1 ? 0.25 : level === 2 ? 0.05 * a : -0.12) }
    const result = found(worldOf({ ...world, rows: 8_000, seed: 1 }))
    expect(result.verdict).toBe('signal')
    expect(result.assignment.is).toBe('random')
    expect(result.qini!.low).toBeGreaterThan(0)
    const { frame, truth } = worldOf({ ...world, rows: 2_000, seed: 2 })
    const forecast = forecastUplift(result.model, frame)
    const mean = truth.reduce((sum, one) => sum + one, 0) / truth.length
    expect(result.effect.low).toBeLessThan(mean)
    expect(result.effect.high).toBeGreaterThan(mean)
    let held = 0
    for (let row = 0; row < truth.length; row++) {
      if (forecast.low[row]! <= truth[row]! && truth[row]! <= forecast.high[row]!) held++
      expect(forecast.low[row]! <= forecast.uplift[row]! && forecast.uplift[row]! <= forecast.high[row]!).toBe(true)
      if (forecast.group[row] !== 'unclear') expect(forecast.low[row]! > 0 || forecast.high[row]! < 0).toBe(true)
    }
    expect(held / truth.length).toBeGreaterThan(0.75)
    expect(forecast.group).toContain('persuadable')
    expect(forecast.group).toContain('sleeping_dog')
  })

  it('says that there is no usable signal where everybody reacts alike, and then gives everybody the average, unclear', () => {
    for (const seed of [11, 12, 13]) {
      const result = found(worldOf({ rows: 3_000, seed, base: (a) => 0.3 + 0.2 * a, effect: () => 0.08 }))
      expect(result.verdict).toBe('no_signal')
      const { uplift, group } = forecastUplift(result.model, worldOf({ rows: 5, seed: 1, base: () => 0.3, effect: () => 0 }).frame)
      expect(new Set(uplift)).toEqual(new Set([result.effect.estimate]))
      expect(new Set(group)).toEqual(new Set(['unclear']))
    }
  })

  it('corrects for people who were chosen by what is known of them, and says so', () => {
    const result = found(worldOf({ rows: 8_000, seed: 5, base: (a) => 0.35 + 0.3 * a, effect: () => 0.1, treat: (a) => 0.5 + 0.35 * a }))
    expect(result.assignment).toMatchObject({ is: 'found', columns: expect.arrayContaining(['a']) })
    expect(result.difference.low).toBeGreaterThan(0.13)
    expect(result.effect.low).toBeLessThan(0.1)
    expect(result.effect.high).toBeGreaterThan(0.1)
    expect(result.effect.high).toBeLessThan(result.difference.estimate)
  })

  it('gives the same for the same people', () => {
    const data = worldOf({ rows: 1_500, seed: 7, base: () => 0.3, effect: (a) => 0.2 * a })
    const [one, two] = [found(data), found(data)]
    expect([one.effect, one.qini, [...one.crossFitted]]).toEqual([two.effect, two.qini, [...two.crossFitted]])
  })
})

describe('where nothing can be told', () => {
  const data = worldOf({ rows: 600, seed: 3, base: () => 0.3, effect: () => 0 })

  it('refuses five people, one arm alone, an outcome that never differs, and a treatment that columns decide', () => {
    const few = Int32Array.of(0, 1, 2, 3, 4)
    expect(trainUplift({ frame: subset(data.frame, few), treated: arms(0, 1, 0, 1, 0), outcome: figures(0, 1, 0, 0, 1) })).toMatchObject({ is: 'refused', why: 'few_rows' })
    expect(trainUplift({ ...data, treated: new Uint8Array(600).fill(1) })).toMatchObject({ is: 'refused', why: 'one_arm', detail: { treated: 600 } })
    expect(trainUplift({ ...data, outcome: new Float64Array(600) })).toMatchObject({ is: 'refused', why: 'constant_outcome' })
    const decided = worldOf({ rows: 2_000, seed: 3, base: () => 0.3, effect: () => 0.1, treat: (a) => (a > 0 ? 1 : 0) })
    expect(trainUplift(decided)).toMatchObject({ is: 'refused', why: 'no_overlap', detail: { columns: 'a' } })
  })

  it('gives the average alone to a few hundred people', () => {
    const some = Int32Array.from({ length: 200 }, (_, row) => row)
    const result = found({ frame: subset(data.frame, some), treated: data.treated.slice(0, 200), outcome: data.outcome.slice(0, 200) })
    expect(result).toMatchObject({ verdict: 'few', qini: null, model: { kind: 'none' } })
    expect(forecastUplift(result.model, data.frame).uplift[0]).toBe(result.effect.estimate)
  })

  it('foretells people whose columns are missing or hold what was never seen', () => {
    const result = found(worldOf({ rows: 4_000, seed: 21, base: () => 0.3, effect: (a) => 0.3 * a }))
    const strange: Frame = { rows: 2, columns: [{ name: 'a', is: 'number', values: figures(Number.NaN, 1e9) }, { name: 'level', is: 'category', values: Uint32Array.of(0, 1), levels: ['', 'new'] }] }
    const { uplift, low, high } = forecastUplift(result.model, strange)
    expect([...uplift, ...low, ...high].every((value) => Number.isFinite(value) && Math.abs(value) <= 1)).toBe(true)
  })
})

describe('the parts', () => {
  it('tell what can only have come after the treatment', () => {
    const random = seeded(2)
    const visit = Float64Array.from({ length: 500 }, () => (random() < 0.2 ? 1 : 0))
    const frame: Frame = { rows: 500, columns: [
      { name: 'spend', is: 'number', values: visit.map((y) => (y === 1 && random() < 0.5 ? random() * 90 : 0)) },
      { name: 'clicked', is: 'number', values: visit.map((y) => (y === 1 || random() < 0.1 ? 1 : 0)) },
      { name: 'age', is: 'number', values: visit.map(() => 20 + random() * 50) },
      { name: 'member', is: 'number', values: visit.map(() => (random() < 0.3 ? 1 : 0)) },
    ] }
    expect(consequences(frame, visit)).toEqual(['spend', 'clicked'])
  })

  it('draw what says nothing to 0 and keep what counts', () => {
    const { frame } = worldOf({ rows: 2_000, seed: 8, base: () => 0, effect: () => 0 })
    const rows = Int32Array.from({ length: 2_000 }, (_, row) => row)
    const design = designOf(frame, rows)
    const x = designRows(design, frame)
    const y = (frame.columns[0] as { values: Float64Array }).values.map((a) => 2 + 3 * a)
    const told = scoreRidge(fitRidge(x, design.width, y, rows), x)
    expect(Math.max(...told.map((value, row) => Math.abs(value - y[row]!)))).toBeLessThan(0.05)
  })

  it('count pairs, and vary as their parts do', () => {
    expect(aucOf(figures(0.1, 0.2, 0.3, 0.3), arms(0, 1, 0, 1))).toBe(0.625)
    expect(aucOf(figures(1, 1), arms(0, 0))).toBe(0.5)
    expect(jackknife([1, 1, 1])).toBe(0)
    expect(jackknife([0, 2])).toBe(1)
  })
})
