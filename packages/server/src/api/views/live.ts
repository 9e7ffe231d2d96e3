/** Entries of the live debugger. */
import type { ProfileId } from '@rapport/core/base/id'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { Event } from '@rapport/core/event/event'
import type { BadRow } from '../../ports/store.ts'
import type { LiveDetail, LiveEntry, Of } from '../contract.ts'
import type { PlacedEntry } from '../log-view.ts'
import { eventView } from './event.ts'
import { namesOf } from './names.ts'

/** An accepted event. `names`: what people are called. */
export function liveEntry({ ref, at, entry }: PlacedEntry, names: ReadonlyMap<ProfileId, string | null>): Of<typeof LiveEntry> {
  const { event, derived, profile } = entry
  return {
    ref: String(ref),
    at,
    source: event.source,
    type: event.type,
    state: 'ok',
    ...(profile && { profile, profileName: names.get(profile) ?? null }),
    lagMs: Math.max(0, at - event.receivedAt),
    segmentsEntered: derived.filter(({ type }) => type === 'segment_entered').map(({ properties }) => String(properties['segment'])),
    messages: derived.filter(({ type }) => type === 'message_planned').length,
  }
}

/** A refused event. */
export function badEntry(row: BadRow): Of<typeof LiveEntry> {
  return { ref: `bad:${row.id}`, at: row.at, source: row.source, type: typeIn(row.raw), state: 'bad', segmentsEntered: [], messages: 0, reason: row.reason }
}

/** Everything about an accepted event. */
export function liveDetail(placed: PlacedEntry, names: ReadonlyMap<ProfileId, string | null>, raw: Json | null, workspace: Workspace): Of<typeof LiveDetail> {
  const { event, derived, merged } = placed.entry
  return {
    entry: liveEntry(placed, names),
    raw,
    event: eventView(event),
    merged: [...(merged ?? [])],
    identifiers: event.identifiers.map(({ kind, value }) => `${kind}:${value}`),
    traitsChanged: traitsIn(event),
    segments: derived.flatMap(({ type, properties }) => {
      if (type !== 'segment_entered' && type !== 'segment_left') return []
      const segment = String(properties['segment'])
      return [{ segment, name: namesOf(workspace).segments.get(segment)?.name ?? segment, is: type === 'segment_entered' ? ('entered' as const) : ('left' as const) }]
    }),
    derived: derived.map(eventView),
  }
}

/** Everything about a refused event. */
export function badDetail(row: BadRow): Of<typeof LiveDetail> {
  return {
    entry: badEntry(row),
    raw: parsed(row.raw),
    event: null,
    merged: [],
    identifiers: [],
    traitsChanged: [],
    segments: [],
    derived: [],
    bad: { id: row.id, code: row.code, reason: row.reason },
  }
}

/** The traits that an event speaks of, as it gave them. */
function traitsIn({ type, properties }: Event): { name: string; value: Json }[] {
  if (type !== 'identified') return []
  const given = (name: string): JsonObject => (isJsonObject(properties[name]) ? properties[name] : {})
  return Object.entries({ ...given('once'), ...given('traits') }).map(([name, value]) => ({ name, value }))
}

function typeIn(raw: string): string {
  const value = parsed(raw)
  if (!isJsonObject(value)) return '?'
  const name = value['type'] ?? value['event'] ?? value['name']
  return typeof name === 'string' && name !== '' ? name.slice(0, 100) : '?'
}

function parsed(raw: string): Json {
  try {
    return JSON.parse(raw) as Json
  } catch {
    return raw
  }
}
