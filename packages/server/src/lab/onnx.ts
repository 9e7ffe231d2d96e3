/** `rapport lab onnx`: the chances that a model of others gives to the rows of a file, and, where it is known what happened, how good they are. */
import { openOnnx } from '../files/onnx-model.ts'
import type { Interval } from '@rapport/core/experiment/types'
import { aucOf, calibrationError } from '@rapport/core/model/calibration'
import { wilson } from '@rapport/core/experiment/share'
import { labelsOf } from '@rapport/core/model/table/label'
import { numberOf, numberStyle } from '@rapport/core/model/table/value'
import type { Column, Frame } from '@rapport/core/model/types'
import { writeCsv } from './csv-writer.ts'
import { listed, readRows, type Rows } from './frame.ts'
import { LabProblem } from './problem.ts'

/** What is asked. */
export interface OnnxAsk {
  readonly model: string
  readonly score: string
  readonly id: string
  readonly out: string
  /** What the model was trained on, in its order; default: every column but id and label. */
  readonly columns?: readonly string[]
  readonly label?: string
  readonly logOdds: boolean
  /** How the engine is loaded; default: the optional package. */
  readonly engine?: () => Promise<unknown>
}

/** What was found. */
export interface OnnxReport {
  readonly rows: number
  readonly columns: readonly string[]
  readonly meanChance: number
  /** Where it is known what happened. */
  readonly quality: null | {
    readonly rows: number
    readonly observed: Interval
    readonly auc: number | null
    /** Mean distance between foretold and observed over tenths; null below 200 rows. */
    readonly calibrationError: number | null
  }
  readonly remarks: readonly string[]
  readonly wrote: readonly string[]
}

/** Fewest rows behind a calibration error. */
const CALIBRATION_ROWS = 200

/** Runs it. Throws LabProblem where the engine, a file or a column is missing, or the model does not fit. */
export async function runOnnx(ask: OnnxAsk): Promise<OnnxReport> {
  const model = await openOnnx(ask.model, { logOdds: ask.logOdds, ...(ask.engine && { engine: ask.engine }) })
  if (model.is === 'refused') throw new LabProblem(model.why, model.next)
  const needs = [{ column: ask.id, option: '--id' }, ...(ask.label === undefined ? [] : [{ column: ask.label, option: '--label' }]), ...(ask.columns ?? [])]
  const rows = await readRows(ask.score, { needs })
  if (rows.rows === 0) throw new LabProblem(`${rows.file} has no rows.`, 'Name a file with rows to foretell.')
  const columns = ask.columns ?? columnsFor(rows, ask, model.inputs)
  const found = await model.predict(frameOf(rows, columns))
  await model.close()
  if (found.is === 'refused') throw new LabProblem(found.why, `${found.next} Name them with --columns. Used were: ${listed(columns)}.`)
  const writer = writeCsv(ask.out, [ask.id, 'p'])
  const ids = rows.values[ask.id] ?? []
  found.p.forEach((p, row) => writer.row([ids[row] ?? '', p]))
  writer.close()
  return {
    rows: rows.rows,
    columns,
    meanChance: found.p.reduce((sum, p) => sum + p, 0) / rows.rows,
    quality: ask.label === undefined ? null : qualityOf(found.p, rows.values[ask.label] ?? [], ask.label),
    remarks: rows.remarks,
    wrote: [ask.out],
  }
}

/** The columns that the model names, else all but id and label. */
function columnsFor(rows: Rows, { id, label }: OnnxAsk, inputs: readonly string[]): readonly string[] {
  const others = rows.columns.filter((column) => column !== id && column !== label)
  return inputs.length > 1 ? others.filter((column) => inputs.includes(column) || inputs.includes(column.replaceAll(/\W/g, '_'))) : others
}

/** A column of numbers where every cell that is not empty is one, else one of words. */
function frameOf(rows: Rows, columns: readonly string[]): Frame {
  return {
    rows: rows.rows,
    columns: columns.map((name): Column => {
      const cells = rows.values[name] ?? []
      const style = numberStyle(cells)
      const values = Float64Array.from(cells, (cell) => numberOf(cell, style))
      if (cells.every((cell, row) => cell === '' || !Number.isNaN(values[row]))) return { name, is: 'number', values }
      const levels = ['', ...new Set(cells.filter((cell) => cell !== ''))]
      const place = new Map(levels.map((level, i) => [level, i]))
      return { name, is: 'category', levels, values: Uint32Array.from(cells, (cell) => place.get(cell) ?? 0) }
    }),
  }
}

function qualityOf(p: Float64Array, cells: readonly string[], label: string): OnnxReport['quality'] {
  const labels = labelsOf(cells)
  if (labels.is !== 'labels') throw new LabProblem(`Column '${label}' does not say yes or no: it has ${labels.distinct} different values.`, 'Name the column that says what happened, with two values, or leave --label out.', 2)
  const known = [...labels.values.keys()].filter((row) => !Number.isNaN(labels.values[row]))
  const [chances, outcomes] = [known.map((row) => p[row] as number), known.map((row) => labels.values[row] as number)]
  return {
    rows: known.length,
    observed: wilson(outcomes.reduce((sum, y) => sum + y, 0), known.length),
    auc: aucOf(chances, outcomes),
    calibrationError: known.length < CALIBRATION_ROWS ? null : calibrationError(chances, outcomes),
  }
}
