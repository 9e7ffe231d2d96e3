/** What showing an offer is worth in money: the chance that it works × its value × levers, less what it costs, what it takes from budgets, and what the moment takes. */
import { parseDuration } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Estimate } from '../model/types.ts'
import { sharpnessOf } from './chance.ts'
import { windowKey, type CompiledOffer } from './compile.ts'
import { budgetUse, PERSONALISATION, type Gate } from './gates.ts'
import type { ChannelCost } from './policy.ts'
import { FRESH, type Asked, type Chances, type DecideQuestion, type SeenFeatures } from './question.ts'
import { significant } from './round.ts'
import type { Worth } from './types.ts'

/** Digits of chances, of evidence, and of money. */
const DIGITS = { chance: 6, evidence: 3, money: 6 } as const
const NOTHING_SEEN: SeenFeatures = { x: { at: new Uint32Array(0), value: new Float32Array(0) }, hash: '', nameOf: () => null }

/** What the learner says about the offers that are possible. */
export interface Learning {
  readonly chances: Chances
  readonly seen: SeenFeatures
  /** In the order of the possible offers. */
  readonly estimates: readonly Estimate[]
  /** False: it only watches. */
  readonly decides: boolean
}

/** Asks the learner, unless there is none or the policy wants none. Somebody who does not want to be profiled is judged by the moment alone. */
export function learningOf({ chances, decisions: { policy }, features }: DecideQuestion, { consents }: Gate, possible: readonly CompiledOffer[]): Learning | null {
  if (chances === undefined || policy.mode === 'rates') return null
  const seen = features?.(consents(PERSONALISATION) === null) ?? NOTHING_SEEN
  const estimates = chances.predict(possible.map(({ arm }) => arm), seen.x)
  return { chances, seen, estimates, decides: policy.mode === 'learned' }
}

/** What the learner says about one offer, and whether it decides. */
export interface Said {
  readonly estimate: Estimate | undefined
  readonly decides: boolean
}

/** The parts of an offer's value, rounded as they are stored. */
export function worthOf(offer: CompiledOffer, { question, state, moments, channelCost }: Gate, { estimate, decides }: Said): Worth {
  const chance = estimate && significant(estimate.p, DIGITS.chance)
  let shadow = question.price ?? 0
  for (const budget of offer.budgets) shadow += (state.prices[budget.id] ?? 0) * budgetUse(budget, offer, channelCost)
  let taken = 0
  for (const { on, costs = 0 } of moments) if (on.includes(offer.kind)) taken += costs
  return {
    p: decides && chance !== undefined ? chance : offer.rate,
    n: decides && estimate !== undefined ? significant(estimate.n, DIGITS.evidence) : 0,
    ...(!decides && chance !== undefined && { learned: chance }),
    value: offer.value,
    lever: significant(offer.lever, DIGITS.money),
    cost: offer.cost,
    channelCost,
    shadow: significant(shadow, DIGITS.money),
    moments: taken,
  }
}

/** p × value × lever − cost − channelCost − shadow − moments, in money. */
export function scoreOf({ p, value, lever, cost, channelCost, shadow, moments }: Worth): number {
  return significant(p * value * lever - cost - channelCost - shadow - moments, DIGITS.money)
}

/** How sharply chance follows value now; undefined while nothing has been learned: then the best takes all that exploration leaves. */
export function sharpnessFor({ state: { evidence, scale } }: Gate, scores: readonly number[]): number | undefined {
  if (evidence < 1) return undefined
  return sharpnessOf({ evidence, scale: scale > 0 ? scale : stakeOf(scores) })
}

/** The largest value at stake. */
export function stakeOf(scores: readonly number[]): number {
  let most = 0
  for (const score of scores) most = Math.max(most, Math.abs(score))
  return most
}

/** What the channel costs now: nothing while its monthly quota lasts, nor inside its free window while replies are left in it. `open`: whether the window's rule holds. */
export function channelCostOf(cost: ChannelCost | undefined, { person, state = FRESH }: DecideQuestion, now: Instant, open: (key: string) => boolean): number {
  if (cost === undefined) return 0
  const { channel, each, quota, window: free } = cost
  if (quota !== undefined && (state.sent[channel] ?? 0) < quota) return 0
  if (free === undefined || !open(windowKey(cost))) return each
  const since = (now - (parseDuration(free.within) ?? 0)) as Instant
  return free.most === undefined || repliesOf(person, channel, since) < free.most ? 0 : each
}

function repliesOf({ pressure }: Asked, channel: string, since: Instant): number {
  let replies = 0
  for (const [at, on] of pressure?.claims ?? []) if (on === channel && at > since) replies++
  return replies
}
