/** The clock on a person's wall: local hours in IANA time zones, right on the days when clocks are changed. */
import { assert } from './assert.ts'
import { DAY, MINUTE } from './time.ts'
import type { Instant } from './time.ts'

/** Every offset in use since 1972 is a multiple of a quarter of an hour, and no local hour is shorter: no step of this size jumps over one. */
const STEP = 15 * MINUTE
/** A clock change can remove an hour from one day, so that the next one is up to two days away. */
const FARTHEST = 3 * DAY
/** Zones remembered, wrong names included, so that invented names cannot fill the memory. IANA knows about 600. */
const ZONES_MAX = 1_000

const formats = new Map<string, Intl.DateTimeFormat | null>()

function formatOf(zone: string): Intl.DateTimeFormat | null {
  const known = formats.get(zone)
  if (known !== undefined) return known
  if (formats.size >= ZONES_MAX) formats.clear()
  const made = makeFormat(zone)
  formats.set(zone, made)
  return made
}

function makeFormat(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', timeZone: zone })
  } catch {
    return null // Intl throws a RangeError for names it does not know: that is the answer, not a failure
  }
}

/** True for a name of a time zone that we can tell the time in: `Asia/Taipei`, `UTC`. */
export function isTimeZone(zone: string): boolean {
  return zone.length > 0 && zone.length <= 64 && formatOf(zone) !== null
}

/** The hour (0 to 23) on the clocks of `zone` at that moment. The zone must be one (`isTimeZone`). */
export function localHour(at: Instant, zone: string): number {
  const format = formatOf(zone)
  assert(format !== null, `'${zone}' is a time zone`)
  return Number(format.format(at))
}

/** The first moment from `at` on whose local hour passes the test; null when none does within three days. */
export function nextMomentWhere(at: Instant, zone: string, passes: (hour: number) => boolean): Instant | null {
  if (passes(localHour(at, zone))) return at
  let before = at
  for (let next = (Math.floor(at / STEP) + 1) * STEP; next <= at + FARTHEST; next += STEP) {
    if (passes(localHour(next as Instant, zone))) return firstBetween(before, next as Instant, zone, passes)
    before = next as Instant
  }
  return null
}

/** The first moment from `at` on at which the clocks of `zone` show that hour; on a day that lacks the hour, the next day's. */
export function nextLocalHour(at: Instant, zone: string, hour: number): Instant {
  const found = nextMomentWhere(at, zone, (local) => local === hour)
  assert(found !== null, `hour ${hour} comes within three days in ${zone}`)
  return found
}

/** Bisection between a moment that fails and one that passes; at once when the change is at a full quarter, as it nearly always is. */
function firstBetween(fails: Instant, passing: Instant, zone: string, passes: (hour: number) => boolean): Instant {
  let low = fails as number
  let high = passing as number
  if (!passes(localHour((high - 1) as Instant, zone))) return passing
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (passes(localHour(middle as Instant, zone))) high = middle
    else low = middle
  }
  return high as Instant
}

/** What clock and calendar of a place show. */
export interface LocalClock {
  /** 0 to 23. */
  readonly hour: number
  /** 1 Monday to 7 Sunday. */
  readonly weekday: number
  /** 1 to 31. */
  readonly day: number
}

const WEEKDAYS: readonly string[] = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
/** Minutes remembered: decisions of one minute in one zone read the calendar once. Which ones are remembered never changes an answer. */
const CLOCKS_MAX = 2_000
const clocks = new Map<string, LocalClock>()
const calendars = new Map<string, Intl.DateTimeFormat>()

/** Hour, day of the week and day of the month on the wall of `zone` in the minute of that moment. The zone must be one (`isTimeZone`). */
export function localClock(at: Instant, zone: string): LocalClock {
  const minute = Math.floor(at / MINUTE)
  const key = `${zone} ${minute}`
  const known = clocks.get(key)
  if (known !== undefined) return known
  let calendar = calendars.get(zone)
  if (calendar === undefined) {
    assert(isTimeZone(zone), `'${zone}' is a time zone`)
    if (calendars.size >= ZONES_MAX) calendars.clear()
    calendar = new Intl.DateTimeFormat('en-US', { hour: 'numeric', hourCycle: 'h23', weekday: 'short', day: 'numeric', timeZone: zone })
    calendars.set(zone, calendar)
  }
  const parts: { [type: string]: string } = {}
  for (const { type, value } of calendar.formatToParts(minute * MINUTE)) parts[type] = value
  const clock = { hour: Number(parts['hour']), weekday: WEEKDAYS.indexOf(parts['weekday'] ?? '') + 1, day: Number(parts['day']) }
  if (clocks.size >= CLOCKS_MAX) clocks.clear()
  clocks.set(key, clock)
  return clock
}
