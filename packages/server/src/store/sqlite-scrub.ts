/**
 * Overwrites what no table uses any more in a database file: gaps and free blocks of pages, ends of overflow chains, free pages.
 *
 * `secure_delete` zeroes what is deleted, but SQLite leaves copies of rows in the gap of a page that it rebuilt while rows moved to a neighbour (seen in
 * sqlite-erase.test.ts, about once in a thousand commits). Only bytes that SQLite never reads are written, in place, so a crash in the middle harms nothing, and
 * readers may go on; the writer waits, about four seconds a gigabyte. The layout: https://www.sqlite.org/fileformat2.html (b-tree pages, freelist, overflow).
 */
import { fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'

/** Bytes read at once; a multiple of every page size. */
const CHUNK = 4 * 1024 * 1024
const FILE_HEADER = 100
const AT_PAGE_SIZE = 16
const AT_RESERVED = 20
const AT_FREE_TRUNK = 32
const LARGEST_PAGE = 65_536
const LEAF_HEADER = 8
const INNER_HEADER = 12
const INNER_PAGES = new Set([2, 5])

type Kind = 'unknown' | 'tree' | 'overflow' | 'free' | 'trunk'
const KINDS: readonly Kind[] = ['unknown', 'tree', 'overflow', 'free', 'trunk']

/** A file that is kept open: closing any handle of a database would give up the locks that SQLite holds on it in this process. */
export interface Scrubber {
  /** To be called when nobody writes and the write-ahead log is empty. Answers how many pages had something to overwrite. */
  sweep(): number
}

/** For the database at `file`, on the writer's connection. The handle lives as long as the process. */
export function scrubber(db: DatabaseSync, file: string): Scrubber {
  let handle: number | null = null
  return {
    sweep() {
      handle ??= openSync(file, 'r+')
      const changed = sweepFile(db, handle)
      // Pages in the writer's cache still have the old gaps and would bring them back with the next change of the page.
      db.exec('PRAGMA shrink_memory')
      return changed
    },
  }
}

function sweepFile(db: DatabaseSync, handle: number): number {
  const head = Buffer.alloc(FILE_HEADER)
  readSync(handle, head, 0, FILE_HEADER, 0)
  const stored = head.readUInt16BE(AT_PAGE_SIZE)
  const size = stored === 1 ? LARGEST_PAGE : stored
  const pages = Math.floor(fstatSync(handle).size / size)
  const kinds = new Uint8Array(pages + 1)
  const unused = new Uint16Array(pages + 1)
  for (const { pageno, pagetype, spare } of db.prepare('SELECT pageno, pagetype, unused AS spare FROM dbstat').iterate() as unknown as Iterable<{
    readonly pageno: number
    readonly pagetype: string
    readonly spare: number
  }>) {
    kinds[pageno] = KINDS.indexOf(pagetype === 'overflow' ? 'overflow' : 'tree')
    unused[pageno] = spare
  }
  markFree(handle, head, size, kinds)

  const chunk = Buffer.alloc(CHUNK)
  let changed = 0
  for (let at = 0; at < pages * size; at += CHUNK) {
    const got = readSync(handle, chunk, 0, CHUNK, at)
    for (let offset = 0; offset + size <= got; offset += size) {
      const number = (at + offset) / size + 1
      const page = chunk.subarray(offset, offset + size)
      const kind = KINDS[kinds[number] as number] as Kind
      let dirty = false
      for (const [from, to] of unusedRanges(page, kind, number, size - (head[AT_RESERVED] as number), unused[number] as number)) {
        if (!hasContent(page, from, to)) continue
        page.fill(0, from, to)
        writeSync(handle, page, from, to - from, at + offset + from)
        dirty = true
      }
      if (dirty) changed++
    }
  }
  if (changed > 0) fdatasyncSync(handle)
  return changed
}

/** Free pages are a list of trunk pages, each with the numbers of some others. */
function markFree(handle: number, head: Buffer, size: number, kinds: Uint8Array): void {
  const page = Buffer.alloc(size)
  for (let trunk = head.readUInt32BE(AT_FREE_TRUNK); trunk !== 0 && kinds[trunk] === 0; trunk = page.readUInt32BE(0)) {
    kinds[trunk] = KINDS.indexOf('trunk')
    readSync(handle, page, 0, size, (trunk - 1) * size)
    const count = page.readUInt32BE(4)
    for (let i = 0; i < count; i++) kinds[page.readUInt32BE(8 + 4 * i)] = KINDS.indexOf('free')
  }
}

/** What of a page nobody reads, as [from, to). */
function unusedRanges(page: Buffer, kind: Kind, number: number, usable: number, spare: number): readonly (readonly [number, number])[] {
  if (kind === 'free') return [[0, usable]]
  if (kind === 'trunk') return [[8 + 4 * page.readUInt32BE(4), usable]]
  if (kind === 'overflow') return spare > 0 ? [[usable - spare, usable]] : []
  if (kind === 'unknown') return []
  const start = number === 1 ? FILE_HEADER : 0
  const header = INNER_PAGES.has(page[start] as number) ? INNER_HEADER : LEAF_HEADER
  const content = page.readUInt16BE(start + 5) || LARGEST_PAGE
  const ranges: [number, number][] = [[start + header + 2 * page.readUInt16BE(start + 3), content]]
  for (let block = page.readUInt16BE(start + 1); block !== 0; block = page.readUInt16BE(block)) ranges.push([block + 4, block + page.readUInt16BE(block + 2)])
  return ranges
}

const ZEROS = Buffer.alloc(LARGEST_PAGE)

function hasContent(page: Buffer, from: number, to: number): boolean {
  return to > from && page.compare(ZEROS, 0, to - from, from, to) !== 0
}
