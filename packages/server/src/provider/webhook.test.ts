import { createServer } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { messageFor, providerConformance } from '../ports/provider.conformance.ts'
import type { HostFault } from '../ports/provider.conformance.ts'
import { webhook } from './webhook.ts'

const SECRET = `whsec_${Buffer.from('0123456789abcdef01234567').toString('base64')}`
const OLD = `whsec_${Buffer.from('76543210fedcba9876543210').toString('base64')}`

interface Seen {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A receiver that answers as told. */
async function startReceiver() {
  const seen: Seen[] = []
  const answer: { status: number; headers: { [name: string]: string }; body: string; fault: HostFault } = { status: 200, headers: {}, body: '', fault: 'none' }
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (request.method === 'POST') seen.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      if (answer.fault === 'drop_after_accept') return void request.socket.destroy()
      if (answer.fault === 'slow') return
      response.writeHead(answer.status, answer.headers)
      response.end(answer.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    seen,
    answer,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

providerConformance({
  name: 'webhook',
  provider: webhook,
  to: 'https://wang.example',
  async startHost() {
    const receiver = await startReceiver()
    const status = { none: 200, busy: 429, never: 400, dead_address: 410, drop_after_accept: 200, slow: 200 }
    return {
      settings: { url: receiver.url, secret: SECRET, allowHttp: true, allowPrivate: true },
      secrets: [SECRET, SECRET.slice(6)],
      fault(fault) {
        Object.assign(receiver.answer, { fault, status: status[fault], body: `your secret is ${SECRET}` })
      },
      seen: () =>
        receiver.seen.map(({ headers, body }) => {
          const { data } = JSON.parse(body) as { data: { text: string; to: string } }
          return { key: String(headers['webhook-id']), to: [data.to], headers: headers as { [name: string]: string }, text: data.text }
        }),
      clear: () => void receiver.seen.splice(0),
      close: () => receiver.close(),
    }
  },
})

describe('a webhook call', () => {
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  const connect = (changes: object = {}) => {
    const settings = webhook.settings.parse({ url: receiver.url, secret: SECRET, allowHttp: true, allowPrivate: true, ...changes })
    return webhook.connect(settings, { timeoutMs: 1_000, log: () => {} })
  }
  beforeEach(async () => {
    receiver = await startReceiver()
  })
  afterEach(() => receiver.close())

  test('is signed so that the reference library accepts it, and refuses a changed body', async () => {
    const connection = connect()
    await connection.send(messageFor('u1', 'm1'))
    await connection.close()
    const { headers, body } = receiver.seen[0] as Seen
    expect(new Webhook(SECRET).verify(body, headers as { [name: string]: string })).toMatchObject({ type: 'message', data: { message: 'm1', workspace: 'shop', text: '謝謝您，王小明' } })
    expect(() => new Webhook(SECRET).verify(body.replace('m1', 'm2'), headers as { [name: string]: string })).toThrow()
    expect(() => new Webhook(OLD).verify(body, headers as { [name: string]: string })).toThrow()
  })

  test('is signed with both secrets while one replaces the other', async () => {
    const connection = connect({ previousSecret: OLD })
    await connection.send(messageFor('u1', 'm1'))
    await connection.close()
    const { headers, body } = receiver.seen[0] as Seen
    for (const secret of [SECRET, OLD]) expect(new Webhook(secret).verify(body, headers as { [name: string]: string })).toBeTruthy()
  })

  test('has the same body at every try', async () => {
    const connection = connect()
    for (let i = 0; i < 2; i++) await connection.send(messageFor('u1', 'm1'))
    await connection.close()
    expect(receiver.seen[1]?.body).toBe(receiver.seen[0]?.body)
  })

  test.each([
    [204, {}, { is: 'sent', providerId: 'm1' }],
    [301, { location: 'http://127.0.0.1:1/' }, { is: 'rejected', suppress: false }],
    [404, {}, { is: 'rejected', suppress: false }],
    [410, {}, { is: 'rejected', suppress: true }],
    [429, { 'retry-after': '7' }, { is: 'retry', after: 7_000 }],
    [503, { 'retry-after': '999999' }, { is: 'retry', after: 3_600_000 }],
    [500, { 'retry-after': 'soon' }, { is: 'retry', after: 30_000 }],
  ] as const)('answered with %i %j becomes %j', async (status, headers, expected) => {
    Object.assign(receiver.answer, { status, headers })
    const connection = connect()
    expect(await connection.send(messageFor('u1', 'm1'))).toMatchObject(expected)
    await connection.close()
    expect(receiver.seen).toHaveLength(1)
  })

  test('does not read an answer without end', async () => {
    receiver.answer.body = 'x'.repeat(8 * 1024 * 1024)
    const connection = connect()
    expect((await connection.send(messageFor('u1', 'm1'))).is).toBe('sent')
    expect((await connection.send(messageFor('u1', 'm2'))).is).toBe('sent')
    await connection.close()
  })

  test('cannot be set up towards the house or without TLS unless that is allowed', () => {
    expect(() => connect({ allowPrivate: false })).toThrow(/Port|public internet/)
    expect(() => connect({ allowHttp: false })).toThrow(/https/)
  })

  test('reports outcomes back under the same signature; without it nothing is believed', () => {
    const settings = webhook.settings.parse({ url: receiver.url, secret: SECRET })
    const body = JSON.stringify({ outcomes: [{ message: 'm1', type: 'message_delivered' }, { message: 'm2', type: 'profile_merged' }, { message: 3 }, null] })
    const now = new Date()
    const headers = { 'webhook-id': 'c1', 'webhook-timestamp': String(Math.floor(now.getTime() / 1000)), 'webhook-signature': new Webhook(SECRET).sign('c1', now, body) }
    expect(webhook.parseCallback?.(body, headers, settings)).toEqual([{ message: 'm1', type: 'message_delivered', properties: {} }])
    expect(() => webhook.parseCallback?.(`${body} `, headers, settings)).toThrow(/not signed/)
    expect(() => webhook.parseCallback?.(body, {}, settings)).toThrow(/not signed/)
  })
})
