/** The trainer's state as one file: written beside the old one and moved over it, with a checksum, so that a kill at any moment leaves the one or the other. */
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { replaceFile } from '../files/replace.ts'

/** Grows when what is kept changes its shape; an older file is not read, everything is learned from the log again. */
const FORMAT = 'rapport-fleet-1'
const CHECK_BYTES = 32

/** Writes plain data (typed arrays and maps included). Throws when the disk does not take it; the old file stands then. */
export function writeKept(file: string, data: unknown): void {
  const body = serialize(data)
  const check = createHash('sha256').update(body).digest()
  replaceFile(file, [Buffer.from(FORMAT, 'ascii'), check, body])
}

/** Reads what was written; null when there is none, or when it is damaged or of another format: the log has everything. */
export function readKept(file: string): unknown {
  if (!existsSync(file)) return null
  const bytes = readFileSync(file)
  const head = FORMAT.length
  if (bytes.length < head + CHECK_BYTES || bytes.toString('ascii', 0, head) !== FORMAT) return null
  const body = bytes.subarray(head + CHECK_BYTES)
  if (!createHash('sha256').update(body).digest().equals(bytes.subarray(head, head + CHECK_BYTES))) return null
  return deserialize(body)
}
