/**
 * Confidence sequences: intervals that hold at all times at once, so that looking is free. Asymptotic, by Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas (2021), tuned to be narrowest at an
 * expected number of observations as GrowthBook does.
 */
import type { Interval } from './types.ts'

/** Number of observations at which an experiment is usually decided. */
export const TUNED_FOR = 5_000

/** Mixture parameter ρ² for a two-sided sequence of error `alpha`, narrowest at `tunedFor` observations. ρ(0.05, 5000) = 0.0398400668. */
export function rho2(alpha: number, tunedFor: number): number {
  return (-2 * Math.log(alpha) + Math.log(-2 * Math.log(alpha) + 1)) / tunedFor
}

/** Half the width of the sequence around the mean of `n` observations of variance `variance`. */
export function halfWidth({ n, variance, alpha = 0.05, tunedFor = TUNED_FOR }: {
  readonly n: number
  readonly variance: number
  readonly alpha?: number
  readonly tunedFor?: number
}): number {
  const r2 = rho2(alpha, tunedFor)
  const grown = n * r2 + 1
  return Math.sqrt((variance * 2 * grown * Math.log(Math.sqrt(grown) / alpha)) / (n * n * r2))
}

/** Two-sided sequence for an effect with standard error `se` after `n` observations in all. */
export function sequence({ estimate, se, n, alpha = 0.05, tunedFor = TUNED_FOR }: {
  readonly estimate: number
  readonly se: number
  readonly n: number
  readonly alpha?: number
  readonly tunedFor?: number
}): Interval {
  const half = halfWidth({ n, variance: se * se * n, alpha, tunedFor })
  return { estimate, low: estimate - half, high: estimate + half, level: 1 - alpha, valid: 'always' }
}

/** p-value that may be looked at any number of times: the smallest alpha whose sequence leaves 0 out, ρ being fixed for `alpha`. */
export function alwaysP({ estimate, se, n, alpha = 0.05, tunedFor = TUNED_FOR }: {
  readonly estimate: number
  readonly se: number
  readonly n: number
  readonly alpha?: number
  readonly tunedFor?: number
}): number {
  const r2 = rho2(alpha, tunedFor)
  const grown = n * r2 + 1
  const t2 = (estimate / se) ** 2
  return Math.min(1, Math.sqrt(grown) * Math.exp((-r2 * t2 * n) / (2 * grown)))
}

/** Mixture parameter of the one-sided sequence. Twice `alpha` stands for one side. */
export function rho2OneSided(alpha: number, tunedFor: number): number {
  const both = -2 * Math.log(2 * alpha)
  return (both + Math.log(both + 1)) / tunedFor
}

/** Lower end of the one-sided sequence around the mean of `n` observations of variance `variance`: the truth stays above it at all times but with chance `alpha`. */
export function lowerBound({ mean, variance, n, alpha, tunedFor }: {
  readonly mean: number
  readonly variance: number
  readonly n: number
  readonly alpha: number
  readonly tunedFor: number
}): number {
  const r2 = rho2OneSided(alpha, tunedFor)
  const grown = n * r2 + 1
  return mean - Math.sqrt(((variance * 2 * grown) / (n * n * r2)) * Math.log(1 + Math.sqrt(grown) / (2 * alpha)))
}
