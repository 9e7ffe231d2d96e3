/** Names made ready for comparing: parts shared among all names that have them, so that how common a part is is counted once. */
import { nameOf, nameOfParts, type NameForms, type NamePart } from '../clean/name.ts'

/** One part of a name, the same object wherever it stands when parts are shared. */
export interface Part {
  /** Never given twice while the process lives, so that comparisons can be remembered; 0 for a part that is not shared. */
  readonly number: number
  readonly text: string
  /** The first word of several; the part itself when it is one word. */
  readonly first: string
  readonly rest: readonly string[]
  readonly sounds: readonly string[]
  readonly initial: boolean
  /** Shares of records whose given (family) name is written so, and sounds so. */
  given: number
  givenLoose: number
  family: number
  familyLoose: number
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
export type PartOf = (part: NamePart) => Part

/** Parts shared through a table that lives as long as a match. */
export function sharedParts(): { readonly partOf: PartOf; readonly all: Map<string, Part> } {
  const all = new Map<string, Part>()
  return {
    all,
    partOf: (part) => {
      let found = all.get(part.text)
      if (!found) all.set(part.text, found = newPart(part, nextNumber()))
      return found
    },
  }
}

/** A part of its own. */
export function newPart(part: NamePart, number = 0): Part {
  return {
    number, text: part.text, first: part.tokens[0] ?? part.text, rest: part.tokens.slice(1), sounds: part.sounds, initial: part.initial || /^[a-z]$/.test(part.text),
    given: 0, givenLoose: 0, family: 0, familyLoose: 0,
  }
}

/** What the columns of one record say about the name. */
export interface NameTexts {
  readonly full: readonly string[]
  readonly given: string
  readonly family: string
}

const LEAST_CHANCE = 0.2

/** Reads a name from one field or from its parts; null when nothing was said. */
export function nameValueOf(texts: NameTexts, partOf: PartOf): NameValue | null {
  let full = ''
  for (const text of texts.full) if (text.length > full.length) full = text
  const parts = texts.given !== '' || texts.family !== ''
  const forms = parts ? nameOfParts({ given: texts.given, family: texts.family }) : nameOf(full)
  if (forms.readings.length === 0) return null
  const middle = parts && full !== '' ? extraWords(nameOf(full), forms) : []
  const readings = forms.readings.filter((reading, index) => index === 0 || reading.chance >= LEAST_CHANCE).slice(0, 2)
    .map((reading) => ({ given: reading.given && partOf(reading.given), family: reading.family && partOf(reading.family) }))
  const rest = parts ? [] : readings[0]?.given?.rest ?? []
  return { is: 'name', text: forms.folded, readings, middle: [...rest, ...middle], sex: forms.sex, share: 0, loose: 0 }
}

function extraWords(full: NameForms, parts: NameForms): string[] {
  const known = new Set(parts.tokens)
  return full.tokens.filter((token) => !known.has(token))
}
