/** What can be counted of decisions without any model: by offer and by day, who is behind each number, and what exploring costs and brings. Plain data that goes into the snapshot. */
import type { Candidate, Decision } from '@rapport/core/decision/types'
import type { OutcomeKind, Waiting } from '@rapport/core/decision/outcomes'
import { hash53 } from '@rapport/core/base/hash'
import { DAY, type Instant } from '@rapport/core/base/time'

/** What is counted. `said` and `asked`: sum of what the champion said of those to whom it was shown, before it knew, and how often. */
export interface Tally {
  decided: number
  explored: number
  shown: number
  clicked: number
  dismissed: number
  worked: number
  earned: number
  spent: number
  said: number
  asked: number
}

/** Kinds of number that have people behind them. */
export const BEHIND = ['decided', 'shown', 'clicked', 'dismissed', 'worked'] as const
/** One of BEHIND. */
export type Behind = (typeof BEHIND)[number]

/** Somebody behind a number: whose, when, by which decision, where. */
export type PersonAt = readonly [profile: string, at: number, decision: string, placement: string]

/** One offer. */
export interface OfferTally {
  readonly total: Tally
  /** Number of the UTC day → what happened on it; decisions on the day they were made, outcomes on the day they happened. */
  readonly days: { [day: string]: Tally }
  /** First failing check → decisions in which the offer failed it. */
  readonly heldBack: { [check: string]: number }
  /** Newest last. */
  readonly people: { [kind in Behind]?: PersonAt[] }
}

/** Sufficient statistics of a mean: how many, their sum, and the sum of their squares. */
export interface Moments {
  n: number
  sum: number
  squares: number
}

/**
 * A mean whose error is counted by groups of people: a person's decisions are one piece of evidence, and decisions of one throw of the dice even more so. People
 * fall into groups by a hash, so that memory stays what it is however many there are.
 */
export interface Grouped {
  n: number
  sum: number
  readonly sums: number[]
  readonly counts: number[]
}

/** Everything that is counted. */
export interface Tallies {
  readonly offers: { [offer: string]: OfferTally }
  /** Number of the UTC day → decisions and how many of them chance alone made possible. */
  readonly days: { [day: string]: { decided: number; explored: number } }
  decisions: number
  nothing: number
  /** Moment of the first decision that was counted. */
  since: Instant | null
  /** Money given away by each decision: chances times gaps to the best. */
  readonly price: Grouped
  /** Money of the best against a throw of even dice, by decisions whose outcome is known (weights 1 / chance). */
  readonly benefit: Grouped
  /** Weights with which decisions would judge an even throw. */
  readonly even: Moments
  /** Smallest chance with which something was ever chosen; null before the first. */
  smallest: number | null
}

/** Days kept for each offer. */
export const DAYS_KEPT = 90
/** People kept behind each number. */
export const PEOPLE_KEPT = 200
/** Groups of people, and how many must have somebody in them before an error is told. */
const GROUPS = 512
const GROUPS_LEAST = 40
/** Offers counted; beyond it new ones are not. */
export const OFFERS_MAX = 2_000

/** Nothing counted yet. */
export function freshTallies(): Tallies {
  return { offers: {}, days: {}, decisions: 0, nothing: 0, since: null, price: grouped(), benefit: grouped(), even: { n: 0, sum: 0, squares: 0 }, smallest: null }
}

/** An empty tally. */
export function freshTally(): Tally {
  return { decided: 0, explored: 0, shown: 0, clicked: 0, dismissed: 0, worked: 0, earned: 0, spent: 0, said: 0, asked: 0 }
}

/** Number of the UTC day that holds a moment. */
export function dayOf(at: number): number {
  return Math.floor(at / DAY)
}

/** Counts a decision. `kind`: how it ended. */
export function countDecision(tallies: Tallies, decision: Decision): void {
  const { at, candidates, chosen, explored, propensity } = decision
  const day = dayOf(at)
  tallies.decisions++
  tallies.since ??= at
  if (chosen === null) tallies.nothing++
  if (tallies.smallest === null || propensity < tallies.smallest) tallies.smallest = propensity
  const possible = candidates.filter((candidate) => candidate.out === undefined)
  const unit = decision.profile ?? decision.id
  // Where all is left to chance nothing is explored: there is no best to turn away from.
  if (decision.exploration !== 1) {
    const perDay = tallies.days[day] ?? (tallies.days[day] = { decided: 0, explored: 0 })
    if (perDay.decided === 0) keepDays(tallies.days, day)
    perDay.decided++
    if (explored) perDay.explored++
    join(tallies.price, givenAway(possible), unit)
  }
  if (propensity > 0 && possible.length > 0) weigh(tallies.even, 1 / possible.length / propensity)
  for (const candidate of candidates) {
    if (candidate.offer === null) continue
    const tally = offerOf(tallies, candidate.offer)
    if (tally === null) continue
    if (candidate.out) tally.heldBack[candidate.out.check] = (tally.heldBack[candidate.out.check] ?? 0) + 1
  }
}

/** Money that the draw gave away on average: each chance times what its candidate is worth less than the best. */
function givenAway(possible: readonly Candidate[]): number {
  let best = 0
  for (const { score = 0 } of possible) if (score > best) best = score
  let sum = 0
  for (const { score = 0, probability = 0 } of possible) sum += probability * (best - score)
  return sum
}

/** Counts an offer that was chosen; each place of a slate is one. */
export function countChosen(tallies: Tallies, waiting: Waiting): void {
  const tally = offerOf(tallies, waiting.offer)
  if (tally === null) return
  for (const one of [tally.total, dayTally(tally, dayOf(waiting.at))]) {
    one.decided++
    if (waiting.explored) one.explored++
  }
  remember(tally, 'decided', waiting, waiting.at)
}

/** Counts what became of it. */
export function countOutcome(tallies: Tallies, kind: OutcomeKind, waiting: Readonly<Waiting>, at: Instant): void {
  if (kind === 'closed') {
    join(tallies.benefit, benefitOf(waiting), waiting.profile ?? waiting.decision)
    return
  }
  const tally = offerOf(tallies, waiting.offer)
  if (tally === null) return
  for (const one of [tally.total, dayTally(tally, dayOf(at))]) {
    one[kind]++
    if (kind === 'worked') one.earned += waiting.value
    if (kind === 'shown') one.spent += waiting.cost
  }
  remember(tally, kind, waiting, at)
}

/** Notes what the champion said of a showing. */
export function countSaid(tallies: Tallies, { offer }: Readonly<Waiting>, at: Instant, p: number): void {
  const tally = offerOf(tallies, offer)
  if (tally === null) return
  for (const one of [tally.total, dayTally(tally, dayOf(at))]) {
    one.said += p
    one.asked++
  }
}

/** What this decision says of the best against an even throw: its money by the difference of the weights. */
function benefitOf({ best, propensity, possible, worked, value, cost }: Readonly<Waiting>): number {
  const money = (worked === undefined ? 0 : value) - cost
  return propensity > 0 ? money * ((best ? 1 / propensity : 0) - 1 / possible / propensity) : 0
}

/** Nothing of these people may be remembered. (Who was merged is found by whoever reads: the store knows the survivor.) */
export function forgetPeople({ offers }: Tallies, gone: ReadonlySet<string>): void {
  for (const { people } of Object.values(offers)) {
    for (const kind of BEHIND) {
      const all = people[kind]
      if (all?.some(([profile]) => gone.has(profile))) people[kind] = all.filter(([profile]) => !gone.has(profile))
    }
  }
}

function remember(tally: OfferTally, kind: Behind, { profile, decision, placement }: Readonly<Waiting>, at: Instant): void {
  if (profile === null) return
  const people = (tally.people[kind] ??= [])
  people.push([profile, at, decision, placement])
  if (people.length > PEOPLE_KEPT) people.shift()
}

function offerOf({ offers }: Tallies, offer: string): OfferTally | null {
  const known = Object.hasOwn(offers, offer) ? offers[offer] : undefined
  if (known) return known
  if (Object.keys(offers).length >= OFFERS_MAX) return null
  return (offers[offer] = { total: freshTally(), days: {}, heldBack: {}, people: {} })
}

function dayTally(tally: OfferTally, day: number): Tally {
  const known = tally.days[day]
  if (known) return known
  const made = (tally.days[day] = freshTally())
  keepDays(tally.days, day)
  return made
}

function keepDays(days: { [day: string]: unknown }, newest: number): void {
  if (Object.keys(days).length <= DAYS_KEPT) return
  for (const day of Object.keys(days)) if (Number(day) <= newest - DAYS_KEPT) delete days[day]
}

function weigh(moments: Moments, value: number): void {
  moments.n++
  moments.sum += value
  moments.squares += value * value
}

function join(grouped: Grouped, value: number, unit: string): void {
  const group = hash53(unit, 23) % GROUPS
  grouped.n++
  grouped.sum += value
  grouped.sums[group] = (grouped.sums[group] ?? 0) + value
  grouped.counts[group] = (grouped.counts[group] ?? 0) + 1
}

function grouped(): Grouped {
  return { n: 0, sum: 0, sums: Array.from({ length: GROUPS }, () => 0), counts: Array.from({ length: GROUPS }, () => 0) }
}

/** The mean of it and its standard error by groups; null while there are too few groups to tell. */
export function meanOf({ n, sum, sums, counts }: Grouped): { readonly mean: number; readonly error: number; readonly groups: number } | null {
  const groups = counts.filter((count) => count > 0).length
  if (groups < GROUPS_LEAST) return null
  const mean = sum / n
  let residual = 0
  for (const [group, count] of counts.entries()) residual += ((sums[group] ?? 0) - mean * count) ** 2
  return { mean, error: Math.sqrt((residual * groups) / (groups - 1)) / n, groups }
}
