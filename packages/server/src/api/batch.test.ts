/** Deciding for a whole segment: the same answers as one by one, and no more contacts than wanted. */
import { expect, test } from 'vitest'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { openShop, SHOP } from './fixture.ts'

const LINE = { id: 'line', name: 'LINE', channel: 'line', exploration: 0 }
const OFFERS = [{ id: 'tea', name: '高山茶', value: 100, rate: 0.5, cost: 1, eligible: { trait: 'spent', is: 'at_least', than: 60 } }, { id: 'cup', name: 'Cup', value: 10, rate: 0.5 }]

async function shopOf(people: number) {
  const shop = await openShop({ ...SHOP, ...{ placements: [LINE], offers: OFFERS, arbitration: DEFAULT_DEFINITIONS.arbitration } })
  for (let i = 0; i < people; i++) await shop.did('order_completed', { userId: `u${i}` }, { total: i * 10 })
  return shop
}

async function done(shop: Awaited<ReturnType<typeof shopOf>>, body: unknown) {
  const begun = await shop.ask('POST', '/v1/decide/batch', body)
  expect(begun.statusCode).toBe(202)
  for (;;) {
    const batch = (await shop.ask('GET', begun.headers.location as string)).json()
    if (batch.state !== 'weighing' && batch.state !== 'deciding') return batch
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('everybody in the segment is decided for, and the decisions are written down', async () => {
  const shop = await shopOf(10)
  const batch = await done(shop, { segment: 'buyers', placement: 'line' })
  expect(batch).toMatchObject({ state: 'done', people: 10, done: 10, price: null })
  expect(batch.chosen).toEqual([{ offer: 'cup', name: 'Cup', people: 6 }, { offer: 'tea', name: '高山茶', people: 4 }])
  const explored = await shop.ask('GET', '/v1/decisions/explore?placement=line&limit=50')
  expect(explored.json().items).toHaveLength(10)
  await shop.server.close()
})

test('with room for four, the four for whom a contact earns most are told something', async () => {
  const shop = await shopOf(10)
  const batch = await done(shop, { segment: 'buyers', placement: 'line', most: 4, record: false })
  expect(batch.expected).toBeLessThanOrEqual(4.001)
  expect(batch.chosen).toEqual([{ offer: null, name: '', people: 6 }, { offer: 'tea', name: '高山茶', people: 4 }])
  expect((await shop.ask('GET', '/v1/decisions/explore?placement=line')).json().items).toEqual([])
  await shop.server.close()
})

test('a segment or placement that is not there is named', async () => {
  const shop = await shopOf(0)
  const answer = await shop.ask('POST', '/v1/decide/batch', { segment: 'nobody', placement: 'line' })
  expect(answer.statusCode).toBe(404)
  expect(answer.json().detail).toContain('nobody')
  await shop.server.close()
})
