/** The whole loop with nothing replaced: a browser on a shop page, the server in its process, a mail host on SMTP. One story, told in order. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ARGUMENTS, CHROMIUM, hasChromium } from '../conformance/browser.ts'
import { shopDefinitions } from './definitions.ts'
import { openShopPages, type ShopPages } from './shop-pages.ts'
import { KEYS, openWorld, pause, until, type Answer, type World } from './world.ts'

if (!hasChromium) console.log(`Skipped: the whole-loop test needs Chromium at ${CHROMIUM}.`)

let world: World
let shop: ShopPages
let browser: BrowserContext
let folder: string
let page: Page
let anonymousId: string

const person = (): Promise<Answer> => world.ask('GET', '/v1/profiles/userId:mei')
const decisions = async (): Promise<readonly Answer[]> => (await world.ask('GET', '/v1/decisions?person=userId:mei&locale=en')).items
const messages = async (state: string): Promise<readonly Answer[]> => (await world.ask('GET', `/v1/messages?person=userId:mei&state=${state}`)).items
const types = async (ref: string): Promise<readonly string[]> => (await world.ask('GET', `/v1/profiles/${ref}/timeline`)).items.map(({ event }: Answer) => event.type)
const banner = (text: string): Promise<unknown> => page.waitForFunction(`document.getElementById('banner').textContent === '${text}'`, undefined, { timeout: 10_000 })
const decisionOnPage = (): Promise<string> => page.evaluate(`document.getElementById('banner').dataset.decision`)
const flushed = (): Promise<unknown> => page.evaluate('rapport.flush()')
const links = (html: string): readonly string[] => [...html.matchAll(/href="([^"]+)"/g)].map((found) => (found[1] ?? '').replaceAll('&amp;', '&'))

describe.skipIf(!hasChromium)('a customer and the shop', () => {
  beforeAll(async () => {
    world = await openWorld()
    shop = await openShopPages(() => ({ host: world.url, writeKey: KEYS.write }))
    const { version } = await world.ask('GET', '/v1/definitions')
    await world.ask('PUT', '/v1/definitions', { version, definitions: shopDefinitions(shop.url) })
    folder = await mkdtemp(join(tmpdir(), 'rapport-e2e-browser-'))
    browser = await chromium.launchPersistentContext(folder, { executablePath: CHROMIUM, args: [...ARGUMENTS], headless: true, locale: 'en-US' })
    page = await browser.newPage()
    // A till of the shop has known her for a month: the login must join two people, not rename one.
    await world.send(JSON.stringify({ type: 'order_completed', id: 'till-1', at: new Date(Date.now() - 30 * 86_400_000).toISOString(), identifiers: { userId: 'mei' }, properties: { total: 320 } }))
  })
  afterAll(async () => {
    await browser?.close()
    await shop?.close()
    await world?.close()
    if (folder) await rm(folder, { recursive: true, force: true })
  })

  test('a visitor looks around and is a person without a name', async () => {
    await page.goto(`${shop.url}/`)
    await banner('New teas')
    await page.goto(`${shop.url}/tea/oolong?utm_source=line`)
    await banner('New teas')
    await flushed()
    anonymousId = await page.evaluate('rapport.ready.then((identity) => identity.anonymousId)')
    const profile = await until('the visitor', () => world.ask('GET', `/v1/profiles/anonymousId:${anonymousId}`).catch(() => null))
    expect(profile).toMatchObject({ name: null, identifiers: [{ kind: 'anonymousId', value: anonymousId }] })
    expect((await types(`anonymousId:${anonymousId}`)).filter((type) => type === 'page_viewed')).toHaveLength(2)
    expect((await world.ask('GET', '/v1/profiles')).items).toHaveLength(2)
  })

  test('she logs in: two people become one, with both histories', async () => {
    await page.click('#login')
    await banner('新茶上市')
    const profile = await person()
    expect(profile.identifiers).toEqual(expect.arrayContaining([{ kind: 'userId', value: 'mei' }, { kind: 'anonymousId', value: anonymousId }, { kind: 'email', value: 'mei@example.com' }]))
    expect((await world.ask('GET', `/v1/profiles/anonymousId:${anonymousId}`)).id).toBe(profile.id)
    expect((await world.ask('GET', '/v1/profiles')).items).toHaveLength(1)
    const all = await types('userId:mei')
    expect([all.filter((type) => type === 'page_viewed').length, all.at(-1), all.includes('identified')]).toEqual([2, 'order_completed', true])
  })

  test('she agrees on the page, and the wording she saw is on record', async () => {
    expect((await person()).consent.find(({ purpose }: Answer) => purpose === 'marketing')).toMatchObject({ allowed: false })
    await page.click('#allow')
    await flushed()
    expect((await person()).consent.find(({ purpose }: Answer) => purpose === 'marketing')).toMatchObject({ allowed: true, entries: [{ channel: '*', is: 'given', text: 'shop-2026-11' }] })
  })

  test('she fills a cart and sees the offer for carts in the same visit; the reasons are on record', async () => {
    await page.click('#cart')
    await banner('今天免運費')
    const id = await decisionOnPage()
    const decision = await until('the decision', async () => (await decisions()).find((one) => one.id === id))
    expect(decision).toMatchObject({ chosen: 'shipping', propensity: 1, explored: false, placement: 'banner', context: { path: '/tea/oolong' } })
    expect(decision.why).toContain('Free shipping')
    expect(decision.candidates).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ offer: 'shipping', probability: 1, score: expect.closeTo(5, 0) }),
        expect.objectContaining({ offer: 'news', probability: 0 }),
        expect.objectContaining({ offer: 'samples', out: expect.objectContaining({ check: 'eligibility' }) }),
        expect.objectContaining({ offer: null }),
      ]),
    )
    expect((await person()).segments).toMatchObject([{ segment: 'open-cart' }])
  })

  test('she leaves, and after the wait gets exactly one mail, in her language, with a way out', async () => {
    const left = Date.now()
    await page.goto('about:blank')
    const mail = await until('the mail', () => world.inbox.messages()[0])
    expect(mail.at - left).toBeGreaterThan(1_000)
    expect(mail).toMatchObject({ from: 'tea@shop.example', to: ['mei@example.com'], subject: '林美，您的購物車還在等您' })
    expect(mail.text).toContain('林美 您好，凍頂烏龍還在購物車裡')
    expect(mail.html).toContain('林美 您好')
    expect(mail.headers['list-unsubscribe']).toMatch(new RegExp(`<${world.url}/u/[^>]+>`))
    expect(mail.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click')
    expect(links(mail.html ?? '').map((link) => new URL(link).pathname.slice(0, 3))).toEqual(['/c/', '/u/'])
    await pause(1_500)
    expect(world.inbox.messages()).toHaveLength(1)
    expect(await messages('sent')).toMatchObject([{ template: 'cart', journey: 'cart-mail', step: 'mail', to: 'mei@example.com', attempts: 1 }])
    expect((await person()).offers.find(({ offer }: Answer) => offer === 'shipping')).toMatchObject({ shown: 1 })
  })

  test('she clicks in the mail, arrives in the shop, and the next offer is another one', async () => {
    const [click = ''] = links(world.inbox.messages()[0]?.html ?? '')
    await page.goto(click)
    expect(page.url()).toBe(`${shop.url}/cart?from=mail`)
    await banner('送您試喝包')
    const timeline = (await world.ask('GET', '/v1/profiles/userId:mei/timeline')).items
    expect(timeline.find(({ event }: Answer) => event.type === 'message_clicked')?.event.properties).toMatchObject({ template: 'cart', journey: 'cart-mail', url: `${shop.url}/cart?from=mail` })
    const id = await decisionOnPage()
    expect(await until('the decision', async () => (await decisions()).find((one) => one.id === id))).toMatchObject({ chosen: 'samples', propensity: 1 })
  })

  test('she withdraws by the link in the mail, and a second cart sends nothing, with the reason on record', async () => {
    const [, wayOut = ''] = links(world.inbox.messages()[0]?.html ?? '')
    await page.goto(wayOut)
    expect(await page.textContent('h1')).toContain('取消訂閱')
    expect((await person()).consent.find(({ purpose }: Answer) => purpose === 'marketing').allowed).toBe(true)
    await Promise.all([page.waitForLoadState('load'), page.click('button')])
    await page.waitForSelector('[role=status]')
    expect((await person()).consent.find(({ purpose }: Answer) => purpose === 'marketing').entries).toEqual(expect.arrayContaining([expect.objectContaining({ channel: 'email', is: 'withdrawn' })]))

    await page.goto(`${shop.url}/tea/oolong`)
    await page.click('#cart')
    await flushed()
    const [refused] = await until('the refusal', async () => ((await messages('refused')).length > 0 ? messages('refused') : null))
    expect(refused).toMatchObject({ state: 'refused', why: 'no_consent', detail: { purpose: 'marketing', channel: 'email' }, journey: 'cart-mail', attempts: 0 })
    await pause(1_500)
    expect(world.inbox.messages()).toHaveLength(1)
    expect(await messages('sent')).toHaveLength(1)
  })

  test('what she does in the very moment of leaving a page arrives, once', async () => {
    await page.evaluate(`rapport.track('chat_opened', {}); location.href = 'about:blank'`)
    await until('the last event', async () => (await types('userId:mei')).includes('chat_opened'))
    // The page that comes next may send it again, because nobody told the browser that it arrived.
    await page.goto(`${shop.url}/`)
    await flushed()
    expect((await types('userId:mei')).filter((type) => type === 'chat_opened')).toHaveLength(1)
  })

  test('nothing went wrong on any page, and every event is accounted for', async () => {
    expect(await page.evaluate('problems')).toEqual([])
    const { tally } = await world.ask('GET', '/v1/health')
    expect(tally.in).toBe(tally.accepted + tally.duplicate + tally.bad)
    expect(tally.bad).toBe(0)
  })
})
