/** The shapes of uplift: what a treatment changes in each person. */
import type { Interval } from '../../experiment/types.ts'
import type { Trees } from '../trees/types.ts'
import type { Frame } from '../types.ts'
import type { Design } from './ridge.ts'

/** People, whether each was treated, and what came of it. */
export interface UpliftData {
  /** What was known before the treatment. */
  readonly frame: Frame
  /** 1 treated, 0 not. */
  readonly treated: Uint8Array
  /** 0/1 or an amount. */
  readonly outcome: Float64Array
  /** Chance by which each was treated, where it is known; else it is found out. */
  readonly propensity?: Float64Array
}

/**
 * Ways to foretell uplift, the usual one first.
 * - `blend`: the mean of `linear` and `one`, two ways that err differently
 * - `linear`, `trees`: the doubly robust learner (Kennedy 2020) with a linear last stage, with trees
 * - `one`: one model of the outcome with the treatment as a column (S-learner); `two`: one model for each arm (T-learner)
 * - `transformed`: the transformed outcome, linear (Athey and Imbens 2016)
 */
export const UPLIFT_KINDS = ['blend', 'linear', 'transformed', 'one', 'two', 'trees'] as const
/** One way. */
export type UpliftKind = (typeof UPLIFT_KINDS)[number]

/** What was learned with one fifth of the people left out. */
export interface UpliftFold {
  /** Coefficients of the design's columns. */
  readonly linear: Float64Array
  readonly transformed: Float64Array
  readonly trees: Trees
  readonly one: Trees
  readonly untreated: Trees
  readonly treated: Trees
}

/** What foretells uplift. */
export interface UpliftModel {
  /** `none`: people cannot be told apart; everybody gets the average effect. */
  readonly kind: UpliftKind | 'none'
  readonly design: Design
  readonly folds: readonly UpliftFold[]
  /** Uplift = centre + slope · (foretold - mean): as strong as it proved among people who were left out, and the mean is the average effect. */
  readonly slope: number
  readonly mean: number
  readonly centre: Interval
  /** Mean variance of a forecast over the folds; a person's own is drawn to it. */
  readonly variance: number
  /** Mean outcome of the untreated. */
  readonly usual: number
  readonly binary: boolean
}

/** One arm. */
export interface ArmFigures {
  readonly people: number
  readonly mean: number
}

/** Where the treatment came from. */
export interface Assignment {
  /** `random`: nothing known beforehand says who was treated; `known`: its chances were given; `found`: it follows columns, and the chances were found out. */
  readonly is: 'random' | 'known' | 'found'
  /** How well columns tell who was treated (0.5: not at all). */
  readonly auc: number
  /** Columns that say most about it, most first. */
  readonly columns: readonly string[]
  /** Share of people who were nearly sure to be treated or not to be. */
  readonly withoutMatch: number
}

/** A way and how well it ranks people who were left out. */
export interface Challenger {
  readonly kind: UpliftKind
  /** Per 1,000 treated. */
  readonly qini: number
}

/** What was found. */
export interface UpliftFound {
  readonly is: 'found'
  readonly model: UpliftModel
  /** `signal`: people can be ranked better than by chance; `no_signal`: they cannot; `few`: too few people or outcomes to try. */
  readonly verdict: 'signal' | 'no_signal' | 'few'
  readonly treated: ArmFigures
  readonly untreated: ArmFigures
  /** Difference of the arms' means, and the same with what is known of people taken into account (doubly robust); 95 %. */
  readonly difference: Interval
  readonly effect: Interval
  readonly assignment: Assignment
  readonly challengers: readonly Challenger[]
  /** Qini per 1,000 treated of the way that was chosen, wide enough for the best of all that were tried. */
  readonly qini: Interval | null
  /** Forecasts for people by models that had not seen them, in the order of the rows. */
  readonly crossFitted: Float64Array
}

/** Why nothing can be said. */
export interface UpliftRefused {
  readonly is: 'refused'
  readonly why: 'few_rows' | 'one_arm' | 'constant_outcome' | 'no_overlap'
  readonly detail: { readonly [name: string]: number | string }
}

/** What a person is to a campaign. Whoever's 90 % interval holds 0 is `unclear`. */
export type UpliftGroup = 'persuadable' | 'sure_thing' | 'lost_cause' | 'sleeping_dog' | 'unclear'

/** What is foretold of people, in the order of the rows; `low` and `high`: 90 %. */
export interface UpliftForecast {
  readonly uplift: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  readonly group: readonly UpliftGroup[]
}
