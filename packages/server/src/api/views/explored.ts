/** Decisions as the explorer shows them: how the candidates thinned out, who nearly won, and the whole receipt in the reader's language. */
import type { ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { receiptSentence } from '@rapport/core/consent/sentence'
import { CHECKS, type Candidate, type Decision } from '@rapport/core/decision/types'
import { nothingName, whyDecision, whySentence, worthSentence, type OfferNames } from '@rapport/core/decision/why'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { LogEntry } from '../../ports/log.ts'
import type { DecisionOutcome } from '../../runtime/app.ts'
import type { CandidateView, DecisionLine, ReceiptView } from '../contract-learning.ts'
import { decisionKind } from './decision-kind.ts'
import { namesOf } from './names.ts'

/** A decision and where it stands. */
export interface Found {
  readonly ref: number
  readonly decision: Decision
  readonly entry: LogEntry
  readonly bytes: number
}

/** What a view needs beside the decision. */
export interface Around {
  readonly workspace: Workspace
  readonly outcome: DecisionOutcome | undefined
  readonly names: ReadonlyMap<ProfileId, string | null>
  readonly locale: string | undefined
}

/** A candidate nearly won when it was worth less by no more than this share of the best, or of the smallest gap. */
const NEAR_SHARE = 0.15
const NEAR_MAX = 5

/** The names that sentences use. */
export function namesFor(workspace: Workspace): OfferNames {
  const named = namesOf(workspace)
  const { laws, arbitration } = workspace.definitions
  return Object.assign((offer: string): string => named.offers.get(offer)?.name ?? offer, {
    consent: { purpose: (id: string) => named.purposes.get(id)?.name ?? id, law: (id: string) => laws.find((law) => law.id === id)?.name ?? id },
    moment: (id: string) => arbitration.moments.find((moment) => moment.id === id)?.name ?? id,
    budget: (id: string) => arbitration.budgets.find((budget) => budget.id === id)?.name ?? id,
  })
}

/** One line. */
export function lineOf({ ref, decision }: Found, { workspace, outcome, names, locale }: Around): DecisionLine {
  const named = namesOf(workspace)
  const name = namesFor(workspace)
  const nothing = nothingName(locale ?? 'en')
  const nameOf = (offer: Candidate['offer']): string => (offer === null ? nothing : name(offer))
  const possible = decision.candidates.filter(({ out }) => out === undefined)
  const placement = named.placements.get(decision.placement)
  return {
    id: decision.id,
    ref: String(ref),
    at: decision.at,
    profile: decision.profile,
    profileName: decision.profile === null ? null : (names.get(decision.profile) ?? null),
    placement: decision.placement,
    placementName: placement?.name ?? decision.placement,
    channel: decision.channel ?? placement?.channel ?? null,
    chosen: decision.chosen,
    chosenName: nameOf(decision.chosen),
    kind: decisionKind(decision),
    propensity: decision.propensity,
    score: scoreOf(decision.candidates.find(({ offer }) => offer === decision.chosen)),
    considered: decision.candidates.length - 1,
    possible: possible.length - 1,
    funnel: funnelOf(decision),
    near: nearOf(possible, decision).map(({ candidate: { offer, score = 0, probability = 0 }, gap }) => ({ offer, name: nameOf(offer), score, gap, probability })),
    outcome: { shown: outcome?.shown ?? null, clicked: outcome?.clicked ?? null, dismissed: outcome?.dismissed ?? null, converted: outcome?.worked ?? null },
    version: decision.version,
    why: locale === undefined ? decisionKind(decision) : whySentence(decision.candidates.find(({ offer }) => offer === decision.chosen) ?? { offer: null }, decision, name, locale),
  }
}

/** How many failed each check first, in the order of checking; checks that nobody failed are left out. */
function funnelOf({ candidates }: Decision): DecisionLine['funnel'] {
  const failed = new Map<string, number>()
  for (const { out } of candidates) if (out) failed.set(out.check, (failed.get(out.check) ?? 0) + 1)
  let left = candidates.length - 1
  return CHECKS.flatMap((check) => {
    const out = failed.get(check)
    if (out === undefined) return []
    left -= out
    return [{ check, out, left }]
  })
}

/** Who was possible, was not chosen, and was worth nearly as much as the best; smallest gap first. */
function nearOf(possible: readonly Candidate[], { chosen }: Decision): readonly { readonly candidate: Candidate; readonly gap: number }[] {
  const best = Math.max(0, ...possible.map(scoreOf))
  return possible
    .filter(({ offer }) => offer !== chosen)
    .map((candidate) => ({ candidate, gap: best - scoreOf(candidate) }))
    .filter(({ gap }) => gap <= best * NEAR_SHARE)
    .sort((one, other) => one.gap - other.gap)
    .slice(0, NEAR_MAX)
}

function scoreOf(candidate: Candidate | undefined): number {
  return candidate?.score ?? 0
}

/** The whole receipt. */
export function receiptOf(found: Found, around: Around & { readonly nameOf: (place: number) => string | null }): ReceiptView {
  const { decision, bytes } = found
  const { workspace } = around
  const locale = around.locale ?? 'en'
  const name = namesFor(workspace)
  return {
    line: lineOf(found, { ...around, locale }),
    why: whyDecision(decision, name, locale),
    candidates: decision.candidates.map((candidate) => candidateView(candidate, decision, { name, locale })),
    features: featuresOf(decision, around.nameOf),
    contributions: (decision.why ?? []).map(({ feature: text, difference }) => ({ ...splitName(text), adds: difference })),
    models: decision.model ? [{ id: decision.model.id, version: decision.model.version, through: decision.model.position }] : [],
    mode: decision.mode ?? null,
    consent: consentSentences(decision, name, locale),
    moments: (decision.moments ?? []).map((id) => ({ id, name: name.moment?.(id) ?? id })),
    draw: { u: decision.draw ?? null, exploration: decision.exploration ?? null, stretches: stretchesOf(decision) },
    context: decision.context as { [name: string]: Json },
    bytes,
  }
}

function candidateView(candidate: Candidate, decision: Decision, { name, locale }: { readonly name: OfferNames; readonly locale: string }): CandidateView {
  const { offer, out, score, probability, worth } = candidate
  const reason = out as CandidateView['out']
  const why = [whySentence(candidate, decision, name, locale), worthSentence(candidate, locale)].filter((part) => part !== '').join(' ')
  return {
    offer,
    name: offer === null ? nothingName(locale) : name(offer),
    ...(reason && { out: reason }),
    ...(score !== undefined && { score }),
    ...(probability !== undefined && { probability }),
    ...(worth && {
      worth: {
        p: worth.p,
        n: worth.n,
        from: decision.mode === 'learned' && decision.model ? ('learned' as const) : ('rate' as const),
        value: worth.value,
        lever: worth.lever,
        cost: worth.cost + worth.channelCost,
        shadow: worth.shadow,
        moment: worth.moments,
      },
    }),
    why,
  }
}

/** What the model was shown, by name as far as anybody remembers; a place that nobody remembers stands for itself. */
function featuresOf({ x }: Decision, nameOf: (place: number) => string | null): ReceiptView['features'] {
  const lines = (x?.at ?? []).map((place, i) => {
    const text = nameOf(place)
    const size = x?.value[i] ?? 1
    if (text === null) return { feature: `#${place.toString(36)}`, name: `#${place.toString(36)}`, value: size }
    const { name, value } = splitName(text)
    return { feature: name, name, value: value === '' ? size : value }
  })
  return lines.sort((one, other) => (one.name < other.name ? -1 : one.name > other.name ? 1 : 0))
}

/** `city = taipei` in its two parts; the value is empty where there is none. */
export function splitName(text: string): { readonly feature: string; readonly name: string; readonly value: string } {
  const cut = text.lastIndexOf(' = ')
  const name = cut < 0 ? text : text.slice(0, cut)
  return { feature: name, name, value: cut < 0 ? '' : text.slice(cut + 3) }
}

/** One sentence for each refusal of consent. */
function consentSentences({ candidates }: Decision, { consent }: OfferNames, locale: string): string[] {
  const names = consent ?? { purpose: (id: string) => id, law: (id: string) => id }
  const sentences = candidates.flatMap(({ out }) => (out?.check === 'consent' ? [receiptSentence(out.detail, names, locale)] : []))
  return [...new Set(sentences)].filter((sentence) => sentence !== '')
}

/** Each possible candidate's stretch of 0 to 1, in the order in which they lie: offers by id, nothing last. */
function stretchesOf({ candidates }: Decision): ReceiptView['draw']['stretches'] {
  let from = 0
  return candidates.flatMap(({ offer, out, probability = 0 }) => {
    if (out) return []
    const stretch = { offer, from, to: from + probability }
    from = stretch.to
    return [stretch]
  })
}
