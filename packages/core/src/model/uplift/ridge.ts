/** Ridge regression on columns of anybody: numbers standardised, categories as one column a level. */
import type { Column, Frame } from '../types.ts'

/** How one column of the frame becomes columns of the regression. */
export type DesignColumn =
  /** Value less mean over spread, 0 where missing; a second column says missing where some were. */
  | { readonly name: string; readonly is: 'number'; readonly mean: number; readonly spread: number; readonly log: boolean; readonly missing: boolean }
  /** One column a level that enough rows have; the commonest is the base. */
  | { readonly name: string; readonly is: 'category'; readonly levels: readonly string[] }

/** All columns, the constant first. */
export interface Design {
  readonly columns: readonly DesignColumn[]
  readonly width: number
}

/** Levels that fewer rows have are not told apart. */
const LEVEL_ROWS = 30
/** Most levels of one column. */
const LEVELS_MAX = 30
/** A number column that is this lopsided is taken by its logarithm. */
const SKEW = 2

/** Looks at the rows and says how columns are taken. Columns that say nothing are left out. */
export function designOf(frame: Frame, rows: Int32Array): Design {
  const columns = frame.columns.flatMap((column): DesignColumn[] => (column.is === 'number' ? numberColumn(column.name, column.values, rows) : categoryColumn(column, rows)))
  return { columns, width: 1 + columns.reduce((sum, column) => sum + widthOf(column), 0) }
}

function widthOf(column: DesignColumn): number {
  return column.is === 'category' ? column.levels.length : column.missing ? 2 : 1
}

function numberColumn(name: string, values: Float64Array, rows: Int32Array): DesignColumn[] {
  let least = Infinity
  let known = 0
  for (const row of rows) if (!Number.isNaN(values[row]!)) {
    known++
    least = Math.min(least, values[row]!)
  }
  if (known < 2) return []
  const plain = momentsOf(values, rows, false)
  const log = least >= 0 && plain.skew > SKEW
  const { mean, spread } = log ? momentsOf(values, rows, true) : plain
  return spread > 0 ? [{ name, is: 'number', mean, spread, log, missing: rows.length - known >= LEVEL_ROWS }] : []
}

function momentsOf(values: Float64Array, rows: Int32Array, log: boolean): { readonly mean: number; readonly spread: number; readonly skew: number } {
  let [n, mean, m2, m3] = [0, 0, 0, 0]
  for (const row of rows) {
    const value = log ? Math.log1p(values[row]!) : values[row]!
    if (!Number.isFinite(value)) continue
    mean += value
    n++
  }
  mean /= Math.max(1, n)
  for (const row of rows) {
    const value = log ? Math.log1p(values[row]!) : values[row]!
    if (!Number.isFinite(value)) continue
    m2 += (value - mean) ** 2
    m3 += (value - mean) ** 3
  }
  const spread = Math.sqrt(m2 / Math.max(1, n))
  return { mean, spread, skew: spread > 0 ? m3 / n / spread ** 3 : 0 }
}

function categoryColumn(column: Extract<Column, { is: 'category' }>, rows: Int32Array): DesignColumn[] {
  const counts = new Map<number, number>()
  for (const row of rows) counts.set(column.values[row]!, (counts.get(column.values[row]!) ?? 0) + 1)
  const common = [...counts].filter(([, count]) => count >= LEVEL_ROWS).toSorted((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, LEVELS_MAX)
  const levels = common.slice(counts.size === common.length ? 1 : 0).map(([level]) => column.levels[level] ?? '')
  return levels.length > 0 ? [{ name: column.name, is: 'category', levels }] : []
}

/** Rows of a frame as rows of the regression. Columns that the frame lacks count as missing, levels that were not seen as the base. */
export function designRows({ columns, width }: Design, frame: Frame): Float64Array {
  const x = new Float64Array(frame.rows * width)
  for (let row = 0; row < frame.rows; row++) x[row * width] = 1
  let at = 1
  for (const column of columns) {
    const found = frame.columns.find(({ name }) => name === column.name)
    if (column.is === 'number') {
      for (let row = 0; row < frame.rows; row++) {
        const value = found?.is === 'number' ? found.values[row]! : Number.NaN
        const taken = column.log ? Math.log1p(Math.max(0, value)) : value
        // Far beyond what was seen nothing is known: it counts as five spreads.
        if (Number.isFinite(taken)) x[row * width + at] = Math.max(-5, Math.min(5, (taken - column.mean) / column.spread))
        else if (column.missing) x[row * width + at + 1] = 1
      }
    } else if (found?.is === 'category') {
      const place = found.levels.map((level) => column.levels.indexOf(level))
      for (let row = 0; row < frame.rows; row++) {
        const level = place[found.values[row]!] ?? -1
        if (level >= 0) x[row * width + at + level] = 1
      }
    }
    at += widthOf(column)
  }
  return x
}

/** Penalties that are tried, in rows' worth. */
const PENALTIES: readonly number[] = [1, 10, 100, 300, 1_000, 3_000, 10_000, 100_000]

/**
 * Least squares of y on the given rows of x with a penalty on all but the constant: one coefficient a column. The penalty is the one with the least generalised
 * cross-validation error (Golub, Heath, Wahba 1979), so that columns which say nothing are drawn to 0.
 */
export function fitRidge(x: Float64Array, width: number, y: Float64Array, rows: Int32Array): Float64Array {
  const gram = new Float64Array(width * width)
  const target = new Float64Array(width)
  let squares = 0
  for (const row of rows) {
    const base = row * width
    squares += y[row]! ** 2
    for (let i = 0; i < width; i++) {
      const xi = x[base + i]!
      if (xi === 0) continue
      target[i]! += xi * y[row]!
      for (let j = 0; j <= i; j++) gram[i * width + j]! += xi * x[base + j]!
    }
  }
  for (let i = 0; i < width; i++) for (let j = 0; j < i; j++) gram[j * width + i] = gram[i * width + j]!
  let best = { error: Infinity, coefficients: new Float64Array(width) }
  for (const penalty of PENALTIES) {
    const solved = solve(gram, target, width, penalty)
    const { coefficients } = solved
    let left = squares
    for (let i = 0; i < width; i++) {
      left -= 2 * coefficients[i]! * target[i]!
      for (let j = 0; j < width; j++) left += coefficients[i]! * gram[i * width + j]! * coefficients[j]!
    }
    const error = Math.max(0, left) / (1 - Math.min(0.99, solved.freedom / rows.length)) ** 2
    if (error < best.error) best = { error, coefficients }
  }
  return best.coefficients
}

/** Coefficients at one penalty, and the degrees of freedom that they use. */
function solve(gram: Float64Array, target: Float64Array, width: number, penalty: number): { readonly coefficients: Float64Array<ArrayBuffer>; readonly freedom: number } {
  const penalised = Float64Array.from(gram)
  for (let i = 1; i < width; i++) penalised[i * width + i]! += penalty
  const inverse = inverseOf(penalised, width)
  const coefficients = new Float64Array(width)
  let freedom = 0
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) {
      coefficients[i]! += inverse[i * width + j]! * target[j]!
      freedom += inverse[i * width + j]! * gram[j * width + i]!
    }
  return { coefficients, freedom }
}

/** What the regression says of each row. */
export function scoreRidge(coefficients: Float64Array, x: Float64Array): Float64Array {
  const width = coefficients.length
  const value = new Float64Array(x.length / width)
  for (let row = 0; row < value.length; row++) for (let i = 0; i < width; i++) value[row]! += coefficients[i]! * x[row * width + i]!
  return value
}

/** Inverse of a symmetric positive matrix, by Gauss-Jordan; a direction that carries nothing gets nothing. */
function inverseOf(matrix: Float64Array, width: number): Float64Array {
  const a = Float64Array.from(matrix)
  const inverse = new Float64Array(width * width)
  for (let i = 0; i < width; i++) inverse[i * width + i] = 1
  for (let pivot = 0; pivot < width; pivot++) {
    const by = a[pivot * width + pivot]!
    const dead = !(Math.abs(by) > 1e-10 * Math.max(1, Math.abs(matrix[pivot * width + pivot]!)))
    for (let j = 0; j < width; j++) {
      a[pivot * width + j] = dead ? 0 : a[pivot * width + j]! / by
      inverse[pivot * width + j] = dead ? 0 : inverse[pivot * width + j]! / by
    }
    for (let i = 0; i < width; i++) {
      if (i === pivot) continue
      const factor = a[i * width + pivot]!
      if (factor === 0) continue
      for (let j = 0; j < width; j++) {
        a[i * width + j]! -= factor * a[pivot * width + j]!
        inverse[i * width + j]! -= factor * inverse[pivot * width + j]!
      }
    }
  }
  return inverse
}
