/** What to believe about the difference of two arms in Bayesian words: the chance that b is better, and what choosing wrongly would cost. Normal approximations as GrowthBook makes them. */
import { betaCdf, normalCdf, normalQuantile } from './distribution.ts'
import { effectOf, type Arm, type EffectKind } from './arms.ts'
import type { Interval } from './types.ts'

/** A belief held before the data: the effect is about `mean`, with this variance. Without one the data speak alone. */
export interface Prior {
  readonly mean: number
  readonly variance: number
}

/** Where the effect lies, how likely b is the better one, and the loss to be expected from choosing b, and from choosing a. */
export interface Belief {
  readonly effect: Interval
  readonly sd: number
  readonly better: number
  readonly risk: { readonly ofB: number; readonly ofA: number }
}

/** The belief after the data. Null as `effectOf`. */
export function beliefOf(a: Arm, b: Arm, kind: EffectKind, prior?: Prior, level = 0.95): Belief | null {
  const found = effectOf(a, b, kind)
  if (found === null) return null
  const precision = 1 / found.se ** 2 + (prior ? 1 / prior.variance : 0)
  const mean = (found.estimate / found.se ** 2 + (prior ? prior.mean / prior.variance : 0)) / precision
  const sd = Math.sqrt(1 / precision)
  const half = normalQuantile(0.5 + level / 2) * sd
  const better = normalCdf(mean / sd)
  const density = (sd * Math.exp(-((mean / sd) ** 2) / 2)) / Math.sqrt(2 * Math.PI)
  return {
    effect: { estimate: mean, low: mean - half, high: mean + half, level, valid: 'once' },
    sd,
    better,
    risk: { ofB: density - mean * (1 - better), ofA: density + mean * better },
  }
}

/** Chance that a share with belief Beta(a.alpha, a.beta) is above one with Beta(b.alpha, b.beta): Simpson's rule over the one's density and the other's distribution, 2,000 steps. */
export function betaBeats(a: { readonly alpha: number; readonly beta: number }, b: { readonly alpha: number; readonly beta: number }): number {
  const steps = 2_000
  let sum = 0
  let before = betaCdf(0, a.alpha, a.beta)
  for (let i = 0; i < steps; i++) {
    const after = betaCdf((i + 1) / steps, a.alpha, a.beta)
    // Chance that `a` lies in this step times the chance that `b` is below it.
    const below = (betaCdf(i / steps, b.alpha, b.beta) + 4 * betaCdf((i + 0.5) / steps, b.alpha, b.beta) + betaCdf((i + 1) / steps, b.alpha, b.beta)) / 6
    sum += (after - before) * below
    before = after
  }
  return sum
}
