import type { Json, JsonObject } from '@rapport/core/base/json'
import { SOUND_NAMES } from '@rapport/core/clean/fixture'
import type { Event } from '@rapport/core/event/event'
import { expect, test } from 'vitest'
import { contextAtNoon } from './fixture.ts'
import { fromPlain } from './plain.ts'
import { fromPosthog } from './posthog.ts'
import { MOST_REPAIRED } from './repair.ts'
import { fromSegment } from './segment.ts'

const plain = (body: Json) => fromPlain(body, contextAtNoon()).map((one) => (one.is === 'event' ? one.event : one))
const DIRTY = '王\u200b小明'
const identified = (traits: JsonObject, more: JsonObject = {}) => plain({ type: 'identified', identifiers: { userId: 'u' }, traits, ...more })[0]

test('damaged traits are repaired in every dialect, and the event says what they were', () => {
  const found = { properties: { traits: { name: '王小明' } }, context: { repaired: { name: { before: DIRTY, is: ['invisible'] } } } }
  expect(identified({ name: DIRTY })).toMatchObject(found)
  expect(plain({ type: 'signed_up', identifiers: { userId: 'u' }, traits: { name: DIRTY } })[1]).toMatchObject(found)
  expect(fromSegment({ type: 'identify', userId: 'u', traits: { name: DIRTY } }, contextAtNoon())[0]).toMatchObject({ event: found })
  expect(fromPosthog({ event: 'x', distinct_id: 'u', properties: { $set: { name: DIRTY } } }, contextAtNoon())[1]).toMatchObject({ event: found })
})

test('a sender that opts out is taken letter by letter', () => {
  expect(identified({ name: DIRTY }, { context: { repair: false } })).toMatchObject({ properties: { traits: { name: DIRTY } }, context: { repair: false } })
  const asItCame = { event: { properties: { traits: { name: DIRTY } }, context: { repair: false } } }
  expect(fromSegment({ type: 'identify', userId: 'u', traits: { name: DIRTY }, context: { repair: false } }, contextAtNoon())[0]).toMatchObject(asItCame)
  expect(fromPosthog({ event: 'x', distinct_id: 'u', properties: { $repair: false, $set: { name: DIRTY } } }, contextAtNoon())[1]).toMatchObject(asItCame)
})

test('fields and items right inside of a trait are repaired, deeper ones and other events are not', () => {
  const address = { street: '１２３號', city: '台北市', more: { x: DIRTY } }
  expect(identified({ address, tags: [DIRTY, 1, 'b'] })).toMatchObject({
    properties: { traits: { address: { street: '123號', city: '台北市', more: { x: DIRTY } }, tags: ['王小明', 1, 'b'] } },
    context: { repaired: { address: { before: address, is: ['full_width'] }, tags: { before: [DIRTY, 1, 'b'], is: ['invisible'] } } },
  })
  expect(plain({ type: 'searched', identifiers: { userId: 'u' }, properties: { query: DIRTY } })[0]).toMatchObject({ properties: { query: DIRTY } })
  const nested = { text: DIRTY, filler: 'x'.repeat(3_000) }
  expect(identified({ nested })).toMatchObject({ properties: { traits: { nested } } })
})

test('sound traits make the very same event as before, and nobody outside can claim a repair', () => {
  const sound = identified(Object.fromEntries(SOUND_NAMES.map((name, i) => [`name${i}`, name])), { context: { repaired: { name: { before: 'x', is: [] } } } })
  expect(sound).toMatchObject({ properties: { traits: { name0: '王小明' } } })
  expect(sound).not.toHaveProperty('context.repaired')
  expect(plain({ type: 'searched', identifiers: { userId: 'u' }, context: { repaired: 1, shop: 'x' } })[0]).toHaveProperty('context', { shop: 'x' })
})

test('what is repaired in one event is bounded, and what is set once is told apart from what is said outright', () => {
  const many = identified(Object.fromEntries(Array.from({ length: MOST_REPAIRED + 9 }, (_, i) => [`name${i}`, DIRTY])))
  expect(Object.keys((many as Event).context?.['repaired'] as JsonObject)).toHaveLength(MOST_REPAIRED)
  const both = plain({ type: 'identified', identifiers: { userId: 'u' }, properties: { traits: { name: 'Ann' }, once: { name: DIRTY, nick: DIRTY } } })[0]
  expect(both).toMatchObject({ properties: { traits: { name: 'Ann' }, once: { name: DIRTY, nick: '王小明' } }, context: { repaired: { nick: { before: DIRTY } } } })
  expect(both).not.toHaveProperty('context.repaired.name')
})
