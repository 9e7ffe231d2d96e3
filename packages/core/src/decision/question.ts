/** What a decision looks at: everything comes in as an argument, so that the same question gives the same answer anywhere. */
import type { ProfileId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { EffectivePurpose } from '../consent/types.ts'
import type { Estimate, Sparse } from '../model/types.ts'
import type { Person } from '../segment/person.ts'
import type { Arm } from './arm.ts'
import type { Decisions } from './compile.ts'
import type { Allowed, DecideRequest, ModelMark, OfferHistory, RuleTest } from './types.ts'

/** A question. What is optional makes a decision that learns; without it the rates of the definitions decide. */
export interface DecideQuestion {
  /** From `compileDecisions`, once per version of the definitions. */
  readonly decisions: Decisions
  readonly person: Asked
  readonly request: DecideRequest
  /** null: a stranger. */
  readonly profile: ProfileId | null
  /** Version of the definitions. */
  readonly version: number
  /** As the laws let them hold for this person. */
  readonly purposes: readonly EffectivePurpose[]
  /** The compiled `eligible` rule of an offer. An offer that has a rule but no test is out: it fails closed. */
  readonly tests: (offer: string) => RuleTest | undefined
  /** The compiled rule behind a key of `Decisions.rules`. A moment without a test holds, a window without one is closed: both fail on the side of caution. */
  readonly holds?: (key: string) => RuleTest | undefined
  readonly allowed: Allowed
  /** Number of the newest entry of the log that the person's document has folded. */
  readonly seen?: number
  /** What is known, as the model sees it. `personal` false: only what is not about the person (the moment, the clock), because they do not want to be profiled. Asked once. */
  readonly features?: (personal: boolean) => SeenFeatures
  /** The workspace's secret salt of all chance. Absent: chance is that of the turn (`env`), anew with every decision. */
  readonly seed?: string
  /** Absent: nothing is learned (yet), the rates of the definitions decide. */
  readonly chances?: Chances
  /** Absent: a workspace that has just begun. */
  readonly state?: ArbiterState
  /**
   * Whose chance is drawn: the person, or what stands for one (a device). Default: `profile`; without either every decision draws anew, which is right for
   * strangers whom nobody can recognise.
   */
  readonly unit?: string
  /** Money that any showing costs on top, so that a batch says something to no more people than it may (decision/batch). */
  readonly price?: number
}

/** The person as the arbiter sees one; a profile's state is one. */
export type Asked = Person & {
  readonly offers: OfferHistory
  readonly pressure?: {
    readonly claims: readonly (readonly [at: Instant, channel: string, ...rest: readonly unknown[]])[]
    readonly suppressed: { readonly [channel: string]: { readonly why: string; readonly at: Instant } }
  }
}

/** What is known of a person and a moment, ready for the model. */
export interface SeenFeatures {
  readonly x: Sparse
  /** Hash of the definitions of the features; vectors of different hashes cannot be compared. */
  readonly hash: string
  /** What stands at a place (`city = taipei`), for explanations; null when nobody remembers. */
  readonly nameOf: (place: number) => string | null
}

/** Learned chances. Reading must not change anything. */
export interface Chances {
  readonly model: ModelMark
  /** The chance that each offer works when it is shown here to this person, in the order of `arms`. */
  predict(arms: readonly Arm[], x: Sparse): readonly Estimate[]
  /** What each place of `x` adds to the log-odds of an offer, directly and together with the offer or its family, in the order of `x.at`. */
  contributions(arm: Arm, x: Sparse): Float64Array
}

/** What the arbiter remembers from decision to decision, kept by the caller and moved on by decision/pacing. Everything that is missing is 0. */
export interface ArbiterState {
  /** Moving mean of the largest value at stake, in money: what a difference in value is measured by. */
  readonly scale: number
  /** Examples learned from, fading with time: the more, the less is left to chance. */
  readonly evidence: number
  /** budget → used of it in its current period. */
  readonly used: { readonly [budget: string]: number }
  /** budget → money that one unit of it is worth right now. */
  readonly prices: { readonly [budget: string]: number }
  /** channel → messages and showings on it this month. */
  readonly sent: { readonly [channel: string]: number }
  /** offer → successes so far. */
  readonly taken: { readonly [offer: string]: number }
}

/** A workspace that has just begun. */
export const FRESH: ArbiterState = { scale: 0, evidence: 0, used: {}, prices: {}, sent: {}, taken: {} }
