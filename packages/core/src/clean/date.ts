/** Dates of birth and the like as people and systems write them: several calendars and layouts, doubt kept as candidates. */
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'
import { asciiDigits, chineseNumber } from './number.ts'

/** What is known beside the text of a date. */
export interface DateHints {
  /** Layout of the source when day and month could be either; `dmy` when absent, as in all of Asia and Europe. */
  readonly order?: 'dmy' | 'mdy'
  /** Calendar of the source for years that could be of several: short years are Minguo or Buddhist ones then. */
  readonly calendar?: 'minguo' | 'buddhist' | 'gregorian'
  /** Latest year that can be meant; 2035 when absent. Two-digit years fall into the hundred years before it. */
  readonly lastYear?: number
}

/** A date of the Gregorian calendar; 0 for a part that is not known. */
export interface PlainDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** What a date field says. */
export interface DateForms {
  /**
   * `partial`: a part is not known. `suspicious`: real, but systems write it for want of one (1970-01-01). `placeholder`: nobody's (1900-01-01, 0000-00-00, 9999-12-31).
   * `impossible`: no such day (1985-02-30), or in the future. `unreadable`: no date at all.
   */
  readonly is: 'date' | 'partial' | 'suspicious' | 'placeholder' | 'impossible' | 'unreadable' | 'empty'
  /** `1985-03-02`, `1985-03`, `1985`, `--03-02`; empty for all that gives no candidate. */
  readonly iso: string
  /** Likeliest first, at most 3: others are the other order of day and month, or another calendar or century. */
  readonly candidates: readonly PlainDate[]
  /** Calendar that the year was converted from. */
  readonly calendar: 'gregorian' | 'buddhist' | 'minguo'
}

const MONTHS: readonly (readonly string[])[] = [
  ['มกราคม', 'มกรา', 'ม.ค.', 'มค', 'january', 'jan'], ['กุมภาพันธ์', 'กุมภา', 'ก.พ.', 'กพ', 'february', 'feb'], ['มีนาคม', 'มีนา', 'มี.ค.', 'มีค', 'march', 'mar'], ['เมษายน', 'เมษา', 'เม.ย.', 'เมย', 'april', 'apr'],
  ['พฤษภาคม', 'พฤษภา', 'พ.ค.', 'พค', 'may'], ['มิถุนายน', 'มิถุนา', 'มิ.ย.', 'มิย', 'june', 'jun'], ['กรกฎาคม', 'กรกฎา', 'ก.ค.', 'กค', 'july', 'jul'], ['สิงหาคม', 'สิงหา', 'ส.ค.', 'สค', 'august', 'aug'],
  ['กันยายน', 'กันยา', 'ก.ย.', 'กย', 'september', 'sept', 'sep'], ['ตุลาคม', 'ตุลา', 'ต.ค.', 'ตค', 'october', 'oct'], ['พฤศจิกายน', 'พฤศจิกา', 'พ.ย.', 'พย', 'november', 'nov'], ['ธันวาคม', 'ธันวา', 'ธ.ค.', 'ธค', 'december', 'dec'],
]
const MONTH_NAME = new RegExp(MONTHS.flat().sort((a, b) => b.length - a.length).map((name) => name.replaceAll('.', '\\.?') + (/^[a-z]/.test(name) ? '(?![a-z])' : '')).join('|'), 'i')
const HAN_DATE = /^(民國|民国|西元|公元|佛曆|佛历)?\s*(前)?([0-9零〇一二三四五六七八九十百千元廿]{1,4})\s*年\s*(?:([0-9一二三四五六七八九十正元]{1,3})\s*月\s*(?:([0-9一二三四五六七八九十廿卅]{1,3})\s*[日號号]?)?)?/

/** Dates that systems write for want of one. */
const PLACEHOLDERS = new Set(['1900-01-01', '1901-01-01', '1899-12-30', '1899-12-31', '1800-01-01', '1753-01-01', '0001-01-01', '1111-11-11', '9999-12-31', '9999-09-09', '2099-12-31', '2999-12-31', '1000-01-01', '1910-10-10', '1600-01-01', '1601-01-01'])
const SUSPICIOUS = new Set(['1970-01-01', '1980-01-01', '1990-01-01', '2000-01-01', '1999-09-09', '2001-01-01', '1950-01-01', '1911-01-01', '1912-01-01'])

type Calendar = DateForms['calendar']

const none = (is: DateForms['is']): DateForms => ({ is, iso: '', candidates: [], calendar: 'gregorian' })
const EMPTY = none('empty')
const UNREADABLE = none('unreadable')
const PLACEHOLDER = none('placeholder')
const IMPOSSIBLE = none('impossible')

/** Reads a date. Never throws; total over all texts. A time behind the date is left out. */
export function dateOf(raw: string | null | undefined, hints: DateHints = {}): DateForms {
  const whole = asciiDigits((raw ?? '').slice(0, 60).normalize('NFKC')).trim()
  if (whole === '' || /^(?:n\/?a|none|null|nil|unknown|undefined|-+|无|無|不詳|不详|ไม่ระบุ|ไม่ทราบ)$/i.test(whole)) return EMPTY
  const text = whole.replace(/[T\s]+\d{1,2}:\d{2}.*$/, '').replace(/^(?:พ\.?ศ\.?|ค\.?ศ\.?)\s*/, '').replace(/\s*\(.*\)$/, '')
  if (/^[0\s/.-]+$|^(?:9{2,4}[/.-]?){1,3}$|^[x?*#_/.\s-]+$/i.test(text)) return PLACEHOLDER
  const han = HAN_DATE.exec(text)
  if (han && (han[4] !== undefined || text.length <= 8)) return fromHan(han, hints)
  const named = fromNamed(text, whole, hints)
  if (named) return named
  return fromNumbers(text, hints)
}

function fromHan(found: RegExpExecArray, hints: DateHints): DateForms {
  const number = (part: string | undefined) => (part === undefined ? 0 : /^\d+$/.test(part) ? Number(part) : chineseNumber(part.replace('正', '一')))
  const year = number(found[3])
  const minguo = /民/.test(found[1] ?? '') || (year < 150 && hints.calendar !== 'gregorian' && found[3]!.length <= 3 && (hints.calendar === 'minguo' || year < 130 && found[3]!.length === 3))
  const converted = minguo ? { year: found[2] ? 1912 - year : year + 1911, calendar: 'minguo' as const } : yearOf(year, hints)
  return settle([{ year: converted.year, month: number(found[4]), day: number(found[5]) }], converted.calendar, hints)
}

/** 2 มี.ค. 2528, 2 March 1985, March 2nd, 1985, 1985 Mar 2. */
function fromNamed(text: string, whole: string, hints: DateHints): DateForms | null {
  const name = MONTH_NAME.exec(text)
  if (!name) return null
  const plain = name[0].toLowerCase().replaceAll('.', '')
  const month = MONTHS.findIndex((names) => names.some((one) => one.replaceAll('.', '') === plain)) + 1
  const numbers = (text.slice(0, name.index) + ' ' + text.slice(name.index + name[0].length)).match(/\d+/g)?.map(Number) ?? []
  const thai = /[\u0e01-\u0e4e]/.test(whole) && !/ค\.?ศ/.test(whole)
  if (numbers.length === 0) return none('unreadable')
  if (numbers.length === 1) {
    const alone = numbers[0]!
    if (alone <= 31) return settle([{ year: 0, month, day: alone }], 'gregorian', hints)
    const { year, calendar } = yearOf(alone, hints, thai)
    return settle([{ year, month, day: 0 }], calendar, hints)
  }
  const [day, year] = numbers[0]! > 31 ? [numbers[1]!, numbers[0]!] : [numbers[0]!, numbers[1]!]
  const converted = yearOf(year, hints, thai)
  return settle([{ year: converted.year, month, day }], converted.calendar, hints)
}

function fromNumbers(text: string, hints: DateHints): DateForms {
  const solid = /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  if (solid) {
    const [, y, m, d] = solid.map(Number) as [number, number, number, number]
    if (m >= 1 && m <= 12 && y >= 1000) return ymd(y, m, d, hints)
    // 02031985: day and month first.
    return ambiguous(Number(text.slice(0, 2)), Number(text.slice(2, 4)), Number(text.slice(4)), hints)
  }
  const seven = /^(\d{3})(\d{2})(\d{2})$/.exec(text)
  if (seven && hints.calendar !== 'gregorian') return settle([{ year: Number(seven[1]) + 1911, month: Number(seven[2]), day: Number(seven[3]) }], 'minguo', hints)
  if (/^\d{4}$/.test(text)) {
    const { year, calendar } = yearOf(Number(text), hints)
    return settle([{ year, month: 0, day: 0 }], calendar, hints)
  }
  const parts = /^(\d{1,4})\s*[-/.,\s]\s*(\d{1,2})(?:\s*[-/.,\s]\s*(\d{1,4}))?$/.exec(text)
  if (!parts) return UNREADABLE
  const [a, b] = [Number(parts[1]), Number(parts[2])]
  if (parts[3] === undefined) {
    if (parts[1]!.length < 4) return settle([{ year: 0, month: a, day: b }], 'gregorian', hints)
    const { year, calendar } = yearOf(a, hints)
    return settle([{ year, month: b, day: 0 }], calendar, hints)
  }
  const c = Number(parts[3])
  if (/^0\d\d$/.test(parts[1]!) && hints.calendar !== 'gregorian') return ymd(a, b, c, { ...hints, calendar: 'minguo' })
  if (parts[1]!.length >= 3 || a > 31) return ymd(a, b, c, hints)
  if (parts[3].length <= 2 && hints.calendar === 'minguo') return ymd(a, b, c, hints)
  return ambiguous(a, b, c, hints)
}

function ymd(written: number, month: number, day: number, hints: DateHints): DateForms {
  const { year, calendar } = yearOf(written, hints)
  const one = { year, month, day }
  const other = { year, month: day, day: month }
  // A year of two digits before its month is written by the Minguo calendar at least as often as by the Gregorian one.
  if (written > 31 && written < 100 && !hints.calendar) return settle([one, { ...one, year: written + 1911 }, other], calendar, hints)
  return settle(month > 12 && day <= 12 ? [other] : [one, other], calendar, hints)
}

/** Day and month first, in one order or the other; the hint or the size of the numbers tells. */
function ambiguous(a: number, b: number, written: number, hints: DateHints): DateForms {
  const { year, calendar } = yearOf(written, hints)
  const dmy = { year, month: b, day: a }
  const mdy = { year, month: a, day: b }
  return settle(hints.order === 'mdy' ? [mdy, dmy] : [dmy, mdy], calendar, hints)
}

/** The Gregorian year of a written one: Buddhist from 2400 to 2642, Minguo when hinted or of three digits, two digits within the last hundred years. */
function yearOf(written: number, hints: DateHints, thai = false): { readonly year: number; readonly calendar: Calendar } {
  const last = hints.lastYear ?? LAST_YEAR
  if (written >= 2400 && written <= 2642) return { year: written - 543, calendar: 'buddhist' }
  if (written >= 1000) return { year: written, calendar: 'gregorian' }
  if (hints.calendar === 'minguo' && written <= 150) return { year: written + 1911, calendar: 'minguo' }
  if (written >= 100 && written <= 150 && hints.calendar !== 'gregorian') return { year: written + 1911, calendar: 'minguo' }
  if (written >= 100) return { year: written, calendar: 'gregorian' }
  if (hints.calendar === 'buddhist' || thai) {
    const buddhist = 2500 + written - 543
    return { year: buddhist > last ? buddhist - 100 : buddhist, calendar: 'buddhist' }
  }
  const century = Math.floor(last / 100) * 100
  return { year: century + written > last - 10 ? century - 100 + written : century + written, calendar: 'gregorian' }
}

const LAST_YEAR = 2035
/** Registers of the past are matched as well; earlier years are slips. */
const EARLIEST_YEAR = 1500

/** Keeps the candidates that exist, without doubles. */
function settle(dates: readonly PlainDate[], calendar: Calendar, hints: DateHints): DateForms {
  const last = hints.lastYear ?? LAST_YEAR
  const iso = isoOf(dates[0]!)
  if (PLACEHOLDERS.has(iso)) return PLACEHOLDER
  const real = dates.filter((date) => exists(date) && date.year <= last && (date.year === 0 || date.year >= EARLIEST_YEAR))
  const good = real.filter((date, at) => !real.slice(0, at).some((one) => isoOf(one) === isoOf(date)))
  const best = good[0]
  if (!best) return IMPOSSIBLE
  const is = best.day === 0 || best.month === 0 || best.year === 0 ? 'partial' : SUSPICIOUS.has(isoOf(best)) ? 'suspicious' : 'date'
  return { is, iso: isoOf(best), candidates: good.slice(0, 3), calendar }
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

function exists({ year, month, day }: PlainDate): boolean {
  if (!Number.isInteger(year) || !Number.isInteger(month) || !Number.isInteger(day)) return false
  if (month === 0) return day === 0 && year > 0
  if (month < 1 || month > 12 || day < 0 || day > DAYS[month - 1]!) return false
  return !(month === 2 && day === 29 && year !== 0 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0)))
}

function isoOf({ year, month, day }: PlainDate): string {
  const two = (part: number) => (part < 10 ? `0${part}` : String(part))
  const head = year === 0 ? '-' : String(year).padStart(4, '0')
  return month === 0 ? head : day === 0 ? `${head}-${two(month)}` : `${head}-${two(month)}-${two(day)}`
}

/**
 * Names of the levels by their number. `year`: only the year agrees. `day_month`: same day and month, other year. `year_month`: other day.
 * `one_off`: one digit differs, or two neighbours are turned. `swapped`: the same with day and month exchanged, or by the other reading of an ambiguous text.
 */
export const DATE_LEVELS = ['missing', 'different', 'year', 'day_month', 'year_month', 'one_off', 'swapped', 'same'] as const

const LIKE = likenesses(DATE_LEVELS)

/** How two dates agree. Symmetric and total; makes no object. A partial date agrees as far as it goes. */
export function compareDates(one: DateForms, other: DateForms): Likeness {
  return LIKE[dateLevel(one, other)]!
}

/** The level alone, for loops. */
export function dateLevel(one: DateForms, other: DateForms): number {
  const left = one.candidates[0]
  const right = other.candidates[0]
  if (!left || !right) return MISSING
  const whole = one.is !== 'partial' && other.is !== 'partial'
  if (one.iso === other.iso) return whole ? 7 : left.day !== 0 ? 3 : left.month !== 0 ? 4 : 2
  if (!whole) return partialLevel(left, right)
  if (left.year === right.year && left.month === right.day && left.day === right.month) return 6
  if (crossed(one, other)) return 6
  if (oneDigit(one.iso, other.iso)) return 5
  if (left.year === right.year) return left.month === right.month ? 4 : 2
  return left.month === right.month && left.day === right.day ? 3 : DIFFERENT
}

function crossed(one: DateForms, other: DateForms): boolean {
  for (const left of one.candidates) for (const right of other.candidates) if (left.year === right.year && left.month === right.month && left.day === right.day) return true
  return false
}

function partialLevel(left: PlainDate, right: PlainDate): number {
  const year = left.year !== 0 && right.year !== 0
  const month = left.month !== 0 && right.month !== 0
  const day = left.day !== 0 && right.day !== 0
  if ((year && left.year !== right.year) || (month && left.month !== right.month) || (day && left.day !== right.day)) return DIFFERENT
  return year ? (month ? 4 : 2) : month && day ? 3 : MISSING
}

/** One digit replaced, or two neighbouring digits turned, in texts of one layout. */
function oneDigit(one: string, other: string): boolean {
  if (one.length !== other.length) return false
  let first = -1
  let count = 0
  for (let at = 0; at < one.length; at++) {
    if (one.charCodeAt(at) === other.charCodeAt(at)) continue
    if (first < 0) first = at
    count++
  }
  return count === 1 || (count === 2 && one[first] === other[first + 1] && one[first + 1] === other[first])
}
