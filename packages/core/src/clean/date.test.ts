import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareDates, DATE_LEVELS, dateOf, type PlainDate } from './date.ts'
import { anyText } from './fixture.ts'

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const birthday = fc
  .record({ year: fc.integer({ min: 1930, max: 2024 }), month: fc.integer({ min: 1, max: 12 }), share: fc.integer({ min: 0, max: 27 }) })
  .map(({ year, month, share }): PlainDate => ({ year, month, day: (share % DAYS[month - 1]!) + 1 }))
  .filter((date) => date.day !== 1 || date.month !== 1)

const two = (part: number) => String(part).padStart(2, '0')
const isoOf = ({ year, month, day }: PlainDate) => `${year}-${two(month)}-${two(day)}`
const THAI = ['ม.ค.', 'กุมภาพันธ์', 'มี.ค.', 'เมษายน', 'พ.ค.', 'มิถุนายน', 'ก.ค.', 'สิงหาคม', 'ก.ย.', 'ตุลาคม', 'พ.ย.', 'ธันวาคม']
const ENGLISH = ['Jan', 'February', 'Mar', 'April', 'May', 'June', 'Jul', 'Aug', 'Sept', 'Oct', 'November', 'Dec']
const thaiDigits = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)))
const wide = (text: string) => text.replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))

const LAYOUTS: readonly ((date: PlainDate) => string)[] = [
  isoOf,
  (d) => `${d.year}/${d.month}/${d.day}`,
  (d) => `${d.year}.${two(d.month)}.${two(d.day)}`,
  (d) => `${d.year}${two(d.month)}${two(d.day)}`,
  (d) => `${two(d.day)}/${two(d.month)}/${d.year}`,
  (d) => `${d.day}-${d.month}-${d.year}`,
  (d) => `${d.year}年${d.month}月${d.day}日`,
  (d) => wide(`${d.year}年${d.month}月${d.day}日`),
  (d) => `民國${d.year - 1911}年${d.month}月${d.day}日`,
  (d) => `${d.year + 543}-${two(d.month)}-${two(d.day)}`,
  (d) => `${d.day}/${d.month}/${d.year + 543}`,
  (d) => `${d.day} ${THAI[d.month - 1]!} ${d.year + 543}`,
  (d) => `วันที่ ${d.day} ${THAI[d.month - 1]!} พ.ศ. ${d.year + 543}`,
  (d) => thaiDigits(`${d.day} ${THAI[d.month - 1]!} ${d.year + 543}`),
  (d) => `${d.day} ${ENGLISH[d.month - 1]!} ${d.year}`,
  (d) => `${ENGLISH[d.month - 1]!} ${d.day}, ${d.year}`,
  (d) => `${isoOf(d)}T08:30:00Z`,
  (d) => `${isoOf(d)} 00:00:00`,
]

describe('reading a date', () => {
  it('reads every day of a life in every layout', () => {
    fc.assert(
      fc.property(birthday, fc.constantFrom(...LAYOUTS), (date, layout) => {
        const forms = dateOf(layout(date))
        expect(forms.iso, layout(date)).toBe(isoOf(date))
        expect(['date', 'suspicious']).toContain(forms.is)
      }),
      { numRuns: 600 },
    )
  })

  it('reads what it wrote, never fails, and gives only days that exist', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string({ unit: fc.constantFrom(...'0123456789/-年月日. '), maxLength: 12 })), (text) => {
        const forms = dateOf(text)
        expect(forms.iso === '').toBe(forms.candidates.length === 0)
        for (const { year, month, day } of forms.candidates) {
          if (year && month && day) expect(new Date(Date.UTC(year, month - 1, day)).getUTCDate()).toBe(day)
        }
        if (forms.is === 'date') expect(dateOf(forms.iso).iso).toBe(forms.iso)
      }),
      { numRuns: 500 },
    )
  })

  it('keeps the doubt about day and month, and follows the hint', () => {
    expect(dateOf('03/02/1985').candidates.map((one) => `${one.month}-${one.day}`)).toEqual(['2-3', '3-2'])
    expect(dateOf('03/02/1985', { order: 'mdy' }).iso).toBe('1985-03-02')
    expect(dateOf('03/14/1985').iso).toBe('1985-03-14')
  })

  it('reads Minguo and short years', () => {
    expect(dateOf('85/3/2', { calendar: 'minguo' }).iso).toBe('1996-03-02')
    expect(dateOf('085/03/02').iso).toBe('1996-03-02')
    expect(dateOf('0850302').iso).toBe('1996-03-02')
    expect(dateOf('民國八十五年三月二日').iso).toBe('1996-03-02')
    expect(dateOf('2 มีนาคม 28').iso).toBe('1985-03-02')
    expect(dateOf('2 Mar 85').iso).toBe('1985-03-02')
    expect(compareDates(dateOf('85/3/2'), dateOf('1996-03-02')).why).toBe('swapped')
  })

  it('tells fillers, impossible days and nothing apart', () => {
    for (const text of ['1900-01-01', '0000-00-00', '9999-12-31', '99/99/9999', '1111-11-11', 'xx/xx/xxxx']) expect(dateOf(text).is, text).toBe('placeholder')
    for (const text of ['1985-02-30', '31/04/1985', '2099-01-02', '2023-02-29']) expect(dateOf(text).is, text).toBe('impossible')
    for (const text of ['', 'N/A', '-', null, undefined, 'ไม่ระบุ']) expect(dateOf(text).is).toBe('empty')
    expect(dateOf('1970-01-01').is).toBe('suspicious')
    expect(dateOf('1985')).toMatchObject({ is: 'partial', iso: '1985' })
    expect(dateOf('hello').is).toBe('unreadable')
  })
})

describe('comparing dates', () => {
  it('does not mind which side is which, and a date is itself', () => {
    fc.assert(
      fc.property(birthday, birthday, fc.constantFrom(...LAYOUTS), fc.constantFrom(...LAYOUTS), (one, other, write, rewrite) => {
        const [left, right] = [dateOf(write(one)), dateOf(rewrite(other))]
        expect(compareDates(left, right)).toBe(compareDates(right, left))
        expect(compareDates(dateOf(write(one)), dateOf(rewrite(one))).level).toBe(DATE_LEVELS.indexOf('same'))
      }),
      { numRuns: 400 },
    )
  })

  it('says how', () => {
    for (const [one, other, why] of [
      ['1985-03-02', '1985-02-03', 'swapped'], ['1985-03-02', '1985-03-03', 'one off'], ['1985-03-12', '1985-03-21', 'one off'],
      ['1985-03-02', '1985-03-19', 'year month'], ['1985-03-02', '1974-03-02', 'day month'], ['1985-03-02', '1985-11-17', 'year'],
      ['1985-03-02', '1971-11-17', 'different'], ['1985', '1985-03-02', 'year'], ['1900-01-01', '1985-03-02', 'missing'],
    ] as const) {
      expect(compareDates(dateOf(one), dateOf(other)).why, `${one} ${other}`).toBe(why)
    }
  })
})
