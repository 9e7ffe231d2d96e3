import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { seeded } from '@rapport/core/base/random'
import { LabProblem } from './problem.ts'
import type { PropensityReport } from './propensity-found.ts'
import { runPropensity, type PropensityAsk } from './propensity.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'propensity-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const file = (name: string): string => join(folder, name)
const ROWS = 400
const HEADER = ['id', 'visits', 'city', 'bought'] as const

/** Customers who buy the likelier the more they visit. */
function customers(rows = ROWS, words: readonly [string, string] = ['1', '0'], seed = 1): string[][] {
  const random = seeded(seed)
  return Array.from({ length: rows }, (_, row) => {
    const visits = Math.floor(random() * 20)
    return [`00${row}`, String(visits), ['台北', '高雄', ''][Math.floor(random() * 3)] as string, random() < visits / 25 ? words[0] : words[1]]
  })
}

function put(name: string, header: readonly string[], rows: readonly (readonly string[])[]): string {
  writeFileSync(file(name), [header, ...rows].map((row) => `${row.join(',')}\n`).join(''))
  return file(name)
}

const run = (ask: Partial<PropensityAsk> & { readonly train: string }): Promise<PropensityReport> => runPropensity(
  { label: 'bought', id: 'id', drop: [], seed: 1, ...ask },
  () => undefined,
  () => 0,
)

async function problemOf(work: Promise<unknown>): Promise<string> {
  const found = await work.catch((problem: unknown) => problem)
  expect(found).toBeInstanceOf(LabProblem)
  const { message, next } = found as LabProblem
  expect(next).not.toBe('')
  return message
}

test('every row to score comes out once, with its id as it was and a chance', async () => {
  const train = put('train.csv', HEADER, customers())
  const score = put('test.csv', ['city', 'id', 'extra', 'visits'], customers(50, ['1', '0'], 2).map(([id = '', visits = '', city = '']) => [city, `T${id}`, 'x', visits]))
  const report = await run({ train, score, out: file('scores.csv'), report: file('report.html') })
  const [header, ...lines] = readFileSync(file('scores.csv'), 'utf8').trim().split('\n')
  expect(header).toBe('id,p')
  expect(lines.map((line) => line.split(',')[0])).toEqual(Array.from({ length: 50 }, (_, row) => `T00${row}`))
  for (const line of lines) {
    expect(Number(line.split(',')[1])).toBeGreaterThan(0)
    expect(Number(line.split(',')[1])).toBeLessThan(1)
  }
  expect(report.reasons[0]?.column).toBe('visits')
  expect(report.quality.auc?.estimate).toBeGreaterThan(0.7)
  expect(report.bands.map(({ band }) => band)).toEqual(['A', 'B', 'C', 'D'])
  expect(report.remarks.join(' ')).toContain('Not in train.csv, so not used: extra.')
  expect(readFileSync(file('report.html'), 'utf8')).toContain('Who says yes: bought')
})

test('a gzip file gives the same scores as a plain one, and the same scores every time', async () => {
  const train = put('again.csv', HEADER, customers())
  writeFileSync(file('again.csv.gz'), gzipSync(readFileSync(train)))
  await run({ train, score: train, out: file('one.csv') })
  await run({ train: file('again.csv.gz'), score: train, out: file('two.csv') })
  expect(readFileSync(file('two.csv'), 'utf8')).toBe(readFileSync(file('one.csv'), 'utf8'))
})

describe('what cannot be learned from is refused with a sentence, not foretold', () => {
  test('five rows', async () => {
    expect(await problemOf(run({ train: put('five.csv', HEADER, customers(5)) }))).toContain('too few to learn from')
  })
  test('one row of the yes', async () => {
    const rows = customers().map(([id = '', visits = '', city = ''], row) => [id, visits, city, row === 7 ? '1' : '0'])
    expect(await problemOf(run({ train: put('one.csv', HEADER, rows) }))).toContain("only 1 row where 'bought' is '1'")
  })
  test('a constant label', async () => {
    expect(await problemOf(run({ train: put('same.csv', HEADER, customers(ROWS, ['1', '1'])) }))).toContain("is '1' in every row")
  })
  test('an empty label', async () => {
    expect(await problemOf(run({ train: put('none.csv', HEADER, customers(ROWS, ['', ''])) }))).toContain('is empty in every row')
  })
  test('a label of many values', async () => {
    expect(await problemOf(run({ train: put('many.csv', HEADER, customers()), label: 'visits' }))).toContain('has 20 different values')
  })
  test('a column that is not there', async () => {
    expect(await problemOf(run({ train: put('other.csv', HEADER, customers()), label: 'sold' }))).toContain("no column 'sold'")
    expect(await problemOf(run({ train: file('other.csv'), drop: ['sold'] }))).toContain('no column sold to drop')
  })
  test('a file that is not there, is empty, or has only a header', async () => {
    expect(await problemOf(run({ train: file('nowhere.csv') }))).toContain('There is no file')
    writeFileSync(file('empty.csv'), '')
    expect(await problemOf(run({ train: file('empty.csv') }))).toContain('is empty')
    expect(await problemOf(run({ train: put('header.csv', HEADER, []) }))).toContain('has a header and no rows')
  })
  test('columns that are all empty or all the same', async () => {
    const rows = customers().map(([id = '', , , bought = '']) => [id, '', 'x', bought])
    expect(await problemOf(run({ train: put('blank.csv', HEADER, rows) }))).toContain('visits is empty in every row; city is the same in every row')
  })
  test('scores without a place, or a place without rows', async () => {
    const train = put('place.csv', HEADER, customers())
    expect(await problemOf(run({ train, score: train }))).toContain('not said where the scores go')
    expect(await problemOf(run({ train, out: file('x.csv') }))).toContain('not said which rows')
  })
})

describe('what is odd is told', () => {
  test('labels in Thai are read', async () => {
    const { label } = await run({ train: put('thai.csv', HEADER, customers(ROWS, ['ใช่', 'ไม่ใช่'])) })
    expect(label).toMatchObject({ yes: 'ใช่', because: 'word' })
  })
  test('of two unknown words the rarer is the yes, and it is said', async () => {
    const { label, remarks } = await run({ train: put('words.csv', HEADER, customers(ROWS, ['gold', 'silver'])) })
    expect(label).toMatchObject({ yes: 'gold', because: 'rarer' })
    expect(remarks.join(' ')).toContain("--yes 'silver'")
  })
  test('dates in text are used, and empty columns are left out and named', async () => {
    const rows = customers().map(([id = '', visits = '', , bought = '']) => [id, `民國113年${1 + Math.floor(Number(visits) / 2)}月3日`, '', bought])
    const { columns, remarks, reasons } = await run({ train: put('dates.csv', HEADER, rows) })
    expect(columns[0]).toMatchObject({ is: 'date' })
    expect(reasons[0]?.column).toBe('visits')
    expect(remarks.join(' ')).toContain('empty in every row: city')
  })
  test('a column that gives the answer away is warned of; dropped, the warning goes', async () => {
    const rows = customers().map((row) => [...row, row[3] === '1' ? '2024-01-05' : ''])
    const train = put('leak.csv', [...HEADER, 'paid_on'], rows)
    const { warnings } = await run({ train, report: file('leak.html') })
    expect(warnings.join(' ')).toContain("--drop 'paid_on'")
    expect(readFileSync(file('leak.html'), 'utf8')).toContain('Not to be trusted yet')
    expect((await run({ train, drop: ['paid_on'] })).warnings).toEqual([])
  })
  test('ten thousand categories are said to tell little', async () => {
    const random = seeded(3)
    const rows = customers(3_000).map((row) => [...row, `k${Math.floor(random() * 10_000)}`, `k${Math.floor(random() * 700)}`])
    const { remarks } = await run({ train: put('codes.csv', [...HEADER, 'code', 'shop'], rows) })
    expect(remarks.join(' ')).toMatch(/Very many different values, so little is known of each: .*shop/)
  })
  test('noise: nobody gets a chance of their own', async () => {
    const random = seeded(5)
    const rows = customers().map(([id = '', visits = '', city = '']) => [id, visits, city, random() < 0.3 ? '1' : '0'])
    const { picked, quality } = await run({ train: put('noise.csv', HEADER, rows), report: file('noise.html') })
    expect(picked).toContain('No column tells who says yes')
    expect(quality.auc).toBeNull()
  })
  test('rows to score that were learned from are told, and not measured on', async () => {
    const train = put('own.csv', HEADER, customers())
    const { scored, remarks } = await run({ train, score: train, out: file('own-scores.csv') })
    expect(scored?.auc).toBeNull()
    expect(remarks.join(' ')).toContain('400 rows of own.csv have the id of a row that was learned from')
  })
  test('a column that the rows to score lack is told', async () => {
    const train = put('full.csv', HEADER, customers())
    const score = put('lack.csv', ['id', 'city'], customers(20).map(([id = '', , city = '']) => [`n${id}`, city]))
    const { remarks } = await run({ train, score, out: file('lack-scores.csv') })
    expect(remarks.join(' ')).toContain('lack.csv lacks a column of full.csv')
  })
})
