/** Our own SDK in a real browser against a collector that misbehaves on demand: every event arrives once, and nothing is kept that was not allowed. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ARGUMENTS, CHROMIUM, hasChromium } from '../conformance/browser.ts'
import { KEY, openDoor, type Door } from '../conformance/door.ts'
import { openShopPages, type ShopPages } from './shop-pages.ts'

if (!hasChromium) console.log(`Skipped: the tests of our own SDK need Chromium at ${CHROMIUM}.`)

let shop: ShopPages
let browser: BrowserContext
let folder: string
let door: Door
let storage: 'local' | 'memory' | 'none' = 'local'

const open = async (): Promise<Page> => {
  const page = await browser.newPage()
  await page.goto(`${shop.url}/`)
  return page
}
const kept = (page: Page): Promise<readonly string[]> => page.evaluate('Object.keys(localStorage)')
const arrived = (type: string): number => door.events.filter((event) => event.type === type).length

describe.skipIf(!hasChromium)('our own SDK in a page', () => {
  beforeAll(async () => {
    shop = await openShopPages(() => ({ host: door.url, writeKey: KEY, storage }))
    folder = await mkdtemp(join(tmpdir(), 'rapport-sdk-browser-'))
    browser = await chromium.launchPersistentContext(folder, { executablePath: CHROMIUM, args: [...ARGUMENTS], headless: true })
  })
  afterAll(async () => {
    await browser?.close()
    await shop?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })
  beforeEach(async () => {
    door = await openDoor()
  })
  afterEach(async () => {
    for (const page of browser.pages()) {
      if (page.url().startsWith(shop.url)) await page.evaluate('localStorage.clear()')
      await page.goto('about:blank')
    }
    await door.close()
  })

  test('events arrive in order, in few requests, without asking permission first', async () => {
    const page = await open()
    await page.evaluate('for (let i = 0; i < 250; i++) rapport.track("Item Viewed", { i }); rapport.flush()')
    await door.until('250 events', () => arrived('item_viewed') === 250)
    expect(door.events.filter(({ type }) => type === 'item_viewed').map(({ properties }) => properties['i'])).toEqual(Array.from({ length: 250 }, (_, i) => i))
    expect([door.duplicates(), door.bad]).toEqual([0, []])
    const requests = door.requests.filter((line) => line.includes('/v1/events'))
    expect(requests.every((line) => line === 'POST /v1/events 200')).toBe(true)
    expect(requests.length).toBeLessThan(15)
  })

  test('a busy server is asked again when it said so, and gets each event once', async () => {
    const page = await open()
    await page.evaluate('rapport.flush()')
    door.overload(1, 1)
    await page.evaluate('rapport.track("Patient")')
    await door.until('the retry', () => arrived('patient') === 1)
    expect(door.requests.filter((line) => line.endsWith(' 429'))).toHaveLength(1)
    expect(door.duplicates()).toBe(0)
  })

  test('what a page could not send, the next page sends', async () => {
    const page = await open()
    await page.evaluate('rapport.flush()')
    door.overload(3, 60)
    await page.evaluate('rapport.track("Unlucky"); rapport.flush()')
    await page.goto('about:blank')
    expect(arrived('unlucky')).toBe(0)
    await page.goto(`${shop.url}/next`)
    await page.evaluate('rapport.flush()')
    await page.goto(`${shop.url}/next`)
    await door.until('the event', () => arrived('unlucky') === 1)
  })

  test('two tabs do not take each other’s events away', async () => {
    const [one, two] = [await open(), await open()]
    await one.evaluate('for (let i = 0; i < 20; i++) rapport.track("One", { i })')
    await two.evaluate('for (let i = 0; i < 20; i++) rapport.track("Two", { i })')
    await door.until('both', () => arrived('one') === 20 && arrived('two') === 20)
    expect(new Set(door.events.map(({ identifiers }) => JSON.stringify(identifiers))).size).toBe(1)
  })

  test('before the person agrees nothing is kept in the browser; afterwards the id is; withdrawn, it is gone', async () => {
    storage = 'none'
    try {
      const page = await open()
      const first = await page.evaluate('rapport.flush().then(() => rapport.ready).then((identity) => identity.anonymousId)')
      expect([await kept(page), (await page.context().cookies()).length]).toEqual([[], 0])
      await page.evaluate('rapport.consent("analytics", "given"); rapport.flush()')
      await page.goto(`${shop.url}/next`)
      expect(await page.evaluate('rapport.ready.then((identity) => identity.anonymousId)')).toBe(first)
      await page.evaluate('rapport.consent("analytics", "withdrawn"); rapport.flush()')
      expect(await kept(page)).toEqual([])
      await door.until('both statements', () => arrived('consent_given') === 1 && arrived('consent_withdrawn') === 1)
    } finally {
      storage = 'local'
    }
  })
})
