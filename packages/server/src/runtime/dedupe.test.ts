import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSeen, seenHashes } from './dedupe.ts'

test('an id that was added is known, one that was not is unknown, and one taken back is unknown again', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 300 }), fc.uniqueArray(fc.string(), { maxLength: 50 }), (added, others) => {
      const seen = createSeen(10_000)
      for (const id of added) seen.add(...seenHashes('salt', id))
      for (const id of added) expect(seen.has(...seenHashes('salt', id))).toBe(true)
      for (const id of others) expect(seen.has(...seenHashes('salt', id))).toBe(added.includes(id))
      for (const id of added) seen.remove(...seenHashes('salt', id))
      for (const id of added) expect(seen.has(...seenHashes('salt', id))).toBe(false)
    }),
  )
})

test('the newest half of the capacity is always known, however many ids came before', () => {
  const seen = createSeen(2_000)
  for (let i = 0; i < 10_000; i++) seen.add(...seenHashes('salt', `event-${i}`))
  for (let i = 9_000; i < 10_000; i++) expect(seen.has(...seenHashes('salt', `event-${i}`))).toBe(true)
  expect(seen.has(...seenHashes('salt', 'event-0'))).toBe(false)
  expect(seen.size).toBeLessThanOrEqual(2_000)
})
