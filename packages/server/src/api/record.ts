/** Events that the API itself writes: consent from the console, clicks on tracked links, repaired events. */
import type { EventId, SourceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Event } from '@rapport/core/event/event'
import type { Identifier } from '@rapport/core/event/identifier'
import type { App, Arrival } from '../runtime/app.ts'
import { Refusal } from './problem.ts'

/** What happened, as far as the API must say it. */
export interface OwnEvent {
  readonly type: string
  readonly source: string
  readonly identifiers: readonly Identifier[]
  readonly properties: JsonObject
  readonly context?: JsonObject
  /** Set to make a repetition the same event. */
  readonly id?: string
  readonly cause?: EventId
}

/** The event with id and moment. */
export function ownEvent(app: App, { id, source, ...rest }: OwnEvent): Event {
  const now = app.now()
  return { ...rest, id: `${source}:${id ?? app.newId()}` as EventId, source: source as SourceId, at: now, receivedAt: now }
}

/** Hands arrivals over and resolves when they are durable. Throws 503 when the product is too busy. */
export async function record(app: App, arrivals: readonly Arrival[]): Promise<{ readonly accepted: number; readonly duplicate: number; readonly bad: number }> {
  const result = await app.accept(arrivals)
  if (result.is === 'ok') return result
  throw new Refusal({
    status: 503,
    title: 'Too busy',
    detail: `Nothing was recorded: ${result.why}. Send the same request again after ${result.retryAfterSeconds} s.`,
    retryAfterSeconds: result.retryAfterSeconds,
  })
}
