/** Room to weigh candidates in: each candidate item has one figure of each voice. Made once and used again, so that a recommendation makes no garbage. */
import type { Clicks } from './clicks.ts'

/** Who speaks for an item. Each voice is a distribution over items: its figures add up to 1, or to 0 when it is silent. */
export const VOICES = ['similar', 'alike', 'next', 'soon', 'earlier', 'back', 'together', 'last', 'recent', 'often', 'each', 'again', 'popular'] as const

/**
 * One voice.
 * - `similar` and `alike`: neighbouring sessions (VMIS-kNN), with and without rarity (idf)
 * - `next`, `soon`: what came right after the last item, and some time after; `earlier`: after the items before it; `back`: what came before the last item
 * - `together`: what is in the same sessions as the last item, cosine with shrinkage
 * - `last`, `recent`, `often`, `each`, `again`: items of this session: the last, the later the more, the oftener the more, all alike, what followed when the last item came before
 * - `popular`: what everybody clicks of late
 */
export type Voice = (typeof VOICES)[number]

/** Places of the voices in a row of figures. */
export const PLACE = Object.fromEntries(VOICES.map((voice, place) => [voice, place])) as { readonly [voice in Voice]: number }

/** Candidates of one recommendation. */
export interface Candidates {
  /** Row of each item, valid where `rowAt` is `now`. */
  rowOf: Int32Array
  rowAt: Int32Array
  now: number
  count: number
  items: Int32Array
  /** Row by row, VOICES.length figures each. */
  figures: Float64Array
  /** For walks that must meet each item once: the number of the last walk that met it. */
  metAt: Int32Array
  walk: number
  /** Weight, latest matching position, and the recommendation it is of, for each session. */
  weight: Float64Array
  position: Int32Array
  weightAt: Int32Array
  touched: Int32Array
}

/** Room for nothing; it grows with the log. */
export function emptyCandidates(): Candidates {
  return {
    rowOf: new Int32Array(0), rowAt: new Int32Array(0), now: 0, count: 0, items: new Int32Array(256), figures: new Float64Array(256 * VOICES.length),
    metAt: new Int32Array(0), walk: 0,
    weight: new Float64Array(0), position: new Int32Array(0), weightAt: new Int32Array(0), touched: new Int32Array(0),
  }
}

/** Begins anew, with room for all items and sessions of the log. */
export function beginCandidates(room: Candidates, log: Clicks): void {
  if (room.rowOf.length < log.items) {
    const length = log.items * 2
    room.rowOf = new Int32Array(length)
    room.rowAt = new Int32Array(length)
    room.metAt = new Int32Array(length)
  }
  if (room.weight.length < log.sessions) {
    const length = log.sessions * 2
    room.weight = new Float64Array(length)
    room.position = new Int32Array(length)
    room.weightAt = new Int32Array(length)
    room.touched = new Int32Array(length)
  }
  room.now++
  room.count = 0
}

/** Where the figures of an item begin; it becomes a candidate when it is none yet. */
export function rowOf(room: Candidates, item: number): number {
  if (room.rowAt[item] === room.now) return room.rowOf[item]!
  if (room.count === room.items.length) {
    const items = new Int32Array(room.count * 2)
    items.set(room.items)
    room.items = items
    const figures = new Float64Array(items.length * VOICES.length)
    figures.set(room.figures)
    room.figures = figures
  }
  const row = room.count * VOICES.length
  room.items[room.count++] = item
  room.figures.fill(0, row, row + VOICES.length)
  room.rowAt[item] = room.now
  room.rowOf[item] = row
  return row
}

/** Makes the figures of each voice add up to 1. Answers which voices spoke at all. */
export function evenOut(room: Candidates): Float64Array {
  const sums = new Float64Array(VOICES.length)
  const end = room.count * VOICES.length
  for (let row = 0; row < end; row += VOICES.length) for (let voice = 0; voice < VOICES.length; voice++) sums[voice]! += room.figures[row + voice]!
  const factors = sums.map((sum) => (sum > 0 ? 1 / sum : 0))
  for (let row = 0; row < end; row += VOICES.length) for (let voice = 0; voice < VOICES.length; voice++) room.figures[row + voice]! *= factors[voice]!
  return factors.map((factor) => (factor > 0 ? 1 : 0))
}
