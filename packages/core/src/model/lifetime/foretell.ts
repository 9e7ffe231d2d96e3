/**
 * Foretells the orders of every customer. Always the same way: MBG/NBD and Pareto/NBD are fitted; the past is cut in two and MBG/NBD foretells the second half from the
 * first; where that shows errors with a pattern (checked on people it was not learned from), MBG/NBD is corrected by it; the answer is the mean of both models.
 * Two models that think of leaving differently, and one that learned from its errors, err in different directions.
 */
import { correctionOf, crossValidated, fitCorrection, type Correction } from './correct.ts'
import { chanceAlive, expectedOrders } from './expect.ts'
import { fitLifetime, histories } from './fit.ts'
import { historyOf, ordersWithin, WEEK, type Purchases } from './purchases.ts'
import type { History, LifetimeFit } from './types.ts'

/** What is asked. Days are counted as in the purchases; `until` is the last day that is known. */
export interface ForetellAsk {
  readonly purchases: Purchases
  readonly until: number
  readonly horizonDays: number
  /** Called now and then with the stage and the share done. */
  readonly onProgress?: (stage: 'fitting' | 'looking_back' | 'foretelling', done: number) => void
}

/** How the method did on the second half of the known past, from the first half. */
export interface LookBack {
  /** Days from the first half that were foretold. */
  readonly days: number
  readonly customers: number
  readonly expected: number
  readonly actual: number
  /** What was tried, with the Poisson deviance per person on people it was not fitted on (lower is better); the first is MBG/NBD as it is. The lowest is used. */
  readonly tried: readonly { readonly correction: 'none' | 'level' | 'pattern'; readonly deviance: number }[]
  readonly used: 'none' | 'level' | 'pattern'
}

/** What was foretold. */
export interface Foretold {
  /** Orders expected of each customer within the horizon; NaN for customers without a purchase by `until`. */
  readonly orders: Float64Array
  /** Chance that the customer has not left (MBG/NBD); NaN likewise. */
  readonly alive: Float64Array
  readonly model: LifetimeFit
  readonly second: LifetimeFit | null
  readonly lookBack: LookBack | null
  /** Null: the look back showed no pattern, or was too small. */
  readonly correction: Correction | null
}

/** The second model needs no more to be exact, and its likelihood is dear. */
const SECOND_SAMPLE = 5_000
/** Errors of fewer orders or people show chance rather than a pattern. */
const LOOK_BACK_ORDERS = 50
const LOOK_BACK_PEOPLE = 200
/** Below so many repeat customers a second model is fitted to noise. */
const SECOND_REPEATERS = 30

/** Foretells; null when nobody ever came back or nobody had time to: then there is nothing to learn from. */
export function foretell({ purchases, until, horizonDays, onProgress }: ForetellAsk): Foretold | null {
  const customers = purchases.starts.length - 1
  onProgress?.('fitting', 0)
  const now = Array.from({ length: customers }, (_, i) => historyOf(purchases, i, until))
  const known = now.filter((history) => history !== null)
  const model = fitLifetime(histories(known))
  if (model === null) return null
  onProgress?.('fitting', 0.3)
  const second = model.repeaters >= SECOND_REPEATERS ? fitLifetime(histories(known, { most: SECOND_SAMPLE }), 'pareto') : null
  onProgress?.('looking_back', 0)
  const past = lookBack(purchases, until, horizonDays)
  const orders = new Float64Array(customers).fill(Number.NaN)
  const alive = new Float64Array(customers).fill(Number.NaN)
  const weeks = horizonDays / WEEK
  const remembered = new Map<string, readonly [orders: number, alive: number]>()
  for (let i = 0; i < customers; i++) {
    const history = now[i]
    if (!history) continue
    const key = `${history.repeats} ${history.recency} ${history.age}`
    let found = remembered.get(key)
    if (!found) {
      const plain = expectedOrders(model.model, history, weeks)
      const corrected = past?.correction ? plain * correctionOf(past.correction, featuresOf(history, plain)) : plain
      found = [second ? (corrected + expectedOrders(second.model, history, weeks)) / 2 : corrected, chanceAlive(model.model, history)]
      remembered.set(key, found)
    }
    orders[i] = found[0]
    alive[i] = found[1]
    if (i % 50_000 === 0) onProgress?.('foretelling', i / customers)
  }
  return { orders, alive, model, second, lookBack: past?.found ?? null, correction: past?.correction ?? null }
}

/** What the errors may depend on: how much was expected, and how often the customer came back. */
function featuresOf({ repeats }: History, expected: number): readonly number[] {
  return [1, Math.log(expected + 1e-6), Math.log1p(repeats)]
}

function lookBack(purchases: Purchases, until: number, horizonDays: number): { readonly found: LookBack; readonly correction: Correction | null } | null {
  const customers = purchases.starts.length - 1
  let first = until
  for (let i = 0; i < customers; i++) if (purchases.starts[i]! < purchases.starts[i + 1]!) first = Math.min(first, purchases.days[purchases.starts[i]!]!)
  const days = Math.min(horizonDays, Math.floor((until - first) / 2))
  const cut = until - days
  const rows: { readonly history: History; readonly actual: number }[] = []
  for (let i = 0; i < customers; i++) {
    const history = historyOf(purchases, i, cut)
    if (history) rows.push({ history, actual: ordersWithin(purchases, i, cut, until) })
  }
  const actual = rows.map((row) => row.actual)
  const bought = actual.reduce((sum, y) => sum + y, 0)
  if (rows.length < LOOK_BACK_PEOPLE || bought < LOOK_BACK_ORDERS) return null
  const fit = fitLifetime(histories(rows.map(({ history }) => history)))
  if (fit === null) return null
  const expected = rows.map(({ history }) => expectedOrders(fit.model, history, days / WEEK))
  const pattern = rows.map(({ history }, i) => featuresOf(history, expected[i]!))
  const level = rows.map(() => [1])
  const [levelErrors, patternErrors] = [level, pattern].map((features) => crossValidated(features, expected, actual))
  if (!levelErrors || !patternErrors) return null
  const tried = [
    { correction: 'none' as const, deviance: levelErrors.plain },
    { correction: 'level' as const, deviance: levelErrors.corrected },
    { correction: 'pattern' as const, deviance: patternErrors.corrected },
  ]
  const used = tried.reduce((best, one) => (one.deviance < best.deviance ? one : best)).correction
  const found = { days, customers: rows.length, expected: expected.reduce((sum, e) => sum + e, 0), actual: bought, tried, used }
  return { found, correction: used === 'none' ? null : fitCorrection(used === 'level' ? level : pattern, expected, actual) }
}
