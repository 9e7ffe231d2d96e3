/** `npm run bench -- collect|decide|timers|analytics|start|fold|learn|matching|store`: figures with a yardstick, on loopback, bounded in time. */
import { parseArgs } from 'node:util'
import { benchAnalytics } from './analytics.ts'
import { benchCollect } from './collect.ts'
import { benchDecide } from './decide.ts'
import { benchFold } from './fold.ts'
import { benchLearn } from './learn/index.ts'
import { benchMatching } from './matching.ts'
import { benchStart } from './start.ts'
import { storeBench } from './store.ts'
import { benchTimers } from './timers.ts'
import { yardstick } from './yardstick.ts'

const BENCHES = {
  collect: { people: 200_000, seconds: 20, run: benchCollect },
  decide: { people: 1_000_000, seconds: 10, run: benchDecide },
  timers: { people: 1_000_000, seconds: 30, run: benchTimers },
  analytics: { people: 1_000_000, seconds: 1, run: benchAnalytics },
  start: { people: 100_000, seconds: 1, run: benchStart },
  fold: { people: 200_000, seconds: 10, run: benchFold },
  learn: { people: 1_000_000, seconds: 3, run: benchLearn },
  matching: { people: 1_000_000, seconds: 15, run: benchMatching },
  store: { people: 200_000, seconds: 1, run: storeBench },
} as const

const USAGE = `Usage: npm run bench -- ${Object.keys(BENCHES).join('|')} [--json] [--people N] [--seconds S]`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' }, people: { type: 'string' }, seconds: { type: 'string' } }, allowPositionals: true })
  const names = positionals.length > 0 ? positionals : Object.keys(BENCHES)
  for (const name of names) {
    const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name as keyof typeof BENCHES] : null
    const people = Number(values.people ?? bench?.people)
    const seconds = Number(values.seconds ?? bench?.seconds)
    if (!bench || !(people >= 1) || !(seconds > 0)) {
      console.error(USAGE)
      return 2
    }
    const yardstickEventsPerSecond = yardstick()
    const figures: { readonly [name: string]: unknown } = await bench.run({ people, seconds })
    const ratio = typeof figures['eventsPerSecond'] === 'number' ? { ofYardstick: Math.round((figures['eventsPerSecond'] / yardstickEventsPerSecond) * 1_000) / 1_000 } : {}
    const result = { name, yardstickEventsPerSecond, ...ratio, ...figures }
    if (values.json) console.log(JSON.stringify(result))
    else for (const [key, value] of Object.entries(result)) console.log(`${key.padEnd(28)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
  }
  return 0
}

process.exitCode = await main()
