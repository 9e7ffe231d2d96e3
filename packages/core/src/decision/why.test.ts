/** Every candidate of every decision has a sentence in every language. */
import { describe, expect, test } from 'vitest'
import type { DecisionId, OfferId, PlacementId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { Candidate, Decision, OutReason } from './types.ts'
import { nothingName, whyDecision, whyNot, whySentence } from './why.ts'
import { languages } from './words/index.ts'

const id = (text: string): OfferId => text as OfferId
const OUT: { readonly [check in OutReason['check']]: OutReason } = {
  placement: { check: 'placement', detail: { placements: [] } },
  schedule: { check: 'schedule', detail: { from: '2030-01-01' } },
  consent: { check: 'consent', detail: { purpose: 'personalisation', channel: 'web' } },
  eligibility: { check: 'eligibility', detail: {} },
  cap: { check: 'cap', detail: { most: 3, within: '7d', shown: 3 } },
  tier: { check: 'tier', detail: { tier: 0, highest: 2 } },
}
const outs: readonly Candidate[] = [...Object.values(OUT), { check: 'schedule', detail: { until: '2020-01-01' } } as const].map((out, n) => ({ offer: id(`out${n}`), out }))

function decision(chosen: string | null, explored: boolean): Decision {
  return {
    id: 'd1' as DecisionId,
    profile: null,
    placement: 'home' as PlacementId,
    at: 0 as Instant,
    chosen: chosen === null ? null : id(chosen),
    propensity: 0.9667,
    explored,
    candidates: [{ offer: id('cup'), score: 2.505, probability: 0.0167 }, { offer: id('tea'), score: 5, probability: 0.9667 }, ...outs, { offer: null, score: 0, probability: 0.0167 }],
    version: 1,
    context: {},
  }
}
const names = (offer: OfferId): string => ({ tea: '高山茶', cup: 'Cup' })[offer as string] ?? ''
const ALL = [decision('tea', false), decision('cup', true), decision(null, true), decision(null, false)]

describe.each(Object.keys(languages))('in %s', (locale) => {
  test('every candidate has a sentence without holes, and different reasons read differently', () => {
    for (const one of ALL) {
      const sentences = one.candidates.map((candidate) => whySentence(candidate, one, names, locale))
      expect(new Set(sentences).size).toBe(sentences.length)
      for (const sentence of sentences) expect(sentence).not.toMatch(/undefined|null|NaN|\[object/)
    }
    expect(nothingName(locale)).not.toBe('')
  })
})

test.each([
  ['tea', '“高山茶” was chosen because it is worth most here (5); its chance was 96.7 %.'],
  ['cup', '“Cup” was possible, but it is worth 2.51 and “高山茶” 5; its chance was 1.7 %.'],
  ['out1', '“out1” only starts on 2030-01-01.'],
  ['out2', '“out2” needs consent for “personalisation”, which the person has not given.'],
  ['out4', '“out4” has already been shown as often as allowed (3 in 7 days).'],
  ['out6', '“out6” ended on 2020-01-01.'],
  ['gone', '“gone” did not exist in the version that decided.'],
])('why not %s', (offer, sentence) => expect(whyNot(id(offer), ALL[0] as Decision, names, 'en-GB')).toBe(sentence))

test('a choice made to learn says so', () => {
  expect(whyDecision(ALL[1] as Decision, names, 'en')).toBe('“Cup” (2.51) was chosen to learn, although “高山茶” is expected to be worth more; its chance was 1.7 %.')
  expect(whyNot(id('tea'), ALL[1] as Decision, names, 'en')).toMatch(/worth most \(5\), but this decision was used to learn/)
})

test.each([
  ['zh_TW', /^選擇「高山茶」/],
  ['zh-CN', /^选择“高山茶”/],
  ['th-TH', /^เลือก “高山茶”/],
  ['fr', /was chosen/],
])('a reader of %s is answered in the nearest language', (locale, beginning) => expect(whyDecision(ALL[0] as Decision, names, locale)).toMatch(beginning))
