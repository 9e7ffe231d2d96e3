/** Offers made ready for deciding: sorted, dates and durations read, values computed, places of the learner hashed. Once per version of the definitions. */
import type { OfferId } from '../base/id.ts'
import { DAY, NEVER, parseDuration, parseInstant } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { hash53 } from '../base/hash.ts'
import type { Rule } from '../segment/rule.ts'
import { armOf, type Arm } from './arm.ts'
import { SHOWN_MAX } from './history.ts'
import { DEFAULT_ARBITRATION, type ArbitrationPolicy, type BudgetDefinition, type ChannelCost, type MomentRule, type OfferKind } from './policy.ts'
import type { OfferDefinition, OutReason, PlacementDefinition } from './types.ts'

/** How often an offer works when its definition does not say. */
export const RATE_DEFAULT = 0.05
/** The least and the most that levers may do together. */
export const LEVER_RANGE = [0.2, 5] as const

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
  readonly kind: OfferKind
  readonly tier: number
  readonly rate: number
  readonly value: number
  readonly cost: number
  /** Own lever × that of its family. */
  readonly lever: number
  /** Budgets that a showing here uses. */
  readonly budgets: readonly BudgetDefinition[]
  readonly arm: Arm
  /** 53 bits that stand for it when chance is drawn. */
  readonly hash: number
}

/** One placement's offers, by id. */
export interface PlacementPlan {
  readonly channel: string | undefined
  readonly exploration: number
  readonly slots: number
  readonly offers: readonly CompiledOffer[]
  /** What its channel costs. */
  readonly channelCost: ChannelCost | undefined
}

/** All placements. A placement that nobody defined has every offer out. */
export interface Decisions {
  readonly byPlacement: ReadonlyMap<string, PlacementPlan>
  readonly unknown: PlacementPlan
  readonly policy: ArbitrationPolicy
  /** Milliseconds for which one person is told one story. */
  readonly steadyFor: number
  /** The rules of the policy, to be compiled with all others: `moment:ID`, and `window:CHANNEL` for the time in which a channel is free. */
  readonly rules: ReadonlyMap<string, Rule>
  /** Every offer by its id, whatever its placements. */
  readonly byId: ReadonlyMap<string, CompiledOffer>
}

/** The key of a moment's rule. */
export const momentKey = ({ id }: Pick<MomentRule, 'id'>): string => `moment:${id}`
/** The key of the rule that holds while a channel is free. */
export const windowKey = ({ channel }: Pick<ChannelCost, 'channel'>): string => `window:${channel}`

/** Makes the offers ready for every placement. Unreadable dates and durations (definitions are checked, so: never seen) keep an offer out. */
export function compileDecisions(
  offers: readonly OfferDefinition[],
  placements: readonly PlacementDefinition[],
  policy: ArbitrationPolicy = DEFAULT_ARBITRATION,
): Decisions {
  const sorted = [...offers].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  const byPlacement = new Map<string, PlacementPlan>()
  for (const placement of placements) {
    const { id, channel } = placement
    byPlacement.set(id, {
      channel,
      exploration: Math.min(1, Math.max(0, placement.exploration ?? policy.exploration)),
      slots: placement.slots ?? 1,
      offers: sorted.map((offer) => compileOffer(offer, { here: fits(offer, id), placement: id, channel, policy })),
      channelCost: policy.channels.find((cost) => cost.channel === channel),
    })
  }
  const unknown = sorted.map((offer) => compileOffer(offer, { here: false, placement: '', channel: undefined, policy }))
  return {
    byPlacement,
    unknown: { channel: undefined, exploration: 0, slots: 1, offers: unknown, channelCost: undefined },
    policy,
    steadyFor: parseDuration(policy.steadyFor) ?? DAY,
    rules: rulesOf(policy),
    byId: new Map(unknown.map((offer) => [offer.id as string, offer])),
  }
}

/** The offers of a placement; of an unknown one, all of them, out. */
export function planOf(decisions: Decisions, placement: string): PlacementPlan {
  return decisions.byPlacement.get(placement) ?? decisions.unknown
}

function rulesOf({ moments, channels }: ArbitrationPolicy): ReadonlyMap<string, Rule> {
  const rules = new Map<string, Rule>()
  for (const moment of moments) rules.set(momentKey(moment), moment.when)
  for (const channel of channels) if (channel.window) rules.set(windowKey(channel), { did: channel.window.event, within: channel.window.within })
  return rules
}

function fits(offer: OfferDefinition, placement: string): boolean {
  return offer.placements === undefined || offer.placements.includes(placement)
}

interface Where {
  readonly here: boolean
  readonly placement: string
  readonly channel: string | undefined
  readonly policy: ArbitrationPolicy
}

function compileOffer(definition: OfferDefinition, { here, placement, channel, policy }: Where): CompiledOffer {
  const { id, placements, from, until, cap, value, eligible, purpose, family, lever = 1 } = definition
  const rate = definition.rate ?? RATE_DEFAULT
  const ofFamily = family !== undefined && Object.hasOwn(policy.levers, family) ? (policy.levers[family] ?? 1) : 1
  return {
    id: id as OfferId,
    definition,
    elsewhere: here ? null : { check: 'placement', detail: { placements: placements ?? [] } },
    from: from === undefined ? (0 as Instant) : (parseInstant(from) ?? NEVER),
    until: until === undefined ? NEVER : (parseInstant(until) ?? (0 as Instant)),
    cap: cap && { most: Math.min(cap.most, SHOWN_MAX), within: parseDuration(cap.within) ?? Infinity },
    purpose,
    personal: eligible !== undefined && looksAtPerson(eligible),
    kind: definition.kind ?? 'sell',
    tier: definition.tier ?? 0,
    rate,
    value,
    cost: definition.cost ?? 0,
    lever: Math.min(LEVER_RANGE[1], Math.max(LEVER_RANGE[0], lever * ofFamily)),
    budgets: policy.budgets.filter((budget) => (budget.channel === undefined || budget.channel === channel) && (budget.offers === undefined || budget.offers.includes(id))),
    arm: armOf({ offer: id, family, placement, channel, rate }),
    hash: hash53(id),
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
