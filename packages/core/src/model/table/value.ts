/** Numbers and days as they stand in the cells of anybody's table. */
import { dateOf } from '../../clean/date.ts'
import { asciiDigits } from '../../clean/number.ts'

/** How a column writes its numbers: which sign stands before the fraction. */
export type NumberStyle = 'point' | 'comma'

const CURRENCY = /^(?:nt\$|hk\$|us\$|s\$|twd|thb|cny|rmb|usd|eur|[$€£¥฿￥])\s*|\s*(?:元|圓|บาท|twd|thb|cny|usd|eur|[%€฿])$/gi
const POINT = /^[+-]?(?:\d+|\d{1,3}(?:[, '\u00a0]\d{3})+)?(?:\.\d*)?(?:e[+-]?\d{1,3})?$/i
const COMMA = /^[+-]?(?:\d+|\d{1,3}(?:[. '\u00a0]\d{3})+)?(?:,\d*)?$/

/** A number, NaN where the cell is none. Full-width and Thai digits, thousands separators, currencies, percent signs and brackets for negative amounts are read. */
export function numberOf(cell: string, style: NumberStyle = 'point'): number {
  const plain = Number(cell)
  if (style === 'point' && cell !== '' && !Number.isNaN(plain)) return /^[+-]?(?:0[xob]|inf)/i.test(cell) || !Number.isFinite(plain) ? NaN : plain
  let text = asciiDigits(cell.length > 40 ? '' : cell).normalize('NFKC').replaceAll('\u2212', '-').trim()
  const owed = /^\(.*\)$/.test(text)
  if (owed) text = text.slice(1, -1)
  text = text.replace(CURRENCY, '').replace(/^-\s*(?:[$€£¥฿]|nt\$)\s*/i, '-')
  if (!/\d/.test(text) || !(style === 'point' ? POINT : COMMA).test(text)) return NaN
  const number = Number(style === 'point' ? text.replace(/[, '\u00a0]/g, '') : text.replace(/[. '\u00a0]/g, '').replace(',', '.'))
  return Number.isFinite(number) ? (owed ? -number : number) : NaN
}

/** The way of writing in which more of the cells are numbers; a point where it makes no difference. */
export function numberStyle(cells: readonly string[]): NumberStyle {
  let point = 0
  let comma = 0
  for (const cell of cells) {
    if (!Number.isNaN(numberOf(cell, 'point'))) point++
    if (!Number.isNaN(numberOf(cell, 'comma'))) comma++
  }
  return comma > point ? 'comma' : 'point'
}

const DAY_MS = 86_400_000

/** Days since 1970-01-01, with the part of the day where a time stands behind; NaN where the cell is no date. Minguo, Buddhist and Gregorian years, any usual layout. */
export function dayOf(cell: string, order: 'dmy' | 'mdy' = 'dmy'): number {
  const { is, candidates } = dateOf(cell, { order })
  const first = candidates[0]
  if ((is !== 'date' && is !== 'suspicious' && is !== 'partial') || !first || first.year === 0 || first.month === 0) return NaN
  const day = Date.UTC(first.year, first.month - 1, first.day === 0 ? 1 : first.day) / DAY_MS
  const time = /(?:T|\s)(\d{1,2}):(\d{2})/.exec(cell)
  return time ? day + (Number(time[1]) * 60 + Number(time[2])) / 1_440 : day
}
