import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assert, integer, property } from 'fast-check'
import { seeded } from '@rapport/core/base/random'
import { amountOf, amountsOf } from './amounts.ts'
import { clvReport } from './clv-report.ts'
import { runClv } from './clv.ts'
import { dayOfText, daysOf, isoDay, NO_DAY } from './moments.ts'
import { personasReport } from './personas-report.ts'
import { runPersonas } from './personas.ts'
import { reportHtml } from './report.ts'

let folder = ''
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'rapport-transactions-'))))
afterAll(() => rmSync(folder, { recursive: true }))

function file(name: string, lines: readonly string[]): string {
  const path = join(folder, name)
  writeFileSync(path, lines.join('\n'))
  return path
}

const quiet = (): void => undefined
const clock = (): number => 0
const clv = (transactions: string, more: { until?: string; horizonDays?: number } = {}) => runClv({ transactions, out: join(folder, 'clv.csv'), horizonDays: 90, ...more }, quiet, clock)
const personas = (transactions: string, k: number | 'auto' = 'auto', language = 'en') => runPersonas({ transactions, out: join(folder, 'personas.csv'), k, language }, quiet, clock)

describe('Days', () => {
  it('are the same day in every spelling', () => {
    const spellings = [
      '2011-06-30', '2011-06-30T23:30:00+08:00', '1309392000', '1309392000000', '30/6/2011', '6/30/2011', '100/06/30', '民國100年6月30日', '30 มิ.ย. 2554', '30/06/2554', '20110630',
      '20110630123456', '30 Jun 2011 12:30', 'Jun 30, 2011', '2011年6月30日 下午3:30', '06/30/2011 3:45 PM', '2011/6/30',
    ]
    expect(spellings.map((text) => isoDay(dayOfText(text)))).toEqual(spellings.map(() => '2011-06-30'))
    expect(['x', '', '2011-02-30', '-'].map(dayOfText)).toEqual([NO_DAY, NO_DAY, NO_DAY, NO_DAY])
  })

  it('one date that says which number is the month says it for the column', () => {
    expect([...daysOf(['01/02/2011', '03/25/2011']).days].map(isoDay)).toEqual(['2011-01-02', '2011-03-25'])
    expect([...daysOf(['01/02/2011', '25/03/2011']).days].map(isoDay)).toEqual(['2011-02-01', '2011-03-25'])
    expect(daysOf(['01/02/2011']).remarks[0]).toContain('could be either way round')
    expect([...daysOf(['40724', '40725.5']).days].map(isoDay)).toEqual(['2011-06-30', '2011-07-01'])
  })

  it('any day written in the Western, Minguo or Buddhist way is read back', () => {
    assert(
      property(integer({ min: 9_000, max: 22_000 }), (day) => {
        const [year, month, date] = isoDay(day).split('-').map(Number) as [number, number, number]
        for (const text of [`${year}-${month}-${date}`, `${date}/${month}/${year + 543}`, `民國${year - 1911}年${month}月${date}日`]) expect(dayOfText(text)).toBe(day)
      }),
    )
  })
})

describe('Amounts', () => {
  it('are read with signs of currency, separators, brackets and trailing minus', () => {
    const read = ['NT$1,234', '฿1,234.50', '1.234,56', '(12.00)', '12-', '-$5', '1 234,5', '１２３', '12.5 USD', '1.234.567', '€ 5,00', '0'].map((text) => amountOf(text))
    expect(read).toEqual([1234, 1234.5, 1234.56, -12, -12, -5, 1234.5, 123, 12.5, 1234567, 5, 0])
    expect(['', 'abc', '--', '1-2'].map((text) => amountOf(text))).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN])
  })

  it('a column of comma decimals has points between thousands', () => {
    expect([...amountsOf(['1.234', '5,50', '6,10']).values]).toEqual([1234, 5.5, 6.1])
  })
})

/** Buyers of three kinds over two years: weekly, monthly, once. */
function shop(seed: number, spell: (day: number) => string = isoDay): readonly string[] {
  const random = seeded(seed)
  const rows = ['customer,date,amount,receipt']
  for (let i = 0; i < 300; i++) {
    const every = i % 3 === 0 ? 8 : i % 3 === 1 ? 45 : 5_000
    const stops = 19_000 + 200 + random() * 600
    const wait = (): number => 1 + Math.floor(-Math.log(1 - random()) * every)
    for (let day = 19_000 + (i % 120); day < Math.min(19_700, stops); day += wait()) rows.push(`c${i},${spell(day)},${(10 + random() * 40).toFixed(2)},r${rows.length}`)
  }
  return rows
}

describe('rapport lab clv', () => {
  it('foretells every known customer, judges itself by what came later, and does not look at it before', async () => {
    const path = file('shop.csv', shop(1))
    const found = await clv(path, { until: isoDay(19_400) })
    expect(found.columns).toMatchObject({ customer: { column: 'customer' }, time: { column: 'date' }, amount: { column: 'amount' }, order: { column: 'receipt' } })
    const rows = readFileSync(join(folder, 'clv.csv'), 'utf8').trim().split('\n').map((line) => line.split(','))
    expect(rows[0]).toEqual(['customer', 'expected_orders', 'p_alive', 'expected_value'])
    expect(rows).toHaveLength(1 + found.customers)
    for (const [, orders, alive, value] of rows.slice(1)) {
      expect(Number(orders)).toBeGreaterThanOrEqual(0)
      expect(Number(alive)).toBeLessThanOrEqual(1)
      expect(Number(value)).toBeGreaterThanOrEqual(0)
    }
    expect(found.holdOut!.days).toBe(90)
    expect(found.holdOut!.correlation).toBeGreaterThan(0.5)
    expect(found.orders.low).toBeLessThan(found.orders.estimate)
    const before = readFileSync(join(folder, 'clv.csv'), 'utf8')
    const cut = await clv(file('cut.csv', shop(1).filter((line, i) => i === 0 || dayOfText(line.split(',')[1] ?? '') <= 19_400)), { until: isoDay(19_400) })
    expect(readFileSync(join(folder, 'clv.csv'), 'utf8')).toBe(before)
    expect(cut.holdOut).toBeNull()
    expect(reportHtml(clvReport(found))).toContain('How good it was')
    expect(reportHtml(clvReport(cut))).toContain('Looking back')
  })

  it('says the same whatever calendar the dates are written in', async () => {
    const thai = (day: number): string => {
      const [year, month, date] = isoDay(day).split('-').map(Number) as [number, number, number]
      return `${date}/${month}/${year + 543}`
    }
    const one = await clv(file('iso.csv', shop(2)), { until: isoDay(19_400) })
    const other = await clv(file('thai.csv', shop(2, thai)), { until: '2566/02/11' })
    expect(isoDay(19_400)).toBe('2023-02-12')
    expect(other.until).toBe('2023-02-11')
    expect(other.customers).toBe(one.customers)
    expect(Math.abs(other.orders.estimate / one.orders.estimate - 1)).toBeLessThan(0.05)
  })

  it('money given back is no purchase, and lowers what a customer is worth', async () => {
    const rows = shop(3)
    const plain = await clv(file('plain.csv', rows))
    const back = await clv(file('back.csv', [...rows, ...rows.slice(1).flatMap((line, i) => (i % 4 === 0 ? [line.replace(/,(\d+\.\d+),/, ',-$1,')] : []))]))
    expect(back.orders.estimate).toBeCloseTo(plain.orders.estimate, 6)
    expect(back.value!.estimate).toBeLessThan(0.9 * plain.value!.estimate)
    expect(back.remarks.join(' ')).toContain('given back')
  })

  it('a price for a piece is taken times the quantity, whether it was guessed or asked for', async () => {
    const rows = shop(9).map((line, i) => (i === 0 ? 'customer,date,UnitPrice,Quantity' : line.replace(/,r\d+$/, `,${(i % 3) + 1}`)))
    const path = file('pieces.csv', rows)
    const guessed = await clv(path)
    const asked = await runClv({ transactions: path, out: join(folder, 'clv.csv'), horizonDays: 90, amount: 'UnitPrice' }, quiet, clock)
    expect(asked.value!.estimate).toBe(guessed.value!.estimate)
    expect(asked.remarks.join(' ')).toContain("Money is 'UnitPrice' times 'Quantity'")
  })

  it('refuses in a sentence what it cannot know', async () => {
    const days = (n: number, row: (i: number) => string): readonly string[] => ['customer,date,amount', ...Array.from({ length: n }, (_, i) => row(i))]
    const cases: readonly (readonly [name: string, lines: readonly string[], says: RegExp])[] = [
      ['header.csv', ['customer,date,amount'], /holds a header and no rows/],
      ['five.csv', days(5, (i) => `c${i},2024-01-0${i + 1},5`), /Nobody bought on two different days/],
      ['one.csv', days(20, (i) => `me,2024-01-${10 + i},5`), /is 1 customer, of whom 1 came back/],
      ['same-day.csv', days(200, (i) => `c${i % 50},2024-03-03,5`), /Nobody bought on two different days/],
      ['refunds.csv', days(50, (i) => `c${i},2024-03-03,-5`), /every row is money given back/],
      ['unreadable.csv', days(50, (i) => `c${i},soon,5`), /'date' is called so, but most of what stands in it is none, such as 'soon'/],
      ['strange.csv', ['foo,bar', '1,2'], /looks like the customer/],
    ]
    for (const [name, lines, says] of cases) await expect(clv(file(name, lines)), name).rejects.toThrow(says)
    const good = file('good.csv', shop(4))
    await expect(clv(good, { horizonDays: 0 })).rejects.toThrow(/whole number of days/)
    await expect(clv(good, { until: 'someday' })).rejects.toThrow(/no date that can be read/)
    await expect(clv(good, { until: '1999-01-01' })).rejects.toThrow(/no purchase on or before 1999-01-01/)
  })

  it('without money it foretells orders and says nothing about worth', async () => {
    const found = await clv(file('orders.csv', shop(5).map((line) => line.split(',').slice(0, 2).join(','))))
    expect(found.value).toBeNull()
    expect(found.remarks.join(' ')).toContain('nothing is said about what orders are worth')
    expect(readFileSync(join(folder, 'clv.csv'), 'utf8').split('\n')[1]).toMatch(/,$/)
  })
})

describe('rapport lab personas', () => {
  it('everybody is of one kind, kinds are described in four languages, and shares add up', async () => {
    const path = file('kinds.csv', shop(6))
    for (const language of ['en', 'zh-Hant', 'zh-Hans', 'th']) {
      const found = await personas(path, 3, language)
      expect(found.language).toBe(language)
      expect(found.personas.reduce((sum, one) => sum + one.people, 0)).toBe(300)
      expect(found.personas.reduce((sum, one) => sum + one.moneyShare, 0)).toBeCloseTo(1, 9)
      expect(found.personas.every(({ description }) => description.length >= 3)).toBe(true)
      expect(reportHtml(personasReport(found))).toContain(`lang="${language}"`)
    }
    expect(readFileSync(join(folder, 'personas.csv'), 'utf8').trim().split('\n')).toHaveLength(301)
  })

  it('chooses how many, and refuses where there are no kinds to tell', async () => {
    const found = await personas(file('auto.csv', shop(7)))
    expect(found.k).toBeGreaterThanOrEqual(2)
    expect(found.tried.length).toBeGreaterThan(3)
    await expect(personas(file('few.csv', ['customer,date,amount', 'a,2024-01-01,5', 'b,2024-01-02,6']))).rejects.toThrow(/too few/)
    await expect(personas(file('more.csv', shop(8)), 99)).rejects.toThrow(/auto or a whole number/)
  })
})
