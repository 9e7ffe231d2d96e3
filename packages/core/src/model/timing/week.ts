/** Hours of the week on a person's own clock, and how often people answer at each. */
import { localClock } from '../../base/local-time.ts'
import { HOUR, type Instant } from '../../base/time.ts'
import { HOURS_OF_WEEK, type HourCounts } from './types.ts'

/** The hour of the week (Monday 0:00 is 0) on the clocks of `zone`. The zone must be one. */
export function hourOfWeek(at: Instant, zone: string): number {
  const { hour, weekday } = localClock(at, zone)
  return (weekday - 1) * 24 + hour
}

/** An hour that a message may leave in. */
export interface HourAhead {
  /** Hours from now until it begins: 0 is the running hour. */
  readonly ahead: number
  /** Local hour of the week. */
  readonly hour: number
}

/** The running hour and those after it, `within` in all, without those in which the person is not to be disturbed (`awake` is asked for the local hour, 0 to 23). */
export function hoursAhead({ now, zone, within, awake }: {
  readonly now: Instant
  readonly zone: string
  readonly within: number
  readonly awake: (hour: number) => boolean
}): readonly HourAhead[] {
  const hours: HourAhead[] = []
  for (let ahead = 0; ahead < within; ahead++) {
    const hour = hourOfWeek((now + ahead * HOUR) as Instant, zone)
    if (awake(hour % 24)) hours.push({ ahead, hour })
  }
  return hours
}

/** No counts. */
export function noCounts(): HourCounts {
  return { sent: new Float64Array(HOURS_OF_WEEK), answered: new Float64Array(HOURS_OF_WEEK) }
}

/** Neighbouring hours are alike: what happened two hours off counts for a third, one hour off for two thirds. */
const KERNEL = [1, 2 / 3, 1 / 3]
/** As much as so many messages does the broader figure weigh: all days of an hour of the day, and all hours. */
const BROADER = 50

/** Counts with those of up to two hours around, in a circle: Sunday 23:00 is beside Monday 0:00. */
export function smoothed(counts: Float64Array): Float64Array {
  return counts.map((_, hour) => {
    let sum = 0
    for (let off = -2; off <= 2; off++) sum += (KERNEL[Math.abs(off)] ?? 0) * (counts[(hour + off + HOURS_OF_WEEK) % HOURS_OF_WEEK] ?? 0)
    return sum
  })
}

/**
 * Rate of answers at each hour of the week: smoothed over neighbouring hours, drawn towards the rate of that hour on all days, which is drawn towards the rate of all
 * hours. Between 0 and 1; `unknown` where nothing was ever sent.
 */
export function hourRates({ sent, answered }: HourCounts, unknown = 0.02): Float64Array {
  const [all, hits] = [sum(sent), sum(answered)]
  const everywhere = (hits + unknown * BROADER) / (all + BROADER)
  const [around, hitsAround] = [smoothed(sent), smoothed(answered)]
  const ofDay = Array.from({ length: 24 }, (_, hour) => {
    let [n, y] = [0, 0]
    for (let day = 0; day < 7; day++) {
      n += around[day * 24 + hour] ?? 0
      y += hitsAround[day * 24 + hour] ?? 0
    }
    return (y + everywhere * BROADER) / (n + BROADER)
  })
  return around.map((n, hour) => Math.min(1, Math.max(0, ((hitsAround[hour] ?? 0) + (ofDay[hour % 24] ?? everywhere) * BROADER) / (n + BROADER))))
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
