import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LedgerRow } from '../ports/store.ts'
import { checkChain } from '../runtime/ledger.ts'
import { openShop, SHOP, type ShopWorld } from './fixture.ts'

const MAIL = { id: 'mail', send: { channel: 'email' as const, template: 'thanks', purpose: 'marketing' } }
const MARKETING = { ...SHOP, journeys: [{ id: 'news', name: 'News', state: 'live' as const, enter: { event: 'order_completed' }, steps: [MAIL] }] }

let shop: ShopWorld
beforeAll(async () => {
  shop = await openShop(MARKETING)
})
afterAll(() => shop.server.close())

const get = async (url: string) => (await shop.ask('GET', url)).json()
const form = (fields: readonly (readonly [string, string])[]) => ({ payload: new URLSearchParams(fields.map(([name, value]) => [name, value])).toString(), headers: { 'content-type': 'application/x-www-form-urlencoded' } })

async function linkOf(person: string): Promise<string> {
  const answer = await shop.ask('POST', `/v1/profiles/${person}/preferences-link`, {})
  expect(answer.statusCode).toBe(200)
  return new URL(answer.json().url).pathname
}

async function newcomer(id: string, traits: { readonly [name: string]: string } = {}): Promise<string> {
  await shop.did('identified', { userId: id, email: `${id}@example.com` }, { traits: { email: `${id}@example.com`, ...traits } })
  return `userId:${id}`
}

describe('the preference page', () => {
  test('opening changes nothing, also when a scanner opens it many times', async () => {
    const person = await newcomer('scan')
    const link = await linkOf(person)
    const before = await get(`/v1/profiles/${person}`)
    for (const method of ['GET', 'HEAD'] as const) for (let i = 0; i < 3; i++) expect((await shop.server.inject({ method, url: link })).statusCode).toBe(200)
    expect(await get(`/v1/profiles/${person}`)).toEqual(before)
  })

  test('speaks the language of the person, sets no script loose and shows no detail', async () => {
    const link = await linkOf(await newcomer('ahma', { locale: 'zh-Hant-TW', city: '台南' }))
    const answer = await shop.server.inject({ method: 'GET', url: link })
    expect(answer.body).toContain('您想收到什麼？')
    expect(answer.body).toContain('電子郵件')
    expect(answer.body).not.toContain('ahma@example.com')
    expect(answer.body).not.toContain('台南')
    expect(answer.body).not.toContain('<script')
    expect(answer.headers).toMatchObject({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
    expect((await shop.server.inject({ method: 'GET', url: `${link}?lang=th` })).body).toContain('lang="th"')
  })

  test('only what the reader changed is said, each with a receipt that leads to its row in the ledger', async () => {
    const person = await newcomer('mei')
    const link = await linkOf(person)
    const saved = await shop.server.inject({ method: 'POST', url: link, ...form([['was', 'marketing|email|0'], ['on', 'marketing|email'], ['was', 'personalisation|*|1'], ['on', 'personalisation|*'], ['save', '1']]) })
    const [, receipt] = /class="receipt">([^<]+)</.exec(saved.body) ?? []
    expect(await get(`/v1/consent/receipts/${receipt}?person=${person}`)).toMatchObject({ isTheirs: true, row: { is: 'given', purpose: 'marketing', channel: 'email', source: 'preferences' } })
    const { items } = await get(`/v1/consent/ledger?person=${person}`)
    expect(items).toHaveLength(1)
    expect(items[0].text).toMatch(/^preferences\/en\//)
    const again = await shop.server.inject({ method: 'POST', url: link, ...form([['was', 'marketing|email|1'], ['on', 'marketing|email']]) })
    expect(again.body).toContain('Nothing was changed')
    expect((await shop.ask('GET', `/v1/consent/receipts/1-ZZZZZZ`)).statusCode).toBe(404)
  })

  test('a page that lay open does not bring back what was said elsewhere meanwhile', async () => {
    const person = await newcomer('stale')
    await shop.ask('POST', '/v1/consent', { person, purpose: 'marketing', channel: 'email', is: 'given' })
    const link = await linkOf(person)
    shop.pass(1_000)
    await shop.ask('POST', '/v1/consent', { person, purpose: 'marketing', is: 'withdrawn' })
    await shop.server.inject({ method: 'POST', url: link, ...form([['was', 'marketing|email|1'], ['on', 'marketing|email'], ['was', 'analytics|*|1']]) })
    const { purposes } = await get(`/v1/profiles/${person}/consent`)
    const marketing = purposes.find((one: { readonly purpose: string }) => one.purpose === 'marketing')
    expect(marketing.receipts.every((one: { readonly allowed: boolean }) => !one.allowed)).toBe(true)
  })

  test('“stop everything” refuses a planned message at the gate, with law, purpose and ledger row', async () => {
    const person = await newcomer('stop', { country: 'TH' })
    await shop.ask('POST', '/v1/consent', { person, purpose: 'marketing', is: 'given' })
    await shop.did('order_completed', { userId: 'stop' }, { total: 5 })
    const [planned] = (await get(`/v1/messages?person=${person}`)).items
    expect(planned.state).toBe('planned')
    shop.pass(1_000)
    const saved = await shop.server.inject({ method: 'POST', url: `${await linkOf(person)}?lang=en`, ...form([['stop', '1']]) })
    expect(saved.body).toContain('It counts from now on.')
    await shop.dispatch()
    const message = await get(`/v1/messages/${planned.id}?locale=en`)
    expect(message).toMatchObject({ state: 'refused', why: 'no_consent', detail: { purpose: 'marketing', law: 'pdpa-th', lawName: 'PDPA (Thailand)', because: 'said', is: 'withdrawn' } })
    expect(message.detail.sentence).toContain('News and offers')
    expect(saved.body).toContain(message.detail.receipt)
    expect((await get(`/v1/messages/${planned.id}?locale=zh-Hant`)).detail.sentence).toMatch(/此人於 .* 拒絕了「最新消息和優惠」.*PDPA \(Thailand\)/)
    expect(shop.sent.filter((one) => one.id === planned.id)).toEqual([])
  })

  test('a made-up, foreign or worn-out link opens nothing', async () => {
    const link = await linkOf(await newcomer('old'))
    expect((await shop.server.inject({ method: 'GET', url: '/p/1.bm9wZQ.xxxxxxxxxxxxxxxx' })).statusCode).toBe(404)
    expect((await shop.server.inject({ method: 'GET', url: `/p/${shop.link('m1', 'p1', '').slice(0)}` })).statusCode).toBe(404)
    shop.pass(8 * 86_400_000)
    expect((await shop.server.inject({ method: 'POST', url: link, ...form([['stop', '1']]) })).statusCode).toBe(404)
  })
})

describe('the ledger', () => {
  test('verifies as a whole, and offline with its key', async () => {
    expect(await get('/v1/consent/ledger/verify')).toMatchObject({ ok: true, next: null })
    const lines = (await shop.ask('GET', '/v1/consent/ledger?format=ndjson')).body.trim().split('\n').map((line) => JSON.parse(line))
    const check = checkChain(null, lines[0].publicKey)
    for (const row of lines.slice(1)) expect(check.row(row)).toBeNull()
    expect(check.end()).toBeNull()
    const { head } = await get('/v1/consent/ledger')
    expect(check.figures().checked).toBe(head)
    expect((await get('/v1/consent/ledger/key')).publicKey).toBe(lines[0].publicKey)
  })

  test('one changed, missing or swapped row is found and named', async () => {
    const [head, ...rows] = (await shop.ask('GET', '/v1/consent/ledger?format=ndjson')).body.trim().split('\n').map((line) => JSON.parse(line))
    const faultOf = (list: readonly LedgerRow[]) => {
      const check = checkChain(null, head.publicKey)
      for (const row of list) {
        const fault = check.row(row)
        if (fault) return fault
      }
      return check.end()
    }
    expect(faultOf(rows.map((row) => (row.n === 2 ? { ...row, is: row.is === 'given' ? 'withdrawn' : 'given' } : row)))).toMatchObject({ n: 2, why: 'hash' })
    expect(faultOf(rows.filter((row) => row.n !== 2))).toMatchObject({ n: 3, why: 'gap' })
    expect(faultOf(rows.map((row) => (row.n === rows.length ? { ...row, signature: undefined } : row)))).toMatchObject({ why: 'unsigned' })
    expect(faultOf(rows.map((row) => (row.n === 1 ? { ...row, signature: rows[1].signature } : row)))).toMatchObject({ n: 1, why: 'signature' })
  })
})

describe('laws at collection', () => {
  const types = async (person: string) => (await get(`/v1/profiles/${person}/timeline`)).items.map((one: { readonly event: { readonly type: string } }) => one.event.type)

  test('behaviour of somebody who withdrew statistics is counted as withheld and nothing of it is kept; orders go through', async () => {
    const person = await newcomer('quiet')
    await shop.ask('POST', '/v1/consent', { person, purpose: 'analytics', is: 'withdrawn' })
    await shop.did('page_viewed', { userId: 'quiet' }, { path: '/secret-page' })
    await shop.did('order_completed', { userId: 'quiet' }, { total: 1 })
    expect(await types(person)).not.toContain('page_viewed')
    expect(await types(person)).toContain('order_completed')
    expect((await shop.ask('GET', '/v1/live?limit=50')).body).not.toContain('secret-page')
    expect(await get(`/v1/profiles/${person}/consent`)).toMatchObject({ withheld: true, withheldBy: { purpose: 'analytics', because: 'said', statement: { is: 'withdrawn', ledger: expect.any(Number) } } })
  })

  test('the GDPR asks before it counts: silence withholds, a yes lets through', async () => {
    const person = await newcomer('anna', { country: 'DE' })
    await shop.did('page_viewed', { userId: 'anna' }, { path: '/a' })
    expect(await types(person)).not.toContain('page_viewed')
    await shop.ask('POST', '/v1/consent', { person, purpose: 'analytics', is: 'given' })
    await shop.did('page_viewed', { userId: 'anna' }, { path: '/b' })
    expect(await types(person)).toContain('page_viewed')
    expect(await get(`/v1/profiles/${person}/consent?locale=zh-Hant`)).toMatchObject({ jurisdiction: { places: ['DE'], from: 'country', laws: [{ id: 'gdpr', checked: false }] } })
  })
})
