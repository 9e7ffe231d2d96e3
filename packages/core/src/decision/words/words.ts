/** The sentences a language must have to explain a decision. A missing one does not compile. */

/** Units of duration texts. */
export type DurationUnit = 's' | 'm' | 'h' | 'd' | 'w'

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
  }
  /** The offer was not among the candidates at all. */
  notConsidered(offer: string): string
}
