/** Choosing: labelled letters that come once each, a world whose truth is known, and outcomes that come late. */
import { join } from 'node:path'
import { arbiterWay, betaThompsonWay, runBandit as runWorld } from '@rapport/core/decision/simulate/bandit'
import { runDelay } from '@rapport/core/decision/simulate/delay'
import { runBandit } from '../../lab/bandit.ts'
import { present, readColumns } from '../read.ts'
import { DATA } from '../sets.ts'
import { numpyOrder } from './numpy-order.ts'
import type { LearningFigures, LearningPart } from './part.ts'

const SEEDS = [1, 2, 3, 4, 5, 6]
const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
const secondsSince = (started: number): number => Math.round((performance.now() - started) / 100) / 10

async function letters(): Promise<LearningFigures | null> {
  const file = 'bandit-letter/letter.csv.gz'
  if (!present([file])) return null
  const started = performance.now()
  const rows = readColumns([file])['label']?.length ?? 0
  const quiet = { reading: () => undefined, choosing: () => undefined }
  const { lines } = await runBandit({ data: join(DATA, file), label: 'label', order: numpyOrder(rows, 0) }, quiet, () => performance.now())
  const figures = Object.fromEntries(lines.map(({ rule, meanReward }) => [rule, rounded(meanReward)]))
  const arbiter = figures['arbiter'] ?? 0
  const atTheEnd = rounded(lines[0]?.course.at(-1) ?? 0)
  return { set: 'bandit-letter', figures: { ...figures, atTheEnd }, floor: { arbiter: 0.613 }, reached: arbiter >= 0.613, seconds: secondsSince(started) }
}

/** 20 offers, five of them from half time on, tastes that turn at two thirds, outcomes 500 decisions late; about 4 in 100 showings work. */
async function world(): Promise<LearningFigures> {
  const started = performance.now()
  const worlds = SEEDS.map((seed) => ({ seed, decisions: 60_000, rate: 0.04 }))
  const captured = mean(worlds.map((one) => runWorld(one, arbiterWay(one)).captured))
  const betaThompson = mean(worlds.map((one) => runWorld(one, betaThompsonWay(one.seed)).captured))
  const figures = { captured: rounded(captured), betaThompson: rounded(betaThompson), times: rounded(captured / betaThompson) }
  return { set: 'bandit-world', figures, floor: { captured: 0.7, times: 2 }, reached: captured >= 0.7 && captured >= 2 * betaThompson, seconds: secondsSince(started) }
}

async function delays(): Promise<LearningFigures> {
  const started = performance.now()
  const found = SEEDS.map((seed) => runDelay({ seed }))
  const [fresh, old] = [mean(found.map((one) => one.fresh)), mean(found.map((one) => one.old))]
  const reached = fresh <= 1.3 && fresh >= 1 / 1.3 && Math.abs(old - 1) <= 0.1
  return { set: 'bandit-delay', figures: { newOffer: rounded(fresh), oldOffers: rounded(old) }, floor: { newOffer: '1/1.3 to 1.3', oldOffers: '0.9 to 1.1' }, reached, seconds: secondsSince(started) }
}

/** See the top of the file. */
export const BANDIT: LearningPart = {
  name: 'bandit',
  sets: [{ set: 'bandit-letter', run: letters }, { set: 'bandit-world', run: world }, { set: 'bandit-delay', run: delays }],
}
