/** What takes the place of an entry of the log that may not stay: as many entries as before, so that addresses of others stay right, and nothing of what was said. */
import type { EventId, ProfileId } from '@rapport/core/base/id'
import { isJsonObject, type Json, type JsonObject } from '@rapport/core/base/json'
import { KNOWN, type Event } from '@rapport/core/event/event'
import { identifierKey } from '@rapport/core/event/identifier'
import { idsOf } from '@rapport/core/identity/graph'
import type { EventRef, LogEntry, LogRecord } from '../ports/log.ts'
import { eventRef } from '../ports/log.ts'
import { erasureHash } from './suppression.ts'

/** True for an entry of which nothing is left. */
export function isErased({ event, profile }: LogEntry): boolean {
  return event.type === KNOWN.erased && profile === null
}

/** The tombstone of an entry. Its id is a keyed hash of the old one. */
export function erasedEntry({ event }: LogEntry, seed: string): LogEntry {
  const { at, receivedAt, source } = event
  return { event: { id: erasureHash(seed, `event:${event.id}`) as EventId, type: KNOWN.erased, at, receivedAt, source, identifiers: [], properties: {} }, profile: null, derived: [] }
}

/** What is left of an entry whose time is over: whose it was, because identities were built from it. */
export function expiredEntry({ event, profile, merged }: LogEntry): LogEntry {
  const { id, at, receivedAt, source, identifiers } = event
  return { event: { id, type: KNOWN.expired, at, receivedAt, source, identifiers, properties: {} }, profile, derived: [], ...(merged === undefined ? {} : { merged }) }
}

/** Who is being erased, as far as the log can tell. */
export interface Erasing {
  readonly seed: string
  readonly ids: ReadonlySet<ProfileId>
  /** Identifier keys. */
  readonly keys: ReadonlySet<string>
  /** Addresses that their document and history know. */
  readonly refs: ReadonlySet<EventRef>
  /** The living owner of an identifier key, if there is one. */
  readonly ownerOf: (key: string) => Promise<ProfileId | undefined>
}

/** A record without them; `tombstones` and `stripped` are 0 when it stays as it is. */
export interface Cleared {
  readonly record: LogRecord
  readonly tombstones: number
  readonly stripped: number
}

/** Takes people out of a record. */
export async function clearRecord(record: LogRecord, who: Erasing): Promise<Cleared> {
  if (record.body.is !== 'events') return { record, tombstones: 0, stripped: 0 }
  let tombstones = 0
  let stripped = 0
  const entries: LogEntry[] = []
  for (const [index, entry] of record.body.entries.entries()) {
    const next = isErased(entry) ? entry : (await isTheirs(entry, eventRef(record.position, index), who)) ? erasedEntry(entry, who.seed) : withoutThem(entry, who)
    if (next !== entry) {
      if (isErased(next)) tombstones++
      else stripped++
    }
    entries.push(next)
  }
  return tombstones + stripped === 0 ? { record, tombstones, stripped } : { record: { ...record, body: { is: 'events', entries } }, tombstones, stripped }
}

/**
 * Whether an entry is about them: its strongest identifier is theirs; or it was folded into their document and nobody else owns that identifier now. Who was split
 * off from them keeps the events that name an identifier of their own.
 */
async function isTheirs({ event, profile }: LogEntry, ref: EventRef, { ids, keys, refs, ownerOf }: Erasing): Promise<boolean> {
  if (event.type === KNOWN.identityDecided) return profile !== null && ids.has(profile) && verdictsOf(event).every((verdict) => names(verdict, keys))
  const [strongest] = idsOf(event)
  if (strongest !== undefined && keys.has(strongest)) return true
  const known = refs.has(ref) || (profile !== null && ids.has(profile))
  if (!known) return false
  return strongest === undefined || (await ownerOf(strongest)) === undefined
}

/** Somebody else's entry without any word of them. The very entry when it has none. */
function withoutThem(entry: LogEntry, { ids, keys, seed }: Erasing): LogEntry {
  const { event, merged } = entry
  if (event.type === KNOWN.identityDecided) return withoutVerdicts(entry, keys, seed)
  const named = event.identifiers.some((identifier) => keys.has(identifierKey(identifier)))
  const absorbed = merged?.some((id) => ids.has(id)) ?? false
  if (!named && !absorbed) return entry
  const next = named ? { ...event, identifiers: event.identifiers.filter((identifier) => !keys.has(identifierKey(identifier))) } : event
  const rest = merged?.filter((id) => !ids.has(id)) ?? []
  return { event: next, profile: entry.profile, derived: entry.derived, ...(rest.length > 0 ? { merged: rest } : {}) }
}

/** A decision about several people keeps the verdicts about the others; words and evidence may have named them, so they go. */
function withoutVerdicts(entry: LogEntry, keys: ReadonlySet<string>, seed: string): LogEntry {
  const all = verdictsOf(entry.event)
  const rest = all.filter((verdict) => !names(verdict, keys))
  const { why: _, evidence: __, ...properties } = entry.event.properties
  const named = rest.length < all.length || entry.event.identifiers.some((identifier) => keys.has(identifierKey(identifier)))
  if (!named) return entry
  if (rest.length === 0) return erasedEntry(entry, seed)
  const identifiers = entry.event.identifiers.filter((identifier) => !keys.has(identifierKey(identifier)))
  return { ...entry, event: { ...entry.event, identifiers, properties: { ...properties, verdicts: rest } } }
}

function verdictsOf(event: Event): readonly JsonObject[] {
  const { verdicts } = event.properties
  return Array.isArray(verdicts) ? (verdicts as readonly Json[]).filter((one): one is JsonObject => isJsonObject(one)) : []
}

function names(verdict: JsonObject, keys: ReadonlySet<string>): boolean {
  return keys.has(String(verdict['a'])) || keys.has(String(verdict['b']))
}

/** Whether a text (a body that came in, an answer that was kept) names one of these people: by an identifier or by a profile id. */
export function namesThem(text: string, keys: readonly string[], ids: readonly string[]): boolean {
  const folded = text.toLowerCase()
  const digits = keys.some((key) => key.startsWith('phone:')) ? folded.replace(/[\s\-().]|%2b|%20/g, '') : ''
  return ids.some((id) => text.includes(id)) || keys.some((key) => namesOne(folded, digits, key))
}

/** Digits that a phone number keeps however it is written. */
const PHONE_TAIL = 8
/** Shorter values stand in many texts by chance: they count only as the value of a field that holds an identifier. */
const TELLING = 6

function namesOne(folded: string, digits: string, key: string): boolean {
  const value = key.slice(key.indexOf(':') + 1).toLowerCase()
  if (key.startsWith('phone:')) return digits.includes(value.slice(-PHONE_TAIL))
  const forms = [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value).toLowerCase()]
  if (value.length >= TELLING) return forms.some((form) => folded.includes(form))
  const field = String.raw`["']?[a-z_]*(?:id|no|user|member|mail|line)["']?\s*[:=]\s*["']?`
  return forms.some((form) => new RegExp(`${field}${form.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}(?![a-z0-9])`).test(folded))
}
