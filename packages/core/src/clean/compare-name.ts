/** Comparing two names: levels that a matcher can weigh, from nothing in common to the very same text. */
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'
import type { NameForms, NamePart } from './name.ts'
import { areNicknames, hanPetForm } from './nickname.ts'
import { SYSTEMS } from './name-sound.ts'
import { edits, editsAtLeast } from './similarity.ts'

/**
 * Names of the levels by their number.
 * `missing`: nothing to compare; also a nickname that agrees with nothing, and two writings that no sound joins. `same_given` and `same_family`: the other part speaks
 * against it. `given_only` and `family_only`: one side says no more than that part, and it agrees. `initial`: one part agrees, the other is the first letter of the other's.
 * `close`: a slip of the pen in a part. `sounds`: written otherwise, sounds alike. `nickname`: same family name, given names are pet forms of one.
 * `other_script`: the same name in another writing. `swapped`: the same words in another order. `same`: the same after folding.
 */
export const NAME_LEVELS = [
  'missing', 'different', 'same_given', 'same_family', 'given_only', 'family_only', 'initial', 'close', 'sounds', 'nickname', 'other_script', 'swapped', 'same',
] as const

/** A level of `compareNames`. */
export type NameLevel = (typeof NAME_LEVELS)[number]

const LIKE = likenesses(NAME_LEVELS)
const S = SYSTEMS.indexOf('s')
const M = SYSTEMS.indexOf('m')
const W = SYSTEMS.indexOf('w')
const C = SYSTEMS.indexOf('c')
const T = SYSTEMS.indexOf('t')
const V = SYSTEMS.indexOf('v')
const L = SYSTEMS.indexOf('l')
const SAME_GIVEN = 2
const SAME_FAMILY = 3
const GIVEN_ONLY = 4
const FAMILY_ONLY = 5
const INITIAL = 6
const CLOSE = 7
const SOUNDS = 8
const NICKNAME = 9
const OTHER_SCRIPT = 10
const SWAPPED = 11
const SAME = 12

/** How two names agree. Symmetric and total; makes no object. */
export function compareNames(one: NameForms, other: NameForms): Likeness {
  return LIKE[nameLevel(one, other)]!
}

/** The level alone, for loops. */
export function nameLevel(one: NameForms, other: NameForms): number {
  if (one.readings.length === 0 || other.readings.length === 0) return MISSING
  if (one.folded === other.folded) return one.is === other.is ? (one.is === 'full' ? SAME : one.is === 'given' ? GIVEN_ONLY : FAMILY_ONLY) : FAMILY_ONLY
  if (one.orderless === other.orderless) return SWAPPED
  let best = -1
  let likeliest = -1
  for (let i = 0; i < one.readings.length; i++) {
    const left = one.readings[i]!
    for (let j = 0; j < other.readings.length; j++) {
      const right = other.readings[j]!
      const family = partLevel(left.family, right.family, true)
      const given = partLevel(left.given, right.given, false)
      const level = given === DIFFERENT && family >= CLOSE && (called(one, right.given) || called(other, left.given)) ? NICKNAME : together(family, given)
      if (likeliest < 0) likeliest = level
      if (level > best) best = level
      if (best >= OTHER_SCRIPT) return best
    }
  }
  if (best <= DIFFERENT && one.folded.length > 6 && edits(one.folded, other.folded, 1) <= 1) return CLOSE
  // One part agrees and the other does not: the likeliest readings say which part it is.
  if (best <= SAME_FAMILY && best > DIFFERENT) return likeliest === SAME_GIVEN || likeliest === SAME_FAMILY ? likeliest : best
  // When no reading agrees, they say whether there was anything to compare.
  return best > DIFFERENT ? best : one.nickname || other.nickname ? MISSING : likeliest
}

/** Whether a given name is another name that stood beside the first one: 陳大文 (Peter) and Peter Chan. */
function called(one: NameForms, given: NamePart | null): boolean {
  return one.aliases.length > 0 && given !== null && one.aliases.includes(given.text)
}

/** The level of a name from the levels of its parts; a part's level is one of MISSING, DIFFERENT, INITIAL, CLOSE … SAME. */
function together(family: number, given: number): number {
  if (family === MISSING) return given >= CLOSE ? GIVEN_ONLY : given === INITIAL ? MISSING : given
  if (given === MISSING) return family >= CLOSE ? FAMILY_ONLY : family === INITIAL ? MISSING : family
  if (family >= CLOSE && given >= CLOSE) return Math.min(family, given)
  if (family === INITIAL || given === INITIAL) return family >= CLOSE || given >= CLOSE ? INITIAL : family === DIFFERENT || given === DIFFERENT ? DIFFERENT : MISSING
  return family >= CLOSE ? SAME_FAMILY : given >= CLOSE ? SAME_GIVEN : DIFFERENT
}

/** How one part of a name agrees with another: MISSING, DIFFERENT, INITIAL, CLOSE, SOUNDS, NICKNAME (given names), OTHER_SCRIPT or SAME. Symmetric. */
export function partLevel(one: NamePart | null, other: NamePart | null, family: boolean): number {
  if (!one || !other) return MISSING
  if (one.text === other.text) return one.initial || other.initial ? INITIAL : SAME
  if (one.initial || other.initial) return initialLevel(one, other)
  if (one.script !== other.script) return acrossScripts(one, other, family)
  return withinScript(one, other, family)
}

function initialLevel(one: NamePart, other: NamePart): number {
  if (one.initial && other.initial) return one.text[0] === other.text[0] ? INITIAL : DIFFERENT
  const [letter, whole] = one.initial ? [one, other] : [other, one]
  if (whole.script === 'latin') return whole.text[0] === letter.text[0] ? INITIAL : DIFFERENT
  const system = whole.script === 'han' ? 'm' : 't'
  const first = whole.script === 'han' ? letter.text[0]! : (letter.sounds.find((sound) => sound[0] === 't')?.[1] ?? '')
  // A vowel at the beginning has no consonant to compare: nothing speaks for or against.
  if (first === '') return INITIAL
  return whole.sounds.some((sound) => sound[0] === system && sound[1] === first) ? INITIAL : DIFFERENT
}

function acrossScripts(one: NamePart, other: NamePart, family: boolean): number {
  if (one.script !== 'latin' && other.script !== 'latin') return MISSING
  const [latin, native] = one.script === 'latin' ? [one, other] : [other, one]
  let sounds = false
  for (let i = 0; i < native.codes.length; i++) {
    const code = native.codes[i]!
    for (let j = 0; j < latin.codes.length; j++) {
      if (latin.codes[j] !== code) continue
      const system = code & 7
      if (system === M || system === S || ((code & 8) !== 0 && (system === T || (system === W && !family))) || (system === C && (family || (code & 8) !== 0))) return OTHER_SCRIPT
      sounds = true
    }
  }
  if (sounds) return SOUNDS
  return !family && latin.text.length >= 3 && cutShort(latin, native) ? NICKNAME : nearly(latin, native) ? CLOSE : DIFFERENT
}

/** Yili for 怡伶 (yiling), Mant for มันตรา: the beginning of the name in Latin letters. */
function cutShort(latin: NamePart, native: NamePart): boolean {
  if (native.script === 'han') return native.sounds.some((sound) => sound[0] === 'm' && sound.length > latin.text.length + 1 && sound.startsWith(latin.text, 1))
  const key = latin.sounds.find((sound) => sound[0] === 't')
  return key !== undefined && key.length >= 4 && native.sounds.some((sound) => sound[0] === 't' && sound.startsWith(key))
}

/** A slip of the pen in the romanised name: one edit from its Pinyin or from a long Thai skeleton. */
function nearly(latin: NamePart, native: NamePart): boolean {
  if (native.script === 'han') return latin.text.length >= 5 && native.sounds.some((sound) => sound[0] === 'm' && edits(sound.slice(1), latin.text, 1) <= 1)
  return latin.sounds.some((key) => key[0] === 't' && key.length >= 5 && native.sounds.some((sound) => sound[0] === 't' && sound.length >= 5 && edits(sound, key, 1) <= 1))
}

function withinScript(one: NamePart, other: NamePart, family: boolean): number {
  if (one.script === 'han') return !family && pet(one.text, other.text) ? NICKNAME : shares(one, other, M) && one.text.length === other.text.length ? SOUNDS : DIFFERENT
  if (one.script === 'thai') return shares(one, other, V) ? SOUNDS : slip(one, other) ? CLOSE : !family && shortOf(one.text, other.text, 3) ? NICKNAME : DIFFERENT
  if (!family && (areNicknames(one.text, other.text) || (one.tokens.length + other.tokens.length > 2 && areNicknames(one.tokens[0]!, other.tokens[0]!)))) return NICKNAME
  if (alike(one, other, family)) return SOUNDS
  if (slip(one, other)) return CLOSE
  return !family && (one.tokens[0] === other.tokens[0] || shortOf(one.text, other.text, 3)) ? NICKNAME : DIFFERENT
}

/** Two Latin spellings that sound alike to some ear. */
function alike(one: NamePart, other: NamePart, family: boolean): boolean {
  for (let i = 0; i < one.codes.length; i++) {
    const code = one.codes[i]!
    for (let j = 0; j < other.codes.length; j++) {
      if (other.codes[j] !== code) continue
      const long = (code & 8) !== 0
      switch (code & 7) {
        case S: return true
        case W: case C: if (family || long) return true; break
        case L: if (long || one.text[0] === other.text[0]) return true; break
        case T: if (one.sounds[i]!.length > 4 && edits(one.text, other.text, 3) <= 3) return true; break
        default: break
      }
    }
  }
  return false
}

function shares(one: NamePart, other: NamePart, system: number): boolean {
  for (let i = 0; i < one.codes.length; i++) if ((one.codes[i]! & 7) === system && other.codes.includes(one.codes[i]!)) return true
  return false
}

/** One edit in four letters or more, two in nine or more. */
function slip(one: NamePart, other: NamePart): boolean {
  if (editsAtLeast(one.letters, other.letters) > 2) return false
  const shorter = Math.min(one.text.length, other.text.length)
  return shorter >= 4 && edits(one.text, other.text, shorter >= 9 ? 2 : 1) <= (shorter >= 9 ? 2 : 1)
}

/** Whether one text is the beginning of the other and at least `least` letters long. */
function shortOf(one: string, other: string, least: number): boolean {
  return one.length >= least && other.length >= least && (one.startsWith(other) || other.startsWith(one))
}

/** 小玲, 阿玲 and 玲玲 for 佳玲: the pet form keeps one character of the name. */
function pet(one: string, other: string): boolean {
  const left = hanPetForm(one)
  const right = hanPetForm(other)
  return (left !== null && other.includes(left)) || (right !== null && one.includes(right))
}
