/** What shall become of people whom matching takes for one: the policy of a workspace. */

/** The policy. Probabilities are between 0 and 1. */
export interface MatchingPolicy {
  /** `off`: nobody looks. `propose`: a person decides every pair. `link`: pairs at or above `linkAt` are joined at once, and can be taken apart again. */
  readonly mode: 'off' | 'propose' | 'link'
  /** Pairs at or above this wait for somebody to decide. */
  readonly reviewAt: number
  /** Pairs at or above this are joined by policy in mode `link`. */
  readonly linkAt: number
  /** Whether people of one household are shown together; they are never merged. */
  readonly households: boolean
}

/** A new workspace proposes and never joins by itself. */
export const DEFAULT_MATCHING: MatchingPolicy = { mode: 'propose', reviewAt: 0.9, linkAt: 0.995, households: true }
