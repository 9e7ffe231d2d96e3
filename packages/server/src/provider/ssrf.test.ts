import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPublicAddress } from './address-range.ts'
import { Forbidden, guardedAgent, guardedLookup, guardUrl } from './ssrf.ts'
import type { ResolveAll } from './ssrf.ts'

const INSIDE_V4 = `0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 127.255.255.255 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1
  192.168.1.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255 100.100.100.200 168.63.129.16`
const INSIDE_V6 = `:: ::1 ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::7f00:1 64:ff9b::7f00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: fc00::1
  fd00:ec2::254 fe80::1 fe80::1%eth0 fec0::1 ff02::1 3fff::1 5f00::1`
const INSIDE = [...`${INSIDE_V4} ${INSIDE_V6}`.split(/\s+/), 'not an address', '']

test.each(INSIDE)('%s is not the public internet', (address) => expect(isPublicAddress(address)).toBe(false))
test.each(['8.8.8.8', '1.1.1.1', '172.32.0.1', '100.128.0.1', '2606:4700:4700::1111', '2400:cb00::1'])('%s is', (address) => expect(isPublicAddress(address)).toBe(true))

test('an IPv4 address that is ours stays ours in every IPv6 disguise', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 0, max: 255 }), fc.constantFrom('::ffff:', '::', '64:ff9b::', '64:ff9b:1::'), (a, b, prefix) => {
      expect(isPublicAddress(`${prefix}10.0.${a}.${b}`)).toBe(false)
      expect(isPublicAddress(`2002:0a00:${a.toString(16)}:${b.toString(16)}::1`)).toBe(false)
    }),
  )
})

test.each([
  ['http://example.com/', /https/],
  ['ftp://example.com/', /https/],
  ['file:///etc/passwd', /https/],
  ['https://user:pw@example.com/', /user or a password/],
  ['https://example.com:22/', /Port 22/],
  ['https://127.0.0.1/', /public internet/],
  ['https://2130706433/', /public internet/],
  ['https://0x7f.1/', /public internet/],
  ['https://[::1]/', /public internet/],
  ['https://[::ffff:169.254.169.254]/', /public internet/],
  ['nonsense', /not a URL/],
])('%s is refused before anything is resolved', (url, why) => {
  expect(() => guardUrl(url, {})).toThrow(Forbidden)
  expect(() => guardUrl(url, {})).toThrow(why)
})

test.each(['https://example.com/hook', 'https://example.com:8443/', 'https://8.8.8.8/'])('%s may be called', (url) => expect(guardUrl(url, {}).href).toContain('https://'))

const ask = (resolve: ResolveAll, all: boolean) =>
  new Promise((done, fail) => guardedLookup({ resolve })('shop.example', { all }, (error, address) => (error ? fail(error) : done(address))))

test('one inside address among public ones spoils the whole answer', async () => {
  const mixed: ResolveAll = (_name, done) => done(null, [{ address: '8.8.8.8', family: 4 }, { address: '10.0.0.1', family: 4 }])
  await expect(ask(mixed, true)).rejects.toThrow(/10\.0\.0\.1/)
  await expect(ask(mixed, false)).rejects.toThrow(Forbidden)
})

test('a name without addresses is an ordinary failure', async () => {
  await expect(ask((_name, done) => done(null, []), true)).rejects.toMatchObject({ code: 'ENOTFOUND' })
})

test('a name server that answers "public" first and "inside" next gains nothing: the socket is given the checked answer, and the next one is refused', async () => {
  let asked = 0
  const flipping: ResolveAll = (_name, done) => done(null, [{ address: asked++ % 2 === 0 ? '8.8.8.8' : '127.0.0.1', family: 4 }])
  for (let i = 0; i < 10; i++) {
    expect(await ask(flipping, false)).toBe('8.8.8.8')
    await expect(ask(flipping, true)).rejects.toThrow(/127\.0\.0\.1, which is not on the public internet/)
  }
})

test('a name that leads inside: 20 calls, and the canary that listens there sees no connection', async () => {
  let connections = 0
  const canary = createServer((_request, response) => response.end('secret'))
  canary.on('connection', () => connections++)
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  const url = new URL(`http://flip.example:${(canary.address() as AddressInfo).port}/`)
  const agent = guardedAgent(url, { allowHttp: true, maxSockets: 1, resolve: (_name, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) })
  const call = () => new Promise((resolve, reject) => void get(url, { agent }, resolve).on('error', reject))
  for (let i = 0; i < 20; i++) await expect(call()).rejects.toThrow(/public internet/)
  expect(connections).toBe(0)
  agent.destroy()
  canary.close()
})

test('the socket goes to the address that was checked: one question a connection', async () => {
  const receiver = createServer((_request, response) => response.end('ok'))
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  let asked = 0
  const url = new URL(`http://once.example:${(receiver.address() as AddressInfo).port}/`)
  const resolve: ResolveAll = (_name, done) => done(null, [{ address: ++asked === 1 ? '127.0.0.1' : '203.0.113.7', family: 4 }])
  const agent = guardedAgent(url, { allowHttp: true, allowPrivate: true, maxSockets: 1, resolve })
  const status = await new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => resolve(answer.resume().statusCode)).on('error', reject)
  })
  expect(status).toBe(200)
  expect(asked).toBe(1)
  agent.destroy()
  receiver.close()
})
