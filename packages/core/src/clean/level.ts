/** Levels of agreement: every comparison of two readings answers one small whole number, 0 for nothing to compare, 1 for different, more for closer. */

/** Neither evidence for nor against: a side is missing, a placeholder, or says nothing about this. */
export const MISSING = 0

/** Both sides are there and disagree. */
export const DIFFERENT = 1

/** How two readings of one kind agree. `level` indexes the list of names of its kind (`NAME_LEVELS`, `DATE_LEVELS`, …); `why` says it for people. */
export interface Likeness {
  readonly level: number
  readonly why: string
}

/** One likeness per level of a list, so that a comparison makes no object. */
export function likenesses(names: readonly string[]): readonly Likeness[] {
  return names.map((why, level) => ({ level, why: why.replaceAll('_', ' ') }))
}
