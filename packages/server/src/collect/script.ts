/** Segment's browser script for the HTML snippet, served from the installed MIT package, file by file from memory. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const kept = new Map<string, Buffer>()
const MOST_KEPT = 40
let folder: string | null | undefined

/** The bytes of `analytics.min.js` or one of its chunks; null when the package is not installed or has no such file. */
export async function segmentScript(file: string): Promise<Buffer | null> {
  const name = file === 'analytics.min.js' ? 'standalone.js' : file
  // The name comes from outside: only plain names of script files, so no path leaves the folder.
  if (!/^[\w-]+(\.[\w-]+)*\.js$/.test(name)) return null
  const known = kept.get(name)
  if (known) return known
  folder ??= locate()
  if (folder === null) return null
  try {
    const bytes = await readFile(join(folder, name))
    if (kept.size < MOST_KEPT) kept.set(name, bytes)
    return bytes
  } catch {
    return null
  }
}

function locate(): string | null {
  try {
    const entry = createRequire(import.meta.url).resolve('@segment/analytics-next')
    const root = entry.slice(0, entry.indexOf('analytics-next') + 'analytics-next'.length)
    return join(dirname(root), 'analytics-next', 'dist', 'umd')
  } catch {
    return null
  }
}
