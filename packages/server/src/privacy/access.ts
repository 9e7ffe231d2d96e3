/** Everything that is kept about a person, as data: for the right of access, and for moving to another controller. */
import type { ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { decodeState } from '@rapport/core/engine/codec'
import { unpackDecision } from '@rapport/core/decision/record'
import { identifierKey } from '@rapport/core/event/identifier'
import { displayName } from '@rapport/core/profile/display'
import type { LogEntry, Position } from '../ports/log.ts'
import type { OutboxRow } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import type { StoredRequest } from './requests.ts'

/** See api/contract-privacy. */
export interface AccessExport {
  readonly request: string
  readonly madeAt: number
  readonly profile: {
    readonly id: string
    readonly name: string | null
    readonly identifiers: readonly string[]
    readonly firstSeen: number
    readonly lastSeen: number
    readonly events: number
  }
  readonly traits: readonly { readonly name: string; readonly value: Json; readonly source: string; readonly at: number; readonly wins: boolean }[]
  readonly segments: readonly { readonly id: string; readonly name: string; readonly since: number; readonly rule: string }[]
  readonly consents: readonly {
    readonly purpose: string
    readonly channel: string
    readonly is: 'given' | 'withdrawn'
    readonly at: number
    readonly source: string
    readonly text?: string
  }[]
  readonly messages: readonly {
    readonly id: string
    readonly channel: string
    readonly state: string
    readonly at: number
    readonly to?: string
    readonly subject?: string
    readonly text?: string
  }[]
  readonly decisions: readonly { readonly at: number; readonly placement: string; readonly offer: string | null }[]
  readonly events: readonly {
    readonly id: string
    readonly type: string
    readonly at: number
    readonly source: string
    readonly identifiers: readonly string[]
    readonly properties: Json
    readonly context: Json
  }[]
  readonly truncated: boolean
}

const SLICE_RECORDS = 50
/** Events in an export unless all are asked for. */
const MOST_EVENTS = 5_000

/** Reads it all, the log from its end to its beginning; null when the person is not there (any more). `words` says a segment's rule in a sentence. */
export async function accessOf(
  app: App,
  request: StoredRequest,
  options: { readonly all: boolean; readonly words: (segment: string) => { readonly name: string; readonly rule: string } },
): Promise<AccessExport | null> {
  const { reads, ws } = app
  if (request.profile === null) return null
  const id = await reads.survivor(ws, request.profile)
  const stored = (await reads.profiles(ws, [id])).get(id)
  if (stored === undefined) return null
  const state = decodeState(stored.body)
  const ids = new Set([id, ...(await reads.absorbed(ws, id))])
  const { entries, truncated } = await eventsOf(app, ids, options.all ? Number.POSITIVE_INFINITY : MOST_EVENTS)
  const sourceOf = new Map(entries.map(({ event }) => [event.id as string, event.source as string]))
  return {
    request: request.id,
    madeAt: app.now(),
    profile: {
      id,
      name: displayName(state.traits, state.identity.ids),
      identifiers: [...state.identity.ids],
      firstSeen: state.firstSeen,
      lastSeen: state.lastSeen,
      events: state.events,
    },
    traits: Object.entries(state.traits).flatMap(([name, values]) => values.map((one, i) => ({ name, value: one.value, source: String(one.source), at: one.at, wins: i === 0 }))),
    segments: Object.entries(state.segments).flatMap(([segment, { since }]) => (since === undefined ? [] : [{ id: segment, since, ...options.words(segment) }])),
    consents: Object.entries(state.consent).flatMap(([purpose, channels]) =>
      Object.entries(channels).map(([channel, said]) => ({
        purpose,
        channel,
        is: said.is,
        at: said.at,
        source: sourceOf.get(said.from) ?? '',
        ...(said.text === undefined ? {} : { text: said.text }),
      })),
    ),
    messages: (await messagesOf(app, [...ids])).map((row) => ({
      id: row.id,
      channel: row.plan.channel,
      state: row.state,
      at: row.updatedAt,
      ...(row.to === undefined ? {} : { to: row.to }),
      ...(row.rendered?.subject === undefined ? {} : { subject: row.rendered.subject }),
      ...(row.rendered === undefined ? {} : { text: row.rendered.text }),
    })),
    decisions: entries.flatMap(({ event }) => {
      const decision = event.type === 'decision_made' ? unpackDecision(event.properties) : null
      return decision === null ? [] : [{ at: event.at as number, placement: String(decision.placement), offer: decision.chosen === null ? null : String(decision.chosen) }]
    }),
    events: entries.map(({ event }) => ({
      id: event.id,
      type: event.type,
      at: event.at,
      source: event.source,
      identifiers: event.identifiers.map(identifierKey),
      properties: event.properties,
      context: event.context ?? {},
    })),
    truncated,
  }
}

/** The person's entries, newest first. */
async function eventsOf(app: App, ids: ReadonlySet<ProfileId>, most: number): Promise<{ readonly entries: readonly LogEntry[]; readonly truncated: boolean }> {
  const { position } = await app.reads.last(app.ws)
  const entries: LogEntry[] = []
  for (let upTo: number = position; upTo > 0; upTo -= SLICE_RECORDS) {
    const from = Math.max(0, upTo - SLICE_RECORDS)
    const records = await app.reads.read({ ws: app.ws, after: from as Position, limit: upTo - from })
    for (const { body } of records.toReversed())
      if (body.is === 'events')
        for (const entry of body.entries.toReversed()) {
          if (entry.profile === null || !ids.has(entry.profile)) continue
          if (entries.length >= most) return { entries, truncated: true }
          entries.push(entry)
        }
    // Others want to be answered in between.
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { entries, truncated: false }
}

async function messagesOf(app: App, ids: readonly ProfileId[]): Promise<readonly OutboxRow[]> {
  const rows: OutboxRow[] = []
  for (const profile of ids)
    for (let after: string | undefined; ; ) {
      const { items, next } = await app.reads.outboxPage(app.ws, { profile, limit: 500, ...(after === undefined ? {} : { after }) })
      rows.push(...items)
      if (next === null) break
      after = next
    }
  return rows.sort((one, other) => other.updatedAt - one.updatedAt)
}
