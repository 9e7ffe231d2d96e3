import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateSet, evaluateSynthetic } from './identity.ts'
import { clusterQuality, pairQuality } from './measure.ts'
import { present } from './read.ts'
import { DATA, IDENTITY_SETS } from './sets.ts'

const SMALL = ['febrl1', 'febrl1-no-id', 'fake-1000']

describe('measuring', () => {
  it('a clustering that is the truth is perfect, and no clustering is better than perfect', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { minLength: 1, maxLength: 40 }), (rows) => {
      const truth = rows.map(([person]) => String(person))
      expect(clusterQuality(Int32Array.from(rows, ([person]) => person), truth)).toEqual({ precision: 1, recall: 1, f1: 1 })
      const { f1, precision, recall } = clusterQuality(Int32Array.from(rows, ([, cluster]) => cluster), truth)
      for (const share of [f1, precision, recall]) expect(share >= 0 && share <= 1).toBe(true)
    }))
  })

  it('true pairs that were never compared count as missed', () => {
    const pairs = { a: Int32Array.of(0, 2), b: Int32Array.of(1, 3), probability: Float32Array.of(0.9, 0.8) }
    expect(pairQuality(pairs, ['x', 'x', 'y', 'z', 'y'], 0.5)).toEqual({ precision: 0.5, recall: 0.5, f1: 0.5 })
    expect(pairQuality(pairs, ['x', 'x', 'y', 'z', 'y'], 0.85)).toEqual({ precision: 1, recall: 0.5, f1: 2 / 3 })
  })
})

describe('matching is as good as promised', () => {
  for (const set of IDENTITY_SETS.filter((one) => SMALL.includes(one.name))) {
    it.skipIf(!present(set.files))(`on ${set.name} (skipped where ${DATA} is absent)`, () => {
      const figures = evaluateSet(set)
      expect(figures?.reached).toBe(true)
      expect(figures?.cluster.f1).toBeGreaterThan(0.93)
      expect(figures?.blockingRecall).toBeGreaterThan(0.9)
    })
  }

  it('on two thousand generated customers in four ways of writing', () => {
    const figures = evaluateSynthetic(2_000)
    expect(figures.cluster.f1).toBeGreaterThan(0.9)
    expect(figures.cluster.precision).toBeGreaterThan(0.95)
  })
})
