/** The shapes of groups: past worth (RFM), opportunity (past against future), personas (clusters). */

/** What a customer did so far. `recencyDays`: since the last order; `orders`: how many; `money`: spent, without what was given back. */
export interface CustomerPast {
  readonly recencyDays: number
  readonly orders: number
  readonly money: number
}

/** Past worth of one customer: fifths (1 to 5, 5 is best) of recency, frequency and money, and the fifth of their sum. */
export interface RfmScore {
  readonly recency: number
  readonly frequency: number
  readonly money: number
  readonly past: number
}

/** `protect`: was and will be worth much. `grow`: will be, was not yet. `win_back`: was, and is going. `serve_cheaply`: neither. */
export type Quadrant = 'protect' | 'grow' | 'win_back' | 'serve_cheaply'

/** One column of numbers that people are grouped by. */
export interface GroupFeature {
  readonly name: string
  /** One value for each person; NaN is missing and counts as the mean. */
  readonly values: Float64Array
  /** `log`: log1p of what is at least 0 before standardising, for amounts and counts; default `plain`. */
  readonly scale?: 'log' | 'plain'
}

/** A partition of people. */
export interface Clustering {
  readonly k: number
  /** Cluster of each person, 0 to k - 1; the largest cluster is 0. */
  readonly of: Uint16Array
  /** Means in standardised coordinates, k rows of the number of features. */
  readonly centres: readonly Float64Array[]
  readonly sizes: readonly number[]
  /** Sum of squared distances to the own centre. */
  readonly inertia: number
}

/** A number of clusters that was tried. */
export interface TriedClusters {
  readonly k: number
  readonly inertia: number
  /** Mean silhouette of a sample, -1 to 1: how much nearer the own cluster is than the next. */
  readonly silhouette: number
  /** People in the smallest cluster. */
  readonly smallest: number
}

/** What sets a persona apart in one feature: its typical value and everybody's, in the feature's own unit, and the difference in standard deviations. */
export interface PersonaTrait {
  readonly feature: string
  readonly value: number
  readonly everybody: number
  readonly difference: number
}

/** A kind of customer, as data; `words/` says it in languages. */
export interface PersonaFacts {
  readonly people: number
  /** Share of all people, 0 to 1. */
  readonly share: number
  /** Largest difference first. */
  readonly traits: readonly PersonaTrait[]
}
