import { describe, expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import { DAY, NEVER } from '../base/time.ts'
import type { GivenTraits } from '../profile/types.ts'
import { foldCounter } from './counter.ts'
import type { Counters, TraitDefinition } from './types.ts'
import { traitIndex, traitValue } from './value.ts'

const NOW = Date.UTC(2026, 0, 15, 12) as Instant
const definitions: readonly TraitDefinition[] = [
  { id: 'orders', compute: 'count', event: 'bought' },
  { id: 'spent', compute: 'sum', event: 'bought', property: 'cart.total' },
  { id: 'spent7d', compute: 'sum', event: 'bought', property: 'cart.total', within: '7d' },
  { id: 'best7d', compute: 'max', event: 'bought', property: 'cart.total', within: '7d' },
  { id: 'latest7d', compute: 'last', event: 'bought', property: 'cart.total', within: '7d' },
  { id: 'kinds', compute: 'distinct', event: 'bought', property: 'sku' },
]
const index = traitIndex(definitions, () => () => true)

function given(values: { readonly [name: string]: Json }): GivenTraits {
  const facts = Object.entries(values).map(([name, value]) => [name, [{ value, at: NOW, from: 'e' as EventId, source: 's' as SourceId }]])
  return Object.fromEntries(facts) as GivenTraits
}

function countersAfter(purchases: readonly (readonly [daysAgo: number, total: number, sku: string])[]): Counters {
  const counters: { [key: string]: Counters[string] } = {}
  purchases.forEach(([daysAgo, total, sku], number) => {
    const at = (NOW - daysAgo * DAY) as Instant
    const event = { id: `e${number}` as EventId, type: 'bought', at, receivedAt: NOW, source: 's' as SourceId, identifiers: [], properties: { cart: { total }, sku } }
    for (const key of new Set([...index.values()].map((trait) => trait.counter.key))) {
      const counter = [...index.values()].find((trait) => trait.counter.key === key)?.counter
      const state = counter && foldCounter(counters[key], counter, event)
      if (state) counters[key] = state
    }
  })
  return counters
}

describe('the value of a trait', () => {
  test('a computed trait sums up what happened, and tells when its window moves', () => {
    const person = { traits: given({ orders: 'given traits of the same name lose' }), counters: countersAfter([[1, 30.1, 'a'], [8, 100, 'b'], [5, 70.2, 'a']]) }
    const value = (name: string): unknown => traitValue(index, person, name, NOW)
    expect(value('orders')).toEqual({ value: 3, until: NEVER })
    expect(value('spent')).toEqual({ value: 200.3, until: NEVER })
    expect(value('spent7d')).toEqual({ value: 100.3, until: NOW + 2 * DAY })
    expect(value('best7d')).toEqual({ value: 70.2, until: NOW + 2 * DAY })
    expect(value('latest7d')).toEqual({ value: 30.1, until: NOW + 6 * DAY })
    expect(value('kinds')).toEqual({ value: 2, until: NEVER })
    expect(traitValue(index, person, 'spent7d', (NOW + 6 * DAY) as Instant)).toEqual({ value: 0, until: NEVER })
    expect(traitValue(index, person, 'best7d', (NOW + 6 * DAY) as Instant)).toEqual({ value: undefined, until: NEVER })
  })

  test('before anything happened counts and sums are 0, everything else is missing', () => {
    const nobody = { traits: {}, counters: {} }
    expect(definitions.map((trait) => traitValue(index, nobody, trait.id, NOW).value)).toEqual([0, 0, 0, undefined, undefined, 0])
  })

  test('a given trait is found by its name, and by a path into its value', () => {
    const person = { traits: given({ address: { city: 'Taipei', lines: ['a', 'b'] }, 'address.zip': '110' }), counters: {} }
    const value = (name: string): Json | undefined => traitValue(index, person, name, NOW).value
    expect(value('address.city')).toBe('Taipei')
    expect(value('address.lines.1')).toBe('b')
    expect(value('address.zip')).toBe('110')
    expect(value('address.street')).toBeUndefined()
    for (const name of ['constructor', '__proto__', 'address.constructor', 'address.city.length', 'toString.name']) expect(value(name)).toBeUndefined()
  })

  test('the context is that of the moment', () => {
    const person = { traits: given({ 'context.page': 'no' }), counters: {} }
    expect(traitValue(index, person, 'context.page.type', NOW, { page: { type: 'cart' } }).value).toBe('cart')
    expect(traitValue(index, person, 'context.page', NOW).value).toBeUndefined()
  })
})
