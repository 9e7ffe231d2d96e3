import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShop, type ShopWorld } from './fixture.ts'

let shop: ShopWorld
beforeAll(async () => {
  shop = await openShop()
  await shop.did('identified', { userId: 'mei', email: 'mei@example.com' }, { traits: { name: '林美', locale: 'zh-TW', email: 'mei@example.com' } })
  await shop.did('order_completed', { userId: 'mei' }, { total: 120, items: [{ sku: 'T1' }] })
  await shop.did('page_viewed', { anonymousId: 'a1' }, { path: '/' })
  await shop.dispatch()
})
afterAll(() => shop.server.close())

const get = async (url: string) => (await shop.ask('GET', url)).json()
const post = (url: string, body?: unknown, headers: { readonly [name: string]: string } = {}) => shop.ask('POST', url, body, { authorization: 'Bearer all-scopes-key', ...headers })

describe('people', () => {
  test('are found by an identifier, exact ones first, and by a part of their name in their own script', async () => {
    for (const search of ['userId:mei', 'mei', 'MEI@example.com', '林']) {
      const { items } = await get(`/v1/profiles?search=${encodeURIComponent(search)}`)
      expect([search, items[0]?.name, items.length]).toEqual([search, '林美', 1])
    }
    expect(await get('/v1/profiles?search=nobody')).toEqual({ items: [], next: null })
  })

  test('are listed page by page without gaps', async () => {
    const first = await get('/v1/profiles?limit=1')
    const second = await get(`/v1/profiles?limit=1&after=${first.next}`)
    expect(new Set([first.items[0].id, second.items[0].id]).size).toBe(2)
  })

  test('show where each value came from, what is computed and in which segments they are', async () => {
    const profile = await get('/v1/profiles/userId:mei')
    expect(profile).toMatchObject({ name: '林美', identifiers: [{ kind: 'userId', value: 'mei' }, { kind: 'email', value: 'mei@example.com' }], segments: [{ segment: 'buyers', name: 'Buyers' }] })
    expect(profile.traits.find((trait: { readonly name: string }) => trait.name === 'name')).toMatchObject({ value: '林美', kind: 'given', source: 'web', because: 'only_source' })
    expect(profile.traits.find((trait: { readonly name: string }) => trait.name === 'spent')).toMatchObject({ value: 120, kind: 'computed' })
    expect(await get(`/v1/profiles/${profile.id}`)).toMatchObject({ id: profile.id })
  })

  test('have a timeline, newest first, with what followed from each event', async () => {
    const { items } = await get('/v1/profiles/userId:mei/timeline')
    expect(items.map(({ event }: { readonly event: { readonly type: string } }) => event.type)).toEqual(['message_sent', 'message_calling', 'order_completed', 'identified'])
    expect(items[2].derived.map((event: { readonly type: string }) => event.type)).toContain('segment_entered')
    const { next } = await get('/v1/profiles/userId:mei/timeline?limit=3')
    expect((await get(`/v1/profiles/userId:mei/timeline?after=${next}`)).items).toMatchObject([{ event: { type: 'identified' } }])
  })

  test('who were merged away answer as the one they became', async () => {
    await shop.did('page_viewed', { anonymousId: 'm1' })
    const before = (await get('/v1/profiles/anonymousId:m1')).id
    await shop.did('identified', { userId: 'mei', anonymousId: 'm1' }, {})
    const now = await get('/v1/profiles/anonymousId:m1')
    expect(now.name).toBe('林美')
    expect((await get(`/v1/profiles/${before}`)).id).toBe(now.id)
  })

  test('come as a spreadsheet that runs no formulas', async () => {
    await shop.did('identified', { userId: 'evil' }, { traits: { name: '=cmd()' } })
    const answer = await shop.ask('GET', '/v1/profiles?search=userId:evil', undefined, { authorization: 'Bearer all-scopes-key', accept: 'text/csv' })
    expect(answer.headers['content-type']).toContain('text/csv')
    expect(answer.body).toContain("'=cmd()")
  })
})

describe('segments', () => {
  test('are refused with every fault at its place in the body', async () => {
    const answer = await shop.ask('PUT', '/v1/segments/new', { name: 'New', rule: { all: [{ did: 5 }, { trait: 'x', is: 'within_last', than: 'soon' }] } })
    expect([answer.statusCode, answer.json().problems.map((problem: { readonly path: string }) => problem.path)]).toEqual([422, ['rule.all.0.did', 'rule.all.1.than']])
  })

  test('say who is in and why', async () => {
    expect((await get('/v1/segments/buyers/members')).items).toMatchObject([{ name: '林美', since: expect.any(Number) }])
    const match = await get('/v1/segments/big/match?person=userId:mei&locale=en')
    expect(match).toMatchObject({ matches: false, explain: { is: false, children: [{ is: true }, { is: false }] } })
  })

  test('cannot be removed while something uses them', async () => {
    const answer = await shop.ask('DELETE', '/v1/segments/buyers')
    expect([answer.statusCode, answer.json().detail]).toEqual([409, expect.stringMatching(/segment 'big'.*offer 'tea'/)])
    await shop.ask('PUT', '/v1/segments/lone', { name: 'Lone', rule: { all: [] } })
    expect((await shop.ask('DELETE', '/v1/segments/lone')).statusCode).toBe(204)
  })

  test('are counted while being typed, with the parts', async () => {
    const preview = (await post('/v1/segments/preview', { rule: { all: [{ did: 'order_completed' }, { trait: 'name', is: 'equals', than: 'nobody' }] } })).json()
    expect(preview).toMatchObject({ count: 0, plusMinus: 0, method: 'scan', parts: [1, 0] })
    const asked = await post('/v1/segments/preview', { rule: { did: 'never_counted', within: '7d' } })
    expect([asked.statusCode, asked.json().title]).toEqual([409, 'Analytics is not ready'])
  })
})

describe('definitions', () => {
  test('keep two editors from overwriting each other', async () => {
    const { etag } = (await shop.ask('GET', '/v1/offers/tea')).headers
    const offer = { name: 'Tea', value: 11, eligible: { in: 'buyers' }, content: { en: { title: 'Tea' }, 'zh-Hant': { title: '茶' } } }
    const put = () => shop.ask('PUT', '/v1/offers/tea', offer, { authorization: 'Bearer all-scopes-key', 'if-match': String(etag) })
    expect((await put()).statusCode).toBe(200)
    expect((await put()).statusCode).toBe(412)
  })

  test('go out and come back whole, with a dry run that changes nothing', async () => {
    const { version, definitions } = await get('/v1/definitions')
    const changed = { ...definitions, placements: [...definitions.placements, { id: 'footer', name: 'Footer', channel: 'inapp' }] }
    expect((await shop.ask('PUT', '/v1/definitions?dry=1', { version, definitions: changed })).json()).toMatchObject({ version, changes: [{ kind: 'placements', id: 'footer', is: 'added' }] })
    expect((await get('/v1/definitions')).version).toBe(version)
    expect((await shop.ask('PUT', '/v1/definitions', { version, definitions: changed })).json()).toMatchObject({ version: version + 1 })
    expect((await shop.ask('PUT', '/v1/definitions', { version, definitions: changed })).statusCode).toBe(409)
    expect((await shop.ask('PUT', '/v1/definitions', { version: version + 1, definitions: { ...changed, offers: 5 } })).statusCode).toBe(422)
  })

  test('say how offers and journeys do', async () => {
    await shop.did('offer_shown', { userId: 'mei' }, { offer: 'tea', placement: 'home' })
    shop.pass(60_000)
    expect((await get('/v1/offers/tea')).figures).toMatchObject({ shown: 1 })
    expect((await get('/v1/journeys')).items[0].figures).toMatchObject({ entered: 1 })
  })
})

describe('deciding', () => {
  test('answers in codes without a language, in sentences with one, and shows the content in the person’s own', async () => {
    const plain = (await post('/v1/decide', { placement: 'home', person: 'userId:mei' })).json()
    expect(plain).toMatchObject({ chosen: 'tea', why: 'best', content: { title: '茶' }, propensity: 1 })
    expect((await post('/v1/decide', { placement: 'home', person: 'userId:mei', locale: 'en' })).json()).toMatchObject({ why: expect.stringContaining('Tea'), content: { title: 'Tea' } })
    expect((await post('/v1/decide', { placement: 'home', person: 'userId:stranger' })).json()).toMatchObject({
      profile: null,
      chosen: null,
      candidates: [{ offer: 'tea', out: { check: 'eligibility' } }, { offer: null }],
    })
    expect((await post('/v1/decide', { placement: 'nowhere' })).statusCode).toBe(404)
  })

  test('is remembered, unless it was only a question', async () => {
    const kept = (await post('/v1/decide', { placement: 'home', person: 'userId:mei' })).json()
    const asked = (await post('/v1/decide', { placement: 'home', person: 'userId:mei', record: false })).json()
    await shop.did('page_viewed', { userId: 'mei' })
    const ids = (await get('/v1/decisions?person=userId:mei')).items.map((decision: { readonly id: string }) => decision.id)
    expect([ids.includes(kept.id), ids.includes(asked.id)]).toEqual([true, false])
    expect((await get('/v1/decisions')).items.length).toBeGreaterThan(0)
  })
})

describe('the same Idempotency-Key', () => {
  test('does a thing once and answers the same', async () => {
    const body = { kind: 'api', name: 'Once', scopes: ['read'] }
    const first = await post('/v1/keys', body, { 'idempotency-key': 'k1' })
    const second = await post('/v1/keys', body, { 'idempotency-key': 'k1' })
    expect([second.statusCode, second.json().id, second.headers['idempotent-replayed']]).toEqual([200, first.json().id, 'true'])
    expect(second.json().secret).toBeUndefined()
    expect((await post('/v1/keys', { ...body, name: 'Other' }, { 'idempotency-key': 'k1' })).statusCode).toBe(409)
  })

  test('is forgotten after a day', async () => {
    const body = { person: 'userId:mei', purpose: 'personalisation', is: 'given' }
    await post('/v1/consent', body, { 'idempotency-key': 'k2' })
    shop.pass(25 * 3_600_000)
    expect((await post('/v1/consent', { ...body, is: 'withdrawn' }, { 'idempotency-key': 'k2' })).statusCode).toBe(200)
  })
})

describe('messages and the way out of them', () => {
  test('a click is counted and led on, an address that nobody signed leads nowhere', async () => {
    const { id } = await get('/v1/profiles/userId:mei')
    const [message] = (await get('/v1/messages?state=sent&person=userId:mei')).items
    expect(message).toMatchObject({ state: 'sent', template: 'thanks', journey: 'thank', profileName: '林美' })
    expect((await shop.ask('GET', `/v1/messages/${message.id}/body`)).headers['content-security-policy']).toMatch(/^sandbox.*frame-ancestors 'self'/)
    const answer = await shop.ask('GET', `/c/${shop.link(message.id, id, 'https://shop.example/tea?a=1')}`, undefined, {})
    expect([answer.statusCode, answer.headers['location']]).toEqual([302, 'https://shop.example/tea?a=1'])
    expect((await get('/v1/profiles/userId:mei/timeline')).items[0].event).toMatchObject({ type: 'message_clicked', properties: { message: message.id, template: 'thanks', url: 'https://shop.example/tea?a=1' } })
    expect((await shop.ask('GET', `/c/${shop.link(message.id, id, 'javascript:alert(1)')}`, undefined, {})).statusCode).toBe(404)
    expect((await shop.ask('GET', '/c/1.bm9wZQ.xxxxxxxxxxxxxxxx', undefined, {})).statusCode).toBe(404)
  })

  test('opening the unsubscribe page changes nothing, pressing the button does, and mail providers may do it in one click', async () => {
    const { id } = await get('/v1/profiles/userId:mei')
    await post('/v1/consent', { person: 'userId:mei', purpose: 'marketing', is: 'given' })
    const [message] = (await get('/v1/messages?state=sent')).items
    const url = `/u/${shop.link(message.id, id, '')}`
    const allowed = async (purpose: string) => (await get('/v1/profiles/userId:mei')).consent.find((line: { readonly purpose: string }) => line.purpose === purpose)
    for (const [language, word] of [['zh-TW', '取消訂閱'], ['zh-CN', '取消订阅'], ['th', 'ยกเลิก'], ['en-GB', 'Unsubscribe'], ['fr', 'Unsubscribe']]) {
      const page = await shop.ask('GET', `${url}?lang=${language}`, undefined, {})
      expect([language, page.statusCode, page.body.includes(word ?? '')]).toEqual([language, 200, true])
      expect(page.body).not.toMatch(/<script/)
    }
    expect((await allowed('service')).entries).toEqual([])
    const done = await shop.server.inject({ method: 'POST', url, payload: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect(done.statusCode).toBe(200)
    expect((await allowed('service')).entries).toMatchObject([{ channel: 'email', is: 'withdrawn' }])
    await shop.server.inject({ method: 'POST', url, payload: 'everywhere=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
    expect((await allowed('service')).entries.map((entry: { readonly channel: string }) => entry.channel)).toContain('*')
  })

  test('consent is recorded for a known purpose only', async () => {
    expect((await post('/v1/consent', { person: 'userId:new', purpose: 'marketing', is: 'given' })).json()).toMatchObject({ recorded: true, effective: true, profile: expect.any(String) })
    expect((await post('/v1/consent', { person: 'userId:new', purpose: 'spam', is: 'given' })).statusCode).toBe(422)
    expect((await post('/v1/consent', { person: 'no-such-id', purpose: 'marketing', is: 'given' })).statusCode).toBe(404)
  })
})

describe('the live debugger', () => {
  test('gives every reader everything, wherever they stopped', async () => {
    const start = await get('/v1/live?limit=5')
    for (let i = 0; i < 7; i++) await shop.did('page_viewed', { anonymousId: `l${i}` }, { i })
    shop.pass(1)
    await post('/v1/events', { type: 'x', identifiers: {} })
    const seen: string[] = []
    for (let after = start.next; ; ) {
      const { items, next } = await get(`/v1/live?limit=3&after=${encodeURIComponent(after)}`)
      if (items.length === 0) break
      seen.push(...items.map((entry: { readonly state: string; readonly type: string }) => `${entry.state} ${entry.type}`))
      after = next
    }
    expect(seen).toEqual([...Array.from({ length: 7 }, () => 'ok page_viewed'), 'bad x'])
  })

  test('shows what came in beside what was made of it', async () => {
    await post('/v1/events', { type: 'Order Completed', identifiers: { userId: 'live' }, properties: { total: 5 } })
    const [entry] = (await get('/v1/live?limit=1')).items
    expect(await get(`/v1/live/${entry.ref}`)).toMatchObject({ entry: { type: 'order_completed' }, raw: { type: 'Order Completed' }, segments: [{ segment: 'buyers', name: 'Buyers', is: 'entered' }], identifiers: ['userId:live'] })
  })

  test('streams as server-sent events and goes on after the last one seen', async () => {
    await shop.server.listen({ port: 0, host: '127.0.0.1' })
    const address = shop.server.addresses()[0] as AddressInfo | undefined
    const { next } = await get('/v1/live?limit=1')
    await shop.did('page_viewed', { anonymousId: 's0' }, { missed: true })
    const stop = new AbortController()
    const response = await fetch(`http://127.0.0.1:${address?.port}/v1/live/stream?key=all-scopes-key`, { headers: { 'last-event-id': next }, signal: stop.signal })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    await shop.did('page_viewed', { anonymousId: 's1' }, {})
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString()
      if (text.split('data: {"ref"').length > 2) break
    }
    stop.abort()
    expect(text).toMatch(/page_viewed[\s\S]*page_viewed/)
  })
})

describe('refused events', () => {
  test('can be repaired, replayed once, or dropped', async () => {
    await post('/v1/events', { events: [{ type: 'order_completed', identifiers: {} }, { type: 'order_completed', identifiers: {} }] })
    const [first, second] = (await get('/v1/bad?state=open')).items
    expect(first).toMatchObject({ code: 'no_identifier', state: 'open' })
    expect((await post(`/v1/bad/${first.id}/replay`)).statusCode).toBe(422)
    expect((await post(`/v1/bad/${first.id}/replay`, { event: { type: 'order_completed', identifiers: { userId: 'fixed' } } })).json()).toMatchObject({ state: 'replayed' })
    expect((await get('/v1/profiles/userId:fixed')).events).toBe(1)
    expect((await post(`/v1/bad/${first.id}/replay`, { event: {} })).statusCode).toBe(409)
    expect((await post(`/v1/bad/${second.id}/drop`)).json()).toMatchObject({ state: 'dropped' })
  })
})

describe('condition', () => {
  test('health, readiness, figures and the catalogue of what there is', async () => {
    expect(await get('/v1/health')).toMatchObject({
      profiles: expect.any(Number),
      warehouse: { is: 'absent' },
      checklist: expect.arrayContaining([{ id: 'first_identity', done: true }, { id: 'first_message', done: true }, { id: 'first_decision', done: true }]),
    })
    expect((await shop.ask('GET', '/readyz', undefined, {})).statusCode).toBe(200)
    expect((await shop.ask('GET', '/metrics', undefined, {})).body).toMatch(/rapport_http_request_seconds_bucket\{route="POST \/v1\/decide",le="0.005"\} \d+/)
    const catalog = await get('/v1/catalog')
    expect(catalog.events.find((event: { readonly type: string }) => event.type === 'order_completed').properties).toContainEqual(expect.objectContaining({ path: 'total', type: 'number' }))
    expect(catalog.operators).toContainEqual({ name: 'within_last', argument: expect.stringContaining('7d') })
  })
})
