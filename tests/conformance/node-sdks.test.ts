/** Real server SDKs against the collector: every call arrives once, with the right fields, through refusals too. */
import { jitsuAnalytics } from '@jitsu/js'
import RudderAnalytics from '@rudderstack/rudder-sdk-node'
import { Analytics } from '@segment/analytics-node'
import type { Event } from '@rapport/core/event/event'
import { PostHog } from 'posthog-node'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { KEY, knownPeople, openDoor, type Door } from './door.ts'

let door: Door
beforeEach(async () => {
  door = await openDoor({ flags: [{ key: 'new-checkout', enabled: true, variant: 'blue' }] })
})
afterEach(() => door.close())

const BULK = 30
const WHEN = new Date('2026-01-02T03:04:05.000Z')
const heads = (): readonly string[] => door.events.map((event) => `${event.type} [${knownPeople(event)}]`)
const first = (type: string): Event | undefined => door.events.find((event) => event.type === type)
const once = (count: number): void => {
  expect(door.events, heads().join('\n')).toHaveLength(count)
  expect(door.bad).toEqual([])
  expect(door.duplicates()).toBe(0)
}
const bulkArrived = (): void => {
  const numbers = door.events.filter((event) => event.type === 'bulk').map((event) => event.properties['i'])
  expect(numbers.sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: BULK }, (_, i) => i))
}

const CALLS = [
  'identified [email:u1@example.com userId:u1]',
  'order_completed [userId:u1]',
  'page_viewed [anonymousId:anon1]',
  'screen_viewed [anonymousId:anon1]',
  'grouped [userId:u1]',
  'aliased [anonymousId:anon1 userId:u1]',
]
const fieldsAreRight = (): void => {
  expect(first('identified')?.properties).toEqual({ traits: { email: 'u1@example.com', plan: 'pro' } })
  expect(first('order_completed')).toMatchObject({ at: WHEN.getTime(), properties: { total: 12.5 }, context: { ip: '203.0.113.9' } })
  expect(first('page_viewed')?.properties).toMatchObject({ name: 'Home' })
  expect(first('screen_viewed')?.properties).toMatchObject({ name: 'Cart' })
  expect(first('grouped')?.properties).toEqual({ group: 'g1', traits: { name: 'ACME' } })
  // The address of the server that sends says nothing about the person.
  expect(first('grouped')?.context?.['ip']).toBeUndefined()
}

describe('@segment/analytics-node', () => {
  const start = (): Analytics => new Analytics({ writeKey: KEY, host: door.url, flushInterval: 50 })
  test('all calls, then a bulk of 30', async () => {
    const segment = start()
    segment.identify({ userId: 'u1', traits: { email: 'u1@example.com', plan: 'pro' } })
    segment.track({ userId: 'u1', event: 'Order Completed', properties: { total: 12.5 }, timestamp: WHEN, context: { ip: '203.0.113.9' } })
    segment.page({ anonymousId: 'anon1', name: 'Home' })
    segment.screen({ anonymousId: 'anon1', name: 'Cart' })
    segment.group({ userId: 'u1', groupId: 'g1', traits: { name: 'ACME' } })
    segment.alias({ userId: 'u1', previousId: 'anon1' })
    for (let i = 0; i < BULK; i++) segment.track({ userId: 'u1', event: 'Bulk', properties: { i } })
    await segment.closeAndFlush()
    expect(heads().slice(0, CALLS.length)).toEqual(CALLS)
    fieldsAreRight()
    bulkArrived()
    once(CALLS.length + BULK)
  })
  test('429 with Retry-After: waits, sends again, once', async () => {
    door.overload(1, 1)
    const segment = start()
    segment.track({ userId: 'u1', event: 'Patient' })
    await door.until('the retry', () => door.events.length === 1)
    await segment.closeAndFlush()
    once(1)
    expect(door.requests).toEqual(['POST /v1/batch 429', 'POST /v1/batch 200'])
  })
})

describe('@rudderstack/rudder-sdk-node', () => {
  const start = (): RudderAnalytics => new RudderAnalytics(KEY, { dataPlaneUrl: door.url, flushInterval: 50, gzip: true })
  test('all calls, then a bulk of 30', async () => {
    const rudder = start()
    rudder.identify({ userId: 'u1', traits: { email: 'u1@example.com', plan: 'pro' } })
    rudder.track({ userId: 'u1', event: 'Order Completed', properties: { total: 12.5 }, timestamp: WHEN, context: { ip: '203.0.113.9' } })
    rudder.page({ anonymousId: 'anon1', name: 'Home' })
    rudder.screen({ anonymousId: 'anon1', name: 'Cart' })
    rudder.group({ userId: 'u1', groupId: 'g1', traits: { name: 'ACME' } })
    rudder.alias({ userId: 'u1', previousId: 'anon1' })
    for (let i = 0; i < BULK; i++) rudder.track({ userId: 'u1', event: 'Bulk', properties: { i } })
    await door.until('36 events', () => door.events.length === CALLS.length + BULK)
    expect(heads().filter((head) => !head.startsWith('bulk'))).toEqual(CALLS)
    fieldsAreRight()
    bulkArrived()
    once(CALLS.length + BULK)
  })
  test('429 with Retry-After: waits, sends again, once; a base address with the path doubled works', async () => {
    door.overload(1, 1)
    const rudder = new RudderAnalytics(KEY, { dataPlaneUrl: `${door.url}/v1/batch`, flushInterval: 50 })
    rudder.track({ userId: 'u1', event: 'Patient' })
    await door.until('the retry', () => door.events.length === 1)
    once(1)
    expect(door.requests).toEqual(['POST /v1/batch/v1/batch 429', 'POST /v1/batch/v1/batch 200'])
  })
})

describe('posthog-node', () => {
  const start = (): PostHog => new PostHog(KEY, { host: door.url, flushInterval: 50, fetchRetryDelay: 100, disableGeoip: true })
  test('all calls, flags, then a bulk of 30', async () => {
    const posthog = start()
    posthog.identify({ distinctId: 'u1', properties: { email: 'u1@example.com', plan: 'pro' } })
    posthog.capture({ distinctId: 'u1', event: 'Order Completed', properties: { total: 12.5, $ip: '203.0.113.9' }, timestamp: WHEN })
    posthog.groupIdentify({ groupType: 'company', groupKey: 'g1', properties: { name: 'ACME' }, distinctId: 'u1' })
    posthog.alias({ distinctId: 'u1', alias: 'anon1' })
    posthog.capture({ distinctId: 'u1', event: 'Upgraded', properties: { $set: { plan: 'max' } } })
    expect(await posthog.getFeatureFlag('new-checkout', 'u1')).toBe('blue')
    for (let i = 0; i < BULK; i++) posthog.capture({ distinctId: 'u1', event: 'Bulk', properties: { i } })
    await posthog.shutdown()
    expect(heads().filter((head) => !head.startsWith('bulk')).sort()).toEqual(
      [
        'aliased [anonymousId:anon1 userId:u1]',
        'feature_flag_called [userId:u1]',
        'grouped [userId:u1]',
        'identified [email:u1@example.com userId:u1]',
        'identified [userId:u1]',
        'order_completed [userId:u1]',
        'upgraded [userId:u1]',
      ].sort(),
    )
    expect(first('identified')?.properties).toEqual({ traits: { email: 'u1@example.com', plan: 'pro' } })
    expect(first('order_completed')).toMatchObject({ at: WHEN.getTime(), properties: { total: 12.5 }, context: { ip: '203.0.113.9' } })
    expect(first('grouped')?.properties).toEqual({ group: 'g1', kind: 'company', traits: { name: 'ACME' } })
    expect(first('feature_flag_called')?.properties).toMatchObject({ flag: 'new-checkout', variant: 'blue' })
    bulkArrived()
    once(7 + BULK)
  })
  test('503 with Retry-After: sends again, once', async () => {
    door.overload(1, 1)
    const posthog = start()
    posthog.capture({ distinctId: 'u1', event: 'Patient' })
    await door.until('the retry', () => door.events.length === 1)
    await posthog.shutdown()
    once(1)
    expect(door.requests).toEqual(['POST /batch/ 503', 'POST /batch/ 200'])
  })
})

describe('@jitsu/js on a server', () => {
  test('all calls, then a bulk of 30', async () => {
    const jitsu = jitsuAnalytics({ host: door.url, writeKey: `${KEY}:secret` })
    await jitsu.identify('u1', { email: 'u1@example.com', plan: 'pro' })
    await jitsu.track('Order Completed', { total: 12.5 })
    await jitsu.page({ name: 'Home' })
    await jitsu.group('g1', { name: 'ACME' })
    for (let i = 0; i < BULK; i++) await jitsu.track('Bulk', { i })
    await door.until('34 events', () => door.events.length === 4 + BULK)
    expect(heads().slice(0, 4)).toEqual([
      'identified [anonymousId:made-up email:u1@example.com userId:u1]',
      'order_completed [anonymousId:made-up userId:u1]',
      'page_viewed [anonymousId:made-up userId:u1]',
      'grouped [anonymousId:made-up userId:u1]',
    ])
    expect(first('identified')?.properties).toEqual({ traits: { email: 'u1@example.com', plan: 'pro' } })
    expect(first('order_completed')?.properties).toEqual({ total: 12.5 })
    expect(first('grouped')?.properties).toEqual({ group: 'g1', traits: { name: 'ACME' } })
    bulkArrived()
    once(4 + BULK)
  })
})
