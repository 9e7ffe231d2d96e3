/** Comparing two names part by part, whatever their order, writing, or what is left out. */
import { isHan } from '../clean/script.ts'
import { edits, jaroWinkler } from '../clean/similarity.ts'
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
  out.givenShare = given === 1 ? common(one.given!.given, other.given!.given) : given === 2 ? common(one.given!.givenLoose, other.given!.givenLoose) : 0
  out.familyShare = family === 1 ? common(one.family!.family, other.family!.family) : family === 2 ? common(one.family!.familyLoose, other.family!.familyLoose) : 0
  return worth
}

/** Given against family: a name in swapped order, or one word of which nobody knows which part it is. */
function swapped(one: Reading, other: Reading, best: number, out: NameLevels): number {
  const down = partLevel(one.given, other.family)
  const up = partLevel(one.family, other.given)
  const worth = WORTH[down]! + WORTH[up]! - SWAP_COST
  if (worth <= best || (down === 0 && up === 0)) return best
  const family = Math.max(down, Math.min(down, 2))
  const lone = down === 0 || up === 0
  if (lone) {
    // One word against a whole name: it is evidence for the part that the whole name says it is.
    const level = down === 0 ? up : down
    const [left, right] = down === 0 ? [one.family!, other.given!] : [one.given!, other.family!]
    const asFamily = down === 0 ? one.given !== null : other.given !== null
    out.given = asFamily ? 0 : atMostVariant(level)
    out.family = asFamily ? atMostVariant(level) : 0
    const share = level <= 2 ? asFamily ? common(left.familyLoose, right.familyLoose) : common(left.givenLoose, right.givenLoose) : 0
    out.givenShare = asFamily ? 0 : share
    out.familyShare = asFamily ? share : 0
    return worth
  }
  out.given = atMostVariant(up)
  out.family = atMostVariant(family)
  out.givenShare = up <= 2 ? Math.max(common(one.family!.familyLoose, one.family!.givenLoose), common(other.given!.givenLoose, other.given!.familyLoose)) : 0
  out.familyShare = down <= 2 ? Math.max(common(one.given!.familyLoose, one.given!.givenLoose), common(other.family!.givenLoose, other.family!.familyLoose)) : 0
  return worth
}

function atMostVariant(level: number): number {
  return level === 1 ? 2 : level
}

function common(one: number, other: number): number {
  return one > other ? one : other
}

/** Levels of pairs of parts compared lately, found by their numbers; a newer pair takes the place of an older one. */
const REMEMBERED = 1 << 18
const rememberedPairs = new Float64Array(REMEMBERED)
const rememberedLevels = new Uint8Array(REMEMBERED)

function partLevel(one: Part | null, other: Part | null): number {
  if (one === null || other === null) return 0
  if (one === other || one.text === other.text) return one.initial ? 4 : 1
  if (one.number === 0 || other.number === 0) return freshPartLevel(one, other)
  const pair = one.number < other.number ? one.number * PART_NUMBERS + other.number : other.number * PART_NUMBERS + one.number
  const at = (Math.imul(one.number ^ other.number, 0x9e3779b1) ^ Math.imul(one.number + other.number, 0x85ebca6b)) >>> 14
  if (rememberedPairs[at] === pair) return rememberedLevels[at]!
  const level = freshPartLevel(one, other)
  rememberedPairs[at] = pair
  rememberedLevels[at] = level
  return level
}

function freshPartLevel(one: Part, other: Part): number {
  if (one.initial || other.initial) return startsAs(one, other) || startsAs(other, one) ? 4 : 5
  // Two different Han characters of one sound are two names that a typist may confuse; the same sound in another writing is the same name.
  const bothHan = isHan(one.text.charCodeAt(0)) && isHan(other.text.charCodeAt(0))
  for (const sound of one.sounds) if (other.sounds.includes(sound)) return bothHan ? 3 : 2
  if (one.rest.length > 0 || other.rest.length > 0) {
    if (one.first === other.first) return 1
  }
  return likeTexts(one.text, other.text) < 5 ? likeTexts(one.text, other.text) : one.rest.length > 0 || other.rest.length > 0 ? likeTexts(one.first, other.first) : 5
}

/** Whether an initial is the first letter of a part as it is written, or as it is romanised. */
function startsAs(initial: Part, part: Part): boolean {
  if (!initial.initial) return false
  return part.text[0] === initial.text || (part.text.charCodeAt(0) > 0x250 && part.sounds.some((sound) => sound[1] === initial.text))
}

function likeTexts(one: string, other: string): number {
  const least = Math.min(one.length, other.length)
  if (least <= 1) return 5
  const wide = one.charCodeAt(0) >= 0x3400
  const away = edits(one, other, 2)
  if (away <= 1) return wide ? 4 : least >= 4 ? 3 : 4
  if (wide) return 5
  if (away === 2 && least >= 7) return 3
  const like = jaroWinkler(one, other)
  return like >= 0.92 ? 3 : like >= 0.84 || least >= 3 && (one.startsWith(other) || other.startsWith(one)) ? 4 : 5
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
