/** Chooses the hour at which a message leaves: draws of what each hour may be worth to this person, and a share of chance that keeps the answer honest. */
import { seeded, type Random } from '../../base/random.ts'
import { betaDraw } from '../lifetime/simulate.ts'
import type { HourChance, HourChoice, HourCounts } from './types.ts'
import { smoothed, type HourAhead } from './week.ts'

/** What is known when an hour is chosen. */
export interface HourAsk {
  /** Hours that are allowed; see `hoursAhead`. */
  readonly hours: readonly HourAhead[]
  /** Rates of everybody by hour of the week; see `hourRates`. */
  readonly rates: Float64Array
  /** This person's own counts. */
  readonly own: HourCounts
  /** Decides all chance of this choice: equal seeds and knowledge, equal choices. */
  readonly seed: number
  /** Share of messages that leave at any allowed hour, whatever is known; default 0.1. What they bring against the rest is the lift. */
  readonly explore?: number
}

/** Everybody's rate weighs as much as so many own messages. */
export const SHRINKAGE = 20
/** Draws that the chances are counted from: their error is below 4 in 100. */
const DRAWS = 200
const EXPLORE = 0.1

/** Expected rate of answers of a person at an hour: own answers and everybody's rate, (c + 20 s) / (n + 20). */
export function ownRate(rates: Float64Array, { sent, answered }: HourCounts, hour: number): number {
  return ((answered[hour] ?? 0) + SHRINKAGE * (rates[hour] ?? 0)) / ((sent[hour] ?? 0) + SHRINKAGE)
}

/**
 * Chooses; null when no hour is allowed. The chances are shares of draws in which an hour was the best, mixed with the random share; the hour is then drawn by exactly
 * these chances, so that a log of them can be replayed and evaluated.
 */
export function chooseHour({ hours, rates, own, seed, explore = EXPLORE }: HourAsk): HourChoice | null {
  if (hours.length === 0) return null
  const random = seeded(seed)
  const near: HourCounts = { sent: smoothed(own.sent), answered: smoothed(own.answered) }
  const wins = bestShares(hours, rates, near, random)
  const chances: HourChance[] = hours.map(({ ahead, hour }, i) => ({
    ahead,
    hour,
    chance: (1 - explore) * (wins[i] ?? 0) + explore / hours.length,
    rate: ownRate(rates, near, hour),
  }))
  // The share of chance is drawn first, then the hour within it: together they make the chances above.
  const isRandom = random() < explore
  const chosen = pick(hours.map((_, i) => (isRandom ? 1 / hours.length : (wins[i] ?? 0))), random)
  const { ahead, hour, chance } = chances[chosen] as HourChance
  return { ahead, hour, chance, random: isRandom, chances }
}

function bestShares(hours: readonly HourAhead[], rates: Float64Array, { sent, answered }: HourCounts, random: Random): readonly number[] {
  const wins = hours.map(() => 0)
  const posterior = hours.map(({ hour }) => {
    const rate = Math.min(0.999, Math.max(0.001, rates[hour] ?? 0))
    const hits = answered[hour] ?? 0
    return [hits + SHRINKAGE * rate, Math.max(0, (sent[hour] ?? 0) - hits) + SHRINKAGE * (1 - rate)] as const
  })
  for (let draw = 0; draw < DRAWS; draw++) {
    let best = 0
    let most = -1
    for (const [i, [a, b]] of posterior.entries()) {
      const value = betaDraw(a, b, random)
      if (value > most) {
        most = value
        best = i
      }
    }
    wins[best] = (wins[best] ?? 0) + 1 / DRAWS
  }
  return wins
}

/** A place drawn by its weight; weights add up to 1. */
export function pick(weights: readonly number[], random: Random): number {
  let left = random()
  let last = 0
  for (const [i, weight] of weights.entries()) {
    if (weight <= 0) continue
    last = i
    left -= weight
    if (left < 0) break
  }
  return last
}
