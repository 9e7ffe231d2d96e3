/** A table as few bytes: of the places of a table of people, a few in a hundred are ever learned from. */
import { assert } from '../../base/assert.ts'
import type { FtrlTable } from './ftrl.ts'

/**
 * The places that were learned from: their number as a 64-bit float, then z and √n of each, then the index of each, then its hour where something is forgotten (32-bit words). Where that
 * would be longer, the whole table behind a -1.
 */
export function packTable({ cells, hour, bytes }: FtrlTable): Uint8Array {
  let count = 0
  for (let i = 1; i < cells.length; i += 2) if (cells[i] !== 0) count++
  const words = hour.length > 0 ? 2 : 1
  const length = 8 + count * (16 + 4 * words)
  if (length >= bytes.byteLength) {
    const whole = new Uint8Array(8 + bytes.byteLength)
    new Float64Array(whole.buffer, 0, 1)[0] = -1
    whole.set(new Uint8Array(bytes), 8)
    return whole
  }
  const packed = new Uint8Array(length)
  const pairs = new Float64Array(packed.buffer, 0, 1 + 2 * count)
  const places = new Uint32Array(packed.buffer, 8 + 16 * count, count)
  const hours = new Uint32Array(packed.buffer, 8 + 20 * count, words === 2 ? count : 0)
  pairs[0] = count
  for (let i = 0, k = 0; k < count; i++) {
    if (cells[2 * i + 1] === 0) continue
    pairs[1 + 2 * k] = cells[2 * i] as number
    pairs[2 + 2 * k] = cells[2 * i + 1] as number
    places[k] = i
    if (words === 2) hours[k] = hour[i] as number
    k++
  }
  return packed
}

/** Puts a packed table of the same parameters into this one; all that was there is gone. Throws when the bytes are none of such a table. */
export function unpackTable({ cells, hour, bytes }: FtrlTable, packed: Uint8Array): void {
  const own = packed.slice()
  const words = hour.length > 0 ? 2 : 1
  const count = own.byteLength >= 8 ? (new Float64Array(own.buffer, 0, 1)[0] as number) : Number.NaN
  const fits = count === -1 ? own.byteLength === 8 + bytes.byteLength : own.byteLength === 8 + count * (16 + 4 * words)
  assert(fits, `a packed table of ${cells.length / 2} places was expected, got ${packed.byteLength} bytes`)
  if (count === -1) {
    new Uint8Array(bytes).set(own.subarray(8))
    return
  }
  new Uint8Array(bytes).fill(0)
  const pairs = new Float64Array(own.buffer, 8, 2 * count)
  const places = new Uint32Array(own.buffer, 8 + 16 * count, count)
  const hours = new Uint32Array(own.buffer, 8 + 20 * count, words === 2 ? count : 0)
  places.forEach((i, k) => {
    cells[2 * i] = pairs[2 * k] as number
    cells[2 * i + 1] = pairs[2 * k + 1] as number
    if (words === 2) hour[i] = hours[k] as number
  })
}
