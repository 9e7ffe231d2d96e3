/** The shapes that everything which learns has in common. */
import type { Rule } from '../segment/rule.ts'
import type { Instant } from '../base/time.ts'

/** A sparse vector: 32-bit hashed places, ascending, and the value at each. A learner folds a place into its own table by a mask. */
export interface Sparse {
  readonly at: Uint32Array
  readonly value: Float32Array
}

/** What a learner says: a chance, and on how much evidence (effective examples) it rests. */
export interface Estimate {
  readonly p: number
  readonly n: number
}

/** One learner of a yes-or-no outcome. Examples come in one order, the order of the log, so that a replay learns the same. */
export interface Learner {
  /** Log-odds. */
  score(x: Sparse): number
  predict(x: Sparse): Estimate
  /** `weight` 1 is one whole example. */
  learn(x: Sparse, y: 0 | 1, weight: number, at: Instant): void
  /** What each place adds to the log-odds, in the order of `x.at`, the constant last; the sum is `score(x)`. */
  contributions(x: Sparse): Float64Array
  /** Everything it has learned, as bytes; `restore` of the same kind of learner takes it up again exactly. */
  snapshot(): Uint8Array
  restore(bytes: Uint8Array): void
}

/** One column of a table of examples. */
export type Column =
  /** NaN: missing. */
  | { readonly name: string; readonly is: 'number'; readonly values: Float64Array }
  /** Index into `levels`; `levels[0]` is '' and stands for missing. */
  | { readonly name: string; readonly is: 'category'; readonly values: Uint32Array; readonly levels: readonly string[] }

/** Examples by columns. */
export interface Frame {
  readonly rows: number
  readonly columns: readonly Column[]
}

/** What a marketer wants to be foretold of each person. A definition of the workspace: the product makes, tests, and replaces the models by itself. */
export interface ModelDefinition {
  readonly id: string
  readonly name: string
  readonly predict: Goal
  /** Only members of this segment are learned from and foretold. Default: everybody. */
  readonly segment?: string
  /** Show bands with their observed rates instead of bare figures (lead score). */
  readonly bands?: boolean
  readonly state?: 'on' | 'off'
}

/** A goal. Durations are texts (`14d`). */
export type Goal =
  /** The event happens within the time: purchase, response, complaint, qualified lead. */
  | { readonly is: 'happens'; readonly event: string; readonly where?: Rule; readonly within: string }
  /** The event does not happen within the time, among people who did it before: churn. */
  | { readonly is: 'stops'; readonly event: string; readonly where?: Rule; readonly within: string }
  /** Sum of a property of the event within the time: future value. */
  | { readonly is: 'value'; readonly event: string; readonly property: string; readonly where?: Rule; readonly within: string }
  /** The event happens before the visit ends; foretold anew at each click. */
  | { readonly is: 'in_session'; readonly event: string; readonly where?: Rule }
  /** Which value of a property the person will choose next: category, brand, product. */
  | { readonly is: 'next'; readonly event: string; readonly property: string; readonly within: string }
  /** At which hour of their week the person reacts to what is sent to them. */
  | { readonly is: 'hour'; readonly event: string }
  /** On which channel the person reacts. */
  | { readonly is: 'channel' }

export type { Prediction, Predictions } from '../trait/prediction.ts'
