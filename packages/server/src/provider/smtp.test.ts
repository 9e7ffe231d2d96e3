import { createVerify, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { messageFor, providerConformance } from '../ports/provider.conformance.ts'
import type { ProviderConnection } from '../ports/provider.ts'
import { startInbox } from './fakes.ts'
import type { Inbox } from './fakes.ts'
import { readMail } from './mime.ts'
import { isMailbox, messageIdOf } from './smtp-mail.ts'
import { smtp } from './smtp.ts'

const PASS = 'correct-horse-battery'

providerConformance({
  name: 'smtp',
  provider: smtp,
  to: 'wang@example.com',
  async startHost() {
    const inbox = await startInbox({ port: 0 })
    const text = `your password is ${PASS}, ${Buffer.from(PASS).toString('base64')}`
    return {
      settings: { host: '127.0.0.1', port: inbox.port, user: 'shop', pass: PASS, from: 'news@shop.example', fromName: '小店' },
      secrets: [PASS, Buffer.from(PASS).toString('base64')],
      fault(fault) {
        const refusals = { busy: { code: 451, text, at: 'rcpt' }, never: { code: 554, text, at: 'data' }, dead_address: { code: 550, text, at: 'rcpt' } } as const
        inbox.faults.rejectNext = fault in refusals ? refusals[fault as keyof typeof refusals] : null
        inbox.faults.dropAfterData = fault === 'drop_after_accept' ? 1 : 0
        inbox.faults.delayMs = fault === 'slow' ? 5_000 : 0
      },
      seen: () => inbox.messages().map((mail) => ({ key: mail.headers['message-id'] ?? '', to: mail.to, headers: mail.headers, text: mail.text })),
      clear: () => inbox.clear(),
      close: () => inbox.close(),
    }
  },
})

describe('an e-mail', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const dkim = { domain: 'shop.example', selector: 'r1', privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string }
  let inbox: Inbox
  let connection: ProviderConnection
  const settings = () => ({ host: '127.0.0.1', port: inbox.port, from: 'news@shop.example', fromName: '小店', dkim })

  beforeEach(async () => {
    inbox = await startInbox({ port: 0 })
    connection = smtp.connect(smtp.settings.parse(settings()), { timeoutMs: 2_000, log: () => {} })
  })
  afterEach(async () => {
    await connection.close()
    await inbox.close()
  })

  test('carries the headers that mailbox providers ask of senders, and its own id', async () => {
    await connection.send(messageFor('wang@example.com', 'm1', { unsubscribeUrl: 'https://shop.example/u/tok?x=1' }))
    expect(inbox.messages()[0]?.headers).toMatchObject({
      'message-id': '<m1.shop@rapport.shop.example>',
      'x-rapport-message': 'm1',
      'feedback-id': 'orders:shipped:service:shop-example',
      'list-unsubscribe': '<https://shop.example/u/tok?x=1>',
      'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
      'content-language': 'zh-Hant',
      to: 'wang@example.com',
    })
  })

  test('is read by its receiver as it was written, in Chinese and Thai, as text and as html', async () => {
    const wording = { subject: '週年慶 🎉 ลดราคาพิเศษสำหรับสมาชิกทุกท่าน ถึงวันอาทิตย์นี้เท่านั้น', html: '<p>สวัสดี</p>', text: '您好' }
    await connection.send(messageFor('wang@example.com', 'm1', wording))
    expect(inbox.messages()[0]).toMatchObject({ ...wording, to: ['wang@example.com'], from: 'news@shop.example' })
  })

  test('is signed by DKIM with both unsubscribe headers under the signature', async () => {
    await connection.send(messageFor('wang@example.com', 'm1', { unsubscribeUrl: 'https://shop.example/u/tok' }))
    const raw = inbox.messages()[0]?.raw ?? ''
    const signature = readMail(raw).headers['dkim-signature'] ?? ''
    const signed = (/;\s*h=([^;]+);/.exec(signature)?.[1] ?? '').split(':').map((name) => name.trim().toLowerCase())
    expect(signed).toEqual(expect.arrayContaining(['from', 'to', 'subject', 'message-id', 'list-unsubscribe', 'list-unsubscribe-post', 'feedback-id']))
    expect(dkimHolds(raw, publicKey)).toBe(true)
    expect(dkimHolds(raw.replace('One-Click', 'Two-Click'), publicKey)).toBe(false)
  })

  test('has a Message-ID that depends on message and workspace alone, and differs for different ones', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const id = (text: string) => messageIdOf({ id: text as never, ws: 'shop' as never }, 'news@shop.example')
        expect(id(a)).toBe(id(a))
        expect(id(a)).toMatch(/^<[^\s<>]+@rapport\.shop\.example>$/)
        if (a !== b) expect(id(a)).not.toBe(id(b))
      }),
    )
  })

  test('has room for no second recipient: what passes as a mailbox has one @ and nothing that ends an address', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('\r\n', ',', ';', '<', '>', ' ', '@', '"', '('), fc.string(), (a, cut, b) => {
        expect(isMailbox(`${a}@x.example${cut}${b}@y.example`)).toBe(false)
      }),
    )
    expect(isMailbox('สมชาย@ตัวอย่าง.ไทย')).toBe(true)
  })

  test.each([
    [450, 'rcpt', '4.2.0 greylisted', { is: 'retry' }],
    [421, 'mail', 'closing', { is: 'retry' }],
    [452, 'data', 'mailbox full', { is: 'retry' }],
    [550, 'rcpt', '5.1.1 no such user', { is: 'rejected', suppress: true }],
    [550, 'rcpt', '5.7.1 relaying denied', { is: 'rejected', suppress: false }],
    [551, 'rcpt', 'user not local', { is: 'rejected', suppress: true }],
    [553, 'rcpt', 'mailbox name not allowed', { is: 'rejected', suppress: true }],
    [552, 'rcpt', 'mailbox full', { is: 'rejected', suppress: false }],
    [550, 'data', 'looks like spam', { is: 'rejected', suppress: false }],
    [550, 'mail', 'sender not allowed', { is: 'rejected', suppress: false }],
  ] as const)('answered with %i at %s (%s) becomes %j', async (code, at, text, expected) => {
    inbox.faults.rejectNext = { code, at, text }
    expect(await connection.send(messageFor('wang@example.com', 'm1'))).toMatchObject(expected)
  })

  test('meets a wrong password as a matter of settings: it waits, and the address is not blamed', async () => {
    const strict = createServer((socket) => {
      socket.write('220 hi\r\n')
      socket.on('data', (line) => socket.write(String(line).startsWith('EHLO') ? '250-hi\r\n250 AUTH PLAIN\r\n' : '535 5.7.8 wrong\r\n'))
      socket.on('error', () => {})
    })
    await new Promise<void>((resolve) => strict.listen(0, '127.0.0.1', resolve))
    const account = { ...settings(), port: (strict.address() as AddressInfo).port, user: 'u', pass: 'hunter22' }
    const locked = smtp.connect(smtp.settings.parse(account), { timeoutMs: 1_000, log: () => {} })
    expect(await locked.send(messageFor('wang@example.com', 'm1'))).toMatchObject({ is: 'retry' })
    await expect(locked.verify()).rejects.toThrow(/Check host, port, TLS, user and password/)
    await locked.close()
    strict.close()
  })

  test('that a silent host never let begin is certainly not taken', async () => {
    const silent = createServer((socket) => void socket.on('error', () => {}))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const patient = smtp.connect(smtp.settings.parse({ ...settings(), port: (silent.address() as AddressInfo).port }), { timeoutMs: 300, log: () => {} })
    expect(await patient.send(messageFor('wang@example.com', 'm1'))).toMatchObject({ is: 'retry' })
    await patient.close()
    silent.close()
  })

  test('is never sent twice by the pool itself: of 40 with every fifth line cut, the inbox has each exactly once', async () => {
    let n = 0
    inbox.onMessage(() => {
      inbox.faults.dropAfterData = ++n % 5 === 0 ? 1 : 0
    })
    const results = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => connection.send(messageFor('wang@example.com', `b${i}`))))
    const ids = inbox.messages().map((mail) => mail.headers['message-id'])
    expect(new Set(ids).size).toBe(ids.length)
    const sent = results.flatMap((result, i) => (result.status === 'fulfilled' && result.value.is === 'sent' ? [i] : []))
    for (const i of sent) expect(ids).toContain(`<b${i}.shop@rapport.shop.example>`)
    // What certainly was not taken is certainly not in the inbox.
    const refused = results.flatMap((result, i) => (result.status === 'fulfilled' && result.value.is === 'retry' ? [i] : []))
    for (const i of refused) expect(ids).not.toContain(`<b${i}.shop@rapport.shop.example>`)
  })

  test('cannot be set up with a sender that is more than one mailbox', () => {
    expect(smtp.settings.safeParse({ ...settings(), from: 'a@b.example\r\nBcc: c@d.example' }).success).toBe(false)
  })
})

/** Checks a relaxed/relaxed DKIM signature as a receiver does (RFC 6376): the body's hash and the signed headers. */
function dkimHolds(raw: string, key: KeyObject): boolean {
  const end = raw.indexOf('\r\n\r\n')
  const lines = raw.slice(0, end).split(/\r\n(?![ \t])/)
  const relaxed = (line: string) => {
    const colon = line.indexOf(':')
    return `${line.slice(0, colon).trim().toLowerCase()}:${line.slice(colon + 1).replace(/\r\n/g, '').replace(/[ \t]+/g, ' ').trim()}`
  }
  const named = (name: string) => lines.find((line) => line.toLowerCase().startsWith(`${name}:`))
  const signature = named('dkim-signature') ?? ''
  const tag = (name: string) => (new RegExp(`[;\\s]${name}=([^;]*)`).exec(signature.replace(/\r\n[ \t]+/g, ' '))?.[1] ?? '').replace(/\s/g, '')
  const signed = tag('h').split(':').flatMap((name) => named(name.toLowerCase()) ?? []).map(relaxed)
  const bare = relaxed(signature).replace(/([;\s]b=)[^;]*/, '$1')
  return createVerify('sha256').update([...signed, bare].join('\r\n'), 'latin1').verify(key, Buffer.from(tag('b'), 'base64'))
}
