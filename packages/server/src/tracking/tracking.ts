/** The schema catalogue at work: enforces the plan at the door, keeps the tally of what comes in, and stores it every few seconds. */
import { hash53, shortHash } from '@rapport/core/base/hash'
import { isJsonObject, type Json } from '@rapport/core/base/json'
import { SYSTEM } from '@rapport/core/engine/react'
import type { Event } from '@rapport/core/event/event'
import { suggestFix, violationSentence } from '@rapport/core/event/tracking-fix'
import { checkEvent, compileTracking, type TrackingPlan } from '@rapport/core/event/tracking'
import type { Position } from '../ports/log.ts'
import type { App, Arrival } from '../runtime/app.ts'
import { decoded, encoded } from './tally-text.ts'
import { createTally, type Tally } from './tally.ts'

/** Code of bad rows that the plan kept out. */
export const BLOCKED = 'blocked_by_plan'

/** The catalogue of a running product. */
export interface Tracking {
  /** The plan in force, compiled. */
  plan(): TrackingPlan
  /** What happens to an event at the door: as it is, with a mark, or kept out as a bad row that can be replayed. */
  door(event: Event, raw?: Json): Arrival
  readonly tally: Tally
  /** When counting began; null before the first event. */
  countedSince(): number | null
  /** Removes these values (identifiers, traits of somebody who is erased) from all examples, in memory and in the store. */
  forgetExamples(values: ReadonlySet<string>): Promise<void>
  /** Stores what has changed. */
  flush(): Promise<void>
  /** Resolves when events of the log that nobody had counted are counted. */
  readonly caughtUp: Promise<void>
  close(): Promise<void>
}

/** Types are stored in so many values, so that a write is small and there are few. */
const BUCKETS = 16
const PREFIX = 'tracking/'
const HEAD = `${PREFIX}head`
const FLUSH_MS = 10_000
/** Records of the log that are looked at for events that nobody counted (an import into the folder, a crash, an older release). */
const CATCH_UP_RECORDS = 5_000
const CHUNK = 20

const opened = new WeakMap<App, Tracking>()

/** Removes values from the examples of an app's catalogue, if it has one: for erasure. */
export async function forgetExamples(app: App, values: ReadonlySet<string>): Promise<void> {
  await opened.get(app)?.forgetExamples(values)
}

/** The catalogue that was opened first over the app. */
export function trackingOf(app: App): Tracking | undefined {
  return opened.get(app)
}

/** Opens the catalogue over the app; `close` stores what is left. */
export async function openTracking(app: App): Promise<Tracking> {
  const tally = createTally()
  let position = 0
  for (const { key, value } of await app.reads.values(app.ws, PREFIX)) {
    if (key === HEAD && isJsonObject(value)) position = Number(value['position'] ?? 0)
    else if (Array.isArray(value)) for (const one of value.map(decoded)) if (one) tally.restore(one)
  }
  const stop = app.onAccept((arrivals) => {
    const now = app.now()
    for (const arrival of arrivals) if (arrival.is === 'event') tally.see(arrival.event, personOf(arrival), now)
  })
  const { position: end } = await app.reads.last(app.ws)
  let closed = false

  let compiled: { readonly version: number; readonly plan: TrackingPlan } | null = null
  const plan = (): TrackingPlan => {
    const { version, definitions } = app.workspace()
    if (compiled?.version !== version) compiled = { version, plan: compileTracking(definitions.events) }
    return compiled.plan
  }

  async function catchUp(): Promise<void> {
    for (let after = Math.max(position, end - CATCH_UP_RECORDS); after < end && !closed; after += CHUNK) {
      const records = await app.reads.read({ ws: app.ws, after: after as Position, limit: Math.min(CHUNK, end - after) })
      for (const { body, at } of records) if (body.is === 'events') for (const { event, profile } of body.entries) {
        if (event.source !== SYSTEM) tally.see(event, String(profile ?? ''), at)
      }
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  let flushing: Promise<void> = Promise.resolve()
  async function store(): Promise<void> {
    const changed = tally.takeChanged()
    if (changed.length === 0) return
    const buckets = new Set(changed.map(bucketOf))
    const { position: upTo } = await app.reads.last(app.ws)
    for (const bucket of buckets) {
      const types = [...tally.types.values()].filter(({ type }) => bucketOf(type) === bucket)
      await app.put(`${PREFIX}${bucket}`, types.map(encoded))
    }
    // Last, so that a crash in between counts a few events twice rather than never.
    if (caught) await app.put(HEAD, { position: upTo })
  }
  const flush = (): Promise<void> => (flushing = flushing.catch(() => undefined).then(store))

  let caught = false
  const caughtUp = catchUp().then(() => void (caught = true))
  caughtUp.catch(() => undefined)
  const timer = setInterval(() => void flush().catch(() => undefined), FLUSH_MS)
  timer.unref()

  const tracking: Tracking = {
    plan,
    door(event, raw) {
      const answer = checkEvent(plan(), event)
      const { verdict, violations } = answer
      if (violations.length === 0) return { is: 'event', event, ...(raw !== undefined && { raw }) }
      tally.judged(event.type, answer, event.source, app.now())
      if (verdict === 'block') return blocked(plan(), event, violations)
      if (verdict === 'allow') return { is: 'event', event, ...(raw !== undefined && { raw }) }
      const codes = violations.map(({ code, at }) => (at === '' ? code : `${code}:${at}`))
      return { is: 'event', event: { ...event, context: { ...event.context, plan: { violations: codes } } }, ...(raw !== undefined && { raw }) }
    },
    tally,
    countedSince() {
      const first = Math.min(...[...tally.types.values()].map((one) => one.first))
      return Number.isFinite(first) ? first : null
    },
    async forgetExamples(values) {
      if (tally.forget(values).length > 0) await flush()
    },
    flush,
    caughtUp,
    async close() {
      if (closed) return
      closed = true
      clearInterval(timer)
      stop()
      await caughtUp.catch(() => undefined)
      await flush()
    },
  }
  if (!opened.has(app)) opened.set(app, tracking)
  return tracking
}

/** The arrival for an event that is kept out. Its id depends on the event's alone, so that a sender who tries again makes no second row. */
function blocked(plan: TrackingPlan, event: Event, violations: ReturnType<typeof checkEvent>['violations']): Arrival {
  const own = plan.get(event.type)
  const [first] = violations
  const sentence = first && own ? violationSentence(first, suggestFix(own, event, first)) : ''
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : ''
  return { is: 'bad', source: event.source, code: BLOCKED, reason: `${event.type}: ${sentence}${more}`, raw: JSON.stringify(event), id: blockedId(event.id) }
}

/** The id of the bad row of an event. */
export function blockedId(event: string): string {
  return `plan-${shortHash(event)}`
}

function bucketOf(type: string): number {
  return hash53(type) % BUCKETS
}

function personOf({ event, profile }: Arrival & { readonly is: 'event' }): string {
  const [first] = event.identifiers
  return profile ?? (first ? `${first.kind}:${first.value}` : '')
}
