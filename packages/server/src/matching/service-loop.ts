/**
 * The order in which live matching works: arrivals first, then the people who were there before it began, then fitting. When more arrive than it can look
 * at, it stops collecting names and goes through everybody later; while events rush in it takes only a part of a processor.
 */
import type { ProfileId, WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { MatchingPolicy } from '@rapport/core/match/policy'
import type { Log, Position } from '../ports/log.ts'
import type { StoreReads } from '../ports/store.ts'
import type { IndexFile } from './index-file.ts'
import { createLatency } from './latency.ts'
import type { KeptModel } from './fit.ts'
import type { Matcher, Outcome } from './matcher.ts'

/** What the writer says: whom a commit has changed (perhaps nobody), and how far the log is. `at` in milliseconds since 1970, with fractions. */
export interface Changes {
  readonly ids: readonly ProfileId[]
  readonly position: Position
  readonly at: number
  /** Events accepted since the writer's start. */
  readonly accepted: number
}

/** How it goes. */
export interface LoopStatus {
  readonly state: 'off' | 'reading' | 'comparing' | 'ready'
  readonly behind: number
  readonly p50Ms: number | null
  readonly p99Ms: number | null
}

/** The loop. */
export interface ServiceLoop {
  heard(changes: Changes): void
  status(): LoopStatus
  stop(): Promise<void>
}

/** Arrivals looked at in one go, and people who wait for it before names are no longer collected. */
const BATCH = 20
const WAITING_MAX = 50_000
/** People of one slice of reading everybody, and of comparing everybody: small, because who arrives meanwhile waits for a slice to end. */
const READ_SLICE = 20
const COMPARE_SLICE = 2
/** Records of the log read at once when catching up after a start; a longer way is made by going through everybody. */
const RECORDS = 50
const RECORDS_MAX = 2_000
/** More events a second than this are a rush. */
const RUSH_RATE = 2_000
/** Share of one processor that is used while events rush in. */
const RUSH_SHARE = 0.12
const REST_MAX_MS = 500
/** During a rush nobody is gone through and nothing is fitted, but not for ever. */
const PATIENCE_MS = 30_000
const IDLE_MS = 250
const KEEP_MS = 2_000
const PROGRESS = 'progress'

/**
 * What is kept over restarts: changes up to `position` were seen; `cursor`: who was read last, null when everybody was; `compared`: number of the
 * person of the index who was compared last with those before, null when all were.
 */
interface Progress {
  readonly position: Position
  readonly cursor: ProfileId | '' | null
  readonly compared: number | null
}
const BEGINNING = { cursor: '', compared: 0 } as const

/** Starts it. `propose` gets what is found; it is awaited, so that a slow writer slows matching and not the other way round. */
export function startServiceLoop(options: {
  readonly ws: WorkspaceId
  readonly matcher: Matcher
  readonly index: IndexFile
  readonly reads: StoreReads & Pick<Log, 'read' | 'last'>
  readonly policy: () => MatchingPolicy
  readonly propose: (outcome: Outcome) => Promise<void>
  /** Milliseconds since 1970, with fractions. */
  readonly now: () => number
}): ServiceLoop {
  const { ws, matcher, index, reads, now } = options
  const waiting = new Map<ProfileId, number>()
  const latency = createLatency()
  const beats: { readonly at: number; readonly accepted: number }[] = []
  let progress = (index.value(PROGRESS) as unknown as Progress | null) ?? { position: 0 as Position, ...BEGINNING }
  let heardUpTo = progress.position
  let fitting: Generator<void, KeptModel> | null = null
  let stopped = false
  let paused = false
  let wake: () => void = () => undefined
  let keptAt = 0
  let lastSpare = now()

  function rate(): number {
    const [first, last] = [beats[0], beats.at(-1)]
    return first && last && last.at > first.at ? ((last.accepted - first.accepted) * 1_000) / (last.at - first.at) : 0
  }

  function keep(force = false): void {
    if (!force && now() - keptAt < KEEP_MS) return
    keptAt = now()
    // While people still wait, a restart must hear of them again: the log has them.
    if (progress.cursor === null && waiting.size === 0 && !paused) progress = { ...progress, position: heardUpTo }
    index.setValue(PROGRESS, progress as unknown as Json)
  }

  async function look(ids: readonly ProfileId[], since: ReadonlyMap<ProfileId, number>): Promise<void> {
    const outcome = await matcher.look(ids, (id) => {
      const at = since.get(id)
      if (at !== undefined && at > 0) latency.add(now() - at)
    })
    await propose(outcome)
  }

  async function arrivals(): Promise<void> {
    const batch = new Map<ProfileId, number>()
    for (const [id, at] of waiting) {
      if (batch.size >= BATCH) break
      batch.set(id, at)
    }
    for (const id of batch.keys()) waiting.delete(id)
    await look([...batch.keys()], batch)
  }

  /** Reads one slice of everybody into the index. */
  async function read(): Promise<void> {
    if (progress.cursor === '') progress = { ...progress, position: (await reads.last(ws)).position }
    const people = await reads.scan(ws, progress.cursor === '' ? null : progress.cursor, READ_SLICE)
    matcher.read(people)
    progress = { ...progress, cursor: people.length < READ_SLICE ? null : (people.at(-1)?.id ?? null) }
  }

  /** Compares one slice of those who were there before. */
  async function compare(): Promise<void> {
    for (let i = 0; i < COMPARE_SLICE && progress.compared !== null; i++) {
      const n = index.after(progress.compared)
      if (n !== null) await propose(await matcher.compare(n))
      progress = { ...progress, compared: n }
    }
  }

  async function propose(outcome: Outcome): Promise<void> {
    if (outcome.reviews.length > 0 || outcome.joins.length > 0) await options.propose(outcome)
  }

  /** After a start: who was changed since the index was written last. */
  async function catchUp(): Promise<void> {
    const { position } = await reads.last(ws)
    if (progress.cursor !== null) return
    if (position - progress.position > RECORDS_MAX || position < progress.position) {
      progress = { position, ...BEGINNING }
      return
    }
    for (let after = progress.position; after < position && !stopped; ) {
      const records = await reads.read({ ws, after, limit: RECORDS })
      for (const { body } of records) {
        if (body.is !== 'events') continue
        for (const entry of body.entries) for (const id of [entry.profile, ...(entry.merged ?? [])]) if (id && !waiting.has(id)) waiting.set(id, 0)
      }
      const last = records.at(-1)
      if (last === undefined) break
      after = last.position
    }
  }

  /** Whether there is room for what is not urgent. */
  function spare(): boolean {
    if (rate() > RUSH_RATE && now() - lastSpare < PATIENCE_MS) return false
    lastSpare = now()
    return true
  }

  async function step(): Promise<boolean> {
    if (options.policy().mode === 'off') {
      waiting.clear()
      fitting = null
      paused = true
      return false
    }
    if (paused) {
      // What happened meanwhile was not looked at; the log knows.
      paused = false
      await catchUp()
      return true
    }
    if (waiting.size > 0) {
      await arrivals()
      return true
    }
    if (!spare()) return false
    if (progress.cursor !== null) {
      await read()
      return true
    }
    // Before people are compared, because how sure a pair is depends on it.
    fitting ??= matcher.fit()
    if (fitting !== null) {
      if (fitting.next().done === true) fitting = null
      return true
    }
    if (progress.compared === null) return false
    await compare()
    return true
  }

  async function run(): Promise<void> {
    await catchUp()
    while (!stopped) {
      const started = now()
      const worked = await step()
      if (worked) keep()
      const rush = rate() > RUSH_RATE
      const rest = !worked ? IDLE_MS : rush ? Math.min(REST_MAX_MS, (now() - started) * (1 / RUSH_SHARE - 1)) : 0
      await new Promise<void>((resolve) => {
        if (rest === 0) return void setImmediate(resolve)
        const timer = setTimeout(resolve, rest)
        // A rest that is taken for politeness is not cut short by more work.
        wake = worked ? () => undefined : () => {
          clearTimeout(timer)
          resolve()
        }
      })
      wake = () => undefined
      if (!worked) keep()
    }
  }

  const running = run()
  return {
    heard({ ids, position, at, accepted }) {
      if (position > heardUpTo) heardUpTo = position
      const last = beats.at(-1)
      if (!last || at - last.at > 50) beats.push({ at, accepted })
      if (beats.length > 10) beats.shift()
      if (ids.length === 0) return
      for (const id of ids) if (!waiting.has(id)) waiting.set(id, at)
      if (waiting.size > WAITING_MAX) {
        waiting.clear()
        progress = { ...progress, ...BEGINNING }
      }
      wake()
    },
    status: () => ({
      state: options.policy().mode === 'off' ? 'off' : progress.cursor !== null ? 'reading' : progress.compared !== null ? 'comparing' : 'ready',
      behind: waiting.size,
      p50Ms: latency.quantile(0.5),
      p99Ms: latency.quantile(0.99),
    }),
    async stop() {
      stopped = true
      wake()
      await running
      keep(true)
    },
  }
}
