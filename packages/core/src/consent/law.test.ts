import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Json, JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { allowed, consentReason, DEFAULT_PURPOSES, foldConsent, SIGNAL } from './consent.ts'
import { compileLaws, isEssential } from './law.ts'
import { DEFAULT_LAWS } from './laws/index.ts'
import { placeOf } from './place.ts'
import type { Basis, ConsentState, LawDefinition, Located } from './types.ts'

const laws = compileLaws({ purposes: DEFAULT_PURPOSES, laws: DEFAULT_LAWS })
const who = (traits: { readonly [name: string]: Json } = {}, consent: ConsentState = {}): Located => ({
  traits: Object.fromEntries(Object.entries(traits).map(([name, value]) => [name, [{ value }]])),
  consent,
})
const event = (type: string, context: JsonObject = {}, at = 1, properties: JsonObject = {}, id = `e${at}`): Event => ({
  id: id as EventId,
  type,
  at: at as Instant,
  receivedAt: at as Instant,
  source: 'web' as SourceId,
  identifiers: [],
  properties,
  context,
})
const basisOf = (person: Located, purpose: string) => laws.purposesFor(person).find((one) => one.id === purpose)?.basis

const BASES: readonly Basis[] = ['always', 'inform', 'ask']
const BASIS = fc.constantFrom<Basis>(...BASES)
const LAW = fc.record({ country: fc.constantFrom('AA', 'BB', 'CC'), basis: BASIS, channels: fc.dictionary(fc.constantFrom('email', 'sms'), BASIS, { maxKeys: 2 }) })
const packs = (list: readonly { readonly country: string; readonly basis: Basis; readonly channels: { readonly [channel: string]: Basis } }[]): readonly LawDefinition[] =>
  list.map(({ country, basis, channels }, i) => {
    const purposes = { marketing: { basis, channels } }
    return { ...(DEFAULT_LAWS[0] as LawDefinition), id: `law${i}`, countries: [country], purposes, signals: {} }
  })

describe('laws', () => {
  test('another law never allows what was not allowed without it', () => {
    fc.assert(
      fc.property(fc.array(LAW, { maxLength: 4 }), LAW, BASIS, fc.constantFrom('email', 'sms', 'line', '*'), (list, more, own, channel) => {
        const purposes = [{ id: 'marketing', name: 'News', basis: own }]
        const person = who({ jurisdiction: 'AA BB' })
        const ask = (all: readonly LawDefinition[]) => allowed(compileLaws({ purposes, laws: all }).purposesFor(person), {}, 'marketing', channel)
        if (ask(packs([...list, more]))) expect(ask(packs(list))).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('with several places the strictest law holds, in whatever order they are named', () => {
    fc.assert(
      fc.property(fc.array(LAW, { minLength: 1, maxLength: 4 }), BASIS, (list, own) => {
        const compiled = compileLaws({ purposes: [{ id: 'marketing', name: 'News', basis: own }], laws: packs(list) })
        const at = (places: string) => compiled.purposesFor(who({ jurisdiction: places })).find((one) => one.id === 'marketing')?.basis ?? 'always'
        const both = BASES.indexOf(at('AA BB'))
        expect(both).toBe(Math.max(BASES.indexOf(at('AA')), BASES.indexOf(at('BB'))))
        expect(BASES.indexOf(at('BB AA'))).toBe(both)
      }),
      { numRuns: 200 },
    )
  })

  test.each<[string, { readonly [name: string]: Json }, readonly string[], string]>([
    ['what was said comes before everything', { jurisdiction: 'us-ca', country: 'TW' }, ['US-CA'], 'said'],
    ['the country comes before hints', { country: 'Taiwan', phone: '+66812345678' }, ['TW'], 'country'],
    ['an address has a country', { address: { country: '台灣' } }, ['TW'], 'country'],
    ['California by its state', { country: 'US', state: 'California' }, ['US-CA'], 'country'],
    ['hints that disagree all count', { phone: '+66812345678', timezone: 'Asia/Taipei', locale: 'en' }, ['TH', 'TW'], 'hints'],
    ['a language without a region says nothing', { locale: 'zh-Hant' }, [], 'none'],
    ['a region in the language', { locale: 'zh-Hans-CN' }, ['CN'], 'hints'],
    ['a word that is no country', { country: 'Atlantis' }, [], 'none'],
  ])('%s', (_, traits, places, from) => {
    expect(placeOf(who(traits))).toEqual({ places, from })
  })

  test('somebody in a country of unknown region falls under the laws of its regions, somebody in another region does not', () => {
    const ids = (places: readonly string[]) => laws.lawsAt(places).map(({ id }) => id)
    expect(ids(['US'])).toEqual(['ccpa'])
    expect(ids(['US-CA'])).toEqual(['ccpa'])
    expect(ids(['US-NV'])).toEqual([])
  })

  test('the packs ask before marketing where the law does, and before statistics under GDPR and PIPL', () => {
    expect(['DE', 'TH', 'TW', 'HK', 'CN'].map((country) => [country, basisOf(who({ country }), 'marketing'), basisOf(who({ country }), 'analytics')])).toEqual([
      ['DE', 'ask', 'ask'], ['TH', 'ask', 'inform'], ['TW', 'ask', 'inform'], ['HK', 'ask', 'inform'], ['CN', 'ask', 'ask'],
    ])
  })

  test('every pack is unchecked, opens in four languages and says where to look', () => {
    for (const law of DEFAULT_LAWS) {
      expect(law.checked).toBe(false)
      expect(Object.keys(law.text).sort()).toEqual(['en', 'th', 'zh-Hans', 'zh-Hant'])
      expect(law.sources.length).toBeGreaterThan(0)
    }
  })

  test('a purpose that the company calls "always" is still asked for where the law says so', () => {
    const bold = compileLaws({ purposes: [{ id: 'marketing', name: 'News', basis: 'always' }], laws: DEFAULT_LAWS })
    expect(allowed(bold.purposesFor(who({ country: 'DE' })), {}, 'marketing', 'email')).toBe(false)
  })
})

describe('signals', () => {
  const page = (said: { readonly [purpose: string]: boolean }, at: number, by = 'gpc') => event('page_viewed', { consent: { said, by } }, at)
  const SIGNALS = fc.array(fc.record({ at: fc.integer({ min: 1, max: 8 }), purpose: fc.constantFrom('analytics', 'gpc', 'marketing'), yes: fc.boolean(), hand: fc.boolean() }), { maxLength: 10 })
  const events = (list: readonly { readonly at: number; readonly purpose: string; readonly yes: boolean; readonly hand: boolean }[]) =>
    list.map(({ at, purpose, yes, hand }, i) => hand ? event(yes ? 'consent_given' : 'consent_withdrawn', {}, at, { purpose }, `e${i}`) : { ...page({ [purpose]: yes }, at), id: `e${i}` as EventId })

  test('the order of arrival does not matter', () => {
    fc.assert(fc.property(SIGNALS, (list) => {
      const all = events(list)
      expect([...all].reverse().reduce(foldConsent, {})).toEqual(all.reduce(foldConsent, {}))
    }), { numRuns: 200 })
  })

  test('a withdrawal by signal never opens anything, and a yes by signal never reopens what was closed by hand', () => {
    fc.assert(fc.property(SIGNALS, fc.constantFrom('analytics', 'marketing', 'sale'), fc.integer({ min: 1, max: 9 }), (list, purpose, at) => {
      const person = (consent: ConsentState) => who({ country: 'DE' }, consent)
      const state = events(list).reduce(foldConsent, {})
      const may = (consent: ConsentState) => allowed(laws.purposesFor(person(consent)), consent, purpose)
      const no = foldConsent(state, { ...page({ gpc: false, [purpose]: false }, at), id: 'z' as EventId })
      if (may(no)) expect(may(state)).toBe(true)
      const byHand = consentReason(laws.purposesFor(person(state)), state, purpose)
      const yes = foldConsent(state, { ...page({ [purpose]: true }, at), id: 'z' as EventId })
      if (!byHand.allowed && byHand.because === 'said') expect(may(yes)).toBe(false)
    }), { numRuns: 300 })
  })

  test('the Global Privacy Control closes what the law says it closes, under the law of the person', () => {
    const consent = foldConsent({ sale: { '*': { is: 'given', at: 1 as Instant, from: 'a' as EventId } } }, page({ gpc: false }, 2))
    const california = laws.purposesFor(who({ jurisdiction: 'US-CA' }, consent))
    expect(consentReason(california, consent, 'sale')).toMatchObject({ allowed: false, because: 'signal', law: 'ccpa', said: { purpose: 'gpc', channel: SIGNAL } })
    expect(allowed(laws.purposesFor(who({ country: 'JP' }, consent)), consent, 'sale')).toBe(true)
    const later = foldConsent(consent, event('consent_given', {}, 3, { purpose: 'sale' }))
    expect(allowed(laws.purposesFor(who({ jurisdiction: 'US-CA' }, later)), later, 'sale')).toBe(true)
  })
})

describe('collection', () => {
  test('what serves the person is kept of everybody, behaviour is not', () => {
    expect(['order_completed', 'consent_given', 'identified', 'ticket_opened', 'message_bounced', 'offer_shown'].every(isEssential)).toBe(true)
    expect(['page_viewed', 'product_viewed', 'message_opened', 'message_clicked', 'offer_clicked', 'made_up'].some(isEssential)).toBe(false)
  })

  test('a stranger is judged by what the device says, and by what this very event signals', () => {
    const berlin = { timezone: 'Europe/Berlin' }
    expect(laws.withheld([], event('page_viewed', berlin))).toMatchObject({ purpose: 'analytics', reason: { law: 'gdpr', because: 'silence' } })
    expect(laws.withheld([], event('page_viewed', { ...berlin, consent: { said: { analytics: true }, by: 'tcf' } }))).toBeNull()
    expect(laws.withheld([], event('page_viewed', { timezone: 'Asia/Taipei' }))).toBeNull()
    expect(laws.withheld([], event('page_viewed', { timezone: 'Asia/Taipei', consent: { said: { analytics: false }, by: 'banner' } }))).toMatchObject({ reason: { because: 'signal' } })
  })

  test('when several people stand behind an event, one who forbids is enough', () => {
    const no: ConsentState = { analytics: { '*': { is: 'withdrawn', at: 1 as Instant, from: 'a' as EventId } } }
    expect(laws.withheld([who(), who({}, no)], event('page_viewed'))).not.toBeNull()
  })
})
