import { expect, test } from 'vitest'
import type { Instant } from '../base/time.ts'
import { checkRetention } from '../engine/check-retention.ts'
import { coveredBy, expiredBefore, KEPT_EVENTS } from './retention.ts'

const rules = [{ event: 'page_viewed', keep: '30d' }, { event: '*', keep: '1000d' }, { event: 'identified', keep: '400d' }]

test('every type has at most one rule, and what proves a permission has none', () => {
  for (const type of ['page_viewed', 'order_completed', 'identified', ...KEPT_EVENTS]) {
    const covering = rules.filter((rule) => coveredBy(rule, rules)(type)).map((rule) => rule.event)
    expect([type, covering]).toEqual([type, KEPT_EVENTS.has(type) ? [] : type === 'order_completed' ? ['*'] : [type]])
  }
  expect(coveredBy({ event: '*', keep: '1d' }, [])('identified')).toBe(false)
})

test('a day more is too old, a day less is not', () => {
  const day = 86_400_000
  expect(expiredBefore({ event: 'x', keep: '30d' }, (100 * day) as Instant)).toBe(70 * day)
})

test('rules that would lose a proof, contradict each other or forget at once are refused with what to do', () => {
  const refused = checkRetention([{ event: 'consent_given', keep: '30d' }, { event: 'a', keep: '2h' }, { event: 'b', keep: '9d' }, { event: 'b', keep: '8d' }])
  expect('problems' in refused && refused.problems.map(({ path }) => path)).toEqual(['0.event', '1.keep', '3.event'])
  expect(checkRetention(rules)).toEqual({ value: rules })
})
