/** `rapport lab next-item`: carries it out and prints what was found, for people or as JSON. */
import type { NextItemReport } from '../lab/next-item-found.ts'
import { runNextItem } from '../lab/next-item.ts'
import { VOICE_WORDS } from '../lab/next-item-report.ts'
import { count } from './import/progress.ts'
import type { LabAsk } from './lab-command.ts'
import { progressLine } from './lab-progress.ts'
import { Failure, paint, table, type Output } from './output.ts'

/** Longest lists. */
const TOP_MAX = 1_000

/** Runs it; answers the exit code. */
export async function labNextItem({ given, options, flags }: LabAsk, out: Output): Promise<number> {
  const top = Number(options.get('top') ?? 20)
  if (!Number.isInteger(top) || top < 1 || top > TOP_MAX) throw new Failure({ what: `--top must be a whole number from 1 to ${count(TOP_MAX)}, not '${options.get('top') ?? ''}'.`, code: 2 })
  const text = <Key extends string>(name: string, key: Key): { readonly [key in Key]?: string } => {
    const value = options.get(name)
    return value === undefined ? {} : ({ [key]: value } as { readonly [key in Key]: string })
  }
  const report = await runNextItem(
    {
      train: given[0] ?? null, columns: { ...text('session', 'session'), ...text('item', 'item'), ...text('time', 'time') }, top, evaluate: flags.has('evaluate'), seen: !flags.has('unseen'),
      ...text('query', 'query'), ...text('out', 'out'), ...text('exclude', 'exclude'), ...text('model', 'model'), ...text('model-out', 'modelOut'), ...text('report', 'report'),
    },
    progressLine(out),
    () => performance.now(),
  )
  if (out.json) out.print(JSON.stringify(report))
  else print(report, out)
  return 0
}

function print({ understood, remarks, learned, blend, answered, quality, wrote, seconds }: NextItemReport, out: Output): void {
  if (out.live) out.redraw('')
  const bold = (line: string): string => paint(out, 'bold', line)
  out.print(bold('What was read'))
  for (const line of understood) out.print(`  ${line}`)
  out.print(`  learned from ${count(learned.sessions)} sessions, ${count(learned.clicks)} clicks, ${count(learned.items)} items in ${seconds.learning} s`)
  for (const remark of remarks) out.print(`  ${remark}`)
  const all = blend.weights.at(-1) ?? []
  const heard = blend.voices.map((voice, n) => ({ voice, weight: all[n] ?? 0 })).toSorted((a, b) => b.weight - a.weight).slice(0, 5)
  out.print(`\n${bold('What counts most in a longer session')}`)
  out.print(table(heard.map(({ voice, weight }) => [`  ${VOICE_WORDS[voice as keyof typeof VOICE_WORDS]}`, `${Math.round(weight * 100)} %`])))
  if (quality) {
    const range = ([low, high]: readonly [number, number]): string => `95 %: ${low.toFixed(4)} to ${high.toFixed(4)}`
    out.print(`\n${bold(`How good it is, at ${count(quality.lists)} positions`)}`)
    out.print(table([
      [`  hit rate at ${quality.top}`, quality.hitRate.toFixed(4), range(quality.hitRateInterval)],
      [`  mean reciprocal rank at ${quality.top}`, quality.reciprocalRank.toFixed(4), range(quality.reciprocalRankInterval)],
      ['  coverage', `${(quality.coverage * 100).toFixed(1)} %`, 'of the items are in a list'],
      ['  novelty', quality.novelty.toFixed(1), 'bits of surprise of an item shown'],
    ]))
  }
  if (answered > 0) out.print(`\n${count(answered)} sessions continued in ${seconds.answering} s.`)
  if (wrote.length > 0) out.print(`Written: ${wrote.join(', ')}`)
}
