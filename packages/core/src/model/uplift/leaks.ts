/** Columns that look as if they came after the treatment: what follows from the outcome must not foretell it. */
import type { Frame } from '../types.ts'

/** Fewer people prove nothing. */
const LEAST = 20
/** A column that most people have says nothing by being there. */
const COMMON = 0.5

/**
 * Number columns that are there (not 0) only where the outcome is, or without which the outcome never is, though fewer than half of the people have them: a spend beside a
 * conversion, a visit beside a spend.
 */
export function consequences(frame: Frame, outcome: Float64Array): readonly string[] {
  const happened = (row: number): boolean => outcome[row] !== 0
  const outcomes = outcome.reduce((sum, _, row) => sum + (happened(row) ? 1 : 0), 0)
  return frame.columns.flatMap((column) => {
    if (column.is !== 'number' || column.values.some((value) => value < 0)) return []
    let [there, both] = [0, 0]
    for (let row = 0; row < frame.rows; row++) {
      if (!(column.values[row]! > 0)) continue
      there++
      if (happened(row)) both++
    }
    const onlyWith = there >= LEAST && both === there && outcomes < COMMON * frame.rows
    const neverWithout = outcomes >= LEAST && both === outcomes && there < COMMON * frame.rows
    return onlyWith || neverWithout ? [column.name] : []
  })
}
