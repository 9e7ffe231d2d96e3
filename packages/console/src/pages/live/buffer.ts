/** The back-buffer of the live view. Filters look at it and never take rows out of it. */
import type { LiveEntry } from '../../api/types.ts'

/** How many entries are kept; older ones are forgotten and counted. */
export const MOST = 10_000

/** Newest first. While paused, new entries wait in `waiting` and nothing moves. */
export interface LiveBuffer {
  readonly rows: readonly LiveEntry[]
  readonly waiting: readonly LiveEntry[]
  readonly paused: boolean
  readonly forgotten: number
}

/** Nothing has come yet. */
export const EMPTY: LiveBuffer = { rows: [], waiting: [], paused: false, forgotten: 0 }

/** Takes entries in (any order; known ones are ignored). */
export function take(buffer: LiveBuffer, entries: readonly LiveEntry[]): LiveBuffer {
  const known = new Set([...buffer.rows, ...buffer.waiting].map((entry) => entry.ref))
  const fresh = entries.filter((entry) => !known.has(entry.ref) && known.add(entry.ref)).toSorted((a, b) => b.at - a.at)
  if (fresh.length === 0) return buffer
  if (buffer.paused) return bounded({ ...buffer, waiting: merged(fresh, buffer.waiting) })
  return bounded({ ...buffer, rows: merged(fresh, buffer.rows) })
}

/** Stops or goes on; going on shows what came meanwhile. */
export function pause(buffer: LiveBuffer, paused: boolean): LiveBuffer {
  if (paused) return { ...buffer, paused }
  return bounded({ ...buffer, paused, rows: merged(buffer.waiting, buffer.rows), waiting: [] })
}

/** Late entries go where their time says, so that nothing is dropped for being late. */
function merged(fresh: readonly LiveEntry[], rows: readonly LiveEntry[]): readonly LiveEntry[] {
  const oldest = fresh.at(-1)
  if (!oldest || !rows[0] || oldest.at >= rows[0].at) return [...fresh, ...rows]
  return [...fresh, ...rows].toSorted((a, b) => b.at - a.at)
}

function bounded(buffer: LiveBuffer): LiveBuffer {
  const rows = buffer.rows.slice(0, MOST)
  const waiting = buffer.waiting.slice(0, MOST)
  const lost = buffer.rows.length - rows.length + buffer.waiting.length - waiting.length
  return lost === 0 ? buffer : { ...buffer, rows, waiting, forgotten: buffer.forgotten + lost }
}

/** What the reader wants to see. Empty texts do not filter. */
export interface LiveFilter {
  readonly source: string
  readonly type: string
  readonly person: string
  readonly state: string
}

/** Whether an entry passes. The person is found by a part of the name or id, in any script. */
export function passes(entry: LiveEntry, filter: LiveFilter): boolean {
  if (filter.source !== '' && entry.source !== filter.source) return false
  if (filter.type !== '' && entry.type !== filter.type) return false
  if (filter.state !== '' && entry.state !== filter.state) return false
  const wanted = filter.person.normalize('NFKC').trim().toLowerCase()
  return wanted === '' || `${entry.profileName ?? ''} ${entry.profile ?? ''}`.normalize('NFKC').toLowerCase().includes(wanted)
}
