/** `rapport lab bandit`: prints how rules of choosing fared on labelled rows, for people, as JSON, or as a page. */
import { runBandit, share, type BanditFound, type BanditLine } from '../lab/bandit.ts'
import { writeReport, type Report } from '../lab/report.ts'
import type { LabAsk } from './lab-command.ts'
import { count } from './import/progress.ts'
import { Failure, paint, table, type Output } from './output.ts'

const NAMES: { readonly [rule in BanditLine['rule']]: string } = {
  arbiter: 'the arbiter (scale-free SquareCB, 2 % floor)',
  epsilon_greedy: 'the best so far, 5 % by lot',
  uniform: 'by lot',
  always_commonest: 'always the commonest action (known afterwards)',
}
const SEED_MAX = 4_294_967_295

/** Runs it; answers the exit code. */
export async function labBandit({ given, options }: LabAsk, out: Output): Promise<number> {
  const label = options.get('label')
  if (label === undefined || label === '') throw new Failure({ what: '--label is missing.', next: 'Name the column with the right action: --label COLUMN.', code: 2 })
  const shuffle = options.get('shuffle')
  const drop = options.get('drop')
  const ask = {
    data: given[0] ?? '',
    label,
    ...(drop !== undefined && { drop: drop.split(',').map((column) => column.trim()) }),
    ...(shuffle !== undefined && { order: seedOf(shuffle) }),
  }
  const found = await runBandit(ask, {
    reading: ({ rows, bytes, ofBytes }) => say(out, `reading · ${count(rows)} rows · ${Math.floor((100 * bytes) / Math.max(1, ofBytes))} %`),
    choosing: (rule, done, of) => say(out, `choosing, ${NAMES[rule as BanditLine['rule']]} · ${Math.floor((100 * done) / Math.max(1, of))} %`),
  }, () => performance.now())
  if (out.live && !out.json) out.redraw('')
  const report = options.get('report')
  if (report !== undefined) writeReport(report, reportOf(found))
  if (out.json) out.print(JSON.stringify({ ...found, ...(report !== undefined && { wrote: [report] }) }))
  else print(found, report, out)
  return 0
}

function seedOf(text: string): number {
  const value = Number(text)
  if (text === '' || !Number.isInteger(value) || value < 0 || value > SEED_MAX) throw new Failure({ what: `--shuffle must be a whole number from 0 to ${count(SEED_MAX)}, not '${text}'.`, code: 2 })
  return value
}

function say(out: Output, text: string): void {
  if (!out.json && out.live) out.redraw(text)
}

function rowsOf({ lines }: BanditFound): readonly (readonly [string, string, string])[] {
  return lines.map(({ rule, meanReward, course }) => [NAMES[rule], meanReward.toFixed(4), course.length === 0 ? '–' : share(course.at(-1) ?? 0)])
}

function print(found: BanditFound, report: string | undefined, out: Output): void {
  out.print(paint(out, 'bold', found.sentence))
  out.print('')
  out.print(table([['  rule', 'mean reward', 'at the end'], ...rowsOf(found).map(([name, mean, last]) => [`  ${name}`, mean, last])]))
  out.print(`\n${count(found.rows)} rows, ${count(found.actions)} actions, ${count(found.columns.length)} columns looked at, ${found.order === 'file' ? 'in the order of the file' : 'shuffled'}.`)
  for (const remark of found.remarks) out.print(remark)
  if (report !== undefined) out.print(`Written: ${report}`)
}

function reportOf(found: BanditFound): Report {
  const lines = found.lines.filter(({ course }) => course.length > 0)
  return {
    title: `Learning to choose on ${found.file}`,
    lead: found.sentence,
    sections: [
      {
        heading: 'How rules of choosing fared',
        parts: [
          { is: 'table', head: ['rule', 'mean reward', 'at the end'], rows: rowsOf(found), right: [1, 2] },
          {
            is: 'chart',
            caption: 'Share of right choices while the rows came in',
            chart: {
              is: 'lines', x: { name: 'rows seen, in percent' }, y: { name: 'right', percent: true }, at: (lines[0]?.course ?? []).map((_, part, all) => Math.round((100 * (part + 1)) / all.length)),
              lines: lines.map(({ rule, course }) => ({ name: NAMES[rule], values: course })),
            },
          },
        ],
      },
      {
        heading: 'What was done',
        parts: [
          { is: 'text', text: `Each of ${count(found.rows)} rows came once, ${found.order === 'file' ? 'in the order of the file' : 'shuffled'}. One of ${count(found.actions)} actions was chosen, and only whether that one was right was learned, as with offers to people.` },
          { is: 'list', items: [`Looked at: ${found.columns.join(', ')}.`, ...found.remarks] },
        ],
      },
    ],
  }
}
