/** A decision as the API shows it: with names, content in the person's language, and the reasons as codes or sentences. */
import { chooseLocale } from '@rapport/core/content/locale'
import type { Candidate, Decision } from '@rapport/core/decision/types'
import { nothingName, whyDecision, whySentence } from '@rapport/core/decision/why'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Workspace } from '@rapport/core/engine/workspace'
import { givenValue } from '@rapport/core/profile/traits'
import type { DecisionView, Of } from '../contract.ts'
import { namesOf, type Named } from './names.ts'

/** Languages: of the sentences (absent = short codes), and of the content. */
export interface DecisionLanguages {
  readonly sentences: string | undefined
  readonly content: string | undefined
}

/** The view. Without a language for sentences, `why` is a code: `best`, `explored`, `nothing`, `possible`, or the check that failed. */
export function decisionView(decision: Decision, workspace: Workspace, languages: DecisionLanguages): Of<typeof DecisionView> {
  const named = namesOf(workspace)
  const consent = {
    purpose: (id: string) => named.purposes.get(id)?.name ?? id,
    law: (id: string) => workspace.definitions.laws.find((law) => law.id === id)?.name ?? id,
  }
  const name = Object.assign((offer: string): string => named.offers.get(offer)?.name ?? offer, { consent })
  const { sentences } = languages
  const nothing = sentences === undefined ? '' : nothingName(sentences)
  return {
    id: decision.id,
    profile: decision.profile,
    placement: decision.placement,
    at: decision.at,
    chosen: decision.chosen,
    content: contentOf(named, decision.chosen, languages.content),
    propensity: decision.propensity,
    explored: decision.explored,
    version: decision.version,
    context: decision.context as { [name: string]: Json },
    why: sentences === undefined ? codeOf(decision) : whyDecision(decision, name, sentences),
    candidates: decision.candidates.map((candidate) => ({
      offer: candidate.offer,
      name: candidate.offer === null ? nothing : name(candidate.offer),
      out: candidate.out as Of<typeof DecisionView>['candidates'][number]['out'],
      score: candidate.score,
      probability: candidate.probability,
      why: sentences === undefined ? candidateCode(candidate, decision) : whySentence(candidate, decision, name, sentences),
    })),
  }
}

/** The languages an offer's content is written in; empty when it is written once for all. */
export function contentLocales(workspace: Workspace, offer: string | null): readonly string[] {
  const content = offer === null ? undefined : namesOf(workspace).offers.get(offer)?.content
  return content === undefined ? [] : localesIn(content)
}

/** The language a person said they prefer. */
export function localeOf(state: ProfileState | undefined): string | undefined {
  if (!state) return undefined
  const value = givenValue(state.traits, 'locale') ?? givenValue(state.traits, 'language')
  return typeof value === 'string' ? value : undefined
}

function contentOf(named: Named, offer: string | null, locale: string | undefined): { [name: string]: Json } | null {
  const content = offer === null ? undefined : named.offers.get(offer)?.content
  if (content === undefined) return null
  const locales = localesIn(content)
  if (locales.length === 0) return { ...content }
  const chosen = content[chooseLocale(locales, locale, locales.includes('en') ? 'en' : (locales[0] ?? 'en')) ?? '']
  return isJsonObject(chosen) ? { ...chosen } : null
}

/** The keys, when every one is a language tag with an object behind it. */
function localesIn(content: JsonObject): readonly string[] {
  const entries = Object.entries(content)
  return entries.every(([tag, value]) => /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(tag) && isJsonObject(value)) ? entries.map(([tag]) => tag) : []
}

function codeOf({ chosen, explored }: Decision): string {
  return explored ? 'explored' : chosen === null ? 'nothing' : 'best'
}

function candidateCode(candidate: Candidate, decision: Decision): string {
  if (candidate.out) return candidate.out.check
  return candidate.offer === decision.chosen ? codeOf(decision) : 'possible'
}
