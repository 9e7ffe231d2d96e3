/** The sentences a language must have to explain a decision. A missing one does not compile. */

import type { OutReason } from '../types.ts'

/** Units of duration texts. */
export type DurationUnit = 's' | 'm' | 'h' | 'd' | 'w'

/** The sum behind an offer's value as texts; what is 0 (and a lever of 1) is absent. */
export interface WorthParts {
  readonly chance: string
  readonly value: string
  readonly lever?: string
  readonly cost?: string
  readonly channelCost?: string
  readonly shadow?: string
  readonly moments?: string
  readonly score: string
}

/** One language. Names are as the reader knows them, `chance` is a text like `97.5 %`, `value` a number in money, `within` a length of time in words. */
export interface Words {
  /** The name of doing nothing. */
  readonly nothing: string
  duration(n: number, unit: DurationUnit): string
  /** Chosen because it is worth most. */
  chosenBest(offer: string, value: string, chance: string): string
  /** Chosen by the exploring share. */
  chosenExplored(offer: string, value: string, chance: string, best: string): string
  /** Nothing was chosen because nothing is worth more. */
  chosenNothing(chance: string): string
  chosenNothingExplored(chance: string, best: string): string
  /** Possible and not chosen, worth less than the best. */
  worthLess(offer: string, value: string, best: string, bestValue: string, chance: string): string
  /** The best, yet not chosen because this decision explored. */
  bestButExplored(offer: string, value: string, chance: string): string
  readonly out: {
    placement(offer: string): string
    notYet(offer: string, from: string): string
    over(offer: string, until: string): string
    consent(offer: string, purpose: string): string
    eligibility(offer: string): string
    cap(offer: string, most: string, within: string): string
    tier(offer: string): string
    /** The channel was stopped for this person (bounced, complained). */
    stopped(offer: string): string
    /** The person closed it. */
    dismissed(offer: string): string
    /** A moment forbids it. */
    moment(offer: string, moment: string): string
    stock(offer: string, stock: string): string
    budget(offer: string, budget: string): string
    /** Another offer of its group was told in this period. */
    group(offer: string, told: string): string
    control(offer: string): string
  }
  /** Nothing was possible; `reasons` names how many offers failed which check. */
  nothingPossible(reasons: string): string
  /** So many offers failed a check, as part of a list. */
  readonly failed: { readonly [check in OutReason['check']]: (n: number) => string }
  /** Nothing was proposed because of the control group. */
  chosenControl(): string
  /** The sum behind a value: parts like `chance 4.2 % × value 1,200`, then what is taken off. */
  worth(parts: WorthParts): string
  /** Moments that hold and weigh on offers. */
  momentsHold(moments: string): string
  /** What spoke for the choice, strongest first. */
  spokeFor(list: string): string
  spokeAgainst(list: string): string
  /** The model only watches; it would have said this. */
  onlyWatches(chance: string): string
  /** Between the members of a list. */
  readonly comma: string
  /** The offer was not among the candidates at all. */
  notConsidered(offer: string): string
}
