/** Events that the runtime writes: time, and what became of messages. */
import { SYSTEM } from '@rapport/core/engine/react'
import type { EventId, ProfileId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import type { OutboxRow } from '../ports/store.ts'

/** A fact of our own about a known person. `key` makes its id: the same key is the same fact. */
export function systemEvent(fact: { readonly type: string; readonly key: string; readonly at: Instant; readonly properties: JsonObject }): Event {
  return { id: `${SYSTEM}:${fact.key}` as EventId, type: fact.type, at: fact.at, receivedAt: fact.at, source: SYSTEM, identifiers: [], properties: fact.properties }
}

/** A person's timer is due. */
export function timerEvent(timer: { readonly profile: ProfileId; readonly at: Instant }, now: Instant): Event {
  return systemEvent({ type: 'timer_fired', key: `timer:${timer.profile}:${timer.at}:${now}`, at: now, properties: { due: timer.at } })
}

/** Something became of a message. Each attempt has its own facts. */
export function messageEvent(row: OutboxRow, type: string, at: Instant, more: JsonObject = {}): Event {
  const { plan } = row
  const journey: JsonObject = plan.journey ? { journey: plan.journey.id, run: plan.journey.run, step: plan.journey.step } : {}
  const timing: JsonObject = plan.timing ? { timing: { ...plan.timing } } : {}
  const properties = { message: row.id, channel: plan.channel, template: plan.template, purpose: plan.purpose, ...journey, ...timing, ...more }
  return systemEvent({ type, key: `${type}:${row.id}:${row.attempts}:${at}`, at, properties })
}
