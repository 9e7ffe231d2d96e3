/** Turns columns into the few numbers a row that a linear model adds up: a straight part and hats between quantiles for numbers, a place for each level of a category. */
import type { Frame } from '../types.ts'

/** How a column becomes places of a linear model. */
export type DesignColumn =
  /** `place`: the straight part; `place + 1`: missing; behind them one hat for each knot. */
  | { readonly name: string; readonly is: 'number'; readonly place: number; readonly logs: boolean; readonly mean: number; readonly spread: number; readonly knots: Float64Array }
  /** A place for each level, the first for what is missing, and the last for levels too rare to speak for themselves or not seen before. */
  | { readonly name: string; readonly is: 'category'; readonly place: number; readonly levels: readonly string[] }

/** The learned layout: how many places there are in all. */
export interface Design {
  readonly columns: readonly DesignColumn[]
  readonly places: number
}

/** Rows as equally many (place, value) pairs each; a value of 0 fills up. */
export interface DesignRows {
  readonly rows: number
  readonly width: number
  readonly at: Int32Array
  readonly value: Float64Array
}

const KNOTS = 9
/** Levels that fewer rows have share a place. */
const RARE = 4

/** Learns the layout from a table. */
export function designOf(frame: Frame): Design {
  let places = 0
  const columns = frame.columns.map((column): DesignColumn => {
    const place = places
    if (column.is === 'category') {
      const counts = new Float64Array(column.levels.length)
      for (const level of column.values) counts[level] = (counts[level] as number) + 1
      const levels = column.levels.filter((_, level) => level > 0 && (counts[level] as number) >= RARE)
      places += levels.length + 2
      return { name: column.name, is: 'category', place, levels }
    }
    const sorted = column.values.filter((value) => !Number.isNaN(value)).sort()
    const logs = isSkewed(sorted)
    let mean = 0
    let square = 0
    for (const raw of sorted) {
      const value = straight(raw, logs)
      mean += value / sorted.length
      square += (value * value) / sorted.length
    }
    const knots = knotsOf(sorted)
    places += 2 + knots.length
    return { name: column.name, is: 'number', place, logs, mean, spread: Math.sqrt(Math.max(square - mean * mean, 0)) || 1, knots }
  })
  return { columns, places }
}

/** A few far out would pull the line: then the logarithm is the better measure. */
function isSkewed(sorted: Float64Array): boolean {
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  return at(0) >= 0 && at(1) > 8 * Math.max(at(0.75), 1e-9)
}

function straight(value: number, logs: boolean): number {
  return logs ? Math.sign(value) * Math.log1p(Math.abs(value)) : value
}

/** Knots at quantiles, each once; every value its own knot where there are few. */
function knotsOf(sorted: Float64Array): Float64Array {
  const distinct: number[] = []
  for (const value of sorted) {
    if (distinct.length > 0 && value === distinct[distinct.length - 1]) continue
    distinct.push(value)
    if (distinct.length > 12) break
  }
  if (distinct.length <= 12) return distinct.length > 2 ? Float64Array.from(distinct) : new Float64Array()
  const knots = new Set<number>()
  for (let i = 0; i < KNOTS; i++) knots.add(sorted[Math.round((i / (KNOTS - 1)) * 0.98 * (sorted.length - 1) + 0.01 * (sorted.length - 1))] as number)
  // Where one value fills many quantiles, the others are parted anew.
  const rest = sorted.filter((value) => !knots.has(value))
  for (let i = 1; knots.size < KNOTS && rest.length > 0 && i < KNOTS; i++) knots.add(rest[Math.round((i / KNOTS) * (rest.length - 1))] as number)
  return Float64Array.from(knots).sort()
}

/** Lays a table out. Columns are found by name; what is not there is missing. */
export function laidOut(design: Design, frame: Frame): DesignRows {
  const width = design.columns.reduce((sum, column) => sum + (column.is === 'number' ? 3 : 1), 0)
  const at = new Int32Array(frame.rows * width)
  const value = new Float64Array(frame.rows * width)
  const byName = new Map(frame.columns.map((column) => [column.name, column]))
  let offset = 0
  for (const column of design.columns) {
    const given = byName.get(column.name)
    if (column.is === 'category') {
      const places = new Map(column.levels.map((level, i) => [level, column.place + 1 + i]))
      const rare = column.place + 1 + column.levels.length
      const placeOf = given?.is === 'category' ? given.levels.map((level, i) => (i === 0 ? column.place : places.get(level) ?? rare)) : []
      for (let row = 0, cell = offset; row < frame.rows; row++, cell += width) {
        at[cell] = given?.is === 'category' ? (placeOf[given.values[row] as number] as number) : column.place
        value[cell] = 1
      }
      offset += 1
      continue
    }
    for (let row = 0, cell = offset; row < frame.rows; row++, cell += width) {
      const raw = given?.is === 'number' ? (given.values[row] as number) : NaN
      if (Number.isNaN(raw)) {
        at[cell] = column.place + 1
        value[cell] = 1
        at[cell + 1] = at[cell + 2] = column.place
        continue
      }
      at[cell] = column.place
      value[cell] = Math.max(-5, Math.min(5, (straight(raw, column.logs) - column.mean) / column.spread))
      hats(column, raw, at, value, cell + 1)
    }
    offset += 3
  }
  return { rows: frame.rows, width, at, value }
}

/** The two hats above a value share 1 by its distance to their knots. */
function hats({ knots, place }: Extract<DesignColumn, { is: 'number' }>, raw: number, at: Int32Array, value: Float64Array, cell: number): void {
  const last = knots.length - 1
  at[cell] = at[cell + 1] = place
  if (last < 0) return
  let low = 0
  while (low < last - 1 && (knots[low + 1] as number) <= raw) low++
  const from = knots[low] as number
  const to = knots[low + 1] ?? from
  const share = to > from ? Math.max(0, Math.min(1, (raw - from) / (to - from))) : 0
  at[cell] = place + 2 + low
  value[cell] = 1 - share
  at[cell + 1] = place + 2 + Math.min(low + 1, last)
  value[cell + 1] = share
}
