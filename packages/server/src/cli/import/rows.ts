/** Rows of a file, streamed: unpacked, decoded, CSV or NDJSON, with what could not be read as a row. */
import { createReadStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { createGunzip, gunzipSync } from 'node:zlib'
import { isJsonObject, type Json } from '@rapport/core/base/json'
import { Failure } from '../output.ts'
import { delimiterOf, LONGEST_RECORD, readCsv } from '../../files/csv.ts'
import { encodingOf, ENCODINGS, type Encoding } from '../../files/encoding.ts'
import type { ImportMap } from './map.ts'
import type { Reject, Row } from './mapper.ts'

/** What a file looks like from its beginning. */
export interface FileShape {
  readonly gzip: boolean
  readonly encoding: Encoding
  readonly format: 'csv' | 'ndjson'
  readonly delimiter: string
  /** CSV: the names of the columns. NDJSON: names seen in the sample. */
  readonly columns: readonly string[]
  readonly bytes: number
}

/** A row or a reject, and how many bytes of the file have been read for the progress. */
export type RowOrReject = { readonly is: 'row'; readonly row: Row } | { readonly is: 'reject'; readonly reject: Reject }

const SAMPLE_BYTES = 262_144

/** Looks at the beginning of a file. `map` may fix encoding, delimiter and columns. */
export async function shapeOf(file: string, map: Partial<ImportMap> = {}): Promise<{ readonly shape: FileShape; readonly sample: string }> {
  const { size } = await stat(file).catch(() => {
    throw new Failure({ what: `There is no file ${file}.`, next: 'Check the path.', code: 2 })
  })
  const handle = await open(file)
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0).finally(() => handle.close())
  const head = buffer.subarray(0, bytesRead)
  const gzip = head[0] === 0x1f && head[1] === 0x8b
  const plain = gzip ? partlyUnzipped(head) : head
  if (plain.length === 0) throw new Failure({ what: `${file} is empty.`, next: 'Export it again.' })
  const encoding = fixedEncoding(map.encoding) ?? encodingOf(plain)
  const sample = new TextDecoder(encoding).decode(plain, { stream: true })
  const format = /^\s*[{[]/.test(sample) ? 'ndjson' : 'csv'
  const delimiter = map.delimiter ?? delimiterOf(sample)
  const columns = map.columns ?? (format === 'csv' ? await headerOf(sample, delimiter) : namesIn(sample))
  return { shape: { gzip, encoding, format, delimiter, columns, bytes: size }, sample }
}

/** All rows. `onBytes` hears how far the file has been read. */
export async function* readRows(file: string, shape: FileShape, map: Partial<ImportMap>, onBytes: (bytes: number) => void): AsyncGenerator<RowOrReject> {
  const chunks = textOf(file, shape, onBytes)
  yield* shape.format === 'csv' ? csvRows(chunks, shape, map.columns === undefined) : jsonRows(chunks)
}

async function* textOf(file: string, shape: FileShape, onBytes: (bytes: number) => void): AsyncGenerator<string> {
  const raw = createReadStream(file, { highWaterMark: 1 << 18 })
  const bytes = shape.gzip ? raw.pipe(createGunzip()) : raw
  raw.on('error', (error) => bytes.destroy(error))
  // TextDecoder drops the byte-order mark; characters cut between chunks are put together again.
  const decoder = new TextDecoder(shape.encoding)
  for await (const chunk of bytes) {
    onBytes(raw.bytesRead)
    yield decoder.decode(chunk as Buffer, { stream: true })
  }
  yield decoder.decode()
}

async function* csvRows(chunks: AsyncIterable<string>, { delimiter, columns }: FileShape, hasHeader: boolean): AsyncGenerator<RowOrReject> {
  let number = 0
  let first = hasHeader
  for await (const record of readCsv(chunks, delimiter)) {
    if (first) {
      first = false
      continue
    }
    number++
    if (record.is === 'broken') {
      yield { is: 'reject', reject: { line: record.line, reason: record.reason, raw: record.raw } }
      continue
    }
    const { cells } = record
    let length = cells.length
    while (length > columns.length && cells[length - 1] === '') length--
    if (length !== columns.length) {
      yield { is: 'reject', reject: { line: record.line, reason: `the row has ${cells.length} cells, the header ${columns.length}`, raw: cells.join(delimiter).slice(0, 1_000) } }
      continue
    }
    const named: { [column: string]: string } = {}
    for (let i = 0; i < length; i++) named[columns[i] ?? ''] = cells[i] ?? ''
    yield { is: 'row', row: { line: record.line, row: number, cells: named } }
  }
}

async function* jsonRows(chunks: AsyncIterable<string>): AsyncGenerator<RowOrReject> {
  let rest = ''
  let line = 0
  const one = function* (text: string): Generator<RowOrReject> {
    line++
    if (text.trim() === '') return
    const value = jsonOrNull(text)
    if (isJsonObject(value ?? undefined)) yield { is: 'row', row: { line, row: line, cells: flat(value as { readonly [name: string]: Json }) } }
    else yield { is: 'reject', reject: { line, reason: 'the line is no JSON object', raw: text.slice(0, 1_000) } }
  }
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const text of lines) yield* one(text)
    if (rest.length > LONGEST_RECORD) throw new Failure({ what: `Line ${line + 1} is longer than ${LONGEST_RECORD} characters.`, next: 'The file must have one JSON object a line (NDJSON).' })
  }
  if (rest.trim() !== '') yield* one(rest)
}

/** Nested fields by dotted path, beside the objects themselves. */
function flat(object: { readonly [name: string]: Json }, prefix = '', into: { [column: string]: Json } = {}): { [column: string]: Json } {
  for (const [name, value] of Object.entries(object)) {
    into[prefix + name] = value
    if (isJsonObject(value) && prefix.split('.').length < 5) flat(value, `${prefix}${name}.`, into)
  }
  return into
}

async function headerOf(sample: string, delimiter: string): Promise<readonly string[]> {
  const once = async function* (): AsyncGenerator<string> {
    yield sample
  }
  for await (const record of readCsv(once(), delimiter)) {
    if (record.is === 'cells') return record.cells.map((cell, i) => cell.replace(/^\uFEFF/, '').trim() || `column${i + 1}`)
    break
  }
  throw new Failure({ what: 'The first line is no header.', next: 'Give the names of the columns in the map: `columns: [a, b, c]`.' })
}

function namesIn(sample: string): readonly string[] {
  const names = new Set<string>()
  for (const line of sample.split('\n').slice(0, 200)) {
    const value = jsonOrNull(line)
    if (isJsonObject(value ?? undefined)) for (const [name, inner] of Object.entries(flat(value as { readonly [name: string]: Json }))) if (!isJsonObject(inner)) names.add(name)
  }
  return [...names]
}

function jsonOrNull(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    return null
  }
}

/** As much as the beginning of a gzip file gives. */
function partlyUnzipped(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: 2, maxOutputLength: 64 * SAMPLE_BYTES }).subarray(0, SAMPLE_BYTES)
  } catch {
    throw new Failure({ what: 'The file says that it is gzip, but cannot be unpacked.', next: 'Copy it again; it may be cut off or damaged.' })
  }
}

function fixedEncoding(name: string | undefined): Encoding | null {
  if (name === undefined) return null
  const found = ENCODINGS.find((encoding) => encoding === name.toLowerCase())
  if (!found) throw new Failure({ what: `The encoding '${name}' is not known.`, next: `Known: ${ENCODINGS.join(', ')}. Leave it out to have it found.`, code: 2 })
  return found
}
