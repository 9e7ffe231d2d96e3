/** Why this and not that: one plain sentence per candidate, in the reader's language. */
import type { OfferId } from '../base/id.ts'
import { receiptSentence, type ReceiptNames } from '../consent/sentence.ts'
import { CHECKS, type Candidate, type Decision, type OutReason } from './types.ts'
import { wordsFor } from './words/index.ts'
import type { DurationUnit, Words } from './words/words.ts'

/** The name a reader knows an offer by; its id when there is none. With `consent`, the names of purposes and laws too; and those of moments and budgets. */
export type OfferNames = ((offer: OfferId) => string) & {
  readonly consent?: ReceiptNames
  readonly moment?: (id: string) => string
  readonly budget?: (id: string) => string
}

/** What doing nothing is called in a language. */
export function nothingName(locale: string): string {
  return wordsFor(locale).nothing
}

/** Why the candidate was chosen, was possible but not chosen, or was out. */
export function whySentence(candidate: Candidate, decision: Decision, names: OfferNames, locale: string): string {
  const words = wordsFor(locale)
  const name = nameOf(candidate.offer, names, words)
  if (candidate.out) return outSentence(candidate.out, name, { names, locale, words })
  const value = money(candidate.score ?? 0)
  const chance = percent(candidate.probability ?? 0)
  const best = bestOf(decision)
  const bestName = nameOf(best?.offer ?? null, names, words)
  if (candidate.offer === decision.chosen) {
    if (candidate.offer === null) return whyNothing(decision, { chance, bestName, words })
    return decision.explored ? words.chosenExplored(name, value, chance, bestName) : words.chosenBest(name, value, chance)
  }
  if (candidate.offer === (best?.offer ?? null)) return words.bestButExplored(name, value, chance)
  return words.worthLess(name, value, bestName, money(best?.score ?? 0), chance)
}

/** Why nothing: the group for comparison; no offer was possible, and what stood in the way of how many; in order to learn; or because silence is worth most. */
function whyNothing(decision: Decision, { chance, bestName, words }: { readonly chance: string; readonly bestName: string; readonly words: Words }): string {
  if (decision.explored) return words.chosenNothingExplored(chance, bestName)
  const outs = decision.candidates.flatMap(({ out }) => (out ? [out.check] : []))
  if (decision.control === true && outs.includes('control')) return words.chosenControl()
  if (outs.length === 0 || outs.length + 1 < decision.candidates.length) return words.chosenNothing(chance)
  const counts = CHECKS.map((check) => ({ check, n: outs.filter((one) => one === check).length })).filter(({ n }) => n > 0)
  return words.nothingPossible(counts.map(({ check, n }) => words.failed[check](n)).join(words.comma))
}

/** The sum behind a candidate's value: `chance 4.2 % × value 1,200 × lever 1.5 − cost 40 = 35.6`, and what a model that only watches would have said; '' where nothing is known of it. */
export function worthSentence({ worth, score }: Candidate, locale: string): string {
  if (worth === undefined) return ''
  const words = wordsFor(locale)
  const part = (name: 'cost' | 'channelCost' | 'shadow' | 'moments') => (worth[name] === 0 ? {} : { [name]: money(worth[name]) })
  const sum = words.worth({
    chance: percent(worth.p),
    value: money(worth.value),
    ...(worth.lever !== 1 && { lever: money(worth.lever) }),
    ...part('cost'),
    ...part('channelCost'),
    ...part('shadow'),
    ...part('moments'),
    score: money(score ?? 0),
  })
  return worth.learned === undefined ? sum : `${sum}${words.comma === ', ' ? '. ' : '。'}${words.onlyWatches(percent(worth.learned))}`
}

/** Why the decision was taken: the sentence of what was chosen, the sum behind it, the moments that hold, and what spoke for and against it. */
export function whyDecision(decision: Decision, names: OfferNames, locale: string): string {
  const words = wordsFor(locale)
  const sentences = [whyNot(decision.chosen, decision, names, locale)]
  const { moments = [], why = [] } = decision
  if (moments.length > 0) sentences.push(words.momentsHold(moments.map((id) => names.moment?.(id) ?? id).join(words.comma)))
  const list = (spokes: typeof why): string => spokes.map(({ feature }) => feature).join(words.comma)
  const [pro, contra] = [why.filter(({ difference }) => difference > 0), why.filter(({ difference }) => difference < 0)]
  if (pro.length > 0) sentences.push(words.spokeFor(list(pro)))
  if (contra.length > 0) sentences.push(words.spokeAgainst(list(contra)))
  return sentences.join(words.comma === ', ' ? ' ' : '')
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

function outSentence({ check, detail }: OutReason, name: string, { names, locale, words }: { readonly names: OfferNames; readonly locale: string; readonly words: Words }): string {
  const text = (key: string): string => String(detail[key])
  switch (check) {
    case 'placement':
      return words.out.placement(name)
    case 'consent': {
      const known = names.consent ?? BY_ID
      return [words.out.consent(name, known.purpose(text('purpose'))), receiptSentence(detail, known, locale)].filter((part) => part !== '').join(' ')
    }
    case 'suppression':
      return detail['dismissed'] === undefined ? words.out.stopped(name) : words.out.dismissed(name)
    case 'eligibility':
      return words.out.eligibility(name)
    case 'moment':
      return words.out.moment(name, names.moment?.(text('moment')) ?? text('moment'))
    case 'schedule':
      return detail['from'] === undefined ? words.out.over(name, text('until')) : words.out.notYet(name, text('from'))
    case 'stock':
      return words.out.stock(name, text('stock'))
    case 'budget':
      return words.out.budget(name, names.budget?.(text('budget')) ?? text('budget'))
    case 'cap':
      return words.out.cap(name, text('most'), durationWords(text('within'), words))
    case 'group':
      return words.out.group(name, nameOf(text('told') as OfferId, names, words))
    case 'tier':
      return words.out.tier(name)
    case 'control':
      return words.out.control(name)
  }
}

function durationWords(text: string, words: Words): string {
  const found = /^(\d+)([smhdw])$/.exec(text)
  return found ? words.duration(Number(found[1]), found[2] as DurationUnit) : text
}

function nameOf(offer: OfferId | null, names: OfferNames, words: Words): string {
  return offer === null ? words.nothing : names(offer) || offer
}

/** Two digits after the point at most, thousands by a comma: so in all languages there are. */
function money(value: number): string {
  const [whole = '0', rest] = String(Math.round(value * 100) / 100).split('.')
  const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')
  return rest === undefined ? grouped : `${grouped}.${rest}`
}

/** One digit after the point; below one in a hundred two digits that say something. */
function percent(probability: number): string {
  const hundred = probability * 100
  return `${hundred >= 1 ? Math.round(hundred * 10) / 10 : Number(hundred.toPrecision(2))} %`
}
