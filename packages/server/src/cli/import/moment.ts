/** Moments as files write them: ISO, epoch numbers, or a pattern in a time zone; also years of the Republic and of the Buddha. */
import { isInstant, parseInstant, type Instant } from '@rapport/core/base/time'

/** Reads one column's moments. Null for what is no moment. */
export type MomentReader = (text: string) => Instant | null

/** Letters of a pattern. `ROC` is the year of the Republic of China (2024 = 113), `BE` the Buddhist year (2024 = 2567). */
const TOKENS: { readonly [token: string]: string } = {
  yyyy: '(?<y>\\d{4})',
  yy: '(?<yy>\\d{2})',
  ROC: '(?<roc>\\d{2,3})',
  BE: '(?<be>\\d{4})',
  MM: '(?<M>\\d{2})',
  M: '(?<M>\\d{1,2})',
  dd: '(?<d>\\d{2})',
  d: '(?<d>\\d{1,2})',
  HH: '(?<H>\\d{2})',
  H: '(?<H>\\d{1,2})',
  mm: '(?<m>\\d{2})',
  ss: '(?<s>\\d{2})',
  SSS: '(?<S>\\d{1,3})\\d*',
  a: '(?<a>[AaPp][Mm]|上午|下午)',
}
const TOKEN = /yyyy|yy|ROC|BE|MM|M|dd|d|HH|H|mm|ss|SSS|a/g

/** A reader. Without a format: ISO 8601 (with a space instead of T, or with slashes), epoch seconds or milliseconds. Without a zone in the text, `timezone` (IANA; UTC if none). Throws on an unknown zone. */
export function momentReader(format: string | undefined, timezone: string | undefined): MomentReader {
  const zone = zoneReader(timezone ?? 'UTC')
  if (format === 'epoch_s') return (text) => instantOr(Number(text.trim()) * 1_000)
  if (format === 'epoch_ms') return (text) => instantOr(Number(text.trim()))
  if (format !== undefined && format !== 'iso') return patternReader(format, zone)
  const local = patternReader('yyyy-M-d', zone)
  const withTime = patternReader('yyyy-M-d H:mm', zone)
  const withSeconds = patternReader('yyyy-M-d H:mm:ss', zone)
  const withParts = patternReader('yyyy-M-d H:mm:ss.SSS', zone)
  return (raw) => {
    const text = raw.trim()
    if (/^\d{10}(\.\d+)?$/.test(text)) return instantOr(Number(text) * 1_000)
    if (/^\d{13}$/.test(text)) return instantOr(Number(text))
    if (/(?:[zZ]|[+-]\d{2}:?\d{2})$/.test(text) && text.length > 11) return parseInstant(text.replace(' ', 'T'))
    const plain = text.replaceAll('/', '-').replace('T', ' ')
    return local(plain) ?? withTime(plain) ?? withSeconds(plain) ?? withParts(plain)
  }
}

function patternReader(format: string, zone: (local: number) => number): MomentReader {
  let at = 0
  let source = ''
  for (const found of format.matchAll(TOKEN)) {
    source += escape(format.slice(at, found.index)) + (TOKENS[found[0]] ?? '')
    at = found.index + found[0].length
  }
  const pattern = new RegExp(`^${source}${escape(format.slice(at))}$`)
  return (text) => {
    const found = pattern.exec(text.normalize('NFKC').trim())?.groups
    if (!found) return null
    const year = yearOf(found)
    const [month, day, minute, second] = [Number(found['M'] ?? 1), Number(found['d'] ?? 1), Number(found['m'] ?? 0), Number(found['s'] ?? 0)]
    const hour = hourOf(Number(found['H'] ?? 0), found['a'])
    const ms = Number((found['S'] ?? '0').padEnd(3, '0'))
    const local = Date.UTC(year, month - 1, day, hour, minute, second, ms)
    const same = new Date(local)
    // 31 April, 25 o'clock: JavaScript would move on to the next month or day.
    if (same.getUTCMonth() !== month - 1 || same.getUTCDate() !== day || same.getUTCHours() !== hour || minute > 59 || second > 59) return null
    return instantOr(local - zone(local))
  }
}

/** The year of the common era, whichever way it is written; NaN without one. */
function yearOf({ y, yy, roc, be }: { readonly [group: string]: string | undefined }): number {
  if (y !== undefined) return Number(y)
  if (roc !== undefined) return Number(roc) + 1911
  return be === undefined ? 2000 + Number(yy ?? Number.NaN) : Number(be) - 543
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  const afternoon = /^p|下午/i.test(half)
  return afternoon ? (hour % 12) + 12 : hour % 12
}

/** Offset of a zone at a local time, in milliseconds; remembered by hour, because asking Intl is slow. */
function zoneReader(timezone: string): (local: number) => number {
  if (timezone === 'UTC') return () => 0
  const format = new Intl.DateTimeFormat('en-US', { timeZone: timezone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' })
  const known = new Map<number, number>()
  const offsetAt = (utc: number): number => {
    const parts = Object.fromEntries(format.formatToParts(utc).map(({ type, value }) => [type, Number(value)]))
    return Date.UTC(parts['year'] ?? 0, (parts['month'] ?? 1) - 1, parts['day'] ?? 1, parts['hour'] ?? 0, parts['minute'] ?? 0, parts['second'] ?? 0) - utc
  }
  return (local) => {
    const hour = Math.floor(local / 3_600_000)
    const cached = known.get(hour)
    if (cached !== undefined) return cached
    const at = hour * 3_600_000
    // Two steps settle it except in the hour that a change of clocks skips or repeats, where either answer is right.
    const offset = offsetAt(at - offsetAt(at))
    if (known.size > 50_000) known.clear()
    known.set(hour, offset)
    return offset
  }
}

function instantOr(value: number): Instant | null {
  const whole = Math.round(value)
  return isInstant(whole) && value !== 0 ? whole : null
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
