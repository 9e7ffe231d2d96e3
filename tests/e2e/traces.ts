/** Looks for words in every file of a folder, whatever they are wrapped in: for tests that claim that nothing is left of somebody. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { constants, gunzipSync, inflateSync, zstdDecompressSync } from 'node:zlib'

/** Where a word was found: the file, and how it was written there. */
export interface Trace {
  readonly word: string
  readonly place: string
  readonly form: string
}

/** Every place where one of the words stands in a file of the folder: plain, base64 at any offset, hex, UTF-16, and all of that inside compressed stretches. */
export function tracesIn(folder: string, words: readonly string[]): readonly Trace[] {
  const forms = words.map((word) => ({ word, patterns: formsOf(word) }))
  const found: Trace[] = []
  const look = (bytes: Buffer, place: string): void => {
    for (const { word, patterns } of forms) for (const { form, pattern } of patterns) if (bytes.includes(pattern)) found.push({ word, place, form })
  }
  for (const path of filesOf(folder)) {
    const bytes = readFileSync(path)
    const place = relative(folder, path)
    look(bytes, place)
    for (const { how, inside } of unpackedOf(bytes)) look(inside, `${place} (${how})`)
    if (path.endsWith('.db')) for (const { table, cell } of cellsOf(path)) {
      look(cell, `${place} table ${table}`)
      for (const { how, inside } of unpackedOf(cell)) look(inside, `${place} table ${table} (${how})`)
    }
  }
  return found
}

function filesOf(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true }).filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
}

/** The ways in which a word may be written. In base64 its first and last characters depend on what stands beside it, so only those in between are looked for. */
function formsOf(word: string): readonly { readonly form: string; readonly pattern: Buffer }[] {
  const hex = Buffer.from(word).toString('hex')
  const base64 = [0, 1, 2].flatMap((shift) => {
    const text = Buffer.from('x'.repeat(shift) + word).toString('base64')
    const inner = text.slice(shift === 0 ? 0 : 4, text.length - 4)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
  return [
    { form: 'plain', pattern: Buffer.from(word) },
    { form: 'upper case', pattern: Buffer.from(word.toUpperCase()) },
    { form: 'hex', pattern: Buffer.from(hex) },
    { form: 'HEX', pattern: Buffer.from(hex.toUpperCase()) },
    { form: 'UTF-16', pattern: Buffer.from(word, 'utf16le') },
    { form: 'UTF-16 BE', pattern: Buffer.from(word, 'utf16le').swap16() },
    { form: 'reversed', pattern: Buffer.from([...word].reverse().join('')) },
    ...[...new Set(base64)].map((text) => ({ form: 'base64', pattern: Buffer.from(text) })),
  ]
}

const PAGE = 4096
const ZSTD_MAGIC = Buffer.from([0x28, 0xb5, 0x2f, 0xfd])
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b, 0x08])
const ZLIB_HEADS = [0x01, 0x5e, 0x9c, 0xda].map((second) => Buffer.from([0x78, second]))

/** What compressed stretches of a file hold. A stretch that is cut off (the rest lies in another page of a database) gives its beginning. */
function* unpackedOf(bytes: Buffer): Generator<{ readonly how: string; readonly inside: Buffer }> {
  for (const inside of columnBlocks(bytes)) yield { how: 'LZ4 column', inside }
  const beginnings: readonly (readonly [how: string, magic: Buffer, unpack: (part: Buffer) => Buffer])[] = [
    ['zstd', ZSTD_MAGIC, (part) => zstdDecompressSync(part, { finishFlush: constants.ZSTD_e_continue })],
    ['gzip', GZIP_MAGIC, (part) => gunzipSync(part, { finishFlush: constants.Z_SYNC_FLUSH })],
    ...ZLIB_HEADS.map((head) => ['deflate', head, (part: Buffer) => inflateSync(part, { finishFlush: constants.Z_SYNC_FLUSH })] as const),
  ]
  for (const [how, magic, unpack] of beginnings)
    for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1))
      for (const end of new Set([bytes.length, Math.min(bytes.length, (Math.floor(at / PAGE) + 1) * PAGE)])) {
        if (end - at > 64 * 1024 * 1024) continue
        try {
          const inside = unpack(bytes.subarray(at, end))
          if (inside.length > 0) yield { how, inside }
        } catch {
          // Bytes that only look like a beginning.
        }
      }
}

const CHECKSUM = 16
const BLOCK_HEAD = 9
const LZ4 = 0x82
const ZSTD = 0x90
const NONE = 0x02

/** The blocks of a ClickHouse column file: checksum, method, sizes, data. Ends where the bytes are no such block. */
function* columnBlocks(bytes: Buffer): Generator<Buffer> {
  for (let at = CHECKSUM; at + BLOCK_HEAD <= bytes.length; ) {
    const method = bytes[at]
    const size = bytes.readUInt32LE(at + 1)
    const full = bytes.readUInt32LE(at + 5)
    if (size < BLOCK_HEAD || at + size > bytes.length || full > 256 * 1024 * 1024) return
    const data = bytes.subarray(at + BLOCK_HEAD, at + size)
    if (method === LZ4) yield lz4(data, full)
    else if (method === ZSTD) yield zstdDecompressSync(data)
    else if (method === NONE) yield data
    else return
    at += size + CHECKSUM
  }
}

/** Unpacks one LZ4 block: runs of literals, each followed by a copy of what was written before (lz4.org, block format). */
export function lz4(packed: Buffer, size: number): Buffer {
  const out = Buffer.alloc(size)
  let from = 0
  let to = 0
  const long = (short: number): number => {
    let length = short
    if (short === 15) for (let more = 255; more === 255; length += more) more = packed[from++] ?? 0
    return length
  }
  while (from < packed.length) {
    const token = packed[from++] as number
    const literals = long(token >> 4)
    packed.copy(out, to, from, from + literals)
    from += literals
    to += literals
    if (from >= packed.length) break
    const back = packed.readUInt16LE(from)
    from += 2
    const copy = long(token & 15) + 4
    for (let i = 0; i < copy && to < size; i++, to++) out[to] = out[to - back] as number
  }
  return out
}

/** Every text and blob of every table, as the database gives it: what lies on several pages is whole here. */
function* cellsOf(path: string): Generator<{ readonly table: string; readonly cell: Buffer }> {
  const db = new DatabaseSync(path, { readOnly: true })
  try {
    const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all() as { readonly name: string }[]
    for (const { name } of tables)
      for (const row of db.prepare(`SELECT * FROM "${name}"`).iterate())
        for (const value of Object.values(row)) if (typeof value === 'string' || value instanceof Uint8Array) yield { table: name, cell: Buffer.from(value) }
  } finally {
    db.close()
  }
}
