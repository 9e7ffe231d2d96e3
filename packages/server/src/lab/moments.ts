/** Reads a whole column of dates as people and systems write them: the layout is decided once for the column, not cell by cell. */
import { dateOf, type DateHints } from '@rapport/core/clean/date'
import { asciiDigits } from '@rapport/core/clean/number'

/** A column of dates as days since 1970-01-01 (the day as it is written, whatever the zone). */
export interface Days {
  /** NO_DAY where nothing readable stands. */
  readonly days: Int32Array
  readonly unreadable: number
  /** How the column was read, as sentences; empty when there is nothing to say. */
  readonly remarks: readonly string[]
}

/** Stands for a cell without a readable day. */
export const NO_DAY = -2_147_483_648

const DAY_MS = 86_400_000
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?=$|[T ])/
/** Day and month first, in one order or the other. */
const EITHER = /^(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*\d{2,4}(?=$|[T ,])/
/** Spreadsheets count days from 1899-12-30; these are 1955 to 2064. */
const SHEET = /^[2-5]\d{4}(?:\.\d+)?$/
const SHEET_ZERO = -25_569
/** Shares of cells above which a column is of one kind. */
const MOST = 0.8

/** Reads the column. */
export function daysOf(cells: readonly string[]): Days {
  const remarks: string[] = []
  const hints = hintsOf(cells, remarks)
  const sheet = mostly(cells, SHEET)
  if (sheet) remarks.push('The dates are serial numbers of a spreadsheet (days since 1899-12-30).')
  const known = new Map<string, number>()
  const calendars = new Map<string, number>()
  const days = new Int32Array(cells.length)
  let unreadable = 0
  for (const [i, cell] of cells.entries()) {
    const fast = ISO.exec(cell)
    const key = fast ? fast[0] : cell
    let day = known.get(key)
    if (day === undefined) {
      day = sheet && SHEET.test(cell) ? Math.floor(Number(cell)) + SHEET_ZERO : dayOf(cell, hints, calendars)
      if (known.size < 200_000) known.set(key, day)
    }
    if (day === NO_DAY) unreadable++
    days[i] = day
  }
  for (const [calendar, name] of [['buddhist', 'Buddhist'], ['minguo', 'Minguo']] as const) if (calendars.has(calendar)) remarks.push(`Years are of the ${name} calendar.`)
  return { days, unreadable, remarks }
}

/** The day of one text (`--until`); NO_DAY when it cannot be read. */
export function dayOfText(text: string): number {
  return dayOf(text.trim(), {}, new Map())
}

/** A day as `2011-06-30`. */
export function isoDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

function dayOf(raw: string, hints: DateHints, calendars: Map<string, number>): number {
  const cell = asciiDigits(raw)
  const whole = /^\d+(?=(?:\.\d*)?$)/.exec(cell)?.[0]
  if (whole !== undefined) {
    if (whole.length >= 9 && whole.length <= 11) return Math.floor(Number(cell) / 86_400)
    if (whole.length === 13) return Math.floor(Number(cell) / DAY_MS)
    if (whole.length === 16) return Math.floor(Number(cell) / (DAY_MS * 1_000))
    if (whole.length === 12 || whole.length === 14) return dayOf(whole.slice(0, 8), hints, calendars)
  }
  const found = dateOf(cell.replace(/\s*(?:上午|下午|[ap]\.?m\.?).*$/i, ''), hints)
  const best = found.candidates[0]
  if ((found.is !== 'date' && found.is !== 'suspicious') || !best) return NO_DAY
  if (found.calendar !== 'gregorian') calendars.set(found.calendar, (calendars.get(found.calendar) ?? 0) + 1)
  return Math.floor(Date.UTC(best.year, best.month - 1, best.day) / DAY_MS)
}

/** Whether day or month stands first: whichever number is above 12 somewhere in the column is the day. */
function hintsOf(cells: readonly string[], remarks: string[]): DateHints {
  let [dayFirst, monthFirst, either] = [0, 0, 0]
  for (const cell of cells) {
    const found = EITHER.exec(cell)
    if (!found) continue
    either++
    if (Number(found[1]) > 12) dayFirst++
    else if (Number(found[2]) > 12) monthFirst++
  }
  if (either === 0) return {}
  const order = monthFirst > dayFirst ? 'mdy' : 'dmy'
  if (dayFirst === 0 && monthFirst === 0) remarks.push('Day and month could be either way round in every date; the day was taken to stand first. Write dates as 2025-12-31 to be sure.')
  else remarks.push(order === 'mdy' ? 'In dates the month stands first (12/31/2025).' : 'In dates the day stands first (31/12/2025).')
  if (dayFirst > 0 && monthFirst > 0) remarks.push(`${Math.min(dayFirst, monthFirst).toLocaleString('en')} dates only make sense the other way round and were read so.`)
  return { order }
}

function mostly(cells: readonly string[], pattern: RegExp): boolean {
  let [filled, hits] = [0, 0]
  for (const cell of cells) {
    if (cell === '') continue
    filled++
    if (pattern.test(cell)) hits++
  }
  return filled > 0 && hits / filled > MOST
}
