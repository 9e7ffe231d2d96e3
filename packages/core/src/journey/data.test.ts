/** What a run remembers of its entry stays small. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../base/json.ts'
import { boundedData, DATA_BYTES_MAX } from './data.ts'

const bytes = (value: JsonObject): number => new TextEncoder().encode(JSON.stringify(value)).length

test('whatever an event carries, at most 4 KB of it are kept, and kept fields are whole', () => {
  const big = fc.string({ unit: 'grapheme', maxLength: 2_000 })
  fc.assert(
    fc.property(fc.dictionary(fc.oneof(fc.string({ maxLength: 20 }), fc.constant('__proto__')), fc.oneof(big, fc.integer(), fc.array(big, { maxLength: 2 }))), (properties) => {
      const kept = boundedData(properties)
      expect(bytes(kept)).toBeLessThanOrEqual(DATA_BYTES_MAX)
      for (const [name, value] of Object.entries(kept)) expect(value).toEqual(Object.getOwnPropertyDescriptor(properties, name)?.value)
      if (bytes(properties) <= DATA_BYTES_MAX) expect(kept).toBe(properties)
    }),
  )
})

test('one huge field does not push out the small ones', () => {
  expect(boundedData({ html: '茶'.repeat(2_000), sku: 'tea', price: 120 })).toEqual({ sku: 'tea', price: 120 })
})
