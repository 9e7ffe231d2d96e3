import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { allowed, CONSENT_LIMITS, consentReason, DEFAULT_PURPOSES, foldConsent, mergeConsent } from './consent.ts'
import type { ConsentState } from './types.ts'

function said(at: number, is: 'given' | 'withdrawn', properties: JsonObject = {}, id = `e${at}`): Event {
  return { id: id as EventId, type: `consent_${is}`, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers: [], properties }
}

const fold = (events: readonly Event[]): ConsentState => events.reduce(foldConsent, {})
const may = (state: ConsentState, purpose = 'marketing', channel?: string) => allowed(DEFAULT_PURPOSES, state, purpose, channel)

const PURPOSES = ['marketing', 'personalisation', 'service', 'survey', '*']
const CHANNELS = ['*', 'email', 'sms']
const PROPERTIES = fc.record({ purpose: fc.constantFrom(...PURPOSES), channel: fc.constantFrom(...CHANNELS), text: fc.constantFrom('v1', 'v2') }, { requiredKeys: [] })
const HISTORY = fc
  .array(fc.record({ at: fc.integer({ min: 1, max: 6 }), is: fc.constantFrom('given' as const, 'withdrawn' as const), properties: PROPERTIES }), { maxLength: 14 })
  .map((facts) => facts.map((fact, i) => said(fact.at, fact.is, fact.properties as JsonObject, `e${i}`)))
const QUESTION = fc.tuple(fc.constantFrom(...PURPOSES), fc.constantFrom(...CHANNELS))

describe('consent is a function of the set of statements', () => {
  test('any order and repetition gives the same state', () => {
    fc.assert(
      fc.property(HISTORY.chain((history) => fc.tuple(
        fc.constant(history),
        fc.shuffledSubarray([...history, ...history], { minLength: history.length * 2 }),
      )), ([history, shuffled]) => {
        expect(fold(shuffled)).toEqual(fold(history))
      }),
      { numRuns: 300 },
    )
  })

  test('merging two people is the fold of both histories; it commutes, associates and repeats harmlessly', () => {
    fc.assert(
      fc.property(HISTORY, HISTORY, HISTORY, (...histories) => {
        const renamed = histories.map((history, i) => history.map((event) => ({ ...event, id: `${i}${event.id}` as EventId })))
        const [a, b, c] = renamed.map(fold) as [ConsentState, ConsentState, ConsentState]
        expect(mergeConsent(a, b)).toEqual(fold(renamed.slice(0, 2).flat()))
        expect(mergeConsent(a, b)).toEqual(mergeConsent(b, a))
        expect(mergeConsent(mergeConsent(a, b), c)).toEqual(mergeConsent(a, mergeConsent(b, c)))
        expect(mergeConsent(a, a)).toEqual(a)
      }),
      { numRuns: 300 },
    )
  })

  test('a withdrawal only ever narrows, an opt-in only ever widens', () => {
    fc.assert(
      fc.property(HISTORY, HISTORY, QUESTION, (history, [more], [purpose, channel]) => {
        fc.pre(more !== undefined)
        const before = may(fold(history), purpose, channel)
        const after = may(fold([...history, { ...more!, id: 'z' as EventId }]), purpose, channel)
        if (before !== after) expect(after).toBe(more!.type === 'consent_given')
      }),
      { numRuns: 300 },
    )
  })

  test('an opt-in that is older than a withdrawal or of the same moment never undoes it', () => {
    fc.assert(
      fc.property(HISTORY, QUESTION, fc.integer({ min: 6, max: 9 }), (history, [purpose, channel], at) => {
        fc.pre(purpose !== 'service')
        const withdrawn = said(at, 'withdrawn', { purpose, channel }, 'w')
        const state = fold([...history.filter((event) => event.at <= at), withdrawn])
        expect(may(state, purpose, channel)).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('after a merge of two people a purpose is open only if one of them had it open', () => {
    fc.assert(
      fc.property(HISTORY, HISTORY, QUESTION, (one, other, [purpose, channel]) => {
        const [a, b] = [fold(one), fold(other.map((event) => ({ ...event, id: `o${event.id}` as EventId })))]
        if (may(mergeConsent(a, b), purpose, channel)) expect(may(a, purpose, channel) || may(b, purpose, channel)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })
})

describe('may we address this person?', () => {
  test('silence means no for marketing and for what nobody defined, yes for personal content and service', () => {
    expect(DEFAULT_PURPOSES.map(({ id }) => [id, may({}, id)])).toEqual([
      ['marketing', false],
      ['personalisation', true],
      ['analytics', true],
      ['service', true],
    ])
    expect(may({}, 'survey')).toBe(false)
    expect(may({}, 'toString')).toBe(false)
  })

  test.each<[string, Event[], string, string | undefined, boolean]>([
    ['opted in to all channels', [said(1, 'given')], 'marketing', 'email', true],
    ['opted in to e-mail, asked about SMS', [said(1, 'given', { channel: 'email' })], 'marketing', 'sms', false],
    ['opted in to e-mail, asked about no channel', [said(1, 'given', { channel: 'email' })], 'marketing', undefined, false],
    ['withdrew all channels after an opt-in to e-mail', [said(1, 'given', { channel: 'email' }), said(2, 'withdrawn')], 'marketing', 'email', false],
    ['opted in to e-mail after withdrawing all channels', [said(2, 'given', { channel: 'email' }), said(1, 'withdrawn')], 'marketing', 'email', true],
    ['both at the same moment', [said(1, 'given', { channel: 'email' }, 'z'), said(1, 'withdrawn', {}, 'a')], 'marketing', 'email', false],
    ['withdrew every purpose', [said(1, 'given'), said(2, 'withdrawn', { purpose: '*' })], 'marketing', 'email', false],
    ['withdrew every purpose, asked about personal content', [said(2, 'withdrawn', { purpose: '*' })], 'personalisation', undefined, false],
    ['withdrew every purpose, asked about a receipt', [said(2, 'withdrawn', { purpose: '*' })], 'service', 'email', true],
    ['withdrew service, which cannot be', [said(2, 'withdrawn', { purpose: 'service' })], 'service', 'email', true],
    ['agreed to an undefined purpose', [said(2, 'given', { purpose: 'survey' })], 'survey', 'email', true],
    ['an unreadable opt-in', [said(1, 'given', { purpose: 7 })], 'marketing', 'email', false],
    ['an unreadable withdrawal counts for everything', [said(1, 'given'), said(2, 'withdrawn', { purpose: ['marketing'] })], 'marketing', 'email', false],
    ['a withdrawal on an unreadable channel counts for all channels', [said(1, 'given'), said(2, 'withdrawn', { channel: 4 })], 'marketing', 'sms', false],
  ])('%s', (_, events, purpose, channel, answer) => {
    expect(may(fold(events), purpose, channel)).toBe(answer)
    expect(may(fold([...events].reverse()), purpose, channel)).toBe(answer)
  })

  test('the reason names the statement that decided, with the version of the wording', () => {
    const state = fold([said(1, 'given', { text: 'terms-3' }), said(2, 'withdrawn', { channel: 'sms' })])
    expect(consentReason(DEFAULT_PURPOSES, state, 'marketing', 'email')).toEqual({
      allowed: true,
      because: 'said',
      basis: 'ask',
      said: { purpose: 'marketing', channel: '*', entry: { is: 'given', at: 1, from: 'e1', text: 'terms-3' } },
    })
    expect(consentReason(DEFAULT_PURPOSES, state, 'marketing', 'sms').said?.channel).toBe('sms')
    expect(consentReason(DEFAULT_PURPOSES, state, 'analytics')).toEqual({ allowed: true, because: 'silence', basis: 'inform' })
    expect(consentReason(DEFAULT_PURPOSES, state, 'service')).toEqual({ allowed: true, because: 'always', basis: 'always' })
  })

  test('names that would reach into objects are not taken, and a withdrawal under one counts for everything', () => {
    const hostile = JSON.parse('{"purpose":"__proto__"}') as JsonObject
    expect(fold([said(1, 'given', hostile)])).toEqual({})
    expect(may(fold([said(1, 'given'), said(2, 'withdrawn', hostile)]), 'marketing')).toBe(false)
  })

  test('made-up purposes cannot grow the state without bound, nor push out the short names in use', () => {
    const flood = Array.from({ length: 300 }, (_, i) => said(i + 2, 'given', { purpose: `made_up_purpose_${i}` }))
    const state = fold([said(1, 'given'), ...flood])
    expect(Object.keys(state)).toHaveLength(CONSENT_LIMITS.purposes)
    expect(may(state)).toBe(true)
    expect(fold([...flood.reverse(), said(1, 'given')])).toEqual(state)
  })
})
