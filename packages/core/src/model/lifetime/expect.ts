/** What a lifetime model expects of one customer: orders in a time to come, the chance that they are still a customer. */
import { hypergeometric, logBeta, logGamma } from './special.ts'
import { logGone } from './likelihood.ts'
import type { History, LifetimeModel } from './types.ts'

/** Chance (0 to 1) that the customer has not left for good. */
export function chanceAlive(model: LifetimeModel, history: History): number {
  const { family, r, alpha, a, b } = model
  const { repeats: x, recency, age } = history
  if (family === 'pareto') {
    const gone = logGone(model, history)
    const still = -(r + x) * Math.log(alpha + age) - a * Math.log(b + age)
    return gone === -Infinity ? 1 : 1 / (1 + a * Math.exp(gone - still))
  }
  if (family === 'bg' && x === 0) return 1
  const left = family === 'mbg' ? a / (b + x) : a / (b + x - 1)
  return 1 / (1 + left * Math.exp((r + x) * Math.log((alpha + age) / (alpha + recency))))
}

/** Near a = 1 the closed forms are 0/0; so far to the side the error is below 1e-9. */
const BESIDE_ONE = 1e-6

/**
 * Expected orders within `time` (unit of the model) from now. For `mbg` and `bg` the published closed form, turned by Euler's transformation so that it is exact for
 * hundreds of repeats: (1-z)^(r+x) 2F1(r+x, b+x+1; a+b+x; z) = (1-z)^(a-1) 2F1(a+b-r, a-1; a+b+x; z).
 */
export function expectedOrders(model: LifetimeModel, history: History, time: number): number {
  if (!(time > 0)) return 0
  const { family, r, alpha, b } = model
  const { repeats: x, age } = history
  const a = Math.abs(model.a - 1) < BESIDE_ONE ? 1 + BESIDE_ONE : model.a
  const alive = chanceAlive(model, history)
  if (family === 'pareto') return alive * ((r + x) / (alpha + age)) * ((b + age) / (a - 1)) * -Math.expm1((a - 1) * Math.log((b + age) / (b + age + time)))
  const kept = b + x + (family === 'mbg' ? 1 : 0)
  if (a > NARROW) return alive * overLeaving(a, kept, (leaves) => -Math.expm1(-(r + x) * Math.log1p((leaves * time) / (alpha + age))) / leaves)
  const chances = family === 'mbg' ? a + b + x : a + b + x - 1
  const z = time / (alpha + age + time)
  const unspent = (1 - z) ** (a - 1) * hypergeometric(chances - x - r, a - 1, chances, z)
  return Math.max(0, (chances / (a - 1)) * (1 - unspent) * alive)
}

/** From here on people hardly differ in their chance of leaving; powers of a overflow in the closed form, and a sum over that narrow beta distribution does not. */
const NARROW = 25
const POINTS = 41
const DEVIATIONS = 7

/** Mean of a function of the chance of leaving, beta(a, b) distributed with a large, by the trapezium rule (exact to many digits for bells). */
function overLeaving(a: number, b: number, of: (leaves: number) => number): number {
  const mean = a / (a + b)
  const deviation = Math.sqrt((mean * (1 - mean)) / (a + b + 1))
  const density = (p: number): number => (a - 1) * Math.log(p / mean) + (b - 1) * Math.log((1 - p) / (1 - mean))
  let [sum, weights] = [0, 0]
  for (let i = 0; i < POINTS; i++) {
    const p = mean + deviation * DEVIATIONS * ((2 * i) / (POINTS - 1) - 1)
    if (!(p > 0 && p < 1)) continue
    const weight = Math.exp(density(p))
    sum += weight * of(p)
    weights += weight
  }
  return sum / weights
}

/** A customer of whom only the first purchase is known, just now. */
export const NEW_CUSTOMER: History = { repeats: 0, recency: 0, age: 0 }

/** Chance that a new customer makes exactly `repeats` further purchases within `time`; for `mbg` and `bg`. */
export function chanceOfRepeats({ family, r, alpha, a, b }: LifetimeModel & { readonly family: 'mbg' | 'bg' }, repeats: number, time: number): number {
  const again = family === 'mbg' ? 1 : 0
  const share = time / (alpha + time)
  const bought = (n: number): number => Math.exp(logGamma(r + n) - logGamma(r) - logGamma(n + 1) + r * Math.log(1 - share) + (n > 0 ? n * Math.log(share) : 0))
  const stayed = Math.exp(logBeta(a, b + repeats + again) - logBeta(a, b)) * bought(repeats)
  if (family === 'bg' && repeats === 0) return stayed
  let fewer = 0
  for (let n = 0; n < repeats; n++) fewer += bought(n)
  return stayed + Math.exp(logBeta(a + 1, b + repeats - 1 + again) - logBeta(a, b)) * Math.max(0, 1 - fewer)
}

/** How worth is discounted. */
export interface Discount {
  /** Months of `monthLength` each. */
  readonly months: number
  /** Length of a month in the unit of the model; for weeks 365.25 / 12 / 7. */
  readonly monthLength: number
  /** Share of worth lost each month: 0.01. */
  readonly monthly: number
}

/** A year by months in weeks, one percent a month. */
export const YEAR_OF_WEEKS: Discount = { months: 12, monthLength: 365.25 / 12 / 7, monthly: 0.01 }

/** Expected orders of the months to come, those of month m divided by (1 + monthly)^m. Times the money per order and the margin it is the lifetime value. */
export function discountedOrders(model: LifetimeModel, history: History, { months, monthLength, monthly }: Discount): number {
  let sum = 0
  let before = 0
  for (let month = 1; month <= months; month++) {
    const until = expectedOrders(model, history, month * monthLength)
    sum += (until - before) / (1 + monthly) ** month
    before = until
  }
  return sum
}
