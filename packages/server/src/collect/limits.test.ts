import type { Json } from '@rapport/core/base/json'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clean, keepable, MAX_TEXT } from './clean.ts'
import { happenedAt, readInstant } from './clock.ts'
import { contextAtNoon, NOON } from './fixture.ts'
import type { Incoming } from './incoming.ts'
import { fromJitsu } from './jitsu.ts'
import { toE164 } from '@rapport/core/clean/phone'
import { fromPlain } from './plain.ts'
import { fromPosthog } from './posthog.ts'
import { fromSegment } from './segment.ts'

const track = { type: 'track', event: 'x', userId: 'u', messageId: 'm' }
const one = (message: Json): Incoming => fromSegment(message, contextAtNoon())[0] as Incoming
const nested = (levels: number): Json => (levels === 0 ? 1 : { a: nested(levels - 1) })

describe('poison', () => {
  test.each<[string, Json, string]>([
    ['too deep', { ...track, properties: nested(30) }, 'too_deep'],
    ['too many keys', { ...track, properties: Object.fromEntries(Array.from({ length: 1100 }, (_, i) => [`k${i}`, i])) }, 'too_many_keys'],
    ['too big', { ...track, properties: { blob: 'x'.repeat(300_000) } }, 'too_big'],
    ['too many items', { ...track, properties: { list: Array.from({ length: 2000 }, () => 1) } }, 'too_many_keys'],
  ])('%s is refused with what can be kept of it', (_, message, code) => {
    const incoming = one(message)
    expect(incoming).toMatchObject({ is: 'bad', code, messageId: 'm' })
    expect(JSON.stringify(incoming.raw).length).toBeLessThan(5_000)
  })
  test('100,000 levels of nesting neither overflow the stack nor get in', () => {
    const deep = JSON.parse(`{"type":"track","event":"x","userId":"u","properties":${'['.repeat(100_000)}${']'.repeat(100_000)}}`) as Json
    for (const incoming of [one(deep), fromPosthog(deep, contextAtNoon())[0], fromPlain(deep, contextAtNoon())[0]]) expect(incoming).toMatchObject({ is: 'bad', code: 'too_deep' })
  })
  test('prototype keys are taken out and marked', () => {
    const incoming = one(JSON.parse('{"type":"track","event":"x","userId":"u","properties":{"__proto__":{"admin":true},"a":{"constructor":1,"b":2}}}') as Json)
    expect(incoming).toMatchObject({ is: 'event', event: { context: { altered: ['keys_removed'] } } })
    if (incoming.is === 'event') expect(JSON.stringify(incoming.event.properties)).toBe('{"a":{"b":2}}')
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
  })
  test('a long text is cut and marked, a big event is marked and kept', () => {
    const incoming = one({ ...track, properties: { blob: 'x'.repeat(40_000) } })
    expect(incoming).toMatchObject({ is: 'event', event: { context: { oversize: true, altered: ['text_cut'] } } })
    if (incoming.is === 'event') expect((incoming.event.properties['blob'] as string).length).toBe(MAX_TEXT)
  })
  test('half surrogates, NUL and infinite numbers are repaired and marked', () => {
    const incoming = one({ ...track, properties: JSON.parse('{"a":"\\ud800","b":"x\\u0000y","c":1e999}') as Json })
    expect(incoming).toMatchObject({ event: { properties: { a: '\ufffd', b: 'xy', c: null }, context: { altered: ['text_repaired', 'number_removed'] } } })
  })
})

describe('time', () => {
  const iso = (ms: number) => new Date(ms).toISOString()
  test.each<[string, Json, Json, number]>([
    ['no time at all', null, null, NOON],
    ['a good clock is believed', iso(NOON - 5_000), iso(NOON - 900), NOON - 5_000],
    ['a clock an hour slow', iso(NOON - 3_605_000), iso(NOON - 3_600_000), NOON - 5_000],
    ['a clock a year fast', iso(NOON + 31_536_000_000 - 7_000), iso(NOON + 31_536_000_000), NOON - 7_000],
    ['the future is now', iso(NOON + 90_000), iso(NOON), NOON],
    ['imported history without sentAt', '2020-01-02', '', Date.UTC(2020, 0, 2)],
    ['a sentAt that is none', iso(NOON - 5_000), 'soon', NOON - 5_000],
    ['a correction out of the calendar', '1970-01-02T00:00:00Z', '2199-12-31T00:00:00Z', NOON],
  ])('%s', (_, original, sentAt, expected) => expect(happenedAt({ original, sentAt, receivedAt: NOON })).toMatchObject({ at: expected }))

  test.each<[Json, number | null | undefined]>([
    ['2026-11-21T12:00:00Z', NOON],
    ['2026-11-21T20:00:00+08:00', NOON],
    ['2026-11-21T12:00:00.000000+00:00', NOON],
    ['2026-11-21 12:00:00', NOON],
    ['2026-11-21T12:00:00', NOON],
    [NOON, NOON],
    [NOON / 1000, NOON],
    [String(NOON), NOON],
    ['', undefined],
    [null, undefined],
    ['21/11/2026', null],
    ['2026-13-41', null],
    ['9999-01-01T00:00:00Z', null],
    ['1969-12-31T23:59:59Z', null],
    [-5, null],
    [true, null],
  ])('%j is %j', (value, expected) => expect(readInstant(value)).toBe(expected))

  test('is never later than the moment it was received, and in range', () => {
    const date = fc.integer({ min: 0, max: Date.UTC(2199, 11, 31) }).map(iso)
    fc.assert(
      fc.property(date, fc.option(date), (original, sentAt) => {
        const time = happenedAt({ original, sentAt, receivedAt: NOON })
        return time.is === 'at' && time.at <= NOON && time.at >= 0 && Number.isInteger(time.at)
      }),
    )
  })
})

test.each([
  ['0912-345-678', { country: 'TW' }, '+886912345678'],
  ['081-234-5678', { country: 'TW', timezone: 'Asia/Bangkok' }, '+66812345678'],
  ['๐๘๑-๒๓๔-๕๖๗๘', { locale: 'th-TH' }, '+66812345678'],
  ['9123 4567', { locale: 'zh-Hant-HK' }, '+85291234567'],
  ['13812345678', { timezone: 'Asia/Shanghai' }, '+8613812345678'],
  ['+886 912 345 678', {}, '+886912345678'],
  ['00886912345678', {}, '+886912345678'],
  ['12345', { country: 'TW' }, null],
  ['call me', { country: 'TW' }, null],
  ['0912345678', { country: 'XX', locale: 'zh-Hant' }, null],
])('the phone %s with %j is %s', (typed, hints, expected) => expect(toE164(typed, hints)).toBe(expected))

describe('whatever comes in', () => {
  const word = fc.constantFrom('track', 'identify', 'alias', 'group', 'page', '$identify', '$set', '$create_alias', '$groupidentify', 'u1', '', 'x'.repeat(20_000), '\u0000', '2026-01-01T00:00:00Z', '__proto__')
  const field = fc.constantFrom(
    'type', 'event', 'userId', 'anonymousId', 'traits', 'context', 'properties', 'timestamp', 'sentAt', 'messageId', 'previousId', 'groupId', 'batch', 'events', 'identifiers',
    'distinct_id', '$set', '$set_once', 'alias', '$anon_distinct_id', 'uuid', 'integrations', 'id', 'at', 'email', 'phone', 'kind', 'value', 'userId', '__proto__', 'constructor', 'page', 'timezone', 'locale',
  )
  const { tree: anything } = fc.letrec<{ tree: Json }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', maxDepth: 5 },
      word, fc.integer(), fc.double(), fc.boolean(), fc.constant(null), fc.string(),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.oneof({ weight: 9, arbitrary: field }, { weight: 1, arbitrary: fc.string() }), tie('tree'), { maxKeys: 6 }),
    ) as fc.Arbitrary<Json>,
  }))
  const dialects = {
    segment: (body: Json) => fromSegment(body, contextAtNoon({ country: 'TW' })),
    jitsu: (body: Json) => fromJitsu(body, contextAtNoon(), 'page'),
    posthog: (body: Json) => fromPosthog(body, contextAtNoon()),
    plain: (body: Json) => fromPlain(body, contextAtNoon({ country: 'TW' })),
  }

  test.each(Object.keys(dialects) as (keyof typeof dialects)[])('%s neither throws nor loses a message, and what it makes can be stored', (name) => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 5 }), (messages) => {
        const out = dialects[name](messages)
        // Traits given along are a second event with # in its id.
        const first = out.filter((incoming) => incoming.is === 'bad' || !/#(set|traits)$/.test(incoming.event.id))
        expect(first).toHaveLength(messages.length)
        for (const incoming of out) {
          const stored = JSON.stringify(incoming)
          expect(stored).not.toMatch(/\\u0000|"(__proto__|constructor|prototype)":/)
          if (incoming.is === 'bad') expect(incoming.reason.length).toBeGreaterThan(10)
          else {
            expect(incoming.event.identifiers.length).toBeGreaterThan(0)
            expect(incoming.event.at).toBeLessThanOrEqual(NOON)
          }
        }
      }),
      { numRuns: 300 },
    )
  })
  test('cleaning is final: a cleaned value is clean', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const first = clean(value)
        if (first.is === 'clean') expect(clean(first.value)).toMatchObject({ value: first.value, marks: [] })
        keepable(value)
      }),
    )
  })
})
