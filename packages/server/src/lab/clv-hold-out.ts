/** How a forecast of orders did on what the file knows of the time after it. */
import { foretell, type Foretold } from '@rapport/core/model/lifetime/foretell'
import { ordersWithin, WEEK, type Purchases } from '@rapport/core/model/lifetime/purchases'
import { correlation } from '@rapport/core/model/lifetime/spend'
import type { History } from '@rapport/core/model/lifetime/types'
import { spentWithin, type Transactions } from './transactions.ts'

/** A customer of whom something is known: place in the list of customers, and what was done. */
export interface Known {
  readonly place: number
  readonly history: History
}

/** How the forecast did on what the file knows of the time after `until`. */
export interface HoldOut {
  readonly days: number
  readonly customers: number
  readonly expected: number
  readonly actual: number
  readonly rmse: number
  readonly correlation: number
  /** Everybody goes on at the rate they had so far. */
  readonly naive: { readonly expected: number; readonly rmse: number; readonly correlation: number }
  readonly money: { readonly expected: number; readonly actual: number; readonly correlation: number } | null
  /** Tenths of customers by what was expected of them, the best first: mean expected and actual orders. */
  readonly tenths: readonly { readonly expected: number; readonly actual: number; readonly low: number; readonly high: number }[]
}

const HOLD_OUT_DAYS_MIN = 7

/** Judges a forecast by what the file knows of the time after `until`; null when that is too little. */
export function holdOutOf({ horizonDays, transactions, purchases, until, known, foretold, perOrder }: {
  readonly horizonDays: number
  readonly transactions: Transactions
  readonly purchases: Purchases
  readonly until: number
  readonly known: readonly Known[]
  readonly foretold: Foretold
  /** Expected money of an order by customer. */
  readonly perOrder: Float64Array | null
}): HoldOut | null {
  const days = Math.min(horizonDays, transactions.lastDay - until)
  if (days < Math.min(HOLD_OUT_DAYS_MIN, horizonDays)) return null
  const orders = days === horizonDays ? foretold.orders : foretell({ purchases, until, horizonDays: days })?.orders
  if (!orders) return null
  const expected = known.map(({ place }) => orders[place] as number)
  const actual = known.map(({ place }) => ordersWithin(purchases, place, until, until + days))
  const naive = known.map(({ history }) => (history.age > 0 ? (history.repeats / history.age) * (days / WEEK) : 0))
  const after = spentWithin(transactions, until, until + days)
  const moneyExpected = perOrder ? known.map(({ place }) => (orders[place] as number) * (perOrder[place] as number)) : null
  const moneyActual = known.map(({ place }) => (after.bought[place] as number) - (after.refunded[place] as number))
  return {
    days,
    customers: known.length,
    expected: sum(expected),
    actual: sum(actual),
    rmse: rmse(expected, actual),
    correlation: correlation(expected, actual),
    naive: { expected: sum(naive), rmse: rmse(naive, actual), correlation: correlation(naive, actual) },
    money: moneyExpected ? { expected: sum(moneyExpected), actual: sum(moneyActual), correlation: correlation(moneyExpected, moneyActual) } : null,
    tenths: tenthsOf(expected, actual),
  }
}

function tenthsOf(expected: readonly number[], actual: readonly number[]): HoldOut['tenths'] {
  const order = expected.map((_, i) => i).sort((one, other) => (expected[other] as number) - (expected[one] as number))
  return Array.from({ length: 10 }, (_, tenth) => order.slice(Math.floor((tenth * order.length) / 10), Math.floor(((tenth + 1) * order.length) / 10)))
    .filter((members) => members.length > 0)
    .map((members) => {
      const of = members.map((i) => actual[i] as number)
      const mean = sum(of) / of.length
      const error = 1.645 * Math.sqrt(sum(of.map((y) => (y - mean) ** 2)) / of.length / of.length)
      return { expected: sum(members.map((i) => expected[i] as number)) / members.length, actual: mean, low: Math.max(0, mean - error), high: mean + error }
    })
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function rmse(expected: readonly number[], actual: readonly number[]): number {
  return Math.sqrt(sum(expected.map((value, i) => (value - (actual[i] as number)) ** 2)) / Math.max(1, expected.length))
}
