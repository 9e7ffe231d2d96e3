/** What one person's own document tells about their hours: what was sent when, when they reacted, and what a model foretells. Nobody else's figures, so a replay of the log says the same. */
import { DAY, type Instant } from '../../base/time.ts'
import { SHRINKAGE, type HourAsk } from './hour.ts'
import { HOURS_OF_WEEK, type HourCounts } from './types.ts'
import { hourOfWeek, noCounts, smoothed } from './week.ts'

/** What is known of a person's reactions. */
export interface Reactions {
  /** Moments at which something was sent to them. */
  readonly sent: readonly Instant[]
  /** Moments at which they reacted (a click, a visit; opens tell nothing, mail proxies open everything). */
  readonly reacted: readonly Instant[]
  /** Hour of the week that a model foretells, which looked at everybody; null where none does. */
  readonly foretold: number | null
  /** IANA zone that the person lives in. */
  readonly zone: string
}

/** Rate of answers assumed of an hour that nothing sets apart. */
const USUAL = 0.02
/** As many reactions does a foretold hour count: somebody's tenth own reaction is as loud. */
const FORETOLD = 10
/** An hour is never taken for more than so many times the usual rate. */
const MOST_LIFT = 10
/** Latest moments that are looked at. */
const MOMENTS_MAX = 100
/** What one moment comes to after smoothing: 1 + 2 * 2/3 + 2 * 1/3. */
const SPREAD = 3

/** What `chooseHour` wants to know, from one person alone: own messages and their answers, and rates that follow the hours at which the person is there anyway. */
export function knownHours({ sent, reacted, foretold, zone }: Reactions): Pick<HourAsk, 'own' | 'rates' | 'sent'> {
  const ours = [...sent].sort((a, b) => a - b).slice(-MOMENTS_MAX)
  const theirs = [...reacted].sort((a, b) => a - b).slice(-MOMENTS_MAX)
  const there = new Float64Array(HOURS_OF_WEEK)
  for (const at of theirs) bump(there, hourOfWeek(at, zone), 1)
  if (foretold !== null) bump(there, foretold, FORETOLD)
  const known = theirs.length + (foretold === null ? 0 : FORETOLD)
  return { own: ownCounts(ours, theirs, zone), rates: ratesWhere(there, known), sent: new Float64Array(HOURS_OF_WEEK).fill(known) }
}

function bump(counts: Float64Array, hour: number, by: number): void {
  counts[hour] = (counts[hour] ?? 0) + by
}

/** Each message at the hour it went, and answered when a reaction followed within a day and no younger message came between. Both ascending. */
function ownCounts(sent: readonly Instant[], reacted: readonly Instant[], zone: string): HourCounts {
  const counts = noCounts()
  let next = 0
  for (const [i, at] of sent.entries()) {
    const until = Math.min(at + DAY, sent[i + 1] ?? Number.POSITIVE_INFINITY)
    while (next < reacted.length && (reacted[next] as number) < at) next++
    const hour = hourOfWeek(at, zone)
    bump(counts.sent, hour, 1)
    if (next < reacted.length && (reacted[next] as number) < until) bump(counts.answered, hour, 1)
  }
  return counts
}

/**
 * The usual rate times how much oftener than by chance the person is there at an hour. The share of an hour of the week is drawn towards that of the hour on all
 * days, and this towards an even day, each as strongly as SHRINKAGE reactions (Dirichlet means, one within the other).
 */
function ratesWhere(there: Float64Array, known: number): Float64Array {
  const around = smoothed(there)
  const [all, prior] = [known * SPREAD, SHRINKAGE * SPREAD]
  const ofDay = new Float64Array(24)
  for (const [hour, n] of around.entries()) bump(ofDay, hour % 24, n)
  return around.map((n, hour) => {
    const day = ((ofDay[hour % 24] ?? 0) + prior / 24) / (all + prior)
    const share = (n + (prior * day) / 7) / (all + prior)
    return USUAL * Math.min(MOST_LIFT, share * HOURS_OF_WEEK)
  })
}
