/**
 * Fitting by expectation and maximisation (Dempster, Laird and Rubin 1977; Winkler 1988): chances of each level among any two records are counted on random
 * pairs, those among records of one person follow from the compared pairs without labels. Pairs that no key brought together count as no match, so blocking
 * biases nothing; the few matches among random pairs are taken out of u again. Priors, least counts and monotone levels keep small tables sane.
 */
import { LEVEL_COUNT } from './compare-field.ts'
import type { Field } from './fields.ts'
import type { FieldKind } from './types.ts'
import { explain, groupsOf, newWeighed, weigh, type Weights } from './weigh.ts'

/** Compared pairs: one row of levels and log shares per pair. `scale`: compared pairs that each stands for. */
export interface Sample {
  readonly levels: Uint8Array
  readonly logShares: Float32Array
  readonly count: number
  readonly scale: number
}

/** What levels are expected before any data, as chances of levels 1 to 5 among records of one person. */
export const PRIOR_M: { readonly [kind in FieldKind]: readonly number[] } = {
  id: [0.8, 0.04, 0.08, 0.03, 0.05],
  given: [0.68, 0.14, 0.08, 0.04, 0.06],
  family: [0.76, 0.09, 0.08, 0.02, 0.05],
  middle: [0.7, 0.06, 0.08, 0.06, 0.1],
  email: [0.7, 0.06, 0.06, 0.03, 0.15],
  phone: [0.72, 0.03, 0.05, 0.03, 0.17],
  date: [0.78, 0.05, 0.09, 0.04, 0.04],
  address: [0.5, 0.12, 0.14, 0.09, 0.15],
  city: [0.7, 0.06, 0.07, 0.03, 0.14],
  postcode: [0.68, 0.02, 0.08, 0.1, 0.12],
  gender: [0.96, 0.01, 0.01, 0.01, 0.01],
  category: [0.8, 0.02, 0.02, 0.02, 0.14],
  text: [0.5, 0.2, 0.12, 0.08, 0.1],
  number: [0.7, 0.02, 0.1, 0.06, 0.12],
}

/** Pairs that the prior of a field is worth. */
const PRIOR_PAIRS = 20
/** Pairs that a round looks at. */
const PAIRS_MAX = 400_000
const ROUNDS_MAX = 40
const STILL = 1e-4
/** No level is impossible among random pairs. */
const LEAST_U = 1e-7

/** What fitting found. */
export interface Fit extends Weights {
  /** Chances of levels among records of one person, to start another fit from. */
  readonly m: Float64Array
  readonly rounds: number
}

/** Fits the weights. `u` is counted on random pairs by field and level; `allPairs` is how many pairs the table has. */
export function* fit(fields: readonly Field[], sample: Sample, u: Float64Array, allPairs: number, before: Fit | null = null): Generator<number, Fit> {
  const groups = groupsOf(fields)
  const weighed = newWeighed(fields.length)
  const size = fields.length * LEVEL_COUNT
  const m = new Float64Array(size)
  fields.forEach((field, index) => PRIOR_M[field.kind].forEach((chance, level) => m[index * LEVEL_COUNT + level + 1] = chance))
  if (before) m.set(before.m)
  // Blocks come in the order of a hash, so every n-th pair is as good as a random one.
  const stride = Math.max(1, Math.ceil(sample.count / PAIRS_MAX))
  const scale = sample.scale * stride
  let lambda = before ? before.lambda / (1 + before.lambda) : Math.min(0.1, Math.max(1 / allPairs, sample.count * sample.scale * 0.05 / allPairs))
  let household = before ? before.household * (1 - lambda) : lambda * 0.3
  let rounds = 0
  let weights = weightsOf(fields, m, u, lambda, household)
  for (; rounds < ROUNDS_MAX; rounds++) {
    const counts = new Float64Array(size)
    let matches = 0
    let households = 0
    for (let pair = 0; pair < sample.count; pair += stride) {
      weigh(weights, groups, sample.levels, sample.logShares, pair * fields.length, weighed)
      explain(weights, weighed)
      const chance = weighed.same
      households += weighed.home
      matches += chance
      if (chance < 1e-6) continue
      for (let field = 0; field < fields.length; field++) counts[field * LEVEL_COUNT + sample.levels[pair * fields.length + field]!]! += chance
    }
    const last = lambda
    lambda = Math.min(0.5, Math.max(0.5, matches * scale) / allPairs)
    household = Math.min(lambda, Math.max(0.5, households * scale) / allPairs)
    const moved = maximise(fields, counts, m)
    weights = weightsOf(fields, m, u, lambda, household)
    yield rounds
    if (moved < STILL && Math.abs(Math.log(lambda / last)) < 1e-3) break
  }
  return { ...weights, m, rounds: rounds + 1 }
}

function maximise(fields: readonly Field[], counts: Float64Array, m: Float64Array): number {
  let moved = 0
  fields.forEach((field, index) => {
    let sum = 0
    for (let level = 1; level < LEVEL_COUNT; level++) sum += counts[index * LEVEL_COUNT + level]!
    for (let level = 1; level < LEVEL_COUNT; level++) {
      const at = index * LEVEL_COUNT + level
      const chance = (counts[at]! + PRIOR_PAIRS * PRIOR_M[field.kind][level - 1]!) / (sum + PRIOR_PAIRS)
      moved = Math.max(moved, Math.abs(chance - m[at]!))
      m[at] = chance
    }
  })
  return moved
}

/** Logarithms of m and u, u freed of the matches among random pairs, and better levels never weighing less than worse ones. */
export function weightsOf(fields: readonly Field[], m: Float64Array, u: Float64Array, lambda: number, household: number): Weights {
  const logM = new Float64Array(m.length)
  const logU = new Float64Array(m.length)
  for (let field = 0; field < fields.length; field++) {
    for (let level = 1; level < LEVEL_COUNT; level++) {
      const at = field * LEVEL_COUNT + level
      logM[at] = Math.log(Math.max(m[at]!, 1e-6))
      logU[at] = Math.log(Math.max((u[at]! - lambda * m[at]!) / (1 - lambda), u[at]! * 0.1, LEAST_U))
    }
    monotone(logM, logU, field * LEVEL_COUNT)
  }
  return { logM, logU, lambda: lambda / (1 - lambda), household: household / (1 - lambda) }
}

/** Pools neighbouring levels whose weights are in the wrong order (pool adjacent violators), by moving u. */
function monotone(logM: Float64Array, logU: Float64Array, from: number): void {
  for (let level = 2; level < LEVEL_COUNT; level++) {
    for (let at = level; at > 1; at--) {
      const better = logM[from + at - 1]! - logU[from + at - 1]!
      const worse = logM[from + at]! - logU[from + at]!
      if (better >= worse) break
      const [one, other] = [Math.exp(logM[from + at - 1]!) + Math.exp(logM[from + at]!), Math.exp(logU[from + at - 1]!) + Math.exp(logU[from + at]!)]
      const pooled = Math.log(one / other)
      logU[from + at - 1] = logM[from + at - 1]! - pooled
      logU[from + at] = logM[from + at]! - pooled
    }
  }
}
