/**
 * The question at the heart of the product: what now, here, for this person? Hard checks first, then value, then a known share of chance.
 * Algorithm: decisioning.md 3 with the additive exploration floor, so that every decision can be replayed and any other policy evaluated on it.
 */
import type { DecisionId, OfferId, ProfileId } from '../base/id.ts'
import type { Env } from '../base/env.ts'
import type { Instant } from '../base/time.ts'
import { consentReason } from '../consent/consent.ts'
import { receiptOf } from '../consent/receipt.ts'
import type { EffectivePurpose } from '../consent/types.ts'
import type { JsonObject } from '../base/json.ts'
import type { Person } from '../segment/person.ts'
import { planOf } from './compile.ts'
import type { CompiledOffer, Decisions } from './compile.ts'
import { shownWithin } from './history.ts'
import type { Allowed, Candidate, Decision, DecideRequest, OfferHistory, OutReason, RuleTest } from './types.ts'

/** What a decision looks at. */
export interface DecideQuestion {
  /** From `compileDecisions`, once per version of the definitions. */
  readonly decisions: Decisions
  readonly person: Person & { readonly offers: OfferHistory }
  readonly request: DecideRequest
  /** null: a stranger. */
  readonly profile: ProfileId | null
  /** Version of the definitions. */
  readonly version: number
  /** As the laws let them hold for this person. */
  readonly purposes: readonly EffectivePurpose[]
  /** The compiled `eligible` rule of an offer. An offer that has a rule but no test is out: it fails closed. */
  readonly tests: (offer: string) => RuleTest | undefined
  readonly allowed: Allowed
}

/** The purpose that covers choosing by what we know of a person. */
export const PERSONALISATION = 'personalisation'

const PERSONALISATION_DEFAULT: EffectivePurpose = { id: PERSONALISATION, name: 'Personal content', basis: 'inform' }

/**
 * Every offer with its value or the first check it failed, and the choice with its exact chance. Changes nothing: showing is another event.
 * Checks in order: placement, schedule, consent, eligibility, cap, tier. Doing nothing (offer null, value 0) always passes.
 */
export function decide(question: DecideQuestion, env: Env): Decision {
  const { decisions, request } = question
  const { channel, exploration, offers } = planOf(decisions, request.placement)
  const now = env.now
  const consents = consentHere(question, channel)
  const reasons: (OutReason | null)[] = []
  let highest = -Infinity
  for (const offer of offers) {
    const reason = outReason(offer, question, consents, now)
    reasons.push(reason)
    if (reason === null && offer.tier > highest) highest = offer.tier
  }
  const possible: CompiledOffer[] = []
  for (const [index, offer] of offers.entries()) {
    if (reasons[index] !== null) continue
    if (offer.tier < highest) reasons[index] = { check: 'tier', detail: { tier: offer.tier, highest } }
    else possible.push(offer)
  }
  const choice = choose(possible, exploration, env.random(`decide:${request.placement}`))
  const candidates: Candidate[] = offers.map((offer, index) => {
    const out = reasons[index]
    return out ? { offer: offer.id, out } : { offer: offer.id, score: offer.score, probability: offer.id === choice.best ? choice.ofBest : choice.ofOther }
  })
  candidates.push({ offer: null, score: 0, probability: choice.best === null ? choice.ofBest : choice.ofOther })
  return {
    id: env.id(`decide:${request.placement}`) as DecisionId,
    profile: question.profile,
    placement: request.placement,
    at: now,
    chosen: choice.chosen,
    propensity: choice.chosen === choice.best ? choice.ofBest : choice.ofOther,
    explored: choice.chosen !== choice.best,
    candidates,
    version: question.version,
    context: request.context,
  }
}

/** The first check that the offer fails, or null. Tiers need all offers and come after. */
function outReason(offer: CompiledOffer, question: DecideQuestion, consents: Consents, now: Instant): OutReason | null {
  if (offer.elsewhere !== null) return offer.elsewhere
  if (now < offer.from) return { check: 'schedule', detail: { from: offer.definition.from ?? null } }
  if (now >= offer.until) return { check: 'schedule', detail: { until: offer.definition.until ?? null } }
  const { person, request } = question
  const refusal = (offer.purpose === undefined ? null : consents(offer.purpose)) ?? (offer.personal ? consents(PERSONALISATION) : null)
  if (refusal !== null) return refusal
  if (offer.definition.eligible !== undefined) {
    const test = question.tests(offer.id)
    if (test === undefined) return { check: 'eligibility', detail: { missing: true } }
    if (!test(person, now, request.context)) return { check: 'eligibility', detail: {} }
  }
  if (offer.cap === undefined) return null
  const shown = shownWithin(Object.hasOwn(person.offers, offer.id) ? person.offers[offer.id] : undefined, now, offer.cap.within)
  return shown < offer.cap.most ? null : { check: 'cap', detail: { most: offer.cap.most, within: offer.definition.cap?.within ?? null, shown } }
}

/** Null when a purpose is allowed here, else the refusal with its receipt. */
type Consents = (purpose: string) => OutReason | null

/** Asked once per purpose: most offers share one. A workspace that does not define personalisation informs about it. */
function consentHere({ purposes, person, allowed }: DecideQuestion, channel: string | undefined): Consents {
  const defined = purposes.some((purpose) => purpose.id === PERSONALISATION) ? purposes : [...purposes, PERSONALISATION_DEFAULT]
  const known = new Map<string, OutReason | null>()
  return (purpose) => {
    const before = known.get(purpose)
    if (before !== undefined) return before
    const detail = (): JsonObject => receiptOf(consentReason(defined, person.consent, purpose, channel), { purpose, channel: channel ?? null })
    const answer = allowed(defined, person.consent, purpose, channel) ? null : { check: 'consent' as const, detail: detail() }
    known.set(purpose, answer)
    return answer
  }
}

interface Choice {
  readonly best: OfferId | null
  readonly chosen: OfferId | null
  readonly ofBest: number
  readonly ofOther: number
}

/** pi = (1 - eps) [best] + eps / K over the offers (in id order) and doing nothing (last); ties go to the first. The choice is the inverse of its distribution function at `u`. */
function choose(possible: readonly CompiledOffer[], eps: number, u: number): Choice {
  let best: CompiledOffer | null = null
  for (const offer of possible) if (offer.score > (best?.score ?? -Infinity)) best = offer
  if (best !== null && best.score < 0) best = null
  const count = possible.length + 1
  const ofOther = eps / count
  const ofBest = 1 - eps + ofOther
  let below = 0
  for (const offer of possible) {
    below += offer === best ? ofBest : ofOther
    if (u < below) return { best: best?.id ?? null, chosen: offer.id, ofBest, ofOther }
  }
  return { best: best?.id ?? null, chosen: null, ofBest, ofOther }
}
