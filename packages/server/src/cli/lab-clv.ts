/** `rapport lab clv`: prints who will buy again and what that is worth, for people, as JSON, or as a page. */
import { clvReport } from '../lab/clv-report.ts'
import { runClv, type ClvAsk, type ClvProgress, type ClvReport } from '../lab/clv.ts'
import { writeReport } from '../lab/report.ts'
import type { LabAsk } from './lab-command.ts'
import { progressLine } from './lab-progress.ts'
import { columnLines } from './lab-transactions.ts'
import { count } from './import/progress.ts'
import { Failure, paint, table, type Output } from './output.ts'

/** Runs it; answers the exit code. */
export async function labClv({ given, options }: LabAsk, out: Output): Promise<number> {
  const text = (name: string): string | undefined => options.get(name)
  const told = Object.fromEntries((['customer', 'time', 'amount', 'order', 'until'] as const).flatMap((name) => (text(name) === undefined ? [] : [[name, text(name)]])))
  const ask: ClvAsk = {
    transactions: given[0] ?? '',
    out: text('out') ?? '',
    horizonDays: Number(text('horizon') ?? 365),
    ...told,
    ...(text('margin') !== undefined && { margin: Number(text('margin')) }),
    ...(text('discount') !== undefined && { discount: Number(text('discount')) }),
  }
  if (ask.out === '') throw new Failure({ what: '--out is missing.', next: 'See `rapport lab clv --help`.', code: 2 })
  const show = progressLine(out)
  const found = await runClv(ask, (progress) => show(...placeOf(progress)), () => performance.now())
  if (out.live && !out.json) out.redraw('')
  const page = text('report')
  if (page !== undefined) writeReport(page, clvReport(found))
  const wrote = page === undefined ? found.wrote : [...found.wrote, page]
  if (out.json) out.print(JSON.stringify({ ...found, wrote }))
  else print({ ...found, wrote }, out)
  return 0
}

function placeOf(progress: ClvProgress): readonly [what: string, done: number] {
  return progress.is === 'reading' ? [`reading · ${count(progress.rows)} rows`, progress.bytes / Math.max(1, progress.ofBytes)] : [progress.stage, progress.done]
}

function print(found: ClvReport, out: Output): void {
  const bold = (line: string): string => paint(out, 'bold', line)
  const page = clvReport(found)
  out.print(bold('What the columns hold'))
  out.print(table(columnLines(found.columns)))
  out.print(`\n${bold('What was found')}`)
  if (page.lead !== undefined) out.print(`  ${page.lead}`)
  for (const { heading, parts } of page.sections)
    for (const part of parts)
      if (part.is === 'figures') {
        out.print(`\n${bold(heading)}`)
        out.print(table(part.figures.map(({ name, value, detail }) => [`  ${name}`, value, detail ?? ''])))
      }
  if (found.remarks.length > 0) out.print(`\n${bold('Remarks')}`)
  for (const line of found.remarks) out.print(`  ${line}`)
  out.print(`\nWritten: ${found.wrote.join(', ')}`)
}
