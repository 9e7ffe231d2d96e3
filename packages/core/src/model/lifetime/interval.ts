/** How far off the sum of all forecasts may be: a parametric bootstrap of the model, widened by what the method missed in the past. */
import { seeded } from '../../base/random.ts'
import { expectedOrders } from './expect.ts'
import { fitLifetime, histories } from './fit.ts'
import type { LookBack } from './foretell.ts'
import { simulateCustomer } from './simulate.ts'
import type { History, LifetimeFit } from './types.ts'

/** A figure with the ends between which the truth lies in 90 of 100 cases. */
export interface TotalInterval {
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** Relative standard deviations of its parts: the fit, the chance of what people then do, and the level of the time to come. */
  readonly parts: { readonly fit: number; readonly chance: number; readonly level: number }
}

const FITS = 50
/** Customers of one simulated fit; with more the spread is brought down by the root of the ratio. */
const CUSTOMERS = 2_000
const WEEK_DAY = 1 / 7
const NORMAL_90 = 1.645
/** What a season, a campaign or a price may change before anything was seen: as much as one look back that missed by so much. */
const LEVEL_PRIOR = 0.1

/** What is asked: the fitted model, the customers' histories (weeks), the horizon in weeks, the total that was foretold. */
export interface IntervalAsk {
  readonly fit: LifetimeFit
  readonly customers: readonly History[]
  readonly weeks: number
  readonly total: number
  readonly lookBack: LookBack | null
  readonly seed?: number
  readonly onProgress?: (done: number) => void
}

/** The interval of a total of orders. Fifty simulated customer bases are fitted anew; each says how far the total may be off by the luck of whom we have seen. */
export function totalInterval({ fit, customers, weeks, total, lookBack, seed = 1, onProgress }: IntervalAsk): TotalInterval {
  const random = seeded(seed)
  const n = Math.min(CUSTOMERS, customers.length)
  const drawn = Array.from({ length: n }, () => customers[Math.floor(random() * customers.length)]!)
  const sumOf = (model: LifetimeFit['model']): number => drawn.reduce((sum, history) => sum + expectedOrders(model, history, weeks), 0)
  const base = sumOf(fit.model)
  const logs: number[] = []
  let spread = 0
  for (let i = 0; i < FITS; i++) {
    const simulated = drawn.map(({ age }) => simulateCustomer(fit.model, { age, ahead: weeks, grain: WEEK_DAY }, random))
    const orders = simulated.map((one) => one.orders)
    const mean = orders.reduce((sum, y) => sum + y, 0) / n
    spread += orders.reduce((sum, y) => sum + (y - mean) ** 2, 0) / n / FITS
    const again = fitLifetime(histories(simulated.map(({ history }) => history)), fit.model.family, fit.model)
    const found = again ? sumOf(again.model) : 0
    if (found > 0 && base > 0) logs.push(Math.log(found / base))
    onProgress?.((i + 1) / FITS)
  }
  const middle = logs.reduce((sum, x) => sum + x, 0) / Math.max(1, logs.length)
  const ofFit = logs.length > 1 ? Math.sqrt(logs.reduce((sum, x) => sum + (x - middle) ** 2, 0) / (logs.length - 1)) * Math.sqrt(n / customers.length) : 1
  const chance = total > 0 ? Math.sqrt(spread * customers.length) / total : 1
  const missed = lookBack && lookBack.expected > 0 && lookBack.actual > 0 ? Math.log(lookBack.actual / lookBack.expected) : 0
  const level = Math.sqrt((missed ** 2 + LEVEL_PRIOR ** 2) / 2)
  const all = NORMAL_90 * Math.sqrt(ofFit ** 2 + chance ** 2 + level ** 2)
  return { estimate: total, low: total * Math.exp(-all), high: total * Math.exp(all), parts: { fit: ofFit, chance, level } }
}
