/** Turns columns that describe a moment into numbers for a regression: names as yes or no, numbers on a like scale. */
import type { Rows } from './frame.ts'

/** Row-major numbers. */
export interface Encoded {
  readonly features: Float64Array
  readonly width: number
  /** Columns that are in, in the order of the file. */
  readonly used: readonly string[]
}

/** Columns of so few values are taken for names although they are numbers. */
const NAMES_MOST = 40
/** The commonest values of a longer list of names. */
const NAMES_KEPT = 10
/** More columns of numbers than this cost more than they tell. */
const WIDTH_MOST = 80
const CLIP = 5

/** Encodes the columns until the width is used up. Missing numbers count as ordinary. */
export function encode(rows: Rows, columns: readonly string[]): Encoded {
  const parts: ((row: number, out: Float64Array, at: number) => void)[] = []
  const starts: number[] = []
  const used: string[] = []
  let width = 0
  for (const column of columns) {
    const values = rows.values[column] ?? []
    const part = numbers(values) ?? names(values)
    if (width + part.width > WIDTH_MOST) continue
    parts.push(part.write)
    starts.push(width)
    used.push(column)
    width += part.width
  }
  const features = new Float64Array(rows.rows * width)
  for (let row = 0; row < rows.rows; row++) for (const [i, write] of parts.entries()) write(row, features, row * width + starts[i]!)
  return { features, width, used }
}

interface Part {
  readonly width: number
  readonly write: (row: number, out: Float64Array, at: number) => void
}

function numbers(values: readonly string[]): Part | null {
  const read = Float64Array.from(values, (value) => (value === '' ? NaN : Number(value)))
  let [n, sum, squares, missing] = [0, 0, 0, 0]
  for (const [row, value] of read.entries()) {
    if (Number.isFinite(value)) {
      n++
      sum += value
      squares += value * value
    } else if (values[row] === '') missing++
    else return null
  }
  if (n === 0 || (new Set(values).size <= NAMES_MOST && read.every((value) => Number.isNaN(value) || Number.isInteger(value)))) return null
  const mean = sum / n
  const deviation = Math.sqrt(Math.max(0, squares / n - mean * mean)) || 1
  return {
    width: missing > 0 ? 2 : 1,
    write(row, out, at) {
      const value = read[row]!
      const known = Number.isFinite(value)
      out[at] = known ? Math.max(-CLIP, Math.min(CLIP, (value - mean) / deviation)) : 0
      if (missing > 0) out[at + 1] = known ? 0 : 1
    },
  }
}

function names(values: readonly string[]): Part {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const kept = [...counts].sort((a, b) => b[1] - a[1]).slice(0, counts.size <= NAMES_MOST ? NAMES_MOST : NAMES_KEPT)
  const place = new Map(kept.map(([name], i) => [name, i]))
  return {
    width: kept.length,
    write(row, out, at) {
      const found = place.get(values[row] ?? '')
      if (found !== undefined) out[at + found] = 1
    },
  }
}
