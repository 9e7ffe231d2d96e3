import { randomBytes } from 'node:crypto'
import { mkdtempSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HTTP } from 'cloudevents'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { ProfileId } from '@rapport/core/base/id'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import { openShop, SHOP, type ShopWorld } from '../api/fixture.ts'
import { secretOf } from './secret.ts'

const SECRET = `whsec_${randomBytes(32).toString('base64')}`

interface Call {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

let shop: ShopWorld
let receiver: Server
let calls: Call[]
/** What the receiver answers to the next calls; after that 200. */
let answers: number[]
let always: number | null
let address: string

beforeEach(async () => {
  calls = []
  answers = []
  always = null
  receiver = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')))
    request.on('end', () => {
      calls.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
      response.statusCode = answers.shift() ?? always ?? 200
      response.end('ok')
    })
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`
  shop = await openShop(SHOP, { outbound: { data: mkdtempSync(join(tmpdir(), 'rapport-destinations-')), env: { RAPPORT_SECRET_HOOK: SECRET, RAPPORT_SECRET_TOKEN: 'token-of-the-table' } } })
})
afterEach(async () => {
  await shop.outbound?.close()
  await shop.server.close()
  receiver.closeAllConnections()
  receiver.close()
})

async function define(id: string, definition: Partial<DestinationDefinition>): Promise<void> {
  const answer = await shop.ask('PUT', `/v1/destinations/${id}`, { name: id, state: 'live', ...definition })
  expect(answer.json()).toMatchObject({ id })
}
const hook = (on: readonly string[], more: Partial<DestinationDefinition> = {}): Partial<DestinationDefinition> => ({ kind: 'webhook', url: `${address}/hook`, secretRef: 'env:RAPPORT_SECRET_HOOK', on, ...more })

/** Waits until something holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let i = 0; i < 400; i++) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('waited in vain')
}
const view = async (id: string) => (await shop.ask('GET', `/v1/destinations/${id}`)).json()
const ready = (id: string) => until(async () => (await view(id)).condition.is === 'idle' && (await shop.app.reads.value(shop.app.ws, `destination/${id}`)) !== null)
const typesOf = () => calls.map(({ body }) => (JSON.parse(body) as { readonly type: string }).type)

test.each(['structured', 'binary'] as const)('a %s CloudEvent is what the official library reads, and is signed as Standard Webhooks says', async (mode) => {
  await define('crm', hook(['segment_entered:buyers', 'order_completed'], { mode, map: { mail: 'identifier:email', city: 'trait:city' } }))
  await ready('crm')
  await shop.did('identified', { userId: 'mei', email: 'mei@example.com' }, { traits: { city: '台北市' } })
  await shop.did('order_completed', { userId: 'mei' }, { total: 9 })
  await until(() => calls.length === 2)
  const [order, entered] = calls.map(({ headers, body }) => HTTP.toEvent({ headers, body })) as unknown as { readonly [name: string]: unknown }[]
  expect(order).toMatchObject({ specversion: '1.0', type: 'rapport.order_completed', source: '/rapport/shop/web', datacontenttype: expect.stringContaining('application/json') })
  expect(order?.['data']).toMatchObject({ properties: { total: 9 }, profile: { mail: 'mei@example.com', city: '台北市' } })
  expect(entered).toMatchObject({ type: 'rapport.segment_entered', subject: order?.['subject'], data: { properties: { segment: 'buyers' } } })
  expect(String(entered?.['sequence']) > String(order?.['sequence'])).toBe(true)
  for (const { headers, body } of calls) expect(() => new Webhook(SECRET).verify(body, headers as { [name: string]: string })).not.toThrow()
})

test('only what was asked for is delivered, and only what came after the destination was made live', async () => {
  await shop.did('order_completed', { userId: 'old' }, { total: 1 })
  await define('crm', hook(['order_completed', 'segment_left']))
  await ready('crm')
  await shop.did('page_viewed', { userId: 'mei' })
  await shop.did('order_completed', { userId: 'mei' }, { total: 2 })
  await until(() => calls.length > 0)
  await until(async () => (await view('crm')).condition.behind === 0)
  expect(calls.map(({ body }) => JSON.parse(body).data.properties)).toEqual([{ total: 2 }])
})

test('a golden record is told when what is mapped of it changes, and not otherwise', async () => {
  await define('crm', hook(['profile_updated'], { map: { id: 'id', city: 'trait:city' } }))
  await ready('crm')
  const says = (city: string) => shop.did('identified', { userId: 'mei' }, { traits: { city, shoes: Math.random() } })
  await says('Taipei')
  await until(() => calls.length === 1)
  await says('Taipei')
  await shop.did('page_viewed', { userId: 'mei' })
  shop.pass(1)
  await says('Tainan')
  await until(() => calls.length === 2)
  await until(async () => (await view('crm')).condition.behind === 0)
  expect(calls.map(({ body }) => JSON.parse(body).data.profile.city)).toEqual(['Taipei', 'Tainan'])
})

test('a receiver that fails gets the same event again under the same id, after a pause; one that is slow holds up nobody else', async () => {
  await define('weak', hook(['order_completed'], { url: `${address}/weak` }))
  await ready('weak')
  answers = [500]
  await shop.did('order_completed', { userId: 'mei' }, { total: 2 })
  await until(() => calls.length === 1)
  await until(async () => (await view('weak')).condition.is === 'waiting')
  expect((await view('weak')).condition).toMatchObject({ failures: 1, why: expect.stringContaining('answered 500'), nextTryAt: expect.any(Number) })
  await define('strong', hook(['order_completed'], { url: `${address}/strong` }))
  await ready('strong')
  await shop.did('order_completed', { userId: 'ann' }, { total: 3 })
  await until(() => calls.some(({ path }) => path === '/strong'))
  answers = [503]
  shop.pass(1_100)
  await until(() => calls.filter(({ path }) => path === '/weak').length === 2)
  await until(async () => (await view('weak')).condition.failures === 2 && (await view('weak')).condition.is === 'waiting')
  shop.pass(2_100)
  await until(async () => (await view('weak')).condition.delivered === 2)
  const ids = calls.filter(({ path }) => path === '/weak').map(({ body }) => JSON.parse(body).id as string)
  expect(ids.slice(0, 3)).toEqual([ids[0], ids[0], ids[0]])
})

test('what a receiver refuses is a dead letter that can be sent again, and the next event goes on', async () => {
  await define('crm', hook(['order_completed']))
  await ready('crm')
  answers = [422]
  await shop.did('order_completed', { userId: 'mei' }, { total: 1 })
  await until(() => calls.length === 1)
  await shop.did('order_completed', { userId: 'mei' }, { total: 2 })
  await until(() => calls.length === 2)
  const { items } = (await shop.ask('GET', '/v1/destinations/crm/dead')).json()
  expect(items).toMatchObject([{ type: 'order_completed', attempts: 1, why: expect.stringContaining('422') }])
  expect((await view('crm')).condition.dead).toBe(1)
  expect((await shop.ask('POST', `/v1/destinations/crm/dead/${items[0].id}/retry`)).json()).toEqual({ ok: true })
  expect(JSON.parse(calls.at(-1)?.body ?? '{}').id).toBe(JSON.parse(calls[0]?.body ?? '{}').id)
  expect((await shop.ask('GET', '/v1/destinations/crm/dead')).json().items).toEqual([])
})

test('an error that does not end becomes a dead letter after ten tries', async () => {
  await define('crm', hook(['order_completed']))
  await ready('crm')
  always = 500
  await shop.did('order_completed', { userId: 'mei' }, { total: 1 })
  for (let tries = 1; tries <= 10; tries++) {
    await until(() => calls.length === tries)
    if (tries < 10) await until(async () => (await view('crm')).condition.is === 'waiting')
    shop.pass(301_000)
  }
  await until(async () => (await view('crm')).condition.dead === 1)
})

test('a destination goes on where it was after a pause, and people who do not allow its purpose are left out', async () => {
  await define('crm', hook(['order_completed'], { purpose: 'marketing' }))
  await ready('crm')
  await define('crm', hook(['order_completed'], { purpose: 'marketing', state: 'paused' }))
  await until(async () => (await view('crm')).condition.is === 'off')
  await shop.did('consent_given', { userId: 'mei' }, { purpose: 'marketing' })
  await shop.did('order_completed', { userId: 'mei' }, { total: 1 })
  await shop.did('order_completed', { userId: 'ann' }, { total: 2 })
  await define('crm', hook(['order_completed'], { purpose: 'marketing' }))
  await until(async () => (await view('crm')).condition.behind === 0)
  expect(calls.map(({ body }) => JSON.parse(body).data.properties.total)).toEqual([1])
})

test('a test says what was sent and what came back', async () => {
  await define('crm', hook(['order_completed'], { state: 'draft' }))
  expect((await shop.ask('POST', '/v1/destinations/crm/test')).json()).toMatchObject({ ok: true, sent: { type: 'rapport.test' }, answered: '200: ok' })
  expect(typesOf()).toEqual(['rapport.test'])
})

test('a secret that is missing, or is none of a destination’s business, is said and never shown', async () => {
  await define('crm', hook(['order_completed'], { secretRef: 'env:RAPPORT_SECRET_NOBODY' }))
  expect((await view('crm')).condition).toMatchObject({ is: 'no_secret', why: expect.stringContaining('NOBODY') })
  expect(secretOf('env:RAPPORT_API_KEY', { RAPPORT_API_KEY: 'x' })).toMatchObject({ is: 'none' })
  expect(secretOf('env:PGURL', { PGURL: 'x' })).toMatchObject({ is: 'none', why: expect.stringContaining('RAPPORT_SECRETS') })
  expect(secretOf('env:RAPPORT_SECRET_CRM', { RAPPORT_SECRET_CRM: 'x' })).toEqual({ is: 'there', value: 'x' })
  expect(secretOf('env:PGURL', { PGURL: 'x', RAPPORT_SECRETS: 'OTHER' })).toMatchObject({ is: 'none' })
  expect(secretOf('env:PGURL', { PGURL: 'x', RAPPORT_SECRETS: 'OTHER, PGURL' })).toEqual({ is: 'there', value: 'x' })
  expect((await shop.ask('PUT', '/v1/destinations/crm', { name: 'x', kind: 'webhook', state: 'live', url: address, on: ['x'], secretRef: SECRET })).statusCode).toBe(422)
})

test('a table behind HTTP gets only what is different, is asked again when it is away, and loses who is gone', async () => {
  await define('table', { kind: 'http', url: `${address}/rows/{key}`, secretRef: 'env:RAPPORT_SECRET_TOKEN', key: 'id', map: { id: 'identifier:userId', city: 'trait:city' }, purpose: 'personalisation' })
  const says = (userId: string, city: string) => shop.did('identified', { userId }, { traits: { city } })
  await says('mei', 'Taipei')
  await says('ann/../x', 'Tainan')
  await shop.did('page_viewed', { anonymousId: 'stranger' })
  const sync = async (query = '') => (await shop.ask('POST', `/v1/destinations/table/sync${query}`)).json()
  const examples = [{ is: 'insert', after: { city: expect.any(String) } }, { is: 'insert' }]
  expect(await sync('?dry=1')).toMatchObject({ state: 'done', dry: true, insert: 2, update: 0, delete: 0, written: 0, examples })
  expect(calls).toEqual([])
  answers = [503]
  expect(await sync()).toMatchObject({ state: 'done', insert: 2, written: 2, refused: [] })
  expect(calls.map(({ path }) => path).sort()).toEqual(expect.arrayContaining(['/rows/ann%2F..%2Fx', '/rows/mei']))
  expect(new Set(calls.filter(({ path }) => path === calls[0]?.path).map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(calls.every(({ headers }) => headers.authorization === 'Bearer token-of-the-table')).toBe(true)
  calls.length = 0
  expect(await sync()).toMatchObject({ unchanged: 2, written: 0 })
  expect(calls).toEqual([])
  shop.pass(1)
  await says('mei', 'Hualien')
  await shop.did('consent_withdrawn', { userId: 'ann/../x' }, { purpose: 'personalisation' })
  expect(await sync()).toMatchObject({ update: 1, delete: 1, leftOut: 1, written: 2 })
  expect(calls.map(({ path, body }) => [path, JSON.parse(body)])).toEqual(expect.arrayContaining([['/rows/mei', { id: 'mei', city: 'Hualien' }], ['/rows/ann%2F..%2Fx', { id: 'ann/../x', deleted: true }]]))
})

test('a sync that breaks off is said, and the next one writes only what is still missing', async () => {
  await define('table', { kind: 'http', url: `${address}/batch`, key: 'id', map: { id: 'identifier:userId' } })
  await shop.did('identified', { userId: 'mei' }, { traits: {} })
  always = 400
  expect((await shop.ask('POST', '/v1/destinations/table/sync')).json()).toMatchObject({ state: 'done', insert: 1, written: 0, refused: [{ key: 'mei', why: expect.stringContaining('400') }] })
  always = null
  expect((await shop.ask('POST', '/v1/destinations/table/sync')).json()).toMatchObject({ state: 'done', insert: 1, written: 1, refused: [] })
  expect(JSON.parse(calls.at(-1)?.body ?? '{}')).toEqual({ destination: 'table', key: 'id', upserts: [{ id: 'mei' }], deletes: [] })
})

test('somebody who is erased is deleted in the tables at once, and forgotten here', async () => {
  await define('table', { kind: 'http', url: `${address}/rows/{key}`, key: 'mail', map: { mail: 'identifier:email' } })
  await shop.did('identified', { userId: 'mei', email: 'mei@example.com' }, { traits: {} })
  await shop.ask('POST', '/v1/destinations/table/sync')
  const [person] = await shop.app.reads.scan(shop.app.ws, null, 1)
  expect(await shop.outbound?.destinations.erase([person?.id ?? ('' as ProfileId)])).toEqual([{ destination: 'table', deleted: 1, pending: 0 }])
  expect(calls.at(-1)).toMatchObject({ method: 'DELETE', path: '/rows/mei%40example.com' })
  expect(await shop.outbound?.destinations.erase([person?.id ?? ('' as ProfileId)])).toEqual([])
})

test('two people with one key are not written over each other', async () => {
  await define('table', { kind: 'http', url: `${address}/batch`, key: 'city', map: { city: 'trait:city' } })
  await shop.did('identified', { userId: 'mei' }, { traits: { city: 'Taipei' } })
  await shop.did('identified', { userId: 'ann' }, { traits: { city: 'Taipei' } })
  const sync = async () => (await shop.ask('POST', '/v1/destinations/table/sync')).json()
  expect(await sync()).toMatchObject({ insert: 1, written: 1, refused: [{ key: 'Taipei', why: expect.stringContaining('another person') }] })
  expect(await sync()).toMatchObject({ unchanged: 1, written: 0, refused: [{ key: 'Taipei' }] })
})
