/** Corrects what a model expects by what it got wrong before: a Poisson regression on a few features, each factor held small by a ridge. */

/** Rows of features, all of one length. */
export type FeatureRows = readonly (readonly number[])[]

/** A correction: what is expected is multiplied by it. */
export interface Correction {
  readonly weights: readonly number[]
  readonly means: readonly number[]
  readonly deviations: readonly number[]
}

/** Half a dozen weights from hundreds of people: this ridge keeps what is noise near zero. In units of expected orders. */
const RIDGE = 20
const STEPS_MAX = 30
const LOG_MAX = Math.log(4)
const FOLDS = 5

/**
 * Fits weights so that `expected * exp(weights · features)` is as near as can be to `actual` (Poisson likelihood with a ridge, Newton's method). The first feature is
 * meant to be 1 everywhere. Null when nothing was expected or nothing happened.
 */
export function fitCorrection(features: FeatureRows, expected: readonly number[], actual: readonly number[]): Correction | null {
  const n = features.length
  const k = features[0]?.length ?? 0
  if (n === 0 || k === 0 || !actual.some((y) => y > 0) || !expected.some((e) => e > 0)) return null
  const means = Array.from({ length: k }, (_, j) => (j === 0 ? 0 : features.reduce((sum, row) => sum + row[j]! / n, 0)))
  const deviations = means.map((mean, j) => (j === 0 ? 1 : Math.sqrt(features.reduce((sum, row) => sum + (row[j]! - mean) ** 2 / n, 0)) || 1))
  const rows = features.map((row) => row.map((x, j) => (x - means[j]!) / deviations[j]!))
  const weights = Array.from({ length: k }, () => 0)
  for (let step = 0; step < STEPS_MAX; step++) {
    const system = Array.from({ length: k }, (_, j) => Array.from({ length: k + 1 }, (__, c) => (c === k ? -RIDGE * weights[j]! : c === j ? RIDGE : 0)))
    for (let i = 0; i < n; i++) {
      const row = rows[i]!
      const rate = expected[i]! * Math.exp(bounded(dot(weights, row)))
      for (let j = 0; j < k; j++) {
        const line = system[j]!
        for (let c = 0; c < k; c++) line[c] = line[c]! + rate * row[j]! * row[c]!
        line[k] = line[k]! + (actual[i]! - rate) * row[j]!
      }
    }
    const moves = solved(system)
    let farthest = 0
    for (let j = 0; j < k; j++) {
      weights[j] = weights[j]! + moves[j]!
      farthest = Math.max(farthest, Math.abs(moves[j]!))
    }
    if (farthest < 1e-9) break
  }
  return weights.every(Number.isFinite) ? { weights, means, deviations } : null
}

/** The factor for one person, between a quarter and four. */
export function correctionOf({ weights, means, deviations }: Correction, features: readonly number[]): number {
  let sum = 0
  for (let j = 0; j < weights.length; j++) sum += weights[j]! * ((features[j]! - means[j]!) / deviations[j]!)
  return Math.exp(bounded(sum))
}

/**
 * Poisson deviance per person (less what does not depend on the expectation; lower is better) of what was expected, and of the correction on people whom it was not
 * fitted on (five folds by place). Null when a fold cannot be fitted.
 */
export function crossValidated(features: FeatureRows, expected: readonly number[], actual: readonly number[]): { readonly plain: number; readonly corrected: number } | null {
  let [plain, corrected] = [0, 0]
  for (let fold = 0; fold < FOLDS; fold++) {
    const others = (_: unknown, i: number): boolean => i % FOLDS !== fold
    const correction = fitCorrection(features.filter(others), expected.filter(others), actual.filter(others))
    if (correction === null) return null
    for (let i = fold; i < features.length; i += FOLDS) {
      const better = expected[i]! * correctionOf(correction, features[i]!)
      plain += deviance(expected[i]!, actual[i]!) / features.length
      corrected += deviance(better, actual[i]!) / features.length
    }
  }
  return { plain, corrected }
}

function deviance(expected: number, actual: number): number {
  return expected - actual * Math.log(Math.max(expected, 1e-9))
}

function bounded(log: number): number {
  return Math.max(-LOG_MAX, Math.min(LOG_MAX, log))
}

function dot(one: readonly number[], other: readonly number[]): number {
  let sum = 0
  for (let j = 0; j < one.length; j++) sum += one[j]! * other[j]!
  return sum
}

/** Gauss and Jordan with the largest pivot, on a system with its right side as the last column. */
function solved(system: number[][]): readonly number[] {
  const k = system.length
  for (let i = 0; i < k; i++) {
    let pivot = i
    for (let row = i + 1; row < k; row++) if (Math.abs(system[row]![i]!) > Math.abs(system[pivot]![i]!)) pivot = row
    ;[system[i], system[pivot]] = [system[pivot]!, system[i]!]
    for (let row = 0; row < k; row++) {
      if (row === i) continue
      const share = system[row]![i]! / system[i]![i]!
      for (let c = i; c <= k; c++) system[row]![c] = system[row]![c]! - share * system[i]![c]!
    }
  }
  return system.map((row, i) => row[k]! / row[i]!)
}
