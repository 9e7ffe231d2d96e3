/** `rapport lab replay`: prints what another strategy would have earned, for people, as JSON, or as a page. */
import type { Measured } from '@rapport/core/experiment/types'
import { writeReport, type Report } from '../lab/report.ts'
import { runReplay, type LabReplay, type LabReplayAsk } from '../lab/replay.ts'
import { figure } from '../lab/replay-words.ts'
import type { LabAsk } from './lab-command.ts'
import { count } from './import/progress.ts'
import { paint, table, type Output } from './output.ts'

const ROLES = ['action', 'propensity', 'reward', 'unit', 'target'] as const

/** Runs it; answers the exit code. A refusal is an answer, not a failure. */
export async function labReplay({ given, options }: LabAsk, out: Output): Promise<number> {
  const told = Object.fromEntries(ROLES.filter((role) => options.has(role)).map((role) => [role, options.get(role) ?? '']))
  const ask: LabReplayAsk = { log: given[0] ?? '', ...told }
  const found = await runReplay(ask, progressTo(out), () => performance.now())
  if (out.live && !out.json) out.redraw('')
  const report = options.get('report')
  if (report !== undefined) writeReport(report, reportOf(found))
  if (out.json) out.print(JSON.stringify(jsonOf(found, report)))
  else print(found, report, out)
  return 0
}

function progressTo(out: Output): (progress: { readonly rows: number; readonly bytes: number; readonly ofBytes: number }) => void {
  return ({ rows, bytes, ofBytes }) => {
    if (!out.json && out.live) out.redraw(`reading · ${count(rows)} rows · ${Math.floor((100 * bytes) / Math.max(1, ofBytes))} %`)
  }
}

/** The answer as data: figures by their usual names, an interval only where it may be relied on. */
function jsonOf({ findings, columns, ...rest }: LabReplay, report: string | undefined): object {
  const { estimates, support, lift, under, now, atLeast, modelWarning, weightWarning } = findings
  return {
    ...rest,
    columns: { ...columns, target: plain(columns.target), model: plain(columns.model) },
    ...estimates,
    ess: support.effectiveSample,
    maxWeight: support.heaviestWeight,
    maxWeightShare: support.heaviestShare,
    meanWeight: support.meanWeight,
    uncovered: support.uncovered,
    now,
    value: under,
    lift,
    interval: 'none' in under ? null : [under.low, under.high],
    atLeast,
    modelWarning,
    weightWarning,
    ...(report === undefined ? {} : { wrote: [report] }),
  }
}

function plain(of: LabReplay['columns']['target'] | LabReplay['columns']['model']): object {
  return 'columns' in of ? { ...of, columns: Object.fromEntries(of.columns) } : of
}

function shown(of: Measured): string {
  return 'none' in of ? '–' : `${figure(of.estimate)}  (${figure(of.low)} to ${figure(of.high)})`
}

const SMALL = 0.0005

function share(part: number): string {
  return part > 0 && part < SMALL ? `${figure(100 * part)} %` : `${(100 * part).toFixed(1)} %`
}

function figuresOf({ rows, units, actions, findings }: LabReplay): readonly (readonly [string, string])[] {
  const { support, now, under, lift, atLeast, estimates } = findings
  const refused = 'none' in lift
  return [
    ['decisions, people, actions', `${count(rows)}, ${count(units)}, ${count(actions)}`],
    ['effective sample (ESS)', `${figure(support.effectiveSample)} of 400 that are needed`],
    ['heaviest weight, and its share', `${figure(support.heaviestWeight)}, ${share(support.heaviestShare)} of 5 % allowed`],
    ['mean weight', `${figure(support.meanWeight)} (1 when the log covers the strategy)`],
    ['per decision, as it happened', shown(now)],
    ['per decision, other strategy', refused ? 'no figure that could be relied on' : shown(under)],
    ['difference', refused ? 'no figure that could be relied on' : shown(lift)],
    ['certain at least', atLeast === null ? '–' : figure(atLeast)],
    ...(['ips', 'snips', 'dm', 'dr', 'dros', 'switch'] as const).map((name): readonly [string, string] => {
      const value = estimates[name]
      return [`${name.toUpperCase()}${name === 'dros' || name === 'switch' ? ' (biased, to compare)' : ''}`, value === null ? '–' : `${figure(value)}${refused ? '  (not to be relied on)' : ''}`]
    }),
  ]
}

function rolesOf({ columns, modelFeatures }: LabReplay): readonly (readonly [string, string])[] {
  const { target, model } = columns
  const target$ = { uniform: () => 'every action equally likely', all: () => 'a column an action', logged: () => `chance of the logged action: ${'column' in target ? target.column : ''}`, choice: () => `its choice: ${'column' in target ? target.column : ''}` }
  const learned = modelFeatures.length === 0 ? 'mean of each action' : `learned from the log (never from the row that it foretells), by ${modelFeatures.slice(0, 8).join(', ')}${modelFeatures.length > 8 ? ', …' : ''}`
  return [
    ['action', columns.action],
    ['propensity', columns.propensity],
    ['reward', columns.reward],
    ['person', columns.unit ?? 'every row another one'],
    ['other strategy', target$[target.is]()],
    ['model', model.is === 'learned' ? learned : 'columns of the file'],
  ]
}

function print(found: LabReplay, report: string | undefined, out: Output): void {
  const bold = (text: string): string => paint(out, 'bold', text)
  out.print(bold(found.sentence))
  out.print('')
  out.print(table(figuresOf(found).map(([name, value]) => [`  ${name}`, value])))
  out.print(`\n${bold('What the columns are')}`)
  out.print(table(rolesOf(found).map(([name, value]) => [`  ${name}`, value])))
  const remarks = remarksOf(found)
  if (remarks.length > 0) out.print(`\n${bold('Remarks')}`)
  for (const line of remarks) out.print(`  ${line}`)
  if (report !== undefined) out.print(`\nWritten: ${report}`)
}

function remarksOf({ unsupported, warnings }: LabReplay): readonly string[] {
  return [...unsupported.map((each) => `${each.is === 'action' ? 'Never logged' : 'Hardly tried there'}: ${each.name} (${share(each.share)} of what the strategy does).`), ...warnings]
}

function reportOf(found: LabReplay): Report {
  const { findings } = found
  const remarks = remarksOf(found)
  const rows = (['now', 'under', 'lift'] as const).flatMap((name) => {
    const of = findings[name]
    return 'none' in of ? [] : [{ name: { now: 'as it happened', under: 'other strategy', lift: 'difference' }[name], estimate: of.estimate, low: of.low, high: of.high }]
  })
  return {
    title: `Replay of ${found.file}`,
    lead: found.sentence,
    sections: [
      {
        heading: 'What was found',
        parts: [
          { is: 'table', head: ['', ''], rows: figuresOf(found) },
          ...('none' in findings.lift ? [] : [{ is: 'chart' as const, caption: 'Per decision, with 95 % intervals that may be looked at any number of times', chart: { is: 'intervals' as const, value: { name: 'per decision' }, rows, nothing: 0 } }]),
          ...(findings.course.length < 2
            ? []
            : [{
              is: 'chart' as const,
              caption: 'The difference while decisions came in, from where the log supports an interval',
              chart: {
                is: 'lines' as const,
                x: { name: 'decisions' },
                y: { name: 'difference' },
                at: findings.course.map(({ decisions }) => decisions),
                lines: [{
                  name: 'difference',
                  values: findings.course.map(({ interval }) => interval.estimate),
                  low: findings.course.map(({ interval }) => interval.low),
                  high: findings.course.map(({ interval }) => interval.high),
                }],
              },
            }]),
        ],
      },
      { heading: 'What the columns are', parts: [{ is: 'table', head: ['', ''], rows: rolesOf(found) }] },
      ...(remarks.length === 0 ? [] : [{ heading: 'Remarks', parts: [{ is: 'list' as const, items: remarks }] }]),
      {
        heading: 'How it was worked out',
        parts: [{
          is: 'text',
          text: 'Doubly robust, paired with what happened, people as units. An interval is given from an effective sample of 400, while nobody carries more than 5 % of the weights and the weights average 1 within 0.15. It is one step ahead only: what a strategy changes about later visits is not in it.',
        }],
      },
    ],
  }
}
