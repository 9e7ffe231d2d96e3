/** What the benchmarks load the product with: definitions as a mid-sized shop has them, people by a zipf law, events of 700 bytes. */
import { seeded, type Random } from '@rapport/core/base/random'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { OfferDefinition } from '@rapport/core/decision/types'
import type { SegmentDefinition } from '@rapport/core/segment/rule'
import { SAMPLE_EVENT } from './yardstick.ts'

const TYPES = ['page_viewed', 'product_viewed', 'product_viewed', 'product_viewed', 'product_searched', 'cart_updated', 'checkout_started', 'order_completed', 'review_written', 'app_opened']
const CATEGORIES = ['home/kitchen', 'beauty/skin', 'food/tea', 'fashion/shoes', 'kids/toys']

/** 50 segments of every kind, 10 live journeys, four computed traits. */
export function benchDefinitions(): Definitions {
  return {
    ...DEFAULT_DEFINITIONS,
    traits: [
      { id: 'orders', compute: 'count', event: 'order_completed' },
      { id: 'spent', compute: 'sum', event: 'order_completed', property: 'price' },
      { id: 'last_category', compute: 'last', event: 'product_viewed', property: 'category' },
    ],
    segments: Array.from({ length: 50 }, (_, i) => segment(i)),
    templates: [{ id: 'note', name: 'Note', channel: 'email', defaultLocale: 'en', bodies: { en: { subject: 'Hello', text: 'Hello {{ person.name }}' } } }],
    journeys: Array.from({ length: 10 }, (_, i) => ({
      id: `journey-${i}`,
      name: `Journey ${i}`,
      state: 'live' as const,
      enter: i < 5 ? { event: ['cart_updated', 'checkout_started', 'order_completed', 'review_written', 'app_opened'][i] ?? 'cart_updated' } : { segment: `s${i * 4}` },
      exit: [{ event: 'order_completed' }],
      steps: [
        { id: 'wait', wait: `${i + 1}h` },
        { id: 'mail', send: { channel: 'email' as const, template: 'note', purpose: 'marketing' } },
      ],
    })),
    sending: { ...DEFAULT_DEFINITIONS.sending, caps: [{ most: 3, within: '7d', purpose: 'marketing' }] },
  }
}

function segment(i: number): SegmentDefinition {
  const event = TYPES[i % TYPES.length] ?? 'page_viewed'
  const category = CATEGORIES[i % CATEGORIES.length] ?? ''
  const shapes: SegmentDefinition['rule'][] = [
    { did: event, atLeast: 1 + (i % 4), within: `${1 + (i % 30)}d` },
    { all: [{ did: 'product_viewed', where: { trait: 'category', is: 'equals', than: category }, atLeast: 2, within: '30d' }, { not: { did: 'order_completed', within: '7d' } }] },
    { all: [{ trait: 'orders', is: 'at_least', than: i % 6 }, { trait: 'tier', is: 'in', than: ['gold', 'silver'] }] },
    { any: [{ trait: 'city', is: 'equals', than: ['Taipei', 'Bangkok', 'Hong Kong'][i % 3] ?? 'Taipei' }, { trait: 'spent', is: 'greater_than', than: 1_000 * i }] },
    { did: 'product_viewed', where: { trait: 'price', is: 'at_least', than: 100 * (i % 10) }, atLeast: 3, within: '14d' },
  ]
  return { id: `s${i}`, name: `Segment ${i}`, rule: shapes[i % shapes.length] ?? { all: [] } }
}

/** 200 offers of which about 50 pass for a person in Taipei. */
export function benchOffers(): readonly OfferDefinition[] {
  return Array.from({ length: 200 }, (_, i) => ({
    id: `offer-${i}`,
    name: `Offer ${i}`,
    value: 10 + (i % 37),
    rate: 0.02 + (i % 9) / 100,
    eligible: i % 4 === 0 ? { trait: 'city', is: 'equals', than: 'Taipei' } : { trait: 'city', is: 'equals', than: `Nowhere ${i}` },
    cap: { most: 5, within: '7d' },
  }))
}

/** Draws people: rank r with weight 1/r (zipf), as on a real site. */
export function zipf(people: number, random: Random): () => number {
  const logN = Math.log(people)
  return () => Math.min(people - 1, Math.floor(Math.exp(random() * logN)) - 1)
}

/** Makes bodies of POST /v1/batch, `size` events each; every event id is new. */
export function batches(options: { readonly people: number; readonly size: number; readonly seed: number; readonly prefix: string }): () => string {
  const random = seeded(options.seed)
  const person = zipf(options.people, random)
  const [head, tail] = SAMPLE_EVENT.split('bench-00000000-0000-0000-0000-000000000000') as [string, string]
  const rest = tail.replace('3f1c2a52-9f3e-4c3f-8a0b-0a1b2c3d4e5f', 'DEVICE').replace('member-000123456', 'USER')
  let n = 0
  return () => {
    const now = new Date().toISOString()
    let body = ''
    for (let i = 0; i < options.size; i++) {
      const who = person()
      const type = TYPES[Math.floor(random() * TYPES.length)] ?? 'page_viewed'
      const event = head.replace('Product Viewed', type) + `${options.prefix}-${n++}` + rest
      body += (i === 0 ? '' : ',') + event.replace('DEVICE', `d-${who}-${who % 3}`).replace('USER', `u-${who}`).replaceAll('2026-11-22T04:00:00.000Z', now).replaceAll('2026-11-22T04:00:01.000Z', now)
    }
    return `{"batch":[${body}],"sentAt":"${now}"}`
  }
}
