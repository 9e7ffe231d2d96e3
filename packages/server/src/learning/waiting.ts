/** Stored decisions as the learner's fold takes them in: what was known, what waits, and what became of it in short. */
import type { DecisionId, OfferId, ProfileId } from '@rapport/core/base/id'
import type { Waiting } from '@rapport/core/decision/outcomes'
import type { ArbitrationPolicy } from '@rapport/core/decision/policy'
import type { Decision, OfferDefinition, PlacementDefinition } from '@rapport/core/decision/types'
import type { Sparse } from '@rapport/core/model/types'

/** What the definitions say that learning needs. */
export interface Terms {
  readonly version: number
  readonly offers: readonly OfferDefinition[]
  readonly placements: readonly PlacementDefinition[]
  readonly arbitration: ArbitrationPolicy
  readonly timezone: string
}

/** A decision whose window is over: id, shown, clicked, dismissed, worked (0: not). */
export type Settled = readonly [decision: string, shown: number, clicked: number, dismissed: number, worked: number]

/** Nothing is known. */
export const EMPTY: Sparse = { at: new Uint32Array(0), value: new Float32Array(0) }

/** The vector that was shown to the model; empty in decisions of before there was learning, and where the person does not want to be profiled. */
export function vectorOf({ x }: Decision): Sparse {
  return x === undefined ? EMPTY : { at: Uint32Array.from(x.at), value: Float32Array.from(x.value) }
}

/** What waits of a decision: each offer that it chose. */
export function waitingOf(decision: Decision, ref: number, profile: ProfileId | null, terms: Terms | null): readonly Waiting[] {
  const { id, placement, at, explored, candidates } = decision
  const slots = decision.slots ?? [{ chosen: decision.chosen, propensity: decision.propensity }]
  const possible = candidates.filter(({ out }) => out === undefined)
  const worthOf = (offer: OfferId) => candidates.find((candidate) => candidate.offer === offer)?.worth
  let best: OfferId | null = null
  let most = 0
  for (const { offer, score = 0 } of possible) if (offer !== null && score > most) [best, most] = [offer, score]
  return slots.flatMap(({ chosen, propensity }, slot) => {
    if (chosen === null) return []
    const worth = worthOf(chosen)
    const defined = worth ? undefined : terms?.offers.find((offer) => offer.id === chosen)
    const isBest = slot === 0 ? best === chosen : !explored
    return [{
      decision: id as DecisionId,
      offer: chosen,
      placement,
      ref,
      at,
      explored: slot === 0 && explored,
      best: isBest,
      propensity,
      possible: Math.max(1, possible.length - slot),
      value: worth ? worth.value : (defined?.value ?? 0),
      cost: worth ? worth.cost + worth.channelCost : (defined?.cost ?? 0),
      profile,
    }]
  })
}

/** What became of it, in short. */
export function settledOf({ decision, shown, clicked, dismissed, worked }: Readonly<Waiting>): Settled {
  return [decision, shown ?? 0, clicked ?? 0, dismissed ?? 0, worked ?? 0]
}
