/** Customers with habits, for tests: whether somebody buys follows from their tier and from how long ago they were seen, so that there is something to learn. */
import { hash53 } from '@rapport/core/base/hash'
import type { EventId, SourceId } from '@rapport/core/base/id'
import { seeded } from '@rapport/core/base/random'
import { DAY, HOUR, MINUTE, type Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { Event } from '@rapport/core/event/event'
import type { ModelDefinition } from '@rapport/core/model/types'

/** One model of each kind. */
export const MODELS: readonly ModelDefinition[] = [
  { id: 'buys', name: 'Buys within ten days', predict: { is: 'happens', event: 'order_completed', within: '10d' }, bands: true },
  { id: 'worth', name: 'Worth in 30 days', predict: { is: 'value', event: 'order_completed', property: 'total', within: '30d' } },
  { id: 'next', name: 'Next department', predict: { is: 'next', event: 'order_completed', property: 'category', within: '30d' } },
  { id: 'intent', name: 'Buys in this visit', predict: { is: 'in_session', event: 'order_completed' } },
  { id: 'complains', name: 'Complains within ten days', predict: { is: 'happens', event: 'complained', within: '10d' } },
  { id: 'hour', name: 'Best hour', predict: { is: 'hour', event: 'message_clicked' } },
  { id: 'asleep', name: 'Switched off', predict: { is: 'stops', event: 'order_completed', within: '10d' }, state: 'off' },
]

/** Definitions with these models and a segment that lives on one of them. */
export const HABITS: Definitions = {
  ...DEFAULT_DEFINITIONS,
  models: MODELS,
  segments: [{ id: 'likely', name: 'Likely buyers', rule: { trait: 'prediction.buys', is: 'at_least', than: 0.4 } }],
}

/** Days that history reaches back. */
const DAYS = 80
const CATEGORIES = ['tea', 'skin', 'home'] as const

/** Everybody's history up to `until`: a third are keen and buy twice a week, the others hardly ever. */
export function historyOf(people: number, until: Instant): readonly Event[] {
  const events: Event[] = []
  for (let nr = 0; nr < people; nr++) {
    const random = seeded(hash53(`habit ${nr}`))
    const isKeen = nr % 3 === 0
    let n = 0
    const tell = (at: number, type: string, properties: Event['properties']): void => {
      const moment = Math.floor(at) as Instant
      events.push({ id: `h${nr}-${n++}` as EventId, type, at: moment, receivedAt: until, source: 'web' as SourceId, identifiers: [{ kind: 'userId', value: `u${nr}` }], properties })
    }
    let at = until - DAYS * DAY + random() * DAY
    tell(at, 'identified', { traits: { tier: isKeen ? 'gold' : 'green', name: `Person ${nr}` } })
    for (at += random() * 6 * DAY; at < until - HOUR; at += (1 + random() * 9) * DAY) {
      const category = CATEGORIES[(nr + (random() < 0.2 ? 1 : 0)) % 3] as string
      const sku = `${category}-${Math.floor(random() * 4)}`
      const looks = 1 + Math.floor(random() * 4)
      for (let look = 0; look < looks; look++) tell(at + look * MINUTE, 'product_viewed', { sku, category })
      if (random() < (isKeen ? 0.75 : 0.06)) tell(at + 6 * MINUTE, 'order_completed', { total: isKeen ? 80 : 20, category, items: [{ sku }] })
    }
  }
  return events
}
