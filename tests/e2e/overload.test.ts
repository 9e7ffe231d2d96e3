/** What a server must survive: wrong bodies, hostile bodies, batches with one bad event, and a full disk. Nothing that was acknowledged may be missing afterwards. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { KEYS, openWorld, until, type Answer, type World } from './world.ts'

const MB = 1_048_576
const json = (value: unknown): string => JSON.stringify(value)
const event = (more: object = {}): object => ({ type: 'page_viewed', identifiers: { userId: 'probe' }, ...more })
const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: inner }), 1)
const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array => Buffer.concat(parts.map((part) => Buffer.from(part as string)))

/** Whole bodies that cannot be understood: a status, a code, nothing recorded. */
const REFUSED: readonly (readonly [what: string, body: string | Uint8Array, status: number, code: string])[] = [
  ['an empty body', '', 400, 'bad_json'],
  ['half a JSON text', '{"type":"page_viewed"', 400, 'bad_json'],
  ['a web page', '<html></html>', 400, 'bad_json'],
  ['NaN, which is no JSON', '{"type":"page_viewed","at":NaN}', 400, 'bad_json'],
  ['a body above 5 MB', json(event({ properties: { text: 'x'.repeat(6 * MB) } })), 413, 'too_large'],
  ['a gzip bomb', gzipSync(Buffer.alloc(100 * MB, 0x20)), 413, 'too_large'],
  ['gzip that breaks off', gzipSync(json(event())).subarray(0, 30), 400, 'bad_encoding'],
  ['5,001 events', json(Array.from({ length: 5_001 }, () => event())), 413, 'too_many_events'],
]

/** Single events that are no events: taken, listed with a reason, open for repair. */
const BAD: readonly (readonly [what: string, event: unknown, code: string])[] = [
  ['a text', 'hello', 'not_an_object'],
  ['null', null, 'not_an_object'],
  ['no type', { identifiers: { userId: 'probe' } }, 'no_type'],
  ['a type that is a number', event({ type: 5 }), 'no_type'],
  ['a misspelt field', event({ proprties: {} }), 'unknown_key'],
  ['properties that are a list', event({ properties: [1] }), 'bad_shape'],
  ['identifiers that are a number', { type: 'x', identifiers: 5 }, 'bad_shape'],
  ['an identifier of no known kind', event({ identifiers: { passport: '1' } }), 'bad_identifier'],
  ['nobody', event({ identifiers: { userId: 'null' } }), 'no_identifier'],
  ['a date that is none', event({ at: 'NaN' }), 'bad_time'],
  ['the year 9999', event({ at: '9999-12-31T23:59:59Z' }), 'bad_time'],
  ['a time before 1970', event({ at: '1869-01-01T00:00:00Z' }), 'bad_time'],
  ['a time too large for a date', event({ at: 8.64e18 }), 'bad_time'],
  ['a type only the system may write', event({ type: 'decision_made' }), 'reserved_type'],
  ['21 levels', event({ properties: nested(21) }), 'too_deep'],
  ['1,001 keys', event({ properties: Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`k${i}`, i])) }), 'too_many_keys'],
  ['300 kB of text in one event', event({ properties: Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, 'x'.repeat(16_000)])) }), 'too_big'],
]

describe('the real server and what comes in', () => {
  let world: World
  beforeAll(async () => {
    world = await openWorld()
  })
  afterAll(() => world?.close())

  const health = (): Promise<Answer> => world.ask('GET', '/v1/health')
  const bad = async (): Promise<readonly Answer[]> => (await world.ask('GET', '/v1/bad?state=open&limit=500')).items

  test.each(REFUSED)('%s is refused as a whole, with words', async (_what, body, status, code) => {
    const before = (await health()).position
    const answer = await world.send(body)
    expect([answer.status, answer.body]).toEqual([status, { success: false, code, message: expect.stringMatching(/\w{3}/) }])
    expect((await health()).position).toBe(before)
  })

  test('a key that nobody has is refused, wherever it stands', async () => {
    for (const headers of [{ authorization: 'Bearer nobody' }, { authorization: 'Basic bm9ib2R5Og==' }, { authorization: 'Bearer ', 'x-write-key': 'nobody' }] as readonly { readonly [name: string]: string }[]) {
      expect(await world.send(json(event()), { headers })).toMatchObject({ status: 401, body: { code: 'unknown_write_key' } })
    }
  })

  test.each(BAD)('%s is no event, and is kept with the reason', async (_what, one, code) => {
    const before = (await bad()).length
    const answer = await world.send(json([one]))
    expect([answer.status, answer.body]).toEqual([200, expect.objectContaining({ accepted: 0, bad: 1, problems: [{ index: 0, code, message: expect.stringMatching(/\w{3}/) }] })])
    const kept = await bad()
    expect([kept.length, kept[0].code]).toEqual([before + 1, code])
  })

  test('names that would change every object are taken out, broken text is mended, the rest of the event is kept', async () => {
    await world.send('{"type":"poisoned","identifiers":{"userId":"p1"},"properties":{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}},"fine":1}}')
    await world.send(bytes('{"type":"broken","identifiers":{"userId":"p1"},"properties":{"name":"a', [0xff, 0xfe], 'b\\u0000c"}}'))
    const { items } = await world.ask('GET', '/v1/profiles/userId:p1/timeline')
    const of = (type: string): Answer => items.find((item: Answer) => item.event.type === type).event
    expect(of('poisoned').properties).toEqual({ fine: 1 })
    expect(of('poisoned').context.altered).toEqual(['keys_removed'])
    expect(of('broken').properties.name).toBe('a\ufffd\ufffdbc')
    expect(({} as { readonly admin?: boolean }).admin).toBeUndefined()
  })

  test('gzip is understood whatever the label says', async () => {
    const body = gzipSync(json(event({ id: 'zipped' })))
    expect((await world.send(body, { headers: { 'content-type': 'text/plain' } })).body).toMatchObject({ accepted: 1 })
    expect((await world.send(body, { headers: { 'content-encoding': 'gzip' } })).body).toMatchObject({ accepted: 0, duplicate: 1 })
    expect((await world.send(json(event({ id: 'unzipped' })), { headers: { 'content-encoding': 'gzip' } })).body).toMatchObject({ accepted: 1 })
  })

  test('of 1,000 events with one bad one, 999 land; the bad one is listed, repaired and replayed, once', async () => {
    const events = Array.from({ length: 1_000 }, (_, i) => ({ id: `batch-${i}`, type: 'item_viewed', at: i === 500 ? 'yesterday' : Date.now(), identifiers: { userId: `u${i % 50}` }, properties: { i } }))
    const answer = await world.send(json(events))
    expect(answer.body).toMatchObject({ accepted: 999, duplicate: 0, bad: 1, problems: [{ index: 500, code: 'bad_time' }] })
    const counts = await Promise.all(Array.from({ length: 50 }, async (_, i) => (await world.ask('GET', `/v1/profiles/userId:u${i}`)).events))
    expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(999)
    const [row] = await bad()
    expect(row).toMatchObject({ code: 'bad_time', source: 'web', state: 'open', reason: expect.stringContaining('yesterday') })
    const raw = JSON.parse(row.raw)
    expect(raw).toMatchObject({ id: 'batch-500', properties: { i: 500 } })
    await expect(world.ask('POST', `/v1/bad/${row.id}/replay`)).rejects.toThrow('422')
    expect(await world.ask('POST', `/v1/bad/${row.id}/replay`, { event: { ...raw, at: Date.now() } })).toMatchObject({ state: 'replayed' })
    await expect(world.ask('POST', `/v1/bad/${row.id}/replay`, { event: { ...raw, at: Date.now() } })).rejects.toThrow('409')
    expect((await world.ask('GET', '/v1/profiles/userId:u0')).events).toBe(20)
    expect((await world.send(json(events))).body).toMatchObject({ accepted: 0, duplicate: 999, bad: 1 })
  })

  test('a flood is either durable or told when to come back, and the server still answers others', async () => {
    const floods = Array.from({ length: 10 }, (_, n) => json(Array.from({ length: 5_000 }, (_, i) => ({ id: `flood-${n}-${i}`, type: 'item_viewed', identifiers: { userId: `f${i % 500}` } }))))
    const answers = Promise.all(floods.map((body) => world.send(body)))
    expect((await fetch(`${world.url}/healthz`)).status).toBe(200)
    for (const { status, headers, body } of await answers) {
      if (status === 200) expect(body).toMatchObject({ accepted: 5_000, duplicate: 0 })
      else expect([[429, 503].includes(status), Number(headers.get('retry-after')) >= 1]).toEqual([true, true])
    }
    for (const flood of floods) await until('the flood to be taken', async () => (await world.send(flood)).status === 200)
    expect((await world.ask('GET', '/v1/profiles/userId:f0')).events).toBe(100)
  })

  test('the books balance, and the server is as well as before', async () => {
    const { tally } = await health()
    expect(tally.in).toBe(tally.accepted + tally.duplicate + tally.bad)
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200)
    expect(world.process().rssMb() ?? 0).toBeLessThan(1_000)
  })
})

/** Room of the small disk. */
const DISK_MB = 24

function smallDisk(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MB}m`, 'tmpfs', folder], { stdio: 'ignore' })
    return folder
  } catch {
    rmSync(folder, { recursive: true, force: true })
    return null
  }
}

const disk = smallDisk()
if (disk === null) console.log('Skipped: the full-disk test mounts a small disk of its own, which this machine does not allow.')

describe.skipIf(disk === null)('a full disk', () => {
  const folder = disk ?? ''
  const ballast = join(folder, 'ballast')
  const acknowledged = new Map<string, number>()
  let refusedBatch: readonly object[] = []
  let world: World

  beforeAll(async () => {
    world = await openWorld({ data: join(folder, 'data') })
  })
  afterAll(async () => {
    await world?.close()
    execFileSync('umount', ['-l', folder])
    rmSync(folder, { recursive: true, force: true })
  })

  const viewed = (n: number, i: number): object => ({ id: `full-${n}-${i}`, type: 'item_viewed', identifiers: { userId: `d${n}` }, properties: { text: `${n}-${i}-`.padEnd(300, 'x') } })
  const batch = (n: number): readonly object[] => Array.from({ length: 100 }, (_, i) => viewed(n, i))

  /** Fills what is left of the disk. */
  function fill(): void {
    const file = openSync(ballast, 'a')
    const block = Buffer.alloc(65_536, 1)
    try {
      for (;;) writeSync(file, block)
    } catch {
      closeSync(file)
    }
  }

  test('is answered with "try again later", not with an acknowledgement', async () => {
    for (let n = 0; n < 5; n++) {
      expect((await world.send(json(batch(n)))).body).toMatchObject({ accepted: 100 })
      acknowledged.set(`d${n}`, 100)
    }
    fill()
    for (let n = 5; n < 200 && refusedBatch.length === 0; n++) {
      const events = batch(n)
      const answer = await world.send(json(events))
      if (answer.status === 200) {
        acknowledged.set(`d${n}`, 100)
        continue
      }
      refusedBatch = events
      expect([429, 503]).toContain(answer.status)
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
      expect(answer.body).toMatchObject({ success: false, message: expect.stringMatching(/\w{3}/) })
    }
    expect(refusedBatch).toHaveLength(100)
  })

  test('does not end the server: what was acknowledged can be read, decisions and changes are answered or refused with reasons', async () => {
    for (const [person, events] of acknowledged) expect((await world.ask('GET', `/v1/profiles/userId:${person}`)).events).toBe(events)
    const headers = { authorization: `Bearer ${KEYS.api}`, 'content-type': 'application/json' }
    const put = await fetch(`${world.url}/v1/placements/late`, { method: 'PUT', headers, body: json({ name: 'Late', channel: 'inapp', exploration: 0 }) })
    expect([200, 503]).toContain(put.status)
    const decided = await world.send(json({ placement: 'late', anonymousId: 'a1' }), { path: '/v1/place' })
    expect([200, 404, 503]).toContain(decided.status)
    expect((await fetch(`${world.url}/healthz`)).status).toBe(200)
  })

  test('is forgotten when there is room again: the same batch is taken once, and nothing acknowledged is missing, after a power cut too', async () => {
    rmSync(ballast)
    const answer = await until('room', async () => {
      const tried = await world.send(json(refusedBatch))
      return tried.status === 200 ? tried.body : null
    }, 60_000)
    expect(answer).toMatchObject({ accepted: 100, duplicate: 0, bad: 0 })
    acknowledged.set(`d${acknowledged.size}`, 100)
    for (let round = 0; round < 2; round++) {
      for (const [person, events] of acknowledged) expect((await world.ask('GET', `/v1/profiles/userId:${person}`)).events).toBe(events)
      expect((await world.send(json(refusedBatch))).body).toMatchObject({ accepted: 0, duplicate: 100 })
      if (round === 0) await world.crash()
    }
    const { tally } = await world.ask('GET', '/v1/health')
    expect(tally.in).toBe(tally.accepted + tally.duplicate + tally.bad)
  })
})
