/** Reads a CSV file of anybody whole into columns of texts: what every command of the lab begins with. Rows that are none are counted and told. */
import { getHeapStatistics } from 'node:v8'
import { openCsv } from './csv-file.ts'
import { LabProblem } from './problem.ts'
import { countRejects, type RejectCount } from './rejects.ts'

/** The rows of a file, by columns. */
export interface Rows {
  /** Name of the file without folders. */
  readonly file: string
  /** In the order of the file, kept ones only. */
  readonly columns: readonly string[]
  readonly rows: number
  /** Cells of each column, trimmed; '' where nothing stands. */
  readonly values: { readonly [column: string]: readonly string[] }
  /** Line of the file on which each row stands. */
  readonly lines: Int32Array
  /** Rows that could not be read. */
  readonly rejects: RejectCount
  /** Remarks on the file, as sentences. */
  readonly remarks: readonly string[]
}

/** How to read. */
export interface RowsAsk {
  /** Columns that must be there; the message that says otherwise names the option (`--customer`) by which each was asked for, where one is given. */
  readonly needs?: readonly (string | { readonly column: string; readonly option: string })[]
  /** Keep only these and those that are needed; all when left out. */
  readonly keep?: readonly string[]
  /** Columns whose cells are not trimmed. */
  readonly exact?: readonly string[]
  /** Whether a row is taken: null, or why not. Cells in the order of `columns`. */
  readonly refuse?: (row: { readonly [column: string]: string }) => string | null
  /** Bytes read and bytes in all, now and then. */
  readonly onProgress?: (progress: { readonly rows: number; readonly bytes: number; readonly ofBytes: number }) => void
}

/** Longer cells are cut: nothing that is learned from stands behind so many characters. */
const CELL_CHARACTERS = 10_000
const RAW = 1_000
const PROGRESS_ROWS = 5_000
/** Cells for which there is room in a megabyte of the process's heap. */
const CELLS_PER_MB = 12_000

/** Reads the file. Throws LabProblem where it is not there, is no CSV, lacks a column, or is larger than memory. */
export async function readRows(path: string, ask: RowsAsk = {}): Promise<Rows> {
  const file = await openCsv(path)
  const needs = (ask.needs ?? []).map((need) => (typeof need === 'string' ? { column: need, option: '' } : need))
  for (const { column, option } of needs)
    if (!file.columns.includes(column)) throw new LabProblem(`${file.name} has no column '${column}'.`, `Its columns are: ${listed(file.columns)}. Name one of them${option === '' ? '' : `: ${option} COLUMN`}.`, 2)
  const wanted = new Set([...(ask.keep ?? file.columns), ...needs.map(({ column }) => column)])
  const columns = file.columns.filter((column) => wanted.has(column))
  const places = columns.map((column) => file.columns.indexOf(column))
  const exact = columns.map((column) => ask.exact?.includes(column) ?? false)
  const texts: string[][] = columns.map(() => [])
  const pool = columns.map(() => new Map<string, string>())
  const rejects = countRejects()
  const lines: number[] = []
  const most = Math.floor((getHeapStatistics().heap_size_limit / 1_048_576) * CELLS_PER_MB / Math.max(1, columns.length))
  const width = file.columns.length
  for await (const record of file.records) {
    const reject = (reason: string, raw: string, detail?: string): void => rejects.add({
      file: file.name,
      line: record.line,
      reason,
      raw: raw.slice(0, RAW),
      ...(detail === undefined ? {} : { detail })
    })
    if (record.is === 'broken') {
      reject(record.reason, record.raw)
      continue
    }
    const { cells } = record
    let length = cells.length
    // Spreadsheets put empty cells behind the last one.
    while (length > width && cells[length - 1] === '') length--
    if (length === 1 && (cells[0] ?? '').trim() === '' && width > 1) continue
    if (length !== width) {
      reject('the row has another number of cells than the header', cells.join(file.delimiter), `${cells.length} instead of ${width}`)
      continue
    }
    const row = places.map((place, i) => cellOf(cells[place] ?? '', exact[i] ?? false))
    const why = ask.refuse ? ask.refuse(Object.fromEntries(columns.map((column, i) => [column, row[i] as string]))) : null
    if (why !== null) {
      reject(why, cells.join(file.delimiter))
      continue
    }
    if (lines.length >= most) throw new LabProblem(`${file.name} has more than ${most.toLocaleString('en')} rows, and there is no memory for more.`, 'Give the process more (NODE_OPTIONS=--max-old-space-size=16000), or a sample of the rows.')
    for (let i = 0; i < row.length; i++) texts[i]?.push(pooled(pool[i] as Map<string, string>, row[i] as string))
    lines.push(record.line)
    if (lines.length % PROGRESS_ROWS === 0) ask.onProgress?.({ rows: lines.length, bytes: file.bytesRead(), ofBytes: file.bytes })
  }
  const { zeros, damaged } = file.text()
  const remarks = [...file.remarks]
  if (zeros > 0) remarks.push(`${zeros.toLocaleString('en')} zero bytes were taken out of ${file.name}.`)
  if (damaged > 0) remarks.push(`${damaged.toLocaleString('en')} damaged characters of ${file.name} could not be read.`)
  for (const { reason, rows, first } of rejects.kinds()) {
    const where = `line ${first.map(({ line }) => line).join(', ')}${rows > first.length ? ', …' : ''}`
    remarks.push(`${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'} of ${file.name} could not be used: ${reason} (${where}).`)
  }
  return {
    file: file.name,
    columns,
    rows: lines.length,
    values: Object.fromEntries(columns.map((column, i) => [column, texts[i] as string[]])),
    lines: Int32Array.from(lines),
    rejects,
    remarks,
  }
}

function cellOf(cell: string, exact: boolean): string {
  const text = exact ? cell : cell.trim()
  return text.length > CELL_CHARACTERS ? text.slice(0, CELL_CHARACTERS) : text
}

const POOLED = 10_000

/** One text for equal cells: tables repeat themselves, and cut-out texts would keep the whole chunk they came from alive. */
function pooled(pool: Map<string, string>, text: string): string {
  const known = pool.get(text)
  if (known !== undefined) return known
  if (pool.size < POOLED) pool.set(text, text)
  return text
}

/** Names for a sentence: `a, b, c and 12 more`. */
export function listed(names: readonly string[], most = 40): string {
  return names.length <= most ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${names.length - most} more`
}
