/** A CSV file of anybody: unpacked, decoded and split while it streams by, with what its first lines say about it. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import { delimiterOf, readCsv, type CsvRecord } from '../files/csv.ts'
import { createLineDecoder, type TextReport } from '../files/text.ts'
import { LabProblem } from './problem.ts'

/** An opened file; `records` gives everything behind the header, once. */
export interface CsvFile {
  /** The name without folders. */
  readonly name: string
  readonly delimiter: string
  readonly columns: readonly string[]
  /** Remarks about the header, as sentences. */
  readonly remarks: readonly string[]
  readonly records: AsyncIterable<CsvRecord>
  /** Bytes of the file, packed when it is packed, and how many of them were read so far. */
  readonly bytes: number
  bytesRead(): number
  /** What had to be done to its text so far. */
  text(): TextReport
}

const SAMPLE = 65_536
const CHUNK_BYTES = 262_144

/** Opens a file and reads its header. */
export async function openCsv(path: string): Promise<CsvFile> {
  const found = await stat(path).catch(() => {
    throw new LabProblem(`There is no file ${path}.`, 'Check the path.', 2)
  })
  if (!found.isFile()) throw new LabProblem(`${path} is no file.`, 'Name a CSV file, plain or gzip.', 2)
  const name = basename(path)
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES })
  const decoder = createLineDecoder()
  const chunks = textOf(path, source, decoder)
  let sample = ''
  let ended = false
  while (sample.length < SAMPLE && !ended) {
    const { value, done } = await chunks.next()
    if (done === true) ended = true
    else sample += value
  }
  if (sample.trim() === '') throw new LabProblem(`${path} is empty.`, 'Export it again, with a header line.')
  async function* whole(): AsyncGenerator<string> {
    yield sample
    yield* chunks
  }
  const delimiter = delimiterOf(sample)
  const { columns, remarks } = await headerOf(path, sample, delimiter)
  return {
    name,
    delimiter,
    columns,
    remarks,
    records: behindHeader(readCsv(whole(), delimiter, columns.length)),
    bytes: found.size,
    bytesRead: () => source.bytesRead,
    text: decoder.report,
  }
}

async function* textOf(path: string, source: ReturnType<typeof createReadStream>, decoder: ReturnType<typeof createLineDecoder>): AsyncGenerator<string, void> {
  let bytes: AsyncIterable<Buffer> | null = null
  let first = true
  const raw = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const { value: head, done } = await raw.next()
  if (done === true) return
  const rest: AsyncIterable<Buffer> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        if (!first) return raw.next()
        first = false
        return { value: head as Buffer, done: false }
      },
    }),
  }
  const packed = head[0] === 0x1f && head[1] === 0x8b
  bytes = packed ? gunzip(rest) : rest
  try {
    for await (const chunk of bytes) {
      const text = decoder.write(chunk)
      if (text !== '') yield text
    }
  } catch (problem) {
    if (!packed) throw problem
    throw new LabProblem(`${path} is gzip and cannot be unpacked to its end: ${(problem as Error).message}.`, 'Copy it again; it is cut off or damaged.')
  }
  const last = decoder.end()
  if (last !== '') yield last
}

async function* gunzip(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const unpacker = createGunzip({ chunkSize: CHUNK_BYTES })
  const { Readable } = await import('node:stream')
  const source = Readable.from(bytes)
  source.on('error', (failure) => unpacker.destroy(failure))
  yield* source.pipe(unpacker) as AsyncIterable<Buffer>
}

async function headerOf(path: string, sample: string, delimiter: string): Promise<{ readonly columns: readonly string[]; readonly remarks: readonly string[] }> {
  const once = async function* (): AsyncGenerator<string> {
    yield sample
  }
  const remarks: string[] = []
  for await (const record of readCsv(once(), delimiter)) {
    if (record.is === 'broken') throw new LabProblem(`The header of ${path} cannot be read: ${record.reason}.`, 'The first line must hold the names of the columns.')
    const names = new Set<string>()
    const columns = record.cells.map((cell, i) => {
      const given = cell.trim().slice(0, 200) || `column${i + 1}`
      let name = given
      for (let n = 2; names.has(name); n++) name = `${given} (${n})`
      if (name !== cell.trim()) remarks.push(`Column ${i + 1} of ${path} has ${cell.trim() === '' ? 'no name' : 'the name of another'} and is called '${name}' here.`)
      names.add(name)
      return name
    })
    return { columns, remarks }
  }
  throw new LabProblem(`${path} has no header.`, 'The first line must hold the names of the columns.')
}

async function* behindHeader(records: AsyncGenerator<CsvRecord>): AsyncGenerator<CsvRecord> {
  let header = true
  for await (const record of records) {
    if (!header) yield record
    header = false
  }
}
