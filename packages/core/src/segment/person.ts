/** What rules may look at. `ProfileState` is one; so is anything with these slices. */
import type { ConsentState } from '../consent/types.ts'
import type { GivenTraits } from '../profile/types.ts'
import type { Counters } from '../trait/types.ts'
import type { Predictions } from '../trait/prediction.ts'
import type { Memberships } from './membership.ts'

/** A person as rules see one. */
export interface Person {
  readonly traits: GivenTraits
  readonly counters: Counters
  readonly segments: Memberships
  readonly consent: ConsentState
  /** What is foretold; absent = nothing. */
  readonly predictions?: Predictions
}
