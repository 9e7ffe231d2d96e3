/** The shapes of replaying a strategy on a log of decisions whose chances are known. */
import type { Interval, Measured } from '../types.ts'

/** Logged decisions as columns of one length, in the order in which they were made. */
export interface ReplayLog {
  /** Whose decision it was, 0 to `units` − 1: people are drawn and react, so a person's decisions are one piece of evidence. */
  readonly unit: Uint32Array
  readonly units: number
  /** What came of it: money, or 0 and 1. */
  readonly reward: Float64Array
  /** The exact chance with which the logged action was chosen, 0 to 1. */
  readonly propensity: Float64Array
  /** The chance with which the other strategy would have chosen that action. */
  readonly target: Float64Array
  /** What a model that had not seen the reward expected of the logged action. Zero everywhere: no model. */
  readonly model: Float64Array
  /** What it expected on average of what the other strategy would choose: the sum over actions of chance × expectation. */
  readonly modelTarget: Float64Array
  /** The same sum for the strategy that really decided; with it the noise of its own draws is taken out of the difference. */
  readonly modelLogged?: Float64Array
  /** Share of the other strategy's choices that the log could never have made, per decision; absent: unknown, and judged by the mean weight. */
  readonly uncovered?: Float64Array
  /**
   * Expected square of the weight before the draw: the sum over actions of target² / logged chance, where all chances are known. Seen weights look harmless until the first
   * heavy one falls; this knows of it before.
   */
  readonly weightSquare?: Float64Array
}

/** How a replay is judged. */
export interface ReplayOptions {
  /** Certainty of the intervals; default 0.95. */
  readonly level?: number
  /** An interval is given from this effective sample on; default 400. */
  readonly leastEffective?: number
  /** … and only while no unit has more than this share of all weights; default 0.05. */
  readonly heaviestAllowed?: number
  /** … and from so many units on; default 100. */
  readonly leastUnits?: number
  /** How many points the course has; default 60. */
  readonly looks?: number
  /** Range in which every reward lies, for the bound that uses no approximation; default: the range seen. */
  readonly range?: readonly [least: number, most: number]
}

/** How much of what the strategy would do was really tried. */
export interface Support {
  readonly decisions: number
  readonly units: number
  /** (sum w)² / sum w²: so many decisions of the strategy itself would say as much. */
  readonly effectiveSample: number
  /** Weight of the heaviest unit over the sum of all. */
  readonly heaviestShare: number
  readonly heaviestWeight: number
  /** 1 in the mean when the log covers the strategy and the chances are right. */
  readonly meanWeight: number
  readonly uncovered: number
}

/** Point estimates of the value of a decision under the strategy; null where there is nothing to divide by. */
export interface Estimates {
  /** Inverse propensity: mean w r. Unbiased, noisy. */
  readonly ips: number
  /** sum w r / sum w. */
  readonly snips: number | null
  /** The model alone, biased as the model is. */
  readonly dm: number
  /** Doubly robust: the model, corrected by what was seen. The one that counts. */
  readonly dr: number
  /** Diagnostics, biased on purpose: shrunken weights, and the model alone where weights are heavy. */
  readonly dros: number
  readonly switch: number
}

/** One look at the difference while decisions came in. */
export interface Look {
  /** Decisions counted so far. */
  readonly decisions: number
  readonly interval: Interval
}

/** What may be said of a strategy. `no_support`: it does what was hardly or never tried. */
export type ReplayVerdict = 'better' | 'worse' | 'no_difference_yet' | 'not_enough_data' | 'no_support'

/** The answer of a replay. Values are per decision. */
export interface ReplayFindings {
  readonly verdict: ReplayVerdict
  readonly estimates: Estimates
  readonly support: Support
  /** As it happened; under the strategy; and the difference. */
  readonly now: Measured
  readonly under: Measured
  readonly lift: Measured
  /** With the asked certainty, and without approximation, the difference is at least this; null without support. */
  readonly atLeast: number | null
  /** The model alone and the corrected estimate are further apart than two half-widths: do not trust the model. */
  readonly modelWarning: boolean
  /** Sums of weights are far from their expectation: the chances stored are not those that decided, or much of the strategy was never possible. */
  readonly weightWarning: boolean
  readonly course: readonly Look[]
}
