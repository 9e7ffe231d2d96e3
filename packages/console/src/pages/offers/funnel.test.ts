/** The funnel of a decision loses nobody silently. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CHECKS, funnelOf, nearMisses, ranked } from './funnel.ts'

const candidate = fc.record({
  offer: fc.option(fc.string(), { nil: null }),
  name: fc.string(),
  why: fc.string(),
  out: fc.option(fc.record({ check: fc.constantFrom(...CHECKS, 'later_invention'), detail: fc.constant({}) }), { nil: undefined }),
  probability: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
})

test('every offer is either ranked or counted out at exactly one step', () => {
  fc.assert(
    fc.property(fc.array(candidate), (candidates) => {
      const steps = funnelOf(candidates)
      const offers = candidates.filter((one) => one.offer !== null)
      expect(steps[0]?.left).toBe(offers.length)
      expect(steps.at(-1)?.left).toBe(offers.filter((one) => !one.out).length)
      expect(steps.flatMap((step) => step.out)).toHaveLength(offers.filter((one) => one.out).length)
      expect(ranked(candidates).length + nearMisses(candidates).length).toBe(candidates.length)
    }),
  )
})

test('what fell at the last check came closest', () => {
  const out = (name: string, check: string) => ({ offer: name, name, why: '', out: { check, detail: {} } })
  expect(nearMisses([out('a', 'placement'), out('b', 'cap'), out('c', 'consent')]).map((one) => one.name)).toEqual(['b', 'c', 'a'])
})
