/**
 * What must hold before an offer may compete at all, in this order: it belongs to the placement; consent; suppression (a channel that was stopped, an offer that
 * was closed); its own condition; no moment that forbids it; its time; stock and budgets; its cap; one story per group. Tiers and the control group come after,
 * because they need all offers.
 */
import type { Instant } from '../base/time.ts'
import type { JsonObject } from '../base/json.ts'
import { consentReason } from '../consent/consent.ts'
import { receiptOf } from '../consent/receipt.ts'
import type { EffectivePurpose } from '../consent/types.ts'
import type { CompiledOffer } from './compile.ts'
import { shownWithin } from './history.ts'
import type { BudgetDefinition, MomentRule } from './policy.ts'
import type { ArbiterState, Asked, DecideQuestion } from './question.ts'
import type { OutReason } from './types.ts'

/** The purpose that covers choosing by what we know of a person. */
export const PERSONALISATION = 'personalisation'

const PERSONALISATION_DEFAULT: EffectivePurpose = { id: PERSONALISATION, name: 'Personal content', basis: 'inform' }

/** What all offers of one decision share. */
export interface Gate {
  readonly question: DecideQuestion
  readonly now: Instant
  readonly channel: string | undefined
  /** Null when a purpose is allowed here, else the refusal with its receipt. */
  readonly consents: (purpose: string) => OutReason | null
  readonly state: ArbiterState
  /** Moments that hold. */
  readonly moments: readonly MomentRule[]
  /** Money that the channel costs now. */
  readonly channelCost: number
  /** When the steady period began. */
  readonly since: Instant
}

/** The first check that the offer fails, or null. */
export function outReason(offer: CompiledOffer, gate: Gate): OutReason | null {
  if (offer.elsewhere !== null) return offer.elsewhere
  const { consents, now, question } = gate
  const refusal = (offer.purpose === undefined ? null : consents(offer.purpose)) ?? (offer.personal ? consents(PERSONALISATION) : null)
  if (refusal !== null) return refusal
  return suppressed(offer, gate)
    ?? ineligible(offer, question, now)
    ?? forbidden(offer, gate)
    ?? outOfTime(offer, now)
    ?? outOfStock(offer, gate)
    ?? capped(offer, question.person, now)
    ?? told(offer, gate)
}

/** Asked once per purpose: most offers share one. A workspace that does not define personalisation informs about it. */
export function consentHere({ purposes, person, allowed }: DecideQuestion, channel: string | undefined): Gate['consents'] {
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

function suppressed(offer: CompiledOffer, { question: { person }, channel, since }: Gate): OutReason | null {
  const stop = channel !== undefined && person.pressure !== undefined && Object.hasOwn(person.pressure.suppressed, channel) ? person.pressure.suppressed[channel] : undefined
  if (stop) return { check: 'suppression', detail: { channel: channel ?? null, reason: stop.why, at: stop.at } }
  const dismissed = recordOf(offer.id, person)?.dismissed
  return dismissed !== undefined && dismissed >= since ? { check: 'suppression', detail: { dismissed } } : null
}

function ineligible({ id, definition }: CompiledOffer, question: DecideQuestion, now: Instant): OutReason | null {
  if (definition.eligible === undefined) return null
  const test = question.tests(id)
  if (test === undefined) return { check: 'eligibility', detail: { missing: true } }
  return test(question.person, now, question.request.context) ? null : { check: 'eligibility', detail: {} }
}

function forbidden({ kind }: CompiledOffer, { moments }: Gate): OutReason | null {
  const moment = moments.find((one) => one.never === true && one.on.includes(kind))
  return moment === undefined ? null : { check: 'moment', detail: { moment: moment.id } }
}

function outOfTime(offer: CompiledOffer, now: Instant): OutReason | null {
  if (now < offer.from) return { check: 'schedule', detail: { from: offer.definition.from ?? null } }
  return now < offer.until ? null : { check: 'schedule', detail: { until: offer.definition.until ?? null } }
}

function outOfStock(offer: CompiledOffer, { state, channelCost }: Gate): OutReason | null {
  const { stock } = offer.definition
  if (stock !== undefined && (state.taken[offer.id] ?? 0) >= stock) return { check: 'stock', detail: { stock } }
  for (const budget of offer.budgets) {
    if ((state.used[budget.id] ?? 0) + budgetUse(budget, offer, channelCost) > budget.most) return { check: 'budget', detail: { budget: budget.id } }
  }
  return null
}

/** What showing an offer once takes from a budget: money, or one showing. */
export function budgetUse({ counts }: Pick<BudgetDefinition, 'counts'>, { cost }: Pick<CompiledOffer, 'cost'>, channelCost: number): number {
  return counts === 'showings' ? 1 : cost + channelCost
}

function capped(offer: CompiledOffer, person: Asked, now: Instant): OutReason | null {
  if (offer.cap === undefined) return null
  const shown = shownWithin(recordOf(offer.id, person), now, offer.cap.within)
  return shown < offer.cap.most ? null : { check: 'cap', detail: { most: offer.cap.most, within: offer.definition.cap?.within ?? null, shown } }
}

/** Another offer of its group was told in this period; where several were, the latest counts. */
function told(offer: CompiledOffer, { question: { decisions, person }, since }: Gate): OutReason | null {
  const { group } = offer.definition
  if (group === undefined) return null
  let latest: Instant | undefined
  let which: string | undefined
  for (const id in person.offers) {
    const at = decisions.byId.get(id)?.definition.group === group ? person.offers[id]?.shown.at(-1) : undefined
    if (at === undefined || at < since || (latest !== undefined && (at < latest || (at === latest && id !== offer.id)))) continue
    latest = at
    which = id
  }
  return which === undefined || which === offer.id ? null : { check: 'group', detail: { group, told: which } }
}

/**
 * How often in this period what was chosen has itself changed what is possible: offers told or closed in it that are out because of that. Chance is drawn
 * anew each time (see decision/chance).
 */
export function generationOf({ decisions, person }: DecideQuestion, since: Instant, now: Instant): number {
  let generation = 0
  for (const id in person.offers) {
    const record = recordOf(id, person)
    const offer = decisions.byId.get(id)
    if (!record || !offer) continue
    const closed = record.dismissed !== undefined && record.dismissed >= since
    if (closed || ((record.shown.at(-1) ?? -Infinity) >= since && capped(offer, person, now) !== null)) generation++
  }
  return generation
}

function recordOf(offer: string, { offers }: Asked): Asked['offers'][string] | undefined {
  return Object.hasOwn(offers, offer) ? offers[offer] : undefined
}
