/** Event refs survive the way to bytes and back. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventRef } from '../ports/log.ts'
import { decodeRefs, encodeRefs } from './refs.ts'

test('any list of event refs reads back as it was, also out of order and at the end of the number range', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.maxSafeNat(), fc.nat(5_000_000), fc.constantFrom(0, 63, 64, 8191, 8192, Number.MAX_SAFE_INTEGER)), { maxLength: 50 }), (refs) => {
      expect(decodeRefs(encodeRefs(refs as EventRef[]))).toEqual(refs)
    }),
  )
})

test('the fifty latest events of a busy person take fewer than 200 bytes', () => {
  const refs = Array.from({ length: 50 }, (_, i) => (700_000 + i * 37) * 4096 + ((i * 911) % 500)) as EventRef[]
  expect(encodeRefs(refs).length).toBeLessThan(200)
})
