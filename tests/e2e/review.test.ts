/** One person under two spellings: matching asks, somebody joins them in the browser, looks, and takes it back; then a person is separated by hand. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ARGUMENTS, CHROMIUM, hasChromium } from '../conformance/browser.ts'
import { KEYS, openWorld, until, type Answer, type World } from './world.ts'

if (!hasChromium) console.log(`Skipped: the test of reviews needs Chromium at ${CHROMIUM}.`)

const SHOTS = join(import.meta.dirname, '..', '..', 'tests', 'artifacts')
const PATIENCE_MS = 15_000

describe.skipIf(!hasChromium)('a pair that looks like one person', () => {
  let world: World
  let browser: Browser
  let page: Page

  const send = (identifiers: object, type: string, properties: object = {}) => world.send(JSON.stringify({ type, identifiers, properties }))
  const open = async (): Promise<Answer> => (await world.ask('GET', '/v1/reviews?state=open')).items
  const person = (ref: string): Promise<Answer> => world.ask('GET', `/v1/profiles/${encodeURIComponent(ref)}`)
  /** What must be the same again after joining and undoing: everything but the history of verdicts, and what depends on when one asks. */
  const kept = async (ref: string): Promise<Answer> => {
    const { id, identifiers, traits, consent, segments, journeys, events } = await person(ref)
    return { id, identifiers, traits: traits.map((trait: Answer) => ({ ...trait, confidence: 0, freshness: 0 })), consent, segments, journeys, events }
  }
  const shot = (name: string) => page.screenshot({ path: join(SHOTS, `review-${name}.png`) })

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    world = await openWorld()
    await send({ userId: 'web-1' }, 'identified', { traits: { name: '陳美玲', email: 'meiling.chen@example.com', birthday: '1988-04-12', address: '台北市大安區和平東路一段162號', city: '台北市' } })
    await send({ userId: 'web-1' }, 'order_completed', { total: 1280 })
    await send({ lineId: 'U-meiling' }, 'identified', { traits: { name: 'Chen Mei-Ling', birthday: '1988-04-12', address: '台北市大安区和平东路1段162号' } })
    await send({ lineId: 'U-meiling' }, 'page_viewed', { path: '/tea' })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS], headless: true })
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 } })
    await context.addInitScript(() => localStorage.setItem('rapport.language', 'en'))
    page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await page.goto(`${world.url}/#key=${KEYS.api}`)
    await page.locator('main h1').waitFor()
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await world?.close()
  })

  test('is proposed with both records and the reasons, joined by one key, looked at, and taken back with nothing lost', async () => {
    const [review] = await until('a proposal', async () => ((await open()).length > 0 ? open() : null))
    expect(review.score).toBeGreaterThan(0.9)
    const before = { web: await kept('userId:web-1'), line: await kept('lineId:U-meiling') }
    expect(before.web.id).not.toBe(before.line.id)

    await page.goto(`${world.url}/reviews`)
    await page.getByRole('heading', { name: 'Is this one person?' }).first().waitFor()
    await page.getByRole('cell', { name: 'Chen Mei-Ling' }).waitFor()
    expect(await page.getByText('same, other spelling').or(page.getByText('same', { exact: true })).count()).toBeGreaterThan(0)
    await shot('pair')
    await page.keyboard.press('y')
    await page.getByText('Joined', { exact: true }).first().waitFor()
    await until('one person', async () => (await person('userId:web-1')).id === (await person('lineId:U-meiling')).id)
    const joined = await person('userId:web-1')
    expect(joined.events).toBe(before.web.events + before.line.events)

    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('Undone; everything is as before').first().waitFor()
    await until('two people', async () => (await person('userId:web-1')).id !== (await person('lineId:U-meiling')).id)
    expect(await kept('userId:web-1')).toEqual(before.web)
    expect(await kept('lineId:U-meiling')).toEqual(before.line)

    await page.goto(`${world.url}/reviews?tab=merges`)
    await page.getByText('Separated:').first().waitFor()
    await shot('history')
  })

  test('a person who is really two is separated with a look at both before it is done', async () => {
    await send({ userId: 'mother', phone: '+886912345999' }, 'identified', { traits: { name: '王淑芬' } })
    await send({ phone: '+886912345999', email: 'son@example.com' }, 'identified', { traits: { nickname: '阿明' } })
    await send({ email: 'son@example.com' }, 'order_completed', { total: 300 })
    const { id } = await person('userId:mother')
    expect((await person('email:son@example.com')).id).toBe(id)

    await page.goto(`${world.url}/profiles/${id}?tab=identity`)
    await page.getByRole('checkbox', { name: /son@example\.com/ }).check()
    await shot('graph')
    await page.getByRole('button', { name: 'Separate…' }).click()
    const drawer = page.getByRole('dialog')
    await drawer.getByText('Afterwards there are 2 people:').waitFor()
    await shot('preview')
    expect((await person('email:son@example.com')).id).toBe(id)
    await drawer.getByLabel('Reason').fill('mother and son share a phone')
    await drawer.getByRole('button', { name: 'Separate' }).click()
    await until('two people', async () => (await person('email:son@example.com')).id !== id)
    expect((await person('userId:mother')).identifiers.map((one: Answer) => one.kind).toSorted()).toEqual(['phone', 'userId'])
    await send({ phone: '+886912345999', email: 'son@example.com' }, 'page_viewed')
    expect((await person('email:son@example.com')).id, 'the decision outlives the next sighting of both').not.toBe(id)
  })
})
