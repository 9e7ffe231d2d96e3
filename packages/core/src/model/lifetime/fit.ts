/** Fits a lifetime model to purchase histories: highest likelihood, from two starts, with a light ridge where there is little evidence. */
import { seeded } from '../../base/random.ts'
import { logLikelihood } from './likelihood.ts'
import { lowest } from './search.ts'
import type { Histories, History, LifetimeFamily, LifetimeFit, LifetimeModel } from './types.ts'

/** More customers are not looked at: a sample of so many fixes four parameters to the third digit. */
export const SAMPLE_MAX = 100_000
/** With fewer repeat customers the likelihood is flat in some direction, and a ridge keeps parameters from running away. */
const RIDGE_BELOW = 500
const RIDGE = 1e-3
/** Logarithms of parameters beyond this are not tried: likelihoods are flat there and figures overflow. */
const FARTHEST = 12

/** Histories of customers, equal ones put together. Those that cannot be (negative, not a number, bought after now) are left out. At most `most`, a seeded sample of more. */
export function histories(of: readonly History[], { seed = 1, most = SAMPLE_MAX }: { readonly seed?: number; readonly most?: number } = {}): Histories {
  const good = of.filter(({ repeats, recency, age }) =>
    Number.isInteger(repeats) && repeats >= 0 && recency >= 0 && recency <= age && Number.isFinite(age) && (repeats > 0) === (recency > 0))
  const random = seeded(seed)
  const share = most / good.length
  const kept = share >= 1 ? good : good.filter(() => random() < share)
  const cells = new Map<string, { readonly history: History; count: number }>()
  for (const history of kept) {
    const key = `${history.repeats} ${history.recency} ${history.age}`
    const cell = cells.get(key)
    if (cell) cell.count++
    else cells.set(key, { history, count: 1 })
  }
  const rows = [...cells.values()]
  return {
    repeats: Float64Array.from(rows, ({ history }) => history.repeats),
    recency: Float64Array.from(rows, ({ history }) => history.recency),
    age: Float64Array.from(rows, ({ history }) => history.age),
    count: Float64Array.from(rows, ({ count }) => count),
  }
}

/** Fits a model of the family; null when nobody has a repeat purchase or nobody has had time to: then nothing can be said about coming back. */
export function fitLifetime(of: Histories, family: LifetimeFamily = 'mbg', from?: LifetimeModel): LifetimeFit | null {
  let customers = 0
  let repeaters = 0
  let orders = 0
  let time = 0
  for (let i = 0; i < of.count.length; i++) {
    const n = of.count[i]!
    customers += n
    if (of.repeats[i]! > 0) repeaters += n
    orders += n * of.repeats[i]!
    time += n * of.age[i]!
  }
  if (repeaters === 0 || !(time > 0)) return null
  const ridge = repeaters < RIDGE_BELOW ? RIDGE : 0
  const height = (at: Float64Array): number => {
    let far = 0
    for (const x of at) {
      if (Math.abs(x) > FARTHEST) return Infinity
      far += x * x
    }
    return -logLikelihood(modelOf(family, at), of) / customers + ridge * far
  }
  const rate = orders / time
  const starts = from
    ? [[from.r, from.alpha, from.a, from.b].map(Math.log)]
    : [
        [0, -Math.log(rate), 0, family === 'pareto' ? Math.log(time / customers) : 0.5],
        [-1, -Math.log(rate) - 1, -0.5, family === 'pareto' ? Math.log(time / customers) + 1 : 1],
      ]
  const found = starts.map((start) => lowest(
    height,
    start.map((x) => Math.max(-FARTHEST + 1, Math.min(FARTHEST - 1, x))),
    from ? { step: 0.1, most: 400, tolerance: 1e-8 } : family === 'pareto' ? { most: 500, tolerance: 1e-8 } : {},
  ))
  const best = found.reduce((one, other) => (other.value < one.value ? other : one))
  const model = modelOf(family, best.at)
  return { model, logLikelihood: logLikelihood(model, of), customers, repeaters, settled: best.settled }
}

function modelOf(family: LifetimeFamily, at: Float64Array): LifetimeModel {
  return { family, r: Math.exp(at[0]!), alpha: Math.exp(at[1]!), a: Math.exp(at[2]!), b: Math.exp(at[3]!) }
}
