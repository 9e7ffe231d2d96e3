import fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventType, KNOWN, RESERVED } from './event.ts'

test.each([
  ['Order Completed', 'order_completed'],
  ['orderCompleted', 'order_completed'],
  ['order-completed', 'order_completed'],
  ['order.completed', 'order_completed'],
  ['Order: Completed', 'order_completed'],
  ['ORDER_COMPLETED', 'order_completed'],
  ['  __Order   Completed__ ', 'order_completed'],
  ['ＯｒｄｅｒＣｏｍｐｌｅｔｅｄ', 'order_completed'],
  ['page/viewed', 'page_viewed'],
  ['step2Done', 'step2_done'],
  ['訂單 完成', '訂單_完成'],
  ['訂單\u3000完成', '訂單_完成'],
  ['ลงทะเบียน แล้ว', 'ลงทะเบียน_แล้ว'],
  ['注文-Completed', '注文_completed'],
  ['$pageview', '$pageview'],
  ['---', ''],
  ['', ''],
])('an event named %j has the type %j', (name, type) => {
  expect(eventType(name)).toBe(type)
})

test('Thai names typed with one or with two code points for am are one type', () => {
  expect(eventType('สั่งซื้อสำเร็จ')).toBe(eventType('สั่งซื้อสําเร็จ'))
})

test('spelling a type again does not change it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 30 }), (name) => {
      expect(eventType(eventType(name))).toBe(eventType(name))
    }),
    { numRuns: 1_000 },
  )
})

test('the types of the product are spelled in the one spelling, and nobody may send the reserved ones', () => {
  for (const type of [...Object.values(KNOWN), ...RESERVED]) expect(eventType(type)).toBe(type)
  const own: readonly string[] = [KNOWN.identityDecided, KNOWN.profileErased, KNOWN.erased, KNOWN.expired, KNOWN.predictionsMade]
  for (const type of Object.values(KNOWN)) expect(RESERVED.has(type)).toBe(own.includes(type))
})
