/** Reading single events and recent stretches of the log, with a few records kept at hand. */
import { RECORD_ENTRIES, type EventRef, type LogEntry, type LogRecord, type Position } from '../ports/log.ts'
import type { App } from '../runtime/app.ts'

/** An entry with its address and the clock of its record. */
export interface PlacedEntry {
  readonly ref: EventRef
  readonly at: number
  readonly entry: LogEntry
}

/** The log as the API reads it. */
export interface LogView {
  /** The entries at these addresses, in the order asked for; trimmed ones are left out. At most 500. */
  at(refs: readonly EventRef[]): Promise<readonly PlacedEntry[]>
  /** Entries after an address, oldest first, at most `limit`. `through` is the address up to which was read. */
  after(ref: EventRef, limit: number): Promise<{ readonly entries: readonly PlacedEntry[]; readonly through: EventRef }>
  /** The newest entries that a filter takes, newest first; looks at no more than `records` records. */
  newest(limit: number, records: number, takes?: (entry: LogEntry) => boolean): Promise<readonly PlacedEntry[]>
  /** The address of the last entry of the log, 0 when it is empty. */
  end(): Promise<EventRef>
}

const KEPT_RECORDS = 256
const MOST_REFS = 500
const CHUNK = 20
const LARGEST_RECORD_KEPT = 64

/** A view of the app's log. Records are immutable, so they can be kept; large ones (imports) are not, to bound the memory. */
export function createLogView(app: App): LogView {
  const kept = new Map<number, LogRecord>()
  const { ws, reads } = app
  // Records are immutable but for one thing: of erased people nothing stays.
  app.onForget(() => kept.clear())

  async function records(positions: readonly number[]): Promise<ReadonlyMap<number, LogRecord>> {
    const found = new Map<number, LogRecord>()
    const sorted = [...new Set(positions)].sort((a, b) => a - b)
    for (let i = 0; i < sorted.length; ) {
      const first = sorted[i] ?? 0
      const known = kept.get(first)
      if (known) {
        found.set(first, known)
        i++
        continue
      }
      let last = first
      while (i + 1 < sorted.length && sorted[i + 1] === last + 1 && last - first < CHUNK) last = sorted[++i] ?? last
      i++
      for (const record of await reads.read({ ws, after: (first - 1) as Position, limit: last - first + 1 })) {
        if (record.position > last) continue
        found.set(record.position, record)
        keep(record)
      }
    }
    return found
  }
  function keep(record: LogRecord): void {
    if (record.body.is === 'events' && record.body.entries.length > LARGEST_RECORD_KEPT) return
    if (kept.size >= KEPT_RECORDS) kept.delete(kept.keys().next().value ?? 0)
    kept.set(record.position, record)
  }

  return {
    async at(refs) {
      const wanted = refs.slice(0, MOST_REFS)
      const found = await records(wanted.map(positionOf))
      return wanted.flatMap((ref) => {
        const record = found.get(positionOf(ref))
        const entry = record?.body.is === 'events' ? record.body.entries[ref % RECORD_ENTRIES] : undefined
        return record && entry ? [{ ref, at: record.at, entry }] : []
      })
    },
    async after(ref, limit) {
      const entries: PlacedEntry[] = []
      let through = ref
      // The record of the cursor itself may have entries left.
      for (let after = Math.max(0, positionOf(ref) - 1); entries.length < limit; ) {
        const chunk = await reads.read({ ws, after: after as Position, limit: CHUNK })
        for (const record of chunk) {
          for (const placed of placedIn(record)) {
            if (placed.ref <= ref || entries.length >= limit) continue
            entries.push(placed)
            through = placed.ref
          }
          if (entries.length < limit) through = Math.max(through, record.position * RECORD_ENTRIES) as EventRef
          after = record.position
        }
        if (chunk.length < CHUNK) break
      }
      return { entries, through }
    },
    async newest(limit, most, takes = () => true) {
      const { position } = await reads.last(ws)
      const entries: PlacedEntry[] = []
      for (let upto: number = position; upto > 0 && position - upto < most && entries.length < limit; upto -= CHUNK) {
        const from = Math.max(0, upto - CHUNK)
        const chunk = await reads.read({ ws, after: from as Position, limit: upto - from })
        for (const record of chunk.toReversed()) {
          for (const placed of placedIn(record).toReversed()) if (entries.length < limit && takes(placed.entry)) entries.push(placed)
        }
      }
      return entries
    },
    async end() {
      const { position } = await reads.last(ws)
      const record = position === 0 ? undefined : (await records([position])).get(position)
      const count = record?.body.is === 'events' ? record.body.entries.length : 1
      return (position === 0 ? 0 : position * RECORD_ENTRIES + count - 1) as EventRef
    },
  }
}

/** The record that an address lies in. */
export function positionOf(ref: EventRef): number {
  return Math.floor(ref / RECORD_ENTRIES)
}

function placedIn(record: LogRecord): readonly PlacedEntry[] {
  if (record.body.is !== 'events') return []
  return record.body.entries.map((entry, i) => ({ ref: (record.position * RECORD_ENTRIES + i) as EventRef, at: record.at, entry }))
}
