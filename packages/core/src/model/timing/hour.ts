/** Chooses the hour at which a message leaves: draws of what each hour may be worth to this person, and a share of chance that keeps the answer honest. */
import { betaDraw, normalDraw, seeded, type Random } from '../../base/random.ts'
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
  /** How much was sent to everybody by hour of the week: the more, the surer the draws. Without it they stay as unsure as 20 messages. */
  readonly sent?: Float64Array
  /** Decides all chance of this choice: equal seeds and knowledge, equal choices. */
  readonly seed: number
  /** Share of messages that leave at any allowed hour, whatever is known; default 0.1. What they bring against the rest is the lift. */
  readonly explore?: number
}

/** Everybody's rate weighs as much as so many own messages. */
export const SHRINKAGE = 20
/** Beyond so many messages of everybody draws get no surer: people differ, and what was true may change. */
const CERTAIN = 400
/** From here on a beta distribution is as good as a normal one, which is drawn four times as fast. */
const BELL = 8
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
export function chooseHour({ hours, rates, own, sent, seed, explore = EXPLORE }: HourAsk): HourChoice | null {
  if (hours.length === 0) return null
  const random = seeded(seed)
  const near: HourCounts = { sent: smoothed(own.sent), answered: smoothed(own.answered) }
  const around = sent && smoothed(sent)
  const wins = bestShares(hours.map(({ hour }) => ({ mean: ownRate(rates, near, hour), weight: (near.sent[hour] ?? 0) + certainty(around?.[hour] ?? 0) })), random)
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

/** As how many messages what is known of everybody counts in a draw. */
export function certainty(sent: number): number {
  return SHRINKAGE + Math.min(CERTAIN, sent)
}

/** A draw of a rate whose mean is known as surely as from `weight` messages. */
export function rateDraw(mean: number, weight: number, random: Random): number {
  const rate = Math.min(0.999, Math.max(0.001, mean))
  const [a, b] = [rate * weight, (1 - rate) * weight]
  if (a < BELL || b < BELL) return betaDraw(a, b, random)
  return Math.min(1, Math.max(0, rate + normalDraw(random) * Math.sqrt((rate * (1 - rate)) / (weight + 1))))
}

function bestShares(known: readonly { readonly mean: number; readonly weight: number }[], random: Random): readonly number[] {
  const wins = known.map(() => 0)
  for (let draw = 0; draw < DRAWS; draw++) {
    let best = 0
    let most = -1
    for (const [i, { mean, weight }] of known.entries()) {
      const value = rateDraw(mean, weight, random)
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
