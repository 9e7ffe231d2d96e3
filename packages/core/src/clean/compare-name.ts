/** Comparing two names: levels that a matcher can weigh, from nothing in common to the very same text. */
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'
import type { NameForms } from './name.ts'
import { edits } from './similarity.ts'

/**
 * Names of the levels by their number.
 * `same_given` and `same_family`: the other part speaks against it. `family_only` and `given_only`: one side says no more than that part.
 * `initial`: same family name, one given name is the first letter of the other. `close`: a slip of the pen or of the ear in either part.
 * `nickname`: same family name, one given name is a pet form of the other. `other_script`: same name in another writing or romanisation.
 * `swapped`: the same words in another order. `same`: the same after folding.
 */
export const NAME_LEVELS = [
  'missing', 'different', 'same_given', 'same_family', 'given_only', 'family_only', 'initial', 'close', 'nickname', 'other_script', 'swapped', 'same',
] as const

/** A level of `compareNames`. */
export type NameLevel = (typeof NAME_LEVELS)[number]

const LIKE = likenesses(NAME_LEVELS)

/** How two names agree. Symmetric and total; makes no object. */
export function compareNames(one: NameForms, other: NameForms): Likeness {
  return LIKE[nameLevel(one, other)]!
}

/** The level alone, for loops. */
export function nameLevel(one: NameForms, other: NameForms): number {
  if (one.readings.length === 0 || other.readings.length === 0) return MISSING
  if (one.folded === other.folded) return NAME_LEVELS.indexOf('same')
  if (one.orderless === other.orderless) return NAME_LEVELS.indexOf('swapped')
  return edits(one.folded, other.folded, 1) <= 1 ? NAME_LEVELS.indexOf('close') : DIFFERENT
}
