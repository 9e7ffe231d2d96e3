import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { seeded } from '@rapport/core/base/random'
import { LabProblem } from './problem.ts'
import type { UpliftReport } from './uplift-found.ts'
import { runUplift, type UpliftAsk } from './uplift.ts'

const folder = mkdtempSync(join(tmpdir(), 'rapport-uplift-'))
let files = 0
function file(content: string): string {
  const path = join(folder, `f${files++}.csv`)
  writeFileSync(path, content)
  return path
}
const run = (ask: Partial<UpliftAsk> & { readonly train: string }): Promise<UpliftReport> =>
  runUplift({ treatment: '組別', outcome: 'bought', id: 'id', drop: [], keep: [], ...ask }, () => undefined, () => performance.now())
const problemOf = (work: Promise<unknown>) =>
  work.then(() => null, (problem: unknown) => (problem instanceof LabProblem ? `${problem.message} ${problem.next}` : problem))

/** A campaign that helps in the north and harms in the south. */
function campaign(rows: number, seed: number, groups: readonly string[] = ['寄送', '對照']): string {
  const random = seeded(seed)
  const lines = Array.from({ length: rows }, (_, n) => {
    const group = groups[Math.floor(random() * groups.length)] ?? ''
    const city = random() < 0.5 ? '台北' : '高雄'
    const chance = 0.25 + (group === groups[0] ? (city === '台北' ? 0.25 : -0.15) : 0)
    const bought = random() < chance
    return `c${n},${group},${city},${Math.floor(random() * 60 + 18)},${bought ? 'yes' : 'no'},${bought ? Math.floor(random() * 500 + 1) : 0}`
  })
  return `id,組別,city,age,bought,amount\n${lines.join('\n')}\n`
}

describe('uplift of a file', () => {
  test('reads groups in Chinese, leaves out what comes after, and writes each person with interval and group', async () => {
    const out = join(folder, 'uplift.csv')
    const report = await run({ train: file(campaign(6_000, 1)), score: file(campaign(800, 2)), out, report: join(folder, 'r.html') })
    expect(report).toMatchObject({ arms: { treated: '寄送', untreated: '對照' }, counted: 'yes', verdict: 'signal', scored: 800, columns: { used: ['city', 'age'] } })
    expect(report.columns.leftOut.map(({ column }) => column)).toEqual(['amount'])
    expect(report.holdOut!.low).toBeGreaterThan(0)
    const lines = readFileSync(out, 'utf8').trimEnd().split('\n')
    expect(lines[0]).toBe('id,uplift,low,high,group')
    expect(lines).toHaveLength(801)
    for (const line of lines.slice(1)) {
      const [, uplift = '', low = '', high = '', group] = line.split(',')
      expect(Number(low) <= Number(uplift) && Number(uplift) <= Number(high)).toBe(true)
      if (group === 'persuadable') expect(Number(low)).toBeGreaterThan(0)
      if (group === 'sleeping_dog') expect(Number(high)).toBeLessThan(0)
    }
    expect(report.groups!.persuadable).toBeGreaterThan(200)
    expect(report.groups!.sleeping_dog).toBeGreaterThan(200)
    expect(readFileSync(join(folder, 'r.html'), 'utf8')).toMatch(/Qini curve/)
  })

  test('is the average for everybody, and says so, where nobody reacts differently', async () => {
    const random = seeded(5)
    const lines = Array.from({ length: 3_000 }, (_, n) => `${n},${n % 2},${Math.floor(random() * 50)},${random() < 0.2 + 0.05 * (n % 2) ? 1 : 0}`)
    const train = file(`id,t,x,y\n${lines.join('\n')}\n`)
    const report = await run({ train, treatment: 't', outcome: 'y', score: train, out: join(folder, 'none.csv') })
    expect(report).toMatchObject({ verdict: 'no usable signal', groups: { unclear: 3_000 } })
    expect(report.said).toMatch(/No usable signal/)
  })
})

describe('bad input', () => {
  test('three groups are asked about, and with the answer two of them are compared', async () => {
    const train = file(campaign(3_000, 3, ['A 信', 'B 信', '對照']))
    expect(await problemOf(run({ train }))).toMatch(/has 3 groups.*Say which two to compare, for example --arm '[AB] 信' --against '對照'/)
    expect(await run({ train, arm: 'A 信', against: '對照' })).toMatchObject({ arms: { treated: 'A 信', untreated: '對照' } })
    expect(await problemOf(run({ train, arm: 'C', against: '對照' }))).toMatch(/Nobody has 'C'/)
  })

  test('five people, one group, one outcome, missing columns and a treatment that follows from columns get a sentence', async () => {
    expect(await problemOf(run({ train: file(campaign(5, 1)) }))).toMatch(/too few people|Everybody has/)
    expect(await problemOf(run({ train: file(campaign(300, 1, ['寄送'])) }))).toMatch(/Everybody has '寄送'/)
    expect(await problemOf(run({ train: file(campaign(300, 1).replaceAll(',yes,', ',no,')) }))).toMatch(/Everybody has 'no' in 'bought'/)
    expect(await problemOf(run({ train: file(campaign(300, 1)), outcome: 'nope' }))).toMatch(/no column 'nope'.*--outcome/)
    expect(await problemOf(run({ train: file('id,組別,bought\n') }))).toMatch(/no row/)
    expect(await problemOf(run({ train: file(campaign(300, 1)), score: 'x.csv' }))).toMatch(/not said where/)
    const decided = Array.from({ length: 2_000 }, (_, n) => `${n},${n % 100 > 50 ? 1 : 0},${n % 100},${n % 3 === 0 ? 1 : 0}`)
    expect(await problemOf(run({ train: file(`id,t,points,y\n${decided.join('\n')}\n`), treatment: 't', outcome: 'y' }))).toMatch(/decided by what is known of people \(points\).*nobody to compare/)
  })
})
