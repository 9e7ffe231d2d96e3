/** Remembers how far an import came, beside the file, so that a stopped one goes on where it was. */
import { hash } from 'node:crypto'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { z } from 'zod'
import type { ImportMap } from './map.ts'

const Shape = z.object({ fingerprint: z.string(), row: z.number().int(), accepted: z.number(), duplicate: z.number(), bad: z.number(), rejected: z.number() })
/** Everything before `row` has been answered by the server. */
export type Checkpoint = z.infer<typeof Shape>

/** Path of the checkpoint of a file: `.FILE.rapport-import.json` in `folder`, or beside the file. */
export function checkpointPath(file: string, folder?: string): string {
  return join(folder ?? dirname(file), `.${basename(file)}.rapport-import.json`)
}

/** What must be the same for a checkpoint to count: the file, the map and the server. */
export function fingerprintOf(parts: { readonly bytes: number; readonly modified: number; readonly map: ImportMap; readonly target: string }): string {
  return hash('sha256', JSON.stringify(parts)).slice(0, 32)
}

/** The checkpoint, or null when there is none for this fingerprint. */
export async function readCheckpoint(path: string, fingerprint: string): Promise<Checkpoint | null> {
  const text = await readFile(path, 'utf8').catch(() => null)
  if (text === null) return null
  try {
    const read = Shape.safeParse(JSON.parse(text))
    return read.success && read.data.fingerprint === fingerprint ? read.data : null
  } catch {
    return null
  }
}

/** Replaces the checkpoint in one step. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(checkpoint))
  await rename(`${path}.new`, path)
}

/** The import is complete: a later run starts from the beginning (and finds only duplicates). */
export async function dropCheckpoint(path: string): Promise<void> {
  await rm(path, { force: true })
}
