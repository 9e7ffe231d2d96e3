/** Reading a compressed CSV of the evaluation data into columns. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { DATA } from './sets.ts'

/** Columns by name. */
export type Columns = { readonly [column: string]: readonly string[] }

/** Whether all files are there. */
export function present(files: readonly string[]): boolean {
  return files.every((file) => existsSync(join(DATA, file)))
}

/** Reads files with the same header one under the other; with several, `source` numbers them. */
export function readColumns(files: readonly string[]): Columns {
  const columns: { [column: string]: string[] } = {}
  for (const [index, file] of files.entries()) {
    const [header, ...rows] = parse(gunzipSync(readFileSync(join(DATA, file)))) as string[][]
    for (const [at, column] of (header ?? []).entries()) for (const row of rows) (columns[column] ??= []).push(row[at] ?? '')
    if (files.length > 1) for (const _ of rows) (columns['source'] ??= []).push(String(index))
  }
  return columns
}
