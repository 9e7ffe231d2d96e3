/** How often races promote somebody who is no better, by trial: champion and challengers foretell equally well, each with errors of its own. */
import type { Random } from '../../base/random.ts'
import type { Instant } from '../../base/time.ts'
import { chanceOf } from '../linear/ftrl.ts'
import type { Sparse } from '../types.ts'
import { openRace } from './race.ts'
import type { BlockLearner, RaceOptions } from './types.ts'

/** What is tried. */
export interface PromotionTrial {
  readonly races: number
  /** In each race. */
  readonly examples: number
  readonly challengers: number
  /** Chance whose log-odds the signal lies around. */
  readonly p: number
  /** Log-odds by which each challenger misses the signal at most. */
  readonly noise: number
  readonly random: Random
}

/** In how many races somebody was promoted who was no better. */
export interface PromotionFigures {
  readonly races: number
  readonly wrong: number
}

/**
 * Races among `challengers` that see the same signal (log-odds ± 1 around those of `p`), each through noise of its own of the same size: all are better than the base rate, and none is better
 * than another. The first promotion, from the base rate, is right; every later one is wrong.
 */
export function promotionTrial({ races, examples, challengers, p, noise, random }: PromotionTrial): PromotionFigures {
  let wrong = 0
  const odds = Math.log(p / (1 - p))
  const empty: Sparse = { at: new Uint32Array(), value: new Float32Array() }
  // Each challenger reads its own chance from the row: a learner that was fitted elsewhere.
  const readers = Array.from({ length: challengers }, (_, i) => readerOf(i))
  const options: RaceOptions = {
    candidates: [{ is: 'base' }, ...readers.map(({ id }) => ({ is: 'block' as const, learner: id }))],
    blocks: readers,
    rungs: [],
    challengers,
    keep: 10,
    error: 0.05,
  }
  for (let race = 0; race < races; race++) {
    const running = openRace(options)
    for (let i = 0; i < examples; i++) {
      const truth = odds + (random() < 0.5 ? 1 : -1)
      const row = readers.map(() => chanceOf(truth + (random() - 0.5) * 2 * noise))
      const { promotion } = running.learn({ x: empty, row, y: random() < chanceOf(truth) ? 1 : 0, at: i as Instant })
      if (promotion && promotion.from !== 'base') {
        wrong++
        break
      }
    }
  }
  return { races, wrong }
}

/** What is tried of a better one. */
export interface DelayTrial {
  readonly races: number
  /** Examples after which nobody waits any longer. */
  readonly most: number
  readonly p: number
  readonly signal: number
  readonly random: Random
}

/**
 * How many examples it takes until somebody who is better is promoted: a challenger that knows the truth, whose log-odds lie `signal` above or below those of `p`, against the base rate. Answers
 * one number a race, ascending; `most` stands for never.
 */
export function delayTrial({ races, most, p, signal, random }: DelayTrial): readonly number[] {
  const odds = Math.log(p / (1 - p))
  const empty: Sparse = { at: new Uint32Array(), value: new Float32Array() }
  const reader = readerOf(0)
  const candidates = [{ is: 'base' as const }, { is: 'block' as const, learner: reader.id }]
  const options: RaceOptions = { candidates, blocks: [reader], rungs: [], challengers: 1, keep: 10, error: 0.05 }
  const delays = Array.from({ length: races }, () => {
    const race = openRace(options)
    for (let i = 1; i <= most; i++) {
      const truth = chanceOf(odds + (random() < 0.5 ? signal : -signal))
      if (race.learn({ x: empty, row: [truth], y: random() < truth ? 1 : 0, at: i as Instant }).promotion) return i
    }
    return most
  })
  return delays.sort((one, other) => one - other)
}

function readerOf(place: number): BlockLearner {
  const model: ReturnType<BlockLearner['fit']> = {
    predict: (asked) => Float64Array.from(asked, ({ row }) => row?.[place] as number),
    snapshot: () => new Uint8Array(),
  }
  return { id: `reader ${place}`, needs: { examples: 1, rarer: 0 }, fit: () => model, restore: () => model }
}
