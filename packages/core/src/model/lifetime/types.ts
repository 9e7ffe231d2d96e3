/** The shapes of lifetime models: who bought how often until when, and what is foretold of them. */

/**
 * Purchase histories by columns, one row each kind of history. Times are in one unit (weeks, unless said otherwise) from the customer's first purchase:
 * `repeats` purchases after the first one, `recency` the time of the last of them (0 without repeats), `age` the time until now. `count` customers share the row.
 */
export interface Histories {
  readonly repeats: Float64Array
  readonly recency: Float64Array
  readonly age: Float64Array
  readonly count: Float64Array
}

/** One customer's history, in the unit of the model. */
export interface History {
  readonly repeats: number
  readonly recency: number
  readonly age: number
}

/** `mbg`: may leave after every purchase, the first one included. `bg`: may leave only after a repeat purchase. `pareto`: may leave at any moment. */
export type LifetimeFamily = 'mbg' | 'bg' | 'pareto'

/**
 * A fitted purchase process. Rates of buying are gamma distributed with shape `r` and rate `alpha` (in the unit of time). For `mbg` and `bg` the chance of leaving
 * at a purchase is beta(`a`, `b`); for `pareto` the rate of leaving is gamma with shape `a` and rate `b`.
 */
export interface LifetimeModel {
  readonly family: LifetimeFamily
  readonly r: number
  readonly alpha: number
  readonly a: number
  readonly b: number
}

/** A fitted model with what it was fitted on. */
export interface LifetimeFit {
  readonly model: LifetimeModel
  /** Natural logarithm of the likelihood, without the ridge. */
  readonly logLikelihood: number
  readonly customers: number
  /** Customers with at least one repeat purchase. */
  readonly repeaters: number
  /** Whether the search came to rest before its limit of steps. */
  readonly settled: boolean
}

/**
 * Spending per order: gamma with shape `p`, whose rate is gamma with shape `q` and rate `v` among customers (Fader, Hardie 2013). In units of money.
 */
export interface SpendModel {
  readonly p: number
  readonly q: number
  readonly v: number
}

/** Spending of customers by columns: how many orders have an amount, and their mean. */
export interface Spending {
  readonly orders: Float64Array
  readonly mean: Float64Array
}

/** A fitted spend model. `correlation` of number and mean of orders: above 0.3 the model's assumption that they have nothing to do with each other is doubtful. */
export interface SpendFit {
  readonly model: SpendModel
  readonly logLikelihood: number
  readonly customers: number
  readonly correlation: number
}
