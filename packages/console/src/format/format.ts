/** Numbers, moments and lengths of time in the reader's language. All functions are pure: the moment of "now" is an argument. */

/** The console's language → the tag that Intl gets. Thai shows Buddhist years, as people in Thailand expect. */
export const INTL_TAG: { readonly [language: string]: string } = { en: 'en-GB', 'zh-Hant': 'zh-Hant-TW', 'zh-Hans': 'zh-Hans-CN', th: 'th-TH' }

const tag = (language: string): string => INTL_TAG[language] ?? 'en-GB'

/** 12,345 */
export function formatNumber(language: string, value: number, digits = 0): string {
  return new Intl.NumberFormat(tag(language), { maximumFractionDigits: digits }).format(value)
}

/** 12.3K, 1.2萬 for tight places. */
export function formatCompact(language: string, value: number): string {
  return new Intl.NumberFormat(tag(language), { notation: 'compact', maximumFractionDigits: 1 }).format(value)
}

/** 0.123 → 12.3 %. One digit below 10 %, and never "0 %" for what is not zero. */
export function formatShare(language: string, share: number): string {
  const digits = share > 0 && share < 0.001 ? 2 : share < 0.1 ? 1 : 0
  return new Intl.NumberFormat(tag(language), { style: 'percent', maximumFractionDigits: digits }).format(share)
}

const STEPS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
]

/** "3 minutes ago", "in 2 days"; "now" below a second. */
export function formatAgo(language: string, at: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(tag(language), { numeric: 'auto', style: 'short' })
  const distance = at - now
  const [unit, size] = STEPS.find(([, length]) => Math.abs(distance) >= length) ?? (['second', 1_000] as const)
  return format.format(Math.round(distance / size), unit)
}

/** Date and time to the minute. */
export function formatMoment(language: string, at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(tag(language), { dateStyle: 'medium', timeStyle: 'short', ...(timeZone && { timeZone }) }).format(at)
}

/** The day, with its weekday. */
export function formatDay(language: string, at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(tag(language), { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric', ...(timeZone && { timeZone }) }).format(at)
}

/** An hour of the week (Monday 0:00 is 0, Sunday 23:00 is 167): Monday 20:00. Nothing else is made a time of. */
export function formatWeekHour(language: string, hour: number): string {
  if (!Number.isInteger(hour) || hour < 0 || hour > 167) return '–'
  const format = new Intl.DateTimeFormat(tag(language), { weekday: 'long', hour: '2-digit', minute: '2-digit', hour12: false, timeZone: 'UTC' })
  return format.format(Date.UTC(2024, 0, 1, hour)) // a Monday
}

/** Hours, minutes, seconds. */
export function formatClock(language: string, at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(tag(language), { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, ...(timeZone && { timeZone }) }).format(at)
}

/** A length of time in its largest fitting unit: 850 ms, 3.2 sec, 5 min, 2 days. */
export function formatLength(language: string, ms: number): string {
  const [unit, size, digits] = ms < 1_000 ? (['millisecond', 1, 0] as const) : ms < 60_000 ? (['second', 1_000, 1] as const) : ms < 3_600_000 ? (['minute', 60_000, 0] as const) : ms < 172_800_000 ? (
    ['hour', 3_600_000, 0] as const
  ) : (['day', 86_400_000, 0] as const)
  return new Intl.NumberFormat(tag(language), { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(ms / size)
}

const DURATION_UNITS: { readonly [letter: string]: string } = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' }

/** A duration text (`7d`) in words ("7 days"); the text itself when it is none. */
export function formatDurationText(language: string, text: string): string {
  const found = /^(\d{1,6})([smhdw])$/.exec(text)
  const unit = DURATION_UNITS[found?.[2] ?? '']
  if (!found || !unit) return text
  return new Intl.NumberFormat(tag(language), { style: 'unit', unit, unitDisplay: 'long' }).format(Number(found[1]))
}

/** Any JSON value as one short line. */
export function formatValue(value: unknown): string {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return '–'
  return JSON.stringify(value)
}

/** A name of the machine made readable: `order_completed` → "order completed". Other scripts stay as they are. */
export function humanise(name: string): string {
  return name.replace(/_+/g, ' ').trim()
}
