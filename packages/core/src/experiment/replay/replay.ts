/**
 * What another strategy would have earned, from a log of decisions with known chances: doubly robust, paired with what happened, in intervals that may be looked at
 * at any time, and refused where the log never tried what the strategy does. Algorithm: decisioning.md 6.
 */
import type { Interval, Measured } from '../types.ts'
import { alwaysInterval, clusterMean } from './always.ts'
import type { ClusterMean } from './always.ts'
import { estimatesOf, supportCount } from './estimate.ts'
import { harmBound } from './harm.ts'
import type { Look, ReplayFindings, ReplayLog, ReplayOptions, ReplayVerdict, Support } from './types.ts'

/** An interval is given from here on: below it, coverage of the asymptotic sequence falls to 81 %. */
export const LEAST_EFFECTIVE = 400
/** One person may carry at most so much of the evidence. */
export const HEAVIEST_ALLOWED = 0.05
/** Fewer people than this say nothing about people. */
export const LEAST_UNITS = 100
/** A strategy of whose choices more than this share was never possible is not evaluated. */
export const UNCOVERED_ALLOWED = 0.01
/**
 * The mean weight must be this near to 1. With an effective sample of 400 its standard error is at most 0.05; a mean far below says that the strategy's rare, heavy
 * weights have not fallen yet, and an effective sample counted without them is an illusion (coverage without this rule, simulated at a floor of 0.02: 81 %).
 */
export const MEAN_WEIGHT_WITHIN = 0.15
const LEVEL = 0.95
const LOOKS = 60
/** An effective sample below this share of the decisions means that the log hardly ever tried what the strategy does: it would take 400,000 of them. */
const THIN = 0.001
/** Below this share, one unit that carries too much is a sign of rare, heavy weights rather than of a busy customer. */
const UNEVEN = 0.05
/** The mean weight may be so far from 1 beside three standard errors. */
const WEIGHT_SLACK = 0.05

/** The limits of a replay with what is left open filled in. */
export type ReplayLimits = Required<Omit<ReplayOptions, 'range'>>

/** Fills in the defaults. */
export function limitsOf(options: ReplayOptions = {}): ReplayLimits {
  const { level = LEVEL, leastEffective = LEAST_EFFECTIVE, heaviestAllowed = HEAVIEST_ALLOWED, leastUnits = LEAST_UNITS, looks = LOOKS } = options
  return { level, leastEffective, heaviestAllowed, leastUnits, looks }
}

/** The whole answer. The log must have been checked (`problemsOf`): chances in (0, 1], finite rewards, at least one row. */
export function replay(log: ReplayLog, options: ReplayOptions = {}): ReplayFindings {
  const limits = limitsOf(options)
  const n = log.reward.length
  const tunedFor = Math.max(2, unitsIn(log))
  const support = supportCount(log.units)
  const [now, under, lift, weight] = [clusterMean(log.units), clusterMean(log.units), clusterMean(log.units), clusterMean(log.units)]
  const course: Look[] = []
  const every = Math.max(1, Math.floor(n / limits.looks))
  for (let t = 0; t < n; t++) {
    const unit = log.unit[t]!
    const w = log.target[t]! / log.propensity[t]!
    const effect = effectAt(log, t)
    support.add(unit, w, { uncovered: log.uncovered?.[t] ?? 0, weightSquare: log.weightSquare?.[t] ?? 0 })
    now.add(unit, log.reward[t]!)
    under.add(unit, log.reward[t]! + effect)
    lift.add(unit, effect)
    weight.add(unit, w)
    if ((t + 1) % every === 0 && supported(support.read(), limits)) course.push({ decisions: t + 1, interval: alwaysInterval(lift, { tunedFor, level: limits.level }) })
  }
  const found = support.read()
  const off = Math.abs(found.meanWeight - 1)
  const weightWarning = found.units >= limits.leastUnits && off > WEIGHT_SLACK + 3 * weight.error()
  const missing = log.uncovered ? found.uncovered : weightWarning && found.meanWeight < 1 ? 1 - found.meanWeight : 0
  const covered = missing <= UNCOVERED_ALLOWED
  const measured = (of: ClusterMean): Measured => measure(of, { support: found, limits, covered, tunedFor })
  // with the logging strategy's own expectation known, its noise is out of the corrected estimate too
  const estimates = { ...estimatesOf(log), ...(log.modelLogged && { dr: under.mean() }) }
  const lifted = measured(lift)
  const valued = measured(under)
  return {
    verdict: verdictOf(lifted),
    estimates,
    support: { ...found, uncovered: missing },
    now: measuredNow(now, limits, tunedFor),
    under: valued,
    lift: lifted,
    atLeast: 'none' in lifted ? null : atLeastOf(log, options, limits),
    modelWarning: !('none' in valued) && disagrees(estimates, valued),
    weightWarning,
    course: covered ? course : [],
  }
}

/** psi − r of one decision: what the strategy would have brought beyond what happened (paired), in units of the reward. */
export function effectAt(log: ReplayLog, t: number): number {
  const left = log.reward[t]! - log.model[t]!
  const w = log.target[t]! / log.propensity[t]!
  // without the logging strategy's own expectation the draw's noise stays in: psi − r = modelTarget + w·left − (model + left)
  const before = log.modelLogged?.[t] ?? log.model[t]!
  return log.modelTarget[t]! - before + (w - 1) * left
}

/** Whether an interval may be shown at this point. */
export function supported(support: Support, limits: ReplayLimits): boolean {
  const { effectiveSample, heaviestShare, units, meanWeight } = support
  const enough = effectiveSample >= limits.leastEffective && heaviestShare <= limits.heaviestAllowed && units >= limits.leastUnits
  return enough && Math.abs(meanWeight - 1) <= MEAN_WEIGHT_WITHIN
}

/** A mean with its interval, or why there is none. */
export function measure(
  of: ClusterMean,
  { support, limits, covered, tunedFor }: { readonly support: Support; readonly limits: ReplayLimits; readonly covered: boolean; readonly tunedFor: number },
): Measured {
  if (!covered) return { none: 'no_support', detail: { uncovered: support.uncovered, allowed: UNCOVERED_ALLOWED } }
  if (!supported(support, limits)) return { none: lacking(support, limits), detail: lackingDetail(support, limits) }
  return alwaysInterval(of, { tunedFor, level: limits.level })
}

/** Too few decisions so far, or of the wrong kind: those of a log that explores too little stay too few however long it gets. */
function lacking(support: Support, limits: ReplayLimits): 'not_enough_data' | 'no_support' {
  const few = support.decisions < limits.leastEffective || support.units < limits.leastUnits
  if (few) return 'not_enough_data'
  const part = support.effectiveSample / support.decisions
  return part < THIN || (part < UNEVEN && support.heaviestShare > limits.heaviestAllowed) ? 'no_support' : 'not_enough_data'
}

function lackingDetail(support: Support, limits: ReplayLimits): { readonly [name: string]: number } {
  return {
    decisions: support.decisions,
    people: support.units,
    effective: support.effectiveSample,
    needed: limits.leastEffective,
    heaviest: support.heaviestShare,
    allowed: limits.heaviestAllowed,
    meanWeight: support.meanWeight,
  }
}

/** What happened needs no weights, only people. */
function measuredNow(now: ClusterMean, limits: ReplayLimits, tunedFor: number): Measured {
  if (now.units() < limits.leastUnits) return { none: 'not_enough_data', detail: { people: now.units(), needed: limits.leastUnits } }
  return alwaysInterval(now, { tunedFor, level: limits.level })
}

function verdictOf(lift: Measured): ReplayVerdict {
  if ('none' in lift) return lift.none === 'no_support' ? 'no_support' : 'not_enough_data'
  return lift.low > 0 ? 'better' : lift.high < 0 ? 'worse' : 'no_difference_yet'
}

/** The model alone, or the ratio estimate, further from the corrected one than two half-widths of the strategy's value. */
function disagrees({ dm, snips, dr }: ReplayFindings['estimates'], under: Interval): boolean {
  const apart = under.high - under.low
  return Math.abs(dm - dr) > apart || (snips !== null && Math.abs(snips - dr) > apart)
}

function atLeastOf(log: ReplayLog, options: ReplayOptions, limits: ReplayLimits): number {
  const [least, most] = options.range ?? rangeOf(log.reward)
  const sums = new Float64Array(log.units)
  const counts = new Uint32Array(log.units)
  const order: number[] = []
  let longest = 0
  for (let t = 0; t < log.reward.length; t++) {
    const unit = log.unit[t]!
    if (counts[unit] === 0) order.push(unit)
    counts[unit] = counts[unit]! + 1
    if (counts[unit]! > longest) longest = counts[unit]!
    sums[unit] = sums[unit]! + (log.target[t]! / log.propensity[t]! - 1) * (log.reward[t]! - least)
  }
  const bound = harmBound({ span: most - least, most: longest, units: order.length, alpha: 1 - limits.level })
  for (const unit of order) bound.add(sums[unit]!, counts[unit]!)
  return Math.max(bound.read(), least - most)
}

function rangeOf(values: Float64Array): readonly [number, number] {
  let [least, most] = [Infinity, -Infinity]
  for (const value of values) {
    if (value < least) least = value
    if (value > most) most = value
  }
  return [least, most]
}

function unitsIn(log: ReplayLog): number {
  const known = new Uint8Array(log.units)
  let units = 0
  for (const unit of log.unit) {
    if (known[unit] === 0) units++
    known[unit] = 1
  }
  return units
}
