/** How the offers of a workspace compete: the one policy that every channel shares. */
import type { Rule } from '../segment/rule.ts'

/** The rules of competition. */
export interface ArbitrationPolicy {
  /**
   * `learned`: chances come from the model, which begins at the rates of the definitions. `apprentice`: the rates decide, the model only watches and its
   * chances are stored beside. `rates`: nothing is learned.
   */
  readonly mode: 'learned' | 'apprentice' | 'rates'
  /** Share of decisions that are uniform over what is possible where a placement does not say, 0..1. */
  readonly exploration: number
  /** family → factor from 0.2 to 5 on the value of its offers: how the company weighs its aims against each other. */
  readonly levers: { readonly [family: string]: number }
  /** Signals that somebody needs help or quiet rather than an advertisement; all that hold count. */
  readonly moments: readonly MomentRule[]
  readonly budgets: readonly BudgetDefinition[]
  /** What using a channel costs. */
  readonly channels: readonly ChannelCost[]
  /** Share of people for whom nothing is proposed, to see what proposing is worth; drawn anew each quarter. */
  readonly control: number
  /** One person is told the same on every channel for this long (duration text); after it chance is drawn anew. */
  readonly steadyFor: string
}

/** When selling should give way. */
export interface MomentRule {
  readonly id: string
  readonly name: string
  readonly when: Rule
  /** Kinds of offer that it weighs on. */
  readonly on: readonly OfferKind[]
  /** Money taken from the value of each such offer; what annoys costs. */
  readonly costs?: number
  /** Such offers are not possible at all. */
  readonly never?: boolean
}

/** What an offer is meant to do. */
export type OfferKind = 'serve' | 'keep' | 'inform' | 'sell'

/** Something that runs out. */
export interface BudgetDefinition {
  readonly id: string
  readonly name: string
  /** Money (sum of costs), or how often (showings). */
  readonly counts: 'money' | 'showings'
  readonly most: number
  readonly per: 'hour' | 'day' | 'week' | 'month' | 'ever'
  /** Which offers use it; default every offer. */
  readonly offers?: readonly string[]
  readonly channel?: string
}

/** What one message or showing on a channel costs, in money. */
export interface ChannelCost {
  readonly channel: string
  readonly each: number
  /** Free within a time after the person wrote to us or pressed something: WeChat 48 h and 5 replies, WhatsApp 24 h. */
  readonly window?: { readonly event: string; readonly within: string; readonly most?: number }
  /** So many a month are paid for already (LINE); beyond it `each` holds. */
  readonly quota?: number
}

/** Learned chances from the first day, five decisions in a hundred to learn, nobody kept out, one story for a day. */
export const DEFAULT_ARBITRATION: ArbitrationPolicy = { mode: 'learned', exploration: 0.05, levers: {}, moments: [], budgets: [], channels: [], control: 0, steadyFor: '1d' }
