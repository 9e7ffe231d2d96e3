import { describe, expect, it } from 'vitest'
import { assert, constantFrom, double, integer, oneof, property, record } from 'fast-check'
import { betaDraw, gammaDraw, seeded } from '../../base/random.ts'
import { chanceAlive, chanceOfRepeats, discountedOrders, expectedOrders, NEW_CUSTOMER, YEAR_OF_WEEKS } from './expect.ts'
import { fitLifetime, histories } from './fit.ts'
import { foretell } from './foretell.ts'
import { totalInterval } from './interval.ts'
import { logLikelihood } from './likelihood.ts'
import { historyOf, ordersWithin, purchasesOf } from './purchases.ts'
import { lowest } from './search.ts'
import { simulateCustomer } from './simulate.ts'
import { hypergeometric, logGamma } from './special.ts'
import { correlation, expectedAmount, fitSpend } from './spend.ts'
import type { LifetimeModel } from './types.ts'

/** Published: BG/NBD of CDNOW (Fader, Hardie, Lee 2005), MBG/NBD and Pareto/NBD of the same customers. */
const BG = { family: 'bg', r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 } as const
const BG_EXACT: LifetimeModel = { family: 'bg', r: 0.24259, alpha: 4.41353, a: 0.79289, b: 2.42575 }
const MBG: LifetimeModel = { family: 'mbg', r: 0.52484, alpha: 6.18299, a: 0.89136, b: 1.614 }
const PARETO: LifetimeModel = { family: 'pareto', r: 0.5533, alpha: 10.578, a: 0.6062, b: 11.668 }
const TWICE = { repeats: 2, recency: 30.43, age: 38.86 }
const ONCE = { repeats: 0, recency: 0, age: 38.86 }

const anyModel = record({
  family: constantFrom('mbg' as const, 'bg' as const, 'pareto' as const),
  r: double({ min: 0.05, max: 5, noNaN: true }),
  alpha: double({ min: 0.2, max: 50, noNaN: true }),
  a: oneof(double({ min: 0.05, max: 4, noNaN: true }), double({ min: 4, max: 3_000, noNaN: true })),
  b: double({ min: 0.2, max: 20, noNaN: true }),
})
const anyHistory = record({
  repeats: integer({ min: 0, max: 400 }),
  share: double({ min: 0.01, max: 1, noNaN: true }),
  age: double({ min: 1, max: 200, noNaN: true }),
}).map(({ repeats, share, age }) => ({
  repeats,
  recency: repeats === 0 ? 0 : share * age,
  age,
}))

describe('Special functions', () => {
  it('the gamma function grows as factorials do, and 2F1 has its closed forms', () => {
    expect(logGamma(6)).toBeCloseTo(Math.log(120), 12)
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 12)
    expect(logGamma(0)).toBeNaN()
    expect(hypergeometric(1, 1, 2, 0.9)).toBeCloseTo(-Math.log(0.1) / 0.9, 10)
    expect(hypergeometric(0.5, 3, 3, 0.4)).toBeCloseTo(0.6 ** -0.5, 12)
    expect(hypergeometric(400, 401, 402, 0.5) / 0.5 ** -399).toBeCloseTo(hypergeometric(2, 1, 402, 0.5), 8)
  })

  it('the search finds the bottom of a bent valley', () => {
    const found = lowest(([x, y]) => (1 - x!) ** 2 + 100 * (y! - x! * x!) ** 2, [-1.2, 1], { tolerance: 1e-14 })
    expect(found.at[0]).toBeCloseTo(1, 3)
    expect(found.settled).toBe(true)
  })
})

describe('Published figures', () => {
  it('BG/NBD: expected orders and the chance of still being a customer', () => {
    expect(expectedOrders(BG_EXACT, TWICE, 39)).toBeCloseTo(1.2259, 3)
    expect(chanceAlive(BG_EXACT, TWICE)).toBeCloseTo(0.72661, 4)
    const published = [[0.1429, 0.0078], [1, 0.0532], [3, 0.1506], [31.8571, 1.0405], [32, 1.0437], [78, 1.8576]] as const
    for (const [weeks, orders] of published) expect(Math.abs(expectedOrders(BG_EXACT, NEW_CUSTOMER, weeks) - orders)).toBeLessThan(5e-4)
    expect(chanceOfRepeats(BG, 0, 39)).toBeCloseTo(0.5737864, 6)
  })

  it('MBG/NBD: somebody who bought once may have left already', () => {
    expect(expectedOrders(MBG, TWICE, 39)).toBeCloseTo(1.26267, 3)
    expect(expectedOrders(MBG, ONCE, 39)).toBeCloseTo(0.153954, 4)
    expect(chanceAlive(MBG, TWICE)).toBeCloseTo(0.70613, 4)
    expect(chanceAlive(MBG, ONCE)).toBeCloseTo(0.38972, 4)
    expect(chanceAlive(BG, ONCE)).toBe(1)
  })

  it('Pareto/NBD: expected orders and the chance of still being a customer', () => {
    expect(expectedOrders(PARETO, { repeats: 26, recency: 30.86, age: 31 }, 52)).toBeCloseTo(25.46, 1)
    expect(chanceAlive({ family: 'pareto', r: 0.5534, alpha: 10.5802, a: 0.6061, b: 11.6562 }, { repeats: 26, recency: 30.86, age: 31 })).toBeCloseTo(0.9979, 4)
  })

  it('Gamma-Gamma: the next order of somebody is between their own mean and everybody\'s', () => {
    const model = { p: 6.2488, q: 3.7446, v: 15.4478 }
    expect(expectedAmount(model, 1, 22.35)).toBeCloseTo(26.2627, 2)
    expect(expectedAmount(model, 2, 22.35)).toBeCloseTo(24.6586, 2)
    expect(expectedAmount(model, 7, 73.74)).toBeCloseTo(71.4629, 2)
    expect(expectedAmount(model, 0, 0)).toBeCloseTo(35.171, 2)
  })
})

describe('What every lifetime model keeps to', () => {
  it('expects more in a longer time, never less than nothing, and a chance is a chance', () => {
    assert(
      property(anyModel, anyHistory, double({ min: 0.1, max: 100, noNaN: true }), (model, history, weeks) => {
        const alive = chanceAlive(model, history)
        expect(alive).toBeGreaterThanOrEqual(0)
        expect(alive).toBeLessThanOrEqual(1)
        const [one, two] = [expectedOrders(model, history, weeks), expectedOrders(model, history, 2 * weeks)]
        expect(one).toBeGreaterThanOrEqual(0)
        expect(two).toBeGreaterThanOrEqual(one - 1e-9)
        expect(two).toBeLessThanOrEqual(((model.r + history.repeats) / (model.alpha + history.age)) * 2 * weeks * (1 + 1e-6) + 1e-9)
        expect(discountedOrders(model, history, YEAR_OF_WEEKS)).toBeLessThanOrEqual(expectedOrders(model, history, 12 * YEAR_OF_WEEKS.monthLength) + 1e-9)
      }),
      { numRuns: 200 },
    )
  })

  it('is the same by the closed form and by the sum over the chance of leaving', () => {
    for (const family of ['mbg', 'bg'] as const) {
      const near = (a: number): number => expectedOrders({ family, r: 0.9, alpha: 11, a, b: 300 }, { repeats: 3, recency: 20, age: 30 }, 50)
      expect(near(25.0001) / near(24.9999)).toBeCloseTo(1, 5)
    }
  })

  it('the longer nothing is heard of somebody, the likelier they have left', () => {
    assert(
      property(anyModel, anyHistory, (model, history) => {
        const later = { ...history, age: history.age + 10 }
        expect(chanceAlive(model, later)).toBeLessThanOrEqual(chanceAlive(model, history) + 1e-9)
        expect(logLikelihood(model, histories([history]))).toBeLessThan(Infinity)
      }),
      { numRuns: 200 },
    )
  })

  it('what is expected is what happens to simulated customers', () => {
    const random = seeded(7)
    let [orders, expected, alone, aloneOrders] = [0, 0, 0, 0]
    for (let i = 0; i < 60_000; i++) {
      const { history, orders: later } = simulateCustomer(MBG, { age: 38.86, ahead: 39 }, random)
      orders += later
      expected += expectedOrders(MBG, history, 39)
      if (history.repeats === 0) {
        alone++
        aloneOrders += later
      }
    }
    expect(expected / orders).toBeGreaterThan(0.97)
    expect(expected / orders).toBeLessThan(1.03)
    expect(Math.abs(aloneOrders / alone - 0.154)).toBeLessThan(0.015)
  })

  it('the chances of all numbers of repeats add up to one', () => {
    for (const model of [BG, { ...MBG, family: 'mbg' as const }]) {
      let sum = 0
      let mean = 0
      for (let n = 0; n < 400; n++) {
        sum += chanceOfRepeats(model, n, 30)
        mean += n * chanceOfRepeats(model, n, 30)
      }
      expect(sum).toBeCloseTo(1, 5)
      expect(Math.abs(mean - expectedOrders(model, NEW_CUSTOMER, 30))).toBeLessThan(1e-3)
    }
  })
})

describe('Fitting', () => {
  const random = seeded(3)
  const people = Array.from({ length: 4_000 }, (_, i) => simulateCustomer(MBG, { age: 20 + (i % 20), ahead: 30, grain: 1 / 7 }, random))

  it('finds the process that made the customers', () => {
    const fit = fitLifetime(histories(people.map(({ history }) => history)))!
    expect(fit.settled).toBe(true)
    expect(fit.logLikelihood).toBeGreaterThan(logLikelihood(MBG, histories(people.map(({ history }) => history))) - 0.01)
    expect(Math.abs(Math.log(fit.model.r / MBG.r))).toBeLessThan(0.35)
    expect(Math.abs(Math.log(fit.model.alpha / MBG.alpha))).toBeLessThan(0.35)
  })

  it('equal customers are counted, not repeated, and impossible ones are left out', () => {
    const cells = histories([
      TWICE,
      TWICE,
      ONCE,
      { repeats: 1, recency: 50, age: 10 },
      { repeats: -1, recency: 0, age: 1 },
      { repeats: 2, recency: 0, age: 9 },
      { repeats: 1, recency: Number.NaN, age: 9 },
    ])
    expect([...cells.count]).toEqual([2, 1])
  })

  it('nobody who came back: no model rather than a guess', () => {
    expect(fitLifetime(histories([ONCE, ONCE]))).toBeNull()
    expect(fitLifetime(histories([]))).toBeNull()
    expect(fitLifetime(histories([{ repeats: 0, recency: 0, age: 0 }]))).toBeNull()
  })

  it('a handful of customers still gives finite figures', () => {
    const fit = fitLifetime(histories([TWICE, ONCE, { repeats: 9, recency: 30, age: 31 }]))!
    expect(Number.isFinite(expectedOrders(fit.model, TWICE, 52))).toBe(true)
  })

  it('spending: finds the process that made the amounts, whatever the currency', () => {
    const amounts = seeded(5)
    const orders = Float64Array.from({ length: 3_000 }, () => 1 + Math.floor(amounts() * 6))
    const gamma = (shape: number): number => {
      let sum = 0
      for (let i = 0; i < shape; i++) sum -= Math.log(1 - amounts())
      return sum
    }
    const mean = orders.map((n) => {
      const rate = gamma(4) / 1_500
      let sum = 0
      for (let i = 0; i < n; i++) sum += gamma(6) / rate
      return sum / n
    })
    const fit = fitSpend({ orders, mean })!
    expect(Math.abs(Math.log(fit.model.p / 6))).toBeLessThan(0.2)
    expect(Math.abs(Math.log(expectedAmount(fit.model, 0, 0) / 3_000))).toBeLessThan(0.1)
    expect(Math.abs(correlation(orders, mean))).toBeLessThan(0.1)
    expect(fitSpend({ orders: new Float64Array(5).fill(1), mean: new Float64Array(5).fill(9) })).toBeNull()
  })
})

describe('Foretelling', () => {
  const random = seeded(11)
  // Days of purchase over 80 weeks, made by the process itself; the first purchases fall into 13 weeks.
  const customers = Array.from({ length: 1_500 }, (_, i) => {
    const first = i % 90
    const days = [first]
    const rate = gammaDraw(0.9, random) / 60
    const leaves = betaDraw(0.8, 3, random)
    for (let day = first; random() >= leaves; ) {
      day -= Math.log(1 - random()) / rate
      if (day >= 560) break
      days.push(Math.floor(day))
    }
    return days
  })
  const purchases = purchasesOf(customers)

  it('several purchases of a day are one, and only days up to the date count', () => {
    const twice = purchasesOf([[5, 5, 19, 33], []])
    expect(historyOf(twice, 0, 20)).toEqual({ repeats: 1, recency: 2, age: 15 / 7 })
    expect(historyOf(twice, 0, 4)).toBeNull()
    expect(historyOf(twice, 1, 99)).toBeNull()
    expect(ordersWithin(twice, 0, 19, 33)).toBe(1)
  })

  it('is near what happens, looks back, and its interval holds the truth', () => {
    const foretold = foretell({ purchases, until: 280, horizonDays: 280 })!
    let [expected, actual] = [0, 0]
    for (let i = 0; i < customers.length; i++) {
      expected += foretold.orders[i]!
      actual += ordersWithin(purchases, i, 280, 560)
    }
    expect(foretold.lookBack!.tried.map((one) => one.correction)).toEqual(['none', 'level', 'pattern'])
    const known = customers.map((_, i) => historyOf(purchases, i, 280)!)
    const interval = totalInterval({ fit: foretold.model, customers: known, weeks: 40, total: expected, lookBack: foretold.lookBack })
    expect(interval.low).toBeLessThan(actual)
    expect(interval.high).toBeGreaterThan(actual)
    expect(interval.high / interval.low).toBeLessThan(3)
  })

  it('what comes after the date changes nothing', () => {
    const cut = purchasesOf(customers.map((days) => days.filter((day) => day <= 200)))
    expect(foretell({ purchases: cut, until: 200, horizonDays: 100 })!.orders).toEqual(foretell({ purchases, until: 200, horizonDays: 100 })!.orders)
  })

  it('few customers are foretold without a look back, none without repeats at all', () => {
    const few = foretell({ purchases: purchasesOf([[1, 20], [3], [4, 9, 30]]), until: 40, horizonDays: 30 })!
    expect(few.lookBack).toBeNull()
    expect(few.second).toBeNull()
    expect([...few.orders].every((orders) => orders >= 0 && orders < 10)).toBe(true)
    expect(foretell({ purchases: purchasesOf([[1], [3]]), until: 40, horizonDays: 30 })).toBeNull()
  })
})
