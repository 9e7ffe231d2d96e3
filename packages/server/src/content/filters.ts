/** Filters of our own for templates: money and dates as people in Taiwan, Hong Kong, China, Thailand and elsewhere read them. */

/** Where a currency is at home, for templates that name no locale. */
const HOME: { readonly [currency: string]: string } = {
  TWD: 'zh-Hant-TW',
  HKD: 'zh-Hant-HK',
  CNY: 'zh-Hans-CN',
  THB: 'th-TH',
  JPY: 'ja-JP',
  USD: 'en-US',
  SGD: 'en-SG',
  MYR: 'ms-MY',
}
/** Amounts of these are never written with a fraction. */
const WHOLE: ReadonlySet<string> = new Set(['TWD', 'JPY', 'KRW', 'VND'])

/**
 * `{{ 1200 | money: 'TWD' }}` → `$1,200`; `{{ 99.5 | money: 'THB', 'th' }}` → `฿99.50`. `locale` is a BCP 47 tag, by default the currency's home.
 * What is no number becomes an empty text. Throws on a currency or locale that does not exist.
 */
export function money(value: unknown, currency: unknown = 'TWD', locale?: unknown): string {
  const amount = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof amount !== 'number' || !Number.isFinite(amount)) return ''
  const code = String(currency).toUpperCase()
  const tag = typeof locale === 'string' ? locale : (HOME[code] ?? 'en')
  const fraction = WHOLE.has(code) ? { maximumFractionDigits: 0 } : {}
  return formatter(`money ${code} ${tag}`, () => new Intl.NumberFormat(tag, { style: 'currency', currency: code, ...fraction })).format(amount)
}

/** Lengths that `date_in` knows. */
const STYLES: ReadonlySet<string> = new Set(['full', 'long', 'medium', 'short'])

/**
 * `{{ event.at | date_in: 'Asia/Bangkok', 'th', 'long' }}` → `22 พฤศจิกายน 2569` (Thailand's own calendar comes with its locale);
 * `'zh-Hant-TW-u-ca-roc'` gives Taiwan's years. The value is milliseconds since 1970 or an ISO text; `style` full, long, medium or short;
 * `clock` adds the time of day in that length. What is no moment becomes an empty text. Throws on a zone, locale or style that does not exist.
 */
export function dateIn(value: unknown, zone: unknown = 'UTC', locale: unknown = 'en', style: unknown = 'long', clock?: unknown): string {
  const at = typeof value === 'number' ? value : typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (!Number.isFinite(at) || Math.abs(at) > 8.64e15) return ''
  const strange = [style, clock ?? 'short'].find((length) => !STYLES.has(String(length)))
  if (strange !== undefined) throw new Error(`date_in knows the lengths full, long, medium and short, not "${String(strange)}"`)
  const tag = locale === 'th' ? 'th-TH-u-ca-buddhist' : String(locale)
  const options = { timeZone: String(zone), dateStyle: style, ...(clock === undefined ? {} : { timeStyle: clock }) } as Intl.DateTimeFormatOptions
  return formatter(`date ${String(zone)} ${tag} ${String(style)} ${String(clock)}`, () => new Intl.DateTimeFormat(tag, options)).format(at)
}

/** Most formatters kept; making one costs fifty times as much as using it. */
const FORMATTERS = 200
const formatters = new Map<string, unknown>()

function formatter<T>(key: string, make: () => T): T {
  const known = formatters.get(key)
  if (known !== undefined) return known as T
  if (formatters.size >= FORMATTERS) formatters.clear()
  const made = make()
  formatters.set(key, made)
  return made
}

const ENTITIES: { readonly [char: string]: string } = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' }

/** Any value as text that is harmless in HTML, between tags and inside quotes. */
export function escapeHtml(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char)
}
