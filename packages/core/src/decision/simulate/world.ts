/** A world whose truth is known, to try choosing on: people with traits, offers that suit some of them, offers that come later, tastes that turn, outcomes that come late. */
import { normalDraw, pickIndex, seeded } from '../../base/random.ts'

/** How the world is. */
export interface WorldOptions {
  readonly seed: number
  readonly decisions: number
  /** How often an ordinary offer works, 0..1. */
  readonly rate: number
  readonly offers?: number
  /** Offers that only exist in the second half. */
  readonly late?: number
}

/** It. People are given by the level of each of their traits. */
export interface World {
  readonly offers: number
  readonly families: readonly number[]
  person(): Uint8Array
  /** The offers that exist when decision `n` is made. */
  present(n: number): readonly number[]
  /** The true chance that an offer works for a person then. */
  chance(offer: number, person: Uint8Array, n: number): number
}

/** Traits of a person, levels of each. */
export const TRAITS = 6
/** See TRAITS. */
export const LEVELS = 4
const FAMILIES = 4
/** Standard deviations of what is added to the log-odds: of the offer, of a family's taste, of an offer's own. */
const SPREAD = { offer: 0.45, family: 0.5, own: 0.45 } as const

/** Truth is logistic: base + offer + for each trait what its level adds for the family and for the offer. At two thirds half of the offers turn. */
export function createWorld({ seed, decisions, rate, offers = 20, late = 5 }: WorldOptions): World {
  const random = seeded(seed)
  const base = Math.log(rate / (1 - rate))
  const families = Array.from({ length: offers }, (_, offer) => offer % FAMILIES)
  const weights = (count: number, spread: number): Float64Array => Float64Array.from({ length: count }, () => spread * normalDraw(random))
  const ofFamily = weights(FAMILIES * TRAITS * LEVELS, SPREAD.family)
  const draw = () => ({ offer: weights(offers, SPREAD.offer), own: weights(offers * TRAITS * LEVELS, SPREAD.own) })
  const [before, after] = [draw(), draw()]
  const turns = families.map(() => random() < 0.5)
  const half = Math.floor(decisions / 2)
  const early = Array.from({ length: offers - late }, (_, offer) => offer)
  const all = families.map((_, offer) => offer)
  return {
    offers,
    families,
    person: () => Uint8Array.from({ length: TRAITS }, () => pickIndex(random, LEVELS)),
    present: (n) => (n < half ? early : all),
    chance(offer, person, n) {
      const truth = turns[offer] && n >= (2 * decisions) / 3 ? after : before
      let score = base + (truth.offer[offer] ?? 0)
      for (let trait = 0; trait < TRAITS; trait++) {
        const level = trait * LEVELS + (person[trait] ?? 0)
        score += ((ofFamily[(families[offer] ?? 0) * TRAITS * LEVELS + level] ?? 0) + (truth.own[offer * TRAITS * LEVELS + level] ?? 0)) / Math.sqrt(TRAITS / 3)
      }
      return 1 / (1 + Math.exp(-score))
    },
  }
}
