/** Rows on their way into a file: CSV, NDJSON or Parquet, a batch at a time, so that memory does not grow with the file. */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { Json } from '@rapport/core/base/json'
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer'
import { textOf, type Column, type ColumnType } from './columns.ts'

/** The kinds of file. */
export type ExportFormat = 'csv' | 'ndjson' | 'parquet'

/** A file being written. Values stand in the order of the columns. */
export interface RowFile {
  write(rows: readonly (readonly Json[])[]): void
  /** Ends the file properly. Nothing may be written afterwards. */
  end(): void
  /** Closes it as it is, when it will be thrown away. */
  abandon(): void
}

/** Rows of one Parquet row group: large enough to compress well, small enough to hold. */
const GROUP_ROWS = 5_000

/** Begins a file. `bom`: CSV begins with a byte order mark, by which Excel knows UTF-8. */
export function openRowFile(path: string, format: ExportFormat, columns: readonly Column[], options: { readonly bom: boolean }): RowFile {
  if (format === 'parquet') return parquetFile(path, columns)
  const file = openSync(path, 'w', 0o600)
  let open = true
  const close = (): void => {
    if (open) closeSync(file)
    open = false
  }
  if (format === 'csv') writeSync(file, `${options.bom ? '\uFEFF' : ''}${columns.map(({ name }) => csvCell(name)).join(',')}\r\n`)
  const line = format === 'csv' ? (row: readonly Json[]) => csvLine(row, columns) : (row: readonly Json[]) => ndjsonLine(row, columns)
  return { write: (rows) => void writeSync(file, rows.map(line).join('')), end: close, abandon: close }
}

/**
 * One cell: a text that a spreadsheet would take for a formula gets a leading apostrophe (OWASP: CSV injection), numbers stay numbers; quoted where needed.
 * Lone line feeds inside a cell are fine once it is quoted.
 */
export function csvCell(text: string): string {
  const safe = /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r]/.test(text) && !/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function csvLine(row: readonly Json[], columns: readonly Column[]): string {
  return `${row.map((value, i) => csvCell(textOf(value, columns[i]?.type ?? 'text'))).join(',')}\r\n`
}

/** Values without one are left out; moments are ISO texts. */
function ndjsonLine(row: readonly Json[], columns: readonly Column[]): string {
  const entries = columns.flatMap(({ name, type }, i): [string, Json][] => {
    const value = row[i] ?? null
    return value === null ? [] : [[name, type === 'moment' ? textOf(value, type) : value]]
  })
  return `${JSON.stringify(Object.fromEntries(entries))}\n`
}

const PARQUET: { readonly [type in ColumnType]: 'STRING' | 'DOUBLE' | 'BOOLEAN' | 'TIMESTAMP' | 'JSON' } = { text: 'STRING', number: 'DOUBLE', truth: 'BOOLEAN', moment: 'TIMESTAMP', json: 'JSON' }

function parquetFile(path: string, columns: readonly Column[]): RowFile {
  // Made first, so that nobody else on the machine may read it.
  closeSync(openSync(path, 'w', 0o600))
  const writer = fileWriter(path)
  const empty = columns.map(({ name, type }) => ({ name, data: [] as unknown[], type: PARQUET[type], nullable: true }))
  const schema = schemaFromColumnData({ columnData: empty })
  const about = JSON.stringify(columns.map(({ id, name, type }) => ({ id, name, type })))
  const parquet = new ParquetWriter({ writer, schema, createdBy: 'rapport', kvMetadata: [{ key: 'rapport.columns', value: about }] })
  let held: (readonly Json[])[] = []
  const flush = (): void => {
    if (held.length === 0) return
    const rows = held
    held = []
    const columnData = columns.map(({ name, type }, i) => ({ name, data: rows.map((row) => parquetValue(row[i] ?? null, type)), type: PARQUET[type] }))
    parquet.write({ columnData, rowGroupSize: GROUP_ROWS })
  }
  return {
    write(rows) {
      held.push(...rows)
      if (held.length >= GROUP_ROWS) flush()
    },
    end() {
      flush()
      parquet.finish()
    },
    abandon: () => void (held = []),
  }
}

/** The value in its column's type; what does not fit (said between finding out the types and writing) is none. */
function parquetValue(value: Json, type: ColumnType): unknown {
  if (value === null) return null
  switch (type) {
    case 'number':
      return typeof value === 'number' ? value : null
    case 'truth':
      return typeof value === 'boolean' ? value : null
    case 'moment':
      return typeof value === 'number' ? new Date(value) : null
    case 'json':
      return value
    case 'text':
      return textOf(value, type)
  }
}
