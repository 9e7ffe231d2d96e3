/**
 * What has been learned, as one file: written beside, made durable, then put in its place, so that a death at any moment leaves the old or the new one. A file
 * that is damaged, or of another version or kind of features, says so and is not read: the log gives it all again.
 *
 *   RAPLEARN | length of head (4) | head as JSON | blobs, one after the other | sha-256 of everything before (32)
 */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import type { Json, JsonObject } from '@rapport/core/base/json'
import { replaceFile } from '../files/replace.ts'

/** What a file holds: words, and blobs by name. */
export interface Snapshot {
  readonly head: JsonObject
  readonly blobs: { readonly [name: string]: Uint8Array }
}

/** What a file turned out to be. */
export type Found = { readonly is: 'read'; readonly snapshot: Snapshot; readonly bytes: number } | { readonly is: 'absent' } | { readonly is: 'broken'; readonly why: string }

const MAGIC = 'RAPLEARN'
/** Raised when what is stored changes its meaning. */
const FORMAT = 1
const HASH_BYTES = 32
const HEAD_MAX = 512 * 1_024 * 1_024

/** The bytes of a snapshot. */
export function encodeSnapshot({ head, blobs }: Snapshot): Uint8Array {
  const names = Object.keys(blobs)
  const places = names.map((name) => [name, blobs[name]?.byteLength ?? 0] as const)
  const text = Buffer.from(JSON.stringify({ format: FORMAT, blobs: places as unknown as Json, head }))
  const size = MAGIC.length + 4 + text.byteLength + places.reduce((sum, [, length]) => sum + length, 0) + HASH_BYTES
  const bytes = Buffer.alloc(size)
  bytes.write(MAGIC, 0, 'latin1')
  bytes.writeUInt32LE(text.byteLength, MAGIC.length)
  let at = MAGIC.length + 4
  at += text.copy(bytes, at)
  for (const name of names) {
    const blob = blobs[name] as Uint8Array
    bytes.set(blob, at)
    at += blob.byteLength
  }
  bytes.set(createHash('sha256').update(bytes.subarray(0, at)).digest(), at)
  return bytes
}

/** Reads bytes back; never throws. */
export function decodeSnapshot(bytes: Uint8Array): Exclude<Found, { readonly is: 'absent' }> {
  const broken = (why: string): Found & { readonly is: 'broken' } => ({ is: 'broken', why })
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const start = MAGIC.length + 4
  if (all.byteLength < start + HASH_BYTES || all.toString('latin1', 0, MAGIC.length) !== MAGIC) return broken('it does not begin as such a file does')
  const end = all.byteLength - HASH_BYTES
  if (!createHash('sha256').update(all.subarray(0, end)).digest().equals(all.subarray(end))) return broken('its checksum does not fit what it holds')
  const length = all.readUInt32LE(MAGIC.length)
  if (length > HEAD_MAX || start + length > end) return broken('its head is longer than the file')
  try {
    const { format, blobs, head } = JSON.parse(all.toString('utf8', start, start + length)) as { format: number; blobs: [string, number][]; head: JsonObject }
    if (format !== FORMAT) return broken(`it was written by another release (format ${format}, expected ${FORMAT})`)
    const found: { [name: string]: Uint8Array } = {}
    let at = start + length
    for (const [name, size] of blobs) {
      // A copy, so that wider numbers find their alignment.
      found[name] = new Uint8Array(all.subarray(at, at + size))
      at += size
    }
    return at === end ? { is: 'read', snapshot: { head, blobs: found }, bytes: bytes.byteLength } : broken('its parts do not add up to its length')
  } catch {
    return broken('its head cannot be read')
  }
}

/** Reads a file. */
export function readSnapshot(file: string): Found {
  if (!existsSync(file)) return { is: 'absent' }
  try {
    return decodeSnapshot(readFileSync(file))
  } catch (failure) {
    return { is: 'broken', why: failure instanceof Error ? failure.message : String(failure) }
  }
}

/** Puts a snapshot in the place of the file: durable when it returns. `wipe` overwrites what stood there, for people of whom nothing may stay. Answers its size. */
export function writeSnapshot(file: string, snapshot: Snapshot, { wipe = false } = {}): number {
  const bytes = encodeSnapshot(snapshot)
  replaceFile(file, [bytes], { wipe })
  return bytes.byteLength
}
