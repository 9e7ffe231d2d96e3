import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, type ShopWorld } from './fixture.ts'

const DAY = 86_400_000
let shop: ShopWorld
beforeAll(async () => {
  shop = await openShop()
  await shop.did('identified', { userId: 'mei', email: 'mei@example.com' }, { traits: { name: '林美 <b>', country: 'TW' } })
  await shop.did('order_completed', { userId: 'mei' }, { total: 120 })
  await shop.did('identified', { userId: 'bob', email: 'bob@example.com' }, { traits: { name: 'Bob' } })
  await shop.dispatch()
})
afterAll(() => shop.server.close())

const post = async (url: string, body: unknown = {}) => (await shop.ask('POST', url, body)).json()
const get = async (url: string) => (await shop.ask('GET', url)).json()

test('the clock of a request is that of its law, of several the strictest, and the most urgent stands first', async () => {
  const taiwan = await post('/v1/privacy/requests', { kind: 'access', person: 'userId:mei' })
  expect(taiwan).toMatchObject({ state: 'open', law: 'pdpa-tw', daysLeft: 15, overdue: false, name: '林美 <b>', lawChecked: false })
  const late = await post('/v1/privacy/requests', { kind: 'erase', person: 'email:bob@example.com', law: 'gdpr', requestedAt: shop.app.now() - 40 * DAY })
  expect(late).toMatchObject({ law: 'gdpr', daysLeft: -10, overdue: true })
  const { items, counts } = await get('/v1/privacy/requests?state=open')
  expect([items.map(({ id }: { readonly id: string }) => id), counts]).toEqual([[late.id, taiwan.id], { open: 2, overdue: 1, dueSoon: 0, done: 0 }])
  for (const [body, status] of [
    [{ kind: 'erase', person: 'userId:nobody' }, 404],
    [{ kind: 'erase', person: 'userId:bob', law: 'none-such' }, 422],
    [{ kind: 'erase', person: 'userId:bob', requestedAt: shop.app.now() + 1 }, 422],
    [{ kind: 'forget', person: 'userId:bob' }, 400],
  ] as const) expect((await shop.ask('POST', '/v1/privacy/requests', body)).statusCode).toBe(status)
  await post(`/v1/privacy/requests/${late.id}/drop`)
  expect((await shop.ask('POST', `/v1/privacy/requests/${late.id}/run`, {})).statusCode).toBe(409)
})

test('what is kept about a person can be read as data and as a page in their language, where nothing of theirs is markup', async () => {
  const { id } = await post('/v1/privacy/requests', { kind: 'access', person: 'userId:mei' })
  expect(await post(`/v1/privacy/requests/${id}/run`)).toMatchObject({ state: 'done', daysLeft: null })
  const found = await get(`/v1/privacy/requests/${id}/export`)
  expect(found).toMatchObject({ profile: { name: '林美 <b>', identifiers: ['email:mei@example.com', 'userId:mei'] }, segments: [{ id: 'buyers', name: 'Buyers', rule: expect.stringMatching(/\w/) }], truncated: false })
  expect(found.messages).toMatchObject([{ channel: 'email', state: 'sent', subject: 'Thanks' }])
  expect(found.events.map(({ type }: { readonly type: string }) => type)).toEqual(expect.arrayContaining(['identified', 'order_completed', 'message_sent']))
  for (const [locale, title] of [['en', 'What we know about you'], ['zh-Hant', '我們所知'], ['zh-Hans', '我们所知'], ['th', 'ข้อมูลที่เรามี']] as const) {
    const page = await shop.ask('GET', `/v1/privacy/requests/${id}/export?format=html&locale=${locale}`)
    expect([page.headers['content-type'], page.body.includes(title), page.body.includes('林美 &lt;b&gt;'), page.body.includes('<b>')]).toEqual(['text/html; charset=utf-8', true, true, false])
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
  }
})

test('a restriction stops every message, and says so in the person\'s consent', async () => {
  const { id } = await post('/v1/privacy/requests', { kind: 'restrict', person: 'userId:bob' })
  expect(await post(`/v1/privacy/requests/${id}/run`)).toMatchObject({ state: 'done' })
  const { items } = await get('/v1/profiles/userId:bob/timeline')
  expect(items[0].event).toMatchObject({ type: 'consent_withdrawn', properties: { purpose: '*', channel: '*' } })
})

test('an erasure says beforehand what would go, then takes it all, and the certificate and every other request name nobody', async () => {
  const { id } = await post('/v1/privacy/requests', { kind: 'erase', person: 'userId:mei', note: 'called by phone' })
  const dry = await post(`/v1/privacy/requests/${id}/run?dry=1`)
  expect(dry).toMatchObject({ dry: true, profiles: 1, identifiers: 2, counts: expect.arrayContaining([{ place: 'messages', count: 1 }, { place: 'memberships', count: 1 }]) })
  expect((await shop.ask('GET', `/v1/privacy/requests/${id}/certificate`)).statusCode).toBe(409)
  expect(await get('/v1/profiles/userId:mei')).toMatchObject({ name: '林美 <b>' })

  await post(`/v1/privacy/requests/${id}/run`)
  for (let tries = 0; tries < 100 && (await get(`/v1/privacy/requests/${id}`)).state !== 'done'; tries++) await wait(20)
  expect(await get(`/v1/privacy/requests/${id}`)).toMatchObject({ state: 'done', person: null, profile: null, name: null })
  expect((await shop.ask('GET', '/v1/profiles/userId:mei')).statusCode).toBe(404)
  expect((await shop.ask('GET', `/v1/privacy/requests/${id}/export`)).statusCode).toBe(404)
  const certificate = await get(`/v1/privacy/requests/${id}/certificate`)
  const counted = (counts: readonly { readonly place: string; readonly count: number }[], place: string) => counts.find((one) => one.place === place)?.count
  expect(counted(certificate.counts, 'log')).toBe(counted(dry.counts, 'log'))
  for (const url of ['/v1/privacy/requests', '/v1/privacy/audit', `/v1/privacy/requests/${id}/certificate`]) expect(JSON.stringify(await get(url))).not.toMatch(/mei|林美|called/)
  expect(await get('/v1/profiles/userId:bob')).toMatchObject({ name: 'Bob' })
})

test('the audit hangs together, and says when somebody has touched it', async () => {
  const { items, whole } = await get('/v1/privacy/audit')
  expect(whole).toBe(true)
  const acts = items.map(({ act }: { readonly act: string }) => act)
  for (const act of ['requested', 'dry_run', 'run', 'exported', 'export_read', 'certificate_read', 'erased', 'dropped']) expect(acts).toContain(act)
  const [line] = await shop.app.reads.values(shop.app.ws, 'privacy/audit/')
  await shop.app.put(line?.key ?? '', { ...(line?.value as object), act: 'run' })
  expect((await get('/v1/privacy/audit')).whole).toBe(false)
  await shop.app.put(line?.key ?? '', line?.value ?? null)
  expect((await get('/v1/privacy/audit')).whole).toBe(true)
  await shop.app.put(line?.key ?? '', null)
  expect((await get('/v1/privacy/audit')).whole).toBe(false)
})

test('rules of retention are kept and shown, and those that would lose a proof are refused', async () => {
  const put = (rules: unknown) => shop.ask('PUT', '/v1/privacy/retention', { rules })
  expect((await put([{ event: 'consent_given', keep: '90d' }])).statusCode).toBe(422)
  expect((await put([{ event: 'page_viewed', keep: '90d' }])).json()).toEqual({ rules: [{ event: 'page_viewed', keep: '90d', expired: 0, upTo: null }] })
  expect(await get('/v1/privacy/retention')).toMatchObject({ rules: [{ event: 'page_viewed' }] })
})

test('only an administrator may erase or read an export', async () => {
  const key = await shop.keyFor('read', 'write')
  const headers = { authorization: `Bearer ${key}` }
  expect((await shop.ask('POST', '/v1/privacy/requests', { kind: 'erase', person: 'userId:bob' }, headers)).statusCode).toBe(403)
  expect((await shop.ask('GET', '/v1/privacy/requests/x/export', undefined, headers)).statusCode).toBe(403)
  expect((await shop.ask('GET', '/v1/privacy/requests', undefined, headers)).statusCode).toBe(200)
})
