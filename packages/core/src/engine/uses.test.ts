import { expect, test } from 'vitest'
import { DEFAULT_DEFINITIONS } from './defaults.ts'
import { usesOf, variablesIn } from './uses.ts'
import type { Definitions } from './workspace.ts'

const SHOP: Definitions = {
  ...DEFAULT_DEFINITIONS,
  traits: [{ id: 'spent', compute: 'sum', event: 'order_completed', property: 'total', where: { trait: 'items.0.sku', is: 'exists' } }],
  segments: [
    { id: 'buyers', name: 'Buyers', rule: { any: [{ did: 'order_completed', where: { trait: 'channel', is: 'equals', than: 'web' } }, { trait: 'spent', is: 'greater_than', than: 5 }] } },
    { id: 'taipei', name: 'Taipei', rule: { not: { trait: 'address.city', is: 'equals', than: '台北' } } },
  ],
  offers: [{ id: 'tea', name: 'Tea', value: 1, eligible: { all: [{ in: 'buyers' }, { trait: 'tier', is: 'equals', than: 'gold' }] } }],
  templates: [{ id: 'thanks', name: 'Thanks', channel: 'email', defaultLocale: 'en', bodies: { en: { subject: '{{ person.nickname }}', text: "{% for item in event.items %}{{ item.sku }}{% endfor %} {{ event['gift note'] }} person.nothing" } } }],
  journeys: [{
    ...{ id: 'thank', name: 'Thank', state: 'live', enter: { event: 'order_completed', where: { trait: 'total', is: 'greater_than', than: 1 } } },
    steps: [{ id: 'mail', send: { channel: 'email', template: 'thanks', purpose: 'service' } }],
  }],
}
const uses = usesOf(SHOP)
const ids = (list: readonly { readonly kind: string; readonly id: string }[]): readonly string[] => list.map(({ kind, id }) => `${kind} ${id}`)

test('an event is used by those who count it, enter on it, or compute from it', () => {
  expect(ids(uses.ofEvent('order_completed'))).toEqual(['trait spent', 'segment buyers', 'journey thank'])
  expect(uses.ofEvent('page_viewed')).toEqual([])
})

test('a property is used by rules over the event, by computed traits and those who read them, and by the templates of journeys that it begins', () => {
  expect(ids(uses.ofProperty('order_completed', 'total'))).toEqual(['trait spent', 'segment buyers', 'journey thank'])
  expect(ids(uses.ofProperty('order_completed', 'items[].sku'))).toEqual(['trait spent', 'segment buyers', 'template thanks'])
  expect(ids(uses.ofProperty('order_completed', 'channel'))).toEqual(['segment buyers'])
  expect(ids(uses.ofProperty('order_completed', 'gift note'))).toEqual(['template thanks'])
  expect(uses.ofProperty('order_completed', 'colour')).toEqual([])
  expect(uses.ofProperty('page_viewed', 'total')).toEqual([])
})

test('a trait is used by rules and templates, and by the product itself', () => {
  expect(ids(uses.ofTrait('address'))).toEqual(['segment taipei', 'builtin address'])
  expect(ids(uses.ofTrait('tier'))).toEqual(['offer tea'])
  expect(ids(uses.ofTrait('nickname'))).toEqual(['template thanks'])
  expect(ids(uses.ofTrait('email'))).toEqual(['builtin email'])
  expect(ids(uses.ofProperty('identified', 'traits.tier'))).toEqual(['offer tea'])
  expect(uses.ofTrait('birth_place')).toEqual([])
  expect(uses.ofTrait('birthday')).toMatchObject([{ kind: 'builtin', name: 'Finds records of the same person' }])
  expect(usesOf({ ...SHOP, matching: { ...SHOP.matching, mode: 'off' } }).ofTrait('birthday')).toEqual([])
})

test('what goes to another system is used there', () => {
  const out = usesOf({ ...SHOP, destinations: [{ id: 'crm', name: 'CRM', kind: 'postgres', state: 'live', table: 'people', key: 'id', map: { id: 'id', town: 'trait:birth_place', spent: 'counter:spent' } }] })
  expect(ids(out.ofTrait('birth_place'))).toEqual(['destination crm'])
  expect(ids(out.ofProperty('order_completed', 'total'))).toContain('destination crm')
})

test('variables are found in output, tags and filters, and nowhere else', () => {
  expect(variablesIn('{{ person.a.b | default: person["c d"] }} {% if event.x[0].y > 1 %} event.z {{ other.person.q }} {{ "person" }}')).toEqual({ person: ['a.b', 'c d'], event: ['x.0.y'] })
})

test('what models look at and foretell is used by them', () => {
  const learned = usesOf({
    ...SHOP,
    features: [
      { id: 'dear', from: { counted: { compute: 'max', event: 'order_completed', property: 'total', where: { trait: 'channel', is: 'exists' } } } },
      { id: 'quiet', from: { since: 'page_viewed' } },
      { id: 'tier', from: { trait: 'tier' } },
    ],
    models: [{ id: 'brand', name: 'Brand', predict: { is: 'next', event: 'product_viewed', property: 'brand', within: '7d' } }],
  })
  expect(ids(learned.ofProperty('order_completed', 'total'))).toContain('feature dear')
  expect(ids(learned.ofProperty('order_completed', 'channel'))).toContain('feature dear')
  expect(ids(learned.ofEvent('page_viewed'))).toEqual(['feature quiet'])
  expect(ids(learned.ofTrait('tier'))).toEqual(['offer tea', 'feature tier'])
  expect(ids(learned.ofProperty('product_viewed', 'brand'))).toEqual(['model brand'])
})
