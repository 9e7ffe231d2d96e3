/** Our order of texts is the order of their bytes, and cursors survive any id. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareText, prefixEnd, readCursor, writeCursor } from './order.ts'

const text = fc.string({ unit: 'binary', maxLength: 6 })
const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

test('texts compare as their UTF-8 bytes do', () => {
  fc.assert(fc.property(text, text, (a, b) => Math.sign(compareText(a, b)) === bytewise(a, b)))
})

test('a text is before the end of a prefix exactly when it starts with it or is before it', () => {
  fc.assert(
    fc.property(text, fc.oneof(text, fc.constantFrom('\u{10ffff}', 'a\u{10ffff}', '\ud7ff', '')), text, (prefix, other, rest) => {
      for (const candidate of [other, prefix + rest, other + rest]) {
        const end = prefixEnd(prefix)
        const inRange = bytewise(candidate, prefix) >= 0 && (end === null || bytewise(candidate, end) < 0)
        expect(inRange).toBe(candidate.startsWith(prefix))
      }
    }),
  )
  expect(prefixEnd('\ud7ff')).toBe('\ue000')
  expect(prefixEnd('a\u{10ffff}')).toBe('b')
  expect(prefixEnd('')).toBeNull()
})

test('a cursor reads back as it was written; other texts are no cursor', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.string({ unit: 'binary' }), (at, id) => {
      expect(readCursor(writeCursor({ at, id }))).toEqual({ at, id })
    }),
  )
  for (const nonsense of ['', 'x', ':', '12', '1e5:a', ' 1:a']) expect(readCursor(nonsense)).toBeNull()
})
