import { afterEach, expect, test } from 'vitest'
import type { EventDefinition } from '@rapport/core/event/tracking-plan'
import { openShop, SHOP, type ShopWorld } from './fixture.ts'

const ORDER: EventDefinition = {
  id: 'order_completed',
  name: 'Order paid',
  owner: 'shop team',
  description: { en: 'Somebody paid.', 'zh-Hant': '有人付款了' },
  properties: [
    { path: 'total', type: 'number', required: true, max: 10_000 },
    { path: 'currency', type: 'text', oneOf: ['TWD', 'THB'] },
    { path: 'gift', type: 'boolean' },
  ],
  extra: 'mark',
  enforce: 'block',
}

let shop: ShopWorld
afterEach(() => shop.server.close())

const send = (type: string, who: string, properties: object) => shop.ask('POST', '/v1/events', { type, identifiers: { userId: who }, properties })
const get = async (url: string) => (await shop.ask('GET', url)).json()

test('the catalogue lists what is sent and planned, filters, and tells who uses it', async () => {
  shop = await openShop({ ...SHOP, events: [ORDER, { ...ORDER, id: 'order_returned' }] })
  await send('order_completed', 'mei', { total: 5, colour: 'red' })
  await send('order_completed', 'mei', { total: 'x' })
  await send('page_viewed', 'lin', { path: '/', email: 'a@b.example' })
  await send('page_viewed', 'lin', { path: '/tea' })
  const page = await get('/v1/tracking?locale=zh-Hant')
  expect(page.items.map(({ type, state }: { type: string; state: string }) => [type, state])).toEqual([['page_viewed', 'unplanned'], ['order_completed', 'planned'], ['order_returned', 'unseen']])
  expect(page.items[1]).toMatchObject({ owner: 'shop team', description: '有人付款了', total: 1, last30Days: 1, violations: 2, blocked: 1, usedBy: 3, sources: ['api'], enforce: 'block' })
  expect(page.items[1].days).toHaveLength(30)
  expect(page.items[0].pii).toBe('contact')
  const types = async (query: string) => (await get(`/v1/tracking?${query}`)).items.map(({ type }: { type: string }) => type)
  expect(await types('state=unplanned')).toEqual(['page_viewed'])
  expect(await types('search=COLOUR')).toEqual(['order_completed'])
  expect(await types('search=paid&problems=yes')).toEqual(['order_completed'])
  expect(await types('pii=contact')).toEqual(['page_viewed'])
  expect(await types('used=no&state=unseen')).toEqual(['order_returned'])
  const first = await get('/v1/tracking?limit=1')
  expect((await get(`/v1/tracking?limit=1&after=${first.next}`)).items[0].type).toBe('order_completed')
})

test('one type shows its properties seen and planned, and what was wrong, without the values', async () => {
  shop = await openShop({ ...SHOP, events: [ORDER] })
  await send('order_completed', 'mei', { total: 5, colour: 'red' })
  await send('order_completed', 'lin', { total: 'somebody@private.example' })
  const view = await get('/v1/tracking/order_completed')
  const of = (wanted: string) => view.seen.find(({ path }: { path: string }) => path === wanted)
  expect(of('total')).toMatchObject({ planned: true, required: true, type: 'integer', presence: 1, violations: 1, usedBy: [{ kind: 'trait', id: 'spent' }] })
  expect(of('gift')).toMatchObject({ planned: true, presence: 0, type: 'boolean', firstSeen: null })
  expect(of('colour')).toMatchObject({ planned: false, examples: [] })
  expect(view.problems).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'wrong_type', path: 'total', count: 1 })]))
  const { items } = await get('/v1/tracking/violations')
  expect(items).toContainEqual(expect.objectContaining({ type: 'order_completed', code: 'wrong_type', path: 'total', enforce: 'block', owner: 'shop team', open: 1 }))
  expect(items).toContainEqual(expect.objectContaining({ code: 'unknown_property', path: 'colour', enforce: 'mark' }))
  expect(JSON.stringify(items)).not.toContain('private.example')
  expect((await shop.ask('GET', '/v1/tracking/never_sent')).statusCode).toBe(404)
})

test('a plan is proposed from what was seen, and what was seen keeps to it', async () => {
  shop = await openShop({ ...SHOP, events: [] })
  for (let i = 0; i < 45; i++) {
    const some = { odd: i % 2 ? 1 : 'one', ...(i % 2 && { note: `n${i}` }) }
    const city = ['Taipei', 'Tainan', 'Hualien'][i % 3]
    await send('shop_visited', `u${i % 9}`, { city, mobile: `+88691234${1000 + i}`, bags: i % 4, lines: [{ sku: `s${i}` }], ...some })
  }
  const { plan, notes } = (await shop.ask('POST', '/v1/tracking/shop_visited/plan')).json()
  const of = (path: string) => plan.properties.find((one: { path: string }) => one.path === path)
  expect(plan).toMatchObject({ id: 'shop_visited', extra: 'mark', enforce: 'mark' })
  expect(of('city')).toMatchObject({ type: 'text', required: true, oneOf: ['Hualien', 'Tainan', 'Taipei'] })
  expect(of('mobile')).toMatchObject({ pii: 'contact', required: true })
  expect(of('mobile').example).toBeUndefined()
  expect(of('note').required).toBeUndefined()
  expect(of('lines[].sku')).toMatchObject({ type: 'text' })
  expect(of('odd')).toBeUndefined()
  expect(notes.join(' ')).toContain('`odd` comes as')
  expect((await shop.ask('PUT', '/v1/events-plan/shop_visited', { ...plan, enforce: 'block' })).statusCode).toBe(200)
  expect((await send('shop_visited', 'u1', { city: 'Tainan', mobile: '+886912341000', bags: 1, lines: [] })).json()).toMatchObject({ accepted: 1 })
  expect((await send('shop_visited', 'u1', { city: 'tainan', mobile: '+886912341000', bags: 1, lines: [] })).json()).toMatchObject({ bad: 1 })
})

test('an event can be tried against the plan in force or a new one, and nothing is recorded', async () => {
  shop = await openShop({ ...SHOP, events: [ORDER] })
  const check = async (body: object) => (await shop.ask('POST', '/v1/tracking/check', body)).json()
  expect(await check({ event: { type: 'Order Completed', properties: { totla: '5', currency: 'twd' } } })).toMatchObject({
    planned: true,
    verdict: 'block',
    repaired: { total: 5, currency: 'TWD' },
    remaining: [],
    violations: expect.arrayContaining([expect.objectContaining({ code: 'not_one_of', fix: { is: 'replace', path: 'currency', value: 'twd', by: 'TWD' } })]),
  })
  expect(await check({ event: { type: 'page_viewed' } })).toMatchObject({ planned: false, verdict: 'allow' })
  expect(await check({ event: { type: 'page_viewed' }, plan: { properties: [{ path: 'path', type: 'text', required: true }] } })).toMatchObject({ planned: true, verdict: 'mark' })
  expect((await shop.ask('POST', '/v1/tracking/check', { event: { type: 'a' }, plan: { properties: 3 } })).statusCode).toBe(422)
  expect((await get('/v1/tracking')).items.every(({ total }: { total: number }) => total === 0)).toBe(true)
})

test('pickers know planned values and nothing personal', async () => {
  shop = await openShop({ ...SHOP, events: [ORDER] })
  await send('order_completed', 'mei', { total: 5, email: 'mei@private.example', colour: 'red' })
  const catalog = await get('/v1/catalog')
  const { properties } = catalog.events.find(({ type }: { type: string }) => type === 'order_completed')
  expect(properties).toContainEqual({ path: 'currency', type: 'text', examples: ['TWD', 'THB'] })
  expect(properties).toContainEqual({ path: 'colour', type: 'text', examples: ['red'] })
  expect(properties).toContainEqual({ path: 'total', type: 'number', examples: [5] })
  expect(JSON.stringify(catalog)).not.toContain('private.example')
})
