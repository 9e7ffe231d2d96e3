/** The orders that every store answers in, and the cursors that continue a page. */
import type { ReviewRow } from '../ports/store.ts'

/** Compares texts by code point, which is the byte order of their UTF-8 and so the order of a database's keys. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i)
    const right = b.charCodeAt(i)
    if (left !== right) return lift(left) - lift(right)
  }
  return a.length - b.length
}

/** Surrogates stand for code points above every other unit, though their own numbers are smaller than U+E000. */
function lift(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/** Where a page ended: the moment and id of its last row. */
export interface Cursor {
  readonly at: number
  readonly id: string
}

/** The text of a cursor, for `Page.next`. */
export function writeCursor(cursor: Cursor): string {
  return `${cursor.at}:${cursor.id}`
}

/** Reads what `writeCursor` wrote; null for any other text. A door should check with this and answer 400. */
export function readCursor(text: string): Cursor | null {
  const found = /^(-?\d{1,16}):(.*)$/s.exec(text)
  return found ? { at: Number(found[1]), id: found[2] ?? '' } : null
}

/** Reads a cursor that was checked at the door; null when there is none. Throws on a text that no page ever gave. */
export function cursorOf(text: string | undefined): Cursor | null {
  if (text === undefined) return null
  const cursor = readCursor(text)
  if (cursor === null) throw new Error(`store: '${text.slice(0, 40)}' is not a cursor of ours; pass the 'next' of the page before, or none to begin`)
  return cursor
}

/** Reviews that wait come first; the order of pages without a state. */
export const REVIEW_STATES: readonly ReviewRow['state'][] = ['open', 'joined', 'apart', 'gone']

/** Where a page of reviews ended: index of its state, score, id. */
export interface ReviewCursor {
  readonly state: number
  readonly score: number
  readonly id: string
}

/** The text of a review's cursor, for `Page.next`. */
export function writeReviewCursor({ state, score, id }: Pick<ReviewRow, 'state' | 'score' | 'id'>): string {
  return `${REVIEW_STATES.indexOf(state)}:${score}:${id}`
}

/** Reads what `writeReviewCursor` wrote; null for any other text. A door should check with this and answer 400. */
export function readReviewCursor(text: string): ReviewCursor | null {
  const found = /^([0-3]):(\d[\d.e-]{0,30}):(.*)$/s.exec(text)
  const score = Number(found?.[2])
  return found && Number.isFinite(score) ? { state: Number(found[1]), score, id: found[3] ?? '' } : null
}

/** See cursorOf. */
export function reviewCursorOf(text: string | undefined): ReviewCursor | null {
  if (text === undefined) return null
  const cursor = readReviewCursor(text)
  if (cursor === null) throw new Error(`store: '${text.slice(0, 40)}' is not a cursor of ours; pass the 'next' of the page before, or none to begin`)
  return cursor
}

const LAST_CODE_POINT = 0x10ffff
const BEFORE_SURROGATES = 0xd7ff
const AFTER_SURROGATES = 0xe000

/** The first text behind all texts that start with `prefix`, in the order of `compareText`; null when none is (the empty prefix). */
export function prefixEnd(prefix: string): string | null {
  const points = [...prefix]
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) as number
    if (point === LAST_CODE_POINT) continue
    return points.join('') + String.fromCodePoint(point === BEFORE_SURROGATES ? AFTER_SURROGATES : point + 1)
  }
  return null
}
