/** `rapport lab propensity`: carries it out and prints what was found, for people or as JSON. */
import { directionWords, scoredWords } from '../lab/propensity-report.ts'
import type { PropensityReport } from '../lab/propensity-found.ts'
import { runPropensity } from '../lab/propensity.ts'
import { count } from './import/progress.ts'
import type { LabAsk } from './lab-command.ts'
import { progressLine } from './lab-progress.ts'
import { Failure, paint, table, type Output } from './output.ts'

const REASONS_SHOWN = 8

/** Runs it; answers the exit code. */
export async function labPropensity({ given, options }: LabAsk, out: Output): Promise<number> {
  const label = options.get('label')
  if (label === undefined || label === '') throw new Failure({ what: '--label is missing.', next: 'Name the column that says what happened: --label COLUMN. See `rapport lab propensity --help`.', code: 2 })
  if (options.has('score') && !options.has('id')) throw new Failure({ what: '--id is missing.', next: 'Name the column with the ids, so that each score finds its row: --id COLUMN.', code: 2 })
  const seed = Number(options.get('seed') ?? 1)
  if (!Number.isInteger(seed) || seed < 0) throw new Failure({ what: `--seed must be a whole number, not '${options.get('seed') ?? ''}'.`, code: 2 })
  const text = <Key extends string>(name: Key): { readonly [key in Key]?: string } => {
    const value = options.get(name)
    return value === undefined || value === '' ? {} : ({ [name]: value } as { readonly [key in Key]: string })
  }
  const report = await runPropensity(
    {
      train: given[0] ?? '',
      label,
      ...text('id'),
      ...text('yes'),
      ...text('score'),
      ...text('out'),
      ...text('report'),
      seed,
      drop: (options.get('drop') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== ''),
    },
    progressLine(out),
    () => performance.now(),
  )
  if (out.json) out.print(JSON.stringify(report))
  else print(report, out)
  return 0
}

function print(report: PropensityReport, out: Output): void {
  if (out.live) out.redraw('')
  const { label, quality, warnings, reasons, bands, scored, remarks, wrote } = report
  const bold = (line: string): string => paint(out, 'bold', line)
  for (const warning of warnings) out.print(paint(out, 'yellow', `Beware: ${warning}`))
  out.print(bold('What was found'))
  out.print(`  ${report.picked}`)
  out.print(table([
    ['  yes', `'${label.yes}' in '${label.column}'`, `${percent(label.rate)} of ${count(report.rows)} rows`],
    ...(quality.auc ? [['  AUC', quality.auc.estimate.toFixed(4), `95 %: ${quality.auc.low.toFixed(4)} to ${quality.auc.high.toFixed(4)}`]] : []),
    ['  log loss', quality.logLoss.estimate.toFixed(4), `95 %: ${quality.logLoss.low.toFixed(4)} to ${quality.logLoss.high.toFixed(4)}; without a model ${quality.baseLogLoss.toFixed(4)}`],
  ]))
  if (quality.auc) {
    out.print(`\n${bold('What moves the chance')}`)
    out.print(table(reasons.slice(0, REASONS_SHOWN).map((reason) => [`  ${reason.column}`, percent(reason.share), directionWords(reason)])))
    out.print(`\n${bold('Lead bands')}`)
    out.print(table(bands.map(({ band, from, rows, observed }) => [
      `  ${band}`,
      `chance from ${percent(from)}`,
      `${count(rows)} rows`,
      `${percent(observed.estimate)} said yes`,
      `95 %: ${percent(observed.low)} to ${percent(observed.high)}`,
    ])))
  }
  if (remarks.length > 0) {
    out.print(`\n${bold('Remarks')}`)
    for (const remark of remarks) out.print(`  ${remark}`)
  }
  if (scored) out.print(`\n${scoredWords(scored)}`)
  if (wrote.length > 0) out.print(`Written: ${wrote.join(', ')} (${report.seconds.toFixed(1)} s)`)
}

function percent(share: number): string {
  const percents = share * 100
  return `${percents.toFixed(percents > 0 && percents < 1 ? 2 : 1)} %`
}
