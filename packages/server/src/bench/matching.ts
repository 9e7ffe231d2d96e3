/** Live matching: what it costs collection, and how fast somebody who arrives is found among many. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shortHash } from '@rapport/core/base/hash'
import type { EventId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import { seeded } from '@rapport/core/base/random'
import type { ProfileState } from '@rapport/core/engine/state'
import { spoil } from '../lab/synthetic-errors.ts'
import { personOf } from '../lab/synthetic-person.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { call, load } from './load.ts'
import { fillPeople } from './people.ts'
import { KEYS, startServerProcess, type ServerProcess } from './server-process.ts'
import { batches, benchDefinitions } from './workload.ts'

const BATCH = 100
const CONNECTIONS = 8
/** Of a hundred events in a batch so many say who somebody is. */
const IDENTIFIED = 1
/** People who arrive a second while nothing else happens, for the latency. */
const ARRIVALS = 50
const READY_MS = 1_800_000
const SEED = 7

interface Status {
  readonly status: {
    readonly state: string
    readonly people: number
    readonly behind: number
    readonly p50Ms: number
    readonly p99Ms: number
    readonly looked: number
    readonly proposed: number
    readonly model: { readonly version: number }
  }
}

/** Runs it: fills the store, lets the index be made, loads with matching on and off in turns, then measures single arrivals. */
export async function benchMatching(options: { readonly people: number; readonly seconds: number }) {
  const data = mkdtempSync(join(tmpdir(), 'rapport-bench-'))
  const store = sqliteStore({ file: join(data, 'rapport.db'), synchronous: 'normal' })
  await fillPeople(store, 'default' as WorkspaceId, options.people, known)
  await store.close()
  const server = await startServerProcess({ data, args: ['--no-analytics'] })
  try {
    await call(server.url, 'PUT', '/v1/definitions', KEYS.api, { version: 1, definitions: benchDefinitions() })
    const indexing = performance.now()
    await ready(server)
    const indexSeconds = (performance.now() - indexing) / 1_000
    const make = mixed(options.people)
    const next = () => ({ path: '/v1/batch', body: make(), key: KEYS.write })
    await load({ url: server.url, seconds: Math.min(5, options.seconds), connections: CONNECTIONS, next })
    const rates: { readonly [mode in 'propose' | 'off']: number[] } = { propose: [], off: [] }
    for (const mode of ['propose', 'off', 'off', 'propose'] as const) {
      await setMode(server, mode)
      const { perSecond } = await load({ url: server.url, seconds: options.seconds, connections: CONNECTIONS, next })
      rates[mode].push(perSecond * BATCH)
    }
    await ready(server)
    const looked = (await statusOf(server)).looked
    let n = 0
    const someone = () => ({ path: '/v1/events', body: arrival(options.people, n++), key: KEYS.write })
    await load({ url: server.url, seconds: Math.max(25, options.seconds), connections: CONNECTIONS, perSecond: ARRIVALS, next: someone })
    await ready(server)
    const { p50Ms, p99Ms, people, proposed, looked: lookedAfter } = await statusOf(server)
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
    const [on, off] = [mean(rates.propose), mean(rates.off)]
    return {
      eventsPerSecond: Math.round(on),
      eventsPerSecondWithout: Math.round(off),
      cost: Math.round((1 - on / off) * 1_000) / 1_000,
      rates: { on: rates.propose.map(Math.round), off: rates.off.map(Math.round) },
      candidatesMsP50: p50Ms,
      candidatesMsP99: p99Ms,
      arrivals: lookedAfter - looked,
      proposed,
      indexed: people,
      indexSeconds: Math.round(indexSeconds),
      rssMb: server.rssMb(),
      people: options.people,
      identifiedShare: IDENTIFIED / BATCH,
    }
  } finally {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
}

async function statusOf(server: ServerProcess): Promise<Status['status']> {
  return ((await call(server.url, 'GET', '/v1/matching', KEYS.api)) as Status).status
}

async function setMode(server: ServerProcess, mode: 'propose' | 'off'): Promise<void> {
  await call(server.url, 'PUT', '/v1/matching', KEYS.api, { mode, reviewAt: 0.9, linkAt: 0.995, households: true })
  await new Promise((resolve) => setTimeout(resolve, 500))
}

/** Waits until everybody is indexed, nobody waits, and the model is fitted. */
async function ready(server: ServerProcess): Promise<void> {
  const until = performance.now() + READY_MS
  while (performance.now() < until) {
    const { state, behind, people, model } = await statusOf(server)
    if ((state === 'ready' || state === 'comparing') && behind === 0 && (people < 500 || model.version > 0)) return
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
  throw new Error(`the index of matching was not ready after ${READY_MS / 1_000} s`)
}

/** The i-th person of the store: account, e-mail and device as in the other benchmarks, and a name, birth date, phone and address of the synthetic people. */
function known(state: ProfileState, i: number): ProfileState {
  const { name, phone, birth_date: birth, address, city } = spoil('', personOf({ person: i, home: i, seed: SEED }), 0, seeded(i))
  const fact = (value: string) => [{ value, at: state.firstSeen, from: `crm:${i}` as EventId, source: 'crm' as SourceId }]
  const given = Object.entries({ name, phone, birthday: birth, address, city }).filter(([, value]) => value !== '')
  return { ...state, traits: { ...state.traits, ...Object.fromEntries(given.map(([key, value]) => [key, fact(value)])) } }
}

/** Somebody arrives by another device: every second one is known, and writes things in another way. */
function arrival(people: number, n: number): string {
  const random = seeded(1_000_003 + n)
  const i = n % 2 === 0 ? Math.floor(random() * people) : people + n
  const { name, phone, birth_date: birth, address, city } = spoil('', personOf({ person: i, home: i, seed: SEED }), 1 + (n % 4), random)
  const traits = Object.fromEntries(Object.entries({ name, phone, birthday: birth, address, city }).filter(([, value]) => value !== ''))
  return JSON.stringify({ type: 'identified', identifiers: { lineId: `U${shortHash(`arrival ${n}`)}` }, properties: { traits } })
}

/** Batches as `bench collect` sends them, in which a few events say who somebody is. */
function mixed(people: number): () => string {
  const make = batches({ people, size: BATCH - IDENTIFIED, seed: 1, prefix: `m${Date.now().toString(36)}` })
  let n = 1_000_000
  return () => {
    const body = make()
    const who = Array.from({ length: IDENTIFIED }, () => {
      const { properties } = JSON.parse(arrival(people, n)) as { properties: { traits: object } }
      return JSON.stringify({ type: 'identify', messageId: `mi-${n}`, anonymousId: `new-${n++}`, traits: properties.traits })
    })
    return body.replace('{"batch":[', `{"batch":[${who.join(',')},`)
  }
}
