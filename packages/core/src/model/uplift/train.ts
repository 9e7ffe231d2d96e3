/** Learns uplift: the average effect first, then whether people can be told apart by it at all, and only then who. */
import { seeded } from '../../base/random.ts'
import type { Interval } from '../../experiment/types.ts'
import { scoreBinned } from '../trees/predict.ts'
import { meanOf } from '../trees/train.ts'
import { assignmentOf, rowsWhere, SURE } from './assignment.ts'
import { jackknife, subset } from './forecast.ts'
import { foldEffects, groundOf, learnFold, outcomeModels, readyFor, type Ready } from './learners.ts'
import { qiniInterval, qiniPerThousand } from './qini.ts'
import { designOf } from './ridge.ts'
import { UPLIFT_KINDS, type Challenger, type UpliftData, type UpliftFold, type UpliftFound, type UpliftKind, type UpliftModel, type UpliftRefused } from './types.ts'

/** Parts into which people fall; each is foretold by models that saw the others. */
export const FOLDS = 5
/** Fewer people in an arm: no average effect. */
export const ARM_ROWS = 20
/** Fewer people in an arm: people are not told apart. */
export const LEARN_ROWS = 200
/** Fewer people in an arm with the outcome, or without it: the same. */
export const LEARN_OUTCOMES = 20
/** More people without a match than this share: there is nothing to compare. */
export const WITHOUT_MATCH = 0.2
/** Columns that tell who was treated as well as this leave nothing to chance. */
export const DECIDED_AUC = 0.97
/**
 * The Qini's chance to lie outside its interval, shared by all ways that were tried: the best of several looks good by luck. Strict, because a campaign that picks people by
 * noise costs more than one that treats them alike.
 */
const RISK = 0.01
const LEVEL = 1 - RISK / UPLIFT_KINDS.length
/** Half the width of that interval in standard errors. */
const LEVEL_ERRORS = 3.14
/** The usual way gives place only to one that is better by so many standard errors: to switch by luck costs more than it wins. */
const BETTER = 2
const SEED = 1

/** Learns from people, or says why nothing can be said. `fold` 0..FOLDS-1 for each row; drawn, evenly within the arms, when left out. */
export function trainUplift(data: UpliftData, given?: Uint8Array): UpliftFound | UpliftRefused {
  const { treated, outcome, frame } = data
  const refused = refusalOf(treated, outcome)
  if (refused) return refused
  const fold = given ?? foldsOf(treated, outcome)
  const { chance, assignment } = assignmentOf(frame, treated, fold, FOLDS, data.propensity)
  if (assignment.withoutMatch > WITHOUT_MATCH || (assignment.is === 'found' && assignment.auc > DECIDED_AUC))
    return { is: 'refused', why: 'no_overlap', detail: { auc: assignment.auc, columns: assignment.columns.join(', '), withoutMatch: assignment.withoutMatch } }
  const arms = [armOf(data, 0), armOf(data, 1)] as const
  const binary = outcome.every((y) => y === 0 || y === 1)
  const common = { is: 'found' as const, untreated: arms[0], treated: arms[1], difference: differenceOf(arms), assignment }
  const design = designOf(frame, rowsWhere(fold, () => true))
  const base = { design, slope: 1, mean: 0, variance: 0, usual: arms[0].mean, binary }
  const few = arms.some(({ people, mean }) => people < LEARN_ROWS || (binary && Math.min(mean, 1 - mean) * people < LEARN_OUTCOMES)) || frame.columns.length === 0
  if (few) {
    const effect = assignment.is === 'random' ? common.difference : weighted(data, chance)
    const model: UpliftModel = { ...base, kind: 'none', folds: [], centre: effect }
    return { ...common, model, verdict: 'few', effect, challengers: [], qini: null, crossFitted: new Float64Array(outcome.length).fill(effect.estimate) }
  }
  const ground = groundOf(frame, design, treated, outcome, binary)
  const { folds, effects, forecasts } = crossFit(data, ground, fold, chance)
  const effect = meanInterval(effects)
  const challengers = UPLIFT_KINDS.map((kind): Challenger => ({ kind, qini: qiniPerThousand({ uplift: forecasts[kind], treated, outcome }) }))
  const judge = (kind: UpliftKind): Interval => qiniInterval({ uplift: forecasts[kind], treated, outcome }, LEVEL, SEED)
  const best = chosen(challengers, judge(UPLIFT_KINDS[0]))
  const qini = judge(best)
  const told = qini.low > 0
  const uplift = forecasts[best]
  const mean = uplift.reduce((sum, one) => sum + one, 0) / uplift.length
  const slope = slopeOf(uplift, mean, effects)
  const variance = told ? meanVariance(folds, best, data, design) : 0
  const model: UpliftModel = { ...base, kind: told ? best : 'none', folds: told ? folds : [], slope, mean, centre: effect, variance }
  const crossFitted = uplift.map((one) => (told ? effect.estimate + slope * (one - mean) : effect.estimate))
  return { ...common, model, verdict: told ? 'signal' : 'no_signal', effect, challengers, qini, crossFitted }
}

function refusalOf(treated: Uint8Array, outcome: Float64Array): UpliftRefused | null {
  const ones = treated.reduce((sum, one) => sum + one, 0)
  const zeros = treated.length - ones
  const detail = { people: treated.length, treated: ones, untreated: zeros }
  if (treated.length > 0 && Math.min(ones, zeros) === 0) return { is: 'refused', why: 'one_arm', detail }
  if (Math.min(ones, zeros) < ARM_ROWS) return { is: 'refused', why: 'few_rows', detail }
  if (outcome.every((y) => y === outcome[0])) return { is: 'refused', why: 'constant_outcome', detail: { ...detail, outcome: outcome[0] ?? 0 } }
  return null
}

/** Folds drawn so that each holds as much of every arm and outcome as the others. */
function foldsOf(treated: Uint8Array, outcome: Float64Array): Uint8Array {
  const random = seeded(SEED)
  const keys = Float64Array.from(treated, () => random())
  const order = Int32Array.from(treated, (_, row) => row).sort((a, b) => treated[a]! - treated[b]! || outcome[a]! - outcome[b]! || keys[a]! - keys[b]!)
  const fold = new Uint8Array(treated.length)
  order.forEach((row, place) => (fold[row] = place % FOLDS))
  return fold
}

function armOf({ treated, outcome }: UpliftData, arm: number): { readonly people: number; readonly mean: number; readonly variance: number } {
  let [people, sum, squares] = [0, 0, 0]
  for (let row = 0; row < treated.length; row++) {
    if (treated[row] !== arm) continue
    people++
    sum += outcome[row]!
    squares += outcome[row]! ** 2
  }
  const mean = sum / people
  return { people, mean, variance: Math.max(0, (squares - people * mean * mean) / Math.max(1, people - 1)) }
}

const Z95 = 1.959964

function differenceOf([untreated, treated]: readonly [ReturnType<typeof armOf>, ReturnType<typeof armOf>]): Interval {
  return around(treated.mean - untreated.mean, Math.sqrt(treated.variance / treated.people + untreated.variance / untreated.people))
}

function around(estimate: number, error: number): Interval {
  return { estimate, low: estimate - Z95 * error, high: estimate + Z95 * error, level: 0.95, valid: 'once' }
}

function meanInterval(values: Float64Array): Interval {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return around(mean, Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length))
}

/** Effect with weights of 1 / chance, where models would be too much. */
function weighted({ treated, outcome }: UpliftData, chance: Float64Array): Interval {
  return meanInterval(transformedOf(treated, outcome, chance))
}

function transformedOf(treated: Uint8Array, outcome: Float64Array, chance: Float64Array): Float64Array {
  return outcome.map((y, row) => (treated[row] === 1 ? y / clipped(chance[row]!) : -y / (1 - clipped(chance[row]!))))
}

function clipped(chance: number): number {
  return Math.min(1 - SURE, Math.max(SURE, chance))
}

/** Learns every fold's models, foretells the people who were left out, and gives each person a doubly robust pseudo-effect. */
function crossFit({ treated, outcome, frame }: UpliftData, ground: ReturnType<typeof groundOf>, fold: Uint8Array, chance: Float64Array) {
  const models = Array.from({ length: FOLDS }, (_, left) => outcomeModels(ground, rowsWhere(fold, (own) => own !== left), SEED + left))
  const effects = new Float64Array(outcome.length)
  const means = models.map((both, left) => {
    const out = rowsWhere(fold, (own) => own === left)
    const [q1, q0] = [both.treated, both.untreated].map((trees) => scoreBinned(trees, ground.data, out)) as [Float64Array, Float64Array]
    return { out, q1, q0, loss: both.treated.loss }
  })
  for (const { out, q1, q0, loss } of means)
    for (const row of out) {
      const e = clipped(chance[row]!)
      const [with1, with0] = [meanOf(loss, q1[row]!), meanOf(loss, q0[row]!)]
      effects[row] = with1 - with0 + ((treated[row]! - e) / (e * (1 - e))) * (outcome[row]! - (treated[row] === 1 ? with1 : with0))
    }
  const transformed = transformedOf(treated, outcome, chance)
  const forecasts = Object.fromEntries(UPLIFT_KINDS.map((kind) => [kind, new Float64Array(outcome.length)])) as { readonly [kind in UpliftKind]: Float64Array }
  let ready: Ready | null = null
  const folds = models.map((both, left): UpliftFold => {
    const learned = learnFold(ground, rowsWhere(fold, (own) => own !== left), { effects, transformed, models: both, seed: SEED + left })
    const { out } = means[left]!
    ready ??= readyFor(frame, ground.design, learned)
    const { effects: told } = foldEffects(learned, ready, UPLIFT_KINDS, out)
    for (const kind of UPLIFT_KINDS) for (const row of out) forecasts[kind][row] = told[kind]![row]!
    return learned
  })
  return { folds, effects, forecasts }
}

/** The usual way, unless another is clearly better. */
function chosen(challengers: readonly Challenger[], usual: Interval): UpliftKind {
  const best = challengers.reduce((high, one) => (one.qini > high.qini ? one : high))
  return best.qini - usual.estimate > (BETTER * (usual.high - usual.low)) / 2 / LEVEL_ERRORS ? best.kind : UPLIFT_KINDS[0]
}

/** How much of the foretold differences was true among people left out: the slope of pseudo-effects on forecasts, between a tenth and 1. */
function slopeOf(uplift: Float64Array, mean: number, effects: Float64Array): number {
  const average = effects.reduce((sum, one) => sum + one, 0) / effects.length
  let [cross, square] = [0, 0]
  for (let row = 0; row < uplift.length; row++) {
    cross += (uplift[row]! - mean) * (effects[row]! - average)
    square += (uplift[row]! - mean) ** 2
  }
  return square > 0 ? Math.min(1, Math.max(0.1, cross / square)) : 1
}

/** People by whom the mean variance of forecasts is taken. */
const VARIANCE_ROWS = 2_000

function meanVariance(folds: readonly UpliftFold[], kind: UpliftKind, { frame }: UpliftData, design: UpliftModel['design']): number {
  const step = Math.max(1, Math.floor(frame.rows / VARIANCE_ROWS))
  const some = subset(frame, Int32Array.from({ length: Math.floor(frame.rows / step) }, (_, place) => place * step))
  const ready = readyFor(some, design, folds[0]!)
  const told = folds.map((fold) => foldEffects(fold, ready, [kind]).effects[kind]!)
  let sum = 0
  for (let row = 0; row < some.rows; row++) sum += jackknife(told.map((of) => of[row]!))
  return sum / Math.max(1, some.rows)
}
