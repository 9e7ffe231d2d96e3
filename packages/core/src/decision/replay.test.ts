/** Every stored row can be worked out anew, bit for bit; slates; what the arbiter remembers between decisions. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { envOf } from '../base/env.ts'
import type { OfferId, PlacementId, ProfileId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import { allowed, DEFAULT_PURPOSES } from '../consent/consent.ts'
import { compileDecisions } from './compile.ts'
import { decide } from './decide.ts'
import { nextPrice, nextScale } from './pacing.ts'
import { DEFAULT_ARBITRATION } from './policy.ts'
import { FRESH, type Chances } from './question.ts'
import { packDecision, unpackDecision } from './record.ts'
import { replayDecision, verifyDecision } from './replay.ts'
import type { Decision, OfferDefinition } from './types.ts'

const NOW = Date.UTC(2026, 2, 1, 4) as Instant
const offer = (id: string, change: Partial<OfferDefinition> = {}): OfferDefinition => ({ id, name: id, value: 100, ...change })
const groupsOf = (offers: readonly OfferDefinition[]) => new Map(offers.flatMap(({ id, group }) => (group === undefined ? [] : [[id, group] as const])))

const slates = fc.record({
  offers: fc.uniqueArray(fc.stringMatching(/^[a-z]{1,3}$/), { minLength: 1, maxLength: 12 }).chain((ids) => fc.tuple(...ids.map((id) => fc.record({
    value: fc.integer({ min: -50, max: 2_000 }),
    rate: fc.constantFrom(0, 0.0417, 0.3),
    cost: fc.constantFrom(0, 3.7),
    lever: fc.constantFrom(0.3, 1, 2.2),
    group: fc.constantFrom(undefined, 'g', 'h'),
    until: fc.constantFrom(undefined, undefined, '2020-01-01'),
  }).map(({ group, until, ...rest }) => offer(id, { ...rest, ...(group && { group }), ...(until && { until }) }))))),
  slots: fc.integer({ min: 1, max: 5 }),
  exploration: fc.constantFrom(0, 0.02, 0.2, 1),
  p: fc.double({ min: 0, max: 1, noNaN: true }),
  evidence: fc.constantFrom(0, 1, 500, 1e7),
  scale: fc.constantFrom(0, 3.3, 900),
  mode: fc.constantFrom('learned' as const, 'apprentice' as const, 'rates' as const),
  profile: fc.string(),
})

function slate({ offers, slots, exploration, p, evidence, scale, mode, profile }: typeof slates extends fc.Arbitrary<infer S> ? S : never): Decision {
  const chances: Chances = {
    model: { id: 'arbiter', version: 2, position: 77 },
    predict: (arms) => arms.map((_, n) => ({ p: (p * (n + 1)) / arms.length, n: 12.3456 })),
    contributions: (_, x) => new Float64Array(x.at.length),
  }
  const state = { ...FRESH, evidence, scale }
  return decide({
    decisions: compileDecisions(offers, [{ id: 'home', name: 'Home', channel: 'web', slots, exploration }], { ...DEFAULT_ARBITRATION, mode }),
    person: { traits: {}, counters: {}, segments: {}, consent: {}, offers: {} },
    request: { placement: 'home' as PlacementId, context: {} },
    profile: profile as ProfileId,
    version: 3,
    purposes: DEFAULT_PURPOSES,
    tests: () => () => true,
    allowed,
    seed: 'secret',
    chances,
    features: () => ({ x: { at: Uint32Array.of(4, 8), value: Float32Array.of(1, 0.1) }, hash: 'h1', nameOf: () => null }),
    state,
  }, envOf('secret', 'e1', NOW))
}

test('a stored decision, read back, is worked out anew bit for bit, and any change to its row shows', () => {
  fc.assert(
    fc.property(slates, fc.nat(), (given, pick) => {
      const made = slate(given)
      const stored = unpackDecision(JSON.parse(JSON.stringify(packDecision(made)))) as Decision
      expect(stored).toEqual(made)
      const verdict = verifyDecision(stored, groupsOf(given.offers))
      expect(verdict).toMatchObject({ equal: true, differs: [], whole: true })
      expect(replayDecision(stored, groupsOf(given.offers)).candidates).toEqual(made.candidates)
      const possible = stored.candidates.filter(({ worth }) => worth)
      const target = possible[pick % Math.max(1, possible.length)]
      if (!target?.worth) return
      const worth = { ...target.worth, cost: target.worth.cost + 1 }
      const forged = { ...stored, candidates: stored.candidates.map((one) => (one === target ? { ...one, worth } : one)) }
      expect(verifyDecision(forged, groupsOf(given.offers)).equal).toBe(false)
    }),
  )
})

test('a slate repeats no offer and no group, ends with nothing, and its first place is the decision', () => {
  fc.assert(
    fc.property(slates, (given) => {
      const made = slate({ ...given, slots: Math.max(2, given.slots) })
      const slots = made.slots ?? []
      const chosen = slots.flatMap((slot) => (slot.chosen === null ? [] : [slot.chosen]))
      expect(new Set(chosen).size).toBe(chosen.length)
      const groups = chosen.flatMap((id) => groupsOf(given.offers).get(id) ?? [])
      expect(new Set(groups).size).toBe(groups.length)
      expect(slots.slice(0, -1).every((slot) => slot.chosen !== null)).toBe(true)
      expect(slots[0]).toEqual({ chosen: made.chosen, propensity: made.propensity, draw: made.draw })
      for (const { propensity } of slots) expect(propensity).toBeGreaterThan(0)
    }),
  )
})

test('the scale follows what is at stake, and the price of a budget rises while it goes too fast', () => {
  expect(nextScale(0, [3, -7])).toBe(7)
  expect(nextScale(7, [])).toBe(7)
  expect(nextScale(7, [0, 107])).toBeCloseTo(7.1, 10)
  const pace = { spentRate: 2, targetRate: 1, use: 10, scale: 50, minutes: 1 }
  expect(nextPrice(0, pace)).toBeCloseTo(0.25, 10)
  expect(nextPrice(0.25, { ...pace, spentRate: 0.5 })).toBeCloseTo(0.125, 10)
  expect(nextPrice(0.01, { ...pace, spentRate: 0 })).toBe(0)
  expect(nextPrice(1, { ...pace, minutes: 0 })).toBe(1)
})

test('old rows without learning come back as they are', () => {
  const old = {
    id: 'd1', profile: null, placement: 'home', at: 5, chosen: 'a', propensity: 0.9, explored: false, version: 1, context: {},
    possible: [['a', 5, 0.9], [null, 0, 0.1]], out: [[{ check: 'tier', detail: {} }, ['b']]],
  }
  const decision = unpackDecision(old as never) as Decision
  expect(decision.candidates).toEqual([
    { offer: 'a' as OfferId, score: 5, probability: 0.9 },
    { offer: 'b', out: { check: 'tier', detail: {} } },
    { offer: null, score: 0, probability: 0.1 },
  ])
  expect(verifyDecision(decision)).toMatchObject({ equal: true, whole: false })
})
