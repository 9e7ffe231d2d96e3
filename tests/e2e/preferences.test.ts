/** The preference page in a real browser: a letter's link, choices without scripts, a withdrawal that holds at the gate, and a receipt that leads to the ledger. */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ARGUMENTS, CHROMIUM, hasChromium } from '../conformance/browser.ts'
import { openWorld, until, type Answer, type World } from './world.ts'

if (!hasChromium) console.log(`Skipped: the test of the preference page needs Chromium at ${CHROMIUM}.`)

const ROOT = join(import.meta.dirname, '..', '..')
const SHOTS = join(ROOT, 'tests', 'artifacts')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
/** A phone held by somebody of seventy. */
const PHONE = { width: 390, height: 844 }

const letter = (text: string) => ({ subject: '您好', html: `<p>${text}</p><a href="{{ preferences_url }}">收件設定</a> <a href="{{ unsubscribe_url }}">取消訂閱</a>`, text: `${text} {{ preferences_url }}` })
const definitions = {
  ...DEFAULT_DEFINITIONS,
  templates: [
    { id: 'hello', name: 'Hello', channel: 'email', defaultLocale: 'zh-Hant', bodies: { 'zh-Hant': letter('歡迎') } },
    { id: 'news', name: 'News', channel: 'email', defaultLocale: 'zh-Hant', bodies: { 'zh-Hant': letter('優惠') } },
  ],
  journeys: [
    { id: 'hello', name: 'Hello', state: 'live', enter: { event: 'signed_up' }, steps: [{ id: 'mail', send: { channel: 'email', template: 'hello', purpose: 'service' } }] },
    { id: 'news', name: 'News', state: 'live', enter: { event: 'cart_updated' }, steps: [{ id: 'pause', wait: '12s' }, { id: 'mail', send: { channel: 'email', template: 'news', purpose: 'marketing' } }] },
  ],
  sending: { ...DEFAULT_DEFINITIONS.sending, quietHours: undefined },
}

describe.skipIf(!hasChromium)('a customer of seventy chooses what she gets', () => {
  const axe = readFileSync(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8')
  let world: World
  let browser: Browser
  let link = ''
  let page: Page
  let receipt = ''

  const consents = async (): Promise<Answer> => world.ask('GET', '/v1/profiles/userId:ahma/consent?locale=zh-Hant')
  const marketing = async (): Promise<Answer> => (await consents()).purposes.find((one: Answer) => one.purpose === 'marketing').receipts
  const event = (type: string, properties: object = {}) => world.send(JSON.stringify({ type, identifiers: { userId: 'ahma' }, properties }))

  /** A browser without scripts, as mail programs and old phones have it; `probe` may run axe. */
  async function open(url: string, { probe = false } = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: PHONE, javaScriptEnabled: probe, bypassCSP: probe, locale: 'en-US' })
    const opened = await context.newPage()
    await opened.goto(url)
    return opened
  }

  async function violations(url: string): Promise<readonly string[]> {
    const probed = await open(url, { probe: true })
    await probed.evaluate(axe)
    const found = (await probed.evaluate(`axe.run({ runOnly: { type: 'tag', values: ${JSON.stringify(TAGS)} } }).then((result) => result.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html).join(' ')))`)) as string[]
    await probed.context().close()
    return found
  }

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    world = await openWorld()
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS], headless: true })
    const { version } = await world.ask('GET', '/v1/definitions')
    await world.ask('PUT', '/v1/definitions', { version, definitions })
    await event('identified', { traits: { name: '林陳美玉', email: 'ahma@example.com', phone: '+886912340056', city: '台南市', birthday: '1955-03-02', country: 'TW', locale: 'zh-Hant-TW' } })
    await world.ask('POST', '/v1/consent', { person: 'userId:ahma', purpose: 'marketing', is: 'given', text: 'shop-2026-11' })
    await event('signed_up')
    const mail = await until('the letter', () => world.inbox.messages()[0])
    link = (/href="([^"]+\/p\/[^"]+)"/.exec(mail.html ?? '')?.[1] ?? '').replaceAll('&amp;', '&')
  })
  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  test('the letter has a link to her choices, and opening it changes nothing', async () => {
    expect(link).toContain(`${world.url}/p/`)
    const known = async (): Promise<Answer> => {
      const { events, consent, segments, lastSeen } = await world.ask('GET', '/v1/profiles/userId:ahma')
      return { events, consent, segments, lastSeen, ledger: (await world.ask('GET', '/v1/consent/ledger')).head }
    }
    const before = await known()
    for (let i = 0; i < 3; i++) expect((await fetch(link, { headers: { 'user-agent': 'LinkScanner' } })).status).toBe(200)
    page = await open(link)
    expect(await known()).toEqual(before)
    expect(await page.locator('h1').textContent()).toBe('您想收到什麼？')
    expect(await page.getByRole('checkbox', { name: '好，請用電子郵件通知我' }).isChecked()).toBe(true)
    expect(await page.content()).not.toContain('0912')
  })

  test.each(['zh-Hant', 'zh-Hans', 'th', 'en'])('in %s it is accessible, large and looks as it should', async (language) => {
    expect(await violations(`${link}?lang=${language}`)).toEqual([])
    const shot = await open(`${link}?lang=${language}`, { probe: true })
    const sizes = (await shot.evaluate("[...document.querySelectorAll('p, li, label, button, legend, a')].map((one) => parseFloat(getComputedStyle(one).fontSize))")) as number[]
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(20)
    const boxes = (await shot.evaluate("[...document.querySelectorAll('label, button')].map((one) => one.getBoundingClientRect().height)")) as number[]
    expect(Math.min(...boxes)).toBeGreaterThanOrEqual(44)
    expect(await shot.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true)
    await shot.screenshot({ path: join(SHOTS, `preferences-${language}.png`), fullPage: true })
    await shot.context().close()
  })

  test('she says no to e-mail with the keyboard alone, without scripts: it counts at once and she gets a receipt', async () => {
    await event('cart_updated')
    await page.getByRole('checkbox', { name: '好，請用電子郵件通知我' }).focus()
    await page.keyboard.press('Space')
    await page.getByRole('button', { name: '儲存' }).focus()
    await Promise.all([page.waitForURL(/\/p\//), page.keyboard.press('Enter')])
    const status = await page.getByRole('status').textContent()
    expect(status).toContain('現在就開始生效。')
    receipt = (await page.locator('.receipt').first().textContent()) ?? ''
    await page.screenshot({ path: join(SHOTS, 'preferences-done-zh-Hant.png'), fullPage: true })
    const [whole, email] = [(await marketing()).find((one: Answer) => one.channel === '*'), (await marketing()).find((one: Answer) => one.channel === 'email')]
    expect([whole.allowed, email.allowed]).toEqual([true, false])
    expect(await world.ask('GET', `/v1/consent/receipts/${receipt}?person=userId:ahma`)).toMatchObject({ isTheirs: true, row: { is: 'withdrawn', purpose: 'marketing', channel: 'email', jurisdiction: 'TW', source: 'preferences' } })
  })

  test('the letter that was on its way is refused at the gate; the reason names law, purpose and ledger row', async () => {
    const [line] = await until('the refusal', async () => {
      const { items } = await world.ask('GET', '/v1/messages?person=userId:ahma&state=refused')
      return items.length > 0 ? items : null
    }, 40_000)
    const message = await world.ask('GET', `/v1/messages/${line.id}?locale=zh-Hant`)
    expect(message).toMatchObject({
      template: 'news',
      state: 'refused',
      why: 'no_consent',
      attempts: 0,
      detail: { purpose: 'marketing', channel: 'email', because: 'said', is: 'withdrawn', law: 'pdpa-tw', receipt },
    })
    expect(message.detail.sentence).toContain('個人資料保護法')
    expect(world.inbox.messages()).toHaveLength(1)
    const { items } = await world.ask('GET', '/v1/consent/ledger?person=userId:ahma')
    expect(items.at(-1)).toMatchObject({ n: message.detail.ledger, receipt })
    expect(await world.ask('GET', '/v1/consent/ledger/verify')).toMatchObject({ ok: true, signatures: items.length })
  })

  test('“stop everything” is one press, and what she does is not counted any more', async () => {
    const again = await open(link)
    await Promise.all([again.waitForURL(/\/p\//), again.getByRole('button', { name: '現在全部停止' }).click()])
    expect(await again.getByRole('status').textContent()).toContain('已經全部停止')
    await event('page_viewed', { path: '/tea/secret-oolong' })
    expect(await consents()).toMatchObject({ withheld: true, withheldBy: { purpose: 'analytics' } })
    const timeline = await world.ask('GET', '/v1/profiles/userId:ahma/timeline')
    expect(JSON.stringify(timeline)).not.toContain('secret-oolong')
    await again.context().close()
  })

  test('she asks for her data: the request is there with its number and its clock, once', async () => {
    for (let i = 0; i < 2; i++) {
      const again = await open(link)
      await Promise.all([again.waitForURL(/\/p\//), again.getByRole('button', { name: '請給我一份我的資料' }).click()])
      const number = await again.locator('.receipt').textContent()
      const { items } = await world.ask('GET', '/v1/privacy/requests')
      expect(items).toMatchObject([{ id: number, kind: 'access', state: 'open', law: 'pdpa-tw', name: '林陳美玉' }])
      await again.screenshot({ path: join(SHOTS, 'preferences-asked-zh-Hant.png'), fullPage: true })
      await again.context().close()
    }
  })

  test('a crash changes nothing of it: the chain goes on with the same key', async () => {
    const before = await world.ask('GET', '/v1/consent/ledger/key')
    await world.crash()
    await world.ask('POST', '/v1/consent', { person: 'userId:ahma', purpose: 'personalisation', is: 'given' })
    expect(await world.ask('GET', '/v1/consent/ledger/key')).toEqual(before)
    expect(await world.ask('GET', '/v1/consent/ledger/verify')).toMatchObject({ ok: true })
  })

  test('a link that nobody signed says so in words', async () => {
    const dead = await open(`${world.url}/p/1.bm9wZQ.xxxxxxxxxxxxxxxx?lang=th`)
    expect(await dead.locator('h1').textContent()).toBe('ลิงก์นี้ใช้ไม่ได้แล้ว')
    await dead.context().close()
  })
})
