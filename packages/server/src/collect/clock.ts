/** When an event happened, corrected for the sender's clock. */
import type { Json } from '@rapport/core/base/json'
import { isInstant, type Instant } from '@rapport/core/base/time'
import { refuse, type Refusal } from './incoming.ts'

/**
 * A sender whose clock agrees with ours within this many milliseconds is believed to the millisecond: what is left is the journey of the
 * request (some SDKs repeat a request for 12 seconds with its first `sentAt`), and correcting it would blur the order of a person's own events.
 */
export const CLOCK_TOLERANCE_MS = 15_000

/** What the sender says about time. Absent, null and '' mean unknown. */
export interface Stamps {
  /** When it happened by the sender's clock. */
  readonly original: Json | undefined
  /** When the request left, by the same clock. */
  readonly sentAt: Json | undefined
  readonly receivedAt: Instant
}

/** The moment that is taken as true; `corrected` when it differs from what the sender said. */
export interface Happened {
  readonly is: 'at'
  readonly at: Instant
  readonly corrected: boolean
}

/** at = receivedAt − (sentAt − original) when the clocks disagree, never later than receivedAt. A time that cannot be read refuses the message. */
export function happenedAt(stamps: Stamps): Happened | Refusal {
  const { receivedAt } = stamps
  const original = readInstant(stamps.original)
  if (original === undefined) return { is: 'at', at: receivedAt, corrected: false }
  if (original === null) {
    const written = JSON.stringify(stamps.original).slice(0, 60)
    return refuse('bad_time', `The time ${written} is no date between 1970 and 2199. Write it as 2026-03-01T09:30:00Z`)
  }
  const sentAt = readInstant(stamps.sentAt)
  const offset = typeof sentAt === 'number' ? receivedAt - sentAt : 0
  const moved = Math.abs(offset) > CLOCK_TOLERANCE_MS ? original + offset : original
  // A clock so wrong that the correction leaves the calendar says nothing about the moment: we know only when we heard of it.
  const at = (moved < 0 ? receivedAt : Math.min(moved, receivedAt)) as Instant
  return { is: 'at', at, corrected: at !== original }
}

/** The moment in a value: ISO 8601 text (UTC when no offset is given), or seconds or milliseconds since 1970. Undefined when absent, null when it is no moment. */
export function readInstant(value: Json | undefined): Instant | null | undefined {
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'number') return fromNumber(value)
  if (typeof value !== 'string') return null
  const written = value.trim()
  if (/^\d{9,16}(\.\d+)?$/.test(written)) return fromNumber(Number(written))
  if (!/^\d{4}-\d{2}-\d{2}/.test(written)) return null
  const zoned = /[T ]\d{2}:\d{2}(:\d{2}([.,]\d+)?)?$/.test(written) ? `${written.replace(' ', 'T').replace(',', '.')}Z` : written
  const at = Date.parse(zoned)
  return isInstant(at) ? at : null
}

/** Below 100 thousand million it can only be seconds: as milliseconds it would be before April 1973. */
function fromNumber(value: number): Instant | null {
  const at = Math.round(Math.abs(value) < 1e11 ? value * 1000 : value)
  return isInstant(at) ? at : null
}
