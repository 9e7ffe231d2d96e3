/** What rules may look at. `ProfileState` is one; so is anything with these four slices. */
import type { ConsentState } from '../consent/types.ts'
import type { GivenTraits } from '../profile/types.ts'
import type { Counters } from '../trait/types.ts'
import type { Memberships } from './membership.ts'

/** A person as rules see one. */
export interface Person {
  readonly traits: GivenTraits
  readonly counters: Counters
  readonly segments: Memberships
  readonly consent: ConsentState
}
