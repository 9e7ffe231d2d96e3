/** Local hours, above all on the days when clocks are changed. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from './time.ts'
import type { Instant } from './time.ts'
import { isTimeZone, localClock, localHour, nextLocalHour, nextMomentWhere } from './local-time.ts'

/** Whole, half and quarter hours, a half-hour clock change (Lord Howe), a negative one (Dublin), a skipped day (Apia), and no change at all. */
const ZONES = ['UTC', 'Asia/Taipei', 'Asia/Bangkok', 'Asia/Kathmandu', 'Asia/Kolkata', 'America/New_York', 'America/St_Johns', 'America/Sao_Paulo', 'Australia/Lord_Howe', 'Europe/Berlin', 'Europe/Dublin', 'Pacific/Apia', 'Pacific/Chatham', 'Africa/Casablanca']
const zones = fc.constantFrom(...ZONES)
const moments = fc.integer({ min: Date.UTC(1995, 0, 1), max: Date.UTC(2035, 0, 1) }) as fc.Arbitrary<Instant>
const hours = fc.integer({ min: 0, max: 23 })
const at = (text: string): Instant => Date.parse(text) as Instant

test('the next local hour is the first moment that shows it: never before `at`, never a millisecond too late', () => {
  fc.assert(
    fc.property(moments, zones, hours, (now, zone, hour) => {
      const next = nextLocalHour(now, zone, hour)
      expect(next).toBeGreaterThanOrEqual(now)
      expect(localHour(next, zone)).toBe(hour)
      if (next > now) expect(localHour((next - 1) as Instant, zone)).not.toBe(hour)
      for (let t = now as number; t < next; t += 5 * MINUTE) expect(localHour(t as Instant, zone)).not.toBe(hour)
    }),
    { numRuns: 60 },
  )
})

test('every hour comes within two days, also when a clock change leaves it out', () => {
  fc.assert(fc.property(moments, zones, hours, (now, zone, hour) => nextLocalHour(now, zone, hour) - now < 2 * DAY), { numRuns: 100 })
})

test.each([
  ['spring forward: three o’clock follows one o’clock', '2026-03-29T00:30:00Z', 'Europe/Berlin', 3, '2026-03-29T01:00:00Z'],
  ['spring forward: the missing hour comes the day after', '2026-03-29T00:30:00Z', 'Europe/Berlin', 2, '2026-03-30T00:00:00Z'],
  ['autumn: the doubled hour counts from its first minute', '2026-10-24T22:30:00Z', 'Europe/Berlin', 2, '2026-10-25T00:00:00Z'],
  ['autumn: three o’clock waits for both', '2026-10-25T00:00:00Z', 'Europe/Berlin', 3, '2026-10-25T02:00:00Z'],
  ['a half-hour change', '2026-10-03T15:00:00Z', 'Australia/Lord_Howe', 2, '2026-10-03T15:30:00Z'],
  ['a skipped day', '2011-12-30T09:00:00Z', 'Pacific/Apia', 8, '2011-12-30T18:00:00Z'],
  ['quarter hours', '2026-03-01T00:00:00Z', 'Asia/Kathmandu', 8, '2026-03-01T02:15:00Z'],
  ['already there', '2026-03-01T00:30:00Z', 'Asia/Taipei', 8, '2026-03-01T00:30:00Z'],
])('%s', (_name, now, zone, hour, expected) => {
  expect(new Date(nextLocalHour(at(now), zone, hour)).toISOString()).toBe(new Date(at(expected)).toISOString())
})

test('a change away from quarters of an hour is found to the millisecond', () => {
  const liberia = at('1971-01-01T10:00:00Z')
  expect(nextLocalHour(liberia, 'Africa/Monrovia', 12) - liberia).toBe(2 * HOUR + 44 * MINUTE + 30_000)
})

test('an hour that never comes has no next moment', () => {
  expect(nextMomentWhere(at('2026-03-01T00:00:00Z'), 'UTC', () => false)).toBeNull()
})

test.each(['Asia/Taipei', 'UTC', 'America/Argentina/Buenos_Aires'])('%s is a time zone', (zone) => expect(isTimeZone(zone)).toBe(true))
test.each(['', 'Mars/Base', 'Ａｓｉａ／Ｔａｉｐｅｉ', '台北', 'x'.repeat(5_000), '__proto__'])('%j is no time zone', (zone) => expect(isTimeZone(zone)).toBe(false))

test('a midnight in Bangkok is still the evening before in London, weekday and day of the month too', () => {
  const at = Date.UTC(2026, 10, 30, 17, 0) as Instant
  expect(localClock(at, 'Asia/Bangkok')).toEqual({ hour: 0, weekday: 2, day: 1 })
  expect(localClock(at, 'Europe/London')).toEqual({ hour: 17, weekday: 1, day: 30 })
})
