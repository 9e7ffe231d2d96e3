/** Offers made ready for deciding: sorted, dates and durations read, values computed. Once per version of the definitions. */
import type { OfferId } from '../base/id.ts'
import { NEVER, parseDuration, parseInstant } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Rule } from '../segment/rule.ts'
import { SHOWN_MAX } from './history.ts'
import type { OfferDefinition, OutReason, PlacementDefinition } from './types.ts'

/** Share of decisions that are uniform when a placement does not say. */
export const EXPLORATION_DEFAULT = 0.05
/** How often an offer works when its definition does not say. */
export const RATE_DEFAULT = 0.05

/** An offer as `decide` reads it at one placement. */
export interface CompiledOffer {
  readonly id: OfferId
  readonly definition: OfferDefinition
  /** Why it cannot appear here, if so. */
  readonly elsewhere: OutReason | null
  readonly from: Instant
  readonly until: Instant
  readonly cap: { readonly most: number; readonly within: number } | undefined
  /** Set when the definition names one. */
  readonly purpose: string | undefined
  /** Its rule looks at the person, not only at the moment. */
  readonly personal: boolean
  readonly tier: number
  /** rate × value − cost, in money. */
  readonly score: number
}

/** One placement's offers, by id. */
export interface PlacementPlan {
  readonly channel: string | undefined
  readonly exploration: number
  readonly offers: readonly CompiledOffer[]
}

/** All placements. A placement that nobody defined has every offer out. */
export interface Decisions {
  readonly byPlacement: ReadonlyMap<string, PlacementPlan>
  readonly unknown: PlacementPlan
}

/** Makes the offers ready for every placement. Unreadable dates and durations (definitions are checked, so: never seen) keep an offer out. */
export function compileDecisions(offers: readonly OfferDefinition[], placements: readonly PlacementDefinition[]): Decisions {
  const sorted = [...offers].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const byPlacement = new Map<string, PlacementPlan>()
  for (const placement of placements) {
    const exploration = Math.min(1, Math.max(0, placement.exploration ?? EXPLORATION_DEFAULT))
    byPlacement.set(placement.id, { channel: placement.channel, exploration, offers: sorted.map((offer) => compileOffer(offer, fits(offer, placement.id))) })
  }
  return { byPlacement, unknown: { channel: undefined, exploration: 0, offers: sorted.map((offer) => compileOffer(offer, false)) } }
}

/** The offers of a placement; of an unknown one, all of them, out. */
export function planOf(decisions: Decisions, placement: string): PlacementPlan {
  return decisions.byPlacement.get(placement) ?? decisions.unknown
}

function fits(offer: OfferDefinition, placement: string): boolean {
  return offer.placements === undefined || offer.placements.includes(placement)
}

function compileOffer(definition: OfferDefinition, here: boolean): CompiledOffer {
  const { id, placements, from, until, cap, value, eligible, purpose } = definition
  return {
    id: id as OfferId,
    definition,
    elsewhere: here ? null : { check: 'placement', detail: { placements: placements ?? [] } },
    from: from === undefined ? (0 as Instant) : (parseInstant(from) ?? NEVER),
    until: until === undefined ? NEVER : (parseInstant(until) ?? (0 as Instant)),
    cap: cap && { most: Math.min(cap.most, SHOWN_MAX), within: parseDuration(cap.within) ?? Infinity },
    purpose,
    personal: eligible !== undefined && looksAtPerson(eligible),
    tier: definition.tier ?? 0,
    score: (definition.rate ?? RATE_DEFAULT) * value - (definition.cost ?? 0),
  }
}

/** True when the rule uses anything known about the person: traits, deeds, segments. Facts of the moment (`context.…`) and consent itself are not. */
export function looksAtPerson(rule: Rule): boolean {
  if ('all' in rule) return rule.all.some(looksAtPerson)
  if ('any' in rule) return rule.any.some(looksAtPerson)
  if ('not' in rule) return looksAtPerson(rule.not)
  if ('consents' in rule) return false
  return !('trait' in rule) || !rule.trait.startsWith('context.')
}
