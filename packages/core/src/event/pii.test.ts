import fc from 'fast-check'
import { expect, test } from 'vitest'
import { classOf, guessPii, masked, piiOfName, piiOfValue, type PiiKind } from './pii.ts'

test.each<[string, PiiKind | null]>([
  ['email', 'email'],
  ['customer.emailAddress', 'email'],
  ['電子郵件', 'email'],
  ['อีเมล', 'email'],
  ['mobile', 'phone'],
  ['手機號碼', 'phone'],
  ['เบอร์โทรศัพท์', 'phone'],
  ['firstName', 'name'],
  ['姓名', 'name'],
  ['ชื่อลูกค้า', 'name'],
  ['shipping-address', 'address'],
  ['address.city', 'address'],
  ['生日', 'birth_date'],
  ['birth_place', 'birth_date'],
  ['身分證字號', 'tw_id'],
  ['เลขประจำตัวประชาชน', 'th_id'],
  ['card_number', 'card'],
  ['items[].sku', null],
  ['total', null],
  ['product_name', null],
  ['name', null],
  ['traits.name', 'name'],
  ['emailed_campaigns.total', 'email'],
  ['ship', null],
  ['tip', null],
  ['panel', null],
])('the name %s says %s', (name, kind) => {
  expect(piiOfName(name)).toBe(kind)
})

// Published examples of the check digit rules; no real person's numbers.
test.each<[string | number, PiiKind | null]>([
  ['mei@example.com', 'email'],
  ['A123456789', 'tw_id'],
  ['A123456788', null],
  ['A123456(3)', 'hk_id'],
  ['A123456(4)', null],
  ['11010519491231002X', 'cn_id'],
  ['110105194912310021', null],
  ['1-1017-00230-70-5', null],
  ['4111 1111 1111 1111', 'card'],
  ['4111 1111 1111 1112', null],
  [4111111111111111, 'card'],
  ['+886 912 345 678', 'phone'],
  ['0912-345-678', 'phone'],
  ['13812345678', 'phone'],
  ['081 234 5678', 'phone'],
  [120, null],
  [20261122, null],
  ['2026-11-22T10:00:00Z', null],
  ['TEA-0001234', null],
  ['192.168.10.20', 'ip'],
  ['U4af4980629b1234567890abcdef12345', 'social'],
])('the value %s looks like %s', (value, kind) => {
  expect(piiOfValue(value)).toBe(kind)
})

test('a Thai identity number is told by its check digit: one of ten last digits fits', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 11, maxLength: 11 }), (digits) => {
      const fitting = Array.from({ length: 10 }, (_, last) => piiOfValue(`8${digits.join('')}${last}`)).filter((kind) => kind === 'th_id')
      expect(fitting).toHaveLength(1)
    }),
    { numRuns: 100 },
  )
})

test('values speak louder than a name, and a name alone is taken seriously', () => {
  expect(guessPii('note', { email: 7 }, 10)).toEqual({ kind: 'email', by: 'values' })
  expect(guessPii('mobile', { phone: 9 }, 10)).toEqual({ kind: 'phone', by: 'both' })
  expect(guessPii('mobile', {}, 10)).toEqual({ kind: 'phone', by: 'name' })
  expect(guessPii('note', { email: 5 }, 10)).toBe(null)
  expect(classOf('tw_id')).toBe('sensitive')
})

test('a masked value keeps no more than its first and last letter', () => {
  expect(masked('mei.lin@example.com')).toBe('m***@***.com')
  expect(masked('王小明')).toBe('王**')
  expect(masked('0912-345-678')).toBe('0***-***-**8')
  expect(masked('ab')).toBe('***')
  fc.assert(
    fc.property(fc.string({ minLength: 3, maxLength: 30, unit: fc.constantFrom('a', 'b', '1', '王', 'ส') }), (text) => {
      const inside = [...text].slice(1, -1)
      expect([...masked(text)].slice(1, -1).some((letter, i) => letter === inside[i] && /[\p{L}\p{N}]/u.test(letter))).toBe(false)
    }),
    { numRuns: 100 },
  )
})
