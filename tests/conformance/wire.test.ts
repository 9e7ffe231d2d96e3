/** Replays recorded traffic of client SDKs through the collector: every request is welcome, and the same calls give the same events. */
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import { describe, expect, test } from 'vitest'
import { knownPeople, openDoor } from './door.ts'

const FOLDER = new URL('../../../shared/wire/', import.meta.url)
const SDKS = ['segment-analytics-node', 'segment-analytics-next', 'segment-snippet', 'segment-analytics-react-native', 'rudder-sdk-node', 'rudder-analytics-js', 'posthog-node', 'posthog-js', 'jitsu-js'] as const
const present = existsSync(new URL('segment-analytics-node.json', FOLDER))
if (!present) console.log('Skipped: no recordings at ../shared/wire beside the repository.')

interface Recorded {
  readonly phase: string
  readonly request: string
  readonly headers: { readonly [name: string]: string }
  readonly wire_bytes: number
  readonly decoded_bytes: number
  readonly body?: Json
}

interface Replayed {
  readonly phase: string
  readonly request: string
  readonly status: number
  readonly answer: string
  readonly events: readonly Event[]
  readonly bad: readonly string[]
}

const KEYS = ['phc_TESTKEY', 'KEYID']
const MADE = { 'content-length': true, 'accept-encoding': true, host: true, 'transfer-encoding': true } as const

/** The messages of a recorded body; a shortened list keeps the messages that are there. */
function restored(body: Json | undefined): Json | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return typeof body === 'string' ? undefined : body
  const { batch } = body as JsonObject
  return Array.isArray(batch) ? { ...body, batch: batch.filter((one) => typeof one === 'object') } : body
}

function sentAtOf(body: Json | undefined): number {
  const found = /"(?:sentAt|sent_at|sentat)":"([^"]+)"/.exec(JSON.stringify(body ?? null))?.[1]
  return Date.parse(found ?? '2026-11-21T21:45:00Z')
}

/** Sends every recorded request; the clock stands at the moment the request left. */
async function replay(sdk: string): Promise<readonly Replayed[]> {
  const { requests } = JSON.parse(readFileSync(new URL(`${sdk}.json`, FOLDER), 'utf8')) as { requests: readonly Recorded[] }
  let now = 0
  const door = await openDoor({ keys: KEYS, listen: false, now: () => now as Instant, flags: [{ key: 'new-checkout', enabled: true, variant: 'blue' }] })
  const done: Replayed[] = []
  for (const recorded of requests) {
    const [method, url] = recorded.request.split(' ') as ['GET' | 'POST' | 'OPTIONS', string]
    const body = restored(recorded.body)
    if (method === 'POST' && body === undefined) continue
    now = sentAtOf(body)
    const text = body === undefined || body === null ? undefined : Buffer.from(JSON.stringify(body))
    // Smaller on the wire than decoded means gzip, whether or not the headers said so.
    const payload = text && recorded.wire_bytes < recorded.decoded_bytes ? gzipSync(text) : text
    const headers = Object.fromEntries(Object.entries(recorded.headers).filter(([name]) => !Object.hasOwn(MADE, name)))
    const before = { events: door.events.length, bad: door.bad.length }
    const answer = await door.server.inject({ method, url, headers, ...(payload ? { payload } : {}) })
    const events = door.events.slice(before.events)
    done.push({ phase: recorded.phase, request: recorded.request, status: answer.statusCode, answer: answer.body, events, bad: door.bad.slice(before.bad).map((one) => one.code) })
  }
  await door.close()
  return done
}

const ofPhase = (replayed: readonly Replayed[], phase: string): readonly Event[] => replayed.filter((one) => one.phase === phase).flatMap((one) => one.events)
const told = (event: Event): string => `${event.type} [${knownPeople(event)}] ${JSON.stringify(event.properties)}`

describe.skipIf(!present)('recorded traffic', () => {
  test.each(SDKS)('%s: every request is answered with 2xx (its script question with 404), nothing is bad, times are kept', async (sdk) => {
    const replayed = await replay(sdk)
    expect(replayed.length).toBeGreaterThan(4)
    for (const one of replayed) {
      const expected = one.request.includes('config.js') ? 404 : one.request.startsWith('OPTIONS') ? 204 : 200
      expect(one.status, `${one.request}: ${one.answer.slice(0, 200)}`).toBe(expected)
      if (one.request.startsWith('POST') && !one.request.includes('/flags')) expect(JSON.parse(one.answer)).toMatchObject({ success: true })
      // A group without a person is nobody's event: PostHog's server SDK sends one.
      expect(one.bad).toEqual(sdk === 'posthog-node' && one.phase === 'all-calls' && one.request.includes('batch') ? ['no_identifier'] : [])
      for (const event of one.events) {
        expect(event.id.length).toBeGreaterThan(20)
        expect(event.identifiers.length).toBeGreaterThan(0)
        expect(event.at).toBeGreaterThan(Date.UTC(2026, 0, 1))
        expect(event.at).toBeLessThanOrEqual(event.receivedAt)
      }
      // Nothing of a server SDK's bookkeeping, no repeated traits.
      expect(JSON.stringify(one.events)).not.toMatch(/_metadata|instanceId|nodeVersion/)
    }
  })

  test('a retry is the same event: each phase of failures gives one', async () => {
    for (const [sdk, phases] of [
      ['segment-analytics-node', ['429-retry-after-2', '429-no-header', '500-x3', '503-retry-after-1', 'timeout-700ms', 'conn-reset']],
      ['segment-analytics-next', ['429-retry-after-2-not-exposed', '429-retry-after-2-exposed', '500-x2', 'connection-reset']],
      ['segment-analytics-react-native', ['429-retry-after-2', '500-x2']],
      ['rudder-sdk-node', ['429-retry-after-2', '500-x2']],
      ['rudder-analytics-js', ['429-retry-after-3', '500-x2']],
      ['posthog-node', ['429-retry-after-2', '500-forever']],
      ['posthog-js', ['500']],
    ] as const) {
      const replayed = await replay(sdk)
      for (const phase of phases) expect(ofPhase(replayed, phase), `${sdk} ${phase}`).toHaveLength(1)
    }
  })

  test('the same calls on a server give the same events, whichever SDK made them', async () => {
    const segment = ofPhase(await replay('segment-analytics-node'), 'all-calls')
    const rudder = ofPhase(await replay('rudder-sdk-node'), 'all-calls')
    const heads = (events: readonly Event[]): readonly string[] => events.map((event) => `${event.type} [${knownPeople(event)}]`)
    expect(heads(segment)).toEqual([
      'identified [email:u1@example.com userId:u1]',
      'order_completed [userId:u1]',
      'page_viewed [anonymousId:anon1]',
      'screen_viewed [anonymousId:anon1]',
      'grouped [userId:u1]',
      'aliased [anonymousId:anon1 userId:u1]',
    ])
    expect(heads(rudder)).toEqual(heads(segment))
    // The recordings differ in what was passed: the rest is equal word for word.
    for (const i of [3, 4, 5]) expect(told(rudder[i] as Event)).toBe(told(segment[i] as Event))
    for (const events of [segment, rudder]) {
      expect(events[0]?.properties['traits']).toMatchObject({ email: 'u1@example.com', plan: 'pro' })
      expect(events[1]).toMatchObject({ at: Date.parse('2026-01-02T03:04:05.000Z'), properties: { total: 12.5 }, context: { ip: '203.0.113.9' } })
      expect(events[2]?.properties).toMatchObject({ name: 'Home', category: 'Docs' })
    }
    const posthog = ofPhase(await replay('posthog-node'), 'all-calls')
    expect(heads(posthog)).toEqual([
      'order_completed [userId:u1]',
      'identified [email:u1@example.com userId:u1]',
      'aliased [anonymousId:anon1 userId:u1]',
      'feature_flag_called [userId:u1]',
      'exception [userId:u1]',
    ])
    expect(posthog[0]?.properties).toEqual({ total: 12.5 })
    const jitsu = ofPhase(await replay('jitsu-js'), 'node-all-calls')
    expect(jitsu.map(told)).toEqual([
      'identified [anonymousId:made-up email:u1@example.com userId:u1] {"traits":{"email":"u1@example.com"}}',
      'order_completed [anonymousId:made-up userId:u1] {"total":12.5}',
      'page_viewed [anonymousId:made-up userId:u1] {"name":"Home"}',
      'grouped [anonymousId:made-up userId:u1] {"group":"g1","traits":{"name":"ACME"}}',
    ])
  })

  test('the same calls in a browser give the same events, whichever SDK made them', async () => {
    const product = /^product_viewed \[.*\] \{"price":9.5\}$/
    const person = 'identified [anonymousId:made-up email:u1@example.com userId:u1] {"traits":{"email":"u1@example.com"}}'
    const grouped = (events: readonly Event[]): JsonObject | undefined => events.find((event) => event.type === 'grouped')?.properties
    for (const [sdk, phase] of [
      ['segment-analytics-next', 'standard-all-calls'],
      ['rudder-analytics-js', 'all-calls'],
      ['posthog-js', 'all-calls'],
      ['jitsu-js', 'web-all-calls'],
    ] as const) {
      const events = ofPhase(await replay(sdk), phase)
      const lines = events.map(told)
      expect(lines.filter((line) => product.test(line)), sdk).toHaveLength(1)
      // PostHog's browser SDK has no id of the device any more once the person is known, but names it on identify.
      expect(lines, sdk).toContain(person)
      expect(grouped(events), sdk).toMatchObject({ group: 'g1', traits: { name: 'ACME' } })
      const viewed = events.find((event) => event.type === 'page_viewed')
      expect(viewed?.properties, sdk).toMatchObject({ title: 'Shop 商店', search: expect.stringContaining('utm_source=line') as string })
      expect(viewed?.context, sdk).toMatchObject({
        campaign: { source: 'line' },
        page: { title: 'Shop 商店', referrer: '' },
        locale: 'en-US',
        userAgent: expect.stringContaining('Mozilla') as string,
        ip: '127.0.0.1',
      })
      expect(events.filter((event) => event.type !== 'identified' && JSON.stringify(event).includes('u1@example.com')), sdk).toEqual([])
    }
  })

  test('aliases: to oneself says nothing, between known people joins nobody', async () => {
    const alias = async (sdk: string, phase: string): Promise<string | undefined> => {
      const found = ofPhase(await replay(sdk), phase).find((event) => event.type === 'aliased')
      return found && told(found)
    }
    expect(await alias('segment-analytics-next', 'standard-all-calls')).toBe('aliased [anonymousId:made-up userId:u1] {"previousId":"u1"}')
    expect(await alias('rudder-analytics-js', 'all-calls')).toBe('aliased [anonymousId:made-up anonymousId:u1 userId:u2] {"previousId":"u1"}')
    expect(await alias('posthog-js', 'all-calls')).toBe('aliased [anonymousId:u2 userId:u1] {"previousId":"u2"}')
  })

  test('an app keeps device, zone and version; oversize events are marked and cut, not lost', async () => {
    const [opened] = ofPhase(await replay('segment-analytics-react-native'), 'all-calls')
    expect(opened).toMatchObject({ type: 'application_installed', context: { device: { id: 'DEV-1' }, timezone: 'Asia/Taipei', locale: 'zh-TW', app: { version: '1.2.3' } } })
    const { events } = (await replay('segment-analytics-node')).find((one) => one.phase === 'oversize') ?? { events: [] }
    expect(events.map((event) => event.type)).toEqual(['big', 'big30'])
  })
})
