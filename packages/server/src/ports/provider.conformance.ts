/** What every provider must do, told against a host of its own that fails on demand. */
import type { MessageId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Provider, ProviderConnection, RenderedMessage } from './provider.ts'

/** How the host behaves from now on. */
export type HostFault = 'none' | 'busy' | 'never' | 'dead_address' | 'drop_after_accept' | 'slow'

/** One call as the host saw it. `key`: what makes it recognise a repeated one. */
export interface SeenCall {
  readonly key: string
  readonly to: readonly string[]
  readonly headers: { readonly [name: string]: string | undefined }
  readonly text: string
}

/** A provider's counterpart on loopback. */
export interface FaultyHost {
  readonly settings: unknown
  /** Texts that must never be seen in logs, reasons or errors; the host repeats them in its refusals. */
  readonly secrets: readonly string[]
  fault(fault: HostFault): void
  seen(): readonly SeenCall[]
  clear(): void
  close(): Promise<void>
}

/** What a suite needs of an adapter. */
export interface ProviderCase {
  readonly name: string
  readonly provider: Provider
  startHost(): Promise<FaultyHost>
  readonly to: string
}

const TIMEOUT_MS = 700

/** A message ready to leave, for tests. */
export function messageFor(to: string, id: string, changes: Partial<RenderedMessage> = {}): RenderedMessage {
  return {
    id: id as MessageId,
    ws: 'shop' as WorkspaceId,
    to,
    locale: 'zh-Hant',
    subject: '您的訂單已出貨 ขอบคุณ',
    html: '<p>謝謝您</p>',
    text: '謝謝您，王小明',
    purpose: 'service',
    data: { template: 'shipped', journey: 'orders' },
    ...changes,
  }
}

/** Runs the suite. */
export function providerConformance({ name, provider, startHost, to }: ProviderCase): void {
  describe(`provider ${name}`, () => {
    let host: FaultyHost
    let connection: ProviderConnection
    const logged: string[] = []
    const io = {
      timeoutMs: TIMEOUT_MS,
      log: (level: string, text: string, fields?: JsonObject) => void logged.push(`${level} ${text} ${JSON.stringify(fields ?? {})}`),
    }

    beforeAll(async () => {
      host = await startHost()
    })
    beforeEach(() => {
      host.fault('none')
      host.clear()
      connection = provider.connect(provider.settings.parse(host.settings), io)
    })
    afterEach(() => connection.close())
    afterAll(async () => {
      await host.close()
      const all = logged.join('\n')
      for (const secret of host.secrets) expect(all).not.toContain(secret)
    })

    const reason = async (call: Promise<unknown>) => String(await call.then(JSON.stringify, (error: Error) => error.message))

    test('a message that the host takes is sent, and the host has it once with its wording', async () => {
      const result = await connection.send(messageFor(to, 'm1'))
      expect(result.is).toBe('sent')
      expect(host.seen()).toHaveLength(1)
      expect(host.seen()[0]?.text).toContain('謝謝您，王小明')
    })

    test('a busy host gets another try later', async () => {
      host.fault('busy')
      const result = await connection.send(messageFor(to, 'm2'))
      expect(result.is).toBe('retry')
      if (result.is === 'retry') expect(result.after).toBeGreaterThan(0)
      host.fault('none')
      expect((await connection.send(messageFor(to, 'm2'))).is).toBe('sent')
    })

    test('a host that refuses for good ends the message, but not the address', async () => {
      host.fault('never')
      expect(await connection.send(messageFor(to, 'm3'))).toMatchObject({ is: 'rejected', suppress: false })
    })

    test('an address that is gone is not written to again', async () => {
      host.fault('dead_address')
      expect(await connection.send(messageFor(to, 'm4'))).toMatchObject({ is: 'rejected', suppress: true })
    })

    test('a host that takes the message and hangs up without an answer leaves the outcome unknown: the call throws', async () => {
      host.fault('drop_after_accept')
      await expect(connection.send(messageFor(to, 'm5'))).rejects.toThrow(/nobody knows/)
      expect(host.seen()).toHaveLength(1)
    })

    test('a host that answers too late leaves the outcome unknown, and the caller is not kept waiting', async () => {
      host.fault('slow')
      const began = performance.now()
      await expect(connection.send(messageFor(to, 'm6'))).rejects.toThrow(/nobody knows/)
      expect(performance.now() - began).toBeLessThan(TIMEOUT_MS + 2_000)
    })

    test('after an unknown outcome the next message goes out as if nothing had been', async () => {
      host.fault('drop_after_accept')
      await connection.send(messageFor(to, 'm7')).catch(() => {})
      host.fault('none')
      expect((await connection.send(messageFor(to, 'm8'))).is).toBe('sent')
    })

    test('a repeated call shows the host the same key, and another message another', async () => {
      for (const id of ['m9', 'm9', 'm10']) await connection.send(messageFor(to, id))
      const [first, again, other] = host.seen().map((call) => call.key)
      expect(again).toBe(first)
      expect(other).not.toBe(first)
    })

    test('a host that cannot be reached has certainly taken nothing: try again later, and verify says so in a sentence', async () => {
      const gone = await startHost()
      const nowhere = provider.connect(provider.settings.parse(gone.settings), io)
      await gone.close()
      expect((await nowhere.send(messageFor(to, 'm11'))).is).toBe('retry')
      await expect(nowhere.verify()).rejects.toThrow(/cannot be (used|reached).*Check/)
      await nowhere.close()
    })

    test('verify passes for a host that works, and nothing is sent by it', async () => {
      await connection.verify()
      expect(host.seen()).toHaveLength(0)
    })

    test('secrets appear neither in reasons nor in errors, even when the host repeats them', async () => {
      for (const fault of ['busy', 'never', 'dead_address', 'drop_after_accept', 'slow'] as const) {
        host.fault(fault)
        const why = await reason(connection.send(messageFor(to, `s-${fault}`)))
        for (const secret of host.secrets) expect(why).not.toContain(secret)
      }
    })

    const evilSubjects = ['x\r\nBcc: all@example.com', 'x\nX-Evil: 1\n\nbody', 'x\r\n.\r\nMAIL FROM:<evil@example.com>', '\u2028x\u0000y']
    test.each(evilSubjects)('line breaks in a subject start nothing new: %j', async (subject) => {
      expect((await connection.send(messageFor(to, 'c1', { subject }))).is).toBe('sent')
      expect(host.seen()).toHaveLength(1)
      expect(host.seen()[0]?.headers).not.toHaveProperty('bcc')
      expect(host.seen()[0]?.headers).not.toHaveProperty('x-evil')
    })

    const evilRecipients = ['a@example.com\r\nRCPT TO:<b@example.com>', 'a@example.com, b@example.com', 'A <a@example.com>', 'a@example.com>\r\nDATA']
    test.each(evilRecipients)('a recipient that is more than one address reaches nobody else: %j', async (evil) => {
      await connection.send(messageFor(evil, 'c2')).catch(() => {})
      for (const call of host.seen()) expect(call.to.length).toBeLessThanOrEqual(1)
      for (const call of host.seen()) expect(call.to).toEqual([evil])
    })
  })
}
