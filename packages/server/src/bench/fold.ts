/** The cost of folding alone: the real writer over memory, no HTTP, no disk. Tells where the time of `collect` goes. */
import type { SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { fromSegment } from '../collect/segment.ts'
import type { Arrival } from '../runtime/app.ts'
import { startWriter } from '../runtime/writer.ts'
import { memoryStore } from '../store/memory.ts'
import { batches, benchDefinitions } from './workload.ts'

const BATCH = 800

/** Runs it for about `seconds`. */
export async function benchFold(options: { readonly people: number; readonly seconds: number }) {
  const clock = () => Date.now() as Instant
  const writer = await startWriter({ ws: 'bench' as WorkspaceId, store: memoryStore(), clock, newSeed: () => 'bench' })
  await writer.define({ version: 1, definitions: benchDefinitions(), by: 'bench' })
  const make = batches({ people: options.people, size: BATCH, seed: 1, prefix: 'f' })
  const arrivals = (): Arrival[] =>
    fromSegment(JSON.parse(make()), { source: 'web' as SourceId, receivedAt: clock(), newId: () => 'none' }).map((one) => {
      if (one.is === 'bad') throw new Error(one.reason)
      return { is: 'event', event: one.event }
    })
  let cpu = 0
  let events = 0
  const end = performance.now() + options.seconds * 1_000
  while (performance.now() < end) {
    const batch = arrivals()
    const before = process.cpuUsage()
    await writer.accept(batch)
    const used = process.cpuUsage(before)
    cpu += used.user + used.system
    events += batch.length
  }
  return { eventsPerSecond: Math.round((events * 1e6) / cpu), cpuMicrosPerEvent: Math.round(cpu / events), events, people: options.people }
}
