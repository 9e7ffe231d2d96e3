/** What the embedded store costs by itself: durable commits, reads beside them, timers, searches and opening, without the engine on top. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { shortHash } from '@rapport/core/base/hash'
import type { EventId, MessageId, ProfileId, SegmentId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import { pickIndex, seeded } from '@rapport/core/base/random'
import type { Random } from '@rapport/core/base/random'
import type { Instant } from '@rapport/core/base/time'
import { eventRef } from '../ports/log.ts'
import type { EventRef, LogRecord, Position } from '../ports/log.ts'
import { emptyCommit } from '../ports/store.ts'
import type { Commit, StoredProfile } from '../ports/store.ts'
import { sqliteStore } from '../store/sqlite.ts'
import type { SqliteStore } from '../store/sqlite.ts'

/** What to measure. */
export interface StoreBenchOptions {
  readonly people: number
  /** Commits of 500 events that are timed. */
  readonly commits?: number
  /** Timers that are set and then fired. */
  readonly timers?: number
  /** Ids that a start has to load. */
  readonly seen?: number
}

/** Figures by name; the unit is the last word of the name. Processor time hardly depends on what else the machine does, unlike the other times. */
export type StoreBenchFigures = { readonly [figure: string]: number }

const WS = 'main' as WorkspaceId
const EVENTS = 500
const LOAD_BATCH = 4_000
const TIMER_BATCH = 1_000
const READ_IDS = 10
const FILLER = JSON.stringify(Array.from({ length: 80 }, (_, i) => ({ name: shortHash(`filler ${i}`), n: i * 7919 })))

const personId = (i: number) => `p_${shortHash(`person ${i}`)}` as ProfileId
const searchOf = (i: number) => `person ${i} 王小明 ${personId(i)}@example.com`

/** A document of 1 to 1.6 kB. */
function documentOf(i: number, version: number): StoredProfile {
  const recent = Array.from({ length: 30 }, (_, k) => eventRef((version + k * 3) as Position, (i + k) % EVENTS))
  return { id: personId(i), body: `[${i},${version},"${FILLER.slice(0, 1_000 + (i % 600)).replaceAll('"', "'")}"]`, recent: recent as EventRef[], search: searchOf(i) }
}

function recordOf(position: number, people: readonly number[]): LogRecord {
  const at = (1_790_000_000_000 + position) as Instant
  const entries = people.map((person, i) => ({
    event: {
      id: `web:${position}-${i}` as EventId,
      type: i % 4 === 0 ? 'order_completed' : 'page_viewed',
      at,
      receivedAt: at,
      source: 'web' as SourceId,
      identifiers: [{ kind: 'anonymousId' as const, value: shortHash(`device ${person}`) }],
      properties: { path: `/products/${person % 300}`, price: (person * 13) % 900, currency: 'TWD' },
      context: { locale: 'zh-TW', page: { url: `https://shop.example.com/products/${person % 300}` }, userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X)' },
    },
    profile: personId(person),
    derived: [],
  }))
  return { v: 1, keyId: null, ws: WS, position: position as Position, at, body: { is: 'events', entries } }
}

/** One person in `people`, by Zipf's law with exponent 1; the popular ones are spread over all. */
function zipf(random: Random, people: number): number {
  const rank = Math.min(people - 1, Math.floor(Math.exp(random() * Math.log(people))))
  return (Math.imul(rank, 40_503) >>> 0) % people
}

function commitOf(position: number, epoch: number, people: number, random: Random): Commit {
  const who = Array.from({ length: EVENTS }, () => zipf(random, people))
  const distinct = [...new Set(who)]
  const at = (1_790_000_000_000 + position) as Instant
  return {
    ...emptyCommit(WS, epoch),
    append: [recordOf(position, who)],
    seen: Float64Array.from({ length: 2 * EVENTS }, () => Math.floor(random() * 2 ** 53)),
    profiles: distinct.map((i) => documentOf(i, position)),
    owners: distinct.slice(0, 20).map((i) => ({ key: `anonymousId:${shortHash(`device ${i} ${position}`)}`, profile: personId(i) })),
    timers: distinct.slice(0, 20).map((i) => ({ profile: personId(i), at: (at + 3_600_000) as Instant })),
    members: distinct.slice(0, 40).map((i) => ({ segment: `segment-${i % 10}` as SegmentId, profile: personId(i), since: at })),
    outbox: distinct.slice(0, 5).map((i) => ({
      id: `m_${position}_${i}` as MessageId,
      profile: personId(i),
      state: 'planned',
      plan: { channel: 'email', template: 't' as never, purpose: 'marketing', data: {}, notAfter: at, plannedAt: at, cause: 'e' as EventId },
      dueAt: at,
      attempts: 0,
      updatedAt: at,
    })),
    tally: { accepted: EVENTS, people: distinct.length },
  }
}

/** Runs everything on a fresh file and answers the figures. */
export async function storeBench(options: StoreBenchOptions): Promise<StoreBenchFigures> {
  const { people, commits = 300, timers = 50_000, seen = 5_000_000 } = options
  const folder = mkdtempSync(join(tmpdir(), 'rapport-bench-'))
  const file = join(folder, 'rapport.db')
  try {
    const load = await timed(() => fill(file, people, seen))
    const opened = await timed(() => openWarm(file, seen))
    const store = sqliteStore({ file, synchronous: 'full' })
    const epoch = await store.acquire(WS)
    const writing = await commitLoop(store, epoch, people, commits)
    const reader = new Worker(new URL(import.meta.url), { workerData: { bench: 'reads', file, people } })
    await new Promise((resolve) => reader.once('message', resolve))
    const beside = await commitLoop(store, epoch, people, commits)
    const reads = await new Promise<StoreBenchFigures>((resolve) => {
      reader.once('message', resolve)
      reader.postMessage('stop')
    })
    const firing = await timerLoop(store, epoch, Math.min(timers, people))
    const search = await timed(() => store.search(WS, 'nobody at all', 20))
    const bytes = statSync(file).size
    await store.close()
    return {
      people,
      ...writing,
      'beside reads: events/s': beside['events/s'] as number,
      ...reads,
      ...firing,
      'search without a hit ms': round(search),
      'open and load ids ms': round(opened),
      'fill s': round(load / 1_000),
      'file MB': round(bytes / 1e6),
      'rss MB': round(process.memoryUsage().rss / 1e6),
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function fill(file: string, people: number, seen: number): Promise<void> {
  const store = sqliteStore({ file, synchronous: 'normal' })
  const epoch = await store.acquire(WS)
  for (let from = 0; from < people; from += LOAD_BATCH) {
    const profiles = Array.from({ length: Math.min(LOAD_BATCH, people - from) }, (_, i) => documentOf(from + i, 0))
    await store.commit({ ...emptyCommit(WS, epoch), profiles })
  }
  for (let from = 0; from < seen; from += EVENTS) await store.commit({ ...emptyCommit(WS, epoch), seen: Float64Array.from({ length: 2 * EVENTS }, (_, i) => from + i) })
  await store.close()
}

async function openWarm(file: string, seen: number): Promise<void> {
  const store = sqliteStore({ file, synchronous: 'full' })
  await store.last(WS)
  await store.seen(WS, seen)
  await store.close()
}

async function commitLoop(store: SqliteStore, epoch: number, people: number, commits: number): Promise<StoreBenchFigures> {
  const random = seeded(7)
  const times: number[] = []
  let cpuMs = 0
  let position = await store.position(WS)
  const warmUp = Math.min(50, commits)
  for (let i = -warmUp; i < commits; i++) {
    const commit = commitOf(++position, epoch, people, random)
    const cpu = process.cpuUsage()
    const ms = await timed(() => store.commit(commit))
    const { user, system } = process.cpuUsage(cpu)
    if (i >= 0) {
      times.push(ms)
      cpuMs += (user + system) / 1_000
    }
    // Lets the event loop turn, as the real writer does between batches.
    await new Promise(setImmediate)
  }
  const total = times.reduce((sum, ms) => sum + ms, 0)
  return {
    'commits/s': round((commits / total) * 1_000),
    'events/s': round(((commits * EVENTS) / total) * 1_000),
    'commit cpu ms': round(cpuMs / commits),
    'commit p50 ms': round(percentile(times, 0.5)),
    'commit p99 ms': round(percentile(times, 0.99)),
    'commit worst ms': round(percentile(times, 1)),
  }
}

async function timerLoop(store: SqliteStore, epoch: number, timers: number): Promise<StoreBenchFigures> {
  const due = (i: number) => ((i * 7919) % timers) as Instant
  for (let from = 0; from < timers; from += TIMER_BATCH)
    await store.commit({ ...emptyCommit(WS, epoch), timers: Array.from({ length: TIMER_BATCH }, (_, i) => ({ profile: personId(from + i), at: due(from + i) })) })
  let fired = 0
  const ms = await timed(async () => {
    for (let now = await store.timersDue(WS, timers as Instant, TIMER_BATCH); now.length > 0; now = await store.timersDue(WS, timers as Instant, TIMER_BATCH)) {
      await store.commit({ ...emptyCommit(WS, epoch), timers: now.map(({ profile }) => ({ profile, at: null })) })
      fired += now.length
    }
  })
  return { 'timers fired/s': round((fired / ms) * 1_000) }
}

/** Reads in a thread of its own until told to stop: one person at a time, then ten. */
async function readUntilStopped(file: string, people: number): Promise<void> {
  const store = sqliteStore({ file, readOnly: true, synchronous: 'full' })
  const random = seeded(11)
  const one: number[] = []
  const ten: number[] = []
  let stopped = false
  parentPort?.once('message', () => (stopped = true))
  parentPort?.postMessage('ready')
  while (!stopped) {
    for (let i = 0; i < 50; i++) {
      const ids = Array.from({ length: i % 2 === 0 ? 1 : READ_IDS }, () => personId(pickIndex(random, people)))
      ;(i % 2 === 0 ? one : ten).push(await timed(() => store.profiles(WS, ids)))
    }
    await new Promise(setImmediate)
  }
  parentPort?.postMessage({
    'read one p50 us': round(percentile(one, 0.5) * 1_000),
    'read one p99 us': round(percentile(one, 0.99) * 1_000),
    'read ten p50 us': round(percentile(ten, 0.5) * 1_000),
    'read ten p99 us': round(percentile(ten, 0.99) * 1_000),
  } satisfies StoreBenchFigures)
  await store.close()
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

if (!isMainThread && (workerData as { bench?: string } | null)?.bench === 'reads') {
  const { file, people } = workerData as { file: string; people: number }
  await readUntilStopped(file, people)
}
