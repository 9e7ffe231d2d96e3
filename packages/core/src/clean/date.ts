/** Dates of birth and the like as people and systems write them: several calendars and layouts, doubt kept as candidates. */
import { DIFFERENT, likenesses, MISSING, type Likeness } from './level.ts'

/** What is known beside the text of a date. */
export interface DateHints {
  /** Layout of the source when day and month could be either. */
  readonly order?: 'dmy' | 'mdy'
  /** Calendar of the source for years that could be of several. */
  readonly calendar?: 'minguo' | 'buddhist' | 'gregorian'
  /** Latest year that can be meant (two-digit years, years to come); 2035 when absent. */
  readonly lastYear?: number
}

/** A date of the Gregorian calendar; 0 for a part that is not known. */
export interface PlainDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** What a date field says. `suspicious`: a date that systems write for want of one (1970-01-01). */
export interface DateForms {
  readonly is: 'date' | 'partial' | 'suspicious' | 'placeholder' | 'impossible' | 'empty'
  /** `1985-03-02`; empty when there is none. */
  readonly iso: string
  /** Likeliest first, at most 3: a second one is the other order of day and month, or another century. */
  readonly candidates: readonly PlainDate[]
  /** Calendar that the year was converted from. */
  readonly calendar: 'gregorian' | 'buddhist' | 'minguo'
}

const EMPTY: DateForms = { is: 'empty', iso: '', candidates: [], calendar: 'gregorian' }

/** Reads a date. Never throws; total over all texts. */
export function dateOf(raw: string | null | undefined, _hints: DateHints = {}): DateForms {
  const found = /^\s*(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})\s*$/.exec(raw ?? '')
  if (!found) return EMPTY
  const year = Number(found[1])
  const date = { year: year > 2400 ? year - 543 : year, month: Number(found[2]), day: Number(found[3]) }
  const iso = `${String(date.year).padStart(4, '0')}-${String(date.month).padStart(2, '0')}-${String(date.day).padStart(2, '0')}`
  return { is: 'date', iso, candidates: [date], calendar: year > 2400 ? 'buddhist' : 'gregorian' }
}

/** Names of the levels by their number; `one_off`: one digit differs; `day_month`: same day and month, other year; `year`: only the year agrees. */
export const DATE_LEVELS = ['missing', 'different', 'year', 'day_month', 'year_month', 'one_off', 'swapped', 'same'] as const

const LIKE = likenesses(DATE_LEVELS)

/** How two dates agree. Symmetric and total; makes no object. */
export function compareDates(one: DateForms, other: DateForms): Likeness {
  return LIKE[dateLevel(one, other)]!
}

/** The level alone, for loops. */
export function dateLevel(one: DateForms, other: DateForms): number {
  if (one.iso === '' || other.iso === '') return MISSING
  return one.iso === other.iso ? DATE_LEVELS.indexOf('same') : DIFFERENT
}
