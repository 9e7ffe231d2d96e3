/** `rapport lab match` and `rapport lab synthetic`: carries them out and prints what was found, for people or as JSON. */
import { runMatch, type LabProgress, type MatchReport } from '../lab/match.ts'
import { writeSynthetic } from '../lab/synthetic-file.ts'
import { count } from './import/progress.ts'
import { progressLine } from './lab-progress.ts'
import { Failure, paint, table, type Output } from './output.ts'

/** Most synthetic records at once. */
const SYNTHETIC_MAX = 20_000_000

/** What a command of the lab was given. */
export interface LabAsk {
  readonly given: readonly string[]
  readonly options: ReadonlyMap<string, string>
  readonly flags: ReadonlySet<string>
}

/** Runs one; answers the exit code. */
export async function labCommand(name: 'lab match' | 'lab synthetic', ask: LabAsk, out: Output): Promise<number> {
  return name === 'lab match' ? await match(ask, out) : synthetic(ask, out)
}

async function match({ given, options, flags }: LabAsk, out: Output): Promise<number> {
  const optional = (name: string, key = name): { readonly [key: string]: string } => (options.has(name) ? { [key]: options.get(name) ?? '' } : {})
  const show = progressLine(out)
  const report = await runMatch(
    {
      records: given,
      id: needed(options, 'id', 'lab match'),
      out: needed(options, 'out', 'lab match'),
      ...optional('map'),
      ...optional('labels'),
      ...optional('pairs'),
      ...optional('households'),
      ...optional('model'),
      ...optional('model-out', 'modelOut'),
      rejects: flags.has('rejects'),
    },
    (progress) => show(...placeOf(progress)),
    () => performance.now(),
  )
  if (out.json) out.print(JSON.stringify(report))
  else printReport(report, out)
  return 0
}

function synthetic({ options }: LabAsk, out: Output): number {
  const file = needed(options, 'out', 'lab synthetic')
  const records = whole(options.get('records') ?? '10000', 'records', SYNTHETIC_MAX)
  const seed = whole(options.get('seed') ?? '1', 'seed', Number.MAX_SAFE_INTEGER)
  const { truth, people } = writeSynthetic({ records, out: file, seed })
  if (out.json) out.print(JSON.stringify({ records, people, wrote: [file, truth] }))
  else out.print(`${count(records)} records of ${count(people)} people: ${file}\nWho is who: ${truth}\nNow: rapport lab match ${file} --id record_id --out clusters.csv`)
  return 0
}

function needed(options: ReadonlyMap<string, string>, name: string, command: string): string {
  const value = options.get(name)
  if (value === undefined || value === '') throw new Failure({ what: `--${name} is missing.`, next: `See \`rapport ${command} --help\`.`, code: 2 })
  return value
}

function whole(text: string, name: string, most: number): number {
  const value = Number(text)
  if (!Number.isInteger(value) || value < 1 || value > most) throw new Failure({ what: `--${name} must be a whole number from 1 to ${count(most)}, not '${text}'.`, code: 2 })
  return value
}

const STAGES: { readonly [stage in Extract<LabProgress, { is: 'matching' }>['stage']]: string } = {
  read: 'cleaning values',
  block: 'looking for candidates',
  fit: 'learning from the records',
  compare: 'comparing pairs',
  cluster: 'putting people together',
}

function placeOf(progress: LabProgress): readonly [what: string, share: number | null] {
  if (progress.is === 'matching') return [STAGES[progress.stage], progress.total > 0 ? progress.done / progress.total : null]
  const rejected = progress.rejected > 0 ? ` · ${count(progress.rejected)} rejected` : ''
  return [`reading · ${count(progress.rows)} records${rejected}`, progress.bytes / Math.max(1, progress.ofBytes)]
}

const SHOWN_COLUMNS = 40

function printReport(report: MatchReport, out: Output): void {
  if (out.live) out.redraw('')
  const bold = (text: string): string => paint(out, 'bold', text)
  const columns = report.columns
    .slice(0, SHOWN_COLUMNS)
    .map(({ column, role, because, filled }) => [`  ${column}`, role, role === 'ignore' ? '' : share(filled, report.records), because])
  out.print(bold('What the columns hold'))
  out.print(table(columns))
  if (report.columns.length > SHOWN_COLUMNS) out.print(`  … and ${report.columns.length - SHOWN_COLUMNS} more columns.`)
  out.print('')
  out.print(bold('What was found'))
  const { figures, households } = report
  const found: (readonly [string, string])[] = [
    ['records', count(report.records)],
    ['pairs compared', count(figures?.comparedPairs ?? 0)],
    ['clusters (people)', count(report.clusters)],
    ['duplicates', `${count(report.duplicates)}${report.records > 0 ? ` (${share(report.duplicates, report.records)} of the records)` : ''}`],
    ['households', `${count(households.households)} of two or more people, ${count(households.people)} people`],
    ['time', `${report.seconds.reading} s reading, ${report.seconds.matching} s matching, ${report.seconds.writing} s writing`],
  ]
  out.print(table(found.map(([name, value]) => [`  ${name}`, value])))
  for (const { cluster, records, ids } of report.biggest) out.print(`  cluster ${cluster}: ${count(records)} records (${ids.join(', ')}${records > ids.length ? ', …' : ''})`)
  printLeftOut(report, out)
  out.print(`\nWritten: ${report.wrote.join(', ')}`)
}

function printLeftOut(report: MatchReport, out: Output): void {
  const lines: string[] = []
  const encodings = new Map<string, number>()
  for (const file of report.files) for (const [encoding, n] of Object.entries(file.encodings)) encodings.set(encoding, (encodings.get(encoding) ?? 0) + n)
  if (report.rejected > 0) lines.push(`${count(report.rejected)} of ${count(report.rows)} rows could not be used:`)
  lines.push(...report.rejects.map(kindLine))
  if (encodings.size > 0) lines.push(`Lines that were not plain UTF-8: ${[...encodings].map(([encoding, n]) => `${count(n)} ${encoding}`).join(', ')}.`)
  const sum = (of: (file: MatchReport['files'][number]) => number): number => report.files.reduce((total, file) => total + of(file), 0)
  if (sum((file) => file.zeroBytes) > 0) lines.push(`${count(sum((file) => file.zeroBytes))} zero bytes were taken out.`)
  if (sum((file) => file.damagedBytes) > 0) lines.push(`${count(sum((file) => file.damagedBytes))} damaged characters could not be read.`)
  if (report.cutCells > 0) lines.push(`${count(report.cutCells)} cells were very long; only their beginning was compared.`)
  if (report.labels) {
    lines.push(`Labels: ${count(report.labels.used)} of ${count(report.labels.rows)} were used.`)
    lines.push(...report.labels.leftOut.map(kindLine))
  }
  const crowded = report.figures?.crowdedKeys ?? 0
  if (crowded > 0) lines.push(`${count(crowded)} values are shared by so many records that they say little; pairs were not looked for by them alone.`)
  lines.push(...report.remarks)
  if (lines.length === 0) return
  out.print(`\n${paint(out, 'bold', 'What was left out, and remarks')}`)
  for (const line of lines) out.print(`  ${line}`)
}

function kindLine({ reason, rows, first }: MatchReport['rejects'][number]): string {
  const lines = first.map(({ line, detail }) => `line ${line}${detail === undefined ? '' : ` (${detail})`}`)
  return `  ${count(rows)} × ${reason}: ${lines.join(', ')}${rows > first.length ? ', …' : ''}`
}

function share(part: number, of: number): string {
  return of === 0 ? '' : `${((100 * part) / of).toFixed(part > 0 && part < of / 100 ? 1 : 0)} %`
}
