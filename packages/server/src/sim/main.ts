/** `npm run sim`: whole lives of the product, thousands of them, in one process without a clock. Ends with status 1 when a promise is broken. */
import { parseArgs } from 'node:util'
import { runSim, type RunResult } from './run.ts'
import { shrink } from './shrink.ts'
import { planSteps, type Step } from './steps.ts'

const HELP = `npm run sim -- [--seed N] [--seeds K] [--minutes M] [--json]
  --seed N      first seed (default 1)
  --seeds K     how many seeds, one run each (default 1; every run is made twice and must be the same)
  --minutes M   simulated minutes of ordinary time in each run (default 5); rests and leaps of hours come on top
  --json        one JSON object instead of text`

/** Reads the arguments, runs, prints; answers the exit status. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      seeds: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '5' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    }
  })
  const [first, count, minutes] = [Number(values.seed), Number(values.seeds), Number(values.minutes)]
  if (values.help || !Number.isInteger(first) || !Number.isInteger(count) || !(minutes > 0)) {
    console.log(HELP)
    return values.help ? 0 : 2
  }
  const results: RunResult[] = []
  const violations: { readonly seed: number; readonly invariant: string; readonly said: string; readonly steps: readonly Step[] }[] = []
  const began = performance.now()
  for (let seed = first; seed < first + count; seed++) {
    const steps = planSteps(seed, minutes)
    const result = await runSim(seed, steps)
    const again = await runSim(seed, steps, result.violation !== null)
    results.push(result)
    if (again.hash !== result.hash) violations.push({ seed, invariant: 'determinism', said: `two runs of one seed differ: ${result.hash} and ${again.hash}`, steps: [] })
    if (result.violation) {
      if (!values.json) console.log(`seed ${seed}: ${result.violation.invariant} broken: ${result.violation.said}\nlooking for a shorter run that breaks it …`)
      const shorter = await shrink(seed, steps, result.violation.invariant)
      violations.push({ seed, ...result.violation, steps: shorter })
      if (!values.json) console.log(`${shorter.length} of ${steps.length} steps are enough:\n${JSON.stringify(shorter)}`)
    }
  }
  const sum = (of: (result: RunResult) => number): number => results.reduce((total, result) => total + of(result), 0)
  const figures = {
    events: sum((one) => one.events),
    acked: sum((one) => one.acked),
    lost: sum((one) => one.lost),
    doubled: sum((one) => one.doubled),
    crashes: sum((one) => one.crashes),
    calls: sum((one) => one.calls),
    arrived: sum((one) => one.arrived),
    unknown: sum((one) => one.unknown),
  }
  const seconds = Math.round(performance.now() - began) / 1_000
  if (values.json) console.log(JSON.stringify(
    { seeds: count, minutes, ...figures, seconds, violations, traceHash: Object.fromEntries(results.map((one) => [one.seed, one.hash])) }
  ))
  else console.log(
    `${count} seeds of ${minutes} simulated minutes in ${seconds} s: ${Object.entries(figures).map(([name, n]) => `${n} ${name}`).join(', ')}; ${violations.length} broken promises`
  )
  return violations.length > 0 ? 1 : 0
}

process.exit(await main())
