/** Finds pairs of places that say more together than each alone. */
import { chanceOf } from '../linear/ftrl.ts'
import type { Cross } from '../linear/learner.ts'
import type { Learner } from '../types.ts'
import type { Example } from './types.ts'

/** Places among which pairs are looked for: those that matter most. */
const STRONGEST = 30
/** Most pairs. */
const PAIRS_MAX = 20
/** A pair has to better the loss of all examples by so many nats in one step; chance reaches it about once in 2,000 pairs. */
const GAIN_MIN = 6

/**
 * Pairs by the loss they would save in one Newton step on what the learner leaves over: G² / 2H with G the sum of residuals and H that of p (1 − p) over the examples that have both.
 * Ties go to the smaller places.
 */
export function findCrosses(learner: Learner, examples: readonly Example[]): readonly Cross[] {
  const strongest = strongestPlaces(learner, examples)
  const rank = new Map(strongest.map((place, i) => [place, i]))
  const slope = new Float64Array(STRONGEST * STRONGEST)
  const bend = new Float64Array(STRONGEST * STRONGEST)
  for (const { x, y } of examples) {
    const p = chanceOf(learner.score(x))
    const here: number[] = []
    for (const place of x.at) {
      const at = rank.get(place)
      if (at !== undefined) here.push(at)
    }
    for (let k = 0; k < here.length; k++) for (let l = k + 1; l < here.length; l++) {
      const cell = Math.min(here[k] as number, here[l] as number) * STRONGEST + Math.max(here[k] as number, here[l] as number)
      slope[cell] = (slope[cell] as number) + y - p
      bend[cell] = (bend[cell] as number) + p * (1 - p)
    }
  }
  const found: { readonly cross: Cross; readonly gain: number }[] = []
  for (let cell = 0; cell < slope.length; cell++) {
    const gain = (slope[cell] as number) ** 2 / (2 * ((bend[cell] as number) + 1))
    const [one, other] = [strongest[Math.floor(cell / STRONGEST)], strongest[cell % STRONGEST]]
    if (gain >= GAIN_MIN && one !== undefined && other !== undefined) found.push({ cross: one < other ? [one, other] : [other, one], gain })
  }
  return found.sort((a, b) => b.gain - a.gain || a.cross[0] - b.cross[0] || a.cross[1] - b.cross[1]).slice(0, PAIRS_MAX).map(({ cross }) => cross)
}

/** The places that move the log-odds most, summed over the examples. */
function strongestPlaces(learner: Learner, examples: readonly Example[]): readonly number[] {
  const moved = new Map<number, number>()
  for (const { x } of examples) {
    const parts = learner.contributions(x)
    for (let k = 0; k < x.at.length; k++) moved.set(x.at[k] as number, (moved.get(x.at[k] as number) ?? 0) + Math.abs(parts[k] as number))
  }
  return [...moved].sort(([a, x], [b, y]) => y - x || a - b).slice(0, STRONGEST).map(([place]) => place)
}
