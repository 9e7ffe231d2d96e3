import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Decision } from './types.ts'
import { packDecision, unpackDecision } from './record.ts'

const id = fc.stringMatching(/^[a-z]{1,8}$/)
const reason = fc.constantFrom({ check: 'eligibility', detail: {} }, { check: 'cap', detail: { most: 3, within: '7d' } }, { check: 'cap', detail: { within: '1d', most: 1 } })
const decision = fc
  .record({ ids: fc.uniqueArray(id, { maxLength: 30 }), outs: fc.array(fc.option(reason), { minLength: 30, maxLength: 30 }), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ ids, outs, share }) => ({
    id: 'd1',
    profile: null,
    placement: 'home',
    at: 5,
    chosen: null,
    propensity: share,
    explored: false,
    version: 3,
    context: { page: '/' },
    candidates: [...ids.sort().map((offer, i) => (outs[i] ? { offer, out: outs[i] } : { offer, score: i, probability: share })), { offer: null, score: 0, probability: share }],
  }))

test('a stored decision comes back with every candidate, its value and chance, or the reason against it', () => {
  fc.assert(
    fc.property(decision, (made) => {
      expect(unpackDecision(JSON.parse(JSON.stringify(packDecision(made as unknown as Decision))))).toEqual(made)
    }),
  )
})

test('the properties of any other event are no decision', () => {
  expect(unpackDecision({ offer: 'x' })).toBeNull()
})
