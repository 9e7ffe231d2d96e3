/** Fifths of people by a figure, and the RFM score made of three of them. */
import type { CustomerPast, RfmScore } from './types.ts'

/** Fifths (1 to 5, 5 is the highest values) with what ties did to them. */
export interface Fifths {
  readonly of: Uint8Array
  /** People in each fifth, the lowest first. Equal values stay together, so these may differ much: nobody is put above an equal. */
  readonly sizes: readonly number[]
  /** People whose value is also that of the neighbouring rank on the other side of an ideal cut: how far ties moved the cuts. */
  readonly tied: number
}

/** Puts each value into a fifth by its mean rank. NaN is of the lowest fifth. */
export function fifths(values: ArrayLike<number>): Fifths {
  const n = values.length
  const at = (i: number): number => (Number.isNaN(values[i]!) ? -Infinity : values[i]!)
  const order = Uint32Array.from({ length: n }, (_, i) => i).sort((one, other) => at(one) - at(other) || one - other)
  const of = new Uint8Array(n)
  const sizes = [0, 0, 0, 0, 0]
  let tied = 0
  for (let from = 0; from < n; ) {
    let to = from
    while (to + 1 < n && at(order[to + 1]!) === at(order[from]!)) to++
    const middle = (from + to + 1) / 2 / n
    const fifth = Math.min(5, Math.floor(middle * 5) + 1)
    for (let i = from; i <= to; i++) of[order[i]!] = fifth
    sizes[fifth - 1] = sizes[fifth - 1]! + to - from + 1
    const crosses = Math.floor((from * 5) / n) !== Math.floor((to * 5) / n)
    if (to > from && crosses) tied += to - from + 1
    from = to + 1
  }
  return { of, sizes, tied }
}

/** Scores of everybody; `tied` of each part as in `Fifths`. */
export interface RfmScores {
  readonly scores: readonly RfmScore[]
  readonly tied: { readonly recency: number; readonly frequency: number; readonly money: number }
}

/** RFM: fifths of recency (recent is high), of the number of orders and of money; `past` is the fifth of their sum, money deciding between equals. */
export function rfmScores(people: readonly CustomerPast[]): RfmScores {
  const recency = fifths(people.map((one) => -one.recencyDays))
  const frequency = fifths(people.map((one) => one.orders))
  const money = fifths(people.map((one) => one.money))
  const byMoney = rankShares(people.map((one) => one.money))
  const past = fifths(people.map((_, i) => recency.of[i]! + frequency.of[i]! + money.of[i]! + byMoney[i]!))
  return {
    scores: people.map((_, i) => ({ recency: recency.of[i]!, frequency: frequency.of[i]!, money: money.of[i]!, past: past.of[i]! })),
    tied: { recency: recency.tied, frequency: frequency.tied, money: money.tied },
  }
}

/** Ranks as numbers from 0 to below 1, equal values equal. */
function rankShares(values: readonly number[]): readonly number[] {
  const sorted = [...new Set(values)].sort((one, other) => one - other)
  const place = new Map(sorted.map((value, i) => [value, i / sorted.length]))
  return values.map((value) => place.get(value)!)
}
