import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkRule, checkSegments } from './check.ts'
import type { RulePlace } from './check.ts'

function messages(rule: unknown, place?: RulePlace): string[] {
  const checked = checkRule(rule, 'rule', { place, subject: "segment 'vip'" })
  return checked.is === 'ok' ? [] : checked.problems.map((problem) => `${problem.path} | ${problem.message}`)
}

describe('what a rule may say', () => {
  test('a rule with every form is read as it was written', () => {
    const rule = {
      all: [
        { any: [{ trait: 'city', is: 'in', than: ['Taipei', 'Bangkok'] }, { not: { trait: 'address.zip', is: 'missing' } }] },
        { did: 'order_completed', where: { trait: 'total', is: 'at_least', than: 100 }, atLeast: 2, within: '30d' },
        { did: 'page_viewed', after: '2026-01-01', before: '2026-02-01T00:00:00+08:00' },
        { in: 'vip' },
        { consents: 'marketing', channel: 'email' },
      ],
    }
    expect(checkRule(rule, 'rule')).toEqual({ is: 'ok', rule })
  })

  test('a mistake is named with the place, the reason and what to write', () => {
    expect(messages({ trait: 'seen', is: 'within_last', than: 'soon' })).toEqual(["rule.than | segment 'vip': operator 'within_last' needs a duration like 7d, got 'soon'"])
    expect(messages({ trait: 'seen', is: 'near', than: 1 })).toEqual(["rule.is | segment 'vip': operator 'near' does not exist"])
    expect(messages({ trait: 'seen', is: 'constructor' })).toEqual(["rule.is | segment 'vip': operator 'constructor' does not exist"])
    expect(messages({ all: [{ did: 'Order Completed' }] })).toEqual(["rule.all.0.did | segment 'vip': event 'Order Completed' is spelled 'order_completed'"])
    expect(messages({ did: 'seen', atLeast: 101, within: '7d' })).toEqual([
      "rule.atLeast | segment 'vip': 'atLeast' is a whole number from 1 to 100 together with 'within', 'after' or 'before', got 101",
    ])
    expect(messages({ did: 'seen', atLeast: 101 })).toEqual([])
    expect(messages({ did: 'seen', atLeast: 0 })).toHaveLength(1)
    expect(messages({ did: 'seen', within: '0d' })).toEqual(["rule.within | segment 'vip': 'within' needs a duration like 7d, got '0d'"])
    expect(messages({ did: 'seen', after: 'spring' })[0]).toContain("'after' needs a date like 2026-01-31")
    expect(messages({ did: 'seen', after: '2026-02-01', before: '2026-01-01' })[0]).toContain("must be later than 'after'")
    expect(messages({ did: 'seen', withn: '7d' })).toEqual([
      "rule.withn | segment 'vip': 'withn' is not known here; beside 'did' there may be where, atLeast, within, after, before",
    ])
    expect(messages({ all: [], any: [] })[0]).toContain('exactly one of all, any, not, trait, did, in, consents, got all and any')
    expect(messages([])[0]).toContain('a rule is an object, got []')
    expect(messages({ not: null })[0]).toContain('rule.not | ')
    expect(messages({ trait: 'context.page', is: 'equals', than: 'cart' })[0]).toContain("segments cannot look at 'context.…'")
    expect(messages({ trait: 'context.page', is: 'equals', than: 'cart' }, 'moment')).toEqual([])
  })

  test('a where looks at one event only', () => {
    for (const part of [{ did: 'x' }, { in: 'x' }, { consents: 'x' }])
      expect(messages({ did: 'seen', where: { all: [part] } })[0]).toContain("cannot stand in a 'where'")
    expect(messages({ did: 'seen', where: { trait: 'at', is: 'within_last', than: '1d' } })[0]).toContain('depends on the time')
  })

  test('a rule has a bounded depth and a bounded size', () => {
    const deep = (levels: number): unknown => (levels === 0 ? { in: 'vip' } : { not: deep(levels - 1) })
    expect(messages(deep(19))).toEqual([])
    expect(messages(deep(20))[0]).toContain('at most 20 levels deep')
    expect(messages({ all: Array.from({ length: 499 }, () => ({ in: 'vip' })) })).toEqual([])
    expect(messages({ all: Array.from({ length: 500 }, () => ({ in: 'vip' })) })).toHaveLength(1)
    expect(messages({ all: Array.from({ length: 499 }, () => ({ in: 7 })) })).toHaveLength(20)
  })

  test('no JSON whatever makes the check throw', () => {
    const noise = fc.jsonValue({ maxDepth: 4 })
    const near = fc.letrec((tie) => ({
      rule: fc.oneof(
        { maxDepth: 4 },
        fc.record({ trait: fc.oneof(fc.string(), noise), is: fc.oneof(fc.constantFrom('in', 'between', 'equals'), noise), than: noise }, { requiredKeys: [] }),
        fc.record({ did: noise, where: tie('rule'), atLeast: noise, within: noise, after: noise }, { requiredKeys: ['did'] }),
        fc.record({ all: fc.oneof(noise, fc.array(tie('rule'), { maxLength: 3 })) }),
        fc.record({ not: tie('rule') }),
        noise,
      ),
    })).rule
    fc.assert(fc.property(near, (rule) => void checkRule(rule, 'rule')))
  })
})

describe('the segments of a workspace', () => {
  const segment = (id: string, rule: unknown): unknown => ({ id, name: id, rule })

  test('segments may refer to each other in any order', () => {
    expect(checkSegments([segment('a', { in: 'b' }), segment('b', { in: 'c' }), segment('c', { all: [] })]).is).toBe('ok')
  })

  test('a circle, an unknown segment, a double id and a stray field are refused', () => {
    const checked = checkSegments([
      segment('a', { not: { in: 'b' } }),
      segment('b', { any: [{ in: 'a' }] }),
      segment('c', { in: 'nowhere' }),
      segment('c', { all: [] }),
      segment('__proto__', { all: [] }),
      { id: 'd', name: '', rule: { all: [] }, colour: 'red' },
      7,
    ])
    expect(checked.is === 'bad' && checked.problems.map((problem) => `${problem.path} | ${problem.message}`)).toMatchInlineSnapshot(`
      [
        "segments.4.id | a segment's id is 1 to 100 letters, digits, - or _, beginning with a letter or digit, got '__proto__'",
        "segments.5.name | segment 'd': 'name' is a text of 1 to 200 characters, got ''",
        "segments.5.colour | segment 'd': 'colour' is not known; a segment has id, name, description, rule",
        "segments.6 | a segment is an object with id, name and rule, got 7",
        "segments.2.rule | segment 'c': refers to segment 'nowhere', which does not exist",
        "segments.3.id | segment 'c' is defined twice; choose another id",
        "segments.0.rule | segment 'a': refers to itself in a circle ('a', 'b'); take one 'in' out",
        "segments.1.rule | segment 'b': refers to itself in a circle ('a', 'b'); take one 'in' out",
      ]
    `)
  })
})
