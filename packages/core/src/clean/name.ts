/** Reading a person's name: its writing, titles, words, and which of them may be the family's and which the person's own. */
import { fold } from './fold.ts'
import { scriptOf, type Script } from './script.ts'

/** One part of a name, made ready for comparing. */
export interface NamePart {
  /** Folded, words joined without spaces: `maryann`, `小明`. */
  readonly text: string
  /** Folded words as written. */
  readonly tokens: readonly string[]
  /** Keys of how it sounds, the likeliest first; what shares one may be the same name in another writing or romanisation. */
  readonly sounds: readonly string[]
  /** Only a first letter is known. */
  readonly initial: boolean
}

/** One way to read a name. */
export interface NameReading {
  readonly family: NamePart | null
  readonly given: NamePart | null
  /** Share of belief that it is meant so, 0..1; all readings of a name add up to 1. */
  readonly chance: number
}

/** What a name field says. */
export interface NameForms {
  /** `full`: family and given name. `family` or `given`: only that part. `placeholder`: text that is nobody's name. `empty`: nothing. */
  readonly is: 'full' | 'family' | 'given' | 'placeholder' | 'empty'
  /** As a person would write it: repaired, without titles and ornaments. */
  readonly text: string
  /** Folded, single spaces, in the order written. */
  readonly folded: string
  /** Folded words in alphabetical order: equal for two orders of the same words. */
  readonly orderless: string
  readonly script: Script
  /** Folded words (Han: family and given name as words) in the order written. */
  readonly tokens: readonly string[]
  /** Titles and forms of address that were taken off, as written. */
  readonly titles: readonly string[]
  /** What a title says about the sex; null when it says nothing. */
  readonly sex: 'f' | 'm' | null
  /** Likeliest first, at most 4; none for `placeholder` and `empty`. */
  readonly readings: readonly NameReading[]
}

/** What is known beside the text of a name. */
export interface NameHints {
  /** `zh-TW`, `th`: how the person or the source writes names. */
  readonly locale?: string
  /** Order in which the source writes the parts, when it is known. */
  readonly order?: 'family_first' | 'given_first'
}

/** Reads a name written in one field. Never throws; total over all texts. */
export function nameOf(raw: string | null | undefined, hints: NameHints = {}): NameForms {
  const text = (raw ?? '').normalize('NFC').trim()
  const folded = fold(text).replace(/[^\p{L}\p{M}' ]+/gu, ' ').replace(/ +/g, ' ').trim()
  if (folded === '') return { is: 'empty', text: '', folded: '', orderless: '', script: 'none', tokens: [], titles: [], sex: null, readings: [] }
  const tokens = folded.split(' ')
  const readings: NameReading[] = []
  if (tokens.length === 1) readings.push({ family: null, given: partOf(tokens), chance: 0.6 }, { family: partOf(tokens), given: null, chance: 0.4 })
  else {
    const familyFirst = hints.order === 'family_first' || text.includes(',') ? 0.9 : 0.3
    readings.push({ family: partOf(tokens.slice(-1)), given: partOf(tokens.slice(0, -1)), chance: 1 - familyFirst })
    readings.push({ family: partOf(tokens.slice(0, 1)), given: partOf(tokens.slice(1)), chance: familyFirst })
  }
  return { is: tokens.length === 1 ? 'given' : 'full', text, folded, orderless: [...tokens].sort().join(' '), script: scriptOf(text), tokens, titles: [], sex: null, readings }
}

/** Reads a name whose parts come in fields of their own; either may be missing. */
export function nameOfParts(parts: { readonly family?: string | null; readonly given?: string | null }, hints: NameHints = {}): NameForms {
  return nameOf(`${parts.given ?? ''} ${parts.family ?? ''}`, { ...hints, order: 'given_first' })
}

function partOf(tokens: readonly string[]): NamePart {
  const text = tokens.join('')
  return { text, tokens, sounds: [text], initial: text.length === 1 }
}
