/** `rapport lab personas`: prints the kinds of customers there are, for people, as JSON, or as a page. */
import { personasReport } from '../lab/personas-report.ts'
import { BLURRED_BELOW, runPersonas, type PersonasAsk, type PersonasReport } from '../lab/personas.ts'
import { writeReport } from '../lab/report.ts'
import { groupLanguage, groupLanguages } from '@rapport/core/model/groups/words/index'
import type { LabAsk } from './lab-command.ts'
import { progressLine } from './lab-progress.ts'
import { columnLines } from './lab-transactions.ts'
import { count } from './import/progress.ts'
import { Failure, paint, table, type Output } from './output.ts'

/** Runs it; answers the exit code. */
export async function labPersonas({ given, options }: LabAsk, out: Output): Promise<number> {
  const text = (name: string): string | undefined => options.get(name)
  const told = Object.fromEntries((['customer', 'time', 'amount', 'order', 'until', 'language'] as const).flatMap((name) => (text(name) === undefined ? [] : [[name, text(name)]])))
  const k = text('k') ?? 'auto'
  const ask: PersonasAsk = { transactions: given[0] ?? '', out: text('out') ?? '', k: k === 'auto' ? 'auto' : Number(k), ...told }
  if (ask.out === '') throw new Failure({ what: '--out is missing.', next: 'See `rapport lab personas --help`.', code: 2 })
  const show = progressLine(out)
  const found = await runPersonas(
    ask,
    (progress) => (progress.is === 'reading' ? show(`reading · ${count(progress.rows)} rows`, progress.bytes / Math.max(1, progress.ofBytes)) : show('grouping', 0)),
    () => performance.now(),
  )
  if (out.live && !out.json) out.redraw('')
  const page = text('report')
  if (page !== undefined) writeReport(page, personasReport(found))
  const wrote = page === undefined ? found.wrote : [...found.wrote, page]
  if (out.json) {
    const { some: _, ...rest } = found
    out.print(JSON.stringify({ ...rest, wrote }))
  } else print({ ...found, wrote }, out)
  return 0
}

function print(found: PersonasReport, out: Output): void {
  const bold = (line: string): string => paint(out, 'bold', line)
  const { report: words } = groupLanguages[groupLanguage(found.language)]
  out.print(bold('What the columns hold'))
  out.print(table(columnLines(found.columns)))
  for (const { persona, name, description } of found.personas) {
    out.print(`\n${bold(`${persona}  ${name}`)}`)
    for (const sentence of description) out.print(`   ${sentence}`)
  }
  out.print(`\nk = ${found.k} · ${words.separation}: ${found.separation.toFixed(3)} · inertia ${found.inertia.toFixed(3)}`)
  if (found.separation < BLURRED_BELOW) out.print(words.blurred)
  if (found.remarks.length > 0) out.print(`\n${bold('Remarks')}`)
  for (const line of found.remarks) out.print(`  ${line}`)
  out.print(`\nWritten: ${found.wrote.join(', ')}`)
}
