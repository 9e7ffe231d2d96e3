import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import { DISPLAY_LIMITS, displayName, searchable, searchText } from './display.ts'
import type { GivenTraits } from './types.ts'

function traits(values: { [name: string]: Json }): GivenTraits {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [{ value, at: 1 as Instant, from: 'e' as EventId, source: 'web' as SourceId }]]))
}

test.each([
  [{ name: ' 王小明 ', email: 'ming@x.tw' }, '王小明'],
  [{ family_name: '王', given_name: '小明' }, '王小明'],
  [{ family_name: '山田', given_name: 'さくら' }, '山田さくら'],
  [{ family_name: '김', given_name: '민준' }, '김민준'],
  [{ family_name: 'ใจดี', given_name: 'สมชาย' }, 'สมชาย ใจดี'],
  [{ lastName: 'Jaidee', firstName: 'Somchai' }, 'Somchai Jaidee'],
  [{ family_name: '王', given_name: 'David' }, 'David 王'],
  [{ given_name: 'Ann' }, 'Ann'],
  [{ email: 'somchai.j@example.co.th' }, 'somchai.j'],
  [{ name: '', email: '@x' }, null],
  [{ name: { first: 'x' } }, null],
  [{ name: null, email: 'a@x.tw' }, 'a'],
  [{}, null],
])('a person with %j is shown as %j', (values, shown) => {
  expect(displayName(traits(values as { [name: string]: Json }))).toBe(shown)
})

test('people are found by name in their own script, by e-mail, by phone with or without its dashes, and by id', () => {
  const found = searchText(traits({ family_name: '王', given_name: '小明', email: 'Ming@X.tw', phone: '+886 912-345-678' }), ['anonymousId:abc', 'memberNo:M-77', 'userId:U1'])
  for (const query of ['王小明', 'MING@x', '912-345', '886912345678', 'm-77', 'u1', 'ＭＩＮＧ']) expect(found).toContain(searchable(query))
  expect(found.indexOf('u1')).toBeLessThan(found.indexOf('abc'))
})

test('the searched text is bounded, and neither it nor the name ends in half a character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.array(fc.string({ maxLength: 80 }), { maxLength: 20 }), (name, ids) => {
      const shown = displayName(traits({ name })) ?? ''
      const found = searchText(traits({ name }), ids.map((id) => `userId:${id}`))
      expect(shown.length).toBeLessThanOrEqual(DISPLAY_LIMITS.name)
      expect(found.length).toBeLessThanOrEqual(DISPLAY_LIMITS.search)
      expect(shown.isWellFormed() && found.isWellFormed()).toBe(true)
    }),
    { numRuns: 200 },
  )
})

test('somebody of whom only a member number is known is called by it, somebody with only a device is a stranger', () => {
  expect(displayName({}, ['anonymousId:a1', 'memberNo:14113'])).toBe('14113')
  expect(displayName({}, ['anonymousId:a1', 'deviceId:d1'])).toBeNull()
})
