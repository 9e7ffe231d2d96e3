/** `rapport lab uplift`: carries it out and prints what was found, for people or as JSON. */
import type { Interval } from '@rapport/core/experiment/types'
import type { UpliftGroup, UpliftModel } from '@rapport/core/model/uplift/types'
import type { UpliftReport } from '../lab/uplift-found.ts'
import { GROUP_WORDS, short, WAY_WORDS } from '../lab/uplift-report.ts'
import { runUplift } from '../lab/uplift.ts'
import { count } from './import/progress.ts'
import type { LabAsk } from './lab-command.ts'
import { Failure, paint, table, type Output } from './output.ts'

/** Runs it; answers the exit code. */
export async function labUplift({ given, options }: LabAsk, out: Output): Promise<number> {
  const needed = (name: 'treatment' | 'outcome', says: string): string => {
    const value = options.get(name) ?? ''
    if (value === '') throw new Failure({ what: `--${name} is missing.`, next: `Name the column that says ${says}: --${name} COLUMN. See \`rapport lab uplift --help\`.`, code: 2 })
    return value
  }
  const treatment = needed('treatment', 'who was treated')
  const outcome = needed('outcome', 'what came of it')
  if (options.has('score') && !options.has('id')) throw new Failure({ what: '--id is missing.', next: 'Name the column with the ids, so that each uplift finds its row: --id COLUMN.', code: 2 })
  const text = <Key extends string>(name: Key): { readonly [key in Key]?: string } => {
    const value = options.get(name)
    return value === undefined || value === '' ? {} : ({ [name]: value } as { readonly [key in Key]: string })
  }
  const names = (name: string): readonly string[] => (options.get(name) ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '')
  const report = await runUplift(
    {
      train: given[0] ?? '', treatment, outcome, drop: names('drop'), keep: names('keep'),
      ...text('id'), ...text('arm'), ...text('against'), ...text('propensity'), ...text('score'), ...text('out'), ...text('report'),
    },
    (what) => {
      if (out.json) return
      if (out.live) out.redraw(what)
      else out.note(what)
    },
    () => performance.now(),
  )
  if (out.json) out.print(JSON.stringify(report))
  else print(report, outcome, out)
  return 0
}

function print(report: UpliftReport, outcome: string, out: Output): void {
  if (out.live) out.redraw('')
  const bold = (line: string): string => paint(out, 'bold', line)
  const { arms, treated, untreated, effect, difference, qini, holdOut, groups, scored, remarks, columns } = report
  const range = ({ low, high, level }: Interval): string => `${(level * 100).toFixed(level > 0.99 ? 1 : 0)} %: ${short(low)} to ${short(high)}`
  for (const remark of remarks) out.print(paint(out, 'yellow', `Beware: ${remark}`))
  out.print(bold(`What '${arms.treated}' did to '${outcome}'`))
  out.print(table([
    ['  effect', short(effect.estimate), range(effect)],
    ['  plain difference', short(difference.estimate), range(difference)],
    [`  ${arms.treated}`, short(treated.mean), `${count(treated.people)} people`],
    [`  ${arms.untreated}`, short(untreated.mean), `${count(untreated.people)} people`],
  ]))
  out.print(`\n${bold('Who')}`)
  out.print(`  ${report.said}`)
  if (qini) out.print(table([
    ['  Qini per 1,000 treated', short(qini.estimate), range(qini)],
    ...(holdOut ? [['  the same in the score file', short(holdOut.estimate), range(holdOut)]] : []),
  ]))
  if (report.way !== 'none') out.print(`  way: ${WAY_WORDS[report.way as UpliftModel['kind']]}`)
  const share = (people: number): string => `${((people / Math.max(1, scored)) * 100).toFixed(1)} %`
  if (groups) out.print(table(Object.entries(groups).map(([group, people]) => [`  ${GROUP_WORDS[group as UpliftGroup]}`, count(people), share(people)])))
  for (const { column, why } of columns.leftOut) out.print(`  left out: ${column}, it ${why}`)
  if (report.wrote.length > 0) out.print(`\nWritten: ${report.wrote.join(', ')}`)
}
