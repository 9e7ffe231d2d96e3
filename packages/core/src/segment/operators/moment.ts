/** Moments in traits and arguments: numbers of milliseconds, or ISO 8601 texts. A text without a zone is UTC, on every machine. */
import { z } from 'zod'
import type { Json } from '../../base/json.ts'
import type { Duration, Instant } from '../../base/time.ts'
import { LATEST, isInstant, parseDuration } from '../../base/time.ts'

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})?)?$/
/** The same pattern for ClickHouse's `match`. */
const ISO_SQL = String.raw`^\\d{4}-\\d{2}-\\d{2}([T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})?)?$`

/** The moment that a value names, or null. Days that the calendar does not have (30 February) name none. */
export function momentOf(value: Json | undefined): Instant | null {
  if (typeof value === 'number') return isInstant(value) ? value : null
  if (typeof value !== 'string' || value.length > 40) return null
  const found = ISO.exec(value)
  if (!found) return null
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] = found
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return null
  if (!inCalendar(Number(year), Number(month), Number(day))) return null
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day))
  const offset = zoneMinutes(zone)
  if (offset === null) return null
  const at = midnight + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1_000 + Number(fraction.padEnd(3, '0').slice(0, 3))
  return isInstant(at) ? at : null
}

function inCalendar(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  return day <= (month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31)
}

function zoneMinutes(zone: string): number | null {
  if (zone === 'Z') return 0
  const hours = Number(zone.slice(1, 3))
  const minutes = Number(zone.slice(4, 6))
  if (hours > 14 || minutes > 59) return null
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** Reads a duration text as milliseconds, at least one second. */
export const durationText = z.string().transform((text, context): Duration => {
  const duration = parseDuration(text)
  if (duration !== null && duration > 0) return duration
  context.addIssue({ code: 'custom', message: 'a duration like 7d' })
  return z.NEVER
})

/** Reads an ISO text as a moment. */
export const momentText = z.string().transform((text, context): Instant => {
  const at = momentOf(text)
  if (at !== null) return at
  context.addIssue({ code: 'custom', message: 'a date like 2026-01-31' })
  return z.NEVER
})

/** The expression for the moment in milliseconds that the JSON text in `column` names: a nullable Int64. */
export function momentSql(column: string): string {
  const text = `JSONExtractString(${column})`
  const read = `toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(${text}, 3, 'UTC'))`
  const raw = `multiIf(JSONType(${column}) IN ('Int64', 'UInt64'), toNullable(JSONExtractInt(${column})), match(${text}, '${ISO_SQL}'), ${read}, NULL)`
  return `if(${raw} >= 0 AND ${raw} < ${LATEST}, ${raw}, NULL)`
}
