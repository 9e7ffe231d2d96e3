/** The gate: caps are hard, nights are quiet, a no is a no. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, MessageId, ProfileId, SourceId, TemplateId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import { DAY, HOUR, MINUTE, parseDuration } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { allowed, foldConsent } from '../consent/consent.ts'
import type { TemplateDefinition } from '../content/types.ts'
import type { Channel, MessagePlan } from '../event/message-plan.ts'
import type { GivenTraits } from '../profile/types.ts'
import { gate, isQuiet, PAUSE_RECHECK } from './gate.ts'
import type { GateRequest } from './gate.ts'
import { localHour } from '../base/local-time.ts'
import { claim, mergePressure, NO_PRESSURE, suppress } from './pressure.ts'
import type { CapDefinition, PressureState, SendingPolicy } from './types.ts'

const NOON = Date.UTC(2026, 2, 1, 4) as Instant // noon in Taipei
const TEMPLATE: TemplateDefinition = { id: 't1', name: 'Welcome', channel: 'email', bodies: { en: { subject: 's', text: 'Hi' }, 'zh-Hant': { subject: 's', text: '您好' } }, defaultLocale: 'en' }
const OPEN: SendingPolicy = { caps: [], timezone: 'Asia/Taipei', paused: false }

function plan(change: Partial<MessagePlan> = {}): MessagePlan {
  return { channel: 'email', template: 't1' as TemplateId, purpose: 'marketing', data: {}, notAfter: (NOON + DAY) as Instant, plannedAt: NOON, cause: 'e1' as EventId, ...change }
}

function traits(values: { readonly [name: string]: Json }): GivenTraits {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [{ value, at: NOON, from: 'e1' as EventId, source: 'web' as SourceId }]]))
}

function ask(change: Partial<GateRequest> = {}): GateRequest {
  return {
    policy: OPEN,
    purposes: [{ id: 'marketing', name: 'Marketing', basis: 'inform' }],
    consent: {},
    pressure: NO_PRESSURE,
    traits: {},
    identifiers: ['email:ann@example.com'],
    plan: plan(),
    id: 'm1' as MessageId,
    template: TEMPLATE,
    now: NOON,
    allowed,
    ...change,
  }
}

const channels = fc.constantFrom<Channel>('email', 'sms', 'line')
const caps: fc.Arbitrary<CapDefinition> = fc.record(
  { most: fc.integer({ min: 1, max: 4 }), within: fc.constantFrom('90s', '1h', '1d', '7d'), channel: channels, purpose: fc.constantFrom('marketing', 'service') },
  { requiredKeys: ['most', 'within'] },
)
const attempts = fc.array(
  fc.record({
    after: fc.oneof(fc.integer({ min: 0, max: 2 * HOUR }), fc.integer({ min: 0, max: 3 * DAY }), fc.constantFrom(0, HOUR, DAY, 90_000)),
    channel: channels,
    purpose: fc.constantFrom('marketing', 'service'),
    retryOf: fc.option(fc.integer({ min: 0, max: 9 }), { freq: 5 }),
  }),
  { maxLength: 40 },
)
const purposes = [
  { id: 'marketing', name: 'Marketing', basis: 'inform' },
  { id: 'service', name: 'Service', basis: 'always' },
] as const
const IDS = ['email:ann@example.com', 'phone:+886912340056', 'lineId:U1']

/** The most claims that any sliding window (t - within, t] holds. */
function fullest(pressure: PressureState, cap: CapDefinition): number {
  const within = parseDuration(cap.within) ?? 0
  const counted = pressure.claims.filter(([, channel, purpose]) => (cap.channel ?? channel) === channel && (cap.purpose ?? purpose) === purpose)
  return Math.max(0, ...counted.map(([end]) => counted.filter(([at]) => at > end - within && at <= end).length))
}

describe('caps', () => {
  test('no sliding window ever holds more messages than its cap, whatever is tried, repeated or merged (I12)', () => {
    fc.assert(
      fc.property(fc.array(caps, { maxLength: 4 }), attempts, (policyCaps, tries) => {
        let now = NOON as number
        let pressure = NO_PRESSURE
        for (const [index, { after, channel, purpose, retryOf }] of tries.entries()) {
          now += after
          const id = `m${retryOf ?? index + 100}` as MessageId
          const request = ask({
            policy: { ...OPEN, caps: policyCaps },
            purposes,
            pressure,
            id,
            now: now as Instant,
            identifiers: IDS,
            template: { ...TEMPLATE, channel },
            plan: plan({ channel, purpose, notAfter: (now + DAY) as Instant }),
          })
          if (gate(request).is === 'go') pressure = mergePressure(pressure, claim(pressure, { at: now as Instant, channel, purpose, message: id }))
          for (const cap of policyCaps) expect(fullest(pressure, cap)).toBeLessThanOrEqual(cap.most)
        }
      }),
    )
  })

  test('`later` is exact: the message may go then, and a millisecond earlier it may not', () => {
    fc.assert(
      fc.property(fc.array(caps, { minLength: 1, maxLength: 3 }), fc.array(fc.integer({ min: 0, max: 2 * DAY }), { maxLength: 12 }), (policyCaps, ages) => {
        const pressure = ages.reduce((state, age, n) => claim(state, { at: (NOON - age) as Instant, channel: 'email', purpose: 'marketing', message: `c${n}` as MessageId }), NO_PRESSURE)
        const request = ask({ policy: { ...OPEN, caps: policyCaps }, pressure, plan: plan({ notAfter: (NOON + 40 * DAY) as Instant }) })
        const answer = gate(request)
        if (answer.is === 'go') return
        expect(answer).toMatchObject({ is: 'later', why: 'cap' })
        if (answer.is !== 'later') return
        expect(gate({ ...request, now: answer.until }).is).toBe('go')
        expect(gate({ ...request, now: (answer.until - 1) as Instant }).is).toBe('later')
      }),
    )
  })

  const capped = claim(NO_PRESSURE, { at: (NOON - HOUR) as Instant, channel: 'email', purpose: 'marketing', message: 'm0' as MessageId })
  const one: SendingPolicy = { ...OPEN, caps: [{ most: 1, within: '1d' }] }
  test('a capped message waits until the window frees', () => {
    expect(gate(ask({ policy: one, pressure: capped }))).toEqual({ is: 'later', until: NOON - HOUR + DAY, why: 'cap', detail: { most: 1, within: '1d' } })
  })
  test('a capped message that would then be worth nothing is refused', () => {
    expect(gate(
      ask({ policy: one, pressure: capped, plan: plan({ notAfter: (NOON + HOUR) as Instant }) })
    )).toMatchObject({ is: 'refused', why: 'cap', detail: { until: NOON - HOUR + DAY } })
  })
  test('a message that is worth sending up to the very moment the window frees still waits for it', () => {
    expect(gate(ask({ policy: one, pressure: capped, plan: plan({ notAfter: (NOON - HOUR + DAY) as Instant }) })).is).toBe('later')
    expect(gate(ask({ policy: one, pressure: capped, plan: plan({ notAfter: (NOON - HOUR + DAY - 1) as Instant }) })).is).toBe('refused')
  })
  test('a message does not stand in its own way', () => expect(gate(ask({ policy: one, pressure: capped, id: 'm0' as MessageId })).is).toBe('go'))
  test('a cap on another channel or purpose does not count', () => {
    const policy = { ...OPEN, caps: [{ most: 1, within: '1d', channel: 'sms' as const }, { most: 1, within: '1d', purpose: 'service' }] }
    expect(gate(ask({ policy, pressure: capped })).is).toBe('go')
  })
  test('a list of claims that is full stops everything, because older ones may have been forgotten', () => {
    let pressure = NO_PRESSURE
    for (let n = 0; n < 520; n++) pressure = claim(pressure, { at: (NOON - HOUR + n) as Instant, channel: 'inapp', purpose: 'service', message: `c${n}` as MessageId })
    expect(gate(ask({ pressure }))).toMatchObject({ is: 'refused', why: 'cap' })
  })
})

describe('quiet hours', () => {
  const zones = fc.constantFrom('Asia/Taipei', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu', 'America/Sao_Paulo')
  const moments = fc.oneof(
    fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2030, 0, 1) }),
    fc.integer({ min: -6 * HOUR, max: 6 * HOUR }).map((shift) => Date.UTC(2026, 2, 29, 1) + shift),
    fc.integer({ min: -6 * HOUR, max: 6 * HOUR }).map((shift) => Date.UTC(2026, 9, 25, 1) + shift),
  ) as fc.Arbitrary<Instant>
  const hours = fc.integer({ min: 0, max: 23 })

  test('nothing goes out in a person’s quiet hours in any zone on any day, and what waits may go when the wait is over', () => {
    fc.assert(
      fc.property(zones, moments, hours, hours, (timezone, now, from, to) => {
        const quietHours = { from, to }
        const request = ask({ policy: { ...OPEN, quietHours }, traits: traits({ timezone }), now, plan: plan({ notAfter: (now + 3 * DAY) as Instant }) })
        const answer = gate(request)
        const quiet = from !== to && isQuiet(localHour(now, timezone), quietHours)
        expect(answer.is).toBe(quiet ? 'later' : 'go')
        if (answer.is !== 'later') return
        expect(answer.why).toBe('quiet_hours')
        expect(answer.until).toBeGreaterThan(now)
        expect(gate({ ...request, now: answer.until }).is).toBe('go')
        for (let t = now as number; t < answer.until; t += 15 * MINUTE) expect(gate({ ...request, now: t as Instant }).is).toBe('later')
      }),
      { numRuns: 100 },
    )
  })

  const quietHours = { from: 22, to: 8, except: ['service'] }
  const night = Date.UTC(2026, 2, 1, 15) as Instant // 23:00 in Taipei
  const quiet: SendingPolicy = { ...OPEN, quietHours }
  test('a message at night waits for the morning', () => {
    expect(gate(ask({ policy: quiet, now: night }))).toEqual({ is: 'later', until: Date.UTC(2026, 2, 2, 0), why: 'quiet_hours', detail: { from: 22, to: 8, timezone: 'Asia/Taipei' } })
  })
  test('a message that is worth nothing in the morning is refused', () => {
    expect(gate(ask({ policy: quiet, now: night, plan: plan({ notAfter: (night + HOUR) as Instant }) }))).toMatchObject({ is: 'refused', why: 'quiet_hours' })
  })
  test('a purpose that is excepted does not wait', () => {
    expect(gate(ask({ policy: quiet, now: night, purposes, plan: plan({ purpose: 'service' }) })).is).toBe('go')
  })
  test.each([['Ａｓｉａ／Ｂａｎｇｋｏｋ'], ['Mars/Base'], [''], [7]])('a time zone that is none (%j) is the policy’s', (timezone) => {
    expect(gate(ask({ policy: quiet, now: night, traits: traits({ timezone }) }))).toMatchObject({ is: 'later', detail: { timezone: 'Asia/Taipei' } })
  })
})

describe('the person’s best hour', () => {
  const timing = { hour: 20, chance: 0.3, random: false }
  const evening = (NOON + 8 * HOUR) as Instant
  const chosen = (change: Partial<MessagePlan> = {}): MessagePlan => plan({ notBefore: evening, timing, ...change })
  test('a message waits for its hour and says which one it is and how it was chosen', () => {
    expect(gate(ask({ plan: chosen() }))).toEqual({ is: 'later', until: evening, why: 'best_hour', detail: { ...timing, timezone: 'Asia/Taipei' } })
    expect(gate(ask({ plan: chosen(), now: (evening - 1) as Instant })).is).toBe('later')
    expect(gate(ask({ plan: chosen(), now: evening })).is).toBe('go')
  })
  test('before its hour nothing else is asked, at its hour everything: consent that is withdrawn meanwhile counts, and one that was given', () => {
    expect(gate(ask({ plan: chosen(), purposes: [] })).is).toBe('later')
    expect(gate(ask({ plan: chosen(), purposes: [], now: evening }))).toMatchObject({ is: 'refused', why: 'no_consent' })
  })
  test('a hard cap and quiet hours have the last word', () => {
    const full = claim(NO_PRESSURE, { at: (evening - HOUR) as Instant, channel: 'email', purpose: 'marketing', message: 'm0' as MessageId })
    const policy: SendingPolicy = { ...OPEN, caps: [{ most: 1, within: '4h' }], quietHours: { from: 19, to: 8 } }
    expect(gate(ask({ policy, pressure: full, plan: chosen(), now: evening }))).toMatchObject({ is: 'later', why: 'cap' })
    expect(gate(ask({ policy, plan: chosen(), now: evening }))).toMatchObject({ is: 'later', why: 'quiet_hours' })
  })
  test('an hour after which it is worth nothing is none, and a stop of all sending stops it too', () => {
    expect(gate(ask({ plan: chosen({ notAfter: (evening - 1) as Instant }) }))).toMatchObject({ is: 'refused', why: 'best_hour' })
    expect(gate(ask({ plan: chosen(), policy: { ...OPEN, paused: true } }))).toMatchObject({ is: 'later', why: 'paused' })
  })
})

test('nothing passes after a withdrawal, whatever was said before', () => {
  const statements = fc.array(
    fc.record({ given: fc.boolean(), channel: fc.constantFrom('*', 'email', 'sms'), purpose: fc.constantFrom('marketing', '*'), at: fc.integer({ min: 0, max: 1_000 }) }),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(statements, fc.constantFrom('*', 'email'), (before, channel) => {
      let consent = {}
      for (const [n, said] of [...before, { given: false, channel, purpose: 'marketing', at: 1_001 }].entries()) {
        const at = (NOON - DAY + said.at) as Instant
        consent = foldConsent(
          consent,
          {
            id: `e${n}` as EventId,
            type: said.given ? 'consent_given' : 'consent_withdrawn',
            at,
            receivedAt: at,
            source: 'web' as SourceId,
            identifiers: [],
            properties: { purpose: said.purpose, channel: said.channel },
          },
        )
      }
      expect(gate(ask({ consent }))).toMatchObject({ is: 'refused', why: 'no_consent', detail: { purpose: 'marketing', channel: 'email' } })
    }),
  )
})

test.each<[string, Partial<GateRequest>, object]>([
  ['the kill switch comes before everything', { policy: { ...OPEN, paused: true }, plan: plan({ notAfter: (NOON - 1) as Instant }) }, { is: 'later', until: NOON + PAUSE_RECHECK, why: 'paused', detail: {} }],
  ['a stale message is refused', { plan: plan({ notAfter: (NOON - 1) as Instant }) }, { is: 'refused', why: 'expired', detail: { notAfter: NOON - 1 } }],
  ['the last moment still counts', { plan: plan({ notAfter: NOON }) }, { is: 'go', to: 'ann@example.com', locale: 'en' }],
  ['a template that is gone', { template: undefined }, { is: 'refused', why: 'no_template', detail: { template: 't1', channel: 'email' } }],
  ['a template of another channel', { template: { ...TEMPLATE, channel: 'sms' } }, { is: 'refused', why: 'no_template', detail: { template: 't1', channel: 'email' } }],
  ['nobody to write to', { identifiers: ['userId:u1'] }, { is: 'refused', why: 'no_address', detail: { channel: 'email' } }],
  ['no address comes before no consent', { identifiers: [], consent: {}, purposes: [] }, { is: 'refused', why: 'no_address', detail: { channel: 'email' } }],
  ['a purpose nobody defined must be asked for', { purposes: [] }, { is: 'refused', why: 'no_consent', detail: { purpose: 'marketing', channel: 'email', because: 'silence', basis: 'ask' } }],
  ['a channel that bounced', { pressure: suppress(NO_PRESSURE, 'email', 'hard_bounce', NOON) }, { is: 'refused', why: 'suppressed', detail: { channel: 'email', reason: 'hard_bounce', at: NOON } }],
  ['another channel that bounced does not matter', { pressure: suppress(NO_PRESSURE, 'sms', 'hard_bounce', NOON) }, { is: 'go', to: 'ann@example.com', locale: 'en' }],
  ['the golden record’s address wins', { traits: traits({ email: 'Ann@New.example' }) }, { is: 'go', to: 'ann@new.example', locale: 'en' }],
  ['a trait that is no address is passed over', { traits: traits({ email: 'n/a' }) }, { is: 'go', to: 'ann@example.com', locale: 'en' }],
  ['the person’s language is used', { traits: traits({ locale: 'zh_HK' }) }, { is: 'go', to: 'ann@example.com', locale: 'zh-Hant' }],
  ['trait language stands in for locale', { traits: traits({ language: 'zh-TW' }) }, { is: 'go', to: 'ann@example.com', locale: 'zh-Hant' }],
  ['an SMS goes to the phone', { plan: plan({ channel: 'sms' }), template: { ...TEMPLATE, channel: 'sms' }, identifiers: IDS }, { is: 'go', to: '+886912340056', locale: 'en' }],
  ['LINE goes to the LINE id', { plan: plan({ channel: 'line' }), template: { ...TEMPLATE, channel: 'line' }, identifiers: IDS }, { is: 'go', to: 'U1', locale: 'en' }],
  ['a webhook names the user', { plan: plan({ channel: 'webhook' }), template: { ...TEMPLATE, channel: 'webhook' }, identifiers: ['userId:u1'], profile: 'p1' as ProfileId }, { is: 'go', to: 'u1', locale: 'en' }],
  ['a webhook about a stranger names the profile', { plan: plan({ channel: 'webhook' }), template: { ...TEMPLATE, channel: 'webhook' }, identifiers: [], profile: 'p1' as ProfileId }, { is: 'go', to: 'p1', locale: 'en' }],
])('%s', (_name, change, expected) => expect(gate(ask(change))).toEqual(expected))
