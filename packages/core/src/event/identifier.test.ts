import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IdentifierKind } from './identifier.ts'
import { IDENTIFIER_KINDS, identifierKey, normaliseIdentifier, parseIdentifierKey } from './identifier.ts'

const KIND = fc.constantFrom(...(Object.keys(IDENTIFIER_KINDS) as IdentifierKind[]))

test.each<[IdentifierKind, string, string]>([
  ['email', ' Ann.Lee@Example.COM ', 'ann.lee@example.com'],
  ['email', 'ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ann@example.com'],
  ['phone', '+886 912-345-678', '+886912345678'],
  ['phone', '（０２）１２３４－５６７８', '0212345678'],
  ['phone', '081.234.5678', '0812345678'],
  ['userId', '\u3000Ｕ１２３ ', 'U123'],
  ['userId', '會員甲', '會員甲'],
  ['memberNo', 'M:77:a', 'M:77:a'],
  ['anonymousId', '3f9c-AA', '3f9c-AA'],
])('%s %j is %j', (kind, raw, value) => {
  expect(normaliseIdentifier(kind, raw)).toEqual({ kind, value })
})

test.each<[IdentifierKind, string]>([
  ...['', '   ', '\u3000', 'null', 'NULL', 'undefined', 'None', 'NaN', 'n/a', '0', '-1', 'guest', 'Anonymous', 'true', '[object Object]', '00000000-0000-0000-0000-000000000000', 'ｇｕｅｓｔ', 'x'.repeat(257)].map(
    (raw): [IdentifierKind, string] => ['userId', raw],
  ),
  ['email', 'ann'],
  ['email', 'ann@example'],
  ['email', 'ann@@example.com'],
  ['email', 'ann lee@example.com'],
  ['phone', '12345'],
  ['phone', '1234567890123456'],
  ['phone', 'call me'],
  ['phone', '++886912345678'],
])('%s %j points at nobody', (kind, raw) => {
  expect(normaliseIdentifier(kind, raw)).toBeNull()
})

test('an identifier that is normalised again stays as it is, and its key is read back', () => {
  fc.assert(
    fc.property(KIND, fc.oneof(fc.string({ unit: 'grapheme' }), fc.emailAddress(), fc.stringMatching(/^\+?[\d (),.-]{6,18}$/)), (kind, raw) => {
      const identifier = normaliseIdentifier(kind, raw)
      if (identifier === null) return
      expect(normaliseIdentifier(kind, identifier.value)).toEqual(identifier)
      expect(parseIdentifierKey(identifierKey(identifier))).toEqual(identifier)
    }),
    { numRuns: 500 },
  )
})

test.each(['', ':', 'userId', 'userId:', ':u1', 'toString:x', '__proto__:x', 'shoeSize:42', 'userId:guest'])('%j is no key of an identifier', (key) => {
  expect(parseIdentifierKey(key)).toBeNull()
})
