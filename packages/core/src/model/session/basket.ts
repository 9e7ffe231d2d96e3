/** The next basket: what a customer will buy next time, from how often and how lately they bought it, what lies together in baskets, and what is bought of late. */
import { companionsOf, type Companions } from './companions.ts'
import { likeliestWeights } from './mixture.ts'
import type { Basket, Baskets } from './purchases.ts'

/**
 * Who speaks for an item in a basket; each is a distribution over items.
 * - `often`, `lately`, `season`: baskets of the customer that hold it: all alike, halving in 60 and in 180 days; `last`: the last one alone
 * - `again`, `againLately`: `often` and `season` times the share of the item's buyers who bought it twice, the second also times its freshness
 * - `together`, `togetherLately`: what lies in baskets with the customer's items (squared cosine with shrinkage), with the weights of `season` and `lately`, times freshness
 * - `popular14`, `popular60`, `popular`: what everybody buys, halving in 14 and 60 days, and ever
 */
export const BASKET_VOICES = ['often', 'lately', 'season', 'last', 'again', 'againLately', 'together', 'togetherLately', 'popular14', 'popular60', 'popular'] as const
/** One voice. */
export type BasketVoice = (typeof BASKET_VOICES)[number]

/** What was learned of all baskets up to a day. */
export interface BasketModel {
  readonly items: readonly string[]
  /** Day since 1970, the last one that it knows. */
  readonly until: number
  readonly companions: Companions
  /** Share of an item's buyers who bought it more than once, held back where they are few. */
  readonly repeated: Float64Array
  /** Root of how much more an item is bought of late than ever: Easter's goods are not for October. */
  readonly fresh: Float64Array
  /** As distributions: halving in 14 days, in 60, never. */
  readonly popular: readonly Float64Array[]
  /** Weights of the voices for customers with 1 basket, 2 to 4, more. */
  readonly weights: readonly Float64Array[]
  /** Items of later baskets that the weights were learned from; 0: as the product brings them. */
  readonly learnedFrom: number
}

/** An item of the next basket, its share of the customer's expected purchases, and the voice that spoke for it most. */
export interface BasketItem {
  readonly item: string
  readonly score: number
  readonly because: BasketVoice
}

const VOICE_COUNT = BASKET_VOICES.length
const LATELY_DAYS = 60
const SEASON_DAYS = 180
const POPULAR_DAYS: readonly number[] = [14, 60, Infinity]
/** Share of the time, its end, from which the weights are learned. */
const INNER_SHARE = 0.2
const LEARN_FROM = 500
const PRIOR = 50
/** Customers that are enough to learn the weights from. */
const INNER_CUSTOMERS = 2_000
/** Buyers who are added to those of an item, and those of them who repeat, so that a few say little. */
const BUYERS_PRIOR = 20
const REPEATED_PRIOR = 1

/** Of an even share: what an item that nobody bought is taken to sell. */
const REST_SHARE = 0.03

const BROUGHT: { readonly [voice in BasketVoice]: number } = {
  often: 0.06, lately: 0.08, season: 0.06, last: 0.02, again: 0.08, againLately: 0.1, together: 0.16, togetherLately: 0.16, popular14: 0.2, popular60: 0.04, popular: 0.04,
}

/** Learns from baskets up to and with the day `until`; the weights from the first later basket of each customer after an earlier day. */
export function trainBaskets(baskets: Baskets, until: number): BasketModel {
  const from = baskets.customers.reduce((first, { baskets: own }) => Math.min(first, own[0]?.day ?? Infinity), Infinity)
  const innerUntil = Math.floor(until - (until - from) * INNER_SHARE)
  const brought = Float64Array.from(BASKET_VOICES, (voice) => BROUGHT[voice])
  const base = { weights: [brought, brought, brought], learnedFrom: 0 }
  const heard = Number.isFinite(from) && innerUntil > from ? heardFrom({ ...countsOf(baskets, innerUntil), ...base }, baskets, until) : []
  const counts = countsOf(baskets, until)
  if (heard.length < LEARN_FROM) return { ...counts, ...base }
  const all = likeliestWeights(heard, brought, PRIOR)
  return { ...counts, weights: [0, 1, 2].map((row) => likeliestWeights(heard.filter((one) => rowForBaskets(one.baskets) === row), all, PRIOR)), learnedFrom: heard.length }
}

/** What a customer with these earlier baskets will likely buy next, best first. `allowed` false: never recommend it. */
export function nextBasket(
  model: BasketModel, history: readonly Basket[], { count, allowed = () => true }: { readonly count: number; readonly allowed?: (item: string) => boolean },
): BasketItem[] {
  const own = history.filter(({ day }) => day <= model.until)
  const voices = voicesOf(model, own)
  const weights = own.length === 0 ? popularAlone(model.weights[0]!) : model.weights[rowForBaskets(own.length)]!
  const scores = new Float64Array(model.items.length)
  for (const [voice, figures] of voices.entries()) for (let item = 0; item < scores.length; item++) scores[item]! += weights[voice]! * figures[item]!
  const open: number[] = []
  for (let item = 0; item < scores.length; item++) if (scores[item]! > 0) open.push(item)
  const best: BasketItem[] = []
  for (const item of open.toSorted((a, b) => scores[b]! - scores[a]! || a - b)) {
    if (best.length >= count) break
    if (!allowed(model.items[item]!)) continue
    let loudest = 0
    for (let voice = 1; voice < VOICE_COUNT; voice++) if (weights[voice]! * voices[voice]![item]! > weights[loudest]! * voices[loudest]![item]!) loudest = voice
    best.push({ item: model.items[item]!, score: scores[item]!, because: BASKET_VOICES[loudest]! })
  }
  return best
}

function rowForBaskets(baskets: number): number {
  return baskets < 2 ? 0 : baskets < 5 ? 1 : 2
}

/** A customer without a basket hears only what everybody buys. */
function popularAlone(weights: Float64Array): Float64Array {
  const kept = weights.map((weight, voice) => (BASKET_VOICES[voice]!.startsWith('popular') ? weight : 0))
  const sum = kept.reduce((total, weight) => total + weight, 0)
  return kept.map((weight) => weight / sum)
}

function countsOf({ items, customers }: Baskets, until: number): Omit<BasketModel, 'weights' | 'learnedFrom'> {
  const buyers = new Float64Array(items.length)
  const twice = new Float64Array(items.length)
  const popular = POPULAR_DAYS.map(() => new Float64Array(items.length))
  const known: Basket[] = []
  for (const { baskets } of customers) {
    const times = new Map<number, number>()
    for (const basket of baskets) {
      if (basket.day > until) break
      known.push(basket)
      const fading = POPULAR_DAYS.map((days) => 2 ** (-(until - basket.day) / days))
      for (const item of basket.items) {
        times.set(item, (times.get(item) ?? 0) + 1)
        fading.forEach((weight, n) => (popular[n]![item]! += weight))
      }
    }
    for (const [item, count] of times) {
      buyers[item]!++
      if (count > 1) twice[item]!++
    }
  }
  for (const figures of popular) evenOut(figures)
  const rest = REST_SHARE / Math.max(1, buyers.reduce((bought, count) => bought + (count > 0 ? 1 : 0), 0))
  const fresh = popular[0]!.map((share, item) => Math.sqrt((share + rest) / (popular[2]![item]! + rest)))
  const repeated = twice.map((count, item) => (count + REPEATED_PRIOR) / (buyers[item]! + BUYERS_PRIOR))
  return { items, until, companions: companionsOf(known, items.length), repeated, fresh, popular }
}

/** What each voice says of each item. */
function voicesOf({ items, until, companions, repeated, fresh, popular }: BasketModel, own: readonly Basket[]): Float64Array[] {
  const voices: Float64Array[] = BASKET_VOICES.map(() => new Float64Array(items.length))
  const [often, lately, season, last, again, againLately, together, togetherLately] = voices as [
    Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, Float64Array, ...Float64Array[],
  ]
  const held = new Set<number>()
  for (const [n, basket] of own.entries())
    for (const item of basket.items) {
      held.add(item)
      often[item]!++
      lately[item]! += 2 ** (-(until - basket.day) / LATELY_DAYS)
      season[item]! += 2 ** (-(until - basket.day) / SEASON_DAYS)
      if (n === own.length - 1) last[item] = 1
    }
  for (const item of held) {
    again[item] = often[item]! * repeated[item]!
    againLately[item] = season[item]! * repeated[item]! * fresh[item]!
    const root = Math.sqrt(season[item]!)
    for (let at = companions.from[item]!; at < companions.from[item + 1]!; at++) {
      together[companions.item[at]!]! += root * companions.weight[at]!
      togetherLately[companions.item[at]!]! += lately[item]! * companions.weight[at]!
    }
  }
  for (let item = 0; item < items.length; item++) {
    together[item]! *= fresh[item]!
    togetherLately[item]! *= fresh[item]!
  }
  popular.forEach((figures, n) => (voices[VOICE_COUNT - popular.length + n] = figures))
  for (const figures of voices.slice(0, VOICE_COUNT - popular.length)) evenOut(figures)
  return voices
}

function evenOut(figures: Float64Array): void {
  let sum = 0
  for (const figure of figures) sum += figure
  if (sum > 0) for (let n = 0; n < figures.length; n++) figures[n]! /= sum
}

function heardFrom(model: BasketModel, { customers }: Baskets, until: number): { readonly baskets: number; readonly figures: Float64Array }[] {
  const asked = customers.flatMap(({ baskets }) => {
    const own = baskets.filter(({ day }) => day <= model.until)
    const next = baskets.find(({ day }) => day > model.until && day <= until)
    return own.length > 0 && next ? [{ own, next }] : []
  })
  const every = Math.max(1, Math.ceil(asked.length / INNER_CUSTOMERS))
  return asked.filter((_, n) => n % every === 0).flatMap(({ own, next }) => {
    const voices = voicesOf(model, own)
    return next.items.map((item) => ({ baskets: own.length, figures: Float64Array.from(voices, (figures) => figures[item]!) }))
  })
}
