import type { Json } from '@rapport/core/base/json'
import { describe, expect, test } from 'vitest'
import { contextAtNoon, NOON, people } from './fixture.ts'
import { fromPosthog } from './posthog.ts'

const read = (message: Json) => fromPosthog(message, contextAtNoon())
const event = (message: Json) => {
  const [incoming] = read(message)
  if (!incoming || incoming.is === 'bad') throw new Error(incoming?.reason)
  return incoming.event
}

describe('distinct ids', () => {
  test.each<[string, Json, string]>([
    ['a server puts it beside the properties', { event: 'x', distinct_id: 'u1' }, 'userId:u1'],
    ['a browser inside', { event: 'x', properties: { distinct_id: 'u1', $is_identified: true, $device_id: 'd1' } }, 'userId:u1'],
    ['not identified yet', { event: 'x', properties: { distinct_id: 'v7', $is_identified: false } }, 'anonymousId:v7'],
    ['the device itself', { event: 'x', properties: { distinct_id: 'v7', $device_id: 'v7' } }, 'anonymousId:v7'],
    ['no person profile wanted', { event: 'x', distinct_id: 'v7', properties: { $process_person_profile: false } }, 'anonymousId:v7'],
    ['identify joins the visitor', { event: '$identify', distinct_id: 'u1', properties: { $anon_distinct_id: 'v7', $is_identified: true }, $set: { email: 'U1@example.com' } }, 'userId:u1 email:u1@example.com anonymousId:v7'],
    ['alias', { event: '$create_alias', distinct_id: 'u1', properties: { distinct_id: 'u1', alias: 'anon1' } }, 'userId:u1 anonymousId:anon1'],
    ['alias to oneself', { event: '$create_alias', distinct_id: 'u1', properties: { alias: 'u1' } }, 'userId:u1'],
    ['a group of nobody', { event: '$groupidentify', distinct_id: '$company_g1', properties: { $group_type: 'company', $group_key: 'g1' } }, 'no_identifier'],
    ['nobody', { event: 'x' }, 'no_identifier'],
  ])('%s', (_, message, expected) => expect(people(read(message)[0])).toBe(expected))
})

describe('events', () => {
  test.each<[string, Json, string, Json]>([
    [
      'a page',
      { event: '$pageview', properties: { $current_url: 'https://s.example/p?a=1#x', $pathname: '/p', title: 'T', $referrer: '$direct', $host: 's' } },
      'page_viewed',
      { url: 'https://s.example/p?a=1#x', path: '/p', title: 'T', search: '?a=1', referrer: '' },
    ],
    ['a screen', { event: '$screen', properties: { $screen_name: 'Cart' } }, 'screen_viewed', { name: 'Cart' }],
    ['a group', { event: '$groupidentify', properties: { $group_type: 'company', $group_key: 'g1', $group_set: { name: 'ACME' } } }, 'grouped', { group: 'g1', kind: 'company', traits: { name: 'ACME' } }],
    ['an exposure', { event: '$feature_flag_called', properties: { $feature_flag: 'new', $feature_flag_response: 'blue', '$feature/new': 'blue' } }, 'feature_flag_called', { flag: 'new', variant: 'blue' }],
    ['set', { event: '$set', properties: { $set: { plan: 'pro' }, $set_once: { first: 1, $initial_host: 'h', utm_source: null } } }, 'identified', { traits: { plan: 'pro' }, once: { first: 1 } }],
    ['an own event', { event: 'Order Completed', properties: { total: 5, $lib: 'web', token: 't', utm_source: 'line', gclid: null } }, 'order_completed', { total: 5 }],
    ['a built-in event', { event: '$autocapture', properties: { $event_type: 'click', $el_text: 'Buy', $browser: 'Chrome' } }, 'autocapture', { event_type: 'click', el_text: 'Buy' }],
  ])('%s', (_, message, type, properties) => expect(event({ distinct_id: 'u1', ...(message as object) })).toMatchObject({ type, properties }))

  test('traits set along with an event become an identified of their own, once each', () => {
    const out = read({ event: 'Upgraded', uuid: 'e1', distinct_id: 'u1', properties: { $set: { plan: 'pro' } } })
    expect(out.map((one) => one.is === 'event' && [one.event.id, one.event.type, one.event.properties])).toEqual([
      ['web:e1', 'upgraded', {}],
      ['web:e1#set', 'identified', { traits: { plan: 'pro' } }],
    ])
  })
  test('context in the words of the other dialects', () => {
    const properties = { $timezone: 'Asia/Taipei', $browser_language: 'zh-TW', $session_id: 's', $device_id: 'd', utm_source: 'line', gclid: 'G1', fbclid: null, $current_url: 'https://x/' }
    expect(event({ event: 'x', distinct_id: 'u', properties }).context).toEqual({
      timezone: 'Asia/Taipei', locale: 'zh-TW', sessionId: 's', device: { id: 'd' }, campaign: { source: 'line', gclid: 'G1' }, page: { url: 'https://x/' },
    })
  })
  test('a batch, with the time corrected by sent_at, and an offset instead of a time', () => {
    const sent_at = new Date(NOON + 3_600_000).toISOString()
    const out = fromPosthog({ api_key: 'k', sent_at, batch: [{ event: 'x', distinct_id: 'u', timestamp: new Date(NOON + 3_590_000).toISOString() }, 5] }, contextAtNoon())
    expect(out).toMatchObject([{ event: { at: NOON - 10_000 } }, { is: 'bad', code: 'not_an_object' }])
    expect(event({ event: 'x', distinct_id: 'u', offset: 4_000 }).at).toBe(NOON - 4_000)
  })
})
