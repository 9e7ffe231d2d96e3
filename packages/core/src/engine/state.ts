/** Everything known about one person: one document, loaded once per batch, changed by pure functions, written once. */
import type { ProfileId } from '../base/id.ts'
import { NEVER, type Instant } from '../base/time.ts'
import type { ConsentState } from '../consent/types.ts'
import type { OfferHistory } from '../decision/types.ts'
import type { IdentityState } from '../identity/types.ts'
import type { JourneyState } from '../journey/types.ts'
import type { PressureState } from '../message/types.ts'
import type { GivenTraits } from '../profile/types.ts'
import type { Memberships } from '../segment/membership.ts'
import type { Predictions } from '../trait/prediction.ts'
import type { Counters } from '../trait/types.ts'

/** One person. Each slice has one fold, in its own folder. */
export interface ProfileState {
  readonly id: ProfileId
  /** Earliest event; with `id` it decides which of two merging profiles survives. */
  readonly firstSeen: Instant
  readonly lastSeen: Instant
  /** How many events were folded in. */
  readonly events: number
  readonly identity: IdentityState
  readonly consent: ConsentState
  readonly traits: GivenTraits
  readonly counters: Counters
  readonly segments: Memberships
  readonly offers: OfferHistory
  readonly pressure: PressureState
  readonly journeys: JourneyState
  /** What is foretold of this person, one value a model. */
  readonly predictions: Predictions
  /** When this document wants to be looked at again without an event (a window ends, a wait is over); NEVER if not. Kept by `react`. */
  readonly wakeAt: Instant
  /** Version of the definitions that the counters were last kept by. */
  readonly version: number
}

/** A person of whom nothing is known yet. */
export function newProfile(id: ProfileId, at: Instant, version: number): ProfileState {
  return {
    id,
    firstSeen: at,
    lastSeen: at,
    events: 0,
    identity: { ids: [], edges: [] },
    consent: {},
    traits: {},
    counters: {},
    segments: {},
    offers: {},
    pressure: { claims: [], suppressed: {} },
    journeys: { runs: [], entered: {} },
    predictions: {},
    wakeAt: NEVER,
    version,
  }
}
