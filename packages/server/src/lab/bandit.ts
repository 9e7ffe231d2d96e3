/** `rapport lab bandit`: what the arbiter's rule would have earned on labelled rows that come once each, beside simpler rules on the same rows. */
import { runOnePass, type OnePassRule } from '@rapport/core/decision/simulate/one-pass'
import { denseDescriber } from '@rapport/core/decision/simulate/dense'
import { pickIndex, seeded } from '@rapport/core/base/random'
import { frameOf, shapesOf } from '@rapport/core/model/table/columns'
import { listed, readRows, type RowsAsk } from './frame.ts'
import { LabProblem } from './problem.ts'

/** What is asked. */
export interface BanditAsk {
  readonly data: string
  readonly label: string
  /** Columns to leave out. */
  readonly drop?: readonly string[]
  /** Another order than that of the file: by lot, or as given (places of rows). */
  readonly order?: number | Int32Array
  readonly seed?: number
}

/** How a rule fared. */
export interface BanditLine {
  readonly rule: 'arbiter' | 'epsilon_greedy' | 'uniform' | 'always_commonest'
  readonly meanReward: number
  /** By twentieths of the rows. */
  readonly course: readonly number[]
}

/** The answer. */
export interface BanditFound {
  readonly file: string
  readonly rows: number
  readonly actions: number
  readonly columns: readonly string[]
  readonly order: 'file' | 'shuffled' | 'given'
  readonly lines: readonly BanditLine[]
  readonly sentence: string
  readonly remarks: readonly string[]
  readonly seconds: number
}

/** Told now and then: bytes read, then rows chosen for, by rule. */
export interface BanditProgress {
  readonly reading: NonNullable<RowsAsk['onProgress']>
  readonly choosing: (rule: string, done: number, of: number) => void
}

/** The share that is left to lots in the arbiter, and in the rule that it is compared with. */
const FLOOR = 0.02
const EPSILON = 0.05
const ACTIONS_MAX = 200
const ROWS_MIN = 100

/** Reads the file and runs every rule through it once. Throws LabProblem for whatever cannot be used. */
export async function runBandit(ask: BanditAsk, onProgress: BanditProgress, clock: () => number): Promise<BanditFound> {
  const started = clock()
  const rows = await readRows(ask.data, {
    needs: [{ column: ask.label, option: '--label' }],
    onProgress: onProgress.reading,
    refuse: (row) => ((row[ask.label] ?? '') === '' ? 'the row has no label' : null),
  })
  const names = rows.values[ask.label] ?? []
  const places = new Map([...new Set(names)].sort().map((name, place) => [name, place]))
  refuseBad(rows.file, ask.label, rows.rows, places)
  const dropped = new Set([ask.label, ...(ask.drop ?? [])])
  const texts = Object.fromEntries(rows.columns.filter((column) => !dropped.has(column)).map((column) => [column, rows.values[column] ?? []]))
  const frame = frameOf(shapesOf(texts), texts, rows.rows)
  const { used } = denseDescriber(frame)
  if (used.length === 0) throw new LabProblem(`${rows.file} has no column that says anything about a row besides '${ask.label}'.`, 'Choosing needs something to choose by: numbers, categories or dates.')
  const labels = Int32Array.from(names, (name) => places.get(name) ?? 0)
  const order = orderOf(ask.order, rows.rows)
  const run = (rule: BanditLine['rule'], by: OnePassRule): BanditLine => {
    const { describe } = denseDescriber(frame)
    return { rule, ...runOnePass({ describe, labels, order, actions: places.size, rule: by, seed: ask.seed ?? 1, onProgress: (done, of) => onProgress.choosing(rule, done, of) }) }
  }
  const counts = new Float64Array(places.size)
  for (const label of labels) counts[label] = (counts[label] ?? 0) + 1
  const lines: readonly BanditLine[] = [
    run('arbiter', { is: 'squarecb', exploration: FLOOR }),
    run('epsilon_greedy', { is: 'epsilon', exploration: EPSILON }),
    run('uniform', { is: 'uniform' }),
    { rule: 'always_commonest', meanReward: Math.max(...counts) / rows.rows, course: [] },
  ]
  return {
    file: rows.file,
    rows: rows.rows,
    actions: places.size,
    columns: used,
    order: ask.order === undefined ? 'file' : typeof ask.order === 'number' ? 'shuffled' : 'given',
    lines,
    sentence: sentenceOf(lines),
    remarks: [...rows.remarks, ...leftOut(Object.keys(texts), used)],
    seconds: Math.round((clock() - started) / 10) / 100,
  }
}

function refuseBad(file: string, label: string, rows: number, places: ReadonlyMap<string, number>): void {
  if (rows < ROWS_MIN) throw new LabProblem(`${file} has ${rows} rows with a label; from fewer than ${ROWS_MIN} nothing can be said about learning to choose.`, 'Give it more rows.')
  if (places.size < 2) throw new LabProblem(`Every row has the same label (${[...places.keys()][0] ?? ''}): there is nothing to choose between.`, `Name another column: --label COLUMN.`)
  if (places.size > ACTIONS_MAX) throw new LabProblem(`Column '${label}' has ${places.size.toLocaleString('en')} different values, and a choice is between at most ${ACTIONS_MAX}.`, 'Name a column of categories, or group its values first.')
}

function orderOf(order: BanditAsk['order'], rows: number): ArrayLike<number> {
  const all = Int32Array.from({ length: rows }, (_, row) => row)
  if (order === undefined) return all
  if (typeof order !== 'number') return order
  const random = seeded(order)
  for (let i = rows - 1; i > 0; i--) {
    const j = pickIndex(random, i + 1)
    const kept = all[i] ?? 0
    all[i] = all[j] ?? 0
    all[j] = kept
  }
  return all
}

function leftOut(columns: readonly string[], used: readonly string[]): readonly string[] {
  const missing = columns.filter((column) => !used.includes(column))
  return missing.length === 0 ? [] : [`Not looked at, because they are empty, the same everywhere, ids or long texts, or too many: ${listed(missing)}.`]
}

function sentenceOf(lines: readonly BanditLine[]): string {
  const of = (rule: BanditLine['rule']): number => lines.find((line) => line.rule === rule)?.meanReward ?? 0
  const [arbiter, commonest, uniform] = [of('arbiter'), of('always_commonest'), of('uniform')]
  const last = lines[0]?.course.at(-1) ?? arbiter
  if (arbiter <= commonest) return `The columns do not help to choose: ${share(arbiter)} were right, and always the commonest action would have been right in ${share(commonest)}.`
  return `${share(arbiter)} of the choices were right while it learned, and ${share(last)} at the end; lots are right in ${share(uniform)}, always the commonest action in ${share(commonest)}.`
}

/** A share in percent. */
export function share(part: number): string {
  return `${(part * 100).toFixed(1)} %`
}
