/** Two arms of an experiment by their sums: differences, absolute and relative, for one planned look or for any number of looks; and what was known before taken out (CUPED). */
import { studentCdf, studentQuantile } from './distribution.ts'
import { alwaysP, sequence, TUNED_FOR } from './sequence.ts'
import type { Interval } from './types.ts'

/** What is kept of an arm: sums over its units. The covariate (`x`) is what was known before the first exposure; zeros where nothing is. */
export interface Arm {
  readonly n: number
  readonly sum: number
  readonly squares: number
  readonly x?: number
  readonly xx?: number
  readonly xy?: number
}

/** How an effect is told: `b − a`, or that over `|a|`. */
export type EffectKind = 'absolute' | 'relative'

/** An effect and whether it may be chance. */
export interface Effect {
  readonly effect: Interval
  readonly se: number
  readonly p: number
}

/** One more unit. */
export function withUnit(arm: Arm, y: number, x = 0): Arm {
  return { n: arm.n + 1, sum: arm.sum + y, squares: arm.squares + y * y, x: (arm.x ?? 0) + x, xx: (arm.xx ?? 0) + x * x, xy: (arm.xy ?? 0) + x * y }
}

/** An arm of yes and no: so many of so many. */
export function shareArm(hits: number, n: number): Arm {
  return { n, sum: hits, squares: hits }
}

/** Mean of an arm. */
export function meanOf({ sum, n }: Arm): number {
  return sum / n
}

/** Sample variance of an arm; a share's is that of its trials, p (1 − p), as GrowthBook has it. */
export function varianceOf({ n, sum, squares }: Arm): number {
  const mean = sum / n
  if (squares === sum && sum <= n && sum >= 0) return mean * (1 - mean)
  return Math.max(0, (squares - sum * mean) / (n - 1))
}

/** Effect of b over a and its standard error; the relative one by the delta method. Null when an arm has fewer than two units, no spread at all, or (relative) nothing to divide by. */
export function effectOf(a: Arm, b: Arm, kind: EffectKind): { readonly estimate: number; readonly se: number } | null {
  if (a.n < 2 || b.n < 2) return null
  const [ma, mb, va, vb] = [meanOf(a), meanOf(b), varianceOf(a) / a.n, varianceOf(b) / b.n]
  if (va + vb <= 0 || (kind === 'relative' && ma === 0)) return null
  if (kind === 'absolute') return { estimate: mb - ma, se: Math.sqrt(va + vb) }
  return { estimate: (mb - ma) / Math.abs(ma), se: Math.sqrt(vb / ma ** 2 + (va * mb ** 2) / ma ** 4) }
}

/** For one look that was planned: Welch's t-test, degrees of freedom by Satterthwaite. Null as `effectOf`. */
export function tTest(a: Arm, b: Arm, kind: EffectKind, level = 0.95): Effect | null {
  const found = effectOf(a, b, kind)
  if (found === null) return null
  const { estimate, se } = found
  const [va, vb] = [varianceOf(a) / a.n, varianceOf(b) / b.n]
  const df = (va + vb) ** 2 / (va ** 2 / (a.n - 1) + vb ** 2 / (b.n - 1))
  const half = studentQuantile(0.5 + level / 2, df) * se
  return { effect: { estimate, low: estimate - half, high: estimate + half, level, valid: 'once' }, se, p: 2 * (1 - studentCdf(Math.abs(estimate / se), df)) }
}

/** For any number of looks. Null as `effectOf`. */
export function alwaysTest(a: Arm, b: Arm, kind: EffectKind, { level = 0.95, tunedFor = TUNED_FOR } = {}): Effect | null {
  const found = effectOf(a, b, kind)
  if (found === null) return null
  const asked = { ...found, n: a.n + b.n, alpha: 1 - level, tunedFor }
  return { effect: sequence(asked), se: found.se, p: alwaysP(asked) }
}

/**
 * The arms with what was known before taken out (Deng, Xu, Kohavi, Walker, WSDM 2013): y − θ (x − mean x), θ from both arms together, so that the difference of means stays what it was in
 * expectation and its error shrinks by the correlation. Arms without a spread of x come back as they are.
 */
export function cuped(a: Arm, b: Arm): readonly [Arm, Arm] {
  const [x, xx, xy] = [(a.x ?? 0) + (b.x ?? 0), (a.xx ?? 0) + (b.xx ?? 0), (a.xy ?? 0) + (b.xy ?? 0)]
  const n = a.n + b.n
  const spread = within(a, 'xx') + within(b, 'xx')
  if (n < 4 || !(spread > 1e-12 * Math.max(1, xx)) || !Number.isFinite(xy)) return [a, b]
  const theta = (within(a, 'xy') + within(b, 'xy')) / spread
  return [adjusted(a, theta, x / n), adjusted(b, theta, x / n)]
}

/** Sum of squares (or products) about the arm's own means. */
function within(arm: Arm, of: 'xx' | 'xy'): number {
  const x = arm.x ?? 0
  return of === 'xx' ? (arm.xx ?? 0) - (x * x) / arm.n : (arm.xy ?? 0) - (x * arm.sum) / arm.n
}

function adjusted(arm: Arm, theta: number, centre: number): Arm {
  const { n, sum, squares, x = 0, xx = 0, xy = 0 } = arm
  const moved = xx - 2 * centre * x + n * centre * centre
  const crossed = xy - centre * sum
  return { ...arm, sum: sum - theta * (x - n * centre), squares: squares - 2 * theta * crossed + theta * theta * moved }
}
