/** I21: membership is a function of what is known, however it came to be known. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, SegmentId, SourceId } from '../base/id.ts'
import type { Json } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import { DAY, HOUR, NEVER, parseDuration } from '../base/time.ts'
import { allowed } from '../consent/consent.ts'
import type { ConsentState, PurposeDefinition } from '../consent/types.ts'
import type { Event } from '../event/event.ts'
import type { GivenTraits } from '../profile/types.ts'
import type { TraitDefinition } from '../trait/types.ts'
import { checkSegments } from './check.ts'
import { compileRules } from './compile.ts'
import { dueSegments, evaluateSegments, nextUntil } from './evaluate.ts'
import { operatorNamed } from './operators/index.ts'
import { momentOf } from './operators/moment.ts'
import type { Person } from './person.ts'
import type { Rule, SegmentDefinition } from './rule.ts'
import { compileWhere } from './where.ts'

const START = Date.UTC(2026, 2, 1) as Instant
const PURPOSES: readonly PurposeDefinition[] = [{ id: 'marketing', name: 'Marketing', basis: 'ask' }]
const TRAITS: readonly TraitDefinition[] = [
  { id: 'ltv', compute: 'sum', event: 'bought', property: 'total' },
  { id: 'orders3d', compute: 'count', event: 'bought', within: '3d' },
  { id: 'spent2d', compute: 'sum', event: 'bought', property: 'total', within: '2d', where: { trait: 'sku', is: 'equals', than: 'a' } },
  { id: 'lastSku', compute: 'last', event: 'bought', property: 'sku', within: '2d' },
  { id: 'firstSku', compute: 'first', event: 'bought', property: 'sku', within: '3d' },
  { id: 'best', compute: 'max', event: 'bought', property: 'total', within: '3d' },
  { id: 'kinds', compute: 'distinct', event: 'seen', property: 'sku', within: '1d' },
  { id: 'lastSeen', compute: 'last', event: 'seen', property: 'when' },
]

const wheres: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ trait: fc.constant('sku'), is: fc.constantFrom('equals', 'not_equals'), than: fc.constantFrom('a', 'b') }),
  fc.record({ trait: fc.constant('total'), is: fc.constantFrom('at_least', 'less_than'), than: fc.constantFrom(5, 20) }),
)
const leaves: fc.Arbitrary<Rule> = fc.oneof(
  fc.record(
    { did: fc.constantFrom('bought', 'seen'), where: wheres, atLeast: fc.constantFrom(1, 2, 3, 4), within: fc.constantFrom('1d', '36h', '3d') },
    { requiredKeys: ['did'] },
  ) as fc.Arbitrary<Rule>,
  fc.record({ did: fc.constant('bought'), atLeast: fc.constantFrom(1, 2), after: fc.constant('2026-03-02'), before: fc.constant('2026-03-05') }, { requiredKeys: ['did'] }) as fc.Arbitrary<Rule>,
  fc.record({ trait: fc.constantFrom('ltv', 'orders3d', 'spent2d', 'best', 'kinds'), is: fc.constantFrom('at_least', 'less_than', 'equals'), than: fc.constantFrom(0, 1, 2, 20) }),
  fc.record({ trait: fc.constantFrom('lastSku', 'firstSku', 'city'), is: fc.constantFrom('equals', 'not_equals'), than: fc.constantFrom('a', 'b') }),
  fc.record({ trait: fc.constantFrom('lastSku', 'city', 'home.zip'), is: fc.constantFrom('exists', 'missing') }),
  fc.record({ trait: fc.constantFrom('renews', 'lastSeen'), is: fc.constantFrom('within_last', 'before_last'), than: fc.constantFrom('1d', '2d') }),
  fc.constant<Rule>({ consents: 'marketing' }),
)
function rules(earlier: readonly string[]): fc.Arbitrary<Rule> {
  const leaf = earlier.length === 0 ? leaves : fc.oneof({ weight: 3, arbitrary: leaves }, { weight: 1, arbitrary: fc.record({ in: fc.constantFrom(...earlier) }) })
  return fc.letrec<{ rule: Rule }>((tie) => ({
    rule: fc.oneof(
      { maxDepth: 3 },
      leaf,
      fc.record({ all: fc.array(tie('rule'), { maxLength: 3 }) }),
      fc.record({ any: fc.array(tie('rule'), { maxLength: 3 }) }),
      fc.record({ not: tie('rule') }),
    ),
  })).rule
}
const segmentLists: fc.Arbitrary<readonly SegmentDefinition[]> = fc
  .tuple(rules([]), rules(['s0']), rules(['s0', 's1']), rules(['s0', 's1', 's2']))
  .map((list) => list.map((rule, index) => ({ id: `s${index}`, name: `S${index}`, rule })).reverse())

type Step =
  | { readonly is: 'event'; readonly type: string; readonly late: number; readonly total: number; readonly sku: string }
  | { readonly is: 'trait'; readonly name: string; readonly value: Json }
  | { readonly is: 'consent'; readonly given: boolean }
  | { readonly is: 'wait'; readonly for: number }
/** Half days, sometimes a millisecond off, so that bounds of windows are met exactly. */
const spans = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.constantFrom(-1, 0, 0, 1)).map(([halves, off]) => Math.max(0, halves * 12 * HOUR + off))
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ is: fc.constant('event' as const), type: fc.constantFrom('bought', 'seen'), late: spans, total: fc.constantFrom(1, 10, 25), sku: fc.constantFrom('a', 'b') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('trait' as const), name: fc.constantFrom('city', 'renews', 'home'), value: fc.constantFrom<Json>('a', 'b', null, START + 2 * DAY, '2026-03-04T12:00', { zip: '110' }) }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('consent' as const), given: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('wait' as const), for: spans }) },
)

/** The rule language read word by word over the whole list of events: slow and plain. */
function oracle(
  rule: Rule,
  world: { events: readonly Event[]; given: { readonly [name: string]: Json }; consent: ConsentState; segments: readonly SegmentDefinition[] },
  now: Instant,
): boolean {
  const ask = (part: Rule): boolean => oracle(part, world, now)
  if ('all' in rule) return rule.all.every(ask)
  if ('any' in rule) return rule.any.some(ask)
  if ('not' in rule) return !ask(rule.not)
  if ('in' in rule) return ask(world.segments.find((segment) => segment.id === rule.in)?.rule ?? { any: [] })
  if ('consents' in rule) return allowed(PURPOSES, world.consent, rule.consents, rule.channel)
  const matching = (type: string, where: Rule | undefined, within: string | undefined): readonly Event[] =>
    world.events.filter(
      (event) => event.type === type && (!where || compileWhere(where)(event.properties)) && (within === undefined || event.at + (parseDuration(within) ?? 0) > now)
    )
  if ('did' in rule) {
    const count = matching(rule.did, rule.where, rule.within).filter((event) => event.at >= (momentOf(rule.after) ?? 0) && event.at < (momentOf(rule.before) ?? NEVER)).length
    return count >= (rule.atLeast ?? 1)
  }
  const operator = operatorNamed(rule.is)?.prepare(rule.than)
  const definition = TRAITS.find((trait) => trait.id === rule.trait)
  if (!definition) return operator?.test(rule.trait === 'home.zip' ? (world.given['home'] as { zip?: string } | null)?.zip : world.given[rule.trait], now) ?? false
  const found = matching(definition.event, definition.where, definition.within)
  const values = [...found]
    .map((event) => [event.at, event.properties[definition.property ?? ''] ?? null] as const)
    .sort((a, b) => a[0] - b[0] || (JSON.stringify(a[1]) < JSON.stringify(b[1]) ? -1 : 1))
    .map((pair) => pair[1])
  const numbers = values as readonly number[]
  const value = {
    count: found.length,
    sum: numbers.reduce((sum, number) => sum + number, 0),
    last: values.at(-1),
    first: values[0],
    max: numbers.length > 0 ? Math.max(...numbers) : undefined,
    min: numbers.length > 0 ? Math.min(...numbers) : undefined,
    distinct: new Set(values).size,
  }[definition.compute]
  return operator?.test(value, now) ?? false
}

describe('memberships', () => {
  test('memberships kept event by event and timer by timer equal a full look, and a reading of the whole history', () => {
    fc.assert(
      fc.property(segmentLists, fc.array(steps, { maxLength: 25 }), (segments, script) => {
        expect(checkSegments(segments).is).toBe('ok')
        const ruleSet = compileRules({ segments, traits: TRAITS, purposes: PURPOSES })
        let now = START
        let person: Person = { traits: {}, counters: {}, segments: {}, consent: {} }
        const world = { events: [] as Event[], given: {} as { [name: string]: Json }, consent: {} as ConsentState, segments }
        const members = new Set<SegmentId>()
        const look = (ids: readonly SegmentId[]): void => {
          const { memberships, entered, left } = evaluateSegments(ruleSet, person, { segments: ids }, now)
          for (const id of entered) expect(members.has(id) ? 'entered twice' : members.add(id)).toBe(members)
          for (const id of left) expect(members.delete(id)).toBe(true)
          person = { ...person, segments: memberships }
          expect(nextUntil(memberships)).toBeGreaterThan(now)
        }
        const compare = (): void => {
          for (const segment of segments) {
            const is = person.segments[segment.id]?.since !== undefined
            expect(members.has(segment.id as SegmentId)).toBe(is)
            expect(ruleSet.test(segment.rule).holds(person, now), `full look at ${segment.id}`).toBe(is)
            expect(oracle(segment.rule, world, now), `history of ${segment.id}`).toBe(is)
          }
        }
        look(ruleSet.allSegments)
        compare()
        for (const step of script) {
          if (step.is === 'wait') {
            const target = (now + step.for) as Instant
            for (let due = nextUntil(person.segments); due <= target; due = nextUntil(person.segments)) {
              now = (due - 1) as Instant
              compare()
              now = due
              look(dueSegments(person.segments, now))
              compare()
            }
            now = target
          } else if (step.is === 'event') {
            const at = Math.max(0, now - step.late) as Instant
            const event: Event = {
              id: `e${world.events.length}` as EventId,
              type: step.type,
              at,
              receivedAt: now,
              source: 's' as SourceId,
              identifiers: [],
              properties: { total: step.total, sku: step.sku, when: at },
            }
            world.events.push(event)
            const counters = ruleSet.foldCounters(person.counters, event)
            const changed = counters !== person.counters
            person = { ...person, counters }
            if (changed) look(ruleSet.affectedBy({ event: step.type }))
          } else if (step.is === 'trait') {
            world.given[step.name] = step.value
            const traits: GivenTraits = { ...person.traits, [step.name]: [{ value: step.value, at: now, from: 'e' as EventId, source: 's' as SourceId }] }
            person = { ...person, traits }
            look(ruleSet.affectedBy({ traits: [step.name] }))
          } else {
            const consent: ConsentState = { marketing: { '*': { is: step.given ? 'given' : 'withdrawn', at: now, from: 'e' as EventId } } }
            world.consent = consent
            person = { ...person, consent }
            look(ruleSet.affectedBy({ consent: true }))
          }
          compare()
        }
      }),
      { numRuns: 400 },
    )
  })

  test('a rule outside segments tells how long its answer holds, memberships included', () => {
    fc.assert(
      fc.property(segmentLists, fc.array(steps, { maxLength: 10 }), spans, (segments, script, later) => {
        const ruleSet = compileRules({ segments, traits: TRAITS, purposes: PURPOSES })
        let counters = {}
        script.forEach((step, index) => {
          if (step.is !== 'event') return
          const at = (START - step.late) as Instant
          counters = ruleSet.foldCounters(
            counters,
            {
              id: `e${index}` as EventId,
              type: step.type,
              at,
              receivedAt: START,
              source: 's' as SourceId,
              identifiers: [],
              properties: { total: step.total, sku: step.sku, when: at },
            },
          )
        })
        const before: Person = { traits: {}, counters, segments: {}, consent: {} }
        const person = { ...before, segments: evaluateSegments(ruleSet, before, { segments: ruleSet.allSegments }, START).memberships }
        for (const segment of segments) {
          const rule = ruleSet.test(segment.rule)
          const { is, until } = rule.test(person, START)
          expect(until).toBeGreaterThan(START)
          const at = (START + later) as Instant
          if (at < until) expect(rule.holds(person, at)).toBe(is)
          // Even when no timer has fired yet, a membership whose time is up is worked out again.
          const fresh = { ...before, segments: evaluateSegments(ruleSet, before, { segments: ruleSet.allSegments }, at).memberships }
          expect(rule.holds(person, at)).toBe(fresh.segments[segment.id]?.since !== undefined)
        }
      }),
    )
  })

  test('a purchase seven days ago is out to the millisecond, and a chain of segments follows', () => {
    const segments: readonly SegmentDefinition[] = [
      { id: 'dear', name: 'Dear', rule: { all: [{ in: 'fresh' }, { trait: 'city', is: 'equals', than: 'Taipei' }] } },
      { id: 'fresh', name: 'Fresh', rule: { did: 'bought', within: '7d' } },
    ]
    const ruleSet = compileRules({ segments, traits: [], purposes: [] })
    expect(ruleSet.allSegments).toEqual(['fresh', 'dear'])
    const counters = ruleSet.foldCounters({}, { id: 'e' as EventId, type: 'bought', at: START, receivedAt: START, source: 's' as SourceId, identifiers: [], properties: {} })
    const traits: GivenTraits = { city: [{ value: 'Taipei', at: START, from: 'e' as EventId, source: 's' as SourceId }] }
    const person: Person = { traits, counters, segments: {}, consent: {} }
    const first = evaluateSegments(ruleSet, person, { segments: ruleSet.affectedBy({ event: 'bought' }) }, START)
    expect(first).toEqual({ memberships: { fresh: { since: START, until: START + 7 * DAY }, dear: { since: START } }, entered: ['fresh', 'dear'], left: [] })
    const due = (START + 7 * DAY) as Instant
    expect(dueSegments(first.memberships, (due - 1) as Instant)).toEqual([])
    expect(dueSegments(first.memberships, due)).toEqual(['fresh'])
    expect(ruleSet.test(segments[1]?.rule as Rule).holds(person, (due - 1) as Instant)).toBe(true)
    expect(evaluateSegments(ruleSet, { ...person, segments: first.memberships }, { segments: ['fresh' as SegmentId] }, due)).toEqual({ memberships: {}, entered: [], left: ['fresh', 'dear'] })
  })

  test('a segment whose definition is gone is left', () => {
    const ruleSet = compileRules({ segments: [], traits: [], purposes: [] })
    const person: Person = { traits: {}, counters: {}, segments: { old: { since: START, until: START } }, consent: {} }
    expect(evaluateSegments(ruleSet, person, { segments: dueSegments(person.segments, START) }, START)).toEqual({ memberships: {}, entered: [], left: ['old'] })
  })

  test('a change touches only the segments that look at it', () => {
    const segments: readonly SegmentDefinition[] = [
      { id: 'a', name: 'A', rule: { did: 'bought' } },
      { id: 'b', name: 'B', rule: { trait: 'home.city', is: 'exists' } },
      { id: 'c', name: 'C', rule: { any: [{ consents: 'marketing' }, { in: 'a' }] } },
      { id: 'd', name: 'D', rule: { trait: 'ltv', is: 'at_least', than: 5 } },
    ]
    const ruleSet = compileRules({ segments, traits: TRAITS, purposes: PURPOSES })
    expect(ruleSet.affectedBy({ event: 'bought' })).toEqual(['a', 'd'])
    expect(ruleSet.affectedBy({ event: 'identified' })).toEqual([])
    expect(ruleSet.affectedBy({ traits: ['home'] })).toEqual(['b'])
    expect(ruleSet.affectedBy({ consent: true, segments: ['a'] })).toEqual(['c'])
    expect(ruleSet.affectedBy({ event: 'bought', traits: ['home', 'city'], consent: true }).toSorted()).toEqual(['a', 'b', 'c', 'd'])
  })

  test('a rule that nobody counted for is refused rather than answered wrongly', () => {
    const ruleSet = compileRules({ segments: [], traits: [], purposes: [] })
    expect(() => ruleSet.test({ did: 'bought' })).toThrow('was not among the compiled rules')
    expect(ruleSet.test({ trait: 'city', is: 'missing' }).holds({ traits: {}, counters: {}, segments: {}, consent: {} }, START)).toBe(true)
  })
})
