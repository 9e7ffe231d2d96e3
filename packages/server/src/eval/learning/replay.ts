/** Off-policy replay: a log with known truth, two public logs that must not be over-read, and a simulator in which intervals must cover what they say. */
import { join } from 'node:path'
import { replay } from '@rapport/core/experiment/replay/replay'
import { simulateReplay } from '@rapport/core/experiment/replay/simulate'
import { runReplay, type LabReplay } from '../../lab/replay.ts'
import { present, readColumns } from '../read.ts'
import { DATA } from '../sets.ts'
import type { LearningFigures, LearningPart } from './part.ts'

const DIGITS = 100_000
const rounded = (value: number | null): number | null => (value === null ? null : Math.round(value * DIGITS) / DIGITS)

function figuresOf({ findings, verdict }: LabReplay): LearningFigures['figures'] {
  const { estimates, support, lift, under } = findings
  return {
    verdict,
    ips: rounded(estimates.ips),
    snips: rounded(estimates.snips),
    dm: rounded(estimates.dm),
    dr: rounded(estimates.dr),
    ess: Math.round(support.effectiveSample * 10) / 10,
    maxWeight: Math.round(support.heaviestWeight * 10) / 10,
    meanWeight: rounded(support.meanWeight),
    interval: 'none' in under ? null : [under.low, under.high].map((value) => rounded(value) ?? 0),
    lift: 'none' in lift ? null : [lift.low, lift.high].map((value) => rounded(value) ?? 0),
  }
}

const quiet = (file: string, target?: string): Promise<LabReplay> =>
  runReplay({ log: join(DATA, file), ...(target === undefined ? {} : { target }) }, () => undefined, () => performance.now())

async function letters(): Promise<LearningFigures | null> {
  const file = 'bandit-letter/ope_log.csv.gz'
  if (!present([file])) return null
  const found = await quiet(file)
  const columns = readColumns([file])
  const labels = columns['true_label'] ?? []
  const truth = labels.reduce((sum, label, row) => sum + Number(columns[`target_p${label}`]?.[row]), 0) / labels.length
  const { estimates, support, under } = found.findings
  const near = Math.abs(0.83969 - truth)
  const reached =
    rounded(estimates.ips) === 0.8341 && rounded(estimates.snips) === 0.85924 && Math.abs(estimates.dr - truth) <= near &&
    Math.round(support.effectiveSample) === 1956 && 'low' in under && under.low <= truth && truth <= under.high
  const floor = { ips: 0.8341, snips: 0.85924, dr: `0.83969 or nearer ${rounded(truth)}`, ess: 1956, interval: 'covers the truth' }
  return { set: 'replay-letter', figures: { ...figuresOf(found), truth: rounded(truth), drError: rounded(Math.abs(estimates.dr - truth)) }, floor, reached, seconds: found.seconds }
}

async function women(): Promise<LearningFigures | null> {
  const [bts, random] = ['bandit-obd-women/bts.csv.gz', 'bandit-obd-women/random.csv.gz']
  if (!present([bts, random])) return null
  const [thin, even] = [await quiet(bts, 'uniform'), await quiet(random, 'uniform')]
  const { support } = thin.findings
  const reached = thin.verdict === 'refused' && Math.abs(support.effectiveSample - 2.1) < 0.1 && even.verdict === 'no_verdict'
  return {
    set: 'replay-obd-women',
    figures: { ...figuresOf(thin), uniformFromUniform: even.verdict, uniformEss: even.findings.support.effectiveSample },
    floor: { verdict: 'refused', ess: 2.1, uniformFromUniform: 'no_verdict' },
    reached,
    seconds: thin.seconds + even.seconds,
  }
}

const RUNS = 150
const FLOORS = [0.02, 0.05, 0.1, 0.2]
/** Long enough for the smallest share of chance to come into its own in the others. */
const DECISIONS = 20_000
const SEED = 7

async function coverage(): Promise<LearningFigures | null> {
  const began = performance.now()
  const shares: number[] = []
  const shown: number[] = []
  let harm = 0
  for (const floor of FLOORS) {
    let [seen, covered] = [0, 0]
    for (let run = 0; run < RUNS; run++) {
      // six actions make the smallest floor reach its gate in some runs; odd runs have people who come three times
      const decisions = floor < 0.05 ? 3 * DECISIONS : DECISIONS
      const { log, lift } = simulateReplay({ seed: run * SEED + 1, decisions, actions: 6, floor, perPerson: run % 2 === 0 ? 1 : 3, modelError: 0.5 })
      const { course, atLeast } = replay(log)
      if (atLeast !== null && atLeast > lift) harm++
      if (course.length === 0) continue
      seen++
      if (course.every(({ interval: { low, high } }) => low <= lift && lift <= high)) covered++
    }
    shown.push(seen)
    shares.push(seen === 0 ? 1 : Math.round((1000 * covered) / seen) / 1000)
  }
  const all = shown.reduce((sum, seen) => sum + seen, 0)
  const least = Math.min(...shares)
  return {
    set: 'replay-coverage',
    figures: { floors: FLOORS, runsShown: shown, coverage: shares, boundTooHigh: harm, looks: 60 },
    floor: { coverage: 0.93, boundTooHigh: 'at most 5 % of runs' },
    reached: least >= 0.93 && all >= RUNS && harm <= 0.05 * all,
    seconds: Math.round((performance.now() - began) / 10) / 100,
  }
}

/** Replay on real and simulated logs. */
export const REPLAY: LearningPart = {
  name: 'replay',
  sets: [
    { set: 'replay-letter', run: letters },
    { set: 'replay-obd-women', run: women },
    { set: 'replay-coverage', run: coverage },
  ],
}
