import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '../../base/json.ts'
import { HOUR, type Instant } from '../../base/time.ts'
import type { GivenTraits } from '../../profile/types.ts'
import type { SegmentDefinition } from '../../segment/rule.ts'
import { compileFeatures, type FeaturePerson } from './compile.ts'
import { encoderOf, NAMES_MAX } from './encode.ts'
import { binOf, binText, crossPlace } from './place.ts'
import { isProtected } from './protected.ts'
import type { FeatureDefinition } from './types.ts'

/** A Sunday evening in Taipei. */
const NOW = Date.UTC(2026, 10, 22, 12, 30) as Instant
const told = { at: NOW, from: 'e' as never, source: 'web' as never }
const traits = (given: JsonObject): GivenTraits => Object.fromEntries(Object.entries(given).map(([name, value]) => [name, [{ ...told, value: value ?? null }]]))
const person = (given: JsonObject, more: Partial<FeaturePerson> = {}): FeaturePerson =>
  ({ traits: traits(given), counters: {}, segments: {}, events: 3, lastSeen: (NOW - 48 * HOUR) as Instant, ...more })
const SEGMENTS: readonly SegmentDefinition[] = [
  { id: 'vip', name: 'VIP', rule: { trait: 'tier', is: 'equals', than: 'gold' } },
  { id: 'young_women', name: 'Gender female', rule: { trait: 'tier', is: 'exists' } },
  { id: 'ladies', name: 'Ladies', rule: { any: [{ trait: 'gender', is: 'equals', than: 'f' }] } },
  { id: 'tea_ladies', name: 'Tea', rule: { all: [{ in: 'vip' }, { not: { in: 'ladies' } }] } },
  { id: 'asked', name: 'Asked', rule: { did: 'form_filled', where: { trait: 'religion', is: 'exists' } } },
]
const compile = (features: readonly FeatureDefinition[] = []) =>
  compileFeatures({ features, traits: new Map(), segments: SEGMENTS, models: [{ id: 'churn', name: 'Churn' }], timezone: 'Asia/Taipei' })

/** What is looked at, in words. */
function seen(given: JsonObject, context: JsonObject = {}, more: Partial<FeaturePerson> = {}): readonly string[] {
  const plan = compile()
  return [...plan.encode(person(given, more), context, NOW).at].map((place) => plan.nameOf(place) ?? '?')
}

test('gender, age, religion, origin and health are never looked at unasked, in any of the languages, and neither are identifiers and prose', () => {
  const protectedNames = ['gender', 'birthDate', 'customer_birth_date', 'Age', 'ageGroup', 'religion', 'Nationality', 'ethnicity', 'marital_status', '性別', '性别', '出生日期', '年齡', '國籍', '宗教信仰', '健康狀況', 'เพศ', 'วันเกิด', 'ศาสนา', 'สัญชาติ', 'โรคประจำตัว']
  for (const name of protectedNames) expect([name, isProtected(name)]).toEqual([name, true])
  for (const name of ['average_order', 'package', 'language', 'stage', 'city', '會員等級', 'ระดับสมาชิก', 'total']) expect([name, isProtected(name)]).toEqual([name, false])
  const context = Object.fromEntries([...protectedNames, 'user_id', 'email', 'page_url', 'search_query', 'sessionId'].map((name) => [name, 'x1']))
  expect(seen(Object.fromEntries(protectedNames.map((name) => [name, 'x'])), context)).toEqual(seen({}))
  expect(seen({ city: '0912345678' })).toEqual(seen({}))
  expect(seen({ city: 'a@b.tw' })).toEqual(seen({}))
  expect(compile().definitions.map(({ id }) => id).filter((id) => id.startsWith('auto:segment:'))).toEqual(['auto:segment:vip'])
})

test('common traits are looked at by their usual names, facts of the request by theirs, and each is named in words', () => {
  const words = seen({ 會員等級: 'Gold', 城市: '台北', language: 'zh-TW' }, { page: { kind: 'product' }, cart: { total: 1_290 } }, { segments: { vip: { since: NOW } } })
  for (const one of ['tier = gold', 'city = 台北', 'language = zh-tw', 'page.kind = product', 'cart.total = 1024 to 1448', 'cart.total (size)', 'VIP = yes', 'hour = 20', 'weekday = 7', 'days since last seen = 2 to 2.83']) {
    expect(words).toContain(one)
  }
})

test('unknown is not none: each has a place of its own', () => {
  const plan = compile([{ id: 'points', from: { trait: 'points' } }])
  const words = (given: JsonObject) => [...plan.encode(person(given), {}, NOW).at].map((place) => plan.nameOf(place)).filter((name) => name?.startsWith('points'))
  expect(words({})).toEqual(['points = unknown'])
  expect(words({ points: 0 })).toEqual(['points = 0'])
  expect(words({ points: 100 }).sort()).toEqual(['points (size)', 'points = 90.5 to 128'])
  expect(plan.values(person({}), {}, NOW)[0]).toBe(null)
  expect(plan.values(person({ points: true }), {}, NOW)[0]).toBe('true')
})

test('a model can leave out its own words', () => {
  const plan = compile()
  const foretold = person({}, { predictions: { churn: { value: 0.4, at: NOW, version: 1 } } })
  const own = plan.definitions.filter(({ prediction }) => prediction === 'churn').map(({ id }) => id)
  expect(plan.encode(foretold, {}, NOW).at.length).toBe(plan.encode(foretold, {}, NOW, new Set(own)).at.length + 2)
})

test('an hour is that of the person’s own clock', () => {
  const plan = compile([{ id: 'hour', from: { calendar: 'hour_of_day' } }])
  expect(plan.values(person({ timezone: 'Europe/London' }), {}, NOW)[0]).toBe(12)
  expect(plan.values(person({}), {}, NOW)[0]).toBe(20)
  expect(plan.values(person({ timezone: 'Mars/Base' }), {}, NOW)[0]).toBe(20)
})

test('bins follow the size of a number, whatever it is, and name their ends', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.double({ noNaN: true, noDefaultInfinity: true }), (one, other) => {
      if (one <= other) expect(binOf(one)).toBeLessThanOrEqual(binOf(other))
      expect(binOf(-one)).toBe(0 - binOf(one))
      expect(binText(binOf(one))).not.toContain('NaN')
    }),
  )
})

test('places of a vector rise, are never doubled, and values that share one add up', () => {
  const value = fc.oneof(fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.string({ maxLength: 5 }))
  fc.assert(
    fc.property(fc.array(value, { maxLength: 30 }), (values) => {
      const encoder = encoderOf(values.map((_, i) => ({ id: `f${i % 7}`, name: `f${i % 7}`, silent: i % 2 === 0, category: i % 3 === 0 })))
      const { at, value: sizes } = encoder.encode(values, [])
      at.forEach((place, i) => {
        if (i > 0) expect(place).toBeGreaterThan(at[i - 1] ?? Infinity)
        expect(Number.isFinite(sizes[i])).toBe(true)
        expect(encoder.nameOf(place)).not.toBe(null)
      })
    }),
  )
  expect(crossPlace(1, 2)).not.toBe(crossPlace(2, 1))
})

test('a plan that has met nobody yet can already name bins and memberships', () => {
  const [met, fresh] = [compile(), compile()]
  const { at } = met.encode(person({ visits: 3 }, { segments: { vip: { since: NOW } } }), {}, NOW)
  expect([...at].map((place) => fresh.nameOf(place))).toEqual([...at].map((place) => met.nameOf(place)))
  expect(fresh.nameOf(12_345)).toBe(null)
})

test('names are forgotten when there are too many, and come back with the next vector', () => {
  const encoder = encoderOf([{ id: 'page', name: 'page', silent: true, category: true }])
  const first = encoder.encode(['home'], [])
  for (let i = 0; i <= NAMES_MAX; i++) encoder.encode([`p${i}`], [])
  expect(encoder.nameOf(first.at[0] ?? 0)).toBe(null)
  encoder.encode(['home'], [])
  expect(encoder.nameOf(first.at[0] ?? 0)).toBe('page = home')
})
