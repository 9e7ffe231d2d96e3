import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Duration, Instant } from './time.ts'
import { DAY, EARLIEST, formatDuration, HOUR, isInstant, LATEST, MINUTE, NEVER, parseDuration, parseInstant, plus, SECOND } from './time.ts'

const MOMENT = fc.integer({ min: EARLIEST, max: LATEST - 1 }).map((at) => at as Instant)

test('a duration of whole seconds is read back as it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999_999 }), (seconds) => {
      const duration = (seconds * SECOND) as Duration
      expect(parseDuration(formatDuration(duration))).toBe(duration)
    }),
  )
})

test.each([
  ['90s', 90 * SECOND, '90s'],
  ['60s', MINUTE, '1m'],
  ['90m', 90 * MINUTE, '90m'],
  ['24h', DAY, '1d'],
  ['36h', 36 * HOUR, '36h'],
  ['14d', 14 * DAY, '2w'],
])('%s is %d milliseconds and is written %s', (text, milliseconds, shortest) => {
  expect(parseDuration(text)).toBe(milliseconds)
  expect(formatDuration(milliseconds as Duration)).toBe(shortest)
})

test.each(['', '5', 'd', '1.5h', '-1d', '1 d', '1mo', '1D', '9999999s', '1h30m', '٣d'])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeNull()
})

test('every moment that we accept is read back from its ISO text', () => {
  fc.assert(
    fc.property(MOMENT, (at) => {
      expect(parseInstant(new Date(at).toISOString())).toBe(at)
    }),
  )
})

test('an offset shifts the moment and no offset means UTC, whatever the zone of the machine', () => {
  fc.assert(
    fc.property(MOMENT, fc.integer({ min: -12, max: 14 }), fc.constantFrom('', ':'), (at, hours, colon) => {
      const whole = (Math.floor(at / SECOND) * SECOND) as Instant
      const text = new Date(whole).toISOString().slice(0, 19)
      const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}${colon}00`
      const shifted = whole - hours * HOUR
      expect(parseInstant(text + offset)).toBe(isInstant(shifted) ? shifted : null)
      expect(parseInstant(text)).toBe(whole)
      expect(parseInstant(text.replace('T', ' '))).toBe(whole)
    }),
  )
})

test.each([
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
  ['2024-05-01T10:30', '2024-05-01T10:30:00.000Z'],
  ['2024-05-01 10:30:00 UTC', '2024-05-01T10:30:00.000Z'],
  ['2024-05-01 10:30:00 +0800', '2024-05-01T02:30:00.000Z'],
  ['2024-05-01t10:30:00.123456z', '2024-05-01T10:30:00.123Z'],
  ['2024-05-01T24:00:00Z', '2024-05-02T00:00:00.000Z'],
])('%s is the moment %s', (text, iso) => {
  const at = parseInstant(text)
  expect(at === null ? null : new Date(at).toISOString()).toBe(iso)
})

test.each(['', 'yesterday', '2024', '2024-05', '01/05/2024', '2024-02-30', '2023-02-29', '2024-13-01', '2024-00-01', '2024-05-00', '2024-05-01 noon', '2024-05-01T25:00Z', '1969-12-31T23:59:59Z', '2200-01-01', '9999-12-31T00:00:00Z', '1714521600000'])(
  '%j is no moment that we accept',
  (text) => {
    expect(parseInstant(text)).toBeNull()
  },
)

test('only whole numbers within our range are moments', () => {
  expect([0, LATEST - 1].every(isInstant)).toBe(true)
  expect([-1, 0.5, LATEST, NEVER, Number.NaN, Number.POSITIVE_INFINITY, '0', null, undefined].some(isInstant)).toBe(false)
})

test('adding to a moment stops at never', () => {
  expect(plus(5 as Instant, HOUR)).toBe(5 + HOUR)
  expect(plus(NEVER, DAY)).toBe(NEVER)
  expect(plus(1 as Instant, Number.MAX_SAFE_INTEGER)).toBe(NEVER)
})
