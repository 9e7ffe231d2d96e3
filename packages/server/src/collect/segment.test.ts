import type { Json, JsonObject } from '@rapport/core/base/json'
import { describe, expect, test } from 'vitest'
import { contextAtNoon, NOON, people } from './fixture.ts'
import type { Incoming } from './incoming.ts'
import { fromJitsu } from './jitsu.ts'
import { fromSegment, type SegmentKind } from './segment.ts'

const read = (message: Json, kind?: SegmentKind): Incoming => fromSegment(message, contextAtNoon(), kind)[0] as Incoming
const event = (message: Json, kind?: SegmentKind) => {
  const incoming = read(message, kind)
  if (incoming.is === 'bad') throw new Error(incoming.reason)
  return incoming.event
}
const track = { type: 'track', event: 'Order Completed', anonymousId: 'a1', messageId: 'm1' }

describe('who a message is about', () => {
  test.each([
    ['an absent user id', {}, 'anonymousId:a1'],
    ['null, as Segment in browsers sends', { userId: null }, 'anonymousId:a1'],
    ["'', as Rudder in browsers sends", { userId: '' }, 'anonymousId:a1'],
    ['a number, as old SDKs send', { userId: 42 }, 'userId:42 anonymousId:a1'],
    ['a text', { userId: 'u1' }, 'userId:u1 anonymousId:a1'],
    ['what points at nobody', { userId: 'undefined' }, 'anonymousId:a1'],
    ['an object', { userId: { id: 1 } }, 'anonymousId:a1'],
    ['nobody at all', { userId: 'null', anonymousId: '' }, 'no_identifier'],
  ])('%s', (_, ids, expected) => expect(people(read({ ...track, ...ids }))).toBe(expected))

  test.each([
    ['e-mail in lower case', { email: 'U1@Example.com' }, {}, 'email:u1@example.com'],
    ['a Taiwanese phone by time zone', { phone: '0912-345-670' }, { timezone: 'Asia/Taipei' }, 'phone:+886912345670'],
    ['full-width digits', { phone: '０９１２３４５６７０' }, { locale: 'zh-TW' }, 'phone:+886912345670'],
    ['an address with characters that nobody sees', { email: '\u202aann\u200b@x.example' }, {}, 'email:ann@x.example'],
    ['a number between marks of direction', { phone: '\u202a+886912345670\u202c' }, {}, 'phone:+886912345670'],
    ['a phone without any hint stays a trait', { phone: '0912345670' }, {}, ''],
    ['LINE, member number, WeChat', { line_id: 'U1', memberNo: 7, unionid: 'w1' }, {}, 'lineId:U1 memberNo:7 wechatUnionid:w1'],
    ['an address that is none stays a trait', { email: 'no' }, {}, ''],
  ])('identify finds identifiers in traits: %s', (_, traits, context, expected) => {
    const message = { type: 'identify', userId: 'u1', traits, context }
    expect(people(read(message))).toBe(['userId:u1', expected].join(' ').trim())
    const { repaired = {} } = (event(message).context ?? {}) as { readonly repaired?: { readonly [trait: string]: { readonly before: Json } } }
    const before = Object.fromEntries(Object.entries(repaired).map(([name, note]) => [name, note.before]))
    expect({ ...(event(message).properties['traits'] as JsonObject), ...before }).toEqual(traits)
  })
})

describe('traits', () => {
  test('Rudder in browsers has the traits of identify only in the context', () =>
    expect(event({ type: 'identify', userId: 'u1', context: { traits: { plan: 'pro' } } }).properties).toEqual({ traits: { plan: 'pro' } }))
  test('Rudder on servers has them twice', () =>
    expect(event({ type: 'identify', userId: 'u1', traits: { plan: 'pro' }, context: { traits: { plan: 'pro' } } }).properties).toEqual({ traits: { plan: 'pro' } }))
  test('traits repeated on later events are no new writes', () => {
    const later = event({ ...track, userId: 'u1', context: { traits: { email: 'u1@example.com' } } })
    expect(JSON.stringify([later.properties, later.context, later.identifiers])).not.toContain('example.com')
  })
})

describe('kinds', () => {
  test.each<[string, Json, SegmentKind | undefined, string, Json]>([
    ['track', { ...track, properties: { total: 5 } }, undefined, 'order_completed', { total: 5 }],
    ['page with its name beside the properties', { type: 'page', anonymousId: 'a', name: 'Home', category: 'Docs' }, undefined, 'page_viewed', { name: 'Home', category: 'Docs' }],
    ['page with $direct as referrer', { type: 'page', anonymousId: 'a', properties: { referrer: '$direct' } }, undefined, 'page_viewed', { referrer: '' }],
    ['screen', { type: 'screen', anonymousId: 'a', name: 'Cart' }, undefined, 'screen_viewed', { name: 'Cart' }],
    ['group', { type: 'group', userId: 'u', groupId: 'g1', traits: { name: 'ACME' } }, undefined, 'grouped', { group: 'g1', traits: { name: 'ACME' } }],
    ['the kind from the path', { userId: 'u', name: 'Home' }, 'page', 'page_viewed', { name: 'Home' }],
    ['track without a type', { userId: 'u', event: 'Tried' }, undefined, 'tried', {}],
  ])('%s', (_, message, kind, type, properties) => expect(event(message, kind)).toMatchObject({ type, properties }))

  test.each([
    ['Segment in browsers aliases a known user to himself', { userId: 'u1', previousId: 'u1', anonymousId: 'a1' }, 'userId:u1 anonymousId:a1'],
    ['a server joins a visitor', { userId: 'u1', previousId: 'anon1' }, 'userId:u1 anonymousId:anon1'],
    ['two known people are not joined by an alias alone', { userId: 'u2', previousId: 'u1' }, 'userId:u2 anonymousId:u1'],
  ])('alias: %s', (_, ids, expected) => {
    const aliased = read({ type: 'alias', ...ids })
    expect(aliased.is === 'event' && aliased.event.type).toBe('aliased')
    expect(people(aliased)).toBe(expected)
  })

  test.each<[Json, string]>([
    [{ ...track, event: 'Timer Fired' }, 'reserved_type'],
    [{ ...track, event: '' }, 'no_type'],
    [{ ...track, event: '---' }, 'no_type'],
    [{ ...track, event: 7 }, 'no_type'],
    [{ ...track, event: 'x'.repeat(201) }, 'no_type'],
    [{ type: 'dance', userId: 'u' }, 'unknown_kind'],
    [{}, 'unknown_kind'],
    [{ type: 'group', userId: 'u' }, 'no_group'],
    [{ ...track, timestamp: 'yesterday' }, 'bad_time'],
    [{ ...track, timestamp: '9999-01-01T00:00:00Z' }, 'bad_time'],
    ['text', 'not_an_object'],
    [null, 'not_an_object'],
  ])('%j is bad: %s', (message, code) => expect(read(message)).toMatchObject({ is: 'bad', code }))
})

describe('ids, batches and context', () => {
  test('the id carries the source; a message without id gets a new one; an endless one is hashed', () => {
    expect(event(track).id).toBe('web:m1')
    expect(event({ ...track, messageId: null }).id).toBe('web:new1')
    expect(event({ ...track, messageId: 'x'.repeat(10_000) }).id.length).toBeLessThan(40)
  })
  test('one bad message does not spoil its batch, and the envelope gives sentAt and shared context', () => {
    const sentAt = new Date(NOON - 3_600_000).toISOString()
    const batch = [{ ...track, timestamp: new Date(NOON - 3_660_000).toISOString() }, 'x', { ...track, messageId: 'm2' }]
    const out = fromSegment({ batch, sentAt, context: { timezone: 'Asia/Taipei' } }, contextAtNoon())
    expect(out.map((one) => one.is)).toEqual(['event', 'bad', 'event'])
    expect(out[0]).toMatchObject({ event: { at: NOON - 60_000, context: { timezone: 'Asia/Taipei' } } })
  })
  test('keeps campaign, page, zone, session and device; drops the bookkeeping of the SDK', () => {
    const context = {
      campaign: { source: 'line' },
      page: { url: 'u', referrer: '$direct' },
      timezone: 'UTC',
      sessionId: 7,
      device: { id: 'd' },
      traits: { a: 1 },
      instanceId: 'i',
      network: {},
    }
    const { context: keptContext } = event({ ...track, context, _metadata: { bundled: [] } })
    expect(keptContext).toEqual({ campaign: { source: 'line' }, page: { url: 'u', referrer: '' }, timezone: 'UTC', sessionId: 7, device: { id: 'd' } })
  })
  test('the address given by a server wins over the address of the request', () => {
    const [incoming] = fromSegment({ ...track, context: { ip: '203.0.113.9' } }, contextAtNoon({ ip: '198.51.100.1', userAgent: 'Safari' }))
    expect(incoming).toMatchObject({ event: { context: { ip: '203.0.113.9', userAgent: 'Safari' } } })
  })
  test('remembers destinations that the sender has switched off', () => {
    expect(event({ ...track, integrations: { All: false, CRM: true } }).context).toEqual({ integrations: { All: false, CRM: true } })
    expect(event({ ...track, integrations: { All: true } }).context).toBeUndefined()
  })
  test('Jitsu: the kind comes from the path, unknown kinds are tracks', () => {
    expect(fromJitsu({ userId: 'u', properties: { title: 'T' } }, contextAtNoon(), 'page')[0]).toMatchObject({ event: { type: 'page_viewed' } })
    expect(fromJitsu({ userId: 'u', event: 'Tried' }, contextAtNoon(), 'event')[0]).toMatchObject({ event: { type: 'tried' } })
  })
})
