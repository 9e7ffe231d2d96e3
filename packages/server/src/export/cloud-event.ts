/** What a webhook destination is told: a CloudEvent (CloudEvents 1.0) for each change it asked for, with an id that stays the same however often it is sent. */
import { CloudEvent, HTTP, type CloudEventV1 } from 'cloudevents'
import type { ProfileId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import { SYSTEM } from '@rapport/core/engine/react'
import { KNOWN, type Event } from '@rapport/core/event/event'
import type { LogEntry } from '../ports/log.ts'

/** The type of the message that says that a golden record, as mapped, is another than before. */
export const PROFILE_UPDATED = 'profile_updated'

/** Something to be told. `nth`: which of the events of its entry (0 = the event itself), -1 = the golden record. */
export interface Told {
  readonly nth: number
  readonly type: string
  readonly event: Event
  readonly profile: ProfileId | null
}

/** Housekeeping that `*` does not mean. */
const INNER: ReadonlySet<string> = new Set(['timer_fired', 'definitions_applied', 'decision_made', 'message_calling', 'message_deferred', 'message_planned'])

/** What of an entry a destination wants to hear. */
export function toldOf(entry: LogEntry, on: readonly string[]): readonly Told[] {
  const wanted = new Set(on)
  const { profile } = entry
  const told = [entry.event, ...entry.derived].flatMap((event, nth): Told[] => (isWanted(event, wanted) ? [{ nth, type: event.type, event, profile }] : []))
  return wanted.has(PROFILE_UPDATED) && profile !== null ? [...told, { nth: -1, type: PROFILE_UPDATED, event: entry.event, profile }] : told
}

function isWanted({ type, properties, source }: Event, wanted: ReadonlySet<string>): boolean {
  if (wanted.has(type) || (wanted.has('*') && !(source === SYSTEM && INNER.has(type)))) return true
  return (type === 'segment_entered' || type === 'segment_left') && wanted.has(`${type}:${String(properties['segment'])}`)
}

/** The CloudEvent. `record` is the person's golden record as the destination maps it; `ref` the address of the log entry, which orders what is told about one person. */
export function cloudEventOf(
  told: Told,
  about: { readonly ws: string; readonly ref: number; readonly subject: ProfileId | null; readonly record: JsonObject | null },
): CloudEventV1<JsonObject> {
  const { event, nth, type } = told
  const isRecord = nth === -1
  const data: { [name: string]: Json } = isRecord ? {} : { type, at: event.at, source: event.source, properties: type === KNOWN.profileErased ? {} : event.properties }
  if (event.cause !== undefined && !isRecord) data['cause'] = event.cause
  if (about.record !== null) data['profile'] = about.record
  return new CloudEvent<JsonObject>({
    id: isRecord ? `${about.ref}:${PROFILE_UPDATED}` : event.id,
    source: `/rapport/${encodeURIComponent(about.ws)}/${encodeURIComponent(event.source)}`,
    type: `rapport.${type}`,
    time: new Date(isRecord ? event.receivedAt : event.at).toISOString(),
    datacontenttype: 'application/json',
    // Rises with the log: of two messages about one person, the one with the greater sequence is the newer.
    sequence: String(about.ref * 100 + (isRecord ? 99 : Math.min(98, nth))).padStart(20, '0'),
    ...(about.subject !== null && { subject: about.subject, partitionkey: about.subject }),
    data,
  })
}

/** The bytes and headers of a CloudEvent over HTTP, in the mode that the destination wants. */
export function httpMessageOf(event: CloudEventV1<JsonObject>, mode: DestinationDefinition['mode']): { readonly headers: { readonly [name: string]: string }; readonly body: string } {
  const { headers, body } = mode === 'binary' ? HTTP.binary(event) : HTTP.structured(event)
  const plain: { [name: string]: string } = {}
  for (const [name, value] of Object.entries(headers)) if (typeof value === 'string') plain[name.toLowerCase()] = /^[\x20-\x7E]*$/.test(value) ? value : encodeURIComponent(value)
  return { headers: plain, body: typeof body === 'string' ? body : JSON.stringify(body) }
}
