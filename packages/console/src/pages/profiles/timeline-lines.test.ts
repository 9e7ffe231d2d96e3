/** Days keep every event, in order. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byDay, highlights } from './timeline-lines.ts'

const item = (at: number) => ({ event: { id: String(at), type: 'x', at, receivedAt: at, source: 'web', identifiers: [], properties: {} }, derived: [], ref: String(at) })
const DAY = 86_400_000

test('every event stands in exactly one day and the order is kept', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 * DAY }), { maxLength: 50 }), (moments) => {
      const items = moments.toSorted((a, b) => b - a).map(item)
      const groups = byDay(items, (at) => String(Math.floor(at / DAY)))
      expect(groups.flatMap((group) => group.items)).toEqual(items)
      expect(new Set(groups.map((group) => group.day)).size).toBe(groups.length)
    }),
  )
})

test('the line shows what a marketer asks first', () => {
  expect(highlights({ sku: 'T-14', list: [1], total: 1280, product: '高山烏龍茶', a: 1, b: 2, c: 3 }).map(([name]) => name)).toEqual(['product', 'total', 'sku', 'a'])
})
