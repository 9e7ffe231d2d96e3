/** Reads one or several CSV files into one table by columns, keeping only what a match needs; rows that are none are counted and told. */
import { getHeapStatistics } from 'node:v8'
import { phoneOf } from '@rapport/core/clean/phone'
import { guessRoles } from '@rapport/core/match/index'
import type { Role, RoleGuess, Roles } from '@rapport/core/match/types'
import type { Encoding } from '../files/encoding.ts'
import { openCsv, type CsvFile } from './csv-file.ts'
import type { MatchMap } from './map.ts'
import { LabProblem } from './problem.ts'
import { countRejects, type Reject, type RejectCount } from './rejects.ts'

/** What was read of one file. */
export interface FileReport {
  readonly name: string
  readonly columns: number
  readonly delimiter: string
  readonly rows: number
  /** Lines that were not plain UTF-8. */
  readonly encodings: { readonly [encoding in Encoding]?: number }
  readonly zeroBytes: number
  readonly damagedBytes: number
}

/** A column and what it is taken to hold. */
export interface ColumnReport {
  readonly column: string
  readonly role: Role
  readonly because: string
  /** Records that have a value. */
  readonly filled: number
}

/** All records of the files. */
export interface Table {
  /** Record ids as they stand in the file; behind the file's name when two files have ids in common. */
  readonly ids: readonly string[]
  readonly columns: { readonly [column: string]: string[] }
  readonly roles: Roles
  readonly report: {
    readonly files: readonly FileReport[]
    readonly columns: readonly ColumnReport[]
    /** Rows behind the headers: records and rejects. */
    readonly rows: number
    readonly rejects: RejectCount
    /** Cells that were cut to CELL_CHARACTERS. */
    readonly cut: number
    readonly remarks: readonly string[]
  }
}

/** How to read. */
export interface TableAsk {
  readonly paths: readonly string[]
  /** The column with the ids of records. */
  readonly id: string
  readonly map: MatchMap
  readonly onReject?: (reject: Reject) => void
  /** Bytes read and bytes in all, now and then. */
  readonly onProgress?: (progress: { readonly rows: number; readonly bytes: number; readonly ofBytes: number; readonly rejected: number }) => void
}

/** Longer cells are cut to so many characters: nobody's name or address is longer. */
export const CELL_CHARACTERS = 2_000
/** Records for which there is room in a megabyte of the process's heap; measured at a million: 2.7 GB in all. */
const RECORDS_PER_MB = 280
/** Rows that roles are guessed from. */
const SAMPLE_ROWS = 2_000
/** The column that says from which file a record is, when there are several. */
export const FILE_COLUMN = '(file)'
const RAW = 1_000
const PROGRESS_ROWS = 5_000

/** Reads the files. Throws LabProblem when that makes no sense. */
export async function readTable(ask: TableAsk): Promise<Table> {
  const opened = await Promise.all(ask.paths.map(openCsv))
  const files = opened.map((file, i) => (opened.filter(({ name }) => name === file.name).length > 1 ? { ...file, name: `${i + 1}-${file.name}` } : file))
  const names = columnsOf(files, ask)
  const rejects = countRejects(ask.onReject)
  const reports: FileReport[] = []
  const state = startRecords(ask, names, files)
  const ofBytes = files.reduce((sum, file) => sum + file.bytes, 0)
  for (const [n, file] of files.entries()) {
    let rows = 0
    for await (const record of file.records) {
      rows++
      if (record.is === 'broken') rejects.add({ file: file.name, line: record.line, reason: record.reason, raw: record.raw })
      else {
        const refused = state.add(n, record.line, record.cells)
        if (refused) rejects.add({ file: file.name, line: record.line, ...refused, raw: record.cells.join(file.delimiter).slice(0, RAW) })
      }
      if (rows % PROGRESS_ROWS === 0) ask.onProgress?.({ rows: state.ids.length, bytes: files.reduce((sum, one) => sum + one.bytesRead(), 0), ofBytes, rejected: rejects.rows() })
    }
    const { lines, zeros, damaged } = file.text()
    reports.push({ name: file.name, columns: file.columns.length, delimiter: file.delimiter, rows, encodings: Object.fromEntries(lines), zeroBytes: zeros, damagedBytes: damaged })
  }
  const { columns, roles, because } = state.end()
  const filled = (column: string): number => columns[column]?.reduce((sum, value) => sum + (value === '' ? 0 : 1), 0) ?? 0
  const reported = names.filter((column) => column !== ask.id).map((column) => ({ column, role: roles[column] ?? 'ignore', because: because[column] ?? '', filled: filled(column) }))
  return {
    ids: state.named(files),
    columns,
    roles,
    report: {
      files: reports,
      columns: reported,
      rows: reports.reduce((sum, { rows }) => sum + rows, 0),
      rejects,
      cut: state.cut(),
      remarks: [...files.flatMap((file) => file.remarks), ...emptyColumns(reported, state.ids.length), ...state.remarks],
    },
  }
}

function columnsOf(files: readonly CsvFile[], { id, map }: TableAsk): readonly string[] {
  const all = [...new Set(files.flatMap((file) => file.columns))]
  for (const file of files)
    if (!file.columns.includes(id)) throw new LabProblem(`${file.name} has no column '${id}'.`, `Its columns are: ${listed(file.columns)}. Name the one that holds the records' ids: --id COLUMN.`, 2)
  const unknown = [...Object.keys(map.roles), ...(map.unique ?? [])].filter((column) => !all.includes(column))
  if (unknown.length > 0) throw new LabProblem(`The map names columns that are not there: ${listed(unknown)}.`, `The columns are: ${listed(all)}.`, 2)
  return files.length > 1 && !all.includes(FILE_COLUMN) ? [...all, FILE_COLUMN] : all
}

function listed(names: readonly string[]): string {
  return names.length <= 40 ? names.join(', ') : `${names.slice(0, 40).join(', ')} and ${names.length - 40} more`
}

function emptyColumns(columns: readonly ColumnReport[], records: number): readonly string[] {
  const empty = columns.filter(({ filled, role }) => filled === 0 && role !== 'ignore').map(({ column }) => column)
  return empty.length > 0 && records > 0 ? [`Empty in every record, so of no help: ${listed(empty)}.`] : []
}

/** Collects records by column. The first rows wait until the roles are guessed from them; columns to be ignored are then dropped. */
function startRecords(ask: TableAsk, names: readonly string[], files: readonly CsvFile[]) {
  const columnPlaces = files.map((file) => names.map((name) => file.columns.indexOf(name)))
  const idPlaces = files.map((file) => file.columns.indexOf(ask.id))
  const lineOf = files.map(() => new Map<string, number>())
  const ids: string[] = []
  const fileOf: number[] = []
  const remarks: string[] = []
  const columns: { [column: string]: string[] } = Object.fromEntries(names.map((name) => [name, []]))
  let kept: readonly { readonly values: string[]; readonly name: string; readonly place: number }[][] | null = null
  let decided: { readonly roles: Roles; readonly because: { readonly [column: string]: string } } | null = null
  let cut = 0
  // Better a clear word early than a process that dies late.
  const recordsMax = Math.floor((getHeapStatistics().heap_size_limit / 1_048_576) * RECORDS_PER_MB)

  function shortened(cell: string): string {
    const text = cell.trim()
    if (text.length > CELL_CHARACTERS) cut++
    // A slice keeps the whole text alive that it was cut from, megabytes perhaps; a copy does not.
    return text.length < 13 ? text : Buffer.from(text.slice(0, CELL_CHARACTERS), 'utf16le').toString('utf16le')
  }

  function decide(): void {
    const candidates = names.filter((name) => name !== ask.id && name !== FILE_COLUMN)
    const rows = Math.min(SAMPLE_ROWS, ids.length)
    // Spread over all rows that are there: with several files, each has its part.
    const places = Array.from({ length: rows }, (_, i) => Math.floor((i * ids.length) / rows))
    const sample = places.map((row) => Object.fromEntries(candidates.map((name) => [name, columns[name]?.[row] ?? ''])))
    const guesses: { readonly [column: string]: RoleGuess } = ask.map.guess ? guessRoles(candidates, sample) : {}
    const because: { [column: string]: string } = {}
    const roles: { [column: string]: Role } = {}
    for (const name of candidates) {
      const given = ask.map.roles[name]
      roles[name] = given ?? guesses[name]?.role ?? 'ignore'
      because[name] = given ? 'the map says so' : (guesses[name]?.because ?? 'the map does not name it')
    }
    if (names.includes(FILE_COLUMN)) {
      const taken = candidates.find((name) => roles[name] === 'source')
      roles[FILE_COLUMN] = taken === undefined ? 'source' : 'ignore'
      because[FILE_COLUMN] = taken === undefined ? 'several files are linked' : `'${taken}' names the source`
    }
    const isUsed = (name: string): boolean => roles[name] !== undefined && roles[name] !== 'ignore'
    for (const name of names) if (!isUsed(name)) columns[name] = []
    decided = { roles, because }
    kept = columnPlaces.map((place) => names.flatMap((name, i) => (isUsed(name) ? [{ values: columns[name] as string[], name, place: place[i] ?? -1 }] : [])))
  }

  return {
    ids,
    remarks,
    cut: () => cut,
    /** Takes a row, or says why not. */
    add(file: number, line: number, cells: readonly string[]): { readonly reason: string; readonly detail?: string } | null {
      const width = (files[file] as CsvFile).columns.length
      let length = cells.length
      while (length > width && cells[length - 1] === '') length--
      if (length !== width) return { reason: 'the row has another number of cells than the header', detail: `${cells.length} instead of ${width}` }
      const id = shortened(cells[idPlaces[file] ?? -1] ?? '')
      if (id === '') return { reason: `the id ('${ask.id}') is missing` }
      const lines = lineOf[file] as Map<string, number>
      const before = lines.get(id)
      if (before !== undefined) return { reason: 'the id occurs before', detail: `'${id.slice(0, 80)}' is on line ${before}` }
      if (ids.length >= recordsMax) throw new LabProblem(`There are more than ${recordsMax.toLocaleString('en')} records, and no memory for more.`, 'Give the process more (NODE_OPTIONS=--max-old-space-size=16000), or match parts that have nobody in common, by country for example.')
      lines.set(id, line)
      ids.push(id)
      fileOf.push(file)
      const valueOf = (name: string, place: number): string => (name === FILE_COLUMN ? (files[file] as CsvFile).name : shortened(cells[place] ?? ''))
      if (kept === null) names.forEach((name, i) => columns[name]?.push(valueOf(name, columnPlaces[file]?.[i] ?? -1)))
      else for (const { values, name, place } of kept[file] ?? []) values.push(valueOf(name, place))
      if (kept === null && ids.length >= SAMPLE_ROWS && files.length === 1) decide()
      return null
    },
    end(): { readonly columns: { readonly [column: string]: string[] }; readonly roles: Roles; readonly because: { readonly [column: string]: string } } {
      if (decided === null) decide()
      const { roles, because } = decided as NonNullable<typeof decided>
      const { country } = ask.map
      if (country !== undefined) for (const [name, values] of Object.entries(columns)) if (roles[name] === 'phone') inCountry(values, country)
      const used = Object.fromEntries(Object.entries(columns).filter(([name]) => name !== ask.id && roles[name] !== undefined && roles[name] !== 'ignore'))
      return { columns: used, roles: Object.fromEntries(Object.entries(roles).filter(([name]) => used[name])), because }
    },
    /** Ids that are unique over all files. */
    named(of: readonly CsvFile[]): readonly string[] {
      const shared = of.length > 1 && ids.length !== new Set(ids).size
      if (!shared) return ids
      remarks.push('The files have ids in common, so each id stands behind the name of its file in the results.')
      return ids.map((id, i) => `${(of[fileOf[i] ?? 0] as CsvFile).name}:${id}`)
    },
  }
}

/** Numbers without a country code are of this country. */
function inCountry(values: string[], country: string): void {
  values.forEach((value, row) => {
    if (value === '') return
    const phone = phoneOf(value, { country })
    if (phone.is === 'international') values[row] = phone.e164
  })
}
