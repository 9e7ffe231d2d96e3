/** From the log to the warehouse: which rows a group of records becomes. Pure, so that a block tried again is the same block. */
import type { ProfileId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { KNOWN, type Event } from '@rapport/core/event/event'
import type { LogRecord } from '../ports/log.ts'
import type { Block } from '../ports/warehouse.ts'

/** A golden record as the warehouse shows it. */
export interface ProfileRow {
  readonly id: ProfileId
  /** Trait → winning value. */
  readonly traits: { readonly [name: string]: Json }
  /** Ids of the segments the person is in. */
  readonly segments: readonly string[]
  readonly updatedAt: Instant
}

/** What must be corrected because people were divided: where profile ids lead now, and events that were copied as somebody else's. */
export interface Correction {
  readonly redirects: readonly { readonly from: ProfileId; readonly into: ProfileId }[]
  readonly events: readonly { readonly event: Event; readonly profile: ProfileId }[]
}

/**
 * The blocks of some records of one workspace in log order: a row for every event and every event derived from it, with the person it was folded
 * into ('' when nobody is known); a row for every merge; what a division corrects; and, where given, the golden records as they stand after these records. The token names
 * the records, so the same records are inserted once; cut the log at the same places when trying again.
 */
export function blocksOf(records: readonly LogRecord[], touched: readonly ProfileRow[] = [], correction: Correction = { redirects: [], events: [] }): readonly Block[] {
  const first = records[0]
  const last = records.at(-1)
  if (first === undefined || last === undefined) return []
  const ws = first.ws
  const entries = records.flatMap((record) => (record.body.is === 'events' ? record.body.entries.map((entry) => ({ entry, position: record.position })) : []))
  const events = entries.flatMap(({ entry }) => (isGone(entry.event) ? [] : [entry.event, ...entry.derived].map((event) => eventRow(ws, event, entry.profile))))
  const merges = entries.flatMap(({ entry, position }) => (entry.merged ?? []).map((from) => ({ ws, from, into: entry.profile, position })))
  // The same event again is one event, the later row stands; so does the later word about where a profile leads, to itself included.
  for (const { event, profile } of correction.events) if (!isGone(event)) events.push(eventRow(ws, event, profile))
  for (const { from, into } of correction.redirects) merges.push({ ws, from, into, position: last.position })
  const profiles = touched.map(({ id, traits, segments, updatedAt }) => {
    return { ws, id, traits: JSON.stringify(traits), segments: [...segments], updated_at: updatedAt }
  })
  const token = `${ws}:${first.position}-${last.position}`
  const blocks: readonly Block[] = [
    { table: 'events', token, rows: events },
    { table: 'merges', token, rows: merges },
    { table: 'profiles', token, rows: profiles },
  ]
  return blocks.filter((block) => block.rows.length > 0)
}

/** Tombstones: of an erased person, or of an event whose time was over. */
function isGone({ type }: Event): boolean {
  return type === KNOWN.erased || type === KNOWN.expired
}

function eventRow(ws: string, event: Event, profile: ProfileId | null): Block['rows'][number] {
  return {
    ws,
    id: event.id,
    type: event.type,
    at: event.at,
    received_at: event.receivedAt,
    source: event.source,
    profile: profile ?? '',
    properties: JSON.stringify(event.properties),
    context: JSON.stringify(event.context ?? {}),
    cause: event.cause ?? '',
  }
}
