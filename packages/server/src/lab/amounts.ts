/** Reads a whole column of amounts as people write them: currency signs, separators of thousands, brackets and trailing signs for what is negative. */
import { asciiDigits } from '@rapport/core/clean/number'

/** A column of amounts; NaN where nothing or nothing readable stands. */
export interface Amounts {
  readonly values: Float64Array
  readonly empty: number
  readonly unreadable: number
  readonly remarks: readonly string[]
}

/** Currency signs and the short names that stand before or behind an amount. */
const CURRENCY = /(?:NT\$|HK\$|US\$|S\$|RMB|CN¥|JP¥|[A-Z]{3}(?=[\s\d(+-]|$)|(?<=[\d\s)])[A-Z]{3}|บาท|[$€£¥₩₫฿元圓円￥]|\p{Sc})/giu
const COMMA_DECIMAL = /\d,\d{1,2}$/
const POINT_DECIMAL = /\d\.\d{1,2}$/
const EMPTY = /^(?:|-+|n\/?a|none|null|nil|nan)$/i

/** Reads the column. Whether a comma or a point divides decimals is decided once for all of it. */
export function amountsOf(cells: readonly string[]): Amounts {
  let [commas, points] = [0, 0]
  for (const cell of cells) {
    if (COMMA_DECIMAL.test(cell)) commas++
    else if (POINT_DECIMAL.test(cell)) points++
  }
  const comma = commas > points
  const values = new Float64Array(cells.length)
  let [empty, unreadable] = [0, 0]
  for (const [i, cell] of cells.entries()) {
    const plain = Number(cell)
    values[i] = cell !== '' && Number.isFinite(plain) && !(comma && cell.includes('.')) ? plain : amountOf(cell, comma)
    if (!Number.isNaN(values[i])) continue
    if (EMPTY.test(cell)) empty++
    else unreadable++
  }
  return { values, empty, unreadable, remarks: comma ? ['Amounts have a comma before their decimals.'] : [] }
}

/** One amount; NaN when it is none. `comma`: the comma divides decimals where both readings are possible. */
export function amountOf(raw: string, comma = false): number {
  let text = asciiDigits(raw.normalize('NFKC')).replace(CURRENCY, '').replace(/[\s'_\u00a0\u202f]/g, '')
  let sign = 1
  const bracketed = /^\((.*)\)$/.exec(text)
  if (bracketed) {
    sign = -1
    text = bracketed[1] ?? ''
  }
  if (/^[-−–]|[-−–]$/.test(text)) sign = -sign
  text = text.replace(/^[-−–+]|[-−–]$/g, '')
  const [lastComma, lastPoint] = [text.lastIndexOf(','), text.lastIndexOf('.')]
  const both = lastComma >= 0 && lastPoint >= 0
  const decimal = both ? (lastComma > lastPoint ? ',' : '.') : lastComma >= 0 ? (/^\d{1,3}(?:,\d{3})+$/.test(text) && !comma ? '' : ',') : comma && /^\d{1,3}(?:\.\d{3})+$/.test(text) ? '' : '.'
  const thousands = decimal === ',' ? '.' : decimal === '.' ? ',' : /[.,]/g
  const plain = text.replaceAll(thousands as string, '').replace(',', '.')
  const many = /^\d{1,3}(?:\.\d{3}){2,}$/.test(plain) ? plain.replaceAll('.', '') : plain
  return /^\d*\.?\d+(?:e[+-]?\d+)?$|^\d+\.$/i.test(many) ? sign * Number(many) : Number.NaN
}
