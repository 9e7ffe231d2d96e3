import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Json, JsonObject } from '../base/json.ts'
import { canonical } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { compileSurvivorship } from './survivorship.ts'
import { foldTraits, givenValue, mergeTraits, rankTraits, TRAIT_LIMITS } from './traits.ts'
import type { GivenTraits, SurvivorshipRule } from './types.ts'

const RULES = compileSurvivorship([
  { trait: 'tier', prefer: 'most_trusted', sources: ['pos', 'crm'] as SourceId[] },
  { trait: 'name', prefer: 'most_recent' },
])

function identified(at: number, source: string, traits: JsonObject | Json, once?: JsonObject, id = `${source}:${at}`): Event {
  const properties: JsonObject = { ...(traits === undefined ? {} : { traits }), ...(once === undefined ? {} : { once }) }
  return { id: id as EventId, type: 'identified', at: at as Instant, receivedAt: at as Instant, source: source as SourceId, identifiers: [], properties }
}

function fold(events: readonly Event[], from: GivenTraits = {}): GivenTraits {
  return events.reduce((traits, event) => foldTraits(traits, event, RULES).traits, from)
}

const NAME = fc.constantFrom('name', 'tier', 'city', 'toString')
const VALUE = fc.constantFrom<Json>(null, 'a', 'b', 1, true, { x: 1, y: [2] }, { y: [2], x: 1 })
const SOURCES = ['web', 'pos', 'crm', 'line', 'app', 'kiosk', 'import', 'call', 'shop', 'mail', ...Array.from({ length: 10 }, (_, i) => `partner${i}`)]
const HISTORY = fc
  .array(
    fc.record({
      at: fc.integer({ min: 1, max: 6 }),
      source: fc.constantFrom(...SOURCES),
      traits: fc.dictionary(NAME, VALUE, { maxKeys: 3 }),
      once: fc.dictionary(NAME, VALUE, { maxKeys: 2 }),
      repaired: fc.dictionary(NAME, fc.record({ before: fc.constantFrom('a\u200b', 'b\u200b'), is: fc.subarray(['invisible', 'control']) }), { maxKeys: 2 }),
    }),
    { maxLength: 24 },
  )
  .map((facts) => facts.map((fact, i) => ({ ...identified(fact.at, fact.source, fact.traits, fact.once, `e${i}`), context: { repaired: fact.repaired } })))

describe('given traits are a function of the set of facts', () => {
  test('any order and repetition of what was said gives the same traits', () => {
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

  test('merging two people is the fold of both histories', () => {
    fc.assert(
      fc.property(HISTORY, HISTORY, (one, other) => {
        const renamed = other.map((event) => ({ ...event, id: `o${event.id}` as EventId }))
        expect(mergeTraits(fold(one), fold(renamed), RULES)).toEqual(fold([...one, ...renamed]))
      }),
      { numRuns: 300 },
    )
  })

  test('merging is commutative, associative and repeats harmlessly', () => {
    fc.assert(
      fc.property(HISTORY, HISTORY, HISTORY, (...histories) => {
        const [a, b, c] = histories.map((history, i) => fold(history.map((event) => ({ ...event, id: `${i}${event.id}` as EventId })))) as [GivenTraits, GivenTraits, GivenTraits]
        expect(mergeTraits(a, b, RULES)).toEqual(mergeTraits(b, a, RULES))
        expect(mergeTraits(mergeTraits(a, b, RULES), c, RULES)).toEqual(mergeTraits(a, mergeTraits(b, c, RULES), RULES))
        expect(mergeTraits(a, a, RULES)).toEqual(a)
      }),
      { numRuns: 300 },
    )
  })

  test('the changed traits are exactly those whose visible value changed', () => {
    fc.assert(
      fc.property(HISTORY, (history) => {
        let traits: GivenTraits = {}
        for (const event of history) {
          const folded = foldTraits(traits, event, RULES)
          for (const name of ['name', 'tier', 'city', 'toString']) {
            const differs = canonical(givenValue(traits, name)) !== canonical(givenValue(folded.traits, name))
            expect(folded.changed.filter((changed) => changed === name)).toHaveLength(differs ? 1 : 0)
          }
          traits = folded.traits
        }
      }),
      { numRuns: 300 },
    )
  })

  test('too many names: the same ones stay in every order and grouping, and each loss is reported', () => {
    const events = Array.from({ length: TRAIT_LIMITS.traits + 30 }, (_, i) => identified(i + 1, 'web', { [`trait_${i}`]: i }))
    const shuffled = [...events].reverse()
    expect(fold(shuffled)).toEqual(fold(events))
    expect(mergeTraits(fold(events.slice(0, 150)), fold(events.slice(100)), RULES)).toEqual(fold(events))
    expect(Object.keys(fold(events))).toHaveLength(TRAIT_LIMITS.traits)
    const full = fold(events)
    const late = foldTraits(full, identified(999, 'web', { viewed_48213: 1 }), RULES)
    expect(late.traits).toEqual(full)
    expect(late.changed).toEqual([])
    expect(late.refused).toEqual([{ name: 'viewed_48213', why: expect.stringContaining('more than 200 traits') }])
    const early = foldTraits(full, identified(999, 'web', { vip: true }), RULES)
    expect(givenValue(early.traits, 'vip')).toBe(true)
    expect(early.refused).toHaveLength(1)
    expect([...early.changed].sort()).toEqual([early.refused[0]!.name, 'vip'].sort())
  })
})

describe('whose word wins', () => {
  const winner = (name: string, events: readonly Event[]) => givenValue(fold(events), name)

  test('without a rule the most recent fact wins, however late it arrives', () => {
    expect(winner('city', [identified(5, 'web', { city: 'Taipei' }), identified(3, 'crm', { city: 'Tainan' })])).toBe('Taipei')
    expect(winner('city', [identified(5, 'web', { city: 'Taipei' }), identified(6, 'crm', { city: 'Tainan' })])).toBe('Tainan')
  })

  test('the trusted source wins over a more recent one, and unnamed sources come last', () => {
    expect(winner('tier', [identified(1, 'pos', { tier: 'gold' }), identified(9, 'web', { tier: 'none' }), identified(8, 'crm', { tier: 'silver' })])).toBe('gold')
    expect(winner('tier', [identified(9, 'web', { tier: 'none' }), identified(8, 'crm', { tier: 'silver' })])).toBe('silver')
    expect(winner('tier', [identified(9, 'web', { tier: 'none' }), identified(10, 'app', { tier: 'some' })])).toBe('some')
  })

  test('null removes the trait, and an older value does not bring it back', () => {
    const events = [identified(1, 'web', { city: 'Taipei' }), identified(4, 'web', { city: null })]
    expect(winner('city', events)).toBeUndefined()
    expect(winner('city', [...events, identified(3, 'web', { city: 'Tainan' })])).toBeUndefined()
    expect(foldTraits(fold(events.slice(0, 1)), events[1]!, RULES).changed).toEqual(['city'])
  })

  test('a value that is set once gives way to any ordinary one, and among such values the first stands', () => {
    const first = identified(2, 'web', {}, { channel: 'ad' })
    const second = identified(5, 'web', {}, { channel: 'mail' })
    expect(winner('channel', [second, first])).toBe('ad')
    expect(winner('channel', [first, second, identified(1, 'crm', { channel: 'shop' })])).toBe('shop')
  })

  test('at most sixteen sources of one trait stay, those that spoke last', () => {
    const traits = fold(SOURCES.map((source, i) => identified(i + 1, source, { city: source })))
    expect(traits['city']).toHaveLength(TRAIT_LIMITS.sourcesPerTrait)
    expect(givenValue(traits, 'city')).toBe(SOURCES.at(-1))
    expect(traits['city']?.map((fact) => fact.source)).not.toContain(SOURCES[0])
  })

  test('when a rule changes, the same facts are ranked anew', () => {
    const traits = fold([identified(1, 'pos', { city: 'Taipei' }), identified(9, 'web', { city: 'Tainan' })])
    const rule: SurvivorshipRule = { trait: 'city', prefer: 'most_trusted', sources: ['pos' as SourceId] }
    expect(givenValue(rankTraits(traits, compileSurvivorship([rule])), 'city')).toBe('Taipei')
    expect(rankTraits(traits, compileSurvivorship([]))).toBe(traits)
  })
})

describe('values that were repaired as they came in', () => {
  const repaired = (before: Json, is: Json, at = 1, once?: JsonObject): Event => ({ ...identified(at, 'web', { name: 'Ann' }, once), context: { repaired: { name: { before, is } } } })

  test('keep how they came and what was done, until the source says something else', () => {
    expect(fold([repaired('A\u200bnn', ['invisible'])])['name']).toEqual([expect.objectContaining({ value: 'Ann', raw: 'A\u200bnn', repairs: ['invisible'] })])
    expect(fold([repaired('A\u200bnn', ['invisible']), identified(2, 'web', { name: 'Ann' })])['name']?.[0]).not.toHaveProperty('raw')
  })

  test('two facts that differ only in how they came are still in one order', () => {
    const [one, other] = [repaired('A\u200bnn', ['invisible']), repaired('A\u200cnn', ['invisible'])]
    expect(fold([one, other])).toEqual(fold([other, one]))
    expect(mergeTraits(fold([one]), fold([other]), RULES)).toEqual(mergeTraits(fold([other]), fold([one]), RULES))
  })

  test('a note of another shape, a note too long to keep and one that means another field are no notes', () => {
    for (const note of [repaired('x'.repeat(5_000), ['invisible']), repaired('x', 'invisible'), { ...repaired('x', []), context: { repaired: ['name'] } }]) {
      expect(fold([note])['name']?.[0]).not.toHaveProperty('raw')
    }
  })
})

describe('what is not taken', () => {
  test.each<[string, Json]>([
    ['__proto__', { admin: true }],
    ['constructor', 1],
    ['prototype', 1],
    ['', 1],
    ['  ', 1],
    ['x'.repeat(65), 1],
    ['essay', 'x'.repeat(4_096)],
    ['list', Array.from({ length: 3_000 }, () => 1)],
    ['quoted', '\u0001'.repeat(1_000)],
  ])('a trait named %j with an unsuitable name or value is refused and reported, the others are kept', (name, value) => {
    const traits = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)},"city":"Taipei"}`) as JsonObject
    const folded = foldTraits({}, identified(1, 'web', traits), RULES)
    expect(folded.refused).toEqual([{ name, why: expect.any(String) }])
    expect(Object.keys(folded.traits)).toEqual(['city'])
    expect(Object.getPrototypeOf(folded.traits)).toBe(Object.prototype)
    expect(folded.changed).toEqual(['city'])
  })

  test('traits that are no object are reported, and an event of another type changes nothing', () => {
    expect(foldTraits({}, identified(1, 'web', 'gold'), RULES).refused).toEqual([{ name: 'traits', why: expect.stringContaining('object') }])
    expect(foldTraits({}, identified(1, 'web', {}, { city: null }), RULES).refused[0]?.name).toBe('city')
    const state = fold([identified(1, 'web', { city: 'Taipei' })])
    expect(foldTraits(state, { ...identified(2, 'web', { city: 'x' }), type: 'page_viewed' }, RULES).traits).toBe(state)
  })

  test('a trait named like a method of objects is a trait like any other', () => {
    expect(givenValue({}, 'toString')).toBeUndefined()
    expect(givenValue(fold([identified(1, 'web', { toString: 'x' } as unknown as JsonObject)]), 'toString')).toBe('x')
  })
})
