/** Everything in one process on one machine: SQLite for log and state, ClickHouse in a child process, one thread that writes. */
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { trackLinks } from '../content/links.ts'
import { createRenderer } from '../content/render.ts'
import { planOf } from '@rapport/core/engine/plan'
import { openOutbound, type Outbound } from '../export/outbound.ts'
import { openFleet } from '../fleet/door.ts'
import type { LogRecord } from '../ports/log.ts'
import type { Block, Warehouse } from '../ports/warehouse.ts'
import { startInbox, type Inbox } from '../provider/fakes.ts'
import type { App, Pulse } from '../runtime/app.ts'
import { dividedRows } from '../runtime/divided-rows.ts'
import { createDispatcher, type Dispatcher, type MessageLinks } from '../runtime/dispatch.ts'
import { signLink, signPreferences } from '../runtime/links.ts'
import { createApp } from '../runtime/running.ts'
import { startSink, type Sink } from '../runtime/sink.ts'
import { profileRow } from '../runtime/profile-row.ts'
import { sqliteStore } from '../store/sqlite.ts'
import { createEmbeddedWarehouse } from '../warehouse/child.ts'
import { createClickHouseWarehouse } from '../warehouse/clickhouse.ts'
import { blocksOf } from '../warehouse/rows.ts'
import { openProviders, type Connections } from './providers.ts'
import type { Settings } from './settings.ts'
import { startLearnerThread } from './learner-client.ts'
import { startMatcherThread } from './matcher-client.ts'
import { createTrainerClient } from './trainer-client.ts'
import { signingKeyOf } from './signing-key.ts'
import { whatIfThread, type WhatIfClient } from './whatif-client.ts'
import { startWriterThread, type WriterClient } from './writer-client.ts'

/** The running product and how to end it. */
export interface Running {
  readonly app: App
  readonly inbox: Inbox | null
  readonly outbound: Outbound
  /** Works replays of strategies out. */
  readonly whatif: WhatIfClient
  /** Tells where the server is reached, once that is known; links in messages need it. */
  reachedAt(url: string): void
  close(): Promise<void>
}

/** The one workspace of the embedded mode. */
const WS = 'default' as WorkspaceId
const RENDER_TIMEOUT_MS = 100
/** How long a decision that was answered waits for others before all are written down together. */
const DECISION_WAIT_MS = 10
/** How often idle loops look again, in milliseconds. */
const IDLE_MS = 50
const SINK_IDLE_MS = 250
const SINK_BACKOFF_MS = 5_000
/** While so many events come in a second the warehouse waits: collection comes first, the log keeps everything for later. */
const SINK_POLITE_RATE = 2_000
/** But not for ever: at full load it still gets a turn this often. */
const SINK_PATIENCE_MS = 30_000
const PULSES_KEPT = 100
const RATE_BEATS = 5

/** Starts everything but HTTP. `fatal` is called when nothing can be accepted any more. */
export async function startEmbedded(settings: Settings, fatal: (failure: Error) => void): Promise<Running> {
  mkdirSync(settings.data, { recursive: true })
  const file = join(settings.data, 'rapport.db')
  const clock = () => Date.now() as Instant
  const { privateKey, publicKey } = signingKeyOf(settings.data)
  const { port1: told, port2: heard } = new MessageChannel()
  const writer = await startWriterThread({ file, ws: WS, signingKey: privateKey, changes: told, fatal })
  const reads = sqliteStore({ file, readOnly: true, synchronous: 'normal' })
  const learning = startLearnerThread({ store: file, snapshot: join(settings.data, 'learned.bin'), ws: WS, start: writer.pulse().position })
  const storage = warehouseOf(settings)
  let copyFailure: string | null = null
  const warehouse: Warehouse = { ...storage, status: () => (copyFailure === null ? storage.status() : { is: 'down', why: copyFailure }) }
  const inbox = settings.fakes && !settings.smtpUrl ? await startInbox({ port: 0 }) : null
  const connections = openProviders(settings, inbox?.port ?? null)
  const renderer = createRenderer({ workers: 1, timeoutMs: RENDER_TIMEOUT_MS })
  let publicUrl = settings.publicUrl ?? ''
  const dispatcher = createDispatcher({
    ws: WS,
    gate: writer.gate,
    settle: writer.settle,
    connections,
    render: renderer.render,
    linksOf: (message, profile) => linksOf({ seed: writer.workspace().seed, base: publicUrl, message, profile }),
    clock,
  })
  let plan = planOf(writer.workspace())
  const touchedRows = async (records: readonly LogRecord[]): Promise<readonly Block[]> => {
    const ids = new Set<ProfileId>()
    for (const record of records) if (record.body.is === 'events') for (const entry of record.body.entries) if (entry.profile) ids.add(entry.profile)
    const correction = await dividedRows(reads, WS, records)
    for (const id of correction.people) ids.add(id)
    const people = await reads.profiles(WS, [...ids])
    if (plan.workspace.version !== writer.workspace().version) plan = planOf(writer.workspace())
    return blocksOf(
      records,
      [...people.values()].map((person) => profileRow(person, plan, clock())),
      correction,
    )
  }
  const sink = await startSink({ ws: WS, reads, put: writer.put, warehouse, blocksOf: touchedRows })
  const meter = createMeter(writer)
  const startedAt = clock()
  const pulse = (): Pulse => ({
    startedAt,
    ...meter.figures(),
    sinkBehind: sink.behind(),
    queuedEvents: writer.pulse().queued,
    providers: conditionOf(connections, dispatcher),
  })
  const made = createApp({
    ws: WS,
    writer,
    reads,
    warehouse,
    dispatcher,
    clock,
    newId: () => randomUUID(),
    pulse,
    onCommit: meter.onCommit,
    sink,
    soon: (work) => void setTimeout(work, DECISION_WAIT_MS),
    arbiter: learning.arbiter,
    demo: settings.demo,
    fakes: inbox !== null,
    ledgerKey: publicKey,
    publicUrl: () => publicUrl,
  })
  if (inbox !== null) made.onForget(({ keys }) => inbox.forget(keys.map((key) => key.slice(key.indexOf(':') + 1))))
  const matching = startMatcherThread({
    store: file,
    index: join(settings.data, 'match.db'),
    ws: WS,
    policy: writer.workspace().definitions.matching,
    changes: heard,
    reads,
    accept: made.accept,
    review: writer.review,
  })
  writer.onPulse(() => matching.follow(writer.workspace().definitions.matching))
  made.onForget(({ ids }) => matching.forget(ids as readonly ProfileId[]))
  learning.announceBy(made.accept)
  writer.onPulse(({ accepted }) => learning.heard(accepted))
  made.onForget(({ ids }) => learning.forget(ids))
  const trainer = createTrainerClient({ data: { store: file, file: join(settings.data, 'fleet.bin'), ws: WS }, accept: made.accept, rate: meter.rate })
  const followModels = (): void => trainer.follow(writer.workspace().definitions.models.length)
  followModels()
  writer.onPulse(followModels)
  made.onForget(async ({ ids }) => void (await trainer.ask({ is: 'forget', ids })))
  const app: App = { ...made, matching, learning, ...(inbox === null ? {} : { inbox: () => inbox.messages() }) }
  openFleet(app, trainer)
  const whatif = whatIfThread({ store: file, ws: WS })
  const outbound = await openOutbound({ app, data: settings.data, env: process.env, allowPrivate: settings.allowPrivate, allowHttp: settings.allowPrivate })
  const isBusy = politely(meter.rate)
  const loops = [repeat(() => dispatch(dispatcher), IDLE_MS, IDLE_MS), repeat(() => copy(sink, isBusy, (why) => (copyFailure = why)), SINK_IDLE_MS, SINK_BACKOFF_MS)]
  return {
    app,
    inbox,
    outbound,
    whatif,
    reachedAt(url) {
      if (publicUrl === '') publicUrl = url
    },
    async close() {
      await new Promise((resolve) => setTimeout(resolve, 2 * DECISION_WAIT_MS))
      await outbound.close()
      await whatif.stop()
      await matching.stop()
      await learning.stop()
      await trainer.stop()
      await Promise.all(loops.map((loop) => loop.stop()))
      await writer.stop()
      await Promise.all([...connections.values()].map(({ connection }) => connection.close()))
      await Promise.all([renderer.close(), warehouse.close(), reads.close(), inbox?.close()])
    },
  }
}

function warehouseOf(settings: Settings): Warehouse {
  if (settings.clickhouseUrl) return createClickHouseWarehouse({ url: settings.clickhouseUrl })
  if (settings.analytics) return createEmbeddedWarehouse({ path: join(settings.data, 'analytics') })
  const why = 'analytics was switched off when the server was started'
  const refuse = async (): Promise<never> => Promise.reject(new Error(why))
  return { status: () => ({ is: 'absent', why }), insert: refuse, query: refuse, remove: refuse, reset: async () => {}, close: async () => {} }
}

/** Starts calls without waiting for their ends; the lanes of the dispatcher bound how many are under way. */
async function dispatch(dispatcher: Dispatcher): Promise<number> {
  const { claimed, done } = await dispatcher.begin()
  done.catch(() => {})
  return claimed
}

/** Whether the copy should wait: while events rush in, but never longer than SINK_PATIENCE_MS. */
function politely(rate: () => number): () => boolean {
  let lastTurn = performance.now()
  return () => {
    if (rate() > SINK_POLITE_RATE && performance.now() - lastTurn < SINK_PATIENCE_MS) return true
    lastTurn = performance.now()
    return false
  }
}

/** Copies a block when nothing more urgent waits. A copy that fails is said on the health page and tried again. */
async function copy(sink: Sink, isBusy: () => boolean, failed: (why: string | null) => void): Promise<number> {
  if (isBusy()) return 0
  try {
    const copied = await sink.tick()
    failed(null)
    return copied
  } catch (failure) {
    failed(`the copy into analytics fails and is tried again: ${failure instanceof Error ? failure.message : String(failure)}`)
    throw failure
  }
}

/** The links of one message: clicks are counted, the way out needs no login. */
function linksOf({ seed, base, message, profile }: {
  readonly seed: string
  readonly base: string
  readonly message: Parameters<typeof signLink>[1]['message']
  readonly profile: ProfileId
}): MessageLinks {
  const unsubscribeUrl = `${base}/u/${signLink(seed, { message, profile, url: '' })}`
  const make = (url: string): string => `${base}/c/${signLink(seed, { message, profile, url })}`
  const preferencesUrl = `${base}/p/${signPreferences(seed, { profile, message })}`
  return { unsubscribeUrl, preferencesUrl, track: (bodies) => trackLinks(bodies, make, [unsubscribeUrl, preferencesUrl]) }
}

function conditionOf(connections: Connections, dispatcher: Dispatcher): Pulse['providers'] {
  const condition = dispatcher.condition()
  return [...connections].map(([channel, { name }]) => {
    const last = condition.get(name)
    return last === undefined || last.ok ? { name, channel, state: 'ready' } : { name, channel, state: 'failing', why: last.why }
  })
}

/** Counts what the writer says: commits for the live pages, events a second and lateness of timers for the health strip. */
function createMeter(writer: WriterClient) {
  const listeners = new Set<(position: number) => void>()
  const beats: { readonly at: number; readonly accepted: number }[] = []
  let late: number[] = []
  let position = writer.pulse().position
  writer.onPulse((word) => {
    late = [...late, ...word.lateMs].slice(-10_000)
    beats.push({ at: performance.now(), accepted: word.accepted })
    if (beats.length > PULSES_KEPT) beats.shift()
    if (word.position === position) return
    position = word.position
    for (const listener of listeners) listener(position)
  })
  return {
    onCommit(listener: (position: number) => void) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    /** Events accepted a second, over the last few beats. */
    rate(): number {
      const last = beats.at(-1)
      const before = beats.at(-RATE_BEATS)
      return last && before && last !== before ? ((last.accepted - before.accepted) * 1_000) / (last.at - before.at) : 0
    },
    figures(): Pick<Pulse, 'eventsPerSecond' | 'timerLateMsP99'> {
      const first = beats[0]
      const last = beats.at(-1)
      const seconds = first && last ? (last.at - first.at) / 1_000 : 0
      const sorted = [...late].sort((one, other) => one - other)
      return {
        eventsPerSecond: first && last && seconds > 0 ? (last.accepted - first.accepted) / seconds : 0,
        timerLateMsP99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      }
    },
  }
}

/** Calls `work` again and again; rests when it had nothing to do, longer when it failed. */
function repeat(work: () => Promise<number>, idleMs: number, backoffMs: number): { stop(): Promise<void> } {
  let stopped = false
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))
  const running = (async () => {
    while (!stopped) {
      const done = await work().catch(() => -1)
      if (!stopped) await pause(done < 0 ? backoffMs : done === 0 ? idleMs : 0)
    }
  })()
  return {
    stop: () => {
      stopped = true
      return running
    },
  }
}
