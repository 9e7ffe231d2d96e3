/** Decisions: the stated chance is the true chance, reasons are the first ones, asking changes nothing. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { envOf } from '../base/env.ts'
import type { EventId, OfferId, PlacementId, ProfileId } from '../base/id.ts'
import { DAY } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import { allowed, DEFAULT_PURPOSES } from '../consent/consent.ts'
import type { ConsentState } from '../consent/types.ts'
import { compileDecisions, looksAtPerson } from './compile.ts'
import { decide } from './decide.ts'
import { DEFAULT_ARBITRATION, type ArbitrationPolicy } from './policy.ts'
import { FRESH } from './question.ts'
import type { DecideQuestion } from './decide.ts'
import { CHECKS, type Candidate, type Decision, type OfferDefinition, type OutReason, type PlacementDefinition } from './types.ts'

const NOW = Date.UTC(2026, 2, 1, 4) as Instant
const HOME: PlacementDefinition = { id: 'home', name: 'Home', channel: 'web', exploration: 0.2 }
const STRANGER: DecideQuestion['person'] = { traits: {}, counters: {}, segments: {}, consent: {}, offers: {} }

function question(offers: readonly OfferDefinition[], change: Partial<DecideQuestion> & { readonly placement?: PlacementDefinition } = {}): DecideQuestion {
  const { placement = HOME, ...rest } = change
  return {
    decisions: compileDecisions(offers, [placement]),
    person: STRANGER,
    request: { placement: placement.id as PlacementId, context: {} },
    profile: 'p1' as ProfileId,
    version: 3,
    purposes: DEFAULT_PURPOSES,
    tests: () => () => true,
    allowed,
    ...rest,
  }
}

function offer(id: string, change: Partial<OfferDefinition> = {}): OfferDefinition {
  return { id, name: id, value: 100, ...change }
}

const env = (seed: string): ReturnType<typeof envOf> => envOf('salt', seed, NOW)
const possible = (decision: Decision): readonly Candidate[] => decision.candidates.filter((candidate) => !candidate.out)
const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)
const outOf = (decision: Decision, id: string): OutReason | undefined => decision.candidates.find((candidate) => candidate.offer === id)?.out

const offersArb: fc.Arbitrary<readonly OfferDefinition[]> = fc
  .uniqueArray(fc.stringMatching(/^[a-z]{1,4}$/), { maxLength: 12 })
  .chain((ids) => fc.tuple(
    ...ids.map((id) => fc.record(
      {
        value: fc.oneof(fc.constantFrom(0, 100), fc.integer({ min: -50, max: 500 })),
        rate: fc.constantFrom(0, 0.05, 0.5, 1),
        cost: fc.constantFrom(0, 1, 30),
        tier: fc.constantFrom(0, 0, 0, 1),
      }
    ).map((rest) => offer(id, rest)))
  ))
const explorations = fc.constantFrom(0, 0.02, 0.05, 0.2, 1)

test('the chances of all possible candidates sum to one, silence is always possible, and every offer appears once, in order', () => {
  fc.assert(
    fc.property(offersArb, explorations, fc.string(), (offers, exploration, seed) => {
      const decision = decide(question(offers, { placement: { ...HOME, exploration } }), env(seed))
      expect(Math.abs(sum(possible(decision).map(({ probability }) => probability ?? Number.NaN)) - 1)).toBeLessThan(1e-12)
      expect(decision.candidates.map((candidate) => candidate.offer)).toEqual([...offers.map(({ id }) => id).sort(), null])
      for (const candidate of decision.candidates) expect(candidate.out === undefined).toBe(candidate.probability !== undefined && candidate.score !== undefined)
      const chosen = decision.candidates.find((candidate) => candidate.offer === decision.chosen)
      expect(chosen?.probability).toBe(decision.propensity)
      expect(decision.propensity).toBeGreaterThan(0)
    }),
  )
})

test('the best value takes all that exploration leaves; ties go to the smaller id, and to silence last', () => {
  fc.assert(
    fc.property(offersArb, explorations, (offers, exploration) => {
      const decision = decide(question(offers, { placement: { ...HOME, exploration } }), env('e1'))
      const all = possible(decision)
      const most = Math.max(...all.map(({ score }) => score ?? -Infinity))
      const best = all.find(({ score }) => score === most)
      for (const candidate of all) expect(candidate.probability).toBeCloseTo((candidate === best ? 1 - exploration : 0) + exploration / all.length, 5)
      expect(decision.explored).toBe(decision.chosen !== best?.offer)
    }),
  )
})

test('of equal values the smaller id wins, whatever the order of the definitions', () => {
  const decision = decide(question([offer('b'), offer('a'), offer('c')], { placement: { ...HOME, exploration: 0 } }), env('e1'))
  expect(decision).toMatchObject({ chosen: 'a', propensity: 1, explored: false })
  expect(decide(question([offer('zero', { value: 0 })], { placement: { ...HOME, exploration: 0 } }), env('e1')).chosen).toBe('zero')
})

test('the stated chance is the observed frequency (chi-square over 20,000 seeds, p > 0.001)', () => {
  const asked = question([offer('a', { value: 10 }), offer('b', { value: 30 }), offer('c'), offer('d', { value: 20 })], { placement: { ...HOME, exploration: 0.4 } })
  const counts = new Map<OfferId | null, number>()
  const draws = 20_000
  let stated: readonly Candidate[] = []
  for (let n = 0; n < draws; n++) {
    const decision = decide(asked, env(`event-${n}`))
    counts.set(decision.chosen, (counts.get(decision.chosen) ?? 0) + 1)
    stated = possible(decision)
  }
  const chiSquare = sum(stated.map(({ offer: id, probability = 0 }) => ((counts.get(id) ?? 0) - draws * probability) ** 2 / (draws * probability)))
  expect(stated).toHaveLength(5)
  expect(chiSquare).toBeLessThan(18.47) // 4 degrees of freedom
})

test('the same question in the same turn gives the same decision, and asking changes nothing', () => {
  fc.assert(
    fc.property(offersArb, fc.string(), (offers, seed) => {
      const asked = question(offers)
      const before = JSON.stringify([asked.person, offers])
      expect(decide(asked, env(seed))).toEqual(decide(asked, env(seed)))
      expect(decide(question([...offers].reverse()), env(seed))).toEqual(decide(asked, env(seed)))
      expect(JSON.stringify([asked.person, offers])).toBe(before)
    }),
  )
})

describe('an offer is out for the first check that fails', () => {
  const FAILABLE = CHECKS.filter((check) => check !== 'control')
  const withdrawn: ConsentState = { marketing: { '*': { is: 'withdrawn', at: NOW, from: 'e0' as EventId } } }

  test('in the order placement, consent, suppression, eligibility, moment, schedule, stock, budget, cap, group, tier', () => {
    fc.assert(
      fc.property(fc.subarray(FAILABLE), (failing) => {
        const fails = new Set<string>(failing)
        const subject = offer('subject', {
          placements: fails.has('placement') ? ['checkout'] : ['home'],
          ...(fails.has('schedule') && { from: '2030-01-01' }),
          ...(fails.has('consent') && { purpose: 'marketing' }),
          eligible: { trait: 'tier', is: 'equals', than: 'gold' },
          ...(fails.has('stock') && { stock: 2 }),
          ...(fails.has('cap') && { cap: { most: 1, within: '1d' } }),
          ...(fails.has('group') && { group: 'drinks' }),
          tier: fails.has('tier') ? 0 : 2,
        })
        const policy: ArbitrationPolicy = {
          ...DEFAULT_ARBITRATION,
          moments: [{ id: 'upset', name: 'Upset', when: { all: [] }, on: ['sell'], never: true }],
          budgets: [{ id: 'small', name: 'Small', counts: 'showings', most: 10, per: 'day' }],
        }
        const shown = [(NOW - 1) as Instant]
        const decision = decide(
          question([subject, offer('rival', { tier: 1, kind: 'inform', group: 'drinks' })], {
            decisions: compileDecisions([subject, offer('rival', { tier: 1, kind: 'inform', group: 'drinks' })], [HOME], policy),
            person: {
              ...STRANGER,
              consent: withdrawn,
              offers: { subject: { shown, ...(fails.has('suppression') && { dismissed: NOW }) }, ...(fails.has('group') && { rival: { shown: [NOW] } }) },
            },
            tests: () => () => !fails.has('eligibility'),
            holds: () => () => fails.has('moment'),
            state: { ...FRESH, taken: { subject: 2 }, used: { small: fails.has('budget') ? 10 : 0 } },
          }),
          env('e1'),
        )
        expect(outOf(decision, 'subject')?.check).toBe(FAILABLE.find((check) => fails.has(check)))
      }),
    )
  })

  const shownOnce = { subject: { shown: [(NOW - DAY + 1) as Instant] } }
  test.each<[string, OfferDefinition, Partial<DecideQuestion>, OutReason | undefined]>([
    ['not here', offer('subject', { placements: ['cart'] }), {}, { check: 'placement', detail: { placements: ['cart'] } }],
    ['not yet', offer('subject', { from: '2026-03-01T04:00:00.001Z' }), {}, { check: 'schedule', detail: { from: '2026-03-01T04:00:00.001Z' } }],
    ['from this very moment', offer('subject', { from: '2026-03-01T04:00:00Z' }), {}, undefined],
    ['until this very moment', offer('subject', { until: '2026-03-01T04:00:00Z' }), {}, { check: 'schedule', detail: { until: '2026-03-01T04:00:00Z' } }],
    ['an unreadable date keeps it out', offer('subject', { until: 'soon' }), {}, { check: 'schedule', detail: { until: 'soon' } }],
    ['a purpose that must be asked for', offer('subject', { purpose: 'marketing' }), {}, { check: 'consent', detail: { purpose: 'marketing', channel: 'web', because: 'silence', basis: 'ask' } }],
    ['a rule without a compiled test fails closed', offer('subject', { eligible: { all: [] } }), { tests: () => undefined }, { check: 'eligibility', detail: { missing: true } }],
    ['shown once in the last day', offer('subject', { cap: { most: 1, within: '1d' } }), { person: { ...STRANGER, offers: shownOnce } }, { check: 'cap', detail: { most: 1, within: '1d', shown: 1 } }],
    ['shown a full day ago', offer('subject', { cap: { most: 1, within: '1d' } }), { person: { ...STRANGER, offers: { subject: { shown: [(NOW - DAY) as Instant] } } } }, undefined],
    ['shown more often under another name', offer('subject', { cap: { most: 1, within: '1d' } }), { person: { ...STRANGER, offers: { other: { shown: [NOW] } } } }, undefined],
  ])('%s', (_name, definition, change, expected) => expect(outOf(decide(question([definition], change), env('e1')), 'subject')).toEqual(expected))

  test('a lower tier only gives way to an offer that is itself possible', () => {
    const offers = [offer('sell', { value: 900 }), offer('serve', { tier: 2, value: 1 }), offer('retain', { tier: 1 })]
    expect(outOf(decide(question(offers), env('e1')), 'sell')).toEqual({ check: 'tier', detail: { tier: 0, highest: 2 } })
    const without = decide(question(offers.map((one) => (one.id === 'serve' ? { ...one, until: '2020-01-01' } : one))), env('e1'))
    expect(outOf(without, 'sell')).toEqual({ check: 'tier', detail: { tier: 0, highest: 1 } })
    expect(outOf(without, 'retain')).toBeUndefined()
  })
})

describe('a person who does not want to be profiled', () => {
  const said = (purpose: string, channel: string): ConsentState => ({ [purpose]: { [channel]: { is: 'withdrawn', at: NOW, from: 'e0' as EventId } } })
  const offers = [
    offer('forAll'),
    offer('forMoment', { eligible: { trait: 'context.page', is: 'equals', than: 'cart' } }),
    offer('forGold', { eligible: { all: [{ trait: 'tier', is: 'equals', than: 'gold' }] } }),
    offer('forBuyers', { eligible: { not: { did: 'order_completed' } } }),
  ]
  test.each([
    ['said so', said('personalisation', '*'), DEFAULT_PURPOSES],
    ['said so for this channel', said('personalisation', 'web'), DEFAULT_PURPOSES],
    ['withdrew everything', said('*', '*'), DEFAULT_PURPOSES],
    ['said so where the workspace does not define the purpose', said('personalisation', '*'), []],
    ['said nothing where the workspace asks', {}, [{ id: 'personalisation', name: 'Personal', basis: 'ask' as const }]],
  ])('gets only what everybody gets here: %s', (_name, consent, purposes) => {
    const decision = decide(question(offers, { person: { ...STRANGER, consent }, purposes }), env('e1'))
    expect(possible(decision).map((candidate) => candidate.offer)).toEqual(['forAll', 'forMoment', null])
    expect(outOf(decision, 'forGold')).toMatchObject({ check: 'consent', detail: { purpose: 'personalisation', channel: 'web' } })
  })
  test.each([
    ['said nothing', {}, DEFAULT_PURPOSES],
    ['said nothing where the purpose is not defined', {}, []],
    ['said so for another channel', said('personalisation', 'app'), DEFAULT_PURPOSES],
  ])('everybody else gets the choice of all: %s', (_name, consent, purposes) => {
    expect(possible(decide(question(offers, { person: { ...STRANGER, consent }, purposes }), env('e1')))).toHaveLength(5)
  })
  test('a rule about consent alone is no profiling', () => {
    expect(looksAtPerson({ any: [{ consents: 'marketing' }, { not: { trait: 'context.page', is: 'equals', than: 'x' } }] })).toBe(false)
    expect(looksAtPerson({ any: [{ consents: 'marketing' }, { in: 'vip' }] })).toBe(true)
  })
})

test('at a placement that nobody defined, nothing is shown', () => {
  const asked = question([offer('a')])
  const decision = decide({ ...asked, request: { placement: 'nowhere' as PlacementId, context: {} } }, env('e1'))
  expect(decision).toMatchObject({ chosen: null, propensity: 1, explored: false })
  expect(outOf(decision, 'a')?.check).toBe('placement')
})

test('offers that cost more than they bring lose to silence', () => {
  expect(decide(question([offer('dear', { cost: 10 })], { placement: { ...HOME, exploration: 0 } }), env('e1'))).toMatchObject({ chosen: null, propensity: 1 })
})

test('eligibility sees the facts of the moment', () => {
  const seen: unknown[] = []
  const asked = question([offer('a', { eligible: { all: [] } })], { tests: () => (_person, now, context) => seen.push(now, context) > 0 })
  decide({ ...asked, request: { placement: 'home' as PlacementId, context: { page: 'cart' } } }, env('e1'))
  expect(seen).toEqual([NOW, { page: 'cart' }])
})
