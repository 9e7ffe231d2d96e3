/** Copies the log into the warehouse, in order, when nobody is in a hurry. It may fall behind or fail; the log keeps everything for it. */
import type { WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Log, LogRecord, Position } from '../ports/log.ts'
import type { StoreReads } from '../ports/store.ts'
import type { Block, Warehouse } from '../ports/warehouse.ts'

/** Key of the value that says how far the warehouse is. */
export const SINK_KEY = 'sink'
/** Most records and events copied at a time, so that a block is never long work. Fixed blocks: a block that is tried again is the same block. */
const SINK_RECORDS = 100
const SINK_EVENTS = 2_000
/** Records read at a time while a block is gathered: a record of a busy second is a block by itself. */
const SINK_STEP = 1

/** What the warehouse has: everything up to `position`; `next` is the block under way, if any. */
interface Progress {
  readonly position: number
  /** End of the block that is being inserted: after a crash the very same block goes again, under the same token. */
  readonly until?: number
}

/** A sink that somebody drives. */
export interface Sink {
  /** Copies one block; answers how many records. 0: nothing to do, or no warehouse. Rejects when the warehouse is down: call again later. */
  tick(): Promise<number>
  /** Records that the warehouse has not got. */
  behind(): number
  /** Does `work` while nothing is copied: what was read before is in the warehouse, what is read after is read anew. */
  between<T>(work: () => Promise<T>): Promise<T>
  /** Whether the warehouse has ever got anything. */
  used(): boolean
}

/** Makes a sink. `blocksOf` turns records into rows (warehouse/rows). */
export async function startSink(options: {
  readonly ws: WorkspaceId
  readonly reads: StoreReads & Pick<Log, 'read' | 'last'>
  readonly put: (key: string, value: Json) => Promise<void>
  readonly warehouse: Warehouse
  readonly blocksOf: (records: readonly LogRecord[]) => Promise<readonly Block[]>
}): Promise<Sink> {
  const { ws, reads, put, warehouse, blocksOf } = options
  let progress = ((await reads.value(ws, SINK_KEY)) ?? { position: 0 }) as unknown as Progress
  let behind = (await reads.last(ws)).position - progress.position
  /** Durable first: a block that was begun must be known after a crash, or it would come again cut otherwise. */
  async function note(next: Progress): Promise<void> {
    await put(SINK_KEY, next as unknown as Json)
    progress = next
  }

  /** The block that was begun, or records until there are enough events for one. */
  async function nextBlock(): Promise<readonly LogRecord[]> {
    const { position, until } = progress
    if (until !== undefined) return reads.read({ ws, after: position as Position, limit: until - position })
    const block: LogRecord[] = []
    let events = 0
    while (block.length < SINK_RECORDS && events < SINK_EVENTS) {
      const records = await reads.read({ ws, after: (block.at(-1)?.position ?? position) as Position, limit: SINK_STEP })
      for (const record of records) {
        if (block.length === SINK_RECORDS || events >= SINK_EVENTS) break
        block.push(record)
        events += record.body.is === 'events' ? record.body.entries.length : 0
      }
      if (records.length < SINK_STEP) break
    }
    return block
  }

  /** One thing at a time. */
  let last: Promise<unknown> = Promise.resolve()
  function alone<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }

  return {
    behind: () => behind,
    between: alone,
    used: () => progress.position > 0 || progress.until !== undefined,
    tick: () => alone(async () => {
      const end = (await reads.last(ws)).position
      behind = end - progress.position
      if (behind <= 0 || warehouse.status().is === 'absent') return 0
      const records = await nextBlock()
      const until = records.at(-1)?.position ?? end
      if (progress.until === undefined) await note({ ...progress, until })
      await warehouse.insert(await blocksOf(records))
      await note({ position: until })
      behind = end - until
      return records.length
    }),
  }
}
