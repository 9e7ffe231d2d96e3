/** Files that are written whole: beside the old one and moved over it, so that a kill at any moment leaves the one or the other. */
import { closeSync, existsSync, fstatSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

const WIPE_CHUNK = 1 << 20
const BESIDE = '.new'

/** Puts the parts, one after the other, in the place of the file: durable when it returns. `wipe` overwrites what stood there. Throws when the disk does not take it; the old file stands then. */
export function replaceFile(file: string, parts: readonly Uint8Array[], { wipe = false } = {}): void {
  const beside = file + BESIDE
  const out = openSync(beside, 'w', 0o600)
  try {
    for (const part of parts) for (let at = 0; at < part.byteLength; ) at += writeSync(out, part, at)
    fsyncSync(out)
  } finally {
    closeSync(out)
  }
  const old = wipe && existsSync(file) ? openSync(file, 'r+') : null
  renameSync(beside, file)
  const folder = openSync(dirname(file), 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
  if (old !== null) overwrite(old)
}

/** Takes the file away, and what a death may have left beside it. */
export function dropFile(file: string): void {
  for (const end of ['', BESIDE]) rmSync(file + end, { force: true })
}

/** Fills a file that has no name any more with nothing. */
function overwrite(handle: number): void {
  try {
    const { size } = fstatSync(handle)
    const nothing = new Uint8Array(WIPE_CHUNK)
    for (let at = 0; at < size; at += WIPE_CHUNK) writeSync(handle, nothing, 0, Math.min(WIPE_CHUNK, size - at), at)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
