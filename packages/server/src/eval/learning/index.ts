/** `npm run eval -- learning [--set PART-OR-SET] [--json]`: everything that learns, on data whose truth is known, beside figures to beat. One default configuration for all. */
import { yardstick } from '../../bench/yardstick.ts'
import { DATA } from '../sets.ts'
import { lifetime } from './lifetime.ts'
import { BANDIT } from './bandit.ts'
import { NEXT_ITEM } from './next-item.ts'
import type { LearningPart } from './part.ts'
import { UPLIFT } from './uplift.ts'
import { statistics } from './statistics.ts'
import { PROPENSITY } from './propensity.ts'
import { REPLAY } from './replay.ts'
import { timing } from './timing.ts'

/** The parts, in the order they run. */
export const PARTS: readonly LearningPart[] = [BANDIT, REPLAY, NEXT_ITEM, statistics, lifetime, PROPENSITY, timing, UPLIFT]

/** Runs what was asked for and prints it; answers the exit code. `only` is the name of a part or of a set. */
export async function evaluateLearning(only: string | undefined, print: (figures: object) => void): Promise<number> {
  const sets = PARTS.flatMap((part) => part.sets.filter(({ set }) => only === undefined || only === part.name || only === set))
  if (sets.length === 0) {
    console.error(`There is no '${only}'. Parts: ${PARTS.map(({ name }) => name).join(', ')}. Sets: ${PARTS.flatMap((part) => part.sets.map(({ set }) => set)).join(', ')}.`)
    return 2
  }
  const yardstickEventsPerSecond = yardstick()
  let missed = 0
  for (const { set, run } of sets) {
    const found = await run()
    if (!found) {
      console.error(`${set}: skipped, its data is not in ${DATA}`)
      continue
    }
    if (!found.reached) missed++
    print({ yardstickEventsPerSecond, ...found })
  }
  return missed === 0 ? 0 : 1
}
