/** Finds out what the columns of a table of texts hold, and turns them into columns to learn from; what was found is kept and used on other tables alike. */
import type { Column, Frame } from '../types.ts'
import { dayOf, numberOf, numberStyle, type NumberStyle } from './value.ts'
import { foldWord, saysNothing, yesOrNo } from './words.ts'

/** Columns of texts, one text a row; '' where nothing stands. */
export type Texts = { readonly [column: string]: readonly string[] }

/** What a column holds. */
export type ColumnShape =
  | { readonly name: string; readonly is: 'number'; readonly style: NumberStyle }
  /** Days before `newest` (days since 1970). */
  | { readonly name: string; readonly is: 'date'; readonly newest: number; readonly order: 'dmy' | 'mdy' }
  /** Yes, no, or nothing. */
  | { readonly name: string; readonly is: 'yes_no' }
  | { readonly name: string; readonly is: 'category'; readonly levels: number }
  /** Of no use, and why. */
  | { readonly name: string; readonly is: 'unused'; readonly why: 'empty' | 'constant' | 'id' | 'text' }

const SAMPLE = 3_000
/** Share of the filled cells that must be of a kind. */
const MOST = 0.98
const MOST_DATES = 0.9
/** Codes are ids from so many rows on. */
const ID_ROWS = 30
const ID_SHARE = 0.95
const TEXT_LETTERS = 40
const ID_NAME = /(?:^|[_\s-])(?:id|uuid|guid|key|no)$|Id$|ID$|編號|编号|序號|序号|流水|รหัส|หมายเลข|เลขที่/
const DATE_NAME = /date|time|day|_at$|日|時間|时间|วัน|เวลา/i

/** What each column holds, in their order. */
export function shapesOf(texts: Texts): readonly ColumnShape[] {
  return Object.entries(texts).map(([name, cells]) => shapeOf(name, cells))
}

function shapeOf(name: string, cells: readonly string[]): ColumnShape {
  const counts = new Map<string, number>()
  let filled = 0
  for (const cell of cells) {
    if (saysNothing(cell)) continue
    filled++
    counts.set(cell, (counts.get(cell) ?? 0) + 1)
  }
  if (filled === 0) return { name, is: 'unused', why: 'empty' }
  if (counts.size === 1 && filled === cells.length) return { name, is: 'unused', why: 'constant' }
  const distinct = [...counts.keys()]
  const step = Math.max(1, Math.floor(distinct.length / SAMPLE))
  const sample = distinct.filter((_, i) => i % step === 0)
  const shareOf = (test: (cell: string) => boolean): number => sample.filter(test).length / sample.length
  if (counts.size === 2 && distinct.every((cell) => yesOrNo(cell) !== null) && new Set(distinct.map(yesOrNo)).size === 2) return { name, is: 'yes_no' }
  const date = dateShape(name, sample, distinct)
  if (date) return date
  const style = numberStyle(sample)
  const unique = filled >= ID_ROWS && counts.size >= ID_SHARE * filled
  if (shareOf((cell) => !Number.isNaN(numberOf(cell, style))) >= MOST) {
    const codes = unique && distinct.every((cell) => /^\d+$/.test(cell))
    return codes && (ID_NAME.test(name) || isCount(distinct)) ? { name, is: 'unused', why: 'id' } : { name, is: 'number', style }
  }
  if (unique) return {
    name,
    is: 'unused',
    why: sample.reduce((sum, cell) => sum + cell.length, 0) / sample.length > TEXT_LETTERS || shareOf((cell) => cell.split(/\s+/).length > 3) > 0.5 ? 'text' : 'id',
  }
  return { name, is: 'category', levels: counts.size }
}

/** Whole numbers that fill their range: somebody counted rows. */
function isCount(distinct: readonly string[]): boolean {
  let low = Infinity
  let high = -Infinity
  for (const cell of distinct) {
    low = Math.min(low, Number(cell))
    high = Math.max(high, Number(cell))
  }
  return high - low < 1.5 * distinct.length
}

function dateShape(name: string, sample: readonly string[], distinct: readonly string[]): ColumnShape | null {
  // Plain figures are dates only where the column says so, or where all are days written without separators.
  const figures = sample.every((cell) => /^\d+(?:\.\d+)?$/.test(cell))
  if (figures && !(sample.every((cell) => /^(?:19|20|25)\d{6}$/.test(cell)) || (DATE_NAME.test(name) && sample.every((cell) => /^(?:\d{8}|[01]\d{6})$/.test(cell))))) return null
  if (sample.every((cell) => !/\d/.test(cell))) return null
  if (!figures && sample.filter((cell) => /^[^\d]{0,4}[\d.,]+[^\d]{0,4}$/.test(cell) && !/^\D?\d{1,4}[./]\d{1,2}[./]\d{1,4}/.test(cell)).length > sample.length / 2) return null
  const few = sample.slice(0, 200)
  if (few.filter((cell) => !Number.isNaN(dayOf(cell))).length < MOST_DATES * few.length) return null
  const american = sample.some((cell) => /^\d{1,2}\/(?:1[3-9]|2\d|3[01])\/\d{4}/.test(cell)) && !sample.some((cell) => /^(?:1[3-9]|2\d|3[01])\/\d{1,2}\/\d{4}/.test(cell))
  const order = american ? 'mdy' : 'dmy'
  const newest = distinct.reduce((high, cell) => Math.max(high, dayOf(cell, order) || -Infinity), -Infinity)
  return Number.isFinite(newest) ? { name, is: 'date', newest, order } : null
}

/** Cells as columns to learn from. A column that the table lacks is missing in every row; what does not fit its kind is missing. */
export function frameOf(shapes: readonly ColumnShape[], texts: Texts, rows: number): Frame {
  const columns: Column[] = []
  for (const shape of shapes) {
    if (shape.is === 'unused') continue
    const cells = texts[shape.name] ?? Array.from({ length: rows }, () => '')
    columns.push(shape.is === 'category' ? categoryOf(shape.name, cells) : { name: shape.name, is: 'number', values: numbersOf(shape, cells) })
  }
  return { rows, columns }
}

function numbersOf(shape: Exclude<ColumnShape, { is: 'category' | 'unused' }>, cells: readonly string[]): Float64Array {
  const known = new Map<string, number>()
  const read = (cell: string): number => {
    if (saysNothing(cell)) return NaN
    if (shape.is === 'yes_no') return yesOrNo(cell) ?? NaN
    return shape.is === 'number' ? numberOf(cell, shape.style) : shape.newest - dayOf(cell, shape.order)
  }
  return Float64Array.from(cells, (cell) => {
    const before = known.get(cell)
    if (before !== undefined) return before
    const value = read(cell)
    if (known.size < 100_000) known.set(cell, value)
    return value
  })
}

function categoryOf(name: string, cells: readonly string[]): Column {
  const places = new Map<string, number>()
  const folded = new Map<string, number>()
  const levels = ['']
  const values = Uint32Array.from(cells, (cell) => {
    const before = places.get(cell)
    if (before !== undefined) return before
    const key = foldWord(cell)
    const place = saysNothing(cell) ? 0 : folded.get(key) ?? levels.push(cell.trim()) - 1
    if (place > 0) folded.set(key, place)
    places.set(cell, place)
    return place
  })
  return { name, is: 'category', values, levels: levels.map((level, place) => (place === 0 ? '' : foldWord(level))) }
}
