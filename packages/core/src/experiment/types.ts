/** The shapes of honest figures. */

/** A figure and where the truth lies. `always`: may be looked at any number of times; `once`: holds for one look that was planned. */
export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
  /** 0.95: the truth lies within in 95 of 100 cases. */
  readonly level: number
  readonly valid: 'always' | 'once'
}

/** A figure, or why there is none. */
export type Measured = Interval | { readonly none: 'not_enough_data' | 'no_support' | 'sample_ratio'; readonly detail: { readonly [name: string]: number | string } }
