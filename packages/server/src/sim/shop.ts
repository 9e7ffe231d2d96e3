/** The shop of the simulation: what it has defined, in many versions, so that definitions change under the feet of its customers. */
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { JourneyDefinition } from '@rapport/core/journey/types'
import type { SegmentDefinition } from '@rapport/core/segment/rule'
import type { TraitDefinition } from '@rapport/core/trait/types'

const SEGMENTS: readonly SegmentDefinition[] = [
  { id: 'carts', name: '購物車', rule: { all: [{ did: 'cart_updated', within: '3m' }, { not: { did: 'order_completed', within: '3m' } }] } },
  { id: 'buyers', name: 'Buyers', rule: { did: 'order_completed', where: { trait: 'total', is: 'at_least', than: 100 } } },
  { id: 'vip', name: 'VIP', rule: { trait: 'spent', is: 'at_least', than: 2_000 } },
  { id: 'lapsed', name: 'ลูกค้าที่หายไป', rule: { all: [{ did: 'page_viewed' }, { not: { did: 'page_viewed', within: '10m' } }] } },
  { id: 'taipei', name: '台北', rule: { trait: 'city', is: 'equals', than: '台北' } },
  { id: 'reachable', name: 'Reachable', rule: { consents: 'marketing', channel: 'email' } },
  { id: 'hot', name: 'Hot', rule: { all: [{ in: 'carts' }, { in: 'reachable' }] } },
  { id: 'recent', name: 'Recent', rule: { trait: 'seen_on', is: 'within_last', than: '20m' } },
  { id: 'walked', name: 'Walked', rule: { any: [{ did: 'journey_done', within: '2h' }, { did: 'message_opened', atLeast: 2, within: '1h' }] } },
  { id: 'cold', name: 'Cold', rule: { all: [{ not: { in: 'hot' } }, { not: { in: 'vip' } }, { did: 'page_viewed', atLeast: 3, within: '30m' }] } },
]

const TRAITS: readonly TraitDefinition[] = [
  { id: 'spent', compute: 'sum', event: 'order_completed', property: 'total', within: '1h' },
  { id: 'orders', compute: 'count', event: 'order_completed' },
  { id: 'skus', compute: 'distinct', event: 'cart_updated', property: 'sku' },
  { id: 'last_sku', compute: 'last', event: 'cart_updated', property: 'sku' },
]

const JOURNEYS: readonly JourneyDefinition[] = [
  {
    id: 'cart',
    name: 'Cart',
    state: 'live',
    enter: { event: 'cart_updated' },
    again: { after: '90s' },
    exit: [{ event: 'order_completed' }],
    steps: [
      { id: 'wait', wait: '30s' },
      { id: 'mail', send: { channel: 'email', template: 'cart', purpose: 'marketing', notAfter: '10m' } },
      { id: 'more', wait: '2m' },
      { id: 'hook', send: { channel: 'webhook', template: 'hook', purpose: 'service' } },
    ],
  },
  { id: 'welcome', name: 'Welcome', state: 'live', enter: { event: 'identified' }, steps: [{ id: 'mail', send: { channel: 'email', template: 'welcome', purpose: 'service' } }] },
  {
    id: 'vip',
    name: 'VIP',
    state: 'live',
    enter: { segment: 'vip' },
    again: { after: '5m' },
    exit: [{ notSegment: 'vip' }],
    steps: [{ id: 'wait', wait: '45s' }, { id: 'mail', send: { channel: 'email', template: 'cart', purpose: 'marketing', at: 'best' } }],
  },
  {
    id: 'back',
    name: 'Come back',
    state: 'live',
    enter: { segment: 'lapsed' },
    again: { after: '1m' },
    exit: [{ segment: 'carts' }],
    steps: [{ id: 'hook', send: { channel: 'webhook', template: 'hook', purpose: 'marketing' } }, { id: 'rest', wait: '1h' }],
  },
]

const OFFERS: Definitions['offers'] = [
  { id: 'tea', name: '茶', value: 10, family: 'drinks' },
  { id: 'cream', name: 'Cream', value: 12, eligible: { not: { in: 'vip' } }, success: { event: 'order_completed', within: '1h' } },
  { id: 'help', name: 'ช่วยเหลือ', value: 5, kind: 'serve', cap: { most: 2, within: '1h' } },
]

/** Versions that `shopOf` tells apart. */
export const SHOPS = 64

/** The definitions of a version of the shop; every one of them passes the checks. */
export function shopOf(version: number): Definitions {
  const is = (bit: number): boolean => ((version >> bit) & 1) === 1
  const gone = new Set([...(is(0) ? ['walked', 'cold'] : []), ...(is(1) ? ['buyers', 'recent'] : []), ...(is(5) ? ['lapsed'] : [])])
  const journeys = JOURNEYS.filter((journey) => !('segment' in journey.enter) || !gone.has(journey.enter.segment))
  return {
    ...DEFAULT_DEFINITIONS,
    traits: is(1) ? TRAITS.slice(0, 2) : TRAITS,
    segments: SEGMENTS.filter((segment) => !gone.has(segment.id)),
    templates: [
      { id: 'cart', name: 'Cart', channel: 'email', defaultLocale: 'zh-Hant', bodies: { 'zh-Hant': { subject: '您的購物車', text: '還在嗎?{{ event.sku }}' }, th: { subject: 'ตะกร้าของคุณ', text: 'ยังอยู่ไหม' } } },
      { id: 'welcome', name: 'Welcome', channel: 'email', defaultLocale: 'en', bodies: { en: { subject: 'Welcome', text: 'Hello {{ person.name }}' } } },
      { id: 'hook', name: 'Hook', channel: 'webhook', defaultLocale: 'en', bodies: { en: { text: 'hook' } } },
    ],
    journeys: journeys.map((journey) => (is(2) && journey.id === 'cart' ? { ...journey, state: 'paused' } : journey)),
    offers: OFFERS.filter(({ id }) => !is(3) || id !== 'cream'),
    placements: [{ id: 'home', name: 'Home', channel: 'web', exploration: 0.2 }],
    sending: {
      caps: is(4)
        ? [
            { most: 1, within: '5m', purpose: 'marketing' },
            { most: 3, within: '2h' },
          ]
        : [
            { most: 2, within: '3m', purpose: 'marketing' },
            { most: 4, within: '1h', channel: 'email' },
          ],
      quietHours: { from: 22, to: 8, except: ['service'] },
      timezone: 'Asia/Taipei',
      paused: is(3) && is(4),
    },
  }
}
