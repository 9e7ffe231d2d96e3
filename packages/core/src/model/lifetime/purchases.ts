/** Purchase days of customers, and the histories that lifetime models see in them. */
import type { History } from './types.ts'

/**
 * Days on which customers bought: the days of customer i are `days[starts[i]]` to `days[starts[i + 1] - 1]`, ascending, each day once, counted from any fixed day.
 * Several purchases of one day are one.
 */
export interface Purchases {
  readonly starts: Uint32Array
  readonly days: Int32Array
}

/** Days in a week: the models' unit of time is a week. */
export const WEEK = 7

/** Puts purchases in that shape: for each customer any days in any order. */
export function purchasesOf(customers: readonly (readonly number[])[]): Purchases {
  const sorted = customers.map((days) => [...new Set(days)].sort((one, other) => one - other))
  const starts = new Uint32Array(customers.length + 1)
  sorted.forEach((days, i) => (starts[i + 1] = starts[i]! + days.length))
  return { starts, days: Int32Array.from(sorted.flat()) }
}

/** What customer `i` had done by the end of the day `until`; null when there was no purchase yet. In weeks. */
export function historyOf({ starts, days }: Purchases, i: number, until: number): History | null {
  const from = starts[i]!
  const first = days[from]!
  if (from === starts[i + 1]! || first > until) return null
  const last = lastBy(days, from, starts[i + 1]!, until)
  return { repeats: last - from, recency: (days[last]! - first) / WEEK, age: (until - first) / WEEK }
}

/** How many purchase days customer `i` had after `from`, up to and including `to`. */
export function ordersWithin({ starts, days }: Purchases, i: number, from: number, to: number): number {
  let n = 0
  for (let at = starts[i]!; at < starts[i + 1]!; at++) if (days[at]! > from && days[at]! <= to) n++
  return n
}

/** Place of the last day that is not after `until`; the first one is not. */
function lastBy(days: Int32Array, from: number, end: number, until: number): number {
  let last = from
  while (last + 1 < end && days[last + 1]! <= until) last++
  return last
}
