/** The console in a real browser against the real server: every page, two languages, light and dark, no accessibility violation, no error on the way. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from './world.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const SHOTS = join(ROOT, 'tests', 'artifacts')
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const START_MS = 90_000
const PATIENCE_MS = 15_000
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

/** A running server and the keys it printed. */
interface Running {
  readonly url: string
  readonly key: string
  readonly child: ChildProcess | null
}

/** Uses RAPPORT_URL and RAPPORT_API_KEY when given; else starts the server with the demo and reads what it prints. */
async function start(folder: string): Promise<Running> {
  const { RAPPORT_URL: url, RAPPORT_API_KEY: key } = process.env
  if (url && key) return { url, key, child: null }
  await new Promise<void>((resolve, reject) => spawn(process.execPath, ['packages/console/build.ts', '--if-missing'], { cwd: ROOT }).on('exit', (code) => (code === 0 ? resolve() : reject(new Error('the console does not build')))))
  const child = spawn(process.execPath, ['packages/server/src/main.ts', '--demo', '--port', '0', '--data', folder], { cwd: ROOT })
  return new Promise((resolve, reject) => {
    let said = ''
    const timer = setTimeout(() => reject(new Error(`no URL and API key within ${START_MS} ms; the server said: ${said}`)), START_MS)
    child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
    child.stderr.on('data', (chunk) => (said += String(chunk)))
    child.stdout.on('data', (chunk) => {
      said += String(chunk)
      const foundUrl = /^URL: (\S+)$/m.exec(said)?.[1]
      const foundKey = /^API key: (\S+)$/m.exec(said)?.[1]
      if (!foundUrl || !foundKey) return
      clearTimeout(timer)
      resolve({ url: foundUrl, key: foundKey, child })
    })
  })
}

const runnable = existsSync(CHROMIUM)
if (!runnable) console.log(`skipped: no browser at ${CHROMIUM}; set CHROMIUM to the path of one`)

describe.skipIf(!runnable)('the console', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-console-'))
  const axe = readFileSync(join(ROOT, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8')
  let server: Running
  let browser: Browser
  let paths: readonly (readonly [name: string, path: string])[]

  const ask = async <Answer>(path: string): Promise<Answer> => (await (await fetch(server.url + path, { headers: { authorization: `Bearer ${server.key}` } })).json()) as Answer
  const firstId = async (path: string): Promise<string> => encodeURIComponent((await ask<{ readonly items: readonly { readonly id: string }[] }>(path)).items[0]?.id ?? 'new')

  /** A fresh browser with a language and a theme. The bypass lets axe be injected; a test of its own keeps the policy on. */
  async function open(language: string, theme: string, bypassCSP = true): Promise<{ readonly page: Page; readonly faults: string[] }> {
    const context = await browser.newContext({ viewport: { width: 1360, height: 860 }, bypassCSP })
    await context.addInitScript(([chosen, light]) => {
      if (location.origin === 'null') return
      localStorage.setItem('rapport.language', chosen ?? 'en')
      localStorage.setItem('rapport.theme', light ?? 'light')
    }, [language, theme])
    const page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    const faults: string[] = []
    page.on('pageerror', (error) => !error.message.includes('sandboxed') && faults.push(error.message))
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
    return { page, faults }
  }

  async function enter(page: Page): Promise<void> {
    await page.goto(`${server.url}/#key=${server.key}`)
    await page.locator('main h1').waitFor()
  }

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    server = await start(folder)
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
    // The shop fills itself after the server has said where it is; somebody who got a letter has something on every tab.
    const person = encodeURIComponent(await until('a message of the demo', async () => (await ask<{ readonly items: readonly { readonly profile: string }[] }>('/v1/messages?limit=1')).items[0]?.profile, START_MS))
    const [segment, offer, journey, template, model] = await Promise.all(['/v1/segments', '/v1/offers', '/v1/journeys', '/v1/templates', '/v1/models'].map(firstId))
    const decision = await until('a decision of the demo', async () => (await ask<{ readonly items: readonly { readonly id: string; readonly ref: string }[] }>('/v1/decisions/explore?limit=1')).items[0], START_MS)
    paths = [
      ['home', '/'],
      ['live', '/live'],
      ['people', '/profiles'],
      ...['timeline', 'record', 'identity', 'segments', 'consent', 'messages', 'decisions', 'predictions', 'journeys', 'json'].map((tab) => [`person-${tab}`, `/profiles/${person}?tab=${tab}`] as const),
      ...['open', 'joined', 'apart', 'merges'].map((tab) => [`reviews-${tab}`, `/reviews?tab=${tab}`] as const),
      ['segments', '/segments'],
      ['segment', `/segments/${segment}`],
      ['segment-members', `/segments/${segment}?tab=members`],
      ['segment-json', `/segments/${segment}?tab=json`],
      ['segment-new', '/segments/new'],
      ['offers', '/offers'],
      ['offers-try', `/offers?tab=try&person=${person}`],
      ['placements', '/offers?tab=placements'],
      ['arbitration', '/offers?tab=arbitration'],
      ['outbound', '/offers?tab=outbound'],
      ['offer', `/offers/${offer}`],
      ...['explorer', 'learning', 'contradictions'].map((tab) => [`decisions-${tab}`, `/decisions?tab=${tab}`] as const),
      ['receipt', `/decisions?open=${decision.id}&ref=${encodeURIComponent(decision.ref)}`],
      ...['new', 'past', 'ramp'].map((tab) => [`whatif-${tab}`, `/whatif?tab=${tab}`] as const),
      ...['fleet', 'opportunity', 'personas'].map((tab) => [`models-${tab}`, `/models?tab=${tab}`] as const),
      ['model', `/models/${model}`],
      ['journeys', '/journeys'],
      ['journey', `/journeys/${journey}`],
      ['templates', '/templates'],
      ['template', `/templates/${template}`],
      ['messages', '/messages'],
      ...['events', 'violations', 'worth', 'sources', 'exports'].map((tab) => [`data-${tab}`, `/data?tab=${tab}`] as const),
      ['data-event', '/data/order_completed'],
      ...['requests', 'ledger', 'laws', 'trail'].map((tab) => [`privacy-${tab}`, `/privacy?tab=${tab}`] as const),
      ['settings', '/settings'],
      ['settings-sending', '/settings?tab=sending'],
      ['settings-matching', '/settings?tab=matching'],
    ]
  })
  afterAll(async () => {
    await browser?.close()
    server?.child?.removeAllListeners('exit')
    const gone = new Promise((resolve) => (server?.child ? server.child.on('exit', resolve) : resolve(null)))
    server?.child?.kill('SIGTERM')
    await gone
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  test('the key in the address opens a session and is gone from the address', async () => {
    const { page } = await open('en', 'light')
    await enter(page)
    expect(page.url()).not.toContain('key=')
    await page.context().close()
  })

  test('without a key only the door is shown, and a wrong key is refused in words', async () => {
    const { page } = await open('zh-Hant', 'light')
    await page.goto(`${server.url}/live`)
    await page.getByLabel('API 金鑰').fill('rpk_wrong')
    await page.getByRole('button', { name: '登入' }).click()
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').textContent()).toContain('金鑰')
    await page.context().close()
  })

  test.each([
    ['zh-Hant', 'light'],
    ['th', 'dark'],
  ])('every page in %s (%s) is accessible and without an error', async (language, theme) => {
    const { page, faults } = await open(language, theme)
    await enter(page)
    const violations: string[] = []
    for (const [name, path] of paths) {
      await page.goto(server.url + path)
      await page.locator('main h1').waitFor()
      await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' })
      await page.waitForTimeout(300)
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
      await page.evaluate(axe)
      const found = await page.evaluate(async (tags) => {
        const { axe: checker } = globalThis as unknown as {
          readonly axe: {
            run(root: Document, options: object): Promise<{ readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[] }>
          }
        }
        const result = await checker.run(document, { runOnly: tags })
        return result.violations.map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 200) ?? ''}`)
      }, TAGS)
      violations.push(...found.map((one) => `${name}: ${one}`))
      await page.screenshot({ path: join(SHOTS, `console-${name}-${language}-${theme}.png`) })
    }
    expect(violations).toEqual([])
    expect(faults).toEqual([])
    await page.context().close()
  })

  test("the server's own content policy breaks nothing", async () => {
    const { page, faults } = await open('en', 'light', false)
    await enter(page)
    for (const [, path] of paths.filter(([name]) => ['live', 'people', 'segment', 'offers-try', 'template'].includes(name))) {
      await page.goto(server.url + path)
      await page.locator('main h1').waitFor()
      await page.waitForTimeout(500)
    }
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    expect(faults).toEqual([])
    await page.context().close()
  })

  test('an event that is sent shows in the live view, and its drawer says who it is', async () => {
    const { page } = await open('en', 'light')
    await enter(page)
    await page.goto(`${server.url}/live?type=console_tested`)
    await page.getByText('Live', { exact: true }).waitFor()
    await fetch(
      `${server.url}/v1/events`,
      { method: 'POST', headers: { authorization: `Bearer ${server.key}`, 'content-type': 'application/json' }, body: JSON.stringify({ type: 'console_tested', identifiers: { userId: 'console-e2e' }, traits: { name: '測試員' } }) },
    )
    await page.getByRole('listitem').getByRole('button', { name: /console tested/ }).first().click()
    await page.getByRole('dialog').getByText('userId:console-e2e').first().waitFor()
    await page.context().close()
  })

  test('a segment that is written in the editor is counted, saved, and takes people in', async () => {
    const { page } = await open('en', 'light')
    await enter(page)
    await page.goto(`${server.url}/segments/new`)
    await page.getByLabel('Name').fill('Made by a test')
    await page.getByRole('button', { name: 'Add a condition' }).click()
    await page.getByRole('menuitem', { name: /^Did something/ }).click()
    await page.getByRole('button', { name: /^Event:/ }).click()
    await page.locator('[cmdk-item]').first().click()
    await page.locator('aside [aria-live]').waitFor()
    expect(Number((await page.locator('aside [aria-live]').textContent())?.replace(/\D.*$/, ''))).toBeGreaterThanOrEqual(0)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.waitForURL(/segments\/made-by-a-test/)
    const saved = await ask<{ readonly rule: unknown; readonly name: string }>('/v1/segments/made-by-a-test')
    expect(saved.name).toBe('Made by a test')
    expect(saved.rule).toMatchObject({ within: '30d' })
    await fetch(`${server.url}/v1/segments/made-by-a-test`, { method: 'DELETE', headers: { authorization: `Bearer ${server.key}` } })
    await page.context().close()
  })
})
