/** Every candidate of every decision has a sentence in every language. */
import { describe, expect, test } from 'vitest'
import type { DecisionId, OfferId, PlacementId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { Candidate, Decision, OutReason } from './types.ts'
import { nothingName, whyDecision, whyNot, whySentence, worthSentence } from './why.ts'
import { languages } from './words/index.ts'

const id = (text: string): OfferId => text as OfferId
const OUT: { readonly [check in OutReason['check']]: OutReason } = {
  placement: { check: 'placement', detail: { placements: [] } },
  consent: { check: 'consent', detail: { purpose: 'personalisation', channel: 'web' } },
  suppression: { check: 'suppression', detail: { channel: 'email', reason: 'complaint', at: 5 } },
  eligibility: { check: 'eligibility', detail: {} },
  moment: { check: 'moment', detail: { moment: 'open-ticket' } },
  schedule: { check: 'schedule', detail: { from: '2030-01-01' } },
  stock: { check: 'stock', detail: { stock: 20 } },
  budget: { check: 'budget', detail: { budget: 'coupons' } },
  cap: { check: 'cap', detail: { most: 3, within: '7d', shown: 3 } },
  group: { check: 'group', detail: { group: 'drinks', told: 'tea' } },
  tier: { check: 'tier', detail: { tier: 0, highest: 2 } },
  control: { check: 'control', detail: { share: 0.02 } },
}
const MORE: readonly OutReason[] = [{ check: 'schedule', detail: { until: '2020-01-01' } }, { check: 'suppression', detail: { dismissed: 5 } }]
const outs: readonly Candidate[] = [...Object.values(OUT), ...MORE].map((out, n) => ({ offer: id(`out${n}`), out }))

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
const names = Object.assign((offer: OfferId): string => ({ tea: '高山茶', cup: 'Cup' })[offer as string] ?? '', { moment: (moment: string) => (moment === 'open-ticket' ? 'Open ticket' : moment) })
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
  ['out1', '“out1” needs consent for “personalisation”, which the person has not given.'],
  ['out2', '“out2” cannot go out here: this channel was stopped for the person.'],
  ['out4', '“out4” would be out of place now: Open ticket.'],
  ['out5', '“out5” only starts on 2030-01-01.'],
  ['out6', 'All 20 pieces of “out6” are taken.'],
  ['out7', '“out7” would exceed the budget “coupons”.'],
  ['out8', '“out8” has already been shown as often as allowed (3 in 7 days).'],
  ['out9', '“out9” would contradict “高山茶”, which the person has just been told.'],
  ['out12', '“out12” ended on 2020-01-01.'],
  ['out13', 'The person closed “out13”, so it rests for now.'],
  ['gone', '“gone” did not exist in the version that decided.'],
])('why not %s', (offer, sentence) => expect(whyNot(id(offer), ALL[0] as Decision, names, 'en-GB')).toBe(sentence))

const money: Candidate = {
  offer: id('tea'),
  score: 35.6,
  probability: 0.9,
  worth: { p: 0.042, n: 120, value: 1_200, lever: 1.5, cost: 40, channelCost: 0, shadow: 0, moments: 0 },
}
test.each([
  ['en', 'chance 4.2 % × value 1,200 × lever 1.5 − cost 40 = 35.6'],
  ['zh-Hant', '成功機率 4.2 % × 價值 1,200 × 權重 1.5 − 成本 40 = 35.6'],
  ['zh-Hans', '成功概率 4.2 % × 价值 1,200 × 权重 1.5 − 成本 40 = 35.6'],
  ['th', 'โอกาสสำเร็จ 4.2 % × มูลค่า 1,200 × น้ำหนัก 1.5 − ต้นทุน 40 = 35.6'],
])('the sum behind a value in %s', (locale, sentence) => expect(worthSentence(money, locale)).toBe(sentence))

test('every part of a sum is named, rare chances keep two digits, and what a watching model says stands beside', () => {
  const all = { ...money, worth: { p: 0.000423, n: 0, learned: 0.06, value: 1_234_567.891, lever: 1, cost: 1, channelCost: 2, shadow: 3, moments: 4 } }
  expect(worthSentence(all, 'en')).toBe('chance 0.042 % × value 1,234,567.89 − cost 1 − channel 2 − scarce budget 3 − this moment 4 = 35.6. The model only watches; it would have said 6 %.')
  expect(worthSentence({ offer: null, score: 0, probability: 1 }, 'en')).toBe('')
})

describe('why nothing', () => {
  const nothing = (change: Partial<Decision>): Decision => ({ ...decision(null, false), candidates: [...outs, { offer: null, score: 0, probability: 1 }], ...change })
  test('when no offer was possible, how many failed what', () => {
    expect(whyDecision(nothing({}), names, 'en')).toMatch(/^Nothing was shown because no offer was possible: 1 belongs elsewhere, 1 lacks consent, 2 stopped or closed by the person, /)
    expect(whyDecision(nothing({}), names, 'zh-Hant')).toMatch(/^沒有顯示任何內容，因為沒有可用的方案：1 個屬於其他版位、/)
  })
  test('when the person is in the group for comparison', () => {
    expect(whyDecision(nothing({ control: true }), names, 'en')).toMatch(/^Nothing was proposed: this quarter/)
    for (const locale of Object.keys(languages)) expect(whyDecision(nothing({ control: true }), names, locale)).not.toBe(whyDecision(nothing({}), names, locale))
  })
})

test('what spoke for and against a choice, and which moments hold, is said with it', () => {
  const told = { ...decision('tea', false), moments: ['open-ticket'], why: [{ feature: 'city = taipei', difference: 0.8 }, { feature: 'visits = 3', difference: -0.1 }] }
  expect(whyDecision(told, names, 'en')).toMatch(/What holds right now and weighs on offers: Open ticket\. What spoke for it: city = taipei\. What spoke against it: visits = 3\.$/)
  for (const locale of Object.keys(languages)) expect(whyDecision(told, names, locale)).toContain('city = taipei')
})

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
