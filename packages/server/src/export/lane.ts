/**
 * Delivers changes from the log to one webhook, in a lane of its own: a slow or dead receiver holds up nobody else. How far it is, is durable; after a crash
 * or a pause what was under way goes again under the same ids (at least once). What is told about one person arrives in order.
 *
 * | what a call comes to | then |
 * | taken | done |
 * | refused (4xx, an address that may not be called) | dead letter at once |
 * | error (5xx) | again after 1, 2, 4 … 300 s; after ERROR_TRIES a dead letter |
 * | outage (no connection, 429, 503) | again after 1, 2, 4 … 300 s for as long as OUTAGE_MAX, then a dead letter |
 */
import type { ProfileId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import { DAY, type Instant } from '@rapport/core/base/time'
import { allowed } from '@rapport/core/consent/consent'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import { decodeState } from '@rapport/core/engine/codec'
import type { ProfileState } from '@rapport/core/engine/state'
import { KNOWN } from '@rapport/core/event/event'
import { eventRef, RECORD_ENTRIES, type EventRef, type LogEntry, type Position } from '../ports/log.ts'
import { lawsOf } from '../runtime/laws.ts'
import type { App } from '../runtime/app.ts'
import { cloudEventOf, httpMessageOf, toldOf, type Told } from './cloud-event.ts'
import { bury } from './dead.ts'
import type { Line } from './deliver.ts'
import { hashOf, type Remembered } from './remembered.ts'

/** How a lane does. */
export interface LaneCondition {
  readonly is: 'idle' | 'delivering' | 'waiting'
  readonly position: number
  readonly delivered: number
  readonly failures: number
  readonly lastDeliveredAt?: Instant
  readonly nextTryAt?: Instant
  readonly why?: string
}

/** What a lane works with. `recordOf` maps a golden record; `remembered` knows the last one told. */
export interface LaneOptions {
  readonly app: App
  readonly definition: DestinationDefinition
  readonly line: Line
  readonly recordOf: (state: ProfileState) => JsonObject | null
  readonly remembered: Remembered
}

/** One lane. */
export interface Lane {
  /** Delivers the next batch; answers how many log records it got through. 0: nothing new, or a wait is not over. */
  tick(): Promise<number>
  /** Sends one more time what was given up; answers why not, or null when it was taken or is gone from the log. */
  again(ref: EventRef, nth: number): Promise<string | null>
  condition(): LaneCondition
}

/** Tries of what a receiver answers with an error. */
export const ERROR_TRIES = 10
/** How long an outage is waited out, from the moment of the event's first try. */
export const OUTAGE_MAX = 3 * DAY
/** Records read, and messages under way, at a time. */
const RECORDS = 50
const TOGETHER = 8
const FIRST_PAUSE_MS = 1_000
const LONGEST_PAUSE_MS = 300_000
const SAVE_MS = 5_000
const SAVE_RECORDS = 1_000

/** Key of the value that says how far a destination is. */
export const progressKey = (destination: string): string => `destination/${destination}`

interface Waiting {
  readonly ref: EventRef
  readonly entry: LogEntry
  readonly told: Told
  attempts: number
  readonly since: number
}

/** Opens a lane; one that never ran begins at the end of the log. */
export async function openLane({ app, definition, line, recordOf, remembered }: LaneOptions): Promise<Lane> {
  const { ws, reads } = app
  const key = progressKey(definition.id)
  const stored = (await reads.value(ws, key)) as { readonly position?: number } | null
  let position = stored?.position ?? (await reads.last(ws)).position
  if (stored === null) await app.put(key, { position })
  /** What is read and not delivered yet, and where the log goes on once it is. */
  let waiting: Waiting[] = []
  let through = position
  let pause = 0
  let nextTryAt = 0
  let why: string | undefined
  let delivered = 0
  let failures = 0
  let lastDeliveredAt: Instant | undefined
  let busy = false
  let saved = position
  let savedAt = app.now()

  async function save(): Promise<void> {
    await app.put(key, { position } as Json)
    saved = position
    savedAt = app.now()
  }

  async function fill(): Promise<number> {
    const records = await reads.read({ ws, after: position as Position, limit: RECORDS })
    for (const { position: at, body } of records) {
      if (body.is !== 'events') continue
      body.entries.forEach((entry, index) => {
        for (const told of toldOf(entry, definition.on ?? [])) waiting.push({ ref: eventRef(at, index), entry, told, attempts: 0, since: app.now() })
      })
    }
    through = records.at(-1)?.position ?? position
    return records.length
  }

  /** Sends one. True when it is settled: taken, given up, or about nobody who may be told of. */
  async function deliver(one: Waiting): Promise<boolean> {
    const message = await messageOf(one)
    if (message === null) return true
    const result = await line.send(message)
    if (result.is === 'taken') {
      delivered++
      lastDeliveredAt = app.now()
      message.settled()
      return true
    }
    one.attempts++
    failures++
    why = result.why
    if (result.is === 'refused' || (result.is === 'error' ? one.attempts >= ERROR_TRIES : app.now() - one.since > OUTAGE_MAX)) {
      await bury(app, definition.id, { ref: one.ref, nth: one.told.nth, event: one.told.event.id, type: one.told.type, at: app.now(), attempts: one.attempts, why: result.why })
      return true
    }
    if (result.afterMs !== undefined) pause = Math.max(pause, Math.min(result.afterMs, LONGEST_PAUSE_MS))
    return false
  }

  /** The message as it stands now; null when there is nothing to tell: the record is the same, the person is gone, or does not allow the purpose. */
  async function messageOf({ ref, told }: Pick<Waiting, 'ref' | 'told'>) {
    const state = told.profile === null ? null : await personOf(told.profile)
    const { purpose, channel } = definition
    // Of somebody who was erased nothing is told any more, but that.
    const isErased = told.type === KNOWN.profileErased
    if (told.profile !== null && state === null && !isErased) return null
    if (purpose !== undefined && !isErased && (state === null || !allowed(lawsOf(app.workspace()).purposesFor(state), state.consent, purpose, channel))) return null
    const record = state === null ? null : recordOf(state)
    let settled = (): void => {}
    if (told.nth === -1) {
      if (state === null || record === null) return null
      const hash = hashOf(record)
      if (remembered.holders([state.id])[0]?.hash === hash) return null
      settled = () => remembered.put([{ profile: state.id, key: state.id, hash }])
    }
    const event = cloudEventOf(told, { ws, ref, subject: state?.id ?? told.profile, record: definition.map === undefined && told.nth !== -1 ? null : record })
    return { id: event.id, ...httpMessageOf(event, definition.mode), settled }
  }

  async function personOf(profile: ProfileId): Promise<ProfileState | null> {
    const id = await reads.survivor(ws, profile)
    const found = (await reads.profiles(ws, [id])).get(id)
    return found ? decodeState(found.body) : null
  }

  /** People side by side, what concerns one person one after the other; an outage anywhere stops the round. */
  async function round(): Promise<void> {
    const lanes = new Map<string, Waiting[]>()
    for (const one of waiting) {
      const person = one.told.profile ?? one.told.event.id
      lanes.set(person, [...(lanes.get(person) ?? []), one])
    }
    const settled = new Set<Waiting>()
    const queue = [...lanes.values()]
    let stopped = false
    const work = async (): Promise<void> => {
      for (let own = queue.shift(); own && !stopped; own = queue.shift()) {
        for (const one of own) {
          if (await deliver(one)) settled.add(one)
          else {
            stopped = true
            break
          }
        }
      }
    }
    await Promise.all(Array.from({ length: TOGETHER }, work))
    waiting = waiting.filter((one) => !settled.has(one))
  }

  return {
    async tick() {
      if (app.now() < nextTryAt) return 0
      busy = true
      try {
        const read = waiting.length === 0 ? await fill() : 0
        const told = waiting.length > 0
        if (waiting.length > 0) {
          const before = pause
          pause = 0
          await round()
          if (waiting.length > 0) {
            pause = Math.max(pause, Math.min(LONGEST_PAUSE_MS, before === 0 ? FIRST_PAUSE_MS : before * 2))
            nextTryAt = app.now() + pause
            return 0
          }
        }
        pause = 0
        nextTryAt = 0
        why = undefined
        if (through > position) {
          position = through
          // Where nothing was to be told, going over it again costs little: not every step is worth a commit.
          if (told || app.now() - savedAt > SAVE_MS || position - saved > SAVE_RECORDS) await save()
        }
        return read
      } finally {
        busy = false
      }
    },
    async again(ref, nth) {
      const [record] = await reads.read({ ws, after: (Math.floor(ref / RECORD_ENTRIES) - 1) as Position, limit: 1 })
      const entry = record?.body.is === 'events' ? record.body.entries[ref % RECORD_ENTRIES] : undefined
      const event = nth === -1 ? entry?.event : nth === 0 ? entry?.event : entry?.derived[nth - 1]
      if (!entry || !event) return null
      const message = await messageOf({ ref, told: { nth, type: nth === -1 ? 'profile_updated' : event.type, event, profile: entry.profile } })
      if (message === null) return null
      const result = await line.send(message)
      if (result.is !== 'taken') return result.why
      delivered++
      message.settled()
      return null
    },
    condition: () => ({
      is: waiting.length > 0 && app.now() < nextTryAt ? 'waiting' : busy ? 'delivering' : 'idle',
      position,
      delivered,
      failures,
      ...(lastDeliveredAt !== undefined && { lastDeliveredAt }),
      ...(waiting.length > 0 && nextTryAt > 0 && { nextTryAt: nextTryAt as Instant }),
      ...(why !== undefined && { why }),
    }),
  }
}
