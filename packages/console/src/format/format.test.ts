/** What readers see of numbers, moments and scripts. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatAgo, formatDurationText, formatLength, formatMoment, formatShare, formatWeekHour, humanise } from './format.ts'
import { langOf } from './script.ts'

const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans', 'th']

test('every moment and length has a text in every language', () => {
  fc.assert(
    fc.property(fc.constantFrom(...LANGUAGES), fc.integer({ min: 0, max: 4_000_000_000_000 }), fc.integer({ min: 0, max: 4_000_000_000_000 }), (language, at, now) => {
      expect(formatAgo(language, at, now)).not.toBe('')
      expect(formatMoment(language, at)).not.toContain('Invalid')
      expect(formatLength(language, Math.abs(at - now))).toMatch(/\d/)
    }),
  )
})

test('a share that is not zero is never shown as zero', () => {
  expect(formatShare('en', 0.0004)).toBe('0.04%')
  expect(formatShare('en', 0)).toBe('0%')
  expect(formatShare('en', 0.42)).toBe('42%')
})

test('a duration text is said in words', () => {
  expect(formatDurationText('en', '7d')).toBe('7 days')
  expect(formatDurationText('zh-Hant', '30m')).toBe('30 分鐘')
  expect(formatDurationText('th', '2w')).toBe('2 สัปดาห์')
  expect(formatDurationText('en', 'soon')).toBe('soon')
})

test('an hour of the week has a day and a time, and what is none has neither', () => {
  expect(formatWeekHour('en', 0)).toMatch(/Monday.*(00|24):00/)
  expect(formatWeekHour('en', 167)).toMatch(/Sunday.*23:00/)
  expect(formatWeekHour('zh-Hant', 20)).toMatch(/星期一.*20:00/)
  expect(formatWeekHour('th', 44)).toMatch(/อังคาร.*20:00/)
  for (const none of [168, -1, 1.5, Number.NaN]) expect(formatWeekHour('en', none)).toBe('–')
})

test('Thai readers see Buddhist years', () => {
  expect(formatMoment('th', Date.UTC(2026, 5, 1), 'Asia/Bangkok')).toContain('2569')
})

test('names of the machine become readable and other scripts stay', () => {
  expect(humanise('order_completed')).toBe('order completed')
  expect(humanise('訂單完成')).toBe('訂單完成')
})

test('a name in another script carries its language, so that its letters are drawn right', () => {
  expect(langOf('陳怡君', 'en')).toBe('zh-Hant')
  expect(langOf('陈怡君', 'en')).toBe('zh-Hans')
  expect(langOf('陈怡君', 'zh-Hant')).toBe('zh-Hans')
  expect(langOf('陳怡君', 'zh-Hant')).toBeUndefined()
  expect(langOf('สมชาย', 'zh-Hant')).toBe('th')
  expect(langOf('さくら', 'zh-Hans')).toBe('ja')
  expect(langOf('Ann', 'en')).toBeUndefined()
})
