import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShop, type ShopWorld } from './fixture.ts'

let shop: ShopWorld
let writeKey: string
beforeAll(async () => {
  shop = await openShop()
  writeKey = (await shop.ring.create({ kind: 'write', name: 'Shop page', source: 'web' })).secret
  await shop.did('identified', { userId: 'mei', anonymousId: 'browser-of-mei' }, { traits: { name: '林美', locale: 'zh-TW' } })
  await shop.did('order_completed', { userId: 'mei' }, { total: 120 })
  await shop.did('page_viewed', { anonymousId: 'browser-of-eve' })
})
afterAll(() => shop.server.close())

const PAGE = { origin: 'https://shop.example', 'content-type': 'text/plain;charset=UTF-8' }
const ask = (body: object, headers: { readonly [name: string]: string } = {}) =>
  shop.server.inject({ method: 'POST', url: '/v1/place', payload: JSON.stringify({ writeKey, placement: 'home', ...body }), headers: { ...PAGE, ...headers } })

describe('a web page that asks with its write key', () => {
  test('gets the chosen offer and its content in the person’s language, and not a word about the person', async () => {
    const answer = await ask({ anonymousId: 'browser-of-mei' })
    expect([answer.statusCode, answer.json()]).toEqual([200, { decision: expect.any(String), offer: 'tea', content: { title: '茶' } }])
    expect(answer.headers['access-control-allow-origin']).toBe('https://shop.example')
  })

  test('gets silence for a stranger, in the shape of an answer', async () => {
    expect((await ask({ anonymousId: 'new-browser', locale: 'en' })).json()).toEqual({ decision: expect.any(String), offer: null, content: null })
  })

  test('may not use somebody else’s user id from a browser that never belonged to them', async () => {
    expect((await ask({ anonymousId: 'browser-of-eve', userId: 'mei' })).json()).toMatchObject({ offer: null })
    expect((await ask({ anonymousId: 'browser-of-mei', userId: 'mei' })).json()).toMatchObject({ offer: 'tea' })
  })

  test('on a device that two people share, the one who logged in gets their own', async () => {
    await shop.did('identified', { userId: 'ann', anonymousId: 'family-pc' }, {})
    await shop.did('identified', { userId: 'bob', anonymousId: 'family-pc' }, {})
    await shop.did('order_completed', { userId: 'bob' }, {})
    expect((await ask({ anonymousId: 'family-pc', userId: 'bob' })).json()).toMatchObject({ offer: 'tea' })
    expect((await ask({ anonymousId: 'family-pc', userId: 'ann' })).json()).toMatchObject({ offer: null })
  })

  test('is remembered like any decision', async () => {
    const { decision } = (await ask({ anonymousId: 'browser-of-mei', context: { page: '/cart' } })).json() as { readonly decision: string }
    await shop.did('page_viewed', { userId: 'mei' })
    const { items } = (await shop.ask('GET', '/v1/decisions?person=userId:mei')).json() as { readonly items: readonly { readonly id: string; readonly context: object }[] }
    expect(items.find(({ id }) => id === decision)).toMatchObject({ context: { page: '/cart' }, chosen: 'tea', propensity: 1 })
  })

  test('is told what is wrong: the key, the placement, the body', async () => {
    expect((await ask({ anonymousId: 'x', writeKey: 'nonsense' })).statusCode).toBe(401)
    expect((await ask({ anonymousId: 'x', placement: 'nowhere' })).json()).toMatchObject({ status: 404, title: 'No such placement' })
    expect((await ask({})).statusCode).toBe(400)
    expect((await ask({ anonymousId: 'x', person: 'userId:mei' })).statusCode).toBe(400)
    expect((await shop.server.inject({ method: 'POST', url: '/v1/place', payload: '{', headers: PAGE })).json()).toMatchObject({ status: 400, title: 'Not JSON' })
    expect((await ask({ anonymousId: 'x', context: { text: 'x'.repeat(70_000) } })).statusCode).toBe(413)
  })

  test('may send the key as a header too, after the preflight that browsers then make', async () => {
    const preflight = await shop.server.inject({ method: 'OPTIONS', url: '/v1/place', headers: { ...PAGE, 'access-control-request-headers': 'authorization' } })
    expect([preflight.statusCode, preflight.headers['access-control-allow-headers']]).toEqual([204, 'authorization'])
    expect((await ask({ anonymousId: 'browser-of-mei', writeKey: undefined }, { authorization: `Bearer ${writeKey}` })).statusCode).toBe(200)
  })

  test('still cannot read anything else', async () => {
    const answer = await shop.ask('POST', '/v1/decide', { placement: 'home', person: 'userId:mei' }, { authorization: `Bearer ${writeKey}` })
    expect(answer.statusCode).toBe(403)
  })
})
