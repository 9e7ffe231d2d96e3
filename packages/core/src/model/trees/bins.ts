/** Cuts the columns of a table into at most 255 bins, so that trees can count instead of sort. */
import type { Column, Frame } from '../types.ts'
import type { Binned, TreeColumn } from './types.ts'

/** Bin 0 is what is missing; the others number up to here. */
const MOST_BINS = 255
/** Values looked at to place edges; more would not move them. */
const SAMPLE = 200_000
/** Levels of fewer rows share a bin: nothing can be known of each. */
const RARE = 5

/** Learns where to cut. `rows`: the rows to look at, all when left out. `bins`: most bins of a number column. */
export function treeColumns(frame: Frame, bins = MOST_BINS, rows?: Int32Array): readonly TreeColumn[] {
  return frame.columns.map((column) => (column.is === 'number' ? numberColumn(column.name, sampled(column.values, rows), Math.min(bins, MOST_BINS)) : categoryColumn(column, rows)))
}

function sampled(values: Float64Array, rows: Int32Array | undefined): Float64Array {
  const count = rows?.length ?? values.length
  const step = Math.max(1, Math.ceil(count / SAMPLE))
  const found = new Float64Array(Math.ceil(count / step))
  let size = 0
  for (let i = 0; i < count; i += step) {
    const value = values[rows ? (rows[i] as number) : i] as number
    if (!Number.isNaN(value)) found[size++] = value
  }
  return found.subarray(0, size).sort()
}

/** Edges between distinct values: each value its own bin where there are few, otherwise bins of about equally many rows. */
function numberColumn(name: string, sorted: Float64Array, most: number): TreeColumn {
  const distinct: number[] = []
  const counts: number[] = []
  for (const value of sorted) {
    if (distinct.length > 0 && distinct[distinct.length - 1] === value) counts[counts.length - 1] = (counts[counts.length - 1] as number) + 1
    else {
      distinct.push(value)
      counts.push(1)
    }
  }
  const edges: number[] = []
  let left = sorted.length
  let places = most
  let inBin = 0
  for (let i = 0; i + 1 < distinct.length; i++) {
    inBin += counts[i] as number
    const full = distinct.length <= most || inBin >= left / places
    if (!full || edges.length >= most - 1) continue
    edges.push(between(distinct[i] as number, distinct[i + 1] as number))
    left -= inBin
    places--
    inBin = 0
  }
  return { name, is: 'number', edges: Float64Array.from(edges) }
}

/** At or above `low`, below `high`: the middle, where there is one. */
function between(low: number, high: number): number {
  const middle = low + (high - low) / 2
  return middle < high && Number.isFinite(middle) ? middle : low
}

function categoryColumn(column: Extract<Column, { is: 'category' }>, rows: Int32Array | undefined): TreeColumn {
  const counts = new Float64Array(column.levels.length)
  const count = rows?.length ?? column.values.length
  for (let i = 0; i < count; i++) {
    const level = column.values[rows ? (rows[i] as number) : i] as number
    counts[level] = (counts[level] as number) + 1
  }
  const seen = [...counts.keys()]
    .filter((level) => level > 0 && (counts[level] as number) > 0)
    .toSorted((one, other) => (counts[other] as number) - (counts[one] as number) || one - other)
  const common = seen.filter((level) => (counts[level] as number) >= RARE)
  const own = (common.length === seen.length && common.length <= MOST_BINS ? common : common.slice(0, MOST_BINS - 1)).map((level) => column.levels[level] as string)
  const tail = seen.slice(own.length).map((level) => column.levels[level] as string)
  return { name: column.name, is: 'category', levels: own, others: tail.length > 0 ? own.length + 1 : 0, tail }
}

/** Puts every value of the table into its bin. Columns are found by name; one that the table does not have is missing in every row. */
export function binned(frame: Frame, columns: readonly TreeColumn[]): Binned {
  const width = columns.length
  const bins = new Uint8Array(frame.rows * width)
  const byName = new Map(frame.columns.map((column) => [column.name, column]))
  for (const [at, column] of columns.entries()) {
    const given = byName.get(column.name)
    if (given === undefined) continue
    if (column.is === 'number' && given.is === 'number') for (let row = 0; row < frame.rows; row++) bins[row * width + at] = binOf(column.edges, given.values[row] as number)
    if (column.is === 'category' && given.is === 'category') {
      const binOfLevel = binsOfLevels(column, given.levels)
      for (let row = 0; row < frame.rows; row++) bins[row * width + at] = binOfLevel[given.values[row] as number] as number
    }
  }
  return { rows: frame.rows, columns, bins }
}

/** The bin of a number: 0 where it is missing. */
export function binOf(edges: Float64Array, value: number): number {
  if (Number.isNaN(value)) return 0
  let low = 0
  let high = edges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((edges[middle] as number) < value) low = middle + 1
    else high = middle
  }
  return low + 1
}

function binsOfLevels(column: Extract<TreeColumn, { is: 'category' }>, levels: readonly string[]): Uint8Array {
  const bins = new Map<string, number>()
  for (const level of column.tail) bins.set(level, column.others)
  for (const [i, level] of column.levels.entries()) bins.set(level, i + 1)
  return Uint8Array.from(levels, (level) => bins.get(level) ?? 0)
}
