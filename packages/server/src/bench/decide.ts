/** Decisions over HTTP at a fixed rate, and in process: many people, 200 offers of which about 50 are eligible. */
import { join } from 'node:path'
import { allowed } from '@rapport/core/consent/consent'
import { envOf } from '@rapport/core/base/env'
import type { PlacementId, WorkspaceId } from '@rapport/core/base/id'
import { seeded } from '@rapport/core/base/random'
import type { Instant } from '@rapport/core/base/time'
import { decide } from '@rapport/core/decision/decide'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { planOf } from '@rapport/core/engine/plan'
import { sqliteStore } from '../store/sqlite.ts'
import { inFolder } from './folder.ts'
import { call, load, summary } from './load.ts'
import { fillPeople, person } from './people.ts'
import { KEYS, startServerProcess } from './server-process.ts'
import { benchOffers } from './workload.ts'

const PER_SECOND = 1_000
const DEFINITIONS = { ...DEFAULT_DEFINITIONS, offers: benchOffers(), placements: [{ id: 'home', name: 'Home', channel: 'web' }] }

/** Runs it: decisions are recorded with all their candidates, as in real life; the answer carries the choice alone. */
export async function benchDecide(options: { readonly people: number; readonly seconds: number }) {
  return inFolder(async (data) => {
    const store = sqliteStore({ file: join(data, 'rapport.db'), synchronous: 'normal' })
    await fillPeople(store, 'default' as WorkspaceId, options.people)
    await store.close()
    const server = await startServerProcess({ data, args: ['--no-analytics'] })
    try {
      await call(server.url, 'PUT', '/v1/definitions', KEYS.api, { version: 1, definitions: DEFINITIONS })
      const random = seeded(7)
      const ask = () => ({ placement: 'home', person: `userId:u-${Math.floor(random() * options.people)}`, context: { page: '/' }, explain: false })
      const next = () => ({ path: '/v1/decide', key: KEYS.api, body: JSON.stringify(ask()) })
      await load({ url: server.url, seconds: 3, connections: 16, perSecond: PER_SECOND / 2, next })
      const cpuBefore = server.cpuSeconds() ?? 0
      const rate = await load({ url: server.url, seconds: options.seconds, connections: 64, perSecond: PER_SECOND, next })
      const cpuMicrosPerDecision = Math.round((((server.cpuSeconds() ?? 0) - cpuBefore) * 1e6) / rate.requests)
      const full = await load({ url: server.url, seconds: 5, connections: 8, next })
      return {
        decisionsPerSecond: Math.round(rate.perSecond),
        latencyMsP50: rate.latencyMsP50,
        latencyMsP99: rate.latencyMsP99,
        latencyMsMax: rate.latencyMsMax,
        failed: rate.failed + full.failed,
        cpuMicrosPerDecision,
        mostPerSecond: Math.round(full.perSecond),
        ...inProcess(),
        rssMb: server.rssMb(),
        people: options.people,
        offers: DEFINITIONS.offers.length,
      }
    } finally {
      await server.stop()
    }
  })
}

/** The pure call alone. */
function inProcess() {
  const plan = planOf({ id: 'bench' as WorkspaceId, version: 1, seed: 'bench', definitions: DEFINITIONS, counterSince: {} })
  const now = Date.now() as Instant
  const someone = person(0, now)
  const micros: number[] = []
  let eligible = 0
  for (let i = 0; i < 20_000; i++) {
    const started = performance.now()
    const decision = decide(
      {
        decisions: plan.decisions,
        person: someone,
        request: { placement: 'home' as PlacementId, context: {} },
        profile: someone.id,
        version: 1,
        purposes: DEFINITIONS.purposes,
        tests: (offer) => plan.eligible.get(offer)?.holds,
        allowed,
      },
      envOf('bench', `d${i}`, now),
    )
    micros.push((performance.now() - started) * 1_000)
    eligible = decision.candidates.filter((candidate) => candidate.out === undefined).length - 1
  }
  const { latencyMsP50, latencyMsP99 } = summary(micros.slice(2_000))
  return { inProcessMicrosP50: latencyMsP50, inProcessMicrosP99: latencyMsP99, eligible }
}
