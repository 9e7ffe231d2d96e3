/** What models look at: one definition, used by training and by serving. */
import type { Rule } from '../../segment/rule.ts'
import type { TraitDefinition } from '../../trait/types.ts'

/** A feature: something about a person or a moment that may help to foretell. */
export interface FeatureDefinition {
  readonly id: string
  readonly name?: string
  readonly from: FeatureSource
}

/** Where its value comes from. Everything counted is counted by the same counters as computed traits, event by event, in the person's document. */
export type FeatureSource =
  /** A given or computed trait. */
  | { readonly trait: string }
  /** As a computed trait: `count`, `sum`, `last`, `first`, `max`, `min`, `distinct` of an event, all time or `within` a duration. */
  | { readonly counted: Omit<TraitDefinition, 'id' | 'name'> }
  /** Time since the person last did it. */
  | { readonly since: string; readonly where?: Rule }
  /** Membership in a segment. */
  | { readonly segment: string }
  /** A fact of the moment: dotted path into the context of the request. */
  | { readonly context: string }
  /** The person's own clock. */
  | { readonly calendar: 'hour_of_day' | 'day_of_week' | 'day_of_month' }
  /** What another model said, as it was when it was written down; never worked out anew. */
  | { readonly prediction: string }

/** The value of a feature: null is unknown, which is not 0. */
export type FeatureValue = number | string | null
