/** The correction of a champion's chances: learned from what it foretold lately, and in use only while the one before it has helped on the block that came after. */
import { correct, fitIsotonic, helps, type Isotonic } from '../calibration.ts'
import { latest, type Ring } from './progress.ts'

/** A correction that may be in use. */
export interface Correction {
  /** The newest curve; it is tried on the next block. */
  curve: Isotonic | null
  inUse: boolean
  /** Chances written to the ring when the block began, and when it is full. */
  began: number
  next: number
}

/** A block is half of what came before, at least 500 and at most 5,000 chances. */
const BLOCK_MIN = 500
const BLOCK_MAX = 5_000
/** Fewest of the rarer outcome in a curve: below it, it would follow chance. */
const RARER_MIN = 50

/** Nothing in use, for a champion who has foretold so many already. */
export function noCorrection(written: number): Correction {
  return { curve: null, inUse: false, began: written, next: written + blockAfter(written) }
}

/** The chance as it is shown. */
export function corrected({ curve, inUse }: Correction, p: number): number {
  return inUse && curve !== null ? correct(curve, p) : p
}

/** After each example: judges the curve when its block is full, and learns the next one. */
export function review(correction: Correction, recent: Ring): void {
  if (recent.written < correction.next) return
  const block = latest(recent, recent.written - correction.began)
  correction.inUse = correction.curve !== null && helps(correction.curve, block.raw, block.y)
  const all = latest(recent, recent.raw.length)
  let positives = 0
  for (const y of all.y) positives += y
  correction.curve = Math.min(positives, all.y.length - positives) < RARER_MIN ? null : fitIsotonic(all.raw, all.y)
  if (correction.curve === null) correction.inUse = false
  correction.began = recent.written
  correction.next = recent.written + blockAfter(recent.written)
}

function blockAfter(written: number): number {
  return Math.min(BLOCK_MAX, Math.max(BLOCK_MIN, Math.floor(written / 2)))
}
