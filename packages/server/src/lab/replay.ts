/** `rapport lab replay`: what another strategy would have earned on somebody's log, or why that cannot be said. The same estimators as in the product. */
import { crossFit } from '@rapport/core/experiment/replay/regress'
import { problemsOf } from '@rapport/core/experiment/replay/check'
import { replay, UNCOVERED_ALLOWED } from '@rapport/core/experiment/replay/replay'
import type { ReplayFindings, ReplayLog } from '@rapport/core/experiment/replay/types'
import { LabProblem } from './problem.ts'
import { readRows, type Rows, type RowsAsk } from './frame.ts'
import { replayColumns, type ColumnsAsk, type ReplayColumns, type Unsupported } from './replay-columns.ts'
import { encode, type Encoded } from './replay-features.ts'
import { refuseBad, sentenceOf, warningsOf } from './replay-words.ts'

/** What is asked. */
export interface LabReplayAsk extends ColumnsAsk {
  readonly log: string
}

/** The answer. */
export interface LabReplay {
  readonly file: string
  readonly rows: number
  readonly units: number
  readonly actions: number
  readonly columns: ReplayColumns
  /** Columns that the internal model looked at; empty when one was given, or when nothing describes the moment. */
  readonly modelFeatures: readonly string[]
  readonly verdict: 'better' | 'worse' | 'no_verdict' | 'refused'
  readonly because: ReplayFindings['verdict']
  /** The verdict in a sentence. */
  readonly sentence: string
  readonly findings: ReplayFindings
  readonly unsupported: readonly Unsupported[]
  readonly warnings: readonly string[]
  readonly seconds: number
}

/** A column of names (`features`) is looked at for gaps up to so many values, each in so many rows. */
const CONTEXTS_MOST = 100
const CONTEXT_ROWS = 200
const LISTED = 10

/** Reads the log, judges it, and answers. Throws LabProblem for whatever cannot be used. */
export async function runReplay(ask: LabReplayAsk, onProgress: NonNullable<RowsAsk['onProgress']>, clock: () => number): Promise<LabReplay> {
  const started = clock()
  const rows = await readRows(ask.log, { onProgress })
  if (rows.rows === 0) throw new LabProblem(`${rows.file} has no rows.`, 'Export the log again: one row a decision.')
  const columns = replayColumns(rows, ask)
  const table = tableOf(rows, columns)
  const { propensity, target, reward, model, modelTarget } = table.log
  refuseBad(rows, columns, problemsOf({ propensity, target, reward, ...(columns.model.is === 'learned' ? {} : { model, modelTarget }) }))
  const findings = replay(table.log)
  const unsupported = [...table.never, ...gaps(rows, columns, table.log)].sort((a, b) => b.share - a.share)
  const warnings = [...rows.remarks, ...warningsOf(findings, table, columns)]
  const verdict = findings.verdict === 'better' || findings.verdict === 'worse' ? findings.verdict : findings.verdict === 'no_support' ? 'refused' : 'no_verdict'
  return {
    file: rows.file,
    rows: rows.rows,
    units: findings.support.units,
    actions: table.actions,
    columns,
    modelFeatures: table.modelFeatures,
    verdict,
    because: findings.verdict,
    sentence: sentenceOf(findings, unsupported),
    findings,
    unsupported: unsupported.slice(0, LISTED),
    warnings,
    seconds: Math.round((clock() - started) / 10) / 100,
  }
}

interface Table {
  readonly log: ReplayLog
  readonly actions: number
  readonly modelFeatures: readonly string[]
  readonly never: readonly Unsupported[]
  /** Rows whose chances of all actions do not add up to 1. */
  readonly unevenRows: number
  readonly full: boolean
}

function tableOf(rows: Rows, columns: ReplayColumns): Table {
  const n = rows.rows
  const { ids, names, logged, place } = actionsOf(rows, columns)
  const reward = rewardsOf(rows, columns.reward)
  const propensity = chances(rows.values[columns.propensity] ?? [])
  const { unit, units } = unitsOf(rows, columns.unit)
  const k = names.length
  const strategy = strategyOf(rows, columns, ids, place)
  const target = Float64Array.from({ length: n }, (_, t) => strategy.of(t, ids[t]!))
  const bad = reward.some((each) => !Number.isFinite(each))
  const model = new Float64Array(n)
  const modelTarget = new Float64Array(n)
  const uncovered = new Float64Array(n)
  const all = new Float64Array(k)
  let unevenRows = 0
  const wantedNever = new Float64Array(k)
  const features = columns.model.is === 'learned' && !bad ? encode(rows, columns.features) : { features: new Float64Array(0), width: 0, used: [] }
  const expect = expectOf(rows, columns, { ids, names, reward: bad ? new Float64Array(n) : reward, unit, features })
  for (let t = 0; t < n; t++) {
    if (columns.model.is === 'sums') {
      model[t] = number(rows.values[columns.model.logged]![t] ?? '')
      modelTarget[t] = number(rows.values[columns.model.target]![t] ?? '')
    } else {
      expect(t, all)
      model[t] = all[ids[t]!]!
    }
    if (!strategy.full) {
      // only the chance of the logged action is known: what is expected of the others on average stands in for them
      if (columns.model.is !== 'sums') modelTarget[t] = model[t] = meanOf(all, logged)
      continue
    }
    let [sum, expected] = [0, 0]
    for (let a = 0; a < k; a++) {
      const p = strategy.of(t, a)
      // a chance that is none makes the row one that is refused, although it belongs to an action that was not logged
      if (!(p >= 0 && p <= 1)) target[t] = p
      sum += p
      expected += p * all[a]!
      if (logged[a] === 0 && p > 0) {
        uncovered[t] = uncovered[t]! + p
        wantedNever[a] = wantedNever[a]! + p
      }
    }
    if (Math.abs(sum - 1) > 0.01) unevenRows++
    if (columns.model.is !== 'sums') modelTarget[t] = expected
  }
  const never = names.flatMap((name, a): Unsupported[] => (wantedNever[a]! > 0 ? [{ is: 'action', name, share: wantedNever[a]! / n }] : []))
  const missing = never.reduce((sum, { share }) => sum + share, 0)
  return {
    // gaps that can be named count as they are; where none are known, the mean weight judges
    log: { unit, units, reward, propensity, target, model, modelTarget, ...(missing > UNCOVERED_ALLOWED ? { uncovered } : {}) },
    actions: k,
    modelFeatures: features.used,
    never,
    unevenRows,
    full: strategy.full,
  }
}

interface Actions {
  readonly ids: Uint32Array
  readonly names: readonly string[]
  readonly place: ReadonlyMap<string, number>
  /** Rows of each. */
  readonly logged: Uint32Array
}

/** Actions of the log and of the strategy, numbered. */
function actionsOf(rows: Rows, { action, target }: ReplayColumns): Actions {
  const place = new Map<string, number>()
  const idOf = (name: string): number => {
    const known = place.get(name)
    if (known !== undefined) return known
    place.set(name, place.size)
    return place.size - 1
  }
  if (target.is === 'all') for (const name of target.columns.keys()) idOf(name)
  const ids = Uint32Array.from(rows.values[action] ?? [], (name) => idOf(name))
  if (target.is === 'choice') for (const name of rows.values[target.column] ?? []) idOf(name)
  const logged = new Uint32Array(place.size)
  for (const id of ids) logged[id] = logged[id]! + 1
  return { ids, names: [...place.keys()], place, logged }
}

interface Strategy {
  /** The chances of all actions are known, not only that of the logged one. */
  readonly full: boolean
  readonly of: (row: number, action: number) => number
}

function strategyOf(rows: Rows, { target }: ReplayColumns, ids: Uint32Array, place: ReadonlyMap<string, number>): Strategy {
  if (target.is === 'uniform') return { full: true, of: () => 1 / place.size }
  if (target.is === 'logged') {
    const column = chances(rows.values[target.column] ?? [])
    return { full: false, of: (row, action) => (action === ids[row] ? column[row]! : 0) }
  }
  if (target.is === 'choice') {
    const chosen = Uint32Array.from(rows.values[target.column] ?? [], (name) => place.get(name) ?? 0)
    return { full: true, of: (row, action) => (chosen[row] === action ? 1 : 0) }
  }
  const columns = [...place.keys()].map((name) => chances(rows.values[target.columns.get(name) ?? ''] ?? []))
  // an action without a column is one that the strategy never chooses
  return { full: true, of: (row, action) => (columns[action]!.length === 0 ? 0 : columns[action]![row]!) }
}

interface Learning {
  readonly ids: Uint32Array
  readonly names: readonly string[]
  readonly reward: Float64Array
  readonly unit: Uint32Array
  readonly features: Encoded
}

function expectOf(rows: Rows, { model }: ReplayColumns, { ids, names, reward, unit, features }: Learning): (row: number, out: Float64Array) => void {
  if (model.is === 'learned') return crossFit({ ...features, action: ids, actions: names.length, reward, unit })
  if (model.is === 'sums') return () => undefined
  const columns = names.map((name) => chances(rows.values[model.columns.get(name) ?? ''] ?? []))
  return (row, out) => {
    for (const [a, column] of columns.entries()) out[a] = column.length === 0 ? 0 : column[row]!
  }
}

function meanOf(all: Float64Array, logged: Uint32Array): number {
  let [sum, rows] = [0, 0]
  for (let a = 0; a < all.length; a++) {
    sum += all[a]! * logged[a]!
    rows += logged[a]!
  }
  return sum / rows
}

function unitsOf(rows: Rows, column: string | null): { readonly unit: Uint32Array; readonly units: number } {
  if (column === null) return { unit: Uint32Array.from({ length: rows.rows }, (_, t) => t), units: rows.rows }
  const place = new Map<string, number>()
  // a row without a person is somebody of their own
  const unit = Uint32Array.from(rows.values[column] ?? [], (name, t) => {
    const key = name === '' ? `\n${t}` : name
    const known = place.get(key)
    if (known === undefined) place.set(key, place.size)
    return known ?? place.size - 1
  })
  return { unit, units: place.size }
}

const YES = new Set(['true', 'yes', 'y', 't'])
const NO = new Set(['false', 'no', 'n', 'f'])

function rewardsOf(rows: Rows, column: string): Float64Array {
  return Float64Array.from(rows.values[column] ?? [], (value) => {
    const lower = value.toLowerCase()
    return YES.has(lower) ? 1 : NO.has(lower) ? 0 : number(value)
  })
}

function chances(values: readonly string[]): Float64Array {
  return Float64Array.from(values, number)
}

function number(value: string): number {
  return value === '' ? NaN : Number(value)
}

/** Kinds of moments in which much of what the strategy does was never tried: there the mean weight lies far below 1. */
function gaps(rows: Rows, { features }: ReplayColumns, log: ReplayLog): readonly Unsupported[] {
  const found: Unsupported[] = []
  for (const column of features) {
    const values = rows.values[column] ?? []
    if (new Set(values).size > CONTEXTS_MOST) continue
    const sums = new Map<string, { n: number; sum: number; squares: number }>()
    for (const [t, value] of values.entries()) {
      const w = log.target[t]! / log.propensity[t]!
      const of = sums.get(value) ?? { n: 0, sum: 0, squares: 0 }
      of.n++
      of.sum += w
      of.squares += w * w
      sums.set(value, of)
    }
    for (const [value, { n, sum, squares }] of sums) {
      if (n < CONTEXT_ROWS) continue
      const mean = sum / n
      const error = Math.sqrt(Math.max(0, squares / n - mean * mean) / n)
      if (1 - mean > 0.1 + 4 * error) found.push({ is: 'context', name: `${column} = ${value === '' ? '(empty)' : value}`, share: ((1 - mean) * n) / rows.rows })
    }
  }
  return found
}
