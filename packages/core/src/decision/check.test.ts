/** What the author of an offer or placement is told. */
import { expect, test } from 'vitest'
import { checkOffer, checkPlacement } from './check.ts'

const good = {
  id: 'tea',
  name: '高山茶',
  placements: ['home'],
  value: 120,
  rate: 0.1,
  cost: 0,
  tier: 1,
  eligible: { trait: 'tier', is: 'equals', than: 'gold' },
  from: '2026-01-01',
  until: '2026-12-31T18:00:00+08:00',
  cap: { most: 3, within: '7d' },
  purpose: 'marketing',
  content: { title: { en: 'Tea' }, image: null },
}
const noRule = (): [] => []

test('a good offer and a good placement pass unchanged', () => {
  expect(checkOffer(good, noRule)).toEqual({ value: good })
  const placement = { id: 'home', name: 'Home', channel: 'web', exploration: 0.1 }
  expect(checkPlacement(placement)).toEqual({ value: placement })
})

test('the rule is checked by the one who knows rules, at its own place', () => {
  const seen: unknown[] = []
  const checked = checkOffer({ ...good, cost: -1 }, (rule, path) => {
    seen.push(rule)
    return [{ path: `${path}.is`, message: 'no such operator' }]
  })
  expect(seen).toEqual([good.eligible])
  expect(checked).toEqual({ problems: [{ path: 'cost', message: expect.stringMatching(/0 or more, got -1/) }, { path: 'eligible.is', message: 'no such operator' }] })
})

test.each<[string, unknown, { path: string; message: RegExp }[]]>([
  ['a value is never assumed', { id: 'tea', name: 'Tea' }, [{ path: 'value', message: /is missing; it needs an amount of money/ }]],
  ['a rate in per cent', { ...good, rate: 5 }, [{ path: 'rate', message: /from 0 to 1 .*, got 5/ }]],
  ['an end before the beginning', { ...good, until: '2025-01-01' }, [{ path: 'until', message: /after 'from' \(2026-01-01\)/ }]],
  ['no date', { ...good, from: 'tomorrow' }, [{ path: 'from', message: /a moment like .* got 'tomorrow'/ }]],
  ['a cap that history cannot count', { ...good, cap: { most: 101, within: '7d' } }, [{ path: 'cap.most', message: /from 1 to 100, got 101/ }]],
  ['a cap without length', { ...good, cap: { most: 1, within: '0d' } }, [{ path: 'cap.within', message: /longer than nothing, got '0d'/ }]],
  ['half a tier', { ...good, tier: 0.5 }, [{ path: 'tier', message: /whole number/ }]],
  ['a misspelt field', { ...good, eligibile: {} }, [{ path: '', message: /no such field: 'eligibile'/ }]],
  ['not a number', { ...good, value: Number.NaN }, [{ path: 'value', message: /amount of money/ }]],
])('%s', (_name, raw, problems) => {
  expect(checkOffer(raw, noRule)).toEqual({ problems: problems.map(({ path, message }) => ({ path, message: expect.stringMatching(message) })) })
})
