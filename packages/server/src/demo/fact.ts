/** A thing that happens in the demo, and how it becomes an event or a message at the collector's door. */
import { shortHash } from '@rapport/core/base/hash'
import type { EventId, SourceId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import type { Identifier, IdentifierKind } from '@rapport/core/event/identifier'
import type { Customer } from './people.ts'

/** Something that happened, before it has an id. */
export interface Fact {
  readonly at: Instant
  readonly type: string
  readonly source: string
  readonly identifiers: readonly Identifier[]
  readonly properties: JsonObject
  readonly context?: JsonObject
}

/** The fact as an event that was received at once. */
export function eventOf(fact: Fact, id: string): Event {
  const { at, type, source, identifiers, properties, context } = fact
  return { id: `${source}:${id}` as EventId, type, at, receivedAt: at, source: source as SourceId, identifiers, properties, ...(context && { context }) }
}

/** The fact as a sender writes it to `POST /v1/events`. */
export function plainOf({ at, type, identifiers, properties, context }: Fact, id: string): JsonObject {
  const people: Json[] = identifiers.map(({ kind, value }) => ({ kind, value }))
  return { id, type, at: new Date(at).toISOString(), identifiers: people, properties, ...(context && { context }) }
}

/** What a page tells when it asks for an offer after this fact. */
export function contextFor({ type, properties: { total_twd, category, path, screen } }: Fact): JsonObject {
  if (total_twd !== undefined) return { cart_twd: total_twd, category: category ?? null }
  return type === 'product_viewed' ? { page: '/p', category: category ?? null } : { page: path ?? screen ?? '/' }
}

/** Identifiers that are there, in order. */
export function identifiers(values: { readonly [kind in IdentifierKind]?: string | undefined }): readonly Identifier[] {
  return (Object.entries(values) as [IdentifierKind, string | undefined][]).flatMap(([kind, value]) => (value === undefined ? [] : [{ kind, value }]))
}

/** What visitors from China and Europe answer to the banner that their law asks for, as banners say it and as the collector reads it. */
const BANNER: JsonObject = { said: { analytics: true }, by: 'categories', categoryPreferences: { Analytics: true } }
/** What a browser says that asks every site not to pass anything on, in the same two forms. */
const PRIVACY_CONTROL: JsonObject = { said: { gpc: false }, by: 'gpc', gpc: true }
const BOTH: JsonObject = { said: { gpc: false, analytics: true }, by: 'gpc categories', gpc: true, categoryPreferences: { Analytics: true } }

/** Where a visit came from: device and language, and what the browser or its banner says about privacy. */
export function contextOf({ locale, market, country, timezone, privacyControl }: Customer, device: string, campaign?: string): JsonObject {
  const asked = market.id === 'CN' || country !== market.id
  const consent = privacyControl ? (asked ? BOTH : PRIVACY_CONTROL) : asked ? BANNER : undefined
  return { locale, timezone, device, ...(campaign !== undefined && { campaign }), ...(consent !== undefined && { consent }) }
}

/** A number for a cart, an order or a ticket: short, and the same for the same cause. */
export function numberOf(letter: string, { nr, market }: Customer, at: number): string {
  return `${market.id}-${letter}${shortHash(`${letter}:${nr}:${at}`).slice(0, 7).toUpperCase()}`
}

/** What is left of an object after the empty fields are taken out. */
export function filled(fields: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as JsonObject
}
