/** Joins the collector's door to keys and to the product. */
import type { SourceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Incoming } from '../collect/incoming.ts'
import type { CollectOptions, SourceInfo } from '../collect/plugin.ts'
import type { App, Arrival } from '../runtime/app.ts'
import type { Tracking } from '../tracking/tracking.ts'
import { scopesOf, type KeyRing } from './keys.ts'

/** What may be added: flags for PostHog SDKs, the public address, limits. */
export type CollectorExtras = Partial<Pick<CollectOptions, 'flags' | 'publicUrl' | 'limits'>>

/** The collector's options: any key that may append is a way in, and its source is where events come from. */
export function collectorFor(app: App, ring: KeyRing, extras: CollectorExtras = {}, tracking?: Pick<Tracking, 'door'>): CollectOptions {
  return {
    ...extras,
    now: () => app.now(),
    newId: () => app.newId(),
    findSource(secret) {
      const key = ring.find(secret)
      return key && (scopesOf(key).includes('append') || scopesOf(key).includes('admin')) ? { id: key.source as SourceId } : null
    },
    async accept(source, incoming) {
      const arrivals = incoming.map((one) => arrivalOf(app, source, one, tracking))
      const result = await app.accept(arrivals)
      const blocked = arrivals.flatMap((one, index) => (one.is === 'bad' && incoming[index]?.is === 'event' ? [{ index, code: one.code, message: one.reason }] : []))
      return result.is === 'ok' && blocked.length > 0 ? { ...result, problems: blocked } : result
    },
  }
}

function arrivalOf(app: App, source: SourceInfo, incoming: Incoming, tracking: Pick<Tracking, 'door'> | undefined): Arrival {
  if (incoming.is === 'event') return tracking ? tracking.door(incoming.event, incoming.raw) : { is: 'event', event: incoming.event, raw: incoming.raw }
  return { is: 'bad', source: source.id, code: incoming.code, reason: incoming.reason, raw: textOf(incoming.raw), id: app.newId() }
}

function textOf(raw: Json | string): string {
  return typeof raw === 'string' ? raw : JSON.stringify(raw)
}
