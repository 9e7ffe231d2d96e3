/** How much a person has been written to lately, and where we may not write any more. Folds are order-free and harmless when repeated. */
import type { MessageId } from '../base/id.ts'
import { DAY } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { KNOWN } from '../event/event.ts'
import type { Event } from '../event/event.ts'
import { CHANNELS } from '../event/message-plan.ts'
import type { Channel } from '../event/message-plan.ts'
import type { PressureState } from './types.ts'

/** Claims older than this no longer count; no cap reaches further back. */
export const PRESSURE_WINDOW = 31 * DAY
/** Claims remembered of one person. The gate treats it as a cap of its own, so that nothing forgotten could have mattered. */
export const CLAIMS_MAX = 500

/** Nobody has been written to yet. */
export const NO_PRESSURE: PressureState = { claims: [], suppressed: {} }

/** A message that was let through the gate. */
export interface Claim {
  readonly at: Instant
  readonly channel: Channel
  readonly purpose: string
  readonly message: MessageId
}

/** Counts a message. A message counts once, at its latest claim: a retry moves the claim instead of adding one. */
export function claim(pressure: PressureState, { at, channel, purpose, message }: Claim): PressureState {
  return mergePressure(pressure, { claims: [[at, channel, purpose, message]], suppressed: {} })
}

/** Stops a channel for good. The earliest reason is kept. */
export function suppress(pressure: PressureState, channel: Channel, why: string, at: Instant): PressureState {
  return mergePressure(pressure, { claims: [], suppressed: { [channel]: { why, at } } })
}

/**
 * What an event does to pressure: `message_bounced` with `hard: true` and `message_complained` suppress their channel (e-mail when they name
 * none), `message_calling` counts the message. Everything else leaves it as it is (the same object).
 */
export function foldPressure(pressure: PressureState, event: Event): PressureState {
  const { properties } = event
  const channel = CHANNELS.find((name) => name === (properties['channel'] ?? 'email'))
  if (channel === undefined) return pressure
  if (event.type === KNOWN.messageComplained) return suppress(pressure, channel, 'complaint', event.at)
  if (event.type === KNOWN.messageBounced) return properties['hard'] === true ? suppress(pressure, channel, 'hard_bounce', event.at) : pressure
  if (event.type !== 'message_calling') return pressure
  const { message, purpose } = properties
  if (typeof message !== 'string' || typeof purpose !== 'string') return pressure
  return claim(pressure, { at: event.at, channel, purpose, message: message as MessageId })
}

/**
 * Both pressures on one person: the union. Commutative, associative, idempotent. Of more than CLAIMS_MAX the latest are kept, which lowers no
 * limit: while the list is full of claims inside PRESSURE_WINDOW the gate lets nothing pass.
 */
export function mergePressure(a: PressureState, b: PressureState): PressureState {
  return { claims: mergeClaims(a.claims, b.claims), suppressed: mergeSuppressed(a.suppressed, b.suppressed) }
}

type Claims = PressureState['claims']

function mergeClaims(a: Claims, b: Claims): Claims {
  const latest = new Map<MessageId, Claims[number]>()
  for (const entry of [...a, ...b]) {
    const rival = latest.get(entry[3])
    if (rival === undefined || byMoment(rival, entry) < 0) latest.set(entry[3], entry)
  }
  const all = [...latest.values()].sort(byMoment)
  const newest = all.at(-1)?.[0] ?? 0
  return all.filter(([at]) => at > newest - PRESSURE_WINDOW).slice(-CLAIMS_MAX)
}

/** A total order, so that the outcome does not depend on who came first. */
function byMoment(a: Claims[number], b: Claims[number]): number {
  return a[0] - b[0] || compare(a[3], b[3]) || compare(a[1], b[1]) || compare(a[2], b[2])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function mergeSuppressed(a: PressureState['suppressed'], b: PressureState['suppressed']): PressureState['suppressed'] {
  const merged = { ...a }
  for (const [channel, entry] of Object.entries(b)) {
    const rival = merged[channel]
    if (rival === undefined || entry.at < rival.at || (entry.at === rival.at && entry.why < rival.why)) merged[channel] = entry
  }
  return merged
}
