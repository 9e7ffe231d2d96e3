/** The shapes of a model of a table. */
import type { Interval } from '../../experiment/types.ts'
import type { Isotonic, ReliabilityTable } from '../calibration.ts'
import type { Trees } from '../trees/types.ts'
import type { Blend } from './blend.ts'
import type { Design } from './design.ts'
import type { Logistic } from './logistic.ts'

/** Levels of each category in an order, by column. */
export interface LevelOrders {
  readonly [column: string]: readonly string[]
}

/** Something that foretells: one of those that were tried. */
export type Voice =
  | { readonly is: 'linear'; readonly name: string; readonly design: Design; readonly logistic: Logistic; readonly ridge: number }
  /** Forests that were each grown without a part of the rows; what they say is averaged. */
  | { readonly is: 'trees'; readonly name: string; readonly forests: readonly Trees[]; readonly trees: number; readonly leaves: number; readonly orders: LevelOrders | null }

/** What was tried, and how good it was on rows it had not seen. */
export interface Tried {
  readonly name: string
  readonly logLoss: Interval
  readonly auc: Interval | null
  /** Log loss more than that of the best, and the standard error of that difference (row by row). */
  readonly worse: number
  readonly error: number
  readonly picked: boolean
}

/** How much a column moves the log-odds on average, as a share of all columns, and which way. */
export interface Reason {
  readonly column: string
  readonly share: number
  /** Numbers: whether more of it means likelier (1) or less likely (-1), 0 where it goes up and down. Categories: levels that raise and lower most. */
  readonly direction: 1 | -1 | 0
  readonly raises: readonly string[]
  readonly lowers: readonly string[]
}

/** A column that knows too much. */
export interface Leak {
  readonly column: string
  /** `decides`: it alone nearly gives the answer; `suspicious`: it alone tells a great deal; `presence`: whether it is filled in gives the answer away. */
  readonly is: 'decides' | 'suspicious' | 'presence'
  /** AUC of the column alone. */
  readonly alone: number
}

/** A fitted model of a table, and what is known of it. */
export interface TableModel {
  /** Share of the yes among the rows learned from. */
  readonly rate: number
  readonly voices: readonly Voice[]
  /** Weights of the voices; none: the rate is foretold of everybody. */
  readonly blend: Blend
  readonly curve: Isotonic | null
  readonly tried: readonly Tried[]
  /** `best`: it is the best; `simpler`: another one is better by less than a standard error; `nothing`: no column tells anything. */
  readonly because: 'best' | 'simpler' | 'nothing'
  /** Chances of the rows learned from, each foretold without the row itself; NaN for rows that were left out of a sample. */
  readonly heldOut: Float64Array
  readonly auc: Interval | null
  readonly logLoss: Interval
  readonly reliability: ReliabilityTable
  readonly reasons: readonly Reason[]
  readonly leaks: readonly Leak[]
  readonly rows: number
}
