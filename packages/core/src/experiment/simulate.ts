/** How often honest tests cry wolf, by trial: experiments whose arms do not differ, looked at again and again. */
import type { Random } from '../base/random.ts'
import { alwaysTest, tTest, type Arm } from './arms.ts'
import { RATIO_EVIDENCE, ratioEvidence } from './ratio.ts'
import { lowerBound, TUNED_FOR } from './sequence.ts'

/** What is tried. */
export interface NullTrial {
  readonly runs: number
  /** Units of both arms together. */
  readonly units: number
  readonly looks: number
  /** What a unit brings: its mean is the same in both arms. */
  readonly draw: (random: Random) => number
  readonly random: Random
}

/** In how many runs a test said "different" at any look. */
export interface NullFigures {
  readonly runs: number
  /** The confidence sequence. */
  readonly always: number
  /** A fixed-horizon test that is looked at in between, as it should not be. */
  readonly peeked: number
  /** The same at the planned end alone. */
  readonly atEnd: number
}

/** A/A experiments with units assigned by chance, half and half. */
export function aaTrial({ runs, units, looks, draw, random }: NullTrial): NullFigures {
  let [always, peeked, atEnd] = [0, 0, 0]
  for (let run = 0; run < runs; run++) {
    const a = { n: 0, sum: 0, squares: 0 }
    const b = { n: 0, sum: 0, squares: 0 }
    let [anyAlways, anyPeeked, last] = [false, false, false]
    for (let unit = 1, look = 1; unit <= units; unit++) {
      const arm = random() < 0.5 ? a : b
      const y = draw(random)
      arm.n++
      arm.sum += y
      arm.squares += y * y
      if (unit < (look * units) / looks) continue
      look++
      anyAlways ||= isDifferent(alwaysTest(a as Arm, b as Arm, 'absolute', { tunedFor: TUNED_FOR })?.effect)
      last = isDifferent(tTest(a as Arm, b as Arm, 'absolute')?.effect)
      anyPeeked ||= last
    }
    if (anyAlways) always++
    if (anyPeeked) peeked++
    if (last) atEnd++
  }
  return { runs, always, peeked, atEnd }
}

function isDifferent(effect: { readonly low: number; readonly high: number } | undefined): boolean {
  return effect !== undefined && (effect.low > 0 || effect.high < 0)
}

/** The most runs of `runs` in which something of chance `level` may happen before chance is no excuse: three standard errors above. */
export function mostByChance(runs: number, level = 0.05): number {
  return runs * (level + 3 * Math.sqrt((level * (1 - level)) / runs))
}

/** What is tried of one side. */
export interface OneSidedTrial {
  readonly runs: number
  readonly n: number
  readonly looks: number
  readonly alpha: number
  readonly tunedFor: number
  readonly random: Random
}

/** In how many of `runs` a one-sided sequence of error `alpha` said "better" at any of `looks` looks, though the differences of `n` examples have mean 0. */
export function oneSidedTrial({ runs, n, looks, alpha, tunedFor, random }: OneSidedTrial): number {
  let wrong = 0
  for (let run = 0; run < runs; run++) {
    let [sum, squares] = [0, 0]
    for (let i = 1, look = 1; i <= n; i++) {
      const d = random() + random() + random() - 1.5
      sum += d
      squares += d * d
      if (i < (look * n) / looks) continue
      look++
      const mean = sum / i
      if (lowerBound({ mean, variance: squares / i - mean * mean, n: i, alpha, tunedFor }) > 0) {
        wrong++
        break
      }
    }
  }
  return wrong
}

/** In how many of `runs` the sequential test of sample ratios gave alarm though units came half and half, looked at 50 times. */
export function ratioTrial({ runs, units, random }: { readonly runs: number; readonly units: number; readonly random: Random }): number {
  let wrong = 0
  for (let run = 0; run < runs; run++) {
    const counts = [0, 0]
    for (let unit = 1; unit <= units; unit++) {
      const arm = random() < 0.5 ? 0 : 1
      counts[arm] = (counts[arm] ?? 0) + 1
      if (unit % Math.ceil(units / 50) === 0 && ratioEvidence(counts, [1, 1]) > Math.log(RATIO_EVIDENCE)) {
        wrong++
        break
      }
    }
  }
  return wrong
}
