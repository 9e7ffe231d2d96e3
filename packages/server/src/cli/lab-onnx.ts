/** `rapport lab onnx`: prints what a model of others foretold, for people or as JSON. */
import { runOnnx, type OnnxReport } from '../lab/onnx.ts'
import { count } from './import/progress.ts'
import type { LabAsk } from './lab-command.ts'
import { Failure, paint, table, type Output } from './output.ts'

/** Runs it; answers the exit code. */
export async function labOnnx({ given, options, flags }: LabAsk, out: Output): Promise<number> {
  const needed = (name: string): string => {
    const value = options.get(name)
    if (value === undefined || value === '') throw new Failure({ what: `--${name} is missing.`, next: 'See `rapport lab onnx --help`.', code: 2 })
    return value
  }
  const [columns, label] = [options.get('columns'), options.get('label')]
  const found = await runOnnx({
    model: given[0] ?? '',
    score: needed('score'),
    id: needed('id'),
    out: needed('out'),
    logOdds: flags.has('log-odds'),
    ...(columns !== undefined && { columns: columns.split(',').map((name) => name.trim()) }),
    ...(label !== undefined && { label }),
  })
  if (out.json) out.print(JSON.stringify(found))
  else print(found, out)
  return 0
}

function print({ rows, columns, meanChance, quality, remarks, wrote }: OnnxReport, out: Output): void {
  const share = (value: number): string => `${(value * 100).toFixed(1)} %`
  out.print(paint(out, 'bold', 'What the model foretells'))
  out.print(table([
    ['  Rows', count(rows)],
    ['  Columns', columns.join(', ')],
    ['  Mean chance', share(meanChance)],
    ...(quality === null ? [] : [
      ['  Observed', `${share(quality.observed.estimate)} (${share(quality.observed.low)} to ${share(quality.observed.high)}) of ${count(quality.rows)} rows`],
      ['  Ranking (AUC)', quality.auc === null ? 'not enough data: only one kind of outcome' : quality.auc.toFixed(3)],
      ['  Calibration error', quality.calibrationError === null ? 'not enough data: 200 rows are needed' : quality.calibrationError.toFixed(3)],
    ]),
  ]))
  for (const line of remarks) out.print(`  ${line}`)
  out.print(`\nWritten: ${wrote.join(', ')}`)
}
