/** Trees as bytes and back, exactly. */
import { jsonBytes, jsonFromBytes } from '../../base/json-bytes.ts'
import type { Trees, TreeColumn } from './types.ts'

const ARRAYS = ['roots', 'column', 'cut', 'missingLeft', 'left', 'right', 'value', 'gain', 'weight', 'sets', 'validLoss'] as const
const FORMAT = 'trees-1'

/** How a stored column looks: edges as plain numbers. */
type StoredColumn = { readonly name: string; readonly edges: readonly number[] } | {
  readonly name: string
  readonly levels: readonly string[]
  readonly others: number
  readonly tail: readonly string[]
}

interface Header {
  readonly format: string
  readonly loss: Trees['loss']
  readonly start: number
  readonly columns: readonly StoredColumn[]
  readonly lengths: { readonly [array in (typeof ARRAYS)[number]]: number }
}

/** A header as JSON behind its length, then the arrays, each on a multiple of eight bytes. */
export function treesToBytes(trees: Trees): Uint8Array {
  const columns: readonly StoredColumn[] = trees.columns.map((column) =>
    column.is === 'number' ? { name: column.name, edges: [...column.edges] } : { name: column.name, levels: column.levels, others: column.others, tail: column.tail })
  const lengths = Object.fromEntries(ARRAYS.map((name) => [name, trees[name].length])) as Header['lengths']
  const header = jsonBytes({ format: FORMAT, loss: trees.loss, start: trees.start, columns, lengths } satisfies Header)
  const size = ARRAYS.reduce((sum, name) => sum + padded(trees[name].byteLength), padded(4 + header.length))
  const bytes = new Uint8Array(size)
  new DataView(bytes.buffer).setUint32(0, header.length, true)
  bytes.set(header, 4)
  let at = padded(4 + header.length)
  for (const name of ARRAYS) {
    const array = trees[name]
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), at)
    at += padded(array.byteLength)
  }
  return bytes
}

/** The trees again. Throws when the bytes are none. */
export function treesFromBytes(bytes: Uint8Array): Trees {
  const own = bytes.slice()
  const length = own.length >= 4 ? new DataView(own.buffer).getUint32(0, true) : Infinity
  if (4 + length > own.length) throw new RangeError('These bytes are no trees: they are too short. Train the model again.')
  const header = jsonFromBytes(own.subarray(4, 4 + length)) as Header
  if (header.format !== FORMAT) throw new RangeError(`These bytes are no trees of this version (${header.format}). Train the model again.`)
  let at = padded(4 + length)
  const next = (of: number, width: number): number => {
    const here = at
    at += padded(of * width)
    return here
  }
  const { lengths } = header
  const int32 = (name: 'roots' | 'column' | 'cut' | 'left' | 'right'): Int32Array => new Int32Array(own.buffer, next(lengths[name], 4), lengths[name])
  const float64 = (name: 'value' | 'gain' | 'weight' | 'validLoss'): Float64Array => new Float64Array(own.buffer, next(lengths[name], 8), lengths[name])
  const columns = header.columns.map((column): TreeColumn => ('edges' in column ? { name: column.name, is: 'number', edges: Float64Array.from(column.edges) } : { ...column, is: 'category' }))
  // In the order in which they lie.
  return {
    loss: header.loss,
    start: header.start,
    columns,
    roots: int32('roots'),
    column: int32('column'),
    cut: int32('cut'),
    missingLeft: new Uint8Array(own.buffer, next(lengths.missingLeft, 1), lengths.missingLeft),
    left: int32('left'),
    right: int32('right'),
    value: float64('value'),
    gain: float64('gain'),
    weight: float64('weight'),
    sets: new Uint32Array(own.buffer, next(lengths.sets, 4), lengths.sets),
    validLoss: float64('validLoss'),
  }
}

function padded(size: number): number {
  return Math.ceil(size / 8) * 8
}
