/** A kind of customer in sentences: who they are, how many, what they bring, what sets them apart. */
import type { PersonaFacts, PersonaTrait } from './types.ts'
import { groupLanguages } from './words/index.ts'
import type { GroupWords } from './words/words.ts'

/** Features that have sentences of their own. Any other is said by its name. */
export const KNOWN_FEATURES = ['recency', 'orders', 'money', 'perOrder', 'tenure', 'gap', 'refunds'] as const

/** What a description is made from: the facts, the money of the group in all, and everybody's. */
export interface PersonaSaid {
  readonly facts: PersonaFacts
  readonly money: number
  readonly everybodysMoney: number
}

/** Differences below a third of a standard deviation are not worth a sentence. */
const WORTH_SAYING = 1 / 3
const SENTENCES_MAX = 4

/** Sentences, the size first. Figures are written as in that language. */
export function describePersona({ facts, money, everybodysMoney }: PersonaSaid, language: keyof typeof groupLanguages): readonly string[] {
  const words: GroupWords = groupLanguages[language]
  const number = figures(language)
  const sentences = [words.size(number.whole(facts.people), number.share(facts.share))]
  if (everybodysMoney > 0) sentences.push(words.money(number.share(money / everybodysMoney), number.whole(money / Math.max(1, facts.people))))
  const telling = facts.traits.filter(({ difference, feature }) => Math.abs(difference) >= WORTH_SAYING && feature !== 'money').slice(0, SENTENCES_MAX)
  if (telling.length === 0) return [...sentences, words.ordinary]
  return [...sentences, ...telling.map((trait) => sentenceOf(trait, words, number))]
}

function sentenceOf({ feature, value, everybody, difference }: PersonaTrait, words: GroupWords, number: Figures): string {
  const say = (of: (value: string, everybody: string) => string, written: (x: number) => string): string => of(written(value), written(everybody))
  switch (feature) {
    case 'recency': return say(words.recency, number.whole)
    case 'orders': return say(words.orders, number.plain)
    case 'perOrder': return say(words.perOrder, number.plain)
    case 'tenure': return say(words.tenure, number.whole)
    case 'gap': return say(words.gap, number.whole)
    case 'refunds': return say(words.refunds, number.share)
    default: return (difference > 0 ? words.higher : words.lower)(feature, number.plain(value), number.plain(everybody))
  }
}

/** Figures as a language writes them. */
export interface Figures {
  whole(x: number): string
  /** Whole from a hundred on, else up to two digits behind the point. */
  plain(x: number): string
  /** A share of 1 in percent. */
  share(x: number): string
}

/** The figures of a language. */
export function figures(language: keyof typeof groupLanguages): Figures {
  const format = (x: number, digits: number): string => (Number.isFinite(x) ? x.toLocaleString(language, { maximumFractionDigits: digits, numberingSystem: 'latn' }) : '–')
  return {
    whole: (x) => format(Math.round(x), 0),
    plain: (x) => format(x, Math.abs(x) >= 100 ? 0 : 2),
    share: (x) => `${format(100 * x, x !== 0 && Math.abs(x) < 0.1 ? 1 : 0)} %`,
  }
}
