/** `npm run eval -- identity [--set NAME] [--records N] [--json|--markdown]`: quality of matching on data whose truth is known, beside figures to beat. */
import { parseArgs } from 'node:util'
import { yardstick } from '../bench/yardstick.ts'
import { evaluateSet, evaluateSynthetic, setsNamed, type IdentityFigures } from './identity.ts'
import { evaluateLearning } from './learning/index.ts'
import { evaluatePairs, type PairFigures } from './pairs.ts'
import type { Quality } from './measure.ts'
import { DATA, IDENTITY_SETS, PAIRS_SET } from './sets.ts'

const USAGE = `Usage: npm run eval -- learning [--set PART|SET] [--json]
       npm run eval -- identity [--set ${[...IDENTITY_SETS.map((set) => set.name), PAIRS_SET.name, 'synthetic'].join('|')}] [--records N] [--json|--markdown]`

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { json: { type: 'boolean' }, markdown: { type: 'boolean' }, set: { type: 'string' }, records: { type: 'string' } }, allowPositionals: true,
  })
  const records = Number(values.records ?? 10_000)
  const known = values.set === undefined || values.set === 'synthetic' || values.set === PAIRS_SET.name || setsNamed(values.set).length > 0
  if (positionals.join() === 'learning') return evaluateLearning(values.set, (figures) => (values.json ? console.log(JSON.stringify(figures)) : print(figures)))
  if (positionals.join() !== 'identity' || !known || !(records >= 2)) {
    console.error(USAGE)
    return 2
  }
  const yardstickEventsPerSecond = yardstick()
  if (values.markdown) console.log(HEADER)
  let missed = 0
  for (const [name, run] of runs(values.set, Math.floor(records))) {
    const figures = run()
    if (!figures) {
      console.error(`${name}: skipped, its data is not in ${DATA}`)
      continue
    }
    if (!figures.reached) missed++
    if (values.json) console.log(JSON.stringify({ yardstickEventsPerSecond, ...figures }))
    else if (values.markdown) console.log(rowOf(figures))
    else print({ yardstickEventsPerSecond, ...figures })
  }
  return missed === 0 ? 0 : 1
}

function print(figures: object): void {
  for (const [key, value] of Object.entries(figures)) console.log(`${key.padEnd(28)} ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
}

function runs(name: string | undefined, records: number): (readonly [string, () => IdentityFigures | PairFigures | null])[] {
  if (name === 'synthetic') return [[name, () => evaluateSynthetic(records)]]
  const sets = setsNamed(name).map((set) => [set.name, () => evaluateSet(set)] as const)
  return name === undefined || name === PAIRS_SET.name ? [...sets, [PAIRS_SET.name, evaluatePairs]] : sets
}

const HEADER = `| set | records | pair P / R / **F1** | cluster P / R / **F1** | blocking recall | seconds | of the processor | MB | floor | reached |
| ${'--- | '.repeat(10).trim()}`

function rowOf(figures: IdentityFigures | PairFigures): string {
  const floor = Object.entries(figures.floor).map(([what, figure]) => `${what} ${figure}`).join(', ') || 'none'
  const whole = 'records' in figures
  const cells = [
    figures.set, whole ? figures.records : `${figures.tested} pairs`, triple(figures.pair), whole ? triple(figures.cluster) : '',
    whole && figures.blockingRecall !== null ? figures.blockingRecall.toFixed(4) : '', figures.seconds.toFixed(1), figures.cpuSeconds.toFixed(1), figures.peakMemoryMB,
    floor, figures.reached ? 'yes' : 'no',
  ]
  return `| ${cells.join(' | ')} |`
}

function triple({ precision, recall, f1 }: Quality): string {
  return `${precision.toFixed(4)} / ${recall.toFixed(4)} / **${f1.toFixed(4)}**`
}

process.exitCode = await main()
