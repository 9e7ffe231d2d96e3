/** How much an order of a customer is worth: the Gamma-Gamma model of Fader and Hardie (2013). */
import { lowest } from './search.ts'
import { logGamma } from './special.ts'
import type { Spending, SpendFit, SpendModel } from './types.ts'

/** Fewer customers say nothing about how customers differ. */
const CUSTOMERS_MIN = 10
const RIDGE_BELOW = 500
const RIDGE = 1e-3

/** Natural logarithm of the likelihood of the customers' means. Rows without an order or without a positive mean are left out. */
export function spendLikelihood({ p, q, v }: SpendModel, { orders, mean }: Spending): number {
  const start = q * Math.log(v) - logGamma(q)
  let sum = 0
  for (let i = 0; i < orders.length; i++) {
    const x = orders[i]!
    const m = mean[i]!
    if (!(x > 0) || !(m > 0)) continue
    sum += start + logGamma(p * x + q) - logGamma(p * x) + (p * x - 1) * Math.log(m) + p * x * Math.log(x) - (p * x + q) * Math.log(x * m + v)
  }
  return sum
}

/** Fits the model; null when fewer than ten customers have an order with an amount. */
export function fitSpend(of: Spending): SpendFit | null {
  const rows: number[] = []
  for (let i = 0; i < of.orders.length; i++) if (of.orders[i]! > 0 && of.mean[i]! > 0 && Number.isFinite(of.mean[i]!)) rows.push(i)
  if (rows.length < CUSTOMERS_MIN) return null
  // In units of the typical mean the same starts suit baht, yen and dollars.
  const typical = Math.exp(rows.reduce((sum, i) => sum + Math.log(of.mean[i]!), 0) / rows.length)
  const scaled: Spending = { orders: Float64Array.from(rows, (i) => of.orders[i]!), mean: Float64Array.from(rows, (i) => of.mean[i]! / typical) }
  const ridge = rows.length < RIDGE_BELOW ? RIDGE : 0
  const height = (at: Float64Array): number => {
    let far = 0
    for (const x of at) {
      if (Math.abs(x) > 10) return Infinity
      far += x * x
    }
    return -spendLikelihood(modelOf(at), scaled) / rows.length + ridge * far
  }
  const found = [lowest(height, [1, 1, 0]), lowest(height, [2, 0.3, 1])]
  const best = found.reduce((one, other) => (other.value < one.value ? other : one))
  const unit = modelOf(best.at)
  const model = { ...unit, v: unit.v * typical }
  return {
    model,
    logLikelihood: spendLikelihood(model, { orders: scaled.orders, mean: Float64Array.from(rows, (i) => of.mean[i]!) }),
    customers: rows.length,
    correlation: correlation(scaled.orders, scaled.mean),
  }
}

function modelOf(at: Float64Array): SpendModel {
  return { p: Math.exp(at[0]!), q: Math.exp(at[1]!), v: Math.exp(at[2]!) }
}

/** Expected amount of the customer's next order. Without orders, that of everybody. NaN when the model has no mean (q <= 1 and no orders). */
export function expectedAmount({ p, q, v }: SpendModel, orders: number, mean: number): number {
  if (!(orders > 0)) return q > 1 ? (p * v) / (q - 1) : Number.NaN
  const below = p * orders + q - 1
  return below > 0 ? (p * (v + orders * mean)) / below : Number.NaN
}

/** Pearson's correlation; 0 when one of them does not vary. */
export function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const n = one.length
  let [meanOne, meanOther] = [0, 0]
  for (let i = 0; i < n; i++) {
    meanOne += one[i]! / n
    meanOther += other[i]! / n
  }
  let [both, first, second] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x, y] = [one[i]! - meanOne, other[i]! - meanOther]
    both += x * y
    first += x * x
    second += y * y
  }
  return first > 0 && second > 0 ? both / Math.sqrt(first * second) : 0
}
