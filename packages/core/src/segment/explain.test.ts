import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import { DAY } from '../base/time.ts'
import { compileRules } from './compile.ts'
import { explain } from './explain.ts'
import type { Explanation } from './explain.ts'
import type { Person } from './person.ts'
import type { Rule } from './rule.ts'

const NOW = Date.UTC(2026, 0, 15, 12) as Instant
const purposes = [{ id: 'marketing', name: 'Marketing', basis: 'ask' }] as const
const event = { id: 'e' as EventId, type: 'bought', at: (NOW - DAY) as Instant, receivedAt: NOW, source: 's' as SourceId, identifiers: [], properties: {} }

function personOf(rules: readonly Rule[]): { ruleSet: ReturnType<typeof compileRules>; person: Person } {
  const ruleSet = compileRules({ segments: [], traits: [], purposes, rules })
  const traits = { city: [{ value: 'Bangkok', at: NOW, from: 'e' as EventId, source: 's' as SourceId }] }
  return { ruleSet, person: { traits, counters: ruleSet.foldCounters({}, event), segments: { vip: { since: 5 as Instant } }, consent: {} } }
}

describe('why a person matches or not', () => {
  test('the parts that made the rule fail are marked, with what was found', () => {
    const rule: Rule = {
      all: [
        { did: 'bought', atLeast: 2, within: '7d' },
        { trait: 'city', is: 'equals', than: 'Taipei' },
        { not: { in: 'vip' } },
        { any: [{ trait: 'tier', is: 'exists' }, { did: 'bought', within: '7d' }] },
        { consents: 'marketing' },
      ],
    }
    const { ruleSet, person } = personOf([rule])
    const found = explain({ ruleSet, purposes }, rule, person, NOW)
    const lines: string[] = []
    const write = (part: Explanation): void => {
      if (part.children) return part.children.forEach(write)
      lines.push(`${part.decisive ? '*' : ' '} ${part.is} ${JSON.stringify(part.actual)} ${part.until === undefined ? '' : `until +${(part.until - NOW) / DAY}d`}`.trimEnd())
    }
    write(found)
    expect(found.is).toBe(false)
    expect(lines).toEqual(['* false 1', '* false "Bangkok"', '* true 5', '  false undefined', '  true 1 until +6d', '* false {"because":"silence"}'])
  })

  test('the explanation gives the answer of the rule, and its decisive parts alone would give the same', () => {
    const leaf: fc.Arbitrary<Rule> = fc.constantFrom<Rule>(
      { did: 'bought', within: '7d' }, { did: 'bought', atLeast: 2, within: '7d' }, { trait: 'city', is: 'equals', than: 'Bangkok' }, { trait: 'tier', is: 'exists' }, { in: 'vip' }, { in: 'other' }, { consents: 'marketing' },
    )
    const rules = fc.letrec<{ rule: Rule }>((tie) => ({
      rule: fc.oneof(
        { maxDepth: 3 },
        leaf,
        fc.record({ all: fc.array(tie('rule'), { maxLength: 3 }) }),
        fc.record({ any: fc.array(tie('rule'), { maxLength: 3 }) }),
        fc.record({ not: tie('rule') }),
      ),
    })).rule
    const answer = (part: Explanation): boolean => {
      const decisive = (part.children ?? []).filter((child) => child.decisive)
      if ('all' in part.rule) return decisive.every(answer)
      if ('any' in part.rule) return decisive.some(answer)
      return 'not' in part.rule ? !decisive.every(answer) : part.is
    }
    fc.assert(
      fc.property(rules, (rule) => {
        const { ruleSet, person } = personOf([rule])
        const found = explain({ ruleSet, purposes }, rule, person, NOW)
        expect(found.is).toBe(ruleSet.test(rule).holds(person, NOW))
        expect(answer(found)).toBe(found.is)
      }),
    )
  })
})
