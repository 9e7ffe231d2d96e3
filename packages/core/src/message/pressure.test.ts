/** Counting messages: order-free, never too few. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId, MessageId, SourceId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import { DAY } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import type { Channel } from '../event/message-plan.ts'
import { claim, CLAIMS_MAX, foldPressure, mergePressure, NO_PRESSURE, PRESSURE_WINDOW, suppress } from './pressure.ts'
import type { Claim } from './pressure.ts'
import type { PressureState } from './types.ts'

const START = Date.UTC(2026, 0, 1)
const channels = fc.constantFrom<Channel>('email', 'sms', 'line')
const claims: fc.Arbitrary<Claim> = fc.record({
  at: fc.integer({ min: START, max: START + 60 * DAY }) as fc.Arbitrary<Instant>,
  channel: channels,
  purpose: fc.constantFrom('marketing', 'service'),
  message: fc.integer({ min: 0, max: 30 }).map((n) => `m${n}` as MessageId),
})
const pressures: fc.Arbitrary<PressureState> = fc
  .tuple(fc.array(claims, { maxLength: 40 }), fc.array(fc.tuple(channels, fc.constantFrom('hard_bounce', 'complaint'), fc.integer({ min: 0, max: 3 }) as fc.Arbitrary<Instant>), { maxLength: 3 }))
  .map(([all, stops]) => stops.reduce((state, [channel, why, at]) => suppress(state, channel, why, at), all.reduce(claim, NO_PRESSURE)))

const inWindow = (state: PressureState, from: number, to: number): number => state.claims.filter(([at]) => at > from && at <= to).length

test('merging pressure is commutative, associative and idempotent', () => {
  fc.assert(
    fc.property(pressures, pressures, pressures, (a, b, c) => {
      expect(mergePressure(a, b)).toEqual(mergePressure(b, a))
      expect(mergePressure(mergePressure(a, b), c)).toEqual(mergePressure(a, mergePressure(b, c)))
      expect(mergePressure(a, a)).toEqual(a)
    }),
  )
})

test('merging never lowers a count within the window that still matters, and lifts no suppression', () => {
  fc.assert(
    fc.property(pressures, pressures, (a, b) => {
      const both = mergePressure(a, b)
      const newest = both.claims.at(-1)?.[0] ?? 0
      const messages = new Set(both.claims.map(([, , , message]) => message))
      for (const [at, , , message] of [...a.claims, ...b.claims]) if (at > newest - PRESSURE_WINDOW) expect(messages).toContain(message)
      expect(inWindow(both, newest - PRESSURE_WINDOW, newest)).toBe(both.claims.length)
      for (const channel of Object.keys({ ...a.suppressed, ...b.suppressed })) expect(both.suppressed).toHaveProperty(channel)
    }),
  )
})

test('claims count the same in whatever order they are learned, and a repeated claim counts once', () => {
  fc.assert(
    fc.property(fc.array(claims, { maxLength: 30 }), fc.array(claims, { maxLength: 5 }), (some, again) => {
      const forwards = [...some, ...again].reduce(claim, NO_PRESSURE)
      const backwards = [...again, ...some, ...some].reverse().reduce(claim, NO_PRESSURE)
      expect(backwards).toEqual(forwards)
    }),
  )
})

test('a person’s list of claims stays bounded and keeps the latest', () => {
  let state = NO_PRESSURE
  for (let n = 0; n < CLAIMS_MAX + 20; n++) state = claim(state, { at: (START + n) as Instant, channel: 'inapp', purpose: 'service', message: `m${n}` as MessageId })
  expect(state.claims).toHaveLength(CLAIMS_MAX)
  expect(state.claims[0]?.[3]).toBe('m20')
  const later = claim(state, { at: (START + PRESSURE_WINDOW + 400) as Instant, channel: 'inapp', purpose: 'service', message: 'late' as MessageId })
  expect(later.claims.every(([at]) => at > START + 400)).toBe(true)
})

function event(type: string, properties: JsonObject): Event {
  return { id: 'e1' as EventId, type, at: START as Instant, receivedAt: START as Instant, source: 'mail' as SourceId, identifiers: [], properties }
}

test('of several reasons to close a channel the earliest is kept', () => {
  const [early, late] = [suppress(NO_PRESSURE, 'email', 'hard_bounce', 1 as Instant), suppress(NO_PRESSURE, 'email', 'complaint', 2 as Instant)]
  expect(mergePressure(late, early).suppressed).toEqual(early.suppressed)
  expect(suppress(early, 'email', 'complaint', 2 as Instant).suppressed).toEqual(early.suppressed)
})

test.each([
  ['a hard bounce closes the channel', event('message_bounced', { channel: 'email', hard: true }), { email: { why: 'hard_bounce', at: START } }],
  ['a soft bounce does not', event('message_bounced', { channel: 'email', hard: false }), {}],
  ['a bounce that does not say how hard does not', event('message_bounced', { channel: 'email' }), {}],
  ['a complaint closes the channel', event('message_complained', { channel: 'line' }), { line: { why: 'complaint', at: START } }],
  ['a complaint without a channel is about e-mail', event('message_complained', {}), { email: { why: 'complaint', at: START } }],
  ['a channel that we do not know closes nothing', event('message_complained', { channel: '__proto__' }), {}],
  ['opening a message closes nothing', event('message_opened', { channel: 'email', hard: true }), {}],
])('%s', (_name, fact, suppressed) => {
  expect(foldPressure(NO_PRESSURE, fact).suppressed).toEqual(suppressed)
})

test('a message that is being called counts, once', () => {
  const fact = event('message_calling', { channel: 'sms', purpose: 'marketing', message: 'm1' })
  expect(foldPressure(foldPressure(NO_PRESSURE, fact), fact).claims).toEqual([[START, 'sms', 'marketing', 'm1']])
  expect(foldPressure(NO_PRESSURE, event('order_completed', {}))).toBe(NO_PRESSURE)
})
