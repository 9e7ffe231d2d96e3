/** A small shop and random facts about its customers, for the properties of the engine. */
import fc from 'fast-check'
import type { EventId, ProfileId, SourceId, WorkspaceId } from '../base/id.ts'
import { DAY, type Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { DEFAULT_DEFINITIONS } from './defaults.ts'
import { planOf, type Plan } from './plan.ts'

/** Noon of a Sunday in Taipei. */
export const NOON = Date.UTC(2026, 10, 22, 4) as Instant

/** A shop with counters, windows, segments that read each other, and journeys that enter by event and by segment. */
export const SHOP: Plan = planOf({
  id: 'shop' as WorkspaceId,
  version: 3,
  seed: 'seed',
  counterSince: {},
  definitions: {
    ...DEFAULT_DEFINITIONS,
    traits: [{ id: 'spent', compute: 'sum', event: 'order_completed', property: 'total', within: '2d' }],
    segments: [
      { id: 'carts', name: 'Carts', rule: { all: [{ did: 'cart_updated', within: '1d' }, { not: { did: 'order_completed', within: '1d' } }] } },
      { id: 'vip', name: 'VIP', rule: { trait: 'spent', is: 'at_least', than: 300 } },
      { id: 'hot', name: 'Hot', rule: { all: [{ in: 'carts' }, { consents: 'marketing' }] } },
      { id: 'taipei', name: 'Taipei', rule: { trait: 'city', is: 'equals', than: '台北' } },
    ],
    templates: [{ id: 'cart', name: 'Cart', channel: 'email', defaultLocale: 'en', bodies: { en: { subject: 's', text: 't' } } }],
    journeys: [
      {
        id: 'cart',
        name: 'Cart',
        state: 'live',
        enter: { event: 'cart_updated' },
        again: { after: '6h' },
        exit: [{ event: 'order_completed' }],
        steps: [
          { id: 'wait', wait: '4h' },
          { id: 'mail', send: { channel: 'email', template: 'cart', purpose: 'marketing' } },
        ],
      },
      {
        id: 'hot',
        name: 'Hot',
        state: 'live',
        enter: { segment: 'hot' },
        exit: [{ notSegment: 'hot' }],
        steps: [
          { id: 'mail', send: { channel: 'email', template: 'cart', purpose: 'marketing' } },
          { id: 'rest', wait: '1d' },
        ],
      },
    ],
  },
})

const factArb = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('cart_updated'), properties: fc.record({ sku: fc.constantFrom('T1', 'T2') }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('order_completed'), properties: fc.record({ total: fc.integer({ min: 1, max: 400 }) }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constantFrom('consent_given', 'consent_withdrawn'), properties: fc.record({ purpose: fc.constant('marketing') }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('identified'), properties: fc.record({ traits: fc.record({ city: fc.constantFrom('台北', '香港', 'กรุงเทพ') }) }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('offer_shown'), properties: fc.record({ offer: fc.constantFrom('o1', 'o2') }) }) },
)

/** A fact and how long after the one before it came in. Some are dated earlier. */
export interface Arrived {
  readonly event: Event
  readonly now: Instant
}

/** Some facts in the order in which they came in, over several days; ids begin with `name`. */
export function arrivalsArb(name: string): fc.Arbitrary<readonly Arrived[]> {
  const step = fc.record({ fact: factArb, pause: fc.integer({ min: 0, max: DAY }), late: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.integer({ min: 0, max: 2 * DAY })) })
  return fc.array(step, { minLength: 1, maxLength: 20 }).map((steps) => {
    let now: number = NOON
    return steps.map(({ fact, pause, late }, i) => {
      now += pause
      const event = { ...fact, id: `${name}:${i}` as EventId, at: (now - late) as Instant, receivedAt: now as Instant, source: 'web' as SourceId, identifiers: [] }
      return { event, now: now as Instant }
    })
  })
}

/** Ann, who is always there first, and Bob. */
export const ANN = 'ann' as ProfileId
/** See ANN. */
export const BOB = 'bob' as ProfileId
