/** Moments and lengths of time. The clock itself is an argument (`Env.now`), never read here. */
import type { Brand } from './brand.ts'

/** A moment, in milliseconds since 1970-01-01T00:00Z. */
export type Instant = Brand<number, 'Instant'>
/** A length of time in milliseconds. */
export type Duration = Brand<number, 'Duration'>

/** Later than every moment: "never by itself". */
export const NEVER = Number.MAX_SAFE_INTEGER as Instant
/** The earliest and latest moments that are accepted from outside: 1970 and the end of 2199. */
export const EARLIEST = 0 as Instant
/** See EARLIEST. */
export const LATEST = Date.UTC(2200, 0, 1) as Instant

/** One second. */
export const SECOND = 1_000 as Duration
/** One minute. */
export const MINUTE = 60_000 as Duration
/** One hour. */
export const HOUR = 3_600_000 as Duration
/** One day of exactly 24 hours; calendar days in a time zone are another matter. */
export const DAY = 86_400_000 as Duration

const UNITS: { readonly [unit: string]: number } = { s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY }

/** The number of milliseconds in a text like `90s`, `30m`, `12h`, `7d` or `2w`; null when it is none of these. */
export function parseDuration(text: string): Duration | null {
  const found = /^(\d{1,6})(s|m|h|d|w)$/.exec(text)
  if (!found) return null
  return (Number(found[1]) * (UNITS[found[2] ?? ''] ?? Number.NaN)) as Duration
}

/** The shortest text that `parseDuration` reads back as this duration; whole seconds only. */
export function formatDuration(duration: Duration): string {
  for (const unit of ['w', 'd', 'h', 'm', 's']) {
    const size = UNITS[unit] ?? 1
    if (duration >= size && duration % size === 0) return `${duration / size}${unit}`
  }
  return `${Math.round(duration / SECOND)}s`
}

/** The moment that many milliseconds after `at`; stops at NEVER. */
export function plus(at: Instant, duration: number): Instant {
  return Math.min(at + duration, NEVER) as Instant
}

/** True for a number that is a moment we accept: finite, whole, between EARLIEST and LATEST. */
export function isInstant(value: unknown): value is Instant {
  return typeof value === 'number' && Number.isInteger(value) && value >= EARLIEST && value < LATEST
}

const ISO = /^((\d{4})-(\d{2})-(\d{2}))(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|UTC|[+-]\d{2}:?\d{2})?)?$/i

/**
 * The moment named by an ISO 8601 text (date or date-time), or null when it is none or out of range.
 * Without an offset it is UTC, never the zone of the machine; a day that its month does not have is no moment.
 */
export function parseInstant(text: string): Instant | null {
  const found = ISO.exec(text)
  if (!found) return null
  const [, date, year, month, day, clock = '00:00', zone = 'Z'] = found
  const daysInMonth = (Date.UTC(Number(year), Number(month), 1) - Date.UTC(Number(year), Number(month) - 1, 1)) / DAY
  if (Number(day) > daysInMonth) return null
  const offset = /^(z|utc)$/i.test(zone) ? 'Z' : zone.replace(/^(...)(..)$/, '$1:$2')
  const at = Date.parse(`${date}T${clock}${offset}`)
  return isInstant(at) ? at : null
}
