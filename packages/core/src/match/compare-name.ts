/** Comparing two names part by part, whatever their order, writing, or what is left out. */
import * as clean from '../clean/compare-name.ts'
import { edits, editsAtLeast } from '../clean/similarity.ts'
import type { NamePart } from '../clean/name-part.ts'
import { PART_NUMBERS, type NameValue, type Part, type Reading } from './name-value.ts'

/** Levels of the given, family and middle parts, and how common what agreed is (0: not known). Reused from call to call. */
export interface NameLevels {
  given: number
  family: number
  middle: number
  givenShare: number
  familyShare: number
}

/** What each level is worth when readings compete: about the bits it usually weighs. */
const WORTH = [0, 8, 6, 4, 0, -4]
/** What a name in swapped order loses against the straight one. */
const SWAP_COST = 1.5

/** Compares two names and leaves the levels in `out`. Symmetric. */
export function compareNames(left: NameValue, right: NameValue, out: NameLevels): void {
  // Ties between readings are settled in one order of the two names, so that the answer is the same either way round.
  const [one, other] = left.text <= right.text ? [left, right] : [right, left]
  let best = -Infinity
  for (const left of one.readings) {
    for (const right of other.readings) best = straight(left, right, best, out)
    if (best >= 2 * WORTH[1]!) break
  }
  if (best < WORTH[1]! + WORTH[2]!) {
    for (const left of one.readings) for (const right of other.readings) best = swapped(left, right, best, out)
  }
  out.middle = middleLevel(one, other)
}

function straight(one: Reading, other: Reading, best: number, out: NameLevels): number {
  const given = partLevel(one.given, other.given)
  const family = partLevel(one.family, other.family)
  const worth = WORTH[given]! + WORTH[family]!
  if (worth <= best) return best
  out.given = given
  out.family = family
  out.givenShare = agreed(given, one.given, other.given)
  out.familyShare = agreed(family, one.family, other.family)
  return worth
}

/** How common the part is on which two names agree. */
function agreed(level: number, one: Part | null, other: Part | null): number {
  if (level === 1) return Math.max(one!.share, other!.share)
  if (level !== 2) return 0
  // A pet form or another spelling is as common as the commoner of the two; another writing as all that sound so.
  return one!.forms.script === other!.forms.script ? Math.max(one!.share, other!.share) : Math.max(one!.loose, other!.loose)
}

/** Given against family: a name in swapped order, or one word of which nobody knows which part it is. */
function swapped(one: Reading, other: Reading, best: number, out: NameLevels): number {
  const down = partLevel(one.given, other.family)
  if (WORTH[down]! + WORTH[1]! - SWAP_COST <= best) return best
  const up = partLevel(one.family, other.given)
  const worth = WORTH[down]! + WORTH[up]! - SWAP_COST
  if (down === 0 && up === 0) return best < 0 ? unlikeWords(one, other, best, out) : best
  if (worth + (down === 0 || up === 0 ? SWAP_COST : 0) <= best) return best
  if (down === 0 || up === 0) {
    // One word against a whole name: it is evidence for the part that the whole name says it is.
    const level = down === 0 ? up : down
    const asFamily = down === 0 ? one.given !== null : other.given !== null
    const [given, family] = down === 0 ? [other.given, one.family] : [one.given, other.family]
    out.given = asFamily ? 0 : level
    out.family = asFamily ? level : 0
    out.givenShare = !asFamily && level <= 2 ? given!.share : 0
    out.familyShare = asFamily && level <= 2 ? family!.share : 0
    return worth
  }
  out.given = atMostVariant(up)
  out.family = atMostVariant(down)
  out.givenShare = up <= 2 ? other.given!.loose : 0
  out.familyShare = down <= 2 ? other.family!.loose : 0
  return worth
}

/** Two single words that differ may be the given name here and the family name there: they say nothing. */
function unlikeWords(one: Reading, other: Reading, best: number, out: NameLevels): number {
  const [mine, yours] = [one.given ?? one.family, other.given ?? other.family]
  if ((one.given && one.family) || (other.given && other.family) || mine?.forms.script !== 'latin' || yours?.forms.script !== 'latin') return best
  out.given = out.family = 0
  out.givenShare = out.familyShare = 0
  return 0
}

function atMostVariant(level: number): number {
  return level === 1 ? 2 : level
}

/** Levels of pairs of parts compared lately, found by their numbers; a newer pair takes the place of an older one. */
const REMEMBERED = 1 << 20
const rememberedPairs = new Float64Array(REMEMBERED)
const rememberedLevels = new Uint8Array(REMEMBERED)

function partLevel(one: Part | null, other: Part | null): number {
  if (one === null || other === null) return 0
  if (one === other || one.letters === other.letters && one.text === other.text) return one.forms.initial ? 4 : 1
  if (nothingShared(one, other)) return 5
  if (one.number === 0 || other.number === 0) return freshPartLevel(one, other)
  const pair = one.number < other.number ? one.number * PART_NUMBERS + other.number : other.number * PART_NUMBERS + one.number
  const at = (Math.imul(one.number ^ other.number, 0x9e3779b1) ^ Math.imul(one.number + other.number, 0x85ebca6b)) >>> 12
  if (rememberedPairs[at] === pair) return rememberedLevels[at]!
  const level = freshPartLevel(one, other)
  rememberedPairs[at] = pair
  rememberedLevels[at] = level
  return level
}

/** Two Latin words that share no sound, are more than two edits apart, and of which neither begins with the other: nothing else could make them alike. */
function nothingShared(one: Part, other: Part): boolean {
  return one.soundBits !== null && other.soundBits !== null && (one.soundBits & other.soundBits) === 0
    && (one.letters & ~other.letters) !== 0 && (other.letters & ~one.letters) !== 0 && editsAtLeast(one.letters, other.letters) > 2
}

function freshPartLevel(one: Part, other: Part): number {
  const family = one.role === 'family' && other.role === 'family'
  const level = LEVEL_OF[clean.partLevel(one.forms, other.forms, family)]!
  // Two different Han characters of one sound are two names that a typist may confuse; the same sound in another writing is the same name.
  if (level === 2 && one.forms.script === 'han' && other.forms.script === 'han' && one.text.length === other.text.length) return 3
  if (level === 2 && one.forms.script === 'latin' && other.forms.script === 'latin' && slip(one.forms, other.forms)) return 3
  return level === 5 && one.forms.script === 'latin' && other.forms.script === 'latin' ? weaklyAlike(one.forms, other.forms) : level
}

/** From the levels of `NAME_LEVELS` in core/clean to those of a field. */
const LEVEL_BY_NAME: { readonly [name: string]: number } = { missing: 0, same: 1, swapped: 1, other_script: 2, nickname: 2, sounds: 2, close: 3, initial: 4 }
const LEVEL_OF = clean.NAME_LEVELS.map((name) => LEVEL_BY_NAME[name] ?? 5)

function slip(one: NamePart, other: NamePart): boolean {
  return Math.min(one.text.length, other.text.length) >= 4 && edits(one.text, other.text, 1) <= 1
}

function weaklyAlike(one: NamePart, other: NamePart): number {
  const [mine, yours] = [one.text, other.text]
  const least = Math.min(mine.length, yours.length)
  if (least < 3) return 5
  if (mine.startsWith(yours) || yours.startsWith(mine)) return 4
  return editsAtLeast(one.letters, other.letters) <= 2 && edits(mine, yours, 2) <= (least >= 5 ? 2 : 1) ? 4 : 5
}

function middleLevel(one: NameValue, other: NameValue): number {
  if (one.middle.length === 0 || other.middle.length === 0) return 0
  let best = 5
  for (const left of one.middle) {
    for (const right of other.middle) {
      const level = left === right ? 1 : left.length === 1 || right.length === 1 ? left[0] === right[0] ? 4 : 5 : edits(left, right, 1) <= 1 ? 3 : 5
      if (level < best) best = level
    }
  }
  return best
}
