import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EventDefinition } from '@rapport/core/event/tracking-plan'
import { run } from '../main.ts'
import type { Output } from '../output.ts'
import { typescriptOf } from './typescript.ts'

const PLAN: readonly EventDefinition[] = [
  {
    id: 'order_completed',
    description: { en: 'Somebody paid. */ alert(1)', th: 'ชำระเงินแล้ว' },
    owner: 'shop team',
    properties: [
      { path: 'total', type: 'number', required: true, min: 0, description: 'With tax.', example: 120 },
      { path: 'currency', type: 'text', required: true, oneOf: ['TWD', "it's", 'a"b'] },
      { path: 'items', type: 'list' },
      { path: 'items[].sku', type: 'text', required: true },
      { path: 'shop.city', type: 'text' },
      { path: 'paid at', type: 'moment' },
    ],
    extra: 'block',
    enforce: 'block',
  },
  { id: 'page_viewed', deprecated: 'send screen_viewed', properties: [{ path: 'path', type: 'text' }], extra: 'allow', enforce: 'mark' },
  { id: '購買完成', properties: [], extra: 'mark', enforce: 'mark' },
  { id: '2nd_visit', properties: [], extra: 'mark', enforce: 'mark' },
]

/** Call by call: what is in it, and whether it must compile. */
const CALLS: readonly (readonly [call: string, compiles: boolean])[] = [
  [`trackOrderCompleted(rapport, { total: 1, currency: 'TWD', items: [{ sku: 'tea' }], shop: { city: '台北' }, 'paid at': new Date() })`, true],
  [`trackOrderCompleted(segment, { total: 1, currency: 'TWD' })`, true],
  [`tracking(rapport).pageViewed()`, true],
  [`tracking(rapport).pageViewed({ path: '/', anything: 1 })`, true],
  [`serverTracking(node).orderCompleted({ userId: 'u1' }, { total: 1, currency: "it's" }, { timestamp: new Date() })`, true],
  [`serverTracking(node).購買完成({ anonymousId: 'a1' })`, true],
  [`tracking(rapport).event2ndVisit()`, true],
  [`const properties: Events['order_completed'] = { total: 1, currency: 'TWD' }; properties.total`, true],
  [`trackOrderCompleted(rapport, { total: '1', currency: 'TWD' })`, false],
  [`trackOrderCompleted(rapport, { total: 1, currency: 'EUR' })`, false],
  [`trackOrderCompleted(rapport, { total: 1 })`, false],
  [`trackOrderCompleted(rapport, { totl: 1, total: 1, currency: 'TWD' })`, false],
  [`trackOrderCompleted(rapport, { total: 1, currency: 'TWD', items: [{}] })`, false],
  [`serverTracking(node).orderCompleted({}, { total: 1, currency: 'TWD' })`, false],
  [`tracking(rapport).orderCompletd({ total: 1, currency: 'TWD' })`, false],
]

// The SDKs themselves: Segment's from their packages, ours from its source.
const SDK = join(import.meta.dirname, '../../../../sdk/src/index.ts')
const TSC = join(import.meta.dirname, '../../../../../node_modules/typescript/bin/tsc')
const SDKS = `
import type { AnalyticsBrowser } from '@segment/analytics-next'
import type { Analytics } from '@segment/analytics-node'
import type { Rapport } from ${JSON.stringify(SDK)}
declare const rapport: Rapport
declare const segment: AnalyticsBrowser
declare const node: Analytics
`

let folder: string
beforeAll(() => {
  // Beside this file, so that the compiler of the repository is found.
  folder = mkdtempSync(join(import.meta.dirname, 'typescript-test-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('right calls compile and wrong ones do not, with the signatures of three kinds of SDK', { timeout: 120_000 }, () => {
  writeFileSync(join(folder, 'events.ts'), typescriptOf(PLAN))
  const head = `import { trackOrderCompleted, tracking, serverTracking, type Events } from './events'\n${SDKS}\nvoid [trackOrderCompleted, tracking, serverTracking]; let unused: Events | undefined; void unused\n`
  CALLS.forEach(([call], i) => writeFileSync(join(folder, `call-${i}.ts`), `${head}{ ${call} }\nexport {}\n`))
  const compilerOptions = {
    ...{ noEmit: true, strict: true, skipLibCheck: true, allowImportingTsExtensions: true },
    ...{ target: 'es2022', lib: ['es2022', 'dom'], module: 'esnext', moduleResolution: 'bundler', types: [] },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }))
  const { status, stdout } = spawnSync(process.execPath, [TSC, '-p', folder, '--pretty', 'false'], { encoding: 'utf8' })
  const said = stdout
  expect(status).not.toBe(0)
  const failing = new Set([...said.matchAll(/call-(\d+)\.ts/g)].map(([, i]) => Number(i)))
  // Whatever is wrong is wrong in a call, never in what was generated.
  expect(said.split('\n').filter((line) => line !== '' && !line.startsWith(' ') && !/call-\d+\.ts/.test(line))).toEqual([])
  expect(CALLS.map(([call], i) => [call, !failing.has(i)])).toEqual(CALLS.map(([call, compiles]) => [call, compiles]))
})

test('the same plan gives the same text, in whatever order it is written down', () => {
  const text = typescriptOf(PLAN)
  expect(typescriptOf([...PLAN].reverse().map((event) => ({ ...event, properties: [...event.properties].reverse() })))).toBe(text)
  expect(text).toContain('@deprecated send screen_viewed')
  expect(text).toContain('Owner: shop team.')
  expect(typescriptOf(PLAN, 'th')).toContain('ชำระเงินแล้ว')
  // A description cannot break out of its comment.
  expect(text).not.toContain('*/ alert')
})

test('the command writes from a folder of definitions, notices a file that is out of date, and says what is wrong', async () => {
  const printed: string[] = []
  const out: Output = { json: true, colour: false, live: false, print: (line) => void printed.push(line), note: () => {}, redraw: () => {} }
  const { filesOf, writeFolder } = await import('../definition-files.ts')
  const plan = join(folder, 'plan')
  const configuration = { version: 1, definitions: { events: JSON.parse(JSON.stringify(PLAN.slice(0, 2))) } }
  expect([...filesOf(configuration).keys()]).toContain('events/order_completed.yml')
  await writeFolder(plan, configuration)
  const file = join(folder, 'out', 'tracked.ts')
  expect(await run(['codegen', 'events', '--from', plan, '--out', file], {}, out)).toBe(0)
  expect(JSON.parse(printed.at(-1) ?? '')).toEqual({ file, events: 2, changed: true })
  expect(await run(['codegen', 'events', '--from', plan, '--out', file, '--check'], {}, out)).toBe(0)
  writeFileSync(file, 'old')
  await expect(run(['codegen', 'events', '--from', plan, '--out', file, '--check'], {}, out)).rejects.toThrow('is not what the plan gives')
  await expect(run(['codegen', 'events', '--from', plan, '--out', file, '--lang', 'cobol'], {}, out)).rejects.toThrow('--lang cobol')
})
