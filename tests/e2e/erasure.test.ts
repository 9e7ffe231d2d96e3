/** Nothing is left of an erased person, in any file, in any form; and nothing brings them back but a fresh consent. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, expect, test } from 'vitest'
import type { WorkspaceId } from '@rapport/core/base/id'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import { startServerProcess, type ServerProcess } from '../../packages/server/src/bench/server-process.ts'
import { answersOf } from '../../packages/server/src/ports/store.fixture.ts'
import { replay } from '../../packages/server/src/runtime/replay.ts'
import { memoryStore } from '../../packages/server/src/store/memory.ts'
import { sqliteStore } from '../../packages/server/src/store/sqlite.ts'
import { tracesIn } from './traces.ts'
import { KEYS, type Answer } from './world.ts'

const ENV = { RAPPORT_WRITE_KEY: KEYS.write, RAPPORT_API_KEY: KEYS.api }
const folders: string[] = []
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })))

/** A word that stands nowhere else and looks like nothing. */
const word = (): string => `zq${randomBytes(6).toString('hex')}`

/** Everything about a person, each field with a word of its own. */
function canaries() {
  const phone = `9${String(randomBytes(4).readUInt32BE()).padStart(10, '0').slice(0, 8)}`
  return {
    userId: word(),
    anonymousId: word(),
    deviceId: word(),
    lineId: word(),
    email: `${word()}@mail.example`,
    phone,
    name: word(),
    address: word(),
    hobby: word(),
    property: word(),
    nested: word(),
    page: word(),
    campaign: word(),
    agent: word(),
    proof: word(),
    bad: word(),
    decision: word(),
    note: word(),
    idempotency: word(),
  }
}
type Canaries = ReturnType<typeof canaries>
const wordsOf = (who: Canaries): readonly string[] => Object.values(who).map((text) => text.split('@')[0] as string)

const DEFINITIONS: Definitions = {
  ...DEFAULT_DEFINITIONS,
  segments: [{ id: 'buyers', name: 'Buyers', rule: { did: 'order_completed' } }] as unknown as Definitions['segments'],
  traits: [{ id: 'spent', compute: 'sum', event: 'order_completed', property: 'total' }] as unknown as Definitions['traits'],
  placements: [{ id: 'home', name: 'Home', channel: 'inapp', exploration: 0 }] as unknown as Definitions['placements'],
  offers: [{ id: 'tea', name: 'Tea', value: 10, content: { en: { title: 'Tea' } } }] as unknown as Definitions['offers'],
  templates: [
    {
      id: 'thanks',
      name: 'Thanks',
      channel: 'email',
      defaultLocale: 'en',
      bodies: { en: { subject: 'Thanks {{ person.name }}', html: '<p>{{ person.name }} {{ event.gift }}</p>', text: '{{ person.name }} {{ event.gift }}' } },
    },
  ] as unknown as Definitions['templates'],
  journeys: [
    { id: 'thank', name: 'Thank', state: 'live', enter: { event: 'order_completed' }, steps: [{ id: 'mail', send: { channel: 'email', template: 'thanks', purpose: 'service' } }] },
  ] as unknown as Definitions['journeys'],
}

interface Shop {
  readonly data: string
  readonly server: () => ServerProcess
  ask(method: string, path: string, body?: unknown, options?: { readonly key?: string; readonly headers?: { readonly [name: string]: string } }): Promise<Answer>
  send(...events: readonly object[]): Promise<void>
  restart(how: 'stop' | 'kill'): Promise<void>
}

async function openShop(): Promise<Shop> {
  const data = mkdtempSync(join(tmpdir(), 'rapport-erasure-'))
  folders.push(data)
  const start = () => startServerProcess({ data, env: ENV, args: ['--fakes'] })
  let server = await start()
  const shop: Shop = {
    data,
    server: () => server,
    async ask(method, path, body, { key = KEYS.api, headers = {} } = {}) {
      const answer = await fetch(server.url + path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text }
    },
    async send(...events) {
      const answer = await shop.ask('POST', '/v1/events', events, { key: KEYS.write })
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300)
    },
    async restart(how) {
      await server[how]()
      server = await start()
    },
  }
  const put = await shop.ask('PUT', '/v1/definitions', { version: 1, definitions: DEFINITIONS })
  expect(put.status, JSON.stringify(put.body)).toBe(200)
  return shop
}

/** A person with a word in every field, in everything that the product keeps. */
async function live(shop: Shop, who: Canaries): Promise<void> {
  const context = { page: { url: `https://shop.example/${who.page}?q=1` }, campaign: { name: who.campaign }, userAgent: `Mozilla/5.0 ${who.agent}` }
  await shop.send({ type: 'page_viewed', identifiers: { anonymousId: who.anonymousId }, properties: { path: `/${who.page}` }, context })
  const identifiers = { userId: who.userId, email: who.email, phone: `+886${who.phone}`, deviceId: who.deviceId, lineId: who.lineId, anonymousId: who.anonymousId }
  await shop.send({ type: 'identified', identifiers, traits: { name: who.name, address: { street: who.address, city: 'Taipei' }, hobby: who.hobby, email: who.email }, context })
  await shop.send({ type: 'consent_given', identifiers: { userId: who.userId }, properties: { purpose: 'marketing', channel: 'email', text: 'v1', proof: who.proof } })
  await shop.send({ type: 'order_completed', identifiers: { userId: who.userId }, properties: { total: 10, gift: who.property, items: [{ sku: who.nested }] }, context })
  // Somebody else on the same device, and something that cannot be accepted.
  await shop.send({ type: 'page_viewed', identifiers: { userId: 'bob', deviceId: who.deviceId }, properties: { path: '/bob' } })
  await shop.ask('POST', '/v1/events', [{ typo: who.bad, type: 'page_viewed', identifiers: { email: who.email } }], { key: KEYS.write })
  await shop.ask('POST', '/v1/decide', { person: `userId:${who.userId}`, placement: 'home', context: { searched: who.decision } }, { headers: { 'idempotency-key': who.idempotency } })
  await shop.ask('POST', '/v1/consent', { person: `email:${who.email}`, purpose: 'marketing', is: 'given' }, { headers: { 'idempotency-key': word() } })
}

async function until(what: string, is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 1_200; tries++) {
    if (await is().catch(() => false)) return
    await wait(25)
  }
  throw new Error(`30 seconds went by without this: ${what}`)
}

async function settled(shop: Shop): Promise<void> {
  await until('all messages are sent and analytics has everything', async () => {
    const { body } = await shop.ask('GET', '/v1/health')
    return body.warehouse.is === 'ready' && body.warehouse.behind === 0 && (body.outbox.planned ?? 0) === 0 && (body.outbox.calling ?? 0) === 0
  })
}

async function request(shop: Shop, kind: string, person: string, note?: string): Promise<string> {
  const made = await shop.ask('POST', '/v1/privacy/requests', { kind, person, law: 'gdpr', ...(note !== undefined && { note }) })
  expect(made.status, JSON.stringify(made.body)).toBe(200)
  return made.body.id
}

async function done(shop: Shop, id: string): Promise<void> {
  await until(`the erasure ${id} is done`, async () => (await shop.ask('GET', `/v1/privacy/requests/${id}`)).body.state === 'done')
}

const others = Array.from({ length: 30 }, (_, i) => `guest${i}`)

test('an erased person leaves no trace in any file, comes back by no replay and no import, only by a fresh consent; others keep everything', async () => {
  const shop = await openShop()
  const who = canaries()
  for (const one of others) await shop.send({ type: 'order_completed', identifiers: { userId: one, email: `${one}@other.example` }, properties: { total: 5, gift: `for ${one}` } })
  await live(shop, who)
  await settled(shop)
  const access = await request(shop, 'access', `email:${who.email}`, who.note)

  // The control: before, the scan finds every single word. Otherwise finding nothing would prove nothing. The secret of a repeated request is hashed from the beginning.
  const before = new Set(tracesIn(shop.data, wordsOf(who)).map((trace) => trace.word))
  expect(wordsOf(who).filter((one) => !before.has(one))).toEqual([who.idempotency])
  const places = new Set(tracesIn(shop.data, wordsOf(who)).map((trace) => trace.place.replace(/\/.*|\s.*/, '')))
  expect(places).toContain('rapport.db')
  expect(places).toContain('analytics')
  expect([...places].filter((place) => /match/.test(place)).length, [...places].join(', ')).toBeGreaterThan(0)

  const exported = await shop.ask('GET', `/v1/privacy/requests/${access}/export?all=1`)
  const inExport = JSON.stringify(exported.body)
  for (const field of ['userId', 'email', 'name', 'address', 'property', 'nested', 'page', 'campaign', 'decision', 'proof'] as const) expect(inExport, field).toContain(who[field])
  const page = await shop.ask('GET', `/v1/privacy/requests/${access}/export?format=html&locale=zh-Hant`)
  expect(page.body).toContain(who.name)
  expect(page.body).toContain('我們所知關於您的資料')

  const profile = (await shop.ask('GET', `/v1/profiles/userId:${who.userId}`)).body.id as string
  const otherBefore = await Promise.all([...others, 'bob'].map(async (one) => (await shop.ask('GET', `/v1/profiles/userId:${one}/timeline`)).body.items))
  const id = await request(shop, 'erase', `userId:${who.userId}`, who.note)
  const dry = await shop.ask('POST', `/v1/privacy/requests/${id}/run?dry=1`, {})
  const count = (place: string) => dry.body.counts.find((one: { readonly place: string }) => one.place === place)?.count
  expect(count('log')).toBeGreaterThan(6)
  expect([count('messages'), count('bad'), count('others')]).toEqual([1, 1, 1])
  expect((await shop.ask('GET', `/v1/profiles/userId:${who.userId}`)).status).toBe(200)

  await shop.ask('POST', `/v1/privacy/requests/${id}/run`, {})
  await done(shop, id)
  const words = wordsOf(who)
  expect(tracesIn(shop.data, words)).toEqual([])
  expect((await shop.ask('GET', `/v1/profiles/userId:${who.userId}`)).status).toBe(404)
  expect((await shop.ask('GET', `/v1/profiles/${profile}`)).status).toBe(404)
  const certificate = await shop.ask('GET', `/v1/privacy/requests/${id}/certificate`)
  expect(certificate.body).toMatchObject({ request: id, law: 'gdpr', callsEnded: true, suppressed: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(certificate.body.counts.find((one: { readonly place: string }) => one.place === 'log').count).toBe(count('log'))
  for (const said of [certificate.body, (await shop.ask('GET', '/v1/privacy/requests')).body, (await shop.ask('GET', '/v1/privacy/audit')).body, (await shop.ask('GET', '/v1/live')).body])
    for (const one of [...words, profile]) expect(JSON.stringify(said)).not.toContain(one)
  expect((await shop.ask('GET', '/v1/privacy/audit')).body).toMatchObject({ whole: true, items: expect.arrayContaining([expect.objectContaining({ act: 'erased' })]) })

  // Others have what they had.
  const otherAfter = await Promise.all([...others, 'bob'].map(async (one) => (await shop.ask('GET', `/v1/profiles/userId:${one}/timeline`)).body.items))
  const facts = (items: readonly Answer[]) => items.map((item) => [item.ref, item.event.type, item.event.properties])
  expect(otherAfter.map(facts)).toEqual(otherBefore.map(facts))

  // The same person, imported again: stripped at the door, counted, kept nowhere.
  await shop.send({ type: 'identified', identifiers: { email: who.email, phone: `+886${who.phone}` }, traits: { name: who.name } })
  await shop.send({ type: 'page_viewed', identifiers: { userId: 'carol', deviceId: who.deviceId }, properties: { path: '/carol' } })
  const { tally } = (await shop.ask('GET', '/v1/health')).body
  expect(tally.suppressed).toBeGreaterThan(0)
  expect(tally.in).toBe(tally.accepted + tally.duplicate + tally.bad + tally.suppressed)
  await settled(shop)
  await shop.restart('stop')
  expect((await shop.ask('GET', `/v1/profiles/email:${who.email}`)).status).toBe(404)
  expect((await shop.ask('GET', '/v1/profiles/userId:carol')).status).toBe(200)
  await shop.server().stop()
  expect(tracesIn(shop.data, words)).toEqual([])

  // The log alone, replayed into an empty store.
  const from = sqliteStore({ file: join(shop.data, 'rapport.db'), readOnly: true, synchronous: 'normal' })
  const ws = 'default' as WorkspaceId
  const { seed } = (await from.value(ws, 'workspace')) as unknown as { readonly seed: string }
  const into = memoryStore()
  const replayed = await replay({ from, into, ws, seed })
  expect(replayed.different).toEqual([])
  expect(await into.countProfiles(ws)).toBe(await from.countProfiles(ws))
  expect((await into.values(ws, 'suppressed/')).length).toBe(1)
  const all = JSON.stringify([await answersOf(into, ws), await into.scan(ws, null, 1_000), await into.values(ws, '')])
  for (const one of words) expect(all).not.toContain(one)
  await from.close()

  // Their own wish, later, brings them back; until then nothing does.
  const again = await startServerProcess({ data: shop.data, env: ENV, args: ['--fakes'] })
  const post = async (body: object) => {
    await fetch(`${again.url}/v1/events`, { method: 'POST', headers: { authorization: `Bearer ${KEYS.write}`, 'content-type': 'application/json' }, body: JSON.stringify(body) })
    return (await fetch(`${again.url}/v1/profiles/email:${who.email}`, { headers: { authorization: `Bearer ${KEYS.api}` } })).status
  }
  const consent = { type: 'consent_given', identifiers: { email: who.email }, properties: { purpose: 'marketing' } }
  expect(await post({ type: 'page_viewed', identifiers: { email: who.email } })).toBe(404)
  expect(await post({ ...consent, at: new Date(Date.now() - 3_600_000).toISOString() })).toBe(404)
  expect(await post(consent)).toBe(200)
  await again.stop()
})

test('a process that is killed in the middle of an erasure finishes it when it starts again', async () => {
  const shop = await openShop()
  const states: string[] = []
  for (const [i, delayMs] of [0, 25, 80].entries()) {
    const who = canaries()
    await live(shop, who)
    for (let n = 0; n < 40; n++) await shop.send({ type: 'page_viewed', identifiers: { userId: who.userId }, properties: { path: `/${who.page}/${n}` } })
    if (i % 2 === 0) await settled(shop)
    const id = await request(shop, 'erase', `userId:${who.userId}`)
    const run = shop.ask('POST', `/v1/privacy/requests/${id}/run`, {}).catch(() => null)
    await until('it is begun', async () => (await shop.ask('GET', `/v1/privacy/requests/${id}`)).body.state !== 'open')
    await wait(delayMs)
    await shop.restart('kill')
    await run
    const { state } = (await shop.ask('GET', `/v1/privacy/requests/${id}`)).body
    states.push(state)
    await done(shop, id)
    expect(tracesIn(shop.data, wordsOf(who)), `killed after ${delayMs} ms`).toEqual([])
  }
  // Else the kills came too early or too late, and nothing was shown.
  expect(states).toContain('running')
  await shop.server().stop()
})
