import { describe, expect, it } from 'vitest'
import { array, assert, constantFrom, double, integer, property, record } from 'fast-check'
import { seeded } from '../../base/random.ts'
import { chooseClusters, clusters, silhouette, standardised } from './clusters.ts'
import { describePersona } from './describe.ts'
import { fifths, rfmScores } from './fifths.ts'
import { movement, opportunityMatrix, QUADRANTS, quadrantOf } from './opportunity.ts'
import { BUYER_KINDS, buyerKind, personaFacts } from './personas.ts'
import type { GroupFeature } from './types.ts'
import { groupLanguage, groupLanguages } from './words/index.ts'

const values = array(double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 })
const person = record({ recencyDays: integer({ min: 0, max: 400 }), orders: integer({ min: 1, max: 30 }), money: double({ min: 0, max: 1e5, noNaN: true }) })

describe('Fifths', () => {
  it('nobody stands above an equal, more is never lower, and everybody is counted once', () => {
    assert(
      property(values, (some) => {
        const { of, sizes } = fifths(some)
        expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(some.length)
        for (let i = 1; i < some.length; i++) {
          if (some[i] === some[i - 1]) expect(of[i]).toBe(of[i - 1])
          else expect(of[i]! >= of[i - 1]!).toBe(some[i]! > some[i - 1]! ? true : of[i] === of[i - 1])
        }
      }),
    )
  })

  it('are fifths where no two are equal, and say how many ties moved the cuts', () => {
    const plain = fifths(Array.from({ length: 100 }, (_, i) => i))
    expect(plain.sizes).toEqual([20, 20, 20, 20, 20])
    expect(plain.tied).toBe(0)
    const once = fifths([...Array.from({ length: 70 }, () => 1), ...Array.from({ length: 30 }, (_, i) => 2 + i)])
    expect(once.tied).toBe(70)
    expect(new Set(once.of.slice(0, 70)).size).toBe(1)
  })

  it('recent, frequent, rich buyers have the highest past', () => {
    assert(
      property(array(person, { minLength: 5, maxLength: 60 }), (people) => {
        const best = { recencyDays: 0, orders: 31, money: 2e5 }
        const { scores } = rfmScores([...people, best])
        expect(Math.max(...scores.map((one) => one.past))).toBe(scores.at(-1)!.past)
      }),
    )
  })
})

describe('Opportunity', () => {
  it('everybody and all money is in exactly one quadrant and one cell', () => {
    assert(
      property(array(record({ past: integer({ min: 1, max: 5 }), spent: integer({ min: 0, max: 999 }), expected: integer({ min: 0, max: 99 }) }), { maxLength: 80 }), (people) => {
        const matrix = opportunityMatrix({
          past: Uint8Array.from(people, (one) => one.past),
          spent: Float64Array.from(people, (one) => one.spent),
          expected: Float64Array.from(people, (one) => one.expected),
        })
        for (const parts of [matrix.quadrants, matrix.cells]) {
          expect(parts.reduce((sum, part) => sum + part.people, 0)).toBe(people.length)
          expect(parts.reduce((sum, part) => sum + part.money.past, 0)).toBe(people.reduce((sum, one) => sum + one.spent, 0))
          expect(parts.reduce((sum, part) => sum + part.money.expected, 0)).toBe(people.reduce((sum, one) => sum + one.expected, 0))
        }
      }),
    )
    expect([quadrantOf(5, 5), quadrantOf(1, 5), quadrantOf(5, 1), quadrantOf(1, 1)]).toEqual(QUADRANTS)
  })

  it('before, entered and left add up to now', () => {
    const some = constantFrom(...QUADRANTS)
    assert(
      property(array(record({ before: constantFrom(null, ...QUADRANTS), now: some }), { maxLength: 60 }), (people) => {
        const found = movement(people.map((one) => one.before), people.map((one) => one.now), people.map(() => 1))
        for (const { quadrant, before, entered, left, fresh } of found.quadrants) expect(before + entered - left + fresh).toBe(people.filter((one) => one.now === quadrant).length)
        expect(found.moves.reduce((sum, move) => sum + move.people, 0)).toBe(people.filter((one) => one.before !== null && one.before !== one.now).length)
      }),
    )
  })
})

/** Three crowds far from each other. */
function crowds(seed: number, sizes: readonly number[]): readonly GroupFeature[] {
  const random = seeded(seed)
  const around = (middle: number): number => middle + random() + random() + random() - 1.5
  const xs = sizes.flatMap((size, i) => Array.from({ length: size }, () => around(i * 8)))
  const ys = sizes.flatMap((size, i) => Array.from({ length: size }, () => around(i % 2 === 0 ? 0 : 9)))
  return [{ name: 'x', values: Float64Array.from(xs) }, { name: 'y', values: Float64Array.from(ys) }]
}

describe('Clusters', () => {
  it('finds planted crowds, and that there are three', () => {
    const features = crowds(1, [120, 80, 50])
    const points = standardised(features)
    const found = clusters(points, 3)
    expect(found.sizes).toEqual([120, 80, 50])
    expect(new Set(found.of.slice(0, 120)).size).toBe(1)
    const chosen = chooseClusters(points)!
    expect(chosen.k).toBe(3)
    expect(silhouette(points, found.of, 3)).toBeGreaterThan(0.7)
    expect(chosen.tried[0]!.inertia).toBeGreaterThan(chosen.tried[1]!.inertia)
    const facts = personaFacts(found, features)
    expect(facts.reduce((sum, one) => sum + one.share, 0)).toBeCloseTo(1, 12)
    expect(Math.abs(facts[0]!.traits[0]!.difference)).toBeGreaterThanOrEqual(Math.abs(facts[0]!.traits[1]!.difference))
  })

  it('the same seed gives the same partition, everybody is with the nearest mean, and inertia is what it says', () => {
    assert(
      property(integer({ min: 1, max: 1e6 }), integer({ min: 1, max: 6 }), (seed, k) => {
        const points = standardised(crowds(seed, [20, 15, 9]))
        const found = clusters(points, k, seed)
        expect(clusters(points, k, seed)).toEqual(found)
        let inertia = 0
        for (let i = 0; i < points.rows; i++) {
          const far = found.centres.map((centre) => centre.reduce((sum, x, d) => sum + (x - points.at[i * 2 + d]!) ** 2, 0))
          inertia += far[found.of[i]!]!
          expect(far[found.of[i]!]!).toBeLessThanOrEqual(Math.min(...far) + 1e-9)
        }
        expect(found.inertia).toBeCloseTo(inertia, 8)
        expect(found.sizes.reduce((sum, n) => sum + n, 0)).toBe(points.rows)
      }),
      { numRuns: 25 },
    )
  })

  it('equal people are one cluster however many are asked for; few people are no kinds', () => {
    const same = standardised([{ name: 'x', values: new Float64Array(30).fill(4) }])
    expect(clusters(same, 4).k).toBe(1)
    expect(chooseClusters(same)).toBeNull()
    expect(chooseClusters(standardised([{ name: 'x', values: Float64Array.from([1, 2, 3, 4, 5]) }]))).toBeNull()
    expect(clusters(standardised([{ name: 'x', values: Float64Array.from([1, Number.NaN, 9]) }]), 2).sizes).toEqual([2, 1])
  })
})

describe('Descriptions', () => {
  it('each kind of buyer is found, and each language says it', () => {
    expect(buyerKind({ recency: -1, orders: 1.4, money: 1.5 })).toBe('champions')
    expect(buyerKind({ recency: -0.7, orders: -0.6, money: -0.5 })).toBe('new')
    expect(buyerKind({ recency: 1.1, orders: -0.8, money: -0.7 })).toBe('lost')
    expect(buyerKind({ recency: 0.8, orders: 0.7, money: 0.4 })).toBe('fading')
    expect(buyerKind({ recency: 0, orders: 0, money: 0 })).toBe('occasional')
    const trait = (feature: string, value: number, everybody: number, difference: number) => ({ feature, value, everybody, difference })
    const facts = { people: 1234, share: 0.12, traits: [trait('recency', 12, 45, -1), trait('city', 2, 1, 0.5), trait('orders', 2, 2, 0.01)] }
    for (const [language, words] of Object.entries(groupLanguages)) {
      const sentences = describePersona({ facts, money: 450, everybodysMoney: 1000 }, language as keyof typeof groupLanguages)
      expect(sentences).toHaveLength(4)
      expect(sentences.join(' ')).toMatch(/1,234.*12 %.*45 %.*12.*45/)
      expect(new Set(BUYER_KINDS.map((kind) => words.kinds[kind])).size).toBe(BUYER_KINDS.length)
    }
    expect(describePersona({ facts: { ...facts, traits: [] }, money: 0, everybodysMoney: 0 }, 'en').at(-1)).toBe(groupLanguages.en.ordinary)
  })

  it('a reader in Taipei gets traditional, one in Singapore simplified characters', () => {
    expect(['zh-TW', 'zh-HK', 'zh-Hant', 'zh-SG', 'zh', 'th-TH', 'de', '!'].map(groupLanguage)).toEqual(['zh-Hant', 'zh-Hant', 'zh-Hant', 'zh-Hans', 'zh-Hans', 'th', 'en', 'en'])
  })
})
