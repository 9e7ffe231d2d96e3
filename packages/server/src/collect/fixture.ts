/** A context for the tests of this folder: a fixed moment, ids in order. */
import type { SourceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { CollectContext, Incoming } from './incoming.ts'

/** 2026-11-21T12:00:00Z */
export const NOON = Date.UTC(2026, 10, 21, 12) as Instant

/** A context at NOON for the source `web`; ids are new1, new2, … */
export function contextAtNoon(changes: Partial<CollectContext> = {}): CollectContext {
  let count = 0
  return { source: 'web' as SourceId, receivedAt: NOON, newId: () => `new${++count}`, ...changes }
}

/** `userId:u1 anonymousId:a1`: the identifiers of an event, in order; the code of a bad one. */
export function people(incoming: Incoming | undefined): string {
  if (!incoming) return 'nothing'
  return incoming.is === 'bad' ? incoming.code : incoming.event.identifiers.map((one) => `${one.kind}:${one.value}`).join(' ')
}
