/** Estimators of what a strategy would have earned, from decisions that another one made (decisioning.md 6; Dudík et al. 2011, Su et al. 2020, Wang et al. 2017). */
import type { Estimates, ReplayLog, Support } from './types.ts'

/** Shrinkage of DRos: weights far above its square root hardly count. */
const SHRINK = 100
/** Switch: above this weight the model alone speaks. */
const SWITCH_AT = 10

/** All point estimates, over the whole log. */
export function estimatesOf(log: ReplayLog): Estimates {
  const n = log.reward.length
  let [weights, weighted, model, corrected, shrunken, switched] = [0, 0, 0, 0, 0, 0]
  for (let t = 0; t < n; t++) {
    const w = log.target[t]! / log.propensity[t]!
    const reward = log.reward[t]!
    const left = reward - log.model[t]!
    weights += w
    weighted += w * reward
    model += log.modelTarget[t]!
    corrected += w * left
    shrunken += ((SHRINK * w) / (w * w + SHRINK)) * left
    switched += w <= SWITCH_AT ? w * left : 0
  }
  return {
    ips: weighted / n,
    snips: weights > 0 ? weighted / weights : null,
    dm: model / n,
    dr: (model + corrected) / n,
    dros: (model + shrunken) / n,
    switch: (model + switched) / n,
  }
}

/** The weights of a log while it is read: how far it supports the strategy. */
export interface SupportCount {
  add(unit: number, weight: number, before: { readonly uncovered: number; readonly weightSquare: number }): void
  read(): Support
}

/** Counts support, decision by decision. */
export function supportCount(units: number): SupportCount {
  const byUnit = new Float64Array(units)
  const known = new Uint8Array(units)
  let [decisions, seen, sum, squares, expected, heaviest, heaviestUnit, uncoveredSum] = [0, 0, 0, 0, 0, 0, 0, 0]
  return {
    add(unit, weight, { uncovered, weightSquare }) {
      if (known[unit] === 0) seen++
      known[unit] = 1
      byUnit[unit] = byUnit[unit]! + weight
      decisions++
      sum += weight
      squares += weight * weight
      expected += weightSquare
      uncoveredSum += uncovered
      if (weight > heaviest) heaviest = weight
      if (byUnit[unit]! > heaviestUnit) heaviestUnit = byUnit[unit]!
    },
    read: () => ({
      decisions,
      units: seen,
      effectiveSample: squares > 0 ? Math.min((sum * sum) / squares, expected > 0 ? (decisions * decisions) / expected : Infinity) : 0,
      heaviestShare: sum > 0 ? heaviestUnit / sum : 0,
      heaviestWeight: heaviest,
      meanWeight: decisions > 0 ? sum / decisions : 0,
      uncovered: decisions > 0 ? uncoveredSum / decisions : 0,
    }),
  }
}
