import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Json, JsonObject } from '../base/json.ts'
import { DAY, type Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { confidenceOf, freshnessOf, inConflict, paceOf, qualityOf } from './quality.ts'
import { agreeing, compileSurvivorship, type Survivorship } from './survivorship.ts'
import { foldTraits, givenValue, mergeTraits, rankTraits } from './traits.ts'
import type { Criterion, GivenTraits, Party, SourceDefinition, SurvivorshipRule } from './types.ts'

const SOURCES: readonly SourceDefinition[] = [
  source('web', 'first', 0.6),
  source('form', 'zero', 0.9),
  source('pos', 'first', 0.8),
  source('crm', 'first', 0.9),
  source('partner', 'second', 0.5),
  source('broker', 'third', 0.2),
]

function source(id: string, party: Party, trust: number, more: Partial<SourceDefinition> = {}): SourceDefinition {
  return { id: id as SourceId, name: id, party, trust, ...more }
}

function said(at: number, by: string, traits: JsonObject, once: JsonObject = {}, id = `${by}:${at}`): Event {
  return { id: id as EventId, type: 'identified', at: at as Instant, receivedAt: at as Instant, source: by as SourceId, identifiers: [], properties: { traits, once } }
}

function fold(events: readonly Event[], rules: Survivorship): GivenTraits {
  return events.reduce<GivenTraits>((traits, event) => foldTraits(traits, event, rules).traits, {})
}

const VALUE = fc.constantFrom<Json>(null, 'Mei', 'MEI', 'Mei-Ling', 7, '12', 3.5, true, 'mei@example.com', '1990-05-03', { x: 1 })
const MANY = [...SOURCES.map(({ id }) => id), ...Array.from({ length: 14 }, (_, i) => `s${i}`)]
const HISTORY = fc
  .array(
    fc.record({
      at: fc.integer({ min: 1, max: 5 }),
      by: fc.constantFrom(...MANY),
      traits: fc.dictionary(fc.constantFrom('name', 'city', 'birth_date'), VALUE, { maxKeys: 3 }),
      once: fc.dictionary(fc.constantFrom('name', 'city'), VALUE, { maxKeys: 1 }),
    }),
    { maxLength: 40 },
  )
  .map((facts) => facts.map(({ at, by, traits, once }, i) => said(at, by, traits, once, `e${i}`)))
const CRITERION = fc.oneof(
  fc.constantFrom<Criterion>('most_recent', 'most_trusted', 'most_frequent', 'longest', 'highest', 'lowest', 'party'),
  fc.constantFrom<Criterion>({ has_format: 'email' }, { has_format: 'phone' }, { has_format: 'date' }, { party: ['third', 'zero'] }),
)
const RULE = fc.record<SurvivorshipRule>(
  {
    trait: fc.constantFrom('name', 'city', '*'),
    prefer: fc.oneof(CRITERION, fc.array(CRITERION, { minLength: 1, maxLength: 3 })),
    sources: fc.subarray(SOURCES.map(({ id }) => id)),
  },
  { requiredKeys: ['trait', 'prefer'] },
)
const RULES = fc.tuple(fc.array(RULE, { maxLength: 3 }), fc.subarray([...SOURCES])).map(([rules, sources]) => compileSurvivorship(rules, sources))
const runs = { numRuns: process.env['NIGHTLY'] === '1' ? 100_000 : 250 }

describe('under any rules', () => {
  test('the golden record is the same in whatever order and how often facts arrive', () => {
    const shuffled = HISTORY.chain((history) => fc.tuple(fc.constant(history), fc.shuffledSubarray([...history, ...history], { minLength: history.length * 2 })))
    fc.assert(fc.property(RULES, shuffled, (rules, [history, again]) => void expect(fold(again, rules)).toEqual(fold(history, rules))), runs)
  })

  test('two people who become one have the record of one person about whom all was said', () => {
    fc.assert(
      fc.property(RULES, HISTORY, HISTORY, (rules, one, other) => {
        const renamed = other.map((event) => ({ ...event, id: `o${event.id}` as EventId }))
        const [a, b] = [fold(one, rules), fold(renamed, rules)]
        expect(mergeTraits(a, b, rules)).toEqual(fold([...one, ...renamed], rules))
        expect(mergeTraits(a, b, rules)).toEqual(mergeTraits(b, a, rules))
        expect(mergeTraits(a, a, rules)).toEqual(a)
      }),
      runs,
    )
  })

  test('a change of rules or sources ranks what is kept as if everything had been said under the new ones', () => {
    fc.assert(fc.property(RULES, RULES, HISTORY, (before, after, history) => void expect(rankTraits(fold(history, before), after)).toEqual(fold(history, after))), runs)
  })

  test('every rival lost for a reason, and a value is believed between not at all and fully', () => {
    fc.assert(
      fc.property(RULES, HISTORY, fc.integer({ min: 0, max: 4_000 }), (rules, history, days) => {
        for (const [name, facts] of Object.entries(fold(history, rules))) {
          const quality = qualityOf(name, facts, rules, (days * DAY) as Instant)
          expect(quality === null).toBe(givenValue({ [name]: facts }, name) === undefined)
          if (!quality) continue
          expect(quality.confidence).toBeGreaterThanOrEqual(0)
          expect(quality.confidence).toBeLessThan(1)
          expect(quality.rivals).toHaveLength(facts.length - 1)
          for (const { fact, why } of quality.rivals) expect(why === 'agrees').toBe(agreeing(fact.value) === agreeing(facts[0]!.value))
        }
      }),
      runs,
    )
  })
})

describe('whose word wins', () => {
  const winner = (prefer: SurvivorshipRule['prefer'], facts: readonly (readonly [number, string, Json])[], sources?: readonly string[]) => {
    const rules = compileSurvivorship([{ trait: '*', prefer, ...(sources && { sources: sources as SourceId[] }) }], SOURCES)
    return givenValue(fold(facts.map(([at, by, value]) => said(at, by, { t: value })), rules), 't')
  }

  test.each<[string, SurvivorshipRule['prefer'], (readonly [number, string, Json])[], Json]>([
    ['the most trusted source', 'most_trusted', [[1, 'crm', 'a'], [9, 'web', 'b']], 'a'],
    ['what most sources say, however it is written', 'most_frequent', [[1, 'web', 'Taipei'], [2, 'pos', 'ＴＡＩＰＥＩ '], [9, 'crm', 'Tainan']], 'ＴＡＩＰＥＩ '],
    ['what the more trusted say when as many say either', 'most_frequent', [[1, 'crm', 'a'], [9, 'broker', 'b']], 'a'],
    ['the longest', 'longest', [[1, 'web', '王小明'], [9, 'pos', '王']], '王小明'],
    ['the highest, as a number', 'highest', [[1, 'web', '12'], [9, 'pos', 9], [10, 'crm', 'many']], '12'],
    ['the lowest', 'lowest', [[1, 'web', 3], [9, 'pos', '12']], 3],
    ['what looks like an e-mail address', { has_format: 'email' }, [[1, 'web', 'mei@example.com'], [9, 'pos', 'none']], 'mei@example.com'],
    ['what looks like a phone number', { has_format: 'phone' }, [[1, 'web', '+886 912-345-678'], [9, 'pos', 'x']], '+886 912-345-678'],
    ['a date that exists', { has_format: 'date' }, [[1, 'web', '1990-02-28'], [9, 'pos', '1990-02-31']], '1990-02-28'],
    ['what the person told us', 'party', [[1, 'form', 'a'], [9, 'partner', 'b']], 'a'],
    ['the order of parties that the rule gives', { party: ['second'] }, [[1, 'form', 'a'], [2, 'partner', 'b']], 'b'],
    ['the next criterion where one cannot tell', ['highest', 'longest'], [[1, 'web', 'long'], [9, 'pos', 'b']], 'long'],
    ['the most recent where none can tell', ['highest'], [[1, 'web', 'a'], [9, 'pos', 'b']], 'b'],
  ])('%s', (_name, prefer, facts, value) => {
    expect(winner(prefer, facts)).toEqual(value)
  })

  test('of sources in the order of the rule, the first that said anything', () => {
    expect(winner('most_trusted', [[1, 'broker', 'a'], [9, 'crm', 'b']], ['broker'])).toBe('a')
  })

  test('a rule for the trait goes before the rule for all others', () => {
    const rules = compileSurvivorship([{ trait: '*', prefer: 'longest' }, { trait: 'tier', prefer: 'most_recent' }], SOURCES)
    const traits = fold([said(1, 'web', { tier: 'platinum', city: 'Taichung' }), said(2, 'crm', { tier: 'gold', city: 'Taipei' })], rules)
    expect([givenValue(traits, 'tier'), givenValue(traits, 'city')]).toEqual(['gold', 'Taichung'])
  })
})

describe('how good a value is', () => {
  const rules = compileSurvivorship([], [...SOURCES, source('kiosk', 'first', 0.9, { staleAfter: '10d' })])
  const facts = (name: string, ...list: (readonly [number, string, Json])[]) => fold(list.map(([day, by, value]) => said(day * DAY, by, { [name]: value })), rules)[name] ?? []
  const on = (day: number) => (day * DAY) as Instant

  test('one trusted source is believed as it is trusted, agreement is worth more, disagreement less, and age wears off', () => {
    expect(confidenceOf('city', facts('city', [1, 'crm', 'x']), rules, on(1))).toBeCloseTo(0.9)
    expect(confidenceOf('city', facts('city', [1, 'crm', 'x'], [1, 'form', 'X']), rules, on(1))).toBeCloseTo(0.99)
    expect(confidenceOf('city', facts('city', [1, 'crm', 'x'], [1, 'form', 'y']), rules, on(1))).toBeCloseTo(9 / 19)
    expect(confidenceOf('city', facts('city', [0, 'crm', 'x']), rules, on(1_095))).toBeCloseTo(0.45)
    expect(confidenceOf('birth_date', facts('birth_date', [0, 'crm', 'x']), rules, on(1_095))).toBeCloseTo(0.9)
  })

  test('a value goes out of date at the age that its source allows, unless a fresh source agrees or nothing can change it', () => {
    const kiosk = facts('city', [0, 'kiosk', 'x'])
    expect([0, 5, 10, 99].map((day) => freshnessOf('city', kiosk, rules, on(day)))).toEqual([1, 0.5, 0, 0])
    expect(qualityOf('city', kiosk, rules, on(10))).toMatchObject({ stale: true, freshness: 0 })
    expect(freshnessOf('birth_date', facts('birth_date', [0, 'kiosk', 'x']), rules, on(99))).toBe(1)
    expect(freshnessOf('city', facts('city', [0, 'crm', 'x']), rules, on(99))).toBeNull()
  })

  test('two trusted sources that name different birth dates are in conflict; two spellings of one date, or a source that nobody trusts, are not', () => {
    expect(inConflict('birth_date', facts('birth_date', [1, 'crm', '1990-05-03'], [2, 'form', '1990-03-05']), rules)).toBe(true)
    expect(inConflict('birth_date', facts('birth_date', [1, 'crm', '1990-05-03'], [2, 'form', '1990/5/3']), rules)).toBe(false)
    expect(inConflict('birth_date', facts('birth_date', [1, 'crm', '1990-05-03'], [2, 'broker', '1990-03-05']), rules)).toBe(false)
    expect(inConflict('city', facts('city', [1, 'crm', 'x'], [2, 'form', 'y']), rules)).toBe(false)
  })

  test('says why the value won and why each rival lost', () => {
    const trusting = compileSurvivorship([{ trait: 'tier', prefer: ['most_trusted', 'longest'] }], SOURCES)
    const five = [
      said(1, 'crm', { tier: 'gold' }),
      said(2, 'form', { tier: 'go' }),
      said(3, 'web', { tier: 'Gold' }),
      said(4, 'pos', { tier: null }),
      said(5, 'app', {}, { tier: 'none' }),
    ]
    const tier = fold(five, trusting)['tier'] ?? []
    const quality = qualityOf('tier', tier, trusting, on(1))
    expect(quality?.because).toBe('longest')
    expect(Object.fromEntries(quality?.rivals.map(({ fact, why }) => [fact.source, why]) ?? [])).toEqual({ form: 'longest', web: 'agrees', pos: 'removed', app: 'set_once' })
    expect(qualityOf('city', facts('city', [1, 'web', 'x']), rules, on(1))?.because).toBe('only_source')
    expect(qualityOf('city', facts('city', [1, 'web', null]), rules, on(1))).toBeNull()
  })

  test.each([['birth_date', 'never'], ['生日', 'never'], ['email', 'slowly'], ['favourite_tea', 'often']])('%s changes %s', (trait, pace) => {
    expect(paceOf(trait, rules)).toBe(pace)
  })

  test('a rule says how fast its trait changes', () => {
    expect(paceOf('shoe_size', compileSurvivorship([{ trait: 'shoe_size', prefer: 'most_recent', changes: 'never' }]))).toBe('never')
  })
})
