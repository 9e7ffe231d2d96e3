/** The demo shop learns what its people like (planted on purpose), and the console replays what was learned on the thirty days of chance before. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clickChance } from '@rapport/server/demo/taste'
import { ARGUMENTS, CHROMIUM, hasChromium } from '../conformance/browser.ts'
import { until, type Answer } from './world.ts'

if (!hasChromium) console.log(`Skipped: the test of learning needs Chromium at ${CHROMIUM}.`)

const ROOT = join(import.meta.dirname, '..', '..')
const SHOTS = join(ROOT, 'tests', 'artifacts')
const KEY = 'e2e_learning_key_01'
/** The demo fills itself and its trainer goes through the history; a busy machine may take its time. */
const FILLED_MS = 240_000
const PATIENCE_MS = 20_000
const PAST = 5_000

describe.skipIf(!hasChromium)('a shop that learns', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-learning-'))
  let child: ChildProcess
  let url: string
  let browser: Browser
  let page: Page

  const ask = async (path: string): Promise<Answer> => (await fetch(url + path, { headers: { authorization: `Bearer ${KEY}` } })).json()
  const shot = (name: string) => page.screenshot({ path: join(SHOTS, `learning-${name}.png`) })

  beforeAll(async () => {
    mkdirSync(SHOTS, { recursive: true })
    child = spawn(process.execPath, ['packages/server/src/main.ts', '--demo', '--port', '0', '--data', folder, '--no-analytics'], { cwd: ROOT, env: { ...process.env, RAPPORT_API_KEY: KEY } })
    url = await new Promise((resolve, reject) => {
      let said = ''
      child.on('exit', (code) => reject(new Error(`the server ended with ${code}: ${said}`)))
      child.stdout?.on('data', (chunk) => {
        said += String(chunk)
        const found = /^URL: (\S+)$/m.exec(said)?.[1]
        if (found) resolve(found)
      })
    })
    browser = await chromium.launch({ executablePath: CHROMIUM, args: [...ARGUMENTS], headless: true })
    const context = await browser.newContext({ viewport: { width: 1360, height: 900 } })
    await context.addInitScript(() => localStorage.setItem('rapport.language', 'en'))
    page = await context.newPage()
    page.setDefaultTimeout(PATIENCE_MS)
    await until('the past decisions of the demo', async () => ((await ask('/v1/learning')).decisions ?? 0) > PAST, FILLED_MS)
  }, FILLED_MS + 60_000)

  afterAll(async () => {
    await browser?.close()
    child?.removeAllListeners('exit')
    const gone = new Promise((resolve) => (child ? child.on('exit', resolve) : resolve(null)))
    child?.kill('SIGTERM')
    await gone
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  })

  test('what was planted is found: who loves skin care is thought to click the serum far more often than its definition says', async () => {
    const { line, drivers } = await until('a learned chance', async () => {
      const view = await ask('/v1/learning/offers/serum-with-cream')
      return view.line?.learned && view.line.learned.n > 20 ? view : null
    }, FILLED_MS)
    const truth = clickChance({ 'skincare-lovers': { since: 1 as never } }, 'serum-with-cream')
    expect(line.learned.p).toBeGreaterThan(2 * line.prior)
    expect(line.learned.p).toBeGreaterThan(truth / 2)
    expect(line.learned.p).toBeLessThan(truth * 2)
    expect(drivers.length).toBeGreaterThan(0)
    const { exploration } = await ask('/v1/learning')
    expect(exploration.support.effective).toBeGreaterThan(1_000)
  }, FILLED_MS + 30_000)

  test('the console replays the learner of the first half on the chance of the second: better, with an interval; pure chance against itself is no difference', async () => {
    await page.goto(`${url}/#key=${KEY}`)
    await page.locator('main h1').waitFor()
    await page.goto(`${url}/whatif`)
    await page.getByLabel('Name').fill('What was learned')
    await page.getByLabel('Days back').fill('40')
    await page.getByLabel('Chances from').selectOption('snapshot')
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.getByText('Better', { exact: true }).first().waitFor({ timeout: 60_000 })
    await shot('whatif')
    const [learned] = (await ask('/v1/whatif')).items
    expect(learned.result.lift.low).toBeGreaterThan(0)
    expect(learned.result.support.effectiveSample).toBeGreaterThan(400)

    const begun = await fetch(`${url}/v1/whatif`, { method: 'POST', headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' }, body: JSON.stringify({ strategy: { chances: 'uniform' }, days: 40 }) })
    const { id } = (await begun.json()) as { readonly id: string }
    const even = await until('the replay of chance', async () => {
      const view = await ask(`/v1/whatif/${id}`)
      return view.state === 'done' ? view.result : null
    }, 60_000)
    // The past was chance, so the truth is next to nothing; the shop's few decisions since then are all that differ.
    expect(even.lift.low).toBeLessThanOrEqual(0.5)
    expect(even.verdict).not.toBe('better')
  }, 150_000)

  test('the page of learning shows what trying things out costs and brings, and every number leads to people', async () => {
    await page.goto(`${url}/decisions?tab=learning`)
    await page.getByText('What trying things out costs, and what it brings').waitFor()
    await page.getByRole('button', { name: 'Serum with the cream you like' }).click()
    await page.getByRole('dialog').locator('button[aria-pressed]').first().click()
    await page.getByRole('dialog').locator('a[href*="/profiles/"]').first().waitFor()
    await shot('people')
  }, 60_000)

  test('a decision is worked out again in the browser, and every bit is the same', async () => {
    await page.goto(`${url}/decisions`)
    await page.locator('main li button').first().click()
    await page.getByRole('button', { name: 'Work it out again' }).click()
    await page.getByText(/The same: \d+ values compared/).waitFor()
    await shot('receipt')
  }, 60_000)
})
