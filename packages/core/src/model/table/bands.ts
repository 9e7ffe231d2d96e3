/** Bands of leads: A to D by chance, each with how often the yes came, never a bare score. */
import type { Interval } from '../../experiment/types.ts'
import { wilson } from '../../experiment/share.ts'

/** A band: chances from `from` up to the next better band, and what happened there. */
export interface LeadBand {
  readonly band: string
  readonly from: number
  readonly rows: number
  readonly observed: Interval
}

/** Shares of the rows from the top at which A, B and C end. */
const ENDS: readonly number[] = [0.1, 0.3, 0.6, 1]
const LEAST_ROWS = 10

/** Bands of chances that were foretold without the row itself. Equal chances stay together; fewer bands where there are few rows or chances. Outcomes are 0 or 1. */
export function bandsOf(p: Float64Array, y: Float64Array): readonly LeadBand[] {
  const order = [...p.keys()].toSorted((one, other) => (p[other] as number) - (p[one] as number))
  const bands: LeadBand[] = []
  let begin = 0
  for (const share of ENDS) {
    let end = Math.round(share * order.length)
    while (end > 0 && end < order.length && p[order[end] as number] === p[order[end - 1] as number]) end++
    if (end - begin < Math.min(LEAST_ROWS, order.length)) continue
    const inside = order.slice(begin, end)
    const yes = inside.reduce((sum, row) => sum + (y[row] as number), 0)
    bands.push({
      band: 'ABCD'[bands.length] as string,
      from: end === order.length ? 0 : (p[inside.at(-1) as number] as number),
      rows: inside.length,
      observed: wilson(yes, inside.length),
    })
    begin = end
  }
  return bands
}
