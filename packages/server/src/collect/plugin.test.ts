import { gzipSync } from 'node:zlib'
import type { SourceId } from '@rapport/core/base/id'
import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { NOON } from './fixture.ts'
import type { Incoming } from './incoming.ts'
import { rewriteCollect } from './paths.ts'
import { collectPlugin, type AcceptResult, type CollectOptions } from './plugin.ts'

interface Door {
  readonly server: FastifyInstance
  readonly taken: Incoming[]
}

async function door(changes: Partial<CollectOptions> = {}, answer?: AcceptResult | Error): Promise<Door> {
  const taken: Incoming[] = []
  const server = Fastify({ rewriteUrl: (request) => rewriteCollect(request.url ?? '/') })
  let count = 0
  await server.register(collectPlugin, {
    accept: async (_source, incoming) => {
      if (answer instanceof Error) throw answer
      if (answer?.is === 'overload') return answer
      taken.push(...incoming)
      const bad = incoming.filter((one) => one.is === 'bad').length
      return { is: 'ok', accepted: incoming.length - bad, duplicate: 0, bad }
    },
    findSource: (key) => (key === 'WK' ? { id: 'web' as SourceId } : key === 'SHOP' ? { id: 'shop' as SourceId, origins: ['https://*.shop.example', 'https://shop.example'] } : null),
    now: () => NOON,
    newId: () => `new${++count}`,
    ...changes,
  })
  return { server, taken }
}

const auth = { authorization: `Basic ${Buffer.from('WK:').toString('base64')}` }
const track = { type: 'track', event: 'Order Completed', userId: 'u1', messageId: 'm1' }

describe('taking events', () => {
  test.each<[string, string, Record<string, string>, string | Buffer]>([
    ['a batch', '/v1/batch', auth, JSON.stringify({ batch: [track] })],
    ['JSON as text/plain under a prefix', '/e3kq/v1/t', { ...auth, 'content-type': 'text/plain' }, JSON.stringify(track)],
    ['gzip labelled as a form', '/v1/batch/v1/batch', { ...auth, 'content-type': 'application/x-www-form-urlencoded' }, gzipSync(JSON.stringify({ batch: [track] }))],
    ['no content type', '/v1/track/', { ...auth, 'content-type': '' }, JSON.stringify(track)],
    ['a content type that is none', '/v1/track', { ...auth, 'content-type': ';;nonsense' }, JSON.stringify(track)],
    ['a beacon with its key in the query', '/beacon/v1/batch?writeKey=WK', { 'content-type': 'text/plain' }, JSON.stringify({ batch: [track] })],
    ['PostHog', '/e/?retry_count=1', { 'content-type': 'text/plain' }, gzipSync(JSON.stringify({ api_key: 'WK', batch: [{ event: 'Order Completed', distinct_id: 'u1', uuid: 'm1' }] }))],
    ['Jitsu', '/api/s/s2s/track', { 'x-write-key': 'WK:secret', 'content-type': 'application/json' }, JSON.stringify(track)],
    ['our own', '/v1/events', { authorization: 'Bearer WK', 'content-type': 'application/json' }, JSON.stringify({ id: 'm1', type: 'order_completed', identifiers: { userId: 'u1' } })],
  ])('%s', async (_, url, headers, payload) => {
    const { server, taken } = await door()
    const answer = await server.inject({ method: 'POST', url, headers, payload })
    expect(answer.statusCode, answer.body).toBe(200)
    expect(answer.json()).toMatchObject({ success: true })
    expect(taken).toMatchObject([{ is: 'event', event: { id: 'web:m1', type: 'order_completed', identifiers: [{ kind: 'userId', value: 'u1' }] } }])
  })

  test('a bad event does not fail its batch, and our own dialect says which and why', async () => {
    const { server, taken } = await door()
    const payload = [{ type: 'x', identifiers: { userId: 'u' } }, { typ: 'y' }]
    const answer = await server.inject({ method: 'POST', url: '/v1/events', headers: { authorization: 'Bearer WK' }, payload })
    expect(answer.json()).toMatchObject({ success: true, accepted: 1, duplicate: 0, bad: 1, problems: [{ index: 1, code: 'unknown_key' }] })
    expect(taken).toHaveLength(2)
  })

  test("a page's address and agent are noted, a server's are not", async () => {
    const { server, taken } = await door()
    for (const agent of ['Mozilla/5.0', 'analytics-node-next/latest']) await server.inject({ method: 'POST', url: '/v1/t', headers: { ...auth, 'user-agent': agent }, payload: track })
    expect(taken.map((one) => one.is === 'event' && one.event.context)).toEqual([{ ip: '127.0.0.1', userAgent: 'Mozilla/5.0' }, undefined])
  })

  test('telemetry of SDKs is thanked for and dropped', async () => {
    const { server, taken } = await door()
    expect((await server.inject({ method: 'POST', url: '/v1/m', payload: 'x', headers: { 'content-type': 'text/plain' } })).statusCode).toBe(200)
    expect(taken).toEqual([])
  })
})

describe('refusing', () => {
  test.each<[string, string, Record<string, string>, string, number, string]>([
    ['an unknown key', '/v1/batch', { authorization: 'Bearer nobody' }, '{"batch":[]}', 401, 'unknown_write_key'],
    ['what is no JSON', '/v1/batch', auth, '{"batch":', 400, 'bad_json'],
    ['what is too large', '/v1/batch', auth, ' '.repeat(6_000_000), 413, 'too_large'],
    ['what has too many events', '/v1/batch', auth, JSON.stringify({ batch: Array.from({ length: 5_001 }, () => 1) }), 413, 'too_many_events'],
    ['a strange origin', '/v1/batch?writeKey=SHOP', { origin: 'https://evilshop.example' }, '{"batch":[]}', 403, 'origin_refused'],
  ])('%s', async (_, url, headers, payload, status, code) => {
    const { server } = await door()
    const answer = await server.inject({ method: 'POST', url, headers: { 'content-type': 'text/plain', ...headers }, payload })
    expect(answer.statusCode).toBe(status)
    expect(answer.json()).toMatchObject({ success: false, code })
    expect(answer.json<{ message: string }>().message.length).toBeGreaterThan(20)
    expect(answer.headers['access-control-allow-origin']).toBe(headers['origin'])
  })

  test.each(['https://shop.example', 'https://www.shop.example', undefined])('the allow-list of a source welcomes %s', async (origin) => {
    const { server } = await door()
    const answer = await server.inject({ method: 'POST', url: '/v1/batch?writeKey=SHOP', headers: origin === undefined ? {} : { origin }, payload: { batch: [] } })
    expect(answer.statusCode).toBe(200)
  })

  test.each([
    ['/v1/batch', 429],
    ['/api/s/track', 429],
    ['/v1/events', 429],
    ['/e/', 503],
    ['/batch/', 503],
  ])('overload on %s is %i with a whole number of seconds', async (url, status) => {
    const { server } = await door({}, { is: 'overload', retryAfterSeconds: 1.2, why: 'The queue is full' })
    const answer = await server.inject({ method: 'POST', url: `${url}?writeKey=WK`, headers: { origin: 'https://x.example' }, payload: [] })
    expect([answer.statusCode, answer.headers['retry-after'], answer.headers['access-control-expose-headers']]).toEqual([status, '2', 'Retry-After'])
    expect(answer.json()).toEqual({ success: false, code: 'overloaded', message: 'The queue is full' })
  })

  test('a failure to store is 503, so that SDKs keep their events', async () => {
    const { server } = await door({}, new Error('disk'))
    const answer = await server.inject({ method: 'POST', url: '/v1/batch', headers: auth, payload: { batch: [track] } })
    expect([answer.statusCode, answer.headers['retry-after'], answer.json<{ code: string }>().code]).toEqual([503, '5', 'unavailable'])
  })
})

test('a preflight reflects origin and headers and may be remembered', async () => {
  const { server } = await door()
  const asked = 'authorization,x-retry-count,rsa-retry-attempt'
  const headers = { origin: 'https://x.example', 'access-control-request-method': 'POST', 'access-control-request-headers': asked }
  for (const url of ['/v1/batch', '/e/', '/e3kq/v1/t', '/sourceConfig/', '/api/s/track', '/flags/?v=2', '/v1/projects/K/settings']) {
    const answer = await server.inject({ method: 'OPTIONS', url, headers })
    expect(answer.statusCode).toBe(204)
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': 'https://x.example',
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': asked,
      'access-control-max-age': '7200',
    })
  }
})

describe('settings', () => {
  const get = async (url: string, changes: Partial<CollectOptions> = {}) => (await door(changes)).server.inject({ method: 'GET', url, headers: { host: 'cdp.example:8080' } })
  test('Segment is told to send where it asked, prefix included', async () => {
    const answer = await get('/e3kq/v1/projects/WK/settings')
    expect(answer.json()).toMatchObject({ integrations: { 'Segment.io': { apiKey: 'WK', apiHost: 'cdp.example:8080/e3kq/v1', protocol: 'http' } } })
    expect((await get('/projects/WK/settings', { publicUrl: 'https://in.example/x/' })).json()).toMatchObject({ integrations: { 'Segment.io': { apiHost: 'in.example/x/v1', protocol: 'https' } } })
  })
  test('RudderStack gets an enabled source', async () =>
    expect((await get('/sourceConfig/?p=npm&writeKey=WK')).json()).toMatchObject({ source: { writeKey: 'WK', enabled: true, destinations: [], config: {} } }))
  test('PostHog falls back from the script to the JSON', async () => {
    expect((await get('/array/WK/config.js')).statusCode).toBe(404)
    expect((await get('/array/WK/config')).json()).toMatchObject({ token: 'WK', sessionRecording: false })
    expect((await get('/static/recorder.js')).headers['content-type']).toContain('javascript')
    expect((await get('/flags/definitions?token=WK')).json()).toEqual({ flags: [], group_type_mapping: {}, cohorts: {} })
  })
  test('the script of the snippet, and no way out of its folder', async () => {
    const script = await get('/analytics.js/v1/WK/analytics.min.js')
    expect([script.statusCode, script.headers['cross-origin-resource-policy']]).toEqual([200, 'cross-origin'])
    for (const file of ['..%2f..%2fpackage.js', 'nothing.js', '%2e%2e.js']) expect((await get(`/analytics.js/v1/WK/${file}`)).statusCode).toBe(404)
  })
  test('flags in the new and the old shape', async () => {
    const { server } = await door({ flags: async (_source, ask) => [{ key: 'new', enabled: true, variant: ask.distinctId === 'u1' ? 'blue' : 'red', payload: '{"c":1}' }] })
    const ask = async (url: string, token = 'WK') => server.inject({ method: 'POST', url, payload: { token, distinct_id: 'u1' } })
    expect((await ask('/flags/?v=2')).json()).toMatchObject({ flags: { new: { key: 'new', enabled: true, variant: 'blue', metadata: { payload: '{"c":1}' } } }, errorsWhileComputingFlags: false })
    expect((await ask('/decide/?v=3')).json()).toMatchObject({ featureFlags: { new: 'blue' }, featureFlagPayloads: { new: '{"c":1}' } })
    expect((await ask('/flags/?v=2', 'nobody')).statusCode).toBe(401)
  })
})

test('an Android app sends gzip in chunks of unknown length, labelled text; too long a stream is cut off', async () => {
  const { server, taken } = await door()
  const url = await server.listen({ host: '127.0.0.1', port: 0 })
  const send = async (bytes: Buffer): Promise<Response> => {
    const body = new ReadableStream({
      start: (stream) => {
        for (let i = 0; i < bytes.length; i += 65_536) stream.enqueue(bytes.subarray(i, i + 65_536))
        stream.close()
      },
    })
    return fetch(`${url}/v1/b`, { method: 'POST', headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' }, body, duplex: 'half' } as RequestInit)
  }
  const answer = await send(gzipSync(JSON.stringify({ writeKey: 'WK', batch: [track], sentAt: new Date(NOON).toISOString() })))
  expect([answer.status, taken.length]).toEqual([200, 1])
  const endless = await send(Buffer.alloc(5_500_000, 32)).then(
    (refused) => refused.status,
    () => 'cut',
  )
  expect([413, 'cut']).toContain(endless)
  await server.close()
})
