/** The shapes of offers, placements and decisions. */
import type { DecisionId, OfferId, PlacementId, ProfileId } from '../base/id.ts'
import type { Json, JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { ConsentState, EffectivePurpose } from '../consent/types.ts'
import type { OfferKind } from './policy.ts'
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
  /** Share of decisions that are uniform over what is allowed, 0..1; default 0.05. */
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


/** One thing that was considered. Exactly one of `out` and `probability` is set. */
export interface Candidate {
  /** null: do nothing. */
  readonly offer: OfferId | null
  /** The first rule that failed. */
  readonly out?: OutReason
  /** Expected value in money. */
  readonly score?: number
  readonly probability?: number
}

/** Why a candidate was not possible: which check, and what it wanted. */
export interface OutReason {
  readonly check: 'placement' | 'schedule' | 'consent' | 'eligibility' | 'cap' | 'tier'
  /** Data for the sentence that the console builds in the reader's language. */
  readonly detail: JsonObject
}

/** What was chosen and why. Stored as the properties of a `decision_made` event. */
export interface Decision {
  readonly id: DecisionId
  readonly profile: ProfileId | null
  readonly placement: PlacementId
  readonly at: Instant
  readonly chosen: OfferId | null
  /** The exact chance with which it was chosen. */
  readonly propensity: number
  /** True when the uniform share, not the best value, made the choice possible. */
  readonly explored: boolean
  readonly candidates: readonly Candidate[]
  /** Version of the definitions that decided. */
  readonly version: number
  readonly context: { readonly [name: string]: Json }
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
