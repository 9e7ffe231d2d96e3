/** What lifetime value costs: a fit of 100,000 customers, and orders and the chance of being alive of a million. */
import { seeded } from '@rapport/core/base/random'
import { chanceAlive, expectedOrders } from '@rapport/core/model/lifetime/expect'
import { fitLifetime, histories } from '@rapport/core/model/lifetime/fit'
import { simulateCustomer } from '@rapport/core/model/lifetime/simulate'
import type { History, LifetimeModel } from '@rapport/core/model/lifetime/types'

const CUSTOMERS = 100_000
const SCORED = 1_000_000
const WEEK_DAY = 1 / 7
const HORIZON_WEEKS = 52
const TRUTH: LifetimeModel = { family: 'mbg', r: 0.55, alpha: 7, a: 0.85, b: 1.6 }

/** Seconds of a fit and of scoring; both once, whatever time is given. */
export async function benchLifetime(): Promise<{ readonly [figure: string]: number }> {
  const random = seeded(1)
  const customers: History[] = Array.from({ length: CUSTOMERS }, (_, i) => simulateCustomer(TRUTH, { age: 20 + (i % 350) / 7, ahead: 0, grain: WEEK_DAY }, random).history)
  const started = performance.now()
  const fit = fitLifetime(histories(customers))
  const fitted = performance.now()
  const model = fit?.model ?? TRUTH
  let sum = 0
  for (let i = 0; i < SCORED; i++) {
    const history = customers[i % CUSTOMERS] as History
    sum += expectedOrders(model, history, HORIZON_WEEKS) + chanceAlive(model, history)
  }
  const scored = performance.now()
  return { clvFit100kSeconds: seconds(fitted - started), clvScore1mSeconds: seconds(scored - fitted), clvMeanOrders: Number((sum / SCORED).toFixed(3)) }
}

function seconds(ms: number): number {
  return Math.round(ms / 10) / 100
}
