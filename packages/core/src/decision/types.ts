/** The shapes of offers, placements and decisions. */
import type { DecisionId, OfferId, PlacementId, ProfileId } from '../base/id.ts'
import type { Json, JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { ConsentState, EffectivePurpose } from '../consent/types.ts'
import type { ArbitrationPolicy, OfferKind } from './policy.ts'
import type { Person } from '../segment/person.ts'
import type { Rule } from '../segment/rule.ts'

/** Anything that may be proposed: to sell, to help, to inform. Silence is always a candidate and needs no definition. */
export interface OfferDefinition {
  readonly id: string
  readonly name: string
  /** Where it may appear; absent = every placement. */
  readonly placements?: readonly string[]
  /** Money it is worth when it works, in the workspace's currency. */
  readonly value: number
  /** How often it works when shown, 0..1; default 0.05. Learned models replace it later. */
  readonly rate?: number
  /** Money it costs to show. */
  readonly cost?: number
  /** The family it belongs to (tea, skin care, help): a new offer begins at its family's rate, and levers are set by family. */
  readonly family?: string
  /** What it is meant to do; default `sell`. Signals of trouble weigh on kinds (arbitration). */
  readonly kind?: OfferKind
  /** What counts as success: an event of the person within a time after it was shown. Default: `offer_clicked` of this offer within 48 h. */
  readonly success?: { readonly event: string; readonly where?: Rule; readonly within: string }
  /** Factor on its value, 0.2 to 5, beside the one of its family. */
  readonly lever?: number
  /** Only one offer of a group is told to one person while `steadyFor` lasts. */
  readonly group?: string
  /** So many pieces are left: beyond so many successes it is out. */
  readonly stock?: number
  /** Offers of a higher tier win over every offer of a lower one: service 2, retention 1, sales 0. Default 0. */
  readonly tier?: number
  readonly eligible?: Rule
  /** ISO moments. */
  readonly from?: string
  readonly until?: string
  /** Shown to one person at most `most` times within the duration text. */
  readonly cap?: { readonly most: number; readonly within: string }
  /** Purpose that consent must cover. Besides, an `eligible` rule that looks at the person always needs 'personalisation'. */
  readonly purpose?: string
  /** What the channel needs to show it: title, text, image, url; by locale or plain. */
  readonly content?: JsonObject
}

/** A place where offers appear. */
export interface PlacementDefinition {
  readonly id: string
  readonly name: string
  readonly channel: string
  /** Share of decisions that are uniform over what is possible, 0..1; default: as the arbitration policy says (0.05). 0: always the best, and nothing can be learned from it. */
  readonly exploration?: number
  /** How many offers it shows at once, 1 to 20; default 1. */
  readonly slots?: number
}

/** A question: what now, here, for this person? */
export interface DecideRequest {
  readonly placement: PlacementId
  /** Facts of the moment (page, cart) that rules may use as trait `context.…`. */
  readonly context: JsonObject
}

/** One thing that was considered. Exactly one of `out` and `probability` is set. Numbers are rounded before they are used, so that the stored row is what decided. */
export interface Candidate {
  /** null: do nothing. */
  readonly offer: OfferId | null
  /** The first rule that failed. */
  readonly out?: OutReason
  /** Expected value in money: p × value × lever − cost − channelCost − shadow − moments. */
  readonly score?: number
  /** The exact chance with which the first slot takes it. */
  readonly probability?: number
  /** How the score came about; absent for doing nothing, for what was out, and in decisions of before there was learning. */
  readonly worth?: Worth
}

/** How the expected value of an offer came about. */
export interface Worth {
  /** The chance that it works, as used. */
  readonly p: number
  /** Examples behind `p` (effective number, fading with time); 0 where the rate of the definition was used. */
  readonly n: number
  /** What the model would have said where it only watches (apprentice). */
  readonly learned?: number
  /** Money when it works. */
  readonly value: number
  /** Factor on the value: the offer's own × its family's, from 0.2 to 5. */
  readonly lever: number
  /** Money it costs to show. */
  readonly cost: number
  /** Money the channel costs: 0 inside a free window or a paid quota. */
  readonly channelCost: number
  /** Money that its use of scarce budgets is worth right now. */
  readonly shadow: number
  /** Money taken by the moments that hold and weigh on its kind. */
  readonly moments: number
}

/** What is checked, in the order of checking. The first three steps are about the person's wishes, the rest about the offer. */
export const CHECKS = ['placement', 'consent', 'suppression', 'eligibility', 'moment', 'schedule', 'stock', 'budget', 'cap', 'group', 'tier', 'control'] as const

/**
 * Why a candidate was not possible: which check, and what it wanted. Details: placement {placements}; consent {purpose, channel, …} (see consent/receipt);
 * suppression {channel, reason, at} or {dismissed}; eligibility {} or {missing}; moment {moment}; schedule {from} or {until}; stock {stock}; budget {budget};
 * cap {most, within, shown}; group {group, told}; tier {tier, highest}; control {share}.
 */
export interface OutReason {
  readonly check: (typeof CHECKS)[number]
  /** Data for the sentence that is built in the reader's language. */
  readonly detail: JsonObject
}

/** One place of a slate: what it holds and with which chance, given what the places before it hold. */
export interface Slot {
  readonly chosen: OfferId | null
  readonly propensity: number
  readonly draw: number
}

/** What was chosen and why. Stored as the properties of a `decision_made` event. Everything after `context` is missing in decisions of before there was learning. */
export interface Decision {
  readonly id: DecisionId
  readonly profile: ProfileId | null
  readonly placement: PlacementId
  readonly at: Instant
  /** Of the first slot. */
  readonly chosen: OfferId | null
  /** The exact chance with which it was chosen. */
  readonly propensity: number
  /** True when chance, not the best value, made the choice. */
  readonly explored: boolean
  readonly candidates: readonly Candidate[]
  /** Version of the definitions that decided. */
  readonly version: number
  readonly context: { readonly [name: string]: Json }
  readonly channel?: string
  /** Number of the newest record entry (EventRef) that the person's document had folded: what was known. */
  readonly seen?: number
  /** How chances came about: see ArbitrationPolicy.mode. */
  readonly mode?: ArbitrationPolicy['mode']
  /** The learner that spoke, and the place of the log through which it had learned. */
  readonly model?: ModelMark
  /** What the model was shown of the person and the moment; empty where the person does not want to be profiled. */
  readonly x?: { readonly at: readonly number[]; readonly value: readonly number[] }
  /** Hash of the definitions of the features in `x`. */
  readonly features?: string
  /** Share that is uniform over what is possible. */
  readonly exploration?: number
  /** How sharply chance follows value (gamma of SquareCB, per unit of money); absent: the best takes all that exploration leaves. */
  readonly sharpness?: number
  /** For whom and for which time chance was drawn (see decision/chance): decisions of one person and one `drawn` are one throw of the dice. */
  readonly drawn?: string
  /** Where in the distribution function of the first slot, offers by id and nothing last, the choice lies: from 0 up to but not including 1. */
  readonly draw?: number
  /** Moments that held. */
  readonly moments?: readonly string[]
  /** All places of a slate, the first one included; only where there are several. Nothing in one place ends the slate. */
  readonly slots?: readonly Slot[]
  /** The person belongs to the group for which nothing is proposed this quarter. */
  readonly control?: boolean
  /** The strongest of what spoke for the chosen one over the runner-up (the best of the others), as difference in log-odds. */
  readonly why?: readonly Spoke[]
}

/** Something known (`city = taipei`) that spoke for, or, negative, against what was chosen: difference in log-odds. */
export interface Spoke {
  readonly feature: string
  readonly difference: number
}

/** Which learner, and how far it had read. */
export interface ModelMark {
  readonly id: string
  readonly version: number
  readonly position: number
}

/** offer → when it was last shown (ascending, at most 100) and what the person did with it. */
export interface OfferHistory {
  readonly [offer: string]: {
    readonly shown: readonly Instant[]
    readonly clicked?: Instant
    readonly dismissed?: Instant
  }
}

/** A compiled rule: whether it holds for a person at a moment. Rules are compiled elsewhere and handed in. */
export type RuleTest = (person: Person, now: Instant, context?: JsonObject) => boolean

/** Whether a person may be addressed for a purpose on a channel (see consent); handed in so that all agree. */
export type Allowed = (purposes: readonly EffectivePurpose[], consent: ConsentState, purpose: string, channel?: string) => boolean
