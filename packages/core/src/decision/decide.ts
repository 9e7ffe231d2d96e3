/**
 * The question at the heart of the product: what now, here, for this person? Hard checks first, then value in money, then a known share of chance.
 * Algorithm: decisioning.md 3. Every number that decides stands in the decision, so that it can be replayed and any other policy evaluated on it.
 */
import type { DecisionId } from '../base/id.ts'
import type { Env } from '../base/env.ts'
import type { Instant } from '../base/time.ts'
import type { Sparse } from '../model/types.ts'
import { inControl, periodStart, throwOf } from './chance.ts'
import { momentKey, planOf, type CompiledOffer, type PlacementPlan } from './compile.ts'
import { consentHere, generationOf, outReason, type Gate } from './gates.ts'
import { FRESH, type DecideQuestion } from './question.ts'
import { significant } from './round.ts'
import { chooseSlate } from './slate.ts'
import { spokesOf } from './spokes.ts'
import type { Candidate, Decision, OutReason } from './types.ts'
import { channelCostOf, learningOf, scoreOf, sharpnessFor, worthOf } from './worth.ts'

export { PERSONALISATION } from './gates.ts'
export type { DecideQuestion } from './question.ts'

/** Digits that a float of 32 bits may need; most need fewer. */
const X_DIGITS = [6, 7, 8, 9] as const

/**
 * Every offer with its value or the first check it failed, and the choice with its exact chance. Changes nothing: showing is another event.
 * Checks: see CHECKS. Doing nothing (offer null, value 0) always passes. Chance: see decision/chance.
 */
export function decide(question: DecideQuestion, env: Env): Decision {
  const { decisions, request, profile } = question
  const plan = planOf(decisions, request.placement)
  const dice = diceOf(question, env)
  const gate = gateOf(question, plan, { now: env.now, since: dice.since })
  const reasons = reasonsOf(plan.offers, gate, dice.control)
  const possible = plan.offers.filter((_, index) => reasons[index] === null)
  const learning = learningOf(question, gate, possible)
  const decides = learning?.decides ?? false
  const worths = possible.map((offer, index) => worthOf(offer, gate, { estimate: learning?.estimates[index], decides }))
  const scores = worths.map(scoreOf)
  const sharpness = decides && plan.exploration > 0 ? sharpnessFor(gate, scores) : undefined
  const { slots, chances, best } = chooseSlate({ possible, scores, slots: plan.slots, drawn: dice.drawn, spread: { sharpness, exploration: plan.exploration } })
  const [{ chosen, propensity, draw }] = slots
  let at = 0
  const candidates: Candidate[] = plan.offers.map(({ id }, index) => {
    const out = reasons[index]
    if (out) return { offer: id, out }
    const [score = 0, probability = 0, worth] = [scores[at], chances[at], worths[at++]]
    return { offer: id, score, probability, ...(worth && { worth }) }
  })
  candidates.push({ offer: null, score: 0, probability: chances[possible.length] ?? 1 })
  const winner = possible.find(({ id }) => id === chosen)
  const why = learning === null ? [] : spokesOf(learning, winner, runnerUp(possible, scores, winner))
  return {
    id: env.id(`decide:${request.placement}`) as DecisionId,
    profile,
    placement: request.placement,
    at: env.now,
    chosen,
    propensity,
    explored: chosen !== (possible[best]?.id ?? null),
    candidates,
    version: question.version,
    context: request.context,
    ...(plan.channel !== undefined && { channel: plan.channel }),
    ...(question.seen !== undefined && { seen: question.seen }),
    mode: decisions.policy.mode,
    ...(learning !== null && { model: learning.chances.model, features: learning.seen.hash, x: plainOf(learning.seen.x) }),
    exploration: plan.exploration,
    ...(sharpness !== undefined && { sharpness }),
    drawn: dice.drawn,
    draw,
    ...(gate.moments.length > 0 && { moments: gate.moments.map(({ id }) => id) }),
    ...(plan.slots > 1 && { slots }),
    ...(dice.control && { control: true }),
    ...(why.length > 0 && { why }),
  }
}

/** Whose chance, since when, and under which name. */
interface Dice {
  readonly drawn: string
  readonly since: Instant
  readonly control: boolean
}

/** Without the workspace's salt, or for a stranger whom nobody can recognise, chance is that of the turn: each decision is a throw of its own. */
function diceOf(question: DecideQuestion, env: Env): Dice {
  const { decisions: { steadyFor, policy }, seed } = question
  const unit = question.unit ?? question.profile
  const since = periodStart(unit ?? '', env.now, steadyFor)
  if (seed === undefined || unit === null) return { drawn: throwOf({ seed: env.id('draw'), unit: '', since, generation: 0 }), since, control: false }
  const drawn = throwOf({ seed, unit, since, generation: generationOf(question, since, env.now) })
  return { drawn, since, control: inControl({ seed, unit, now: env.now, share: policy.control }) }
}

function gateOf(question: DecideQuestion, plan: PlacementPlan, { now, since }: { readonly now: Instant; readonly since: Instant }): Gate {
  const { person, request, decisions: { policy } } = question
  const holds = (key: string, otherwise: boolean): boolean => question.holds?.(key)?.(person, now, request.context) ?? otherwise
  return {
    question,
    now,
    since,
    channel: plan.channel,
    consents: consentHere(question, plan.channel),
    state: question.state ?? FRESH,
    moments: policy.moments.filter((moment) => holds(momentKey(moment), true)),
    channelCost: channelCostOf(plan.channelCost, question, now, (key) => holds(key, false)),
  }
}

/** The first check that each offer fails, or null. Help is never withheld for the sake of a comparison: the control group gets what serves. */
function reasonsOf(offers: readonly CompiledOffer[], gate: Gate, control: boolean): readonly (OutReason | null)[] {
  let highest = -Infinity
  const reasons = offers.map((offer) => {
    const reason = outReason(offer, gate)
    if (reason === null && offer.tier > highest) highest = offer.tier
    return reason
  })
  const { control: share } = gate.question.decisions.policy
  return reasons.map((reason, index) => {
    const offer = offers[index]
    if (reason !== null || offer === undefined) return reason
    if (offer.tier < highest) return { check: 'tier', detail: { tier: offer.tier, highest } }
    return control && offer.kind !== 'serve' ? { check: 'control', detail: { share } } : null
  })
}

/** The best of those that were not chosen; undefined when that is doing nothing. */
function runnerUp(possible: readonly CompiledOffer[], scores: readonly number[], winner: CompiledOffer | undefined): CompiledOffer | undefined {
  let best: CompiledOffer | undefined
  // Doing nothing, worth 0, is a rival of what was chosen; when itself was chosen, the best offer is its rival whatever that is worth.
  let most = winner === undefined ? -Infinity : 0
  for (const [index, offer] of possible.entries()) {
    const score = scores[index] ?? 0
    if (offer === winner || score <= most) continue
    best = offer
    most = score
  }
  return best
}

function plainOf({ at, value }: Sparse): { readonly at: readonly number[]; readonly value: readonly number[] } {
  return { at: [...at], value: Array.from(value, shortest) }
}

/** The shortest number that is the same float of 32 bits. */
function shortest(value: number): number {
  for (const digits of X_DIGITS) {
    const short = significant(value, digits)
    if (Math.fround(short) === value) return short
  }
  return value
}
