/** Names made ready for comparing: parts shared among all names that have them, so that how common a part is is counted once. */
import { nameOf, nameOfParts, type NameForms } from '../clean/name.ts'
import * as clean from '../clean/name-part.ts'
import type { NamePart } from '../clean/name-part.ts'
import { nicknameFamilies } from '../clean/nickname.ts'
import { mix } from './hash.ts'

/** Which part of a name is meant. */
export type PartRole = 'given' | 'family'

/** One part of a name, the same object wherever it stands when parts are shared. */
export interface Part {
  /** Never given twice while the process lives, so that comparisons can be remembered; 0 for a part that is not shared. */
  readonly number: number
  readonly role: PartRole
  readonly text: string
  readonly forms: NamePart
  /** Which letters `text` has, beside the number, so that two parts are mostly told apart without reading on. */
  readonly letters: number
  /** A bit for each of its sounds when it is one Latin word without pet forms: such words have little in common that bits do not show. Else null. */
  readonly soundBits: number | null
  /** What part names that sound alike have in common, for counting them together. */
  readonly sound: string
  /** Share of people whose part is written so, and sounds so. */
  share: number
  loose: number
}

/** One way to read a name. */
export interface Reading {
  readonly given: Part | null
  readonly family: Part | null
}

/** A whole name. */
export interface NameValue {
  readonly is: 'name'
  readonly text: string
  readonly readings: readonly Reading[]
  /** Words between the first given and the family name. */
  readonly middle: readonly string[]
  readonly sex: 'f' | 'm' | null
  share: number
  loose: number
}

/** Numbers of parts stay below this, so that two of them make one exact number. */
export const PART_NUMBERS = 2 ** 26

let lastNumber = 0

function nextNumber(): number {
  if (lastNumber < PART_NUMBERS - 1) lastNumber++
  return lastNumber < PART_NUMBERS - 1 ? lastNumber : 0
}

/** Finds or makes the shared part of a name. */
export type PartOf = (part: NamePart, role: PartRole) => Part

/** Parts shared through a table that lives as long as a match. */
export function sharedParts(): { readonly partOf: PartOf; readonly all: Map<string, Part> } {
  const all = new Map<string, Part>()
  return {
    all,
    partOf: (part, role) => {
      const key = `${role === 'given' ? 'g' : 'f'}${part.text}`
      let found = all.get(key)
      if (!found) all.set(key, found = newPart(part, role, nextNumber()))
      return found
    },
  }
}

/** A part of its own. */
export function newPart(forms: NamePart, role: PartRole, number = 0): Part {
  const sound = COUNTED.map((system) => forms.sounds.find((one) => one[0] === system)).find((one) => one !== undefined) ?? forms.text
  return { number, role, text: forms.text, forms, letters: forms.letters, soundBits: soundBitsOf(forms), sound, share: 0, loose: 0 }
}

function soundBitsOf({ script, initial, tokens, text, codes }: NamePart): number | null {
  if (script !== 'latin' || initial || tokens.length !== 1 || nicknameFamilies(text).length > 0) return null
  return codes.reduce((bits, code) => bits | 1 << (mix(code) & 31), 0)
}

/** Systems of sounds in the order in which names are counted together: Pinyin, Thai words, Latin sounds. */
const COUNTED = ['m', 'v', 'l', 't']

/** What the columns of one record say about the name. */
export interface NameTexts {
  readonly full: readonly string[]
  readonly given: string
  readonly family: string
}

const LEAST_CHANCE = 0.2

/** Reads a name from one field, or from its parts when these say more; null when nothing was said. */
export function nameValueOf(texts: NameTexts, shared: PartOf): NameValue | null {
  let longest = ''
  for (const text of texts.full) if (text.length > longest.length) longest = text
  const whole = longest === '' ? null : nameOf(longest)
  const parts = texts.given === '' && texts.family === '' ? null : nameOfParts({ given: texts.given, family: texts.family })
  // Parts say for certain which is which; but where they hold titles only (`Sir`, `Baronet`), the whole name says more.
  const forms = parts && (parts.is === 'full' || !whole || whole.is !== 'full') && parts.readings.length > 0 ? parts : whole ?? parts
  if (!forms || forms.readings.length === 0) return null
  const middle: string[] = forms === parts && whole ? extraWords(whole, parts) : []
  const readings = forms.readings.filter((reading, index) => index === 0 || reading.chance >= LEAST_CHANCE).slice(0, 2).map((reading, index) => {
    const [given, rest] = firstWord(reading.given)
    if (index === 0) middle.push(...rest)
    return { given: given && shared(given, 'given'), family: reading.family && shared(reading.family, 'family') }
  })
  return { is: 'name', text: forms.folded, readings, middle, sex: forms.sex, share: 0, loose: 0 }
}

/** The first of several given names, and the others; syllables of a romanised Chinese name stay together. */
function firstWord(given: NamePart | null): readonly [NamePart | null, readonly string[]] {
  if (!given || given.script !== 'latin' || given.tokens.length < 2 || given.sounds.includes(`m${given.text}`)) return [given, []]
  return [clean.partOf(given.tokens.slice(0, 1), 'given'), given.tokens.slice(1)]
}

function extraWords(whole: NameForms, parts: NameForms): string[] {
  const known = new Set(parts.tokens)
  return whole.tokens.filter((token) => !known.has(token))
}
