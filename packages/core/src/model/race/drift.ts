/**
 * Notices when what is foretold and what comes no longer agree: an e-detector (Shin, Ramdas and Rinaldo 2022), a mixture of Shiryaev-Roberts sums of likelihood ratios between the chance
 * that was foretold and chances whose odds are shifted. A small lasting shift is forgiven, since every model has one.
 */
import { chanceOf, oddsOf } from '../linear/ftrl.ts'

/** Shifts of log-odds that are looked for. */
const SHIFTS: readonly number[] = [-1.2, -0.8, -0.5, 0.5, 0.8, 1.2]
/** Shifts up to this count as agreement. */
const FORGIVEN = 0.15
/** While all is well, an alarm comes once in so many examples at most, on average (ARL ≥ this, by theorem). */
export const FALSE_ALARM_EVERY = 1_000_000

/** Evidence gathered for each shift. */
export type Drift = Float64Array

/** No evidence. */
export function noDrift(): Drift {
  return new Float64Array(SHIFTS.length)
}

/** One more chance and what came; answers the direction when there is an alarm, and then begins anew. `more`: it happens more often than foretold. */
export function watch(drift: Drift, p: number, y: 0 | 1): 'more' | 'less' | null {
  const odds = oddsOf(p)
  let all = 0
  let up = 0
  for (let i = 0; i < SHIFTS.length; i++) {
    const shift = SHIFTS[i] as number
    const [near, far] = [chanceOf(odds + Math.sign(shift) * FORGIVEN), chanceOf(odds + shift)]
    const ratio = y === 1 ? far / near : (1 - far) / (1 - near)
    const evidence = ((drift[i] as number) + 1 / SHIFTS.length) * ratio
    drift[i] = evidence
    all += evidence
    if (shift > 0) up += evidence
  }
  if (all < FALSE_ALARM_EVERY) return null
  drift.fill(0)
  return up > all / 2 ? 'more' : 'less'
}
