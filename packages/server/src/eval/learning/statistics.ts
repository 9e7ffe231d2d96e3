/** Whether the figures that the product shows may be trusted: false alarms by trial, with the truth known. No data needed. */
import { normalDraw, seeded } from '@rapport/core/base/random'
import { tTest, withUnit, type Arm } from '@rapport/core/experiment/arms'
import { beliefOf } from '@rapport/core/experiment/belief'
import { bootstrap, holm } from '@rapport/core/experiment/many'
import { aaTrial, mostByChance, oneSidedTrial, ratioTrial } from '@rapport/core/experiment/simulate'
import { calibrationError } from '@rapport/core/model/calibration'
import { chanceOf, logLoss } from '@rapport/core/model/linear/ftrl'
import { raceOptions } from '@rapport/core/model/race/candidates'
import { noDrift, watch } from '@rapport/core/model/race/drift'
import { openRace } from '@rapport/core/model/race/race'
import { delayTrial, promotionTrial } from '@rapport/core/model/race/simulate'
import type { Sparse } from '@rapport/core/model/types'
import { HOUR, type Instant } from '@rapport/core/base/time'
import type { LearningFigures, LearningPart } from './part.ts'

/** A/A experiments, promotions among equals, sample ratios, drift, and the calibration of the online learner. */
export const statistics: LearningPart = {
  name: 'statistics',
  sets: [
    { set: 'aa', run: timed('aa', aa) },
    { set: 'promotion', run: timed('promotion', promotion) },
    { set: 'alarms', run: timed('alarms', alarms) },
    { set: 'beliefs', run: timed('beliefs', beliefs) },
    { set: 'online', run: timed('online', online) },
  ],
}

type Found = Pick<LearningFigures, 'figures' | 'floor' | 'reached'>

function timed(set: string, found: () => Found): () => Promise<LearningFigures> {
  return () => {
    const started = performance.now()
    const figures = found()
    return Promise.resolve({ set, ...figures, seconds: Math.round((performance.now() - started) / 100) / 10 })
  }
}

/** 2,000 experiments without a difference, 100 looks each. */
function aa(): Found {
  const { runs, always, peeked, atEnd } = aaTrial({ runs: 2_000, units: 5_000, looks: 100, draw: (random) => (random() < 0.1 ? 1 : 0), random: seeded(1) })
  const most = mostByChance(runs) / runs
  return {
    figures: { runs, falseAlways: always / runs, falseAtEnd: atEnd / runs, falsePeeking: peeked / runs },
    floor: { falseAlways: most, falseAtEnd: most },
    reached: always / runs <= most && atEnd / runs <= most,
  }
}

/** Equals are promoted over equals: by one sequence alone with all of the error, and in whole races. */
function promotion(): Found {
  const runs = 2_000
  const single = oneSidedTrial({ runs, n: 10_000, looks: 100, alpha: 0.05, tunedFor: 50_000, random: seeded(2) }) / runs
  const { races, wrong } = promotionTrial({ races: 120, examples: 6_000, challengers: 4, p: 0.1, noise: 0.3, random: seeded(3) })
  // A signal of 0.25 in log-odds is worth about 0.003 nats for each example at 10 %.
  const delay = delayTrial({ races: 15, most: 60_000, p: 0.1, signal: 0.25, random: seeded(8) })[7] ?? 60_000
  return {
    figures: { runs, falseSingle: single, races, falseInRaces: wrong / races, examplesUntilBetterIsPromoted: delay },
    floor: { falseSingle: mostByChance(runs) / runs, falseInRaces: 0.05, examplesUntilBetterIsPromoted: 15_000 },
    reached: single <= mostByChance(runs) / runs && wrong / races <= 0.05 && delay <= 15_000,
  }
}

/** Alarms of sample ratios and of drift while all is well, and how soon a drift is noticed. */
function alarms(): Found {
  const ratios = ratioTrial({ runs: 1_000, units: 5_000, random: seeded(4) })
  const random = seeded(5)
  const drift = noDrift()
  let quiet = 0
  for (let i = 0; i < 1_000_000; i++) {
    const p = random() * 0.2
    if (watch(drift, p, random() < p ? 1 : 0) !== null) quiet++
  }
  const delays = Array.from({ length: 15 }, () => {
    const fresh = noDrift()
    for (let i = 1; i < 50_000; i++) {
      const p = random() * 0.2
      if (watch(fresh, p, random() < p * 1.5 ? 1 : 0) !== null) return i
    }
    return 50_000
  }).sort((one, other) => one - other)
  return {
    figures: { falseRatioAlarms: ratios, falseDriftAlarmsInAMillion: quiet, examplesUntilHalfMoreIsNoticed: delays[7] ?? null },
    floor: { falseRatioAlarms: mostByChance(1_000, 0.001), falseDriftAlarmsInAMillion: 4, examplesUntilHalfMoreIsNoticed: 5_000 },
    reached: ratios <= mostByChance(1_000, 0.001) && quiet <= 4 && (delays[7] ?? Infinity) <= 5_000,
  }
}

/** Small samples: whether "b is better with 80 %" comes true in 80 of 100, drawn intervals cover, and several questions at once err no more often than one. */
function beliefs(): Found {
  const random = seeded(7)
  const normal = (): number => normalDraw(random)
  const arm = (mean: number, n: number): Arm => Array.from({ length: n }, normal).reduce((all, y) => withUnit(all, mean + y), { n: 0, sum: 0, squares: 0 } as Arm)
  const [said, came]: [number[], number[]] = [[], []]
  for (let run = 0; run < 4_000; run++) {
    const effect = 0.3 * normal()
    const belief = beliefOf(arm(5, 60), arm(5 + effect, 60), 'absolute', { mean: 0, variance: 0.09 })
    if (belief === null) continue
    said.push(belief.better)
    came.push(effect > 0 ? 1 : 0)
  }
  let [covered, wrong] = [0, 0]
  const runs = 400
  for (let run = 0; run < runs; run++) {
    const values = Float64Array.from({ length: 80 }, normal)
    const { low, high } = bootstrap(values.length, (units) => units.reduce((sum, i) => sum + (values[i] ?? 0), 0) / units.length, { random, rounds: 150 })
    if (low <= 0 && high >= 0) covered++
    if (holm(Array.from({ length: 5 }, () => tTest(arm(0, 40), arm(0, 40), 'absolute')?.p ?? 1)).some((p) => p < 0.05)) wrong++
  }
  const error = calibrationError(said, came)
  const most = mostByChance(runs) / runs
  return {
    figures: { beliefCalibrationError: error, bootstrapCoverage: covered / runs, falseInFiveQuestions: wrong / runs },
    floor: { beliefCalibrationError: 0.03, bootstrapCoverage: 0.91, falseInFiveQuestions: most },
    reached: error <= 0.03 && covered / runs >= 0.91 && wrong / runs <= most,
  }
}

/** What a race foretells of a truth that is logistic in 2,000 places, 20 at a time: foretold over observed, the calibration error, and how far the loss is from the best possible one. */
function online(): Found {
  const random = seeded(6)
  const race = openRace(raceOptions())
  const effects = Float64Array.from({ length: 2_000 }, () => (random() + random() + random() - 1.5) * 0.8)
  const [p, y]: [number[], number[]] = [[], []]
  let [loss, best, plain] = [0, 0, 0]
  let came = 0
  for (let i = 0; i < 60_000; i++) {
    const at = Uint32Array.from({ length: 20 }, (_, k) => k * 100 + Math.floor(random() ** 2 * 100))
    const x: Sparse = { at, value: new Float32Array(20).fill(1) }
    const truth = chanceOf(at.reduce((sum, place) => sum + (effects[place] ?? 0), -3))
    const outcome = random() < truth ? 1 : 0
    if (i >= 30_000) {
      const { p: foretold } = race.predict({ x })
      p.push(foretold)
      y.push(outcome)
      loss += logLoss(foretold, outcome)
      best += logLoss(truth, outcome)
      plain += logLoss(came / i, outcome)
    }
    came += outcome
    race.learn({ x, y: outcome, at: (i * HOUR) as Instant })
  }
  const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0)
  const ratio = sum(p) / sum(y)
  const error = calibrationError(p, y)
  const captured = (plain - loss) / (plain - best)
  return {
    figures: { champion: race.champion, foretoldOverObserved: ratio, calibrationError: error, lossCaptured: captured },
    floor: { foretoldOverObserved: '0.97 to 1.03', calibrationError: 0.01, lossCaptured: 0.7 },
    reached: Math.abs(ratio - 1) <= 0.03 && error <= 0.01 && captured >= 0.7,
  }
}
