/** How well people are ranked by what a treatment changes in them: uplift and Qini curves and the areas under them, as scikit-uplift counts them. */
import { seeded } from '../../base/random.ts'
import type { Interval } from '../../experiment/types.ts'

/** What is judged, row by row: the uplift that was foretold, whether the person was treated (1) or not (0), and the outcome. */
export interface Ranked {
  readonly uplift: Float64Array
  readonly treated: Uint8Array
  readonly outcome: Float64Array
}

/** A curve: after so many people, best first, so much was won. Equal forecasts are one step. Begins at 0, 0. */
export interface Curve {
  readonly people: Float64Array
  readonly won: Float64Array
}

type Gain = (treated: number, treatedSum: number, control: number, controlSum: number) => number

const ratio = (sum: number, count: number): number => (count > 0 ? sum / count : 0)

/** Difference of the means times the people so far. */
const upliftGain: Gain = (treated, treatedSum, control, controlSum) => (ratio(treatedSum, treated) - ratio(controlSum, control)) * (treated + control)
/** What the treated brought, less what as many untreated would have. */
const qiniGain: Gain = (treated, treatedSum, control, controlSum) => treatedSum - ratio(controlSum * treated, control)

/** Places from the greatest to the smallest value; of equals the later first, as scikit-uplift. */
export function ranking(values: Float64Array): Int32Array {
  return Int32Array.from(values, (_, place) => place).sort((a, b) => values[b]! - values[a]! || b - a)
}

function curve({ uplift, treated, outcome }: Ranked, gain: Gain): Curve {
  const people = [0]
  const won = [0]
  let [n1, sum1, n0, sum0] = [0, 0, 0, 0]
  const order = ranking(uplift)
  for (let at = 0; at < order.length; at++) {
    const row = order[at]!
    if (treated[row] === 1) {
      n1++
      sum1 += outcome[row]!
    } else {
      n0++
      sum0 += outcome[row]!
    }
    if (at + 1 < order.length && uplift[order[at + 1]!] === uplift[row]) continue
    people.push(at + 1)
    won.push(gain(n1, sum1, n0, sum0))
  }
  return { people: Float64Array.from(people), won: Float64Array.from(won) }
}

/** The uplift curve: difference of the means among the best k, times k. */
export function upliftCurve(ranked: Ranked): Curve {
  return curve(ranked, upliftGain)
}

/** The Qini curve (Radcliffe 2007): what the treated among the best k brought, less what as many untreated would have. */
export function qiniCurve(ranked: Ranked): Curve {
  return curve(ranked, qiniGain)
}

/** Area under a curve, and under the straight line to its end. */
function areas({ people, won }: Curve): { readonly own: number; readonly straight: number } {
  let own = 0
  for (let at = 1; at < people.length; at++) own += ((won[at]! + won[at - 1]!) / 2) * (people[at]! - people[at - 1]!)
  const end = people.length - 1
  return { own, straight: (people[end]! * won[end]!) / 2 }
}

function normalised(actual: Curve, perfect: Curve): number {
  const found = areas(actual)
  const best = areas(perfect)
  return (found.own - found.straight) / (best.own - best.straight)
}

/** Area under the uplift curve above chance, as a share of the perfect ranking's (scikit-uplift's `uplift_auc_score`). */
export function auuc(ranked: Ranked): number {
  const { treated, outcome } = ranked
  const count = (y: number, t: number): number => outcome.reduce((sum, value, row) => sum + (value === y && treated[row] === t ? 1 : 0), 0)
  const byOutcome = count(1, 0) > count(0, 1)
  const perfect = Float64Array.from(outcome, (y, row) => 2 * (y === treated[row] ? 1 : 0) + (byOutcome ? y : treated[row]!))
  return normalised(upliftCurve(ranked), upliftCurve({ ...ranked, uplift: perfect }))
}

/** Area under the Qini curve above chance, as a share of the perfect ranking's (scikit-uplift's `qini_auc_score`). */
export function qini(ranked: Ranked): number {
  const { treated, outcome } = ranked
  return normalised(qiniCurve(ranked), qiniCurve({ ...ranked, uplift: Float64Array.from(outcome, (y, row) => (treated[row] === 1 ? y : -y)) }))
}

/**
 * The Qini in the outcome's own unit, per 1,000 treated: area between the Qini curve and the straight line of chance, over shares of the people from 0 to 1, divided by the
 * treated and times 1,000. Read: choosing whom to treat by this ranking rather than by chance wins so many outcomes more per 1,000 treated, averaged over all budgets.
 */
export function qiniPerThousand(ranked: Ranked): number {
  const treated = ranked.treated.reduce((sum, one) => sum + one, 0)
  const { own, straight } = areas(qiniCurve(ranked))
  return treated === 0 || ranked.treated.length === 0 ? 0 : ((own - straight) / ranked.treated.length / treated) * 1_000
}

const DRAWS = 100

/** The same with an interval from the bootstrap's standard error: people drawn anew, each with a Poisson(1) count. Equal forecasts keep one step, so a ranking that ranks nobody gives 0. */
export function qiniInterval(ranked: Ranked, level = 0.95, seed = 1): Interval {
  const { uplift, treated, outcome } = ranked
  const order = ranking(uplift)
  const random = seeded(seed)
  const drawn: number[] = []
  for (let draw = 0; draw < DRAWS; draw++) {
    let [n1, sum1, n0, sum0, area, before, counted] = [0, 0, 0, 0, 0, 0, 0]
    let pending = 0
    for (let at = 0; at < order.length; at++) {
      const row = order[at]!
      const times = poissonOne(random())
      if (treated[row] === 1) {
        n1 += times
        sum1 += times * outcome[row]!
      } else {
        n0 += times
        sum0 += times * outcome[row]!
      }
      pending += times
      if (at + 1 < order.length && uplift[order[at + 1]!] === uplift[row]) continue
      const now = qiniGain(n1, sum1, n0, sum0)
      area += ((before + now) / 2) * pending
      counted += pending
      pending = 0
      before = now
    }
    if (n1 > 0 && counted > 0) drawn.push(((area / counted - before / 2) / n1) * 1_000)
  }
  const mean = drawn.reduce((sum, one) => sum + one, 0) / Math.max(1, drawn.length)
  const error = Math.sqrt(drawn.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, drawn.length - 1))
  const estimate = qiniPerThousand(ranked)
  const half = normalQuantile((1 + level) / 2) * error
  return { estimate, low: estimate - half, high: estimate + half, level, valid: 'once' }
}

/** The point below which a standard normal lies with this chance, above one half (Abramowitz and Stegun 26.2.23; error below 0.0005). */
function normalQuantile(chance: number): number {
  const t = Math.sqrt(-2 * Math.log(1 - chance))
  return t - (2.515517 + 0.802853 * t + 0.010328 * t * t) / (1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3)
}

/** Chances that a Poisson(1) count is at most 0, 1, 2 …: a draw is the first that the chance does not exceed. */
const POISSON = [0.36787944117, 0.73575888234, 0.91969860293, 0.98101184312, 0.99634015317, 0.99940581518, 0.99991675885, 0.99998975080]

function poissonOne(chance: number): number {
  let count = 0
  while (count < POISSON.length && chance > POISSON[count]!) count++
  return count
}
