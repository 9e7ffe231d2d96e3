/** Levels of agreement of two values: 0 missing, 1 the same, 2 another spelling of the same, 3 close, 4 weakly alike, 5 different. All symmetric. */
import type { PlainDate } from '../clean/date.ts'
import { edits, editsAtLeast } from '../clean/similarity.ts'
import { sharedMarks } from './hash.ts'
import type { DateValue, PlainKind, PlainValue } from './value.ts'

/** Levels by number, in words. */
export const LEVELS = ['missing', 'same', 'variant', 'close', 'weak', 'different'] as const

/** How many levels there are, the missing one included. */
export const LEVEL_COUNT = LEVELS.length

/** Compares two values of one kind. */
export function plainLevel(kind: PlainKind, one: PlainValue | DateValue, other: PlainValue | DateValue): number {
  if (one === other) return 1
  if (one.is === 'date' || other.is === 'date') return one.text === other.text ? 1 : one.is === 'date' && other.is === 'date' ? dateLevel(one, other) : 5
  // Texts lie scattered in memory: what the letters and pieces already tell is told without looking at them.
  if (one.letters === other.letters && one.text === other.text) return 1
  switch (kind) {
    case 'id':
      return slips(one, other)
    case 'phone':
      return one.sound === other.sound ? 2 : slips(one, other)
    case 'email':
      return emailLevel(one, other)
    case 'postcode':
      return postcodeLevel(one, other)
    case 'address':
      return addressLevel(one, other)
    case 'city':
      return cityLevel(one, other)
    case 'number':
      return numberLevel(one, other)
    case 'text':
      return textLevel(one, other)
    case 'gender':
      return 5
    default:
      return one.letters === other.letters && one.sound === other.sound ? 2 : likeWords(one, other)
  }
}

/** Edits between two texts, as `edits`; of texts whose letters already differ by more, nothing else is looked at. */
function editsOf(one: PlainValue, other: PlainValue, limit: number): number {
  return editsAtLeast(one.letters, other.letters) > limit ? limit + 1 : edits(one.text, other.text, limit)
}

/** The same for values that are compared by their `sound`. */
function soundEdits(one: PlainValue, other: PlainValue, limit: number): number {
  return editsAtLeast(one.letters, other.letters) > limit ? limit + 1 : edits(one.sound, other.sound, limit)
}

function slips(one: PlainValue, other: PlainValue): number {
  if (editsAtLeast(one.letters, other.letters) > 2) return 5
  if (Math.min(one.text.length, other.text.length) < 4) return 5
  const away = editsOf(one, other, 2)
  return away <= 1 ? 3 : away === 2 ? 4 : 5
}

/**
 * The letters of a mailbox mostly follow from the name, which is compared by itself; what is left to say are its digits. The same letters with other digits
 * are therefore no agreement, and the same letters without any digits say nothing (level 0).
 */
function emailLevel(one: PlainValue, other: PlainValue): number {
  const [left, right] = [one.sound, other.sound]
  if (left === right) return /\d{2}|[^a-z0-9]/.test(left) || left.length >= 10 ? 2 : 0
  const least = Math.min(left.length, right.length)
  if (least < 5) return 5
  const [mine, yours] = [one.numbers[0] ?? '', other.numbers[0] ?? '']
  if (mine === yours) return soundEdits(one, other, 2) <= (least >= 8 ? 2 : 1) ? mine.length >= 2 || least >= 8 ? 3 : 0 : 5
  if (Math.min(mine.length, yours.length) >= 3 && (left.startsWith(right) || right.startsWith(left))) return 3
  return least >= 6 && soundEdits(one, other, 1) <= 1 ? 4 : 5
}

function postcodeLevel(one: PlainValue, other: PlainValue): number {
  const least = Math.min(one.text.length, other.text.length)
  if (least < 3) return 5
  if (editsOf(one, other, 1) <= 1) return 3
  const prefix = Math.max(2, Math.ceil(least / 2))
  for (let at = 0; at < prefix; at++) if (one.text.charCodeAt(at) !== other.text.charCodeAt(at)) return 5
  return 4
}

function addressLevel(one: PlainValue, other: PlainValue): number {
  const both = (one.bits & other.bits) === 0 ? 0 : sharedMarks(one.marks, other.marks)
  if (both === 0 && editsAtLeast(one.letters, other.letters) > 3) return 5
  const words = both === 0 ? 0 : both / Math.min(one.marks.length, other.marks.length)
  const numbers = sameNumbers(one.numbers, other.numbers)
  if (words === 1 && numbers) return 2
  if (numbers && words >= 0.5) return 3
  const least = Math.min(one.sound.length, other.sound.length)
  const limit = Math.min(3, least >> 2)
  const away = limit === 0 ? 9 : one.sound === other.sound ? 0 : soundEdits(one, other, limit)
  if (away <= limit) return numbers || away <= 2 ? 3 : 4
  return words >= 0.75 || words >= 0.5 && one.numbers.some((number) => number.length > 1 && other.numbers.includes(number)) ? 4 : 5
}

function sameNumbers(one: readonly string[], other: readonly string[]): boolean {
  const few = one.length <= other.length ? one : other
  const many = few === one ? other : one
  if (few.length === 0) return many.length === 0
  for (const number of few) if (!many.includes(number)) return false
  return true
}

function cityLevel(one: PlainValue, other: PlainValue): number {
  if (one.letters === other.letters && one.sound === other.sound) return 2
  const words = (one.bits & other.bits) === 0 ? 0 : sharedMarks(one.marks, other.marks)
  if (words > 0 && words === Math.min(one.marks.length, other.marks.length)) return 2
  return likeWords(one, other)
}

function likeWords(one: PlainValue, other: PlainValue): number {
  // Neither begins with the other when each has a letter of its own.
  if ((one.letters & ~other.letters) !== 0 && (other.letters & ~one.letters) !== 0 && editsAtLeast(one.letters, other.letters) > 3) return 5
  const least = Math.min(one.text.length, other.text.length)
  if (least < 3) return 5
  const limit = least >= 8 ? 3 : least >= 6 ? 2 : 1
  const away = editsOf(one, other, limit)
  if (away <= (least >= 8 ? 2 : 1)) return least >= 4 ? 3 : 4
  return away <= limit || least >= 4 && (one.text.startsWith(other.text) || other.text.startsWith(one.text)) ? 4 : 5
}

function numberLevel(one: PlainValue, other: PlainValue): number {
  if (one.number === other.number) return 1
  if (one.text.length >= 2 && editsOf(one, other, 1) <= 1) return 3
  const scale = Math.max(Math.abs(one.number), Math.abs(other.number))
  return Math.abs(one.number - other.number) <= scale * 0.02 ? 4 : 5
}

function textLevel(one: PlainValue, other: PlainValue): number {
  if (one.sound === other.sound) return 2
  const like = sharedMarks(one.marks, other.marks) / Math.sqrt(Math.max(1, one.marks.length * other.marks.length))
  return like >= 0.85 ? 2 : like >= 0.65 ? 3 : like >= 0.45 ? 4 : 5
}

function dateLevel(one: DateValue, other: DateValue): number {
  let best = 5
  for (const left of one.dates) for (const right of other.dates) best = Math.min(best, plainDateLevel(left, right))
  return best
}

function plainDateLevel(one: PlainDate, other: PlainDate): number {
  const year = one.year === other.year
  const month = one.month === other.month
  const day = one.day === other.day
  if (!year && !(month && day)) return 5
  if (year && (month && day || one.month === other.day && one.day === other.month)) return 2
  const off = (year ? 0 : digitsOff(one.year, other.year, 4)) + (month ? 0 : digitsOff(one.month, other.month, 2)) + (day ? 0 : digitsOff(one.day, other.day, 2))
  if (off <= 1) return 3
  if (one.month === 0 || other.month === 0) return year ? 3 : 5
  return Number(year) + Number(month) + Number(day) >= 2 ? 4 : 5
}

/** Digits that differ; neighbours in swapped order count as one. */
function digitsOff(one: number, other: number, width: number): number {
  let off = 0
  let [left, right] = [one, other]
  let swap = -1
  for (let at = 0; at < width; at++) {
    const [mine, yours] = [left % 10, right % 10]
    left = (left - mine) / 10
    right = (right - yours) / 10
    if (mine === yours) {
      swap = -1
      continue
    }
    if (swap === mine * 10 + yours) swap = -1
    else {
      off++
      swap = yours * 10 + mine
    }
  }
  return off
}
