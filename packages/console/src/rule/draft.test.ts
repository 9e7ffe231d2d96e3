/** The editor never changes a rule that nobody touched, and puts problems where they belong. */
import type { Rule } from '@rapport/core/segment/rule'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { asGroup, emptyPart, isComplete, readRule, toDraft, toRule } from './draft.ts'
import { ARGUMENTS, carryArgument } from './operators.ts'
import { placeProblems } from './problems.ts'

const text = fc.string({ minLength: 1, maxLength: 8 })
const json = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { maxLength: 3 }))
const { rule } = fc.letrec<{ rule: Rule }>((tie) => ({
  rule: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.oneof<fc.Arbitrary<Rule>[]>(
      fc.record({ trait: text, is: fc.constantFrom(...Object.keys(ARGUMENTS)), than: json }, { requiredKeys: ['trait', 'is'] }),
      fc.record({ in: text }),
      fc.record({ consents: text, channel: text }, { requiredKeys: ['consents'] }),
    ),
    fc.record(
      { did: text, where: tie('rule'), atLeast: fc.integer({ min: 1, max: 9 }), within: fc.constant('7d'), after: fc.constant('2026-01-01'), before: fc.constant('2026-02-01') },
      { requiredKeys: ['did'] },
    ),
    fc.record({ not: tie('rule') }),
    fc.record({ all: fc.array(tie('rule'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('rule'), { maxLength: 3 }) }),
  ),
}))

test('a rule that is opened and saved untouched stays the same rule', () => {
  fc.assert(fc.property(rule, (one) => void expect(toRule(toDraft(one))).toEqual(one)))
})

test('a rule that is written as JSON and read back stays the same rule', () => {
  fc.assert(fc.property(rule, (one) => void expect(readRule(JSON.stringify(one))).toEqual(one)))
})

test('every part of a draft has its own key', () => {
  fc.assert(
    fc.property(rule, (one) => {
      const keys: string[] = []
      const collect = (draft: ReturnType<typeof toDraft>): void => {
        keys.push(draft.key)
        if (draft.is === 'all' || draft.is === 'any') draft.parts.forEach(collect)
        if (draft.is === 'did' && draft.where) collect(draft.where)
      }
      collect(toDraft(one))
      expect(new Set(keys).size).toBe(keys.length)
    }),
  )
})

test('showing a rule as a group adds at most one "all" around it', () => {
  fc.assert(
    fc.property(rule, (one) => {
      const shown = toRule(asGroup(toDraft(one)))
      expect([one, { all: [one] }]).toContainEqual(shown)
    }),
  )
})

test('a part that was just added is not counted yet', () => {
  for (const is of ['did', 'trait', 'segment', 'consent'] as const) expect(isComplete(emptyPart(is))).toBe(false)
})

test('what is no rule is named by its place', () => {
  expect(readRule('{"all":[{"trait":"city"}]}')).toBe('rule.all.0')
  expect(readRule('{"all":[{"not":{"did":3}}]}')).toBe('rule.all.0.not.did')
  expect(readRule('[]')).toBe('rule')
  expect(typeof readRule('{')).toBe('string')
})

test('a problem stands at the very part that the server means', () => {
  const draft = toDraft({ all: [{ in: 'a' }, { not: { did: 'x', where: { any: [{ trait: 'p', is: 'equals', than: 1 }] } } }] })
  if (draft.is !== 'all') throw new Error('not a group')
  const did = draft.parts[1]
  const where = did?.is === 'did' ? did.where : undefined
  const trait = where?.is === 'any' ? where.parts[0] : undefined
  const placed = placeProblems(draft, [
    { path: 'rule.all[1].not.where.any[0].than', message: 'deep' },
    { path: 'rule.all.1.not.did', message: 'shallow' },
    { path: 'name', message: 'elsewhere' },
  ])
  expect(placed[trait?.key ?? 'x']).toEqual(['deep'])
  expect(placed[did?.key ?? 'x']).toEqual(['shallow'])
  expect(placed['']).toEqual(['elsewhere'])
})

test('changing the operator keeps what was written where it fits', () => {
  expect(carryArgument('Taipei', 'value', 'list')).toEqual(['Taipei'])
  expect(carryArgument(['Taipei', 'Bangkok'], 'list', 'value')).toBe('Taipei')
  expect(carryArgument('x', 'text', 'none')).toBeUndefined()
  expect(carryArgument('x', 'text', 'number')).toBe(0)
})
