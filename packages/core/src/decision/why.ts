/** Why this and not that: one plain sentence per candidate, in the reader's language. */
import type { OfferId } from '../base/id.ts'
import { receiptSentence, type ReceiptNames } from '../consent/sentence.ts'
import type { Candidate, Decision, OutReason } from './types.ts'
import { wordsFor } from './words/index.ts'
import type { DurationUnit, Words } from './words/words.ts'

/** The name a reader knows an offer by; its id when there is none. With `consent`, the names of purposes and laws too. */
export type OfferNames = ((offer: OfferId) => string) & { readonly consent?: ReceiptNames }

/** What doing nothing is called in a language. */
export function nothingName(locale: string): string {
  return wordsFor(locale).nothing
}

/** Why the candidate was chosen, was possible but not chosen, or was out. */
export function whySentence(candidate: Candidate, decision: Decision, names: OfferNames, locale: string): string {
  const words = wordsFor(locale)
  const name = nameOf(candidate.offer, names, words)
  if (candidate.out) return outSentence(candidate.out, name, words, { names: names.consent ?? BY_ID, locale })
  const value = money(candidate.score ?? 0)
  const chance = percent(candidate.probability ?? 0)
  const best = bestOf(decision)
  const bestName = nameOf(best?.offer ?? null, names, words)
  if (candidate.offer === decision.chosen) {
    if (candidate.offer === null) return decision.explored ? words.chosenNothingExplored(chance, bestName) : words.chosenNothing(chance)
    return decision.explored ? words.chosenExplored(name, value, chance, bestName) : words.chosenBest(name, value, chance)
  }
  if (candidate.offer === (best?.offer ?? null)) return words.bestButExplored(name, value, chance)
  return words.worthLess(name, value, bestName, money(best?.score ?? 0), chance)
}

/** Why the decision was taken: the sentence of what was chosen. */
export function whyDecision(decision: Decision, names: OfferNames, locale: string): string {
  return whyNot(decision.chosen, decision, names, locale)
}

/** Why an offer was not chosen (or was); also for one that was no candidate. */
export function whyNot(offer: OfferId | null, decision: Decision, names: OfferNames, locale: string): string {
  const candidate = decision.candidates.find((one) => one.offer === offer)
  if (candidate) return whySentence(candidate, decision, names, locale)
  const words = wordsFor(locale)
  return words.notConsidered(nameOf(offer, names, words))
}

/** The candidate with the greatest value, by the tie rule of `decide`: candidates stand in id order, nothing last. */
function bestOf(decision: Decision): Candidate | undefined {
  let best: Candidate | undefined
  for (const candidate of decision.candidates) if (!candidate.out && (candidate.score ?? 0) > (best?.score ?? -Infinity)) best = candidate
  return best
}

const BY_ID: ReceiptNames = { purpose: (id) => id, law: (id) => id }

function outSentence({ check, detail }: OutReason, name: string, words: Words, reader: { readonly names: ReceiptNames; readonly locale: string }): string {
  switch (check) {
    case 'placement':
      return words.out.placement(name)
    case 'schedule':
      return detail['from'] === undefined ? words.out.over(name, String(detail['until'])) : words.out.notYet(name, String(detail['from']))
    case 'consent':
      return [words.out.consent(name, reader.names.purpose(String(detail['purpose']))), receiptSentence(detail, reader.names, reader.locale)].filter((part) => part !== '').join(' ')
    case 'eligibility':
      return words.out.eligibility(name)
    case 'cap':
      return words.out.cap(name, String(detail['most']), durationWords(String(detail['within']), words))
    case 'tier':
      return words.out.tier(name)
  }
}

function durationWords(text: string, words: Words): string {
  const found = /^(\d+)([smhdw])$/.exec(text)
  return found ? words.duration(Number(found[1]), found[2] as DurationUnit) : text
}

function nameOf(offer: OfferId | null, names: OfferNames, words: Words): string {
  return offer === null ? words.nothing : names(offer) || offer
}

function money(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function percent(probability: number): string {
  return `${Math.round(probability * 1_000) / 10} %`
}
