/** What a replay of somebody's log says in words: why a file is refused, the verdict, and remarks. */
import type { ProblemRows, ReplayProblem } from '@rapport/core/experiment/replay/check'
import type { ReplayFindings } from '@rapport/core/experiment/replay/types'
import type { Rows } from './frame.ts'
import { LabProblem } from './problem.ts'
import type { ReplayColumns, Unsupported } from './replay-columns.ts'

const WRONG: { readonly [problem in ReplayProblem]: (column: string) => readonly [what: string, next: string] } = {
  propensity_missing: (column) => [`no chance in '${column}'`, 'Every row needs the chance with which its action was chosen. Without it nobody can say what another strategy would have done; start to log it.'],
  propensity_zero: (column) => [`a chance of 0 in '${column}'`, 'An action that was chosen had a chance above zero, so these are not the chances that decided. Export those with more digits, or those of the strategy that really ran.'],
  propensity_negative: (column) => [`a negative chance in '${column}'`, 'A chance lies between 0 and 1. Name the right column: --propensity COLUMN.'],
  propensity_above_one: (column) => [`a chance above 1 in '${column}'`, 'A chance lies between 0 and 1; divide percentages by 100, or name the right column: --propensity COLUMN.'],
  target_missing: () => ['no chance under the other strategy', 'Fill in what it would have done in every row.'],
  target_not_a_chance: () => ['a chance under the other strategy that does not lie between 0 and 1', 'Divide percentages by 100, or name the right column: --target COLUMN.'],
  reward_missing: (column) => [`no number in '${column}'`, 'Every row needs what came of it, 0 when nothing did. Leave out rows whose outcome may still come.'],
  model_missing: () => ['no number of the model', 'Fill in its expectation in every row, or leave its columns out.'],
}

/** Throws a sentence when rows cannot be used. */
export function refuseBad(rows: Rows, columns: ReplayColumns, problems: readonly ProblemRows[]): void {
  const worst = problems[0]
  if (!worst) return
  const column = worst.problem.startsWith('reward') ? columns.reward : columns.propensity
  const [what, next] = WRONG[worst.problem](column)
  const of = `${worst.rows.toLocaleString('en')} of ${rows.rows.toLocaleString('en')} ${rows.rows === 1 ? 'row' : 'rows'} of ${rows.file}`
  throw new LabProblem(`${of} ${worst.rows === 1 ? 'has' : 'have'} ${what} (first in line ${rows.lines[worst.first]}).`, next)
}

/** The verdict. */
export function sentenceOf({ verdict, lift, support }: ReplayFindings, unsupported: readonly Unsupported[]): string {
  const named = unsupported.slice(0, 5).map(({ name }) => name).join(', ')
  const effective = Math.round(support.effectiveSample * 10) / 10
  if (verdict === 'no_support')
    return unsupported.length > 0
      ? `Refused: the log never or hardly ever tried what this strategy does (${named}).`
      : `Refused: ${support.decisions.toLocaleString('en')} logged decisions say as much about this strategy as ${effective} of its own would. The log hardly ever tried what it does.`
  if (verdict === 'not_enough_data') return `No verdict: not enough data. The log says as much as ${effective} decisions of the strategy itself; 400 are needed, of at least 100 people.`
  if ('none' in lift) return 'No verdict.'
  const range = `${figure(lift.low)} to ${figure(lift.high)}`
  if (verdict === 'no_difference_yet') return `No verdict: the difference lies between ${range} per decision, on either side of nothing.`
  return verdict === 'better' ? `Better: it brings ${range} more per decision.` : `Worse: it brings ${figure(-lift.high)} to ${figure(-lift.low)} less per decision.`
}

/** Five digits that count. */
export function figure(value: number): string {
  return Number(value.toPrecision(5)).toString()
}

/** What to bear in mind. */
export function warningsOf(findings: ReplayFindings, table: { readonly unevenRows: number; readonly full: boolean }, columns: ReplayColumns): readonly string[] {
  const warnings: string[] = []
  if (table.unevenRows > 0) warnings.push(`In ${table.unevenRows.toLocaleString('en')} rows the chances of the other strategy do not add up to 1.`)
  if (findings.weightWarning) warnings.push(`The weights average ${figure(findings.support.meanWeight)} where they should average 1: the chances are not those that decided, or some choices were never possible.`)
  if (findings.modelWarning) warnings.push('The model alone (DM) or the ratio estimate (SNIPS) lies more than two half-widths from the corrected estimate (DR): do not trust the model.')
  if (!table.full) warnings.push('Only the chance of the logged action is known under the other strategy, so DM and DR rest on what is expected on average; give one column an action for a sharper answer.')
  if (columns.unit === null) warnings.push('Every row is counted as another person. Where one person was decided about several times, name the column: --unit COLUMN.')
  return warnings
}
