/**
 * Notices when what is foretold and what comes no longer agree: an e-detector (Shin, Ramdas and Rinaldo 2022), a mixture of Shiryaev-Roberts sums of likelihood ratios between the chance
 * that was foretold and chances whose odds are shifted. A small lasting shift is forgiven, since every model has one.
 */
import { chanceOf, oddsOf } from '../linear/ftrl.ts'

/** Shifts of log-odds that are looked for. */
const SHIFTS: readonly number[] = [-1.2, -0.8, -0.5, 0.5, 0.8, 1.2]
/** Slopes that are looked for: chances nearer to each other than foretold (what told people apart no longer does), or farther apart. */
const SLOPES: readonly number[] = [0, 0.4, 1.8]
const KINDS = SHIFTS.length + SLOPES.length
/** Distances of log-odds up to this count as agreement. */
const FORGIVEN = 0.15
/** While all is well, an alarm comes once in so many examples at most, on average (ARL ≥ this, by theorem). */
export const FALSE_ALARM_EVERY = 1_000_000

/** Evidence gathered for each shift and slope, then the sum and number of chances since the last alarm. */
export type Drift = Float64Array

/** What an alarm says: it happens more often than foretold, less often, or to other people. */
export type Direction = 'more' | 'less' | 'others'

/** No evidence. */
export function noDrift(): Drift {
  return new Float64Array(KINDS + 2)
}

/** One more chance and what came; answers the direction when there is an alarm, and then begins anew. */
export function watch(drift: Drift, p: number, y: 0 | 1): Direction | null {
  const odds = oddsOf(p)
  const [sum, n] = [drift[KINDS] as number, drift[KINDS + 1] as number]
  // The middle is that of chances before this one, so the ratios stay fair bets.
  const middle = n === 0 ? odds : oddsOf(sum / n)
  let [all, more, less] = [0, 0, 0]
  for (let i = 0; i < KINDS; i++) {
    const far = i < SHIFTS.length ? odds + (SHIFTS[i] as number) : middle + (odds - middle) * (SLOPES[i - SHIFTS.length] as number)
    const near = Math.abs(far - odds) <= FORGIVEN ? far : odds + Math.sign(far - odds) * FORGIVEN
    const [q, r] = [chanceOf(far), chanceOf(near)]
    const evidence = ((drift[i] as number) + 1 / KINDS) * (y === 1 ? q / r : (1 - q) / (1 - r))
    drift[i] = evidence
    all += evidence
    if (i < SHIFTS.length / 2) less += evidence
    else if (i < SHIFTS.length) more += evidence
  }
  drift[KINDS] = sum + p
  drift[KINDS + 1] = n + 1
  if (all < FALSE_ALARM_EVERY) return null
  drift.fill(0)
  return more > all / 2 ? 'more' : less > all / 2 ? 'less' : 'others'
}
