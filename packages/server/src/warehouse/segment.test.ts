/** A preview in the warehouse and membership in memory are the same answer: the same people, whatever the rule and whatever happened. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { DAY, HOUR } from '@rapport/core/base/time'
import { foldConsent } from '@rapport/core/consent/consent'
import type { Event } from '@rapport/core/event/event'
import { compileSurvivorship } from '@rapport/core/profile/survivorship'
import { foldTraits } from '@rapport/core/profile/traits'
import { compileRules } from '@rapport/core/segment/compile'
import { evaluateSegments } from '@rapport/core/segment/evaluate'
import type { Person } from '@rapport/core/segment/person'
import type { Rule } from '@rapport/core/segment/rule'
import { segmentSql } from '@rapport/core/segment/sql'
import type { TraitDefinition } from '@rapport/core/trait/types'
import { traitValue } from '@rapport/core/trait/value'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import type { LogRecord, Position } from '../ports/log.ts'
import { createEmbeddedWarehouse } from './child.ts'
import { blocksOf } from './rows.ts'

const NOW = Date.UTC(2026, 2, 10) as Instant
const PURPOSES = [
  { id: 'marketing', name: 'Marketing', basis: 'ask' },
  { id: 'statistics', name: 'Statistics', basis: 'inform' },
] as const
const TRAITS: readonly TraitDefinition[] = [
  { id: 'ltv', compute: 'sum', event: 'bought', property: 'total' },
  { id: 'orders3d', compute: 'count', event: 'bought', within: '3d' },
  { id: 'spent2d', compute: 'sum', event: 'bought', property: 'total', within: '2d', where: { trait: 'sku', is: 'equals', than: '甲' } },
  { id: 'lastSku', compute: 'last', event: 'bought', property: 'sku', within: '5d' },
  { id: 'best', compute: 'max', event: 'bought', property: 'total', within: '3d' },
  { id: 'kinds', compute: 'distinct', event: 'seen', property: 'sku' },
]
const SEGMENTS = [{ id: 'vip', name: 'VIP', rule: { trait: 'ltv', is: 'at_least', than: 30 } }]

const wheres: fc.Arbitrary<Rule> = fc.oneof(
  fc.record({ trait: fc.constant('sku'), is: fc.constantFrom('equals', 'not_equals', 'starts_with'), than: fc.constantFrom('甲', "b'") }),
  fc.record({ trait: fc.constant('total'), is: fc.constantFrom('at_least', 'less_than'), than: fc.constantFrom(5, 20) }),
)
const leaves: fc.Arbitrary<Rule> = fc.oneof(
  fc.record(
    { did: fc.constantFrom('bought', 'seen'), where: wheres, atLeast: fc.constantFrom(1, 2, 3), within: fc.constantFrom('1d', '36h', '5d') },
    { requiredKeys: ['did'] },
  ) as fc.Arbitrary<Rule>,
  fc.record({ did: fc.constant('bought'), after: fc.constant('2026-03-06'), before: fc.constant('2026-03-09') }, { requiredKeys: ['did'] }) as fc.Arbitrary<Rule>,
  fc.record({ trait: fc.constantFrom('ltv', 'orders3d', 'spent2d', 'best', 'kinds'), is: fc.constantFrom('at_least', 'less_than', 'equals'), than: fc.constantFrom(0, 1, 2, 20) }),
  fc.record({ trait: fc.constantFrom('lastSku', 'city'), is: fc.constantFrom('equals', 'not_equals', 'contains'), than: fc.constantFrom('甲', "b'", 'สวัสดี') }),
  fc.record({ trait: fc.constantFrom('lastSku', 'city', 'home.zip'), is: fc.constantFrom('exists', 'missing') }),
  fc.record({ trait: fc.constant('renews'), is: fc.constantFrom('within_last', 'before_last'), than: fc.constantFrom('1d', '2d') }),
  fc.record({ consents: fc.constantFrom('marketing', 'statistics'), channel: fc.constantFrom('email', 'sms') }, { requiredKeys: ['consents'] }) as fc.Arbitrary<Rule>,
  fc.constant<Rule>({ in: 'vip' }),
)
const rules = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 3 },
    leaves,
    fc.record({ all: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ not: tie('rule') }),
  ),
})).rule

const traits = fc.record(
  {
    city: fc.constantFrom<Json>('甲', "b'", 'สวัสดี', null),
    renews: fc.constantFrom<Json>(NOW - DAY, NOW - DAY + 1, NOW - 3 * DAY, '2026-03-09T12:00'),
    home: fc.constantFrom<Json>({ zip: '110' }, {}),
  },
  { requiredKeys: [] },
)
/** Half days, sometimes a millisecond off, so that the bounds of windows are met exactly. */
const ages = fc.tuple(fc.integer({ min: 0, max: 14 }), fc.constantFrom(-1, 0, 1)).map(([halves, off]) => Math.max(0, halves * 12 * HOUR + off))
const happenings: fc.Arbitrary<{ readonly type: string; readonly age: number; readonly properties: JsonObject }> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('bought', 'seen'),
      age: ages,
      properties: fc.record({ total: fc.constantFrom<Json>(1, 10, 25.5), sku: fc.constantFrom<Json>('甲', "b'") }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('identified'), age: ages, properties: traits.map((given) => ({ traits: given as JsonObject })) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('consent_given', 'consent_withdrawn'),
      age: ages,
      properties: fc.record({ purpose: fc.constantFrom<Json>('marketing', 'statistics', '*'), channel: fc.constantFrom<Json>('email', '*') }, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>,
    }),
  },
)

const path = mkdtempSync(join(tmpdir(), 'rapport-segments-'))
const warehouse = createEmbeddedWarehouse({ path })
afterAll(async () => {
  await warehouse.close()
  rmSync(path, { recursive: true, force: true })
})
const absent = await warehouse.query('select 1', {}).then(
  () => null,
  (error: Error) => error.message,
)

test.skipIf(absent !== null)(`160 rules over 80 people: the warehouse names exactly the people whom memory names${absent === null ? '' : ` (${absent})`}`, async () => {
  const written = fc.sample(rules, { numRuns: 160, seed: 20260310 })
  const histories = fc.sample(fc.array(happenings, { maxLength: 14 }), { numRuns: 80, seed: 20260311 })
  const ruleSet = compileRules({ segments: SEGMENTS, traits: TRAITS, rules: written, purposes: PURPOSES })
  const survivorship = compileSurvivorship([])

  const people = histories.map((history, p) => {
    const events = history.map(({ type, age, properties }, n): Event => {
      const at = (NOW - age) as Instant
      return { id: `web:${p}-${n}` as EventId, type, at, receivedAt: at, source: 'web' as SourceId, identifiers: [], properties }
    })
    const fold = (person: Person, event: Event): Person => ({
      ...person,
      traits: foldTraits(person.traits, event, survivorship).traits,
      counters: ruleSet.foldCounters(person.counters, event),
      consent: foldConsent(person.consent, event),
    })
    const folded = events.reduce(fold, { traits: {}, counters: {}, segments: {}, consent: {} })
    const { memberships } = evaluateSegments(ruleSet, folded, { segments: ruleSet.allSegments }, NOW)
    return { id: `p${p}` as ProfileId, events, person: { ...folded, segments: memberships } }
  })

  const records = people.map(({ id, events }, i): LogRecord => {
    const entries = events.map((event) => ({ event, profile: id, derived: [] }))
    return { v: 1, keyId: null, ws: 'shop' as WorkspaceId, position: (i + 1) as Position, at: NOW, body: { is: 'events', entries } }
  })
  const golden = people.map(({ id, person }) => {
    const seen: { [name: string]: Json } = {}
    for (const name of [...Object.keys(person.traits), ...ruleSet.traits.keys()]) {
      const { value } = traitValue(ruleSet.traits, person, name, NOW)
      if (value !== undefined && value !== null) seen[name] = value
    }
    return { id, traits: seen, segments: [], updatedAt: NOW }
  })
  await warehouse.insert(blocksOf(records, golden))

  const wrong: unknown[] = []
  let members = 0
  for (const rule of written) {
    const { sql, params } = segmentSql(rule, { ws: 'shop', now: NOW, traits: TRAITS, segments: SEGMENTS, purposes: PURPOSES })
    const found = new Set((await warehouse.query(sql, params)).map((row) => row['id']))
    for (const { id, person, events } of people) {
      const holds = ruleSet.test(rule).holds(person, NOW)
      if (holds) members += 1
      if (holds !== found.has(id)) wrong.push({
        rule: JSON.stringify(rule),
        holds,
        events: events.map(({ type, at, properties }) => `${type} ${NOW - at} ${JSON.stringify(properties)}`),
      })
    }
  }
  expect(wrong.slice(0, 3)).toEqual([])
  // Neither everybody nor nobody, so that agreeing means something.
  expect(members / (written.length * people.length)).toBeGreaterThan(0.2)
  expect(members / (written.length * people.length)).toBeLessThan(0.8)
})
