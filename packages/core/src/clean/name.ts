/** Reading a person's name: its writing, titles, words, and which of them may be the family's and which the person's own. */
import { fold } from './fold.ts'
import { readHan } from './name-han.ts'
import { readLatin } from './name-latin.ts'
import { partOf, type NamePart, type NameReading } from './name-part.ts'
import { isPlaceholder } from './placeholder.ts'
import { isHan, isLatin, scriptOf, type Script } from './script.ts'
import { repairText } from './text.ts'
import { withoutTitles, type Titled } from './title.ts'

export type { NamePart, NameReading }

/** What a name field says. */
export interface NameForms {
  /** `full`: family and given name. `family` or `given`: only that part is likely. `placeholder`: text that is nobody's name. `empty`: nothing. */
  readonly is: 'full' | 'family' | 'given' | 'placeholder' | 'empty'
  /** As a person would write it: repaired, without titles and ornaments. */
  readonly text: string
  /** Folded, single spaces, in the order written; a name of Han characters without spaces. */
  readonly folded: string
  /** Folded words in alphabetical order: equal for two orders of the same words. */
  readonly orderless: string
  readonly script: Script
  /** Folded words in the order written; of a Han name its likeliest family and given name. */
  readonly tokens: readonly string[]
  /** Titles and forms of address that were taken off, as written. */
  readonly titles: readonly string[]
  /** What a title says about the sex; null when it says nothing. */
  readonly sex: 'f' | 'm' | null
  /** Whether it looks like a pet form or a name for chats, which may have nothing to do with the name on papers. */
  readonly nickname: boolean
  /** Other names that stood beside or in brackets, folded: `陳小明 (Peter)` has `peter`. */
  readonly aliases: readonly string[]
  /** Likeliest first, at most 4; none for `placeholder` and `empty`. */
  readonly readings: readonly NameReading[]
}

/** What is known beside the text of a name. */
export interface NameHints {
  /** Order in which the source writes the parts, when it is known. */
  readonly order?: 'family_first' | 'given_first'
}

const NOTHING = { folded: '', orderless: '', script: 'none', tokens: [], titles: [], sex: null, nickname: false, aliases: [], readings: [] } as const

/** Longest name that is read; what follows is cut. */
const LONGEST = 120

/** Brackets and what stands in them: another name of the person. */
const BRACKETS = /[([{「『（［【〈《"“][^)\]}」』）］】〉》"”]{1,40}[)\]}」』）］】〉》"”]/g

/** Reads a name written in one field. Never throws; total over all texts. */
export function nameOf(raw: string | null | undefined, hints: NameHints = {}): NameForms {
  const repaired = repairText((raw ?? '').slice(0, LONGEST)).text
  if (repaired === '') return { is: 'empty', text: '', ...NOTHING }
  const aliases: string[] = []
  let text = repaired
  if (/[([{「『（［【〈《"“]/.test(text)) {
    const outside = text.replace(BRACKETS, ' ').trim()
    if (/\p{L}/u.test(outside)) {
      for (const [inside] of text.matchAll(BRACKETS)) aliases.push(wordsOf(inside).join(' '))
      text = outside
    }
  }
  const bare = withoutOrnaments(text)
  const ornamented = bare !== text
  const titled = withoutTitles(bare)
  const words = wordsOf(titled.text)
  const folded = words.length === 1 ? words[0]! : words.join(' ')
  if (isPlaceholder(folded) || !/\p{L}/u.test(folded)) return { is: 'placeholder', text, ...NOTHING }
  return read(titled, { words, aliases: aliases.filter((one) => one !== ''), ornamented, hints })
}

/** Reads a name whose parts come in fields of their own; either may be missing. The order is then known. */
export function nameOfParts(parts: { readonly family?: string | null; readonly given?: string | null }): NameForms {
  const family = nameOf(parts.family)
  const given = nameOf(parts.given)
  const familyPart = family.readings.length === 0 ? null : partOf(family.tokens, 'family')
  const givenPart = given.readings.length === 0 ? null : partOf(given.tokens, 'given')
  if (!familyPart && !givenPart) return family.is === 'empty' ? given : family
  const han = family.script === 'han' && given.script === 'han'
  const whole = han ? family.folded + given.folded : [given.folded, family.folded].filter((one) => one !== '').join(' ')
  const tokens = han ? [family.folded, given.folded] : whole.split(' ')
  return {
    is: familyPart && givenPart ? 'full' : familyPart ? 'family' : 'given',
    text: han ? family.text + given.text : [given.text, family.text].filter((one) => one !== '').join(' '),
    folded: whole,
    orderless: orderless(tokens),
    script: givenPart ? (familyPart && family.script !== given.script ? 'mixed' : given.script) : family.script,
    tokens,
    titles: [...given.titles, ...family.titles],
    sex: given.sex ?? family.sex,
    nickname: !familyPart && given.nickname,
    aliases: [...given.aliases, ...family.aliases],
    readings: [
      { family: familyPart, given: givenPart, chance: 0.95 },
      { family: givenPart && partOf(given.tokens, 'family'), given: familyPart && partOf(family.tokens, 'given'), chance: 0.05 },
    ],
  }
}

/** Text without the stars, hearts, waves and little pictures that people put around names in chats. */
function withoutOrnaments(text: string): string {
  return /[~*_|\u2000-\u2bff\ud83c-\ud83e\u3030]/.test(text) ? text.replace(/[~*_|☆★♡♥]|\p{Extended_Pictographic}|\u{1f3fb}-\u{1f3ff}/gu, ' ').replace(/ {2,}/g, ' ').trim() : text
}

interface Beside {
  /** Folded words of the text. */
  readonly words: readonly string[]
  readonly aliases: readonly string[]
  readonly ornamented: boolean
  readonly hints: NameHints
}

function read(titled: Titled, beside: Beside): NameForms {
  const script = scriptOf(titled.text)
  const { han, rest } = script === 'han' || script === 'mixed' ? apart(titled.text) : { han: '', rest: titled.text }
  if (han.length >= 2 && rest === '') return formsOf(titled, beside, 'han', readHan(han.split(' ').map(fold), titled.leaves))
  if (han.replace(' ', '').length >= 2 && script === 'mixed') {
    const alias = wordsOf(rest).join(' ')
    const aliases = alias === '' ? beside.aliases : [...beside.aliases, alias]
    return formsOf({ ...titled, text: han }, { ...beside, aliases }, 'han', readHan(han.split(' ').map(fold), titled.leaves))
  }
  if (han !== '' && rest === '') return formsOf(titled, beside, 'han', readHan([fold(han)], titled.leaves))
  if (han !== '') {
    const words = wordsOf(rest)
    const reading = { family: partOf([fold(han)], 'family'), given: words.length > 0 ? partOf(words, 'given') : null, chance: 1 }
    return formsOf(titled, beside, 'mixed', [reading])
  }
  const words = beside.words
  const thai = script === 'thai' || (script === 'mixed' && /[\u0e01-\u0e2e]{2}/.test(titled.text))
  return formsOf(titled, beside, script, readLatin(words, { written: titled.text, leaves: titled.leaves, thai, order: beside.hints.order }))
}

function formsOf(titled: Titled, beside: Beside, script: Script, readings: readonly NameReading[]): NameForms {
  const best = readings[0]!
  const onlyHan = script === 'han'
  const folded = onlyHan ? fold(titled.text).replace(/[^\p{L}\p{M}]/gu, '') : beside.words.join(' ')
  const tokens = onlyHan ? [best.family?.text ?? '', best.given?.text ?? ''].filter((one) => one !== '') : folded.split(' ')
  const is = best.family && best.given ? 'full' : best.family ? 'family' : 'given'
  const short = script === 'thai' ? folded.length <= 6 : script === 'latin' ? folded.length <= 6 : folded.length <= 2
  return {
    is,
    text: titled.text,
    folded,
    orderless: tokens.length === 1 ? folded : orderless(tokens),
    script,
    tokens,
    titles: titled.titles,
    sex: titled.sex,
    nickname: is === 'given' && titled.titles.length === 0 && (beside.ornamented || (short && tokens.length === 1)),
    aliases: beside.aliases,
    readings,
  }
}

function orderless(tokens: readonly string[]): string {
  return tokens.length === 2 ? (tokens[0]! <= tokens[1]! ? `${tokens[0]!} ${tokens[1]!}` : `${tokens[1]!} ${tokens[0]!}`) : [...tokens].sort().join(' ')
}

/** Folded words: letters and marks only; hyphens, apostrophes and Thai abbreviations' dots do not part a word, spaces, commas and dots do. */
function wordsOf(text: string): readonly string[] {
  const plain = fold(text)
  if (/^[a-z]+(?: [a-z]+)*$/.test(plain)) return plain.split(' ')
  return plain.replace(/['’‘`´ʼ\-‐‑–]/g, '').replace(/[^\p{L}\p{M}]+/gu, ' ').trim().split(' ').filter((word) => word !== '')
}

/** Han characters (spaces between them kept) and everything else. */
function apart(text: string): { readonly han: string; readonly rest: string } {
  let han = ''
  let rest = ''
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isHan(code) || (code >= 0xdc00 && code <= 0xdfff && han !== '')) han += text[at]!
    else if (code === 32 || code === 0xb7 || code === 0x30fb || code === 0x2027) {
      han += ' '
      rest += ' '
    } else if (isLatin(code) || code > 0x7f || rest !== '') rest += text[at]!
  }
  return { han: han.trim().replace(/ +/g, ' '), rest: /[\p{L}]/u.test(rest) ? rest.trim() : '' }
}
