import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { seeded } from '../../base/random.ts'
import { BASKET_VOICES, nextBasket, trainBaskets } from './basket.ts'
import { companionsOf } from './companions.ts'
import { basketsOf } from './purchases.ts'

describe('the next basket', () => {
  it('holds what is bought each time, and what lies beside it', () => {
    const random = seeded(3)
    const lines = Array.from({ length: 200 }, (_, customer) => Array.from({ length: 6 }, (__, visit) => {
      const own = `staple ${customer % 10}`
      return [own, `beside ${customer % 10}`, `rare ${Math.floor(random() * 500)}`].map((item) => ({ customer: `c${customer}`, item, day: visit * 20 + (customer % 7) }))
    })).flat(2)
    const baskets = basketsOf(lines)
    const model = trainBaskets(baskets, 99)
    expect(model.learnedFrom).toBeGreaterThan(0)
    const { baskets: own } = baskets.customers[13]!
    const list = nextBasket(model, own, { count: 5 })
    expect(list.slice(0, 2).map(({ item }) => item).toSorted()).toEqual(['beside 3', 'staple 3'])
    expect(nextBasket(model, own, { count: 5, allowed: (item) => item !== 'staple 3' }).map(({ item }) => item)).not.toContain('staple 3')
    expect(nextBasket(model, [{ day: 90, items: [baskets.items.indexOf('staple 4')] }], { count: 3 }).map(({ item }) => item)).toContain('beside 4')
    expect(nextBasket(model, [], { count: 3 }).every(({ because }) => because.startsWith('popular'))).toBe(true)
  })

  it('gives chances in falling order that add up to at most 1, whatever was bought; purchases after the day are not known', () => {
    const line = fc.record({ customer: fc.constantFrom('a', 'b', 'c'), item: fc.constantFrom('x', 'y', 'z', '茶'), day: fc.integer({ min: 0, max: 30 }) })
    fc.assert(fc.property(fc.array(line, { maxLength: 40 }), fc.integer({ min: 0, max: 30 }), (lines, until) => {
      const baskets = basketsOf(lines)
      const model = trainBaskets(baskets, until)
      const known = trainBaskets(basketsOf(lines.filter(({ day }) => day <= until)), until)
      for (const { customer, baskets: own } of baskets.customers) {
        const list = nextBasket(model, own, { count: 10 })
        expect(list.every(({ score }, n) => score > 0 && (n === 0 || score <= list[n - 1]!.score))).toBe(true)
        expect(list.reduce((sum, { score }) => sum + score, 0)).toBeLessThanOrEqual(1 + 1e-9)
        const before = lines.filter((one) => one.customer === customer && one.day <= until)
        const same = basketsOf([...lines.filter(({ day }) => day <= until)]).customers.find((one) => one.customer === customer)
        if (before.length > 0) expect(nextBasket(known, same?.baskets ?? [], { count: 10 }).map(({ score }) => score.toFixed(9))).toEqual(list.map(({ score }) => score.toFixed(9)))
      }
    }), { numRuns: 40 })
  })

  it('stays with the weights it was brought with where there is little to learn from, and they add up to 1', () => {
    const model = trainBaskets(basketsOf([{ customer: 'a', item: 'x', day: 1 }, { customer: 'a', item: 'y', day: 3 }]), 3)
    expect(model.learnedFrom).toBe(0)
    expect(model.weights[0]).toHaveLength(BASKET_VOICES.length)
    expect(model.weights[0]!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
  })
})

describe('companions', () => {
  it('are strong where baskets are shared often, by the square of the shrunken cosine', () => {
    const { from, item, weight } = companionsOf([{ day: 0, items: [0, 1] }, { day: 1, items: [0, 1] }, { day: 2, items: [0, 2] }], 3)
    const of = (one: number): [number, number][] => Array.from(item.slice(from[one], from[one + 1]), (other, n) => [other, weight[from[one]! + n]!])
    const [first, second] = of(0)
    expect(first![0]).toBe(1)
    expect(first![1]).toBeCloseTo((2 / (Math.sqrt(3 * 2) + 10)) ** 2, 7)
    expect(second![1]).toBeCloseTo((1 / (Math.sqrt(3) + 10)) ** 2, 7)
  })
})
