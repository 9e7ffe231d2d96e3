import { describe, expect, test } from 'vitest'
import type { Instant } from '../base/time.ts'
import type { TraitDefinition } from '../trait/types.ts'
import type { Rule } from './rule.ts'
import { segmentSql } from './sql.ts'

const NOW = Date.UTC(2026, 0, 15) as Instant
const traits: readonly TraitDefinition[] = [
  { id: 'ltv', compute: 'sum', event: 'order_completed', property: 'total' },
  { id: 'orders30', compute: 'count', event: 'order_completed', within: '30d' },
]
const segments = [{ id: 'vip', name: 'VIP', rule: { trait: 'ltv', is: 'at_least', than: 1_000 } }] as const
const purposes = [{ id: 'analytics', name: 'Statistics', basis: 'inform' }] as const
const write = (rule: Rule): readonly unknown[] => {
  const { sql, params } = segmentSql(rule, { ws: 'w', now: NOW, traits, segments, purposes })
  expect(params).toMatchObject({ ws: 'w', now: NOW })
  const { ws: _ws, now: _now, ...rest } = params
  return [sql.replace('SELECT id FROM profiles_v WHERE ws = {ws:String} AND ', ''), rest]
}

describe('rules as ClickHouse queries', () => {
  test('a query selects the ids of one workspace', () => {
    expect(segmentSql({ all: [] }, { ws: 'w', now: NOW, traits, segments }).sql).toBe('SELECT id FROM profiles_v WHERE ws = {ws:String} AND 1')
  })

  test('every form of rule is written with parameters, never with values', () => {
    expect(write({ all: [{ trait: 'city', is: 'equals', than: "O'Hara" }, { not: { any: [] } }] })).toMatchInlineSnapshot(`
      [
        "((JSONType(JSONExtractRaw(traits, {p1:String})) = 'String' AND JSONExtractString(JSONExtractRaw(traits, {p1:String})) = {p2:String}) AND NOT 0)",
        {
          "p1": "city",
          "p2": "O'Hara",
        },
      ]
    `)
    expect(write({ did: 'order_completed', atLeast: 2, within: '30d', where: { trait: 'items.0.sku', is: 'starts_with', than: 'A' } })).toMatchInlineSnapshot(`
      [
        "id IN (SELECT profile FROM events_v WHERE ws = {ws:String} AND type = {p1:String} AND at > fromUnixTimestamp64Milli({now:Int64} - {p2:Int64}) AND (JSONType(JSONExtractRaw(if(JSONType(JSONExtractRaw(properties, {p3:String})) = 'Array', JSONExtractRaw(JSONExtractRaw(properties, {p3:String}), 1), JSONExtractRaw(JSONExtractRaw(properties, {p3:String}), {p4:String})), {p5:String})) = 'String' AND startsWith(lowerUTF8(normalizeUTF8NFKC(JSONExtractString(JSONExtractRaw(if(JSONType(JSONExtractRaw(properties, {p3:String})) = 'Array', JSONExtractRaw(JSONExtractRaw(properties, {p3:String}), 1), JSONExtractRaw(JSONExtractRaw(properties, {p3:String}), {p4:String})), {p5:String})))), {p6:String})) GROUP BY profile HAVING count() >= {p7:UInt64})",
        {
          "p1": "order_completed",
          "p2": 2592000000,
          "p3": "items",
          "p4": "0",
          "p5": "sku",
          "p6": "a",
          "p7": 2,
        },
      ]
    `)
    expect(write({ not: { did: 'order_completed', after: '2026-01-01', before: '2026-02-01' } })).toMatchInlineSnapshot(`
      [
        "NOT id IN (SELECT profile FROM events_v WHERE ws = {ws:String} AND type = {p1:String} AND at >= fromUnixTimestamp64Milli({p2:Int64}) AND at < fromUnixTimestamp64Milli({p3:Int64}))",
        {
          "p1": "order_completed",
          "p2": 1767225600000,
          "p3": 1769904000000,
        },
      ]
    `)
    expect(write({ in: 'vip' })).toMatchInlineSnapshot(`
      [
        "(JSONType(if(JSONExtractRaw(traits, {p1:String}) = '', '0', JSONExtractRaw(traits, {p1:String}))) IN ('Int64', 'UInt64', 'Double') AND JSONExtractFloat(if(JSONExtractRaw(traits, {p1:String}) = '', '0', JSONExtractRaw(traits, {p1:String}))) >= {p2:Float64})",
        {
          "p1": "ltv",
          "p2": 1000,
        },
      ]
    `)
    expect(write({ trait: 'orders30', is: 'less_than', than: 2 })).toMatchInlineSnapshot(`
      [
        "id NOT IN (SELECT profile FROM (SELECT profile, toString(least(count(), 200)) AS value FROM (SELECT profile, at, '' AS v FROM events_v WHERE ws = {ws:String} AND type = {p1:String} AND at > fromUnixTimestamp64Milli({now:Int64} - {p2:Int64})) GROUP BY profile) WHERE NOT (JSONType(value) IN ('Int64', 'UInt64', 'Double') AND JSONExtractFloat(value) < {p3:Float64}))",
        {
          "p1": "order_completed",
          "p2": 2592000000,
          "p3": 2,
        },
      ]
    `)
    expect(write({ trait: 'orders30', is: 'at_least', than: 2 })).toMatchInlineSnapshot(`
      [
        "id IN (SELECT profile FROM (SELECT profile, toString(least(count(), 200)) AS value FROM (SELECT profile, at, '' AS v FROM events_v WHERE ws = {ws:String} AND type = {p1:String} AND at > fromUnixTimestamp64Milli({now:Int64} - {p2:Int64})) GROUP BY profile) WHERE (JSONType(value) IN ('Int64', 'UInt64', 'Double') AND JSONExtractFloat(value) >= {p3:Float64}))",
        {
          "p1": "order_completed",
          "p2": 2592000000,
          "p3": 2,
        },
      ]
    `)
    expect(write({ consents: 'marketing', channel: 'email' })).toMatchInlineSnapshot(`
      [
        "id IN (SELECT profile FROM events_v WHERE ws = {ws:String} AND type IN ('consent_given', 'consent_withdrawn') AND multiIf(JSONExtractRaw(properties, 'purpose') IN ('', 'null', '""'), 'marketing', JSONType(JSONExtractRaw(properties, 'purpose')) = 'String' AND trimBoth(JSONExtractString(properties, 'purpose')) != '', trimBoth(JSONExtractString(properties, 'purpose')), type = 'consent_withdrawn', '*', '') IN ({p1:String}, '*') AND multiIf(JSONExtractRaw(properties, 'channel') IN ('', 'null', '""'), '*', JSONType(JSONExtractRaw(properties, 'channel')) = 'String' AND trimBoth(JSONExtractString(properties, 'channel')) != '', trimBoth(JSONExtractString(properties, 'channel')), type = 'consent_withdrawn', '*', '') IN ({p2:String}, '*') GROUP BY profile HAVING argMax(type, (at, type = 'consent_withdrawn', id)) = 'consent_given')",
        {
          "p1": "marketing",
          "p2": "email",
        },
      ]
    `)
    expect((write({ consents: 'analytics' })[0] as string).startsWith('id NOT IN')).toBe(true)
  })

  test('a text of the rule never stands in the query itself', () => {
    const hostile = "x'); DROP TABLE events; --"
    for (
      const rule of [
        { trait: hostile, is: 'exists' },
        { trait: 'a', is: 'contains', than: hostile },
        { did: hostile, where: { trait: hostile, is: 'in', than: [hostile] } },
        { consents: hostile, channel: hostile },
        { in: hostile },
      ] satisfies Rule[]
    )
      expect(segmentSql(rule, { ws: hostile, now: NOW, traits, segments }).sql).not.toContain('DROP')
  })

  test('segments in a circle and segments that do not exist select nobody', () => {
    expect(segmentSql({ in: 'a' }, { ws: 'w', now: NOW, traits: [], segments: [{ id: 'a', name: 'A', rule: { in: 'a' } }] }).sql).toMatch(/ AND 0$/)
    expect(segmentSql({ in: 'nowhere' }, { ws: 'w', now: NOW, traits: [], segments }).sql).toMatch(/ AND 0$/)
  })
})
