/** A learner's table as bytes and back: only places that know something, so that a young model is small. */
import { assert } from '../base/assert.ts'

/** A table with some numbers before it. */
export interface Table {
  readonly bits: number
  readonly head: Float64Array
  readonly table: Float64Array
  /** Numbers of one place. */
  readonly stride: number
}

/** `RPT1`: so begins a snapshot. */
const MAGIC = 0x52505431
const VERSION = 1

/** The bytes: magic, version, bits, stride, length of the head, number of places; the head; of each place its index and its numbers. Little-endian. */
export function packTable({ bits, head, table, stride }: Table): Uint8Array {
  const known: number[] = []
  for (let at = 0; at < table.length; at += stride) {
    for (let i = 0; i < stride; i++) {
      if (table[at + i] !== 0) {
        known.push(at / stride)
        break
      }
    }
  }
  const bytes = new Uint8Array(24 + head.length * 8 + known.length * (4 + stride * 8))
  const view = new DataView(bytes.buffer)
  for (const [index, value] of [MAGIC, VERSION, bits, stride, head.length, known.length].entries()) view.setUint32(index * 4, value, true)
  let to = 24
  for (const value of head) {
    view.setFloat64(to, value, true)
    to += 8
  }
  for (const place of known) {
    view.setUint32(to, place, true)
    to += 4
    for (let i = 0; i < stride; i++) {
      view.setFloat64(to, table[place * stride + i] ?? 0, true)
      to += 8
    }
  }
  return bytes
}

/** Fills a table of the same form with what a snapshot holds; throws on any other bytes and then leaves the table as it is. */
export function unpackTable(bytes: Uint8Array, { bits, head, table, stride }: Table): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  assert(bytes.length >= 24 && view.getUint32(0, true) === MAGIC && view.getUint32(4, true) === VERSION, 'these bytes are no snapshot of a learner')
  const places = view.getUint32(20, true)
  const sameForm = view.getUint32(8, true) === bits && view.getUint32(12, true) === stride && view.getUint32(16, true) === head.length
  assert(sameForm, 'this snapshot is of a learner with another table')
  assert(bytes.length === 24 + head.length * 8 + places * (4 + stride * 8), 'this snapshot was cut off')
  let from = 24
  for (let i = 0; i < head.length; i++) {
    head[i] = view.getFloat64(from, true)
    from += 8
  }
  table.fill(0)
  for (let n = 0; n < places; n++) {
    const place = view.getUint32(from, true)
    from += 4
    for (let i = 0; i < stride; i++) {
      table[place * stride + i] = view.getFloat64(from, true)
      from += 8
    }
  }
}
