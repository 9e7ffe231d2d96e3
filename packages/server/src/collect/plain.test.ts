import type { Json } from '@rapport/core/base/json'
import { describe, expect, test } from 'vitest'
import { contextAtNoon, NOON, people } from './fixture.ts'
import { fromPlain } from './plain.ts'

const read = (body: Json, country?: string) => fromPlain(body, contextAtNoon(country === undefined ? {} : { country }))

describe('our own events', () => {
  test('everything in its place', () => {
    const body = { id: 'e1', type: 'Order Completed', at: NOON - 5, identifiers: { userId: 'u1', email: 'U1@x.example' }, properties: { total: 5 }, context: { shop: 'taipei' } }
    expect(read(body)).toMatchObject([{ event: { id: 'web:e1', type: 'order_completed', at: NOON - 5, properties: { total: 5 }, context: { shop: 'taipei' } } }])
    expect(people(read(body)[0])).toBe('userId:u1 email:u1@x.example')
  })
  test.each<[string, Json, string]>([
    ['an object', { userId: 'u1', phone: '0912345670' }, 'userId:u1 phone:+886912345670'],
    ['a list', [{ kind: 'lineId', value: 'U9' }, { kind: 'userId', value: 3 }], 'lineId:U9 userId:3'],
    ['a scope', [{ kind: 'lineId', value: 'U9', scope: '1650000001' }, { kind: 'memberNo', value: 7, scope: 'club' }], 'lineId:1650000001/U9 memberNo:club/7'],
    ['what many people type is left out', { userId: 'u1', phone: '0912345678', email: 'test@test.com' }, 'userId:u1'],
    ['empty values are left out', { userId: null, email: '', anonymousId: 'a' }, 'anonymousId:a'],
    ['an unknown kind', { facebook: 'x' }, 'bad_identifier'],
    ['a phone that cannot exist', { userId: 'u', phone: '12345' }, 'bad_identifier'],
    ['an address that cannot exist', { userId: 'u', email: 'x' }, 'bad_identifier'],
    ['a text', 'u1', 'bad_shape'],
    ['a list of texts', ['u1'], 'bad_shape'],
    ['nothing', {}, 'no_identifier'],
  ])('identifiers: %s', (_, identifiers, expected) => expect(people(read({ type: 'x', identifiers }, 'TW')[0])).toBe(expected))

  test.each<[Json, string, RegExp]>([
    [{ type: 'x', userId: 'u' }, 'unknown_key', /Unknown field "userId"/],
    [{ identifiers: { userId: 'u' } }, 'no_type', /needs a "type"/],
    [{ type: 'x', identifiers: { userId: 'u' }, properties: [] }, 'bad_shape', /"properties" must be an object/],
    [{ type: 'timer_fired', identifiers: { userId: 'u' } }, 'reserved_type', /Reserved event type/],
    [{ type: 'x', identifiers: { userId: 'u' }, at: 'soon' }, 'bad_time', /no date/],
  ])('%j is bad: %s', (body, code, reason) => {
    expect(read(body)[0]).toMatchObject({ is: 'bad', code })
    expect(read(body)[0]).toHaveProperty('reason', expect.stringMatching(reason))
  })
  test('traits: of an identified event, and along with another event', () => {
    expect(read({ type: 'identified', identifiers: { userId: 'u' }, traits: { plan: 'pro' } })).toMatchObject([{ event: { type: 'identified', properties: { traits: { plan: 'pro' } } } }])
    const out = read({ id: 'e', type: 'Signed Up', identifiers: { userId: 'u' }, traits: { email: 'a@b.example' } })
    expect(out).toMatchObject([{ event: { id: 'web:e', type: 'signed_up' } }, { event: { id: 'web:e#traits', properties: { traits: { email: 'a@b.example' } } } }])
    expect(people(out[1])).toBe('userId:u email:a@b.example')
  })
  test('on a shared tablet an anonymous id means somebody only inside of its session', () => {
    const event = (sessionId?: string) => ({ type: 'x', identifiers: { anonymousId: 'tablet' }, context: { sharedDevice: true, ...(sessionId && { sessionId }) } })
    expect(people(read(event('s1'))[0])).toBe('anonymousId:s1/tablet')
    expect(people(read(event('s2'))[0])).toBe('anonymousId:s2/tablet')
    expect(people(read({ ...event(), identifiers: { anonymousId: 'tablet', userId: 'u1' } })[0])).toBe('userId:u1')
  })
  test('identifiers in the context and among traits carry the channel that they are of', () => {
    const externalIds: Json = [{ type: 'line_id', id: 'U1', collection: 'tw' }, { type: 'shoe_size', id: '44' }, { kind: 'wechatOpenid', value: 'o1', scope: 'gh_1' }]
    expect(people(read({ type: 'x', identifiers: { userId: 'u1' }, context: { externalIds } })[0])).toBe('userId:u1 lineId:tw/U1 wechatOpenid:gh_1/o1')
    expect(people(read({ type: 'identified', identifiers: { userId: 'u1' }, traits: { line_id: 'U1', line_channel_id: 'th' } })[0])).toBe('userId:u1 lineId:th/U1')
  })
  test('a list and an envelope', () => {
    const one = { type: 'x', identifiers: { userId: 'u' } }
    expect(read([one, one])).toHaveLength(2)
    expect(read({ events: [one, one, one] })).toHaveLength(3)
  })
})
