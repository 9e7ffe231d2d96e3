/** Real browser SDKs against the collector, across origins: every call arrives once, with the right fields, through refusals too. */
import type { Event } from '@rapport/core/event/event'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { hasChromium, startBrowser, type Browser } from './browser.ts'
import { KEY, knownPeople, openDoor, type Door } from './door.ts'

if (!hasChromium) console.log('Skipped: no Chromium at /usr/bin/chromium for the browser SDKs.')

const BULK = 30
const START = `const at = new URLSearchParams(location.search); const door = at.get('door'); const key = '${KEY}';`
const BULK_LOOP = `for (let i = 0; i < ${BULK}; i++) sdk.track('Bulk', { i });`

/** `window.calls()` makes every call there is, `window.patient()` one. */
const SCRIPTS = {
  segment: `
    import { AnalyticsBrowser } from '@segment/analytics-next'
    ${START}
    const [sdk] = await AnalyticsBrowser.load({ writeKey: key, cdnURL: door })
    window.calls = async () => {
      await sdk.page('Docs', 'Home')
      await sdk.track('Product Viewed', { price: 9.5 })
      await sdk.identify('u1', { email: 'u1@example.com' })
      await sdk.track('Order Completed', { total: 12.5 })
      await sdk.group('g1', { name: 'ACME' })
      await sdk.alias('u1')
      await sdk.screen('Cart')
      ${BULK_LOOP}
    }
    window.patient = () => { sdk.track('Patient') }
    window.ready = true`,
  rudder: `
    import { RudderAnalytics } from '@rudderstack/analytics-js/bundled'
    ${START}
    const sdk = new RudderAnalytics()
    sdk.load(key, door, { configUrl: door, sessions: { autoTrack: false } })
    sdk.ready(() => { window.ready = true })
    window.calls = () => {
      sdk.page('Docs', 'Home')
      sdk.track('Product Viewed', { price: 9.5 })
      sdk.identify('u1', { email: 'u1@example.com' })
      sdk.track('Order Completed', { total: 12.5 })
      sdk.group('g1', { name: 'ACME' })
      sdk.alias('u2', 'u1')
      ${BULK_LOOP}
    }
    window.patient = () => { sdk.track('Patient') }`,
  posthog: `
    import posthog from 'posthog-js'
    ${START}
    posthog.init(key, {
      api_host: door, autocapture: false, capture_pageview: false, capture_pageleave: false, disable_session_recording: true, disable_surveys: true,
      disable_external_dependency_loading: true, opt_out_useragent_filter: true, rate_limiting: { events_per_second: 100, events_burst_limit: 1000 },
      loaded: () => { window.ready = true },
    })
    window.calls = () => {
      posthog.capture('$pageview')
      posthog.capture('Product Viewed', { price: 9.5 })
      posthog.identify('u1', { email: 'u1@example.com' })
      posthog.capture('Order Completed', { total: 12.5 })
      posthog.group('company', 'g1', { name: 'ACME' })
      posthog.alias('u2')
      for (let i = 0; i < ${BULK}; i++) posthog.capture('Bulk', { i })
    }
    window.flag = () => posthog.getFeatureFlag('new-checkout')
    window.patient = () => { posthog.capture('Patient') }`,
  jitsu: `
    import { jitsuAnalytics } from '@jitsu/js'
    ${START}
    const sdk = jitsuAnalytics({ host: door, writeKey: key + ':secret' })
    window.calls = async () => {
      await sdk.page({ name: 'Home' })
      await sdk.track('Product Viewed', { price: 9.5 })
      await sdk.identify('u1', { email: 'u1@example.com' })
      await sdk.track('Order Completed', { total: 12.5 })
      await sdk.group('g1', { name: 'ACME' })
      for (let i = 0; i < ${BULK}; i++) await sdk.track('Bulk', { i })
    }
    window.ready = true`,
}

let browser: Browser
let door: Door
const heads = (): readonly string[] => door.events.map((event) => `${event.type} [${knownPeople(event)}]`)
const first = (type: string): Event | undefined => door.events.find((event) => event.type === type)

/** What must hold for every SDK once `calls` events and the bulk are here. */
async function arrived(expected: readonly string[]): Promise<void> {
  await door.until(`${expected.length + BULK} events`, () => door.events.length >= expected.length + BULK)
  // A little longer: what comes twice comes soon.
  await new Promise((resolve) => setTimeout(resolve, 500))
  expect(heads().filter((head) => !head.startsWith('bulk')).sort()).toEqual([...expected].sort())
  const numbers = door.events.filter((event) => event.type === 'bulk').map((event) => Number(event.properties['i']))
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: BULK }, (_, i) => i))
  expect([door.bad, door.duplicates()]).toEqual([[], 0])
  expect(first('product_viewed')?.properties).toEqual({ price: 9.5 })
  expect(first('order_completed')?.properties).toEqual({ total: 12.5 })
  expect(first('identified')?.properties).toEqual({ traits: { email: 'u1@example.com' } })
  expect(first('grouped')?.properties).toMatchObject({ group: 'g1', traits: { name: 'ACME' } })
  expect(first('page_viewed')).toMatchObject({
    properties: { title: 'Shop 商店', path: '/products/1' },
    context: { campaign: { source: 'line', name: 'c1' }, page: { title: 'Shop 商店' }, ip: '127.0.0.1', locale: 'en-US' },
  })
  expect(door.requests.filter((line) => !/ (200|204|404)$/.test(line))).toEqual([])
}

async function patient(script: string, timeoutMs: number): Promise<void> {
  const page = await browser.open(script, { door: door.url })
  door.overload(1, 1)
  await page.evaluate('window.patient()')
  await door.until('the retry', () => door.events.length === 1, timeoutMs)
  expect([first('patient')?.type, door.duplicates(), door.bad]).toEqual(['patient', 0, []])
  expect(door.requests.filter((line) => / (429|503)$/.test(line))).toHaveLength(1)
  await page.close()
}

describe.skipIf(!hasChromium)('browser SDKs', () => {
  beforeAll(async () => {
    browser = await startBrowser(SCRIPTS)
  })
  afterAll(async () => {
    await browser?.close()
    // No SDK may talk to its vendor from a page of ours.
    expect(browser?.strayed).toEqual([])
  })
  beforeEach(async () => {
    door = await openDoor({ flags: [{ key: 'new-checkout', enabled: true, variant: 'blue' }] })
  })
  afterEach(() => door.close())

  const visitor = '[anonymousId:made-up]'
  const known = '[anonymousId:made-up userId:u1]'
  const told = 'identified [anonymousId:made-up email:u1@example.com userId:u1]'

  test('@segment/analytics-next: all calls and a bulk of 30', async () => {
    const page = await browser.open('segment', { door: door.url })
    await page.evaluate('window.calls()')
    await arrived([`page_viewed ${visitor}`, `product_viewed ${visitor}`, told, `order_completed ${known}`, `grouped ${known}`, `aliased ${known}`, `screen_viewed ${known}`])
    await page.close()
  })
  test('@segment/analytics-next: 429 with Retry-After, then once', () => patient('segment', 20_000))

  test('@segment/analytics-next: the script of the snippet comes from us, under a first-party prefix', async () => {
    const page = await browser.open('jitsu', { door: door.url })
    await page.evaluate(`new Promise((resolve, reject) => {
      const analytics = (window.analytics = [])
      analytics._writeKey = '${KEY}'
      analytics._cdn = '${door.url}/e3kq'
      for (const method of ['track', 'page', 'identify']) analytics[method] = (...passed) => { analytics.push([method, ...passed]); return analytics }
      analytics.page()
      analytics.track('From Snippet', { a: 1 })
      const script = document.createElement('script')
      script.src = '${door.url}/e3kq/analytics.js/v1/${KEY}/analytics.min.js'
      script.onload = resolve
      script.onerror = reject
      document.head.append(script)
    })`)
    await door.until('page and track', () => door.events.length === 2)
    expect(first('from_snippet')?.properties).toEqual({ a: 1 })
    expect(door.requests).toContain('POST /e3kq/v1/t 200')
    await page.close()
  })

  test('@rudderstack/analytics-js (bundled): all calls and a bulk of 30', async () => {
    const page = await browser.open('rudder', { door: door.url })
    await page.evaluate('window.calls()')
    await arrived([`page_viewed ${visitor}`, `product_viewed ${visitor}`, told, `order_completed ${known}`, `grouped ${known}`, 'aliased [anonymousId:made-up anonymousId:u1 userId:u2]'])
    await page.close()
  })
  test('@rudderstack/analytics-js (bundled): 429, then once', () => patient('rudder', 20_000))

  test('posthog-js: all calls, flags and a bulk of 30', async () => {
    const page = await browser.open('posthog', { door: door.url })
    await page.evaluate('window.calls()')
    await arrived([`page_viewed ${visitor}`, `product_viewed ${visitor}`, told, 'order_completed [userId:u1]', 'grouped [userId:u1]', 'aliased [anonymousId:u2 userId:u1]'])
    await page.waitForFunction("window.flag() === 'blue'", undefined, { timeout: 10_000 })
    await door.until('the exposure', () => first('feature_flag_called') !== undefined)
    expect(first('feature_flag_called')?.properties).toMatchObject({ flag: 'new-checkout', variant: 'blue' })
    await page.close()
  })
  test('posthog-js: 503, then once', () => patient('posthog', 30_000))

  test('@jitsu/js: all calls and a bulk of 30', async () => {
    const page = await browser.open('jitsu', { door: door.url })
    await page.evaluate('window.calls()')
    await arrived([`page_viewed ${visitor}`, `product_viewed ${visitor}`, told, `order_completed ${known}`, `grouped ${known}`])
    await page.close()
  })
})
