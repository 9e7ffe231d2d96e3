/** Means over people who each bring several decisions, with an interval that may be looked at any number of times. */
import { sequence } from '../sequence.ts'
import type { Interval } from '../types.ts'

/** A running mean per decision whose error is counted by unit. Adding one decision costs a few operations, whatever came before. */
export interface ClusterMean {
  add(unit: number, value: number): void
  /** Sum of values over decisions; NaN before the first. */
  mean(): number
  /** Standard error by units (ratio of sums, residuals of a unit taken together); NaN before the second unit. */
  error(): number
  decisions(): number
  /** Units that brought something. */
  units(): number
}

/** An empty mean over at most `units` units. */
export function clusterMean(units: number): ClusterMean {
  const sums = new Float64Array(units)
  const counts = new Uint32Array(units)
  let total = 0
  let decisions = 0
  let seen = 0
  let squares = 0
  let crossed = 0
  let countSquares = 0
  return {
    add(unit, value) {
      const sum = sums[unit]!
      const count = counts[unit]!
      if (count === 0) seen++
      // sum of (S_u + v)² − S_u², and alike for S·N and N²
      squares += value * (2 * sum + value)
      crossed += sum + value * (count + 1)
      countSquares += 2 * count + 1
      sums[unit] = sum + value
      counts[unit] = count + 1
      total += value
      decisions++
    },
    mean: () => total / decisions,
    error() {
      if (seen < 2) return NaN
      const mean = total / decisions
      const residual = Math.max(0, squares - 2 * mean * crossed + mean * mean * countSquares)
      return Math.sqrt((residual * seen) / (seen - 1)) / decisions
    },
    decisions: () => decisions,
    units: () => seen,
  }
}

/** The interval of a cluster mean. `tunedFor`: units at which it shall be narrowest, chosen before outcomes are looked at. */
export function alwaysInterval(of: ClusterMean, { tunedFor, level }: { readonly tunedFor: number; readonly level: number }): Interval {
  return sequence({ estimate: of.mean(), se: of.error(), n: of.units(), alpha: 1 - level, tunedFor })
}
