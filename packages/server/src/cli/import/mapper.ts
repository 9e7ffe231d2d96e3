/** Turns rows into plain events by a map. Pure: the same rows give the same events with the same ids. */
import { shortHash } from '@rapport/core/base/hash'
import { canonical, type Json, type JsonObject } from '@rapport/core/base/json'
import type { ImportMap, MapValue } from './map.ts'
import { momentReader, type MomentReader } from './moment.ts'

/** One row of a file: its line, its number among the rows (from 1), and its cells by column. */
export interface Row {
  readonly line: number
  readonly row: number
  readonly cells: { readonly [column: string]: Json | undefined }
}

/** An event as `POST /v1/events` takes it, with the first row it came from. */
export interface PlainEvent {
  readonly line: number
  readonly row: number
  readonly event: JsonObject
}

/** A row that gives no event. */
export interface Reject {
  readonly line: number
  readonly reason: string
  readonly raw: string
}

/** What one row says, before rows are grouped. */
export interface MappedRow {
  readonly type: string
  readonly at: string
  readonly identifiers: JsonObject
  readonly properties: JsonObject
  readonly traits: JsonObject
  /** The fixed id, when the map has one. */
  readonly id: string | null
  readonly item: JsonObject | null
  readonly sums: { readonly [property: string]: number }
}

/** Maps one row. A text is the reason why it cannot be. */
export type RowMapper = (row: Row) => MappedRow | string

type Reader = (cells: Row['cells']) => { readonly value: Json } | { readonly wrong: string } | null

/** Makes the mapper of a map. */
export function rowMapper(map: ImportMap): RowMapper {
  const at = typeof map.at === 'string' ? { column: map.at } : map.at
  const readAt = momentReader(at.format, at.timezone)
  const identifiers = readersOf(map.identifiers as { readonly [name: string]: MapValue })
  const properties = readersOf(map.properties)
  const traits = readersOf(map.traits)
  const item = map.group?.items ? readersOf(map.group.items.properties) : null
  const sums = Object.entries(map.group?.sum ?? {}).map(([name, columns]) => [name, typeof columns === 'string' ? [columns] : columns] as const)
  return ({ cells }) => {
    const type = typeOf(map, cells)
    if (type === null) return `the event's type is empty`
    const moment = readAt(textOf(cells[at.column]))
    if (moment === null) return `'${textOf(cells[at.column]).slice(0, 60)}' in column ${at.column} is no moment${at.format === undefined ? '' : ` of the form ${at.format}`}`
    const ids = readAll(identifiers, cells)
    if (typeof ids === 'string') return ids
    if (Object.keys(ids).length === 0) return `the row points at nobody: ${Object.keys(map.identifiers).join(', ')} is empty`
    const own = readAll(properties, cells)
    if (typeof own === 'string') return own
    const known = readAll(traits, cells)
    if (typeof known === 'string') return known
    const line = item === null ? null : readAll(item, cells)
    if (typeof line === 'string') return line
    const added: { [property: string]: number } = {}
    for (const [name, columns] of sums) {
      const factors = columns.map((column) => numberOf(textOf(cells[column])))
      const wrong = factors.findIndex((factor) => factor === null)
      if (wrong >= 0) return `'${textOf(cells[columns[wrong] ?? '']).slice(0, 60)}' in column ${columns[wrong]} is no number`
      added[name] = factors.reduce<number>((product, factor) => product * (factor ?? 0), 1)
    }
    return {
      type,
      at: new Date(moment).toISOString(),
      identifiers: ids,
      properties: map.currency === undefined ? own : { ...own, currency: map.currency },
      traits: known,
      id: idOf(map, cells),
      item: line,
      sums: added,
    }
  }
}

/** The event of one mapped row. Without a fixed id, its content and how often that content came before make the id. */
export function plainEvent(row: Row, mapped: MappedRow, nth: (content: string) => number): PlainEvent {
  const { type, at, identifiers, properties, traits } = mapped
  const event: JsonObject = { type, at, identifiers, properties: { ...properties, ...rounded(mapped.sums) }, ...(Object.keys(traits).length > 0 && { traits }) }
  return { line: row.line, row: row.row, event: { id: mapped.id ?? contentId(event, nth), ...event } }
}

/** An id out of content: `import-` and a hash; the second row with the same content gets `-2`. */
function contentId(event: JsonObject, nth: (content: string) => number): string {
  const content = shortHash(canonical(event))
  const n = nth(content)
  return n === 1 ? `import-${content}` : `import-${content}-${n}`
}

/** Sums without the dust of floating point. */
export function rounded(sums: { readonly [property: string]: number }): { [property: string]: number } {
  return Object.fromEntries(Object.entries(sums).map(([name, sum]) => [name, Math.round(sum * 1e6) / 1e6]))
}

function idOf(map: ImportMap, cells: Row['cells']): string | null {
  if (map.id === undefined) return null
  if (typeof map.id === 'string') return map.id.replace(/\{([^}]+)\}/g, (_, column: string) => textOf(cells[column]))
  return map.id.map((column) => textOf(cells[column])).join('|')
}

function typeOf({ event }: ImportMap, cells: Row['cells']): string | null {
  if (typeof event === 'string') return event
  const text = textOf(cells[event.column]).trim()
  for (const [pattern, type] of Object.entries(event.when ?? {})) {
    const fits = pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern.startsWith('*') ? text.endsWith(pattern.slice(1)) : text === pattern
    if (fits) return type
  }
  return event.otherwise ?? (event.when === undefined && text !== '' ? text : null)
}

function readersOf(values: { readonly [name: string]: MapValue | undefined } | undefined): readonly (readonly [string, Reader])[] {
  return Object.entries(values ?? {}).flatMap(([name, value]) => (value === undefined ? [] : [[name, readerOf(value)] as const]))
}

/** Empty cells are left out; a cell that is not of its type is wrong. */
function readerOf(value: MapValue): Reader {
  if (typeof value === 'string') return (cells) => present(cells[value], (text, raw) => ({ value: typeof raw === 'string' || raw === undefined ? text : raw }))
  if ('value' in value) return () => ({ value: value.value })
  const { column, type = 'text', format, timezone } = value
  const moment: MomentReader | null = type === 'moment' ? momentReader(format, timezone) : null
  return (cells) =>
    present(cells[column], (text, raw) => {
      const read = moment ? isoOf(moment(text)) : convert(text, raw, type)
      return read === null ? { wrong: `'${text.slice(0, 60)}' in column ${column} is no ${type}` } : { value: read }
    })
}

function convert(text: string, raw: Json | undefined, type: string): Json | null {
  if (type === 'number') return typeof raw === 'number' ? raw : numberOf(text)
  if (type === 'boolean') return /^(true|1|yes|y|t|是|有|ใช่)$/i.test(text) ? true : /^(false|0|no|n|f|否|無|无|ไม่)$/i.test(text) ? false : null
  if (type === 'json') return jsonOf(text, raw)
  return text
}

function present(raw: Json | undefined, read: (text: string, raw: Json | undefined) => { readonly value: Json } | { readonly wrong: string }): ReturnType<Reader> {
  const text = textOf(raw).trim()
  return text === '' ? null : read(text, raw)
}

function readAll(readers: readonly (readonly [string, Reader])[], cells: Row['cells']): { [name: string]: Json } | string {
  const values: { [name: string]: Json } = {}
  for (const [name, read] of readers) {
    const found = read(cells)
    if (found === null) continue
    if ('wrong' in found) return found.wrong
    values[name] = found.value
  }
  return values
}

/** Numbers as people write them: `1,234.50`, `NT$ 300`, `１２`, `(5)`; null for anything else. */
export function numberOf(text: string): number | null {
  const plain = text.normalize('NFKC').trim().replace(/^\((.+)\)$/, '-$1').replace(/^(-?)\s*(?:NT\$|HK\$|US\$|[$€£¥฿])\s*/, '$1').replace(/,(?=\d{3}(\D|$))/g, '')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?%?$/i.test(plain)) return null
  const value = plain.endsWith('%') ? Number(plain.slice(0, -1)) / 100 : Number(plain)
  return Number.isFinite(value) ? value : null
}

function isoOf(moment: number | null): string | null {
  return moment === null ? null : new Date(moment).toISOString()
}

function jsonOf(text: string, raw: Json | undefined): Json | null {
  if (typeof raw === 'object') return raw
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

/** A cell as text. */
export function textOf(value: Json | undefined): string {
  return value === undefined || value === null ? '' : typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}
