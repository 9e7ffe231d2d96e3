import { shortHash } from '@rapport/core/base/hash'
import type { SourceId } from '@rapport/core/base/id'
import { canonical, type Json } from '@rapport/core/base/json'
import { DAY, isInstant, type Instant } from '@rapport/core/base/time'
import { identifierKey } from '@rapport/core/event/identifier'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromPlain } from '../collect/plain.ts'
import { plainOf } from './fact.ts'
import { historyOf } from './history.ts'
import { makePeople, personOf } from './people.ts'
import { lastSaleDay } from './rhythm.ts'

const NOW = Date.UTC(2026, 10, 22, 4) as Instant
const people = makePeople(42, 150)

test('the same seed tells the same ninety days, to the letter', () => {
  const told = () => shortHash(canonical(people.map((who) => historyOf(who, { seed: 42, until: NOW })) as unknown as Json))
  expect(told()).toBe(told())
})

test('whatever the seed and the day, facts stand in order, at whole milliseconds, in the last ninety days', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(5_000), fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2030, 0, 1) }), (seed, nr, until) => {
      const facts = historyOf(personOf(seed, nr), { seed, until: until as Instant })
      for (const [index, { at }] of facts.entries()) expect(isInstant(at) && at <= until && at >= until - 92 * DAY && at >= (facts[index - 1]?.at ?? 0)).toBe(true)
    }),
    { numRuns: 100 },
  )
})

test('the collector would have taken every fact, and understood the same identifiers', () => {
  for (const who of people) {
    for (const [nr, fact] of historyOf(who, { seed: 42, until: NOW }).entries()) {
      const read = fromPlain(plainOf(fact, String(nr)), { source: fact.source as SourceId, receivedAt: NOW, newId: () => 'x' })
      expect(read.map((one) => (one.is === 'event' ? 'event' : one.reason))).toEqual(['event'])
      const [one] = read
      if (one?.is !== 'event') continue
      expect(one.event.at).toBe(fact.at)
      expect(new Set(one.event.identifiers.map(identifierKey))).toEqual(new Set(fact.identifiers.map(identifierKey)))
    }
  }
})

test('the last double day is over, and less than two months ago', () => {
  fc.assert(
    fc.property(fc.integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2030, 0, 1) }), (now) => {
      const day = Date.parse(lastSaleDay(now))
      expect(day).toBeLessThan(now)
      expect(now - day).toBeLessThan(62 * DAY)
    }),
    { numRuns: 100 },
  )
})
