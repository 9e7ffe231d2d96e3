/**
 * Chance in decisions. Distribution: inverse gap weighting (SquareCB, Foster and Rakhlin 2020) with a gamma that is measured against the size of the values at
 * stake and grows with what was learned (decisioning.md 3), above an additive floor. Its chances are closed formulas, so every stored chance is the true one.
 *
 * How one story is told everywhere. Each candidate has a number of its own, hashed from the workspace's secret, the person, the steady period and the offer;
 * the candidate with the smallest −ln(1 − number) / chance wins (an exponential race: it wins with exactly its chance). Two placements that ask within one
 * period race with the same numbers: where a candidate is missing or values differ a little, the winner stays who it was, unless it is the one that is missing.
 * With one common number and the inverse distribution function alone, a missing candidate would shift all others. The row stores a `draw`: a number in the
 * winner's stretch of the distribution function (offers by id, nothing last), evenly distributed like any draw, by which the choice can be worked out anew from the
 * row alone.
 *
 * What stays exact. Over people and periods each choice has its stated chance. Within one period the decisions for one person are one throw: whoever
 * evaluates counts them as one (`drawn` tells). When what that throw led to has itself changed what is possible (its offer was dismissed, or reached its cap),
 * the numbers are drawn anew (`generation`), for otherwise the next choice would be certain while its row says it was chance.
 */
import { hash53 } from '../base/hash.ts'
import type { Instant } from '../base/time.ts'
import { decimals, significant } from './round.ts'

/** Gamma of the first decision, per unit of value at stake. */
const GAMMA = 3
/** Beyond so many examples chance narrows no further. */
const EVIDENCE_MAX = 1e6
const SCALE_MIN = 1e-9
/** Digits after the point of chances. */
const CHANCE_DIGITS = 7
const DRAW_DIGITS = 9
/** Stands for doing nothing in the race. */
const NOTHING_HASH = hash53('nothing', 11)
const PLACE_HASH = hash53('place in the stretch', 11)

/** How sharply chance follows value: 3 √(1 + evidence) / scale, per unit of money. */
export function sharpnessOf({ evidence, scale }: { readonly evidence: number; readonly scale: number }): number {
  return significant((GAMMA * Math.sqrt(1 + Math.min(Math.max(0, evidence), EVIDENCE_MAX))) / Math.max(SCALE_MIN, scale), 6)
}

/** SquareCB: the chance of each value; the greatest (the first of equals) has what the others leave. `gamma` Infinity: all of it. */
export function squareCb(values: readonly number[], gamma: number): { readonly chances: Float64Array; readonly best: number } {
  let best = 0
  for (let i = 1; i < values.length; i++) if ((values[i] ?? -Infinity) > (values[best] ?? -Infinity)) best = i
  const chances = new Float64Array(values.length)
  let left = 1
  for (let i = 0; i < values.length; i++) {
    if (i === best) continue
    const chance = gamma === Infinity ? 0 : 1 / (values.length + gamma * ((values[best] ?? 0) - (values[i] ?? 0)))
    chances[i] = chance
    left -= chance
  }
  chances[best] = left
  return { chances, best }
}

/** What is stored of a distribution besides the values. */
export interface Spread {
  /** Absent: the best takes all that exploration leaves. */
  readonly sharpness: number | undefined
  readonly exploration: number
}

/**
 * The chance of each value, (1 − exploration) × SquareCB + exploration / K, rounded to seven digits: the rounded chances are those that are drawn from.
 * `exploration` 0 leaves nothing to chance.
 */
export function distribution(values: readonly number[], { sharpness, exploration }: Spread): { readonly chances: Float64Array; readonly best: number } {
  const { chances, best } = squareCb(values, exploration === 0 ? Infinity : (sharpness ?? Infinity))
  const floor = exploration / values.length
  let left = 1
  for (let i = 0; i < chances.length; i++) {
    if (i === best) continue
    chances[i] = decimals((1 - exploration) * (chances[i] ?? 0) + floor, CHANCE_DIGITS)
    left -= chances[i] ?? 0
  }
  chances[best] = decimals(left, CHANCE_DIGITS)
  return { chances, best }
}

/** The one whose stretch holds `draw`, stretches lying one after the other from 0; the last when rounding leaves none. */
export function inverse(chances: Float64Array, draw: number): number {
  let below = 0
  for (let i = 0; i < chances.length; i++) {
    below += chances[i] ?? 0
    if (draw < below) return i
  }
  return chances.length - 1
}

/** When the steady period that holds `now` began. Periods of different people begin at different hours, so that not everybody hears something new at midnight. */
export function periodStart(unit: string, now: Instant, steadyFor: number): Instant {
  const length = Math.max(1, steadyFor)
  const offset = Math.floor((hash53(unit, 5) / 2 ** 53) * length)
  return (Math.floor((now - offset) / length) * length + offset) as Instant
}

/** The name of one throw of the dice, 11 characters: whose, since when, and how often in the period chance had to be drawn anew. */
export function throwOf({ seed, unit, since, generation }: { readonly seed: string; readonly unit: string; readonly since: Instant; readonly generation: number }): string {
  return hash53(`${seed}|${unit}|${since}|${generation}`, 13).toString(36).padStart(11, '0')
}

/** True when the person belongs to the group for which nothing is proposed in this quarter (UTC): so many in a hundred, others each quarter. */
export function inControl({ seed, unit, now, share }: { readonly seed: string; readonly unit: string; readonly now: Instant; readonly share: number }): boolean {
  if (share <= 0) return false
  const date = new Date(now)
  const quarter = `${date.getUTCFullYear()}Q${Math.floor(date.getUTCMonth() / 3) + 1}`
  return hash53(`${seed}|${unit}|${quarter}`, 17) / 2 ** 53 < share
}

/** The winner of the race for a slot, and a number in its stretch. `hashes` stand for the candidates; one more chance than hashes is that of doing nothing. */
export function race({ drawn, slot, hashes, chances }: {
  readonly drawn: string
  readonly slot: number
  readonly hashes: readonly number[]
  readonly chances: Float64Array
}): { readonly winner: number; readonly draw: number } {
  const one = hash53(drawn, slot * 2)
  const other = hash53(drawn, slot * 2 + 1)
  let winner = chances.length - 1
  let least = Infinity
  let below = 0
  let start = 0
  for (let i = 0; i < chances.length; i++) {
    const chance = chances[i] ?? 0
    const time = chance > 0 ? -Math.log1p(-numberOf(one, other, hashes[i] ?? NOTHING_HASH)) / chance : Infinity
    if (time < least) {
      least = time
      winner = i
      start = below
    }
    below += chance
  }
  const within = 0.01 + 0.98 * numberOf(one, other, PLACE_HASH)
  return { winner, draw: decimals(start + (chances[winner] ?? 0) * within, DRAW_DIGITS) }
}

/** A number in [0, 1) that depends on three others: two rounds of the finaliser of murmur3 (Appleby, public domain). */
function numberOf(one: number, other: number, hash: number): number {
  const high = mix(mix((one >>> 0) ^ hash) ^ (hash / 4294967296))
  const low = mix(mix((other >>> 0) ^ hash) ^ (hash / 4294967296) ^ (one / 4294967296))
  return (high * 2097152 + (low >>> 11)) / 2 ** 53
}

function mix(value: number): number {
  let mixed = value | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
