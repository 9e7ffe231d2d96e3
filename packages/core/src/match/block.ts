/**
 * Blocking: which pairs are compared at all. Keys held by few records make a block; keys held by many are combined with the record's other crowded keys,
 * twice, and what is crowded even then is cut into pieces. So no block is ever large and the work grows as n log n.
 */
import { both, mix } from './hash.ts'
import { keysOfValue, systemsOf, type Key } from './keys.ts'
import type { Table } from './table.ts'
import type { MatchProgress } from './types.ts'

/** Blocks ready to be walked: entries are sorted by key, `starts` marks where each block begins. */
export interface Blocks {
  readonly records: Int32Array
  readonly starts: Int32Array
  /** Key of each block, ascending. */
  readonly keys: Uint32Array
  /** Keys of each record, ascending, from `keyStarts[record]`. */
  readonly keyStarts: Int32Array
  readonly keysOfRecord: Uint32Array
  readonly crowded: number
  /** Pairs to visit, a pair counted once per shared key. */
  readonly visits: number
}

/** Records of a block at most; a single key may hold more than a combination, which says more about who belongs together. */
const BLOCK_MAX = [0, 40, 20, 20] as const
/** Keys of a record that are combined at most, and combinations of one record at most. */
const COMBINED_MAX = 14
const COMBINATIONS_MAX = 60
/** Visits per record at most: the largest blocks are left out beyond it. */
const VISITS_PER_RECORD = 150
const STEP = 50_000

interface Growing {
  data: Float64Array
  length: number
}

/** Finds the blocks of a table. */
export function* blocksOf(table: Table): Generator<MatchProgress, Blocks> {
  const systems = systemsOf(table.parts)
  const keysOfValues = table.columns.map((column, index) => column.values.map((value) => keysOfValue(column.slot, index, value, systems)))
  const recordBits = Math.max(1, Math.ceil(Math.log2(Math.max(2, table.size))))
  const base = 2 ** recordBits
  const kept: Growing = { data: new Float64Array(1024), length: 0 }
  let crowded = 0
  const keysOf = (record: number): Key[] => {
    const keys: Key[] = []
    for (let slot = 0; slot < table.columns.length; slot++) {
      const id = table.columns[slot]!.ids[record]!
      if (id >= 0) keys.push(...keysOfValues[slot]![id]!)
    }
    return keys
  }
  const crowds: Set<number>[] = []
  for (let depth = 1; depth <= 3; depth++) {
    const entries: Growing = { data: new Float64Array(1024), length: 0 }
    for (let record = 0; record < table.size; record++) {
      for (const hash of combinations(keysOf(record), depth, crowds)) push(entries, hash * base + record)
      if (record % STEP === STEP - 1) yield { stage: 'block', done: (depth - 1) * table.size + record, total: 3 * table.size }
    }
    const sorted = entries.data.subarray(0, entries.length).sort()
    yield { stage: 'block', done: depth * table.size, total: 3 * table.size }
    const crowd = new Set<number>()
    for (let from = 0; from < sorted.length;) {
      const key = Math.floor(sorted[from]! / base)
      let to = from + 1
      while (to < sorted.length && Math.floor(sorted[to]! / base) === key) to++
      if (to - from > BLOCK_MAX[depth]!) {
        crowd.add(key)
        if (depth === 3) cut(sorted, from, to, key, base, kept)
      } else if (to - from > 1) for (let at = from; at < to; at++) push(kept, sorted[at]!)
      from = to
    }
    crowded += crowd.size
    crowds.push(crowd)
  }
  return walkable(kept, base, table.size, crowded)
}

/** Hashes of the keys of one record at a depth: single strong keys, then pairs and triples of what was crowded before. */
function combinations(keys: readonly Key[], depth: number, crowds: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  const found = new Set<number>()
  if (depth === 1) {
    for (const key of keys) if (key.strong) found.add(key.hash)
    return found
  }
  const wide = keys.filter((key) => !key.strong || crowds[0]!.has(key.hash)).slice(0, COMBINED_MAX)
  for (let one = 0; one < wide.length; one++) {
    for (let other = one + 1; other < wide.length; other++) {
      if (wide[one]!.root === wide[other]!.root || !(wide[one]!.strong || wide[other]!.strong)) continue
      const pair = both(wide[one]!.hash, wide[other]!.hash)
      if (depth === 2) found.add(pair)
      else if (crowds[1]!.has(pair)) {
        for (const third of wide) {
          if (third.root !== wide[one]!.root && third.root !== wide[other]!.root) found.add(mix(wide[one]!.hash + wide[other]!.hash + third.hash))
        }
      }
      if (found.size >= COMBINATIONS_MAX) return found
    }
  }
  return found
}

function cut(sorted: Float64Array, from: number, to: number, key: number, base: number, kept: Growing): void {
  const piece = BLOCK_MAX[3] / 4
  for (let at = from; at < to; at++) push(kept, both(key, Math.floor((at - from) / piece)) * base + (sorted[at]! % base))
}

function push(list: Growing, value: number): void {
  if (list.length === list.data.length) {
    const wider = new Float64Array(list.data.length * 2)
    wider.set(list.data)
    list.data = wider
  }
  list.data[list.length++] = value
}

function walkable(kept: Growing, base: number, size: number, crowded: number): Blocks {
  const sorted = kept.data.subarray(0, kept.length).sort()
  const largest = largestWithin(sorted, base, size * VISITS_PER_RECORD)
  const records = new Int32Array(sorted.length)
  const starts: number[] = []
  const keys: number[] = []
  const keyStarts = new Int32Array(size + 1)
  let length = 0
  let visits = 0
  for (let from = 0; from < sorted.length;) {
    const key = Math.floor(sorted[from]! / base)
    let to = from + 1
    while (to < sorted.length && Math.floor(sorted[to]! / base) === key) to++
    if (to - from > 1 && to - from <= largest) {
      starts.push(length)
      keys.push(key)
      for (let at = from; at < to; at++) {
        const record = sorted[at]! % base
        records[length++] = record
        keyStarts[record + 1]!++
      }
      visits += (to - from) * (to - from - 1) / 2
    }
    from = to
  }
  starts.push(length)
  for (let record = 0; record < size; record++) keyStarts[record + 1]! += keyStarts[record]!
  const keysOfRecord = new Uint32Array(length)
  const at = keyStarts.slice()
  for (let block = 0; block < keys.length; block++) for (let index = starts[block]!; index < starts[block + 1]!; index++) keysOfRecord[at[records[index]!]!++] = keys[block]!
  return { records: records.subarray(0, length), starts: Int32Array.from(starts), keys: Uint32Array.from(keys), keyStarts, keysOfRecord, crowded, visits }
}

/** The largest size of block with which all visits stay within the budget. */
function largestWithin(sorted: Float64Array, base: number, budget: number): number {
  const bySize = new Map<number, number>()
  for (let from = 0; from < sorted.length;) {
    const key = Math.floor(sorted[from]! / base)
    let to = from + 1
    while (to < sorted.length && Math.floor(sorted[to]! / base) === key) to++
    bySize.set(to - from, (bySize.get(to - from) ?? 0) + 1)
    from = to
  }
  let visits = 0
  for (const [size, count] of [...bySize].sort((one, other) => one[0] - other[0])) {
    visits += count * size * (size - 1) / 2
    if (visits > budget) return Math.max(2, size - 1)
  }
  return Infinity
}

/** Visits every pair of a range of blocks once, under the first key that both records hold. */
export function visitPairs(blocks: Blocks, from: number, to: number, visit: (a: number, b: number) => void): void {
  for (let block = from; block < to; block++) {
    const key = blocks.keys[block]!
    const end = blocks.starts[block + 1]!
    for (let one = blocks.starts[block]!; one < end; one++) {
      const left = blocks.records[one]!
      mark(blocks, left, key, 1)
      for (let other = one + 1; other < end; other++) {
        const right = blocks.records[other]!
        if (left !== right && (!meetsMark(blocks, right, key) || firstShared(blocks, left, right, key))) visit(left < right ? left : right, left < right ? right : left)
      }
      mark(blocks, left, key, 0)
    }
  }
}

/** Where a record's earlier keys fall. Most pairs share no earlier key, which one look at this tells without walking along both lists of keys. */
const marked = new Uint8Array(1 << 14)

function mark(blocks: Blocks, record: number, key: number, as: number): void {
  const { keyStarts, keysOfRecord } = blocks
  for (let at = keyStarts[record]!; keysOfRecord[at]! < key; at++) marked[keysOfRecord[at]! & (marked.length - 1)] = as
}

function meetsMark(blocks: Blocks, record: number, key: number): boolean {
  const { keyStarts, keysOfRecord } = blocks
  for (let at = keyStarts[record]!; keysOfRecord[at]! < key; at++) if (marked[keysOfRecord[at]! & (marked.length - 1)] === 1) return true
  return false
}

function firstShared(blocks: Blocks, left: number, right: number, key: number): boolean {
  const { keyStarts, keysOfRecord } = blocks
  let one = keyStarts[left]!
  let other = keyStarts[right]!
  for (;;) {
    const mine = keysOfRecord[one]!
    const yours = keysOfRecord[other]!
    if (mine === yours) return mine === key
    if (mine < yours) one++
    else other++
  }
}
