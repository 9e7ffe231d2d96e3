import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShop, type ShopWorld } from './fixture.ts'
import type { Scope } from './keys.ts'

let shop: ShopWorld
let operations: readonly Operation[]

interface Operation {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  readonly path: string
  readonly scope: Scope | null
  readonly takesBody: boolean
}

beforeAll(async () => {
  shop = await openShop()
  await shop.server.ready()
  const { paths } = JSON.parse((await shop.ask('GET', '/openapi.json')).body) as { readonly paths: { readonly [path: string]: { readonly [method: string]: {
    readonly security?: readonly { readonly key: readonly Scope[] }[]
    readonly requestBody?: unknown
  } } } }
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== 'head')
      .map(([method, { security, requestBody }]) => ({
        method: method.toUpperCase() as Operation['method'],
        path,
        scope: security?.[0]?.key[0] ?? null,
        takesBody: requestBody !== undefined,
      })),
  )
})
afterAll(() => shop.server.close())

const urlOf = (path: string, id = 'x'): string => path.replace(/\{\w+\}/g, encodeURIComponent(id))

describe('every operation of the OpenAPI document', () => {
  test('there are at least 45 with a scope', () => {
    expect(operations.filter(({ scope }) => scope !== null).length).toBeGreaterThanOrEqual(45)
  })

  test('is closed without a key, with an unknown key and with a revoked one', async () => {
    const { key, secret } = await shop.ring.create({ kind: 'api', name: 'Gone' })
    await shop.ring.revoke(key.id)
    for (const { method, path, scope } of operations) {
      if (scope === null) continue
      const strangers: readonly { readonly [name: string]: string }[] = [{}, { authorization: 'Bearer nonsense-key' }, { authorization: `Bearer ${secret}` }]
      for (const headers of strangers) {
        const answer = await shop.ask(method, urlOf(path), undefined, headers)
        expect([method, path, answer.statusCode]).toEqual([method, path, 401])
        expect(answer.headers['content-type']).toContain('application/problem+json')
        expect(answer.json()).toMatchObject({ status: 401, title: expect.any(String), detail: expect.stringMatching(/\w{3}/) })
      }
    }
  })

  test('is closed to a key with every other scope, and to a write key', async () => {
    const scopes = ['read', 'write', 'decide', 'append'] as const
    const write = (await shop.ring.create({ kind: 'write', name: 'Site' })).secret
    for (const { method, path, scope } of operations) {
      if (scope === null) continue
      const other = await shop.keyFor(...scopes.filter((one) => one !== scope))
      for (const key of [other, write]) {
        const answer = await shop.ask(method, urlOf(path), undefined, { authorization: `Bearer ${key}` })
        expect([method, path, answer.statusCode]).toEqual([method, path, 403])
      }
    }
  })

  test('answers 404 for an id that is not there', async () => {
    for (const { method, path } of operations.filter(({ path, takesBody }) => path.includes('{') && !takesBody)) {
      const query = path.endsWith('/match') ? '?person=userId:nobody' : ''
      expect([method, path, (await shop.ask(method, urlOf(path, 'nobody') + query)).statusCode]).toEqual([method, path, 404])
    }
  })

  test('refuses a body that is too large before reading it all', async () => {
    const huge = JSON.stringify({ text: 'x'.repeat(9 * 1_048_576) })
    for (const { method, path } of operations.filter(({ takesBody }) => takesBody)) {
      const answer = await shop.server.inject({ method, url: urlOf(path), payload: huge, headers: { authorization: 'Bearer all-scopes-key', 'content-type': 'application/json' } })
      expect([method, path, answer.statusCode]).toEqual([method, path, 413])
    }
  })

  test('never fails on what anybody sends, and changes nothing when it refuses', async () => {
    const version = shop.app.workspace().version
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.oneof(fc.json(), fc.string(), fc.object().map((value) => JSON.stringify(value))), fc.string({ unit: 'binary' }), async (pick, payload, id) => {
        const { method, path } = operations.filter((one) => one.path !== '/v1/live/stream')[pick % (operations.length - 1)] as Operation
        const answer = await shop.server.inject({ method, url: urlOf(path, id.slice(0, 50)), headers: { authorization: 'Bearer all-scopes-key', 'content-type': 'application/json' }, ...(method !== 'GET' && { payload }) })
        expect([method, path, answer.statusCode < 500, answer.statusCode < 500 ? '' : answer.body]).toEqual([method, path, true, ''])
        if (answer.statusCode >= 400) expect(shop.app.workspace().version).toBeGreaterThanOrEqual(version)
      }),
      { numRuns: 400 },
    )
  })

  test('carries the headers that keep browsers in check', async () => {
    const { headers } = await shop.ask('GET', '/v1/me')
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store', 'x-request-id': expect.any(String) })
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect((await shop.ask('GET', '/v1/me', undefined, { authorization: 'Bearer all-scopes-key', 'x-request-id': 'mine-1' })).headers['x-request-id']).toBe('mine-1')
  })
})

describe('keys', () => {
  test('are shown once and kept as a hash', async () => {
    const made = (await shop.ask('POST', '/v1/keys', { kind: 'api', name: 'BI', scopes: ['read'] })).json() as { readonly id: string; readonly secret: string }
    expect(made.secret).toMatch(/^rpk_[\w-]{43}$/)
    const kept = JSON.stringify(await shop.app.reads.values(shop.app.ws, 'keys/'))
    expect(kept).not.toContain(made.secret)
    expect((await shop.ask('GET', '/v1/keys')).body).not.toContain(made.secret)
    expect((await shop.ask('GET', '/v1/me', undefined, { authorization: `Bearer ${made.secret}` })).json()).toMatchObject({ scopes: ['read'] })
    expect((await shop.ask('DELETE', `/v1/keys/${made.id}`)).statusCode).toBe(204)
    expect((await shop.ask('GET', '/v1/me', undefined, { authorization: `Bearer ${made.secret}` })).statusCode).toBe(401)
  })

  test('a write key appends events, even one that was made with more scopes', async () => {
    const { secret } = await shop.ring.create({ kind: 'write', name: 'Web', source: 'site', scopes: ['append', 'admin'] })
    const headers = { authorization: `Bearer ${secret}` }
    expect((await shop.ask('GET', '/v1/keys', undefined, headers)).statusCode).toBe(403)
    const taken = await shop.ask('POST', '/v1/events', { type: 'page_viewed', identifiers: { userId: 'w1' } }, headers)
    expect(taken.json()).toMatchObject({ accepted: 1 })
    expect((await shop.ask('POST', '/v1/keys', { kind: 'write', name: 'x', scopes: ['read'] })).statusCode).toBe(422)
  })
})

describe('console sessions', () => {
  const open = async (key: string) => {
    const answer = await shop.ask('POST', '/v1/session', { key }, { host: 'rapport.example', origin: 'http://rapport.example' })
    return { answer, cookie: String(answer.headers['set-cookie']).split(';')[0] ?? '' }
  }

  test('open with a one-time key once', async () => {
    const key = shop.ring.oneTime()
    const { answer, cookie } = await open(key)
    expect(answer.statusCode).toBe(204)
    expect(String(answer.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Lax/)
    expect((await shop.ask('GET', '/v1/me', undefined, { cookie })).json()).toMatchObject({ scopes: expect.arrayContaining(['admin']) })
    expect((await open(key)).answer.statusCode).toBe(401)
  })

  test('change things only from the same site and with the header', async () => {
    const { cookie } = await open('all-scopes-key')
    const put = (headers: { readonly [name: string]: string }) => shop.ask('PUT', '/v1/placements/side', { name: 'Side', channel: 'inapp' }, { cookie, host: 'rapport.example', ...headers })
    expect((await put({})).statusCode).toBe(403)
    expect((await put({ 'x-rapport-csrf': '1' })).statusCode).toBe(403)
    expect((await put({ 'x-rapport-csrf': '1', origin: 'https://evil.example' })).statusCode).toBe(403)
    expect((await put({ 'x-rapport-csrf': '1', origin: 'http://rapport.example' })).statusCode).toBe(200)
  })

  test('end by logging out, after half an hour of silence, and with their key', async () => {
    const { cookie } = await open('all-scopes-key')
    await shop.ask('DELETE', '/v1/session', undefined, { cookie })
    expect((await shop.ask('GET', '/v1/me', undefined, { cookie })).statusCode).toBe(401)
    const idle = await open('all-scopes-key')
    shop.pass(31 * 60_000)
    expect((await shop.ask('GET', '/v1/me', undefined, { cookie: idle.cookie })).statusCode).toBe(401)
    const { key, secret } = await shop.ring.create({ kind: 'api', name: 'Ann' })
    const ann = await open(secret)
    await shop.ring.revoke(key.id)
    expect((await shop.ask('GET', '/v1/me', undefined, { cookie: ann.cookie })).statusCode).toBe(401)
  })
})
