/** The shapes of consent: purposes × channels. */
import type { EventId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'

/** What the person said last about one purpose on one channel. */
export interface ConsentEntry {
  readonly is: 'given' | 'withdrawn'
  readonly at: Instant
  readonly from: EventId
  /** Version of the wording that was shown, if known. */
  readonly text?: string
}

/** purpose → channel ('*' = every channel) → what was said last. */
export interface ConsentState {
  readonly [purpose: string]: { readonly [channel: string]: ConsentEntry }
}

/** What holds for a purpose when the person has said nothing. */
export interface PurposeDefinition {
  readonly id: string
  readonly name: string
  /** `ask`: silence means no. `inform`: silence means yes, withdrawal is possible. `always`: cannot be withdrawn (a receipt, a security notice). */
  readonly basis: 'ask' | 'inform' | 'always'
}
