/** What was shown is remembered once, in any order, within bounds. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { foldOffers, mergeHistory, OFFERS_MAX, shownWithin, SHOWN_MAX } from './history.ts'
import type { OfferHistory } from './types.ts'

function event(type: string, offer: Json, at: number): Event {
  return { id: `e${at}` as EventId, type, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers: [], properties: { offer } }
}

const events = fc.array(
  fc.tuple(fc.constantFrom('offer_shown', 'offer_clicked', 'offer_dismissed', 'page_viewed'), fc.constantFrom('tea', 'cup', '__proto__'), fc.integer({ min: 1, max: 300 })).map(([type, offer, at]) => event(type, offer, at)),
  { maxLength: 40 },
)
const NONE: OfferHistory = {}

test('the history is the same in whatever order events arrive and however often', () => {
  fc.assert(
    fc.property(events, events, (some, others) => {
      const once = [...some, ...others].reduce(foldOffers, NONE)
      expect([...others, ...some, ...some].reverse().reduce(foldOffers, NONE)).toEqual(once)
      expect(mergeHistory(some.reduce(foldOffers, NONE), others.reduce(foldOffers, NONE))).toEqual(once)
    }),
  )
})

test('merging histories is commutative, associative and idempotent and loses no showing', () => {
  const histories = events.map((list) => list.reduce(foldOffers, NONE))
  fc.assert(
    fc.property(histories, histories, histories, (a, b, c) => {
      expect(mergeHistory(a, b)).toEqual(mergeHistory(b, a))
      expect(mergeHistory(mergeHistory(a, b), c)).toEqual(mergeHistory(a, mergeHistory(b, c)))
      expect(mergeHistory(a, a)).toEqual(a)
      for (const [offer, { shown }] of Object.entries(a)) expect(mergeHistory(a, b)[offer]?.shown).toEqual(expect.arrayContaining([...shown]))
    }),
  )
})

test('a person’s history stays bounded: the latest showings of the offers with the latest signs of life', () => {
  let history = NONE
  for (let n = 1; n <= SHOWN_MAX + 50; n++) history = foldOffers(history, event('offer_shown', 'tea', n))
  expect(history['tea']?.shown).toHaveLength(SHOWN_MAX)
  expect(history['tea']?.shown[0]).toBe(51)
  for (let n = 1; n <= OFFERS_MAX + 5; n++) history = foldOffers(history, event('offer_clicked', `o${n}`, 1_000 + n))
  expect(Object.keys(history)).toHaveLength(OFFERS_MAX)
  expect(history).not.toHaveProperty('tea')
  expect(history).toHaveProperty('o305')
})

test('an event without a usable offer changes nothing', () => {
  for (const offer of [null, 7, '', 'x'.repeat(1_000)]) expect(foldOffers(NONE, event('offer_shown', offer, 1))).toBe(NONE)
})

test('showings are counted in a sliding window: the far end is out, this moment is in, the future does not count', () => {
  const record = { shown: [10, 20, 30, 40] as Instant[] }
  expect(shownWithin(record, 30 as Instant, 20)).toBe(2)
  expect(shownWithin(undefined, 30 as Instant, 20)).toBe(0)
})
