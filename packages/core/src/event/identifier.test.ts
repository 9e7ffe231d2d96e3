import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { IdentifierKind } from './identifier.ts'
import { IDENTIFIER_KINDS, identifierKey, normaliseIdentifier, parseIdentifierKey, scopeOf } from './identifier.ts'

const KIND = fc.constantFrom(...(Object.keys(IDENTIFIER_KINDS) as IdentifierKind[]))

test.each<[IdentifierKind, string, string]>([
  ['email', ' Ann.Lee@Example.COM ', 'ann.lee@example.com'],
  ['email', 'ａｎｎ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'ann@example.com'],
  ['phone', '+886 912-345-670', '+886912345670'],
  ['phone', '（０２）２３４５－６７８９', '0223456789'],
  ['phone', '081.234.5670', '0812345670'],
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
  ['phone', '++886912345670'],
  ...['0900000000', '0912345678', '+886912345678', '1234567890', '88888888', '+66812345678', '13800138000', '0987654321'].map((raw): [IdentifierKind, string] => ['phone', raw]),
  ...['test@test.com', 'noreply@shop.tw', 'No-Reply@x.com', 'a@a.com', 'none@none.tw', 'user@example.com'].map((raw): [IdentifierKind, string] => ['email', raw]),
  ...['00000000', '0', '00-00', '{{ user.id }}', '%%ID%%', '<user_id>'].map((raw): [IdentifierKind, string] => ['memberNo', raw]),
  ['memberNo', 'n/a'],
  ['deviceId', '02:00:00:00:00:00'],
  ['lineId', 'C1/undefined'],
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

test('the same LINE id in two channels is two identifiers, and a scope is read back from the key', () => {
  const one = normaliseIdentifier('lineId', 'U12ab', '1650000001')
  expect(one).toEqual({ kind: 'lineId', value: '1650000001/U12ab' })
  expect(identifierKey(one!)).not.toBe(identifierKey(normaliseIdentifier('lineId', 'U12ab', '1650000002')!))
  expect(parseIdentifierKey('lineId:1650000001/U12ab')).toEqual(one)
  expect(scopeOf(one!)).toEqual({ scope: '1650000001', value: 'U12ab' })
})

test('an e-mail, a phone and a user id mean the same person everywhere, whatever scope is given', () => {
  expect(normaliseIdentifier('email', 'ann@shop.tw', 'club')).toEqual({ kind: 'email', value: 'ann@shop.tw' })
  expect(normaliseIdentifier('userId', 'a/b', 'club')).toEqual({ kind: 'userId', value: 'a/b' })
  expect(scopeOf({ kind: 'userId', value: 'a/b' })).toEqual({ scope: null, value: 'a/b' })
})

test('real people with ordinary numbers and addresses are no placeholders', () => {
  for (const raw of ['0912345670', '+886223456789', '+85291234567', '+66891112222', '13912340000']) expect(normaliseIdentifier('phone', raw)).not.toBeNull()
  for (const raw of ['ann@example.com', 'jane@jane.com', 'tester@shop.tw', 'info@shop.tw']) expect(normaliseIdentifier('email', raw)).not.toBeNull()
  for (const raw of ['10000000', 'M-1', '王小明', 'tester']) expect(normaliseIdentifier('memberNo', raw)).not.toBeNull()
})
