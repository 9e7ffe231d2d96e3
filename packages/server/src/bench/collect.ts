/** Events over HTTP, durable and folded at the answer, with segments and journeys live. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call, load } from './load.ts'
import { KEYS, startServerProcess } from './server-process.ts'
import { batches, benchDefinitions } from './workload.ts'

const BATCH = 100
const CONNECTIONS = 8

/** Runs it: warm-up, full speed, then half of what was reached, for the latency. */
export async function benchCollect(options: { readonly people: number; readonly seconds: number }) {
  const data = mkdtempSync(join(tmpdir(), 'rapport-bench-'))
  const server = await startServerProcess({ data })
  try {
    await call(server.url, 'PUT', '/v1/definitions', KEYS.api, { version: 1, definitions: benchDefinitions() })
    const make = batches({ people: options.people, size: BATCH, seed: 1, prefix: `b${Date.now().toString(36)}` })
    const next = () => ({ path: '/v1/batch', body: make(), key: KEYS.write })
    await load({ url: server.url, seconds: Math.min(5, options.seconds), connections: CONNECTIONS, next })
    const cpuBefore = server.cpuSeconds() ?? 0
    const full = await load({ url: server.url, seconds: options.seconds, connections: CONNECTIONS, next })
    const rssMb = server.rssMb()
    const cpuMicrosPerEvent = Math.round((((server.cpuSeconds() ?? 0) - cpuBefore) * 1e6) / (full.requests * BATCH))
    const half = await load({ url: server.url, seconds: Math.max(3, options.seconds / 2), connections: 64, perSecond: full.perSecond / 2, next })
    const health = (await call(server.url, 'GET', '/v1/health', KEYS.api)) as { tally: unknown; profiles: number }
    return {
      eventsPerSecond: Math.round(full.perSecond * BATCH),
      cpuMicrosPerEvent,
      latencyMsP50: full.latencyMsP50,
      latencyMsP99: full.latencyMsP99,
      halfLoadEventsPerSecond: Math.round(half.perSecond * BATCH),
      halfLoadLatencyMsP50: half.latencyMsP50,
      halfLoadLatencyMsP99: half.latencyMsP99,
      failed: full.failed + half.failed,
      rssMb,
      profiles: health.profiles,
      tally: health.tally,
      people: options.people,
      batch: BATCH,
      segments: 50,
      journeys: 10,
    }
  } finally {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
}
