/** When people shop: by hour, weekday, payday and sale. Local to each market; no market of the demo changes its clocks. */
import type { Random } from '@rapport/core/base/random'
import { DAY, HOUR, MINUTE, type Instant } from '@rapport/core/base/time'
import type { Market } from './markets.ts'

/** A way of meeting the shop, with a rhythm of its own. */
export type Rhythm = 'web' | 'app' | 'shop'

/** Weight of each local hour, 0 to 23. */
const HOURS: { readonly [rhythm in Rhythm]: readonly number[] } = {
  web: [3, 1, 1, 0, 0, 0, 1, 3, 5, 6, 7, 8, 11, 9, 7, 7, 7, 7, 8, 10, 14, 17, 15, 8],
  app: [4, 2, 1, 0, 0, 1, 4, 10, 12, 6, 5, 6, 13, 8, 5, 5, 5, 8, 12, 11, 13, 18, 19, 10],
  shop: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 8, 9, 8, 9, 11, 12, 11, 13, 14, 11, 5, 0, 0],
}
/** Sunday to Saturday. */
const WEEKDAYS: { readonly [rhythm in Rhythm]: readonly number[] } = {
  web: [1.25, 1, 0.95, 0.95, 1, 1.05, 1.2],
  app: [1.2, 1, 1, 1, 1, 1.1, 1.15],
  shop: [1.7, 0.7, 0.7, 0.75, 0.85, 1.15, 1.8],
}
const PAYDAY = 1.35
/** Double days (9/9, 10/10, 12/12) are sale days everywhere here; 11/11 is the largest. */
const DOUBLE_DAY = 2.2
const SINGLES_DAY = 4

/** How busy the local day is that holds this moment; 1 is an ordinary weekday. */
export function busyness(at: number, market: Market, rhythm: Rhythm): number {
  const local = new Date(at + market.offset * HOUR)
  const [month, day] = [local.getUTCMonth() + 1, local.getUTCDate()]
  const sale = month === day ? (month === 11 ? SINGLES_DAY : DOUBLE_DAY) : 1
  return (WEEKDAYS[rhythm][local.getUTCDay()] ?? 1) * sale * (market.paydays.includes(day) ? PAYDAY : 1)
}

/** True on a sale day. */
export function isSaleDay(at: number, market: Market): boolean {
  const local = new Date(at + market.offset * HOUR)
  return local.getUTCMonth() + 1 === local.getUTCDate()
}

/** The latest double day (9/9, 11/11) that was over before `now`, as `2026-11-11`; months have one each, so it is never farther than a month or so. */
export function lastSaleDay(now: number): string {
  for (let at = now - DAY; ; at -= DAY) {
    const day = new Date(at)
    if (day.getUTCMonth() + 1 === day.getUTCDate()) return day.toISOString().slice(0, 10)
  }
}

/** A moment between `from` and `until` at which people do this. Busy days and hours are as much likelier as they are busier. */
export function momentIn(range: { readonly from: number; readonly until: number }, market: Market, rhythm: Rhythm, random: Random): Instant {
  const { from, until } = range
  let at = from
  // Drawn until it fits; after so many draws any moment will do.
  for (let draw = 0; draw < 12; draw++) {
    at = from + random() * (until - from)
    if (random() * SINGLES_DAY * 1.3 < busyness(at, market, rhythm)) break
  }
  const midnight = Math.floor((at + market.offset * HOUR) / DAY) * DAY - market.offset * HOUR
  const moment = midnight + hourIn(HOURS[rhythm], random()) * HOUR + Math.floor(random() * 60) * MINUTE + Math.floor(random() * 60_000)
  return Math.floor(moment < from ? moment + DAY : moment) as Instant
}

function hourIn(weights: readonly number[], draw: number): number {
  let left = draw * weights.reduce((sum, weight) => sum + weight, 0)
  for (const [hour, weight] of weights.entries()) {
    left -= weight
    if (left < 0) return hour
  }
  return 20
}
