/** Offers compete in money: what works, what it brings, what it costs, what the moment takes; one story per person. */
import { describe, expect, test } from 'vitest'
import { envOf } from '../base/env.ts'
import type { EventId, PlacementId, ProfileId } from '../base/id.ts'
import { DAY, HOUR, type Instant } from '../base/time.ts'
import { allowed, DEFAULT_PURPOSES } from '../consent/consent.ts'
import { placeOf } from '../model/features/place.ts'
import { compileDecisions } from './compile.ts'
import { decide } from './decide.ts'
import { DEFAULT_ARBITRATION, type ArbitrationPolicy } from './policy.ts'
import { createPropensity } from './propensity.ts'
import { FRESH, type Chances, type DecideQuestion, type SeenFeatures } from './question.ts'
import { packDecision } from './record.ts'
import type { Candidate, Decision, OfferDefinition, PlacementDefinition } from './types.ts'

const NOW = Date.UTC(2026, 2, 1, 4) as Instant
const WEB: PlacementDefinition = { id: 'home', name: 'Home', channel: 'web', exploration: 0 }
const APP: PlacementDefinition = { id: 'card', name: 'Card', channel: 'app' }
const LINE: PlacementDefinition = { id: 'line', name: 'LINE', channel: 'line', exploration: 0 }
const SOMEBODY: DecideQuestion['person'] = { traits: {}, counters: {}, segments: {}, consent: {}, offers: {} }
const offer = (id: string, change: Partial<OfferDefinition> = {}): OfferDefinition => ({ id, name: id, value: 100, ...change })

interface Ask extends Partial<DecideQuestion> {
  readonly policy?: Partial<ArbitrationPolicy>
  readonly at?: string
  readonly now?: Instant
  readonly places?: readonly PlacementDefinition[]
}

function ask(offers: readonly OfferDefinition[], { policy, at = 'home', now = NOW, places = [WEB, APP, LINE], ...change }: Ask = {}): Decision {
  const question: DecideQuestion = {
    decisions: compileDecisions(offers, places, { ...DEFAULT_ARBITRATION, ...policy }),
    person: SOMEBODY,
    request: { placement: at as PlacementId, context: {} },
    profile: 'p1' as ProfileId,
    version: 3,
    purposes: DEFAULT_PURPOSES,
    tests: () => () => true,
    holds: () => () => false,
    allowed,
    seed: 'secret',
    ...change,
  }
  return decide(question, envOf('secret', 'e1', now))
}

const of = (decision: Decision, id: string | null): Candidate | undefined => decision.candidates.find((candidate) => candidate.offer === id)

/** Says the same of everybody: by the offer's place, a chance. */
const saying = (chances: { readonly [offer: string]: number }): Chances => {
  const byPlace = new Map(Object.entries(chances).map(([id, p]) => [placeOf('arm.offer', id), p]))
  return {
    model: { id: 'arbiter', version: 2, position: 77 },
    predict: (arms) => arms.map((arm) => ({ p: byPlace.get(arm.offer) ?? 0.05, n: 12.3456 })),
    contributions: (arm, x) => Float64Array.from(x.at, (place) => (byPlace.get(arm.offer) ?? 0) * (place % 3)),
  }
}
const SEEN: SeenFeatures = { x: { at: Uint32Array.of(4, 8), value: Float32Array.of(1, 0.1) }, hash: 'h1', nameOf: (place) => (place === 4 ? 'city = taipei' : 'visits = 3') }

describe('the value of an offer', () => {
  test('is chance × value × levers − costs, every part on the row', () => {
    const made = ask([offer('tea', { value: 1_200, rate: 0.042, lever: 1.5, family: 'tea', cost: 40 })], {
      policy: {
        levers: { tea: 2 },
        moments: [{ id: 'upset', name: 'Upset', when: { all: [] }, on: ['sell'], costs: 30 }],
        budgets: [{ id: 'small', name: 'Small', counts: 'money', most: 1_000, per: 'day' }],
        channels: [{ channel: 'web', each: 2 }],
      },
      holds: (key) => () => key === 'moment:upset',
      state: { ...FRESH, prices: { small: 0.5 } },
    })
    expect(of(made, 'tea')).toMatchObject({ worth: { p: 0.042, n: 0, value: 1_200, lever: 3, cost: 40, channelCost: 2, shadow: 21, moments: 30 }, score: 58.2 })
    expect(made.moments).toEqual(['upset'])
  })

  test('levers multiply and stay between a fifth and five', () => {
    const leverOf = (lever: number, family: number) => of(ask([offer('a', { lever, family: 'f' })], { policy: { levers: { f: family } } }), 'a')?.worth?.lever
    expect(leverOf(5, 5)).toBe(5)
    expect(leverOf(0.2, 0.2)).toBe(0.2)
    expect(leverOf(2, 0.5)).toBe(1)
  })

  test('in trouble, help wins over selling, and silence over an advertisement that would annoy', () => {
    const sell = offer('sell', { value: 1_000, rate: 0.1 })
    const help = offer('help', { value: 50, rate: 0.5, kind: 'serve' })
    const policy: Partial<ArbitrationPolicy> = { moments: [{ id: 'complaint', name: 'Open complaint', when: { in: 'open-ticket' }, on: ['sell', 'keep'], costs: 300 }] }
    const [calm, upset] = [false, true].map((is) => ({ policy, holds: () => () => is }))
    expect(ask([sell, help], calm).chosen).toBe('sell')
    expect(ask([sell, help], upset).chosen).toBe('help')
    expect(ask([sell], upset)).toMatchObject({ chosen: null, explored: false })
  })

  test('a moment whose rule cannot be read counts as holding', () => {
    const policy: Partial<ArbitrationPolicy> = { moments: [{ id: 'm', name: 'M', when: { in: 'gone' }, on: ['sell'], never: true }] }
    expect(of(ask([offer('a')], { policy, holds: () => undefined }), 'a')?.out).toEqual({ check: 'moment', detail: { moment: 'm' } })
  })

  test('a channel is free inside its window while replies are left, and while its quota lasts', () => {
    const claims = (count: number): Ask['person'] => ({
      ...SOMEBODY,
      pressure: { suppressed: {}, claims: Array.from({ length: count }, (_, n) => [(NOW - n * HOUR - 1) as Instant, n === 9 ? 'email' : 'line'] as const) },
    })
    const costOf = (change: Ask, channel: ArbitrationPolicy['channels'][number]) => of(ask([offer('a')], { at: 'line', policy: { channels: [channel] }, ...change }), 'a')?.worth?.channelCost
    const window = { channel: 'line', each: 3, window: { event: 'message_received', within: '48h', most: 5 } }
    const open = { holds: () => () => true }
    expect(costOf({}, window)).toBe(3)
    expect(costOf(open, window)).toBe(0)
    expect(costOf({ ...open, person: claims(4) }, window)).toBe(0)
    expect(costOf({ ...open, person: claims(5) }, window)).toBe(3)
    const quota = { channel: 'line', each: 3, quota: 500 }
    expect(costOf({ state: { ...FRESH, sent: { line: 499 } } }, quota)).toBe(0)
    expect(costOf({ state: { ...FRESH, sent: { line: 500 } } }, quota)).toBe(3)
  })
})

describe('what has been learned', () => {
  const offers = [offer('a', { rate: 0.5 }), offer('b', { rate: 0.1 })]
  const chances = saying({ a: 0.01, b: 0.2 })
  const learned = { chances, features: () => SEEN, state: { ...FRESH, evidence: 1_000, scale: 20 }, at: 'card' }

  test('decides in the learned way, more surely the more there is', () => {
    const made = ask(offers, learned)
    expect(of(made, 'b')).toMatchObject({ score: 20, worth: { p: 0.2, n: 12.3 } })
    expect(made).toMatchObject({ mode: 'learned', model: { id: 'arbiter', version: 2, position: 77 }, features: 'h1', x: { at: [4, 8], value: [1, 0.1] }, sharpness: 4.74579 })
    const later = ask(offers, { ...learned, state: { ...FRESH, evidence: 100_000, scale: 20 } })
    expect(of(later, 'b')?.probability).toBeGreaterThan(of(made, 'b')?.probability ?? 1)
  })

  test('only watches as an apprentice, and is not asked where nothing shall be learned', () => {
    const watched = ask(offers, { ...learned, policy: { mode: 'apprentice' } })
    expect(of(watched, 'a')?.worth).toMatchObject({ p: 0.5, learned: 0.01, n: 0 })
    expect(watched.sharpness).toBeUndefined()
    const without = ask(offers, { ...learned, policy: { mode: 'rates' } })
    expect(of(without, 'a')?.worth).toMatchObject({ p: 0.5 })
    expect(without).not.toHaveProperty('model')
    expect(without.candidates.map(({ probability }) => probability)).toEqual(watched.candidates.map(({ probability }) => probability))
  })

  test('says what spoke for the choice over the runner-up', () => {
    const [spoke] = ask(offers, { ...learned, at: 'home' }).why ?? []
    expect(spoke).toEqual({ feature: 'visits = 3', difference: 0.38 })
  })

  test('never looks at somebody who does not want to be profiled', () => {
    const asked: boolean[] = []
    const features = (personal: boolean): SeenFeatures => {
      asked.push(personal)
      return SEEN
    }
    const consent = { personalisation: { '*': { is: 'withdrawn' as const, at: NOW, from: 'e0' as EventId } } }
    ask(offers, { ...learned, features })
    ask(offers, { ...learned, features, person: { ...SOMEBODY, consent } })
    expect(asked).toEqual([true, false])
  })
})

describe('one story', () => {
  const offers = Array.from({ length: 8 }, (_, n) => offer(`o${n}`, { rate: 0.05 + n / 1_000 }))
  const chances = saying({})
  const unsure = { chances, features: () => SEEN, state: { ...FRESH, evidence: 1, scale: 1_000 } }
  const everywhere = [{ ...WEB, exploration: 0.1 }, { ...APP, exploration: 0.1 }]
  const told = (person: number, change: Ask) => ask(offers, { ...unsure, places: everywhere, profile: `p${person}` as ProfileId, ...change }).chosen

  test('every channel tells one person the same within the period, and different people different things', () => {
    const web = Array.from({ length: 200 }, (_, n) => told(n, {}))
    const app = Array.from({ length: 200 }, (_, n) => told(n, { at: 'card' }))
    expect(app).toEqual(web)
    expect(new Set(web).size).toBe(9)
    const later = Array.from({ length: 200 }, (_, n) => told(n, { now: (NOW + 3 * DAY) as Instant }))
    expect(later.filter((one, n) => one === web[n]).length).toBeLessThan(50)
  })

  test('a placement with fewer offers still tells the same, unless what was told is missing there', () => {
    const some = offers.map((one) => (one.id < 'o3' ? { ...one, placements: ['home'] } : one))
    const moved = Array.from({ length: 200 }, (_, n) => {
      const full = ask(some, { ...unsure, places: everywhere, profile: `p${n}` as ProfileId })
      const less = ask(some, { ...unsure, places: everywhere, profile: `p${n}` as ProfileId, at: 'card' })
      return of(less, full.chosen)?.out === undefined && less.chosen !== full.chosen
    })
    // Chances are not the same shares of what is left, so a few races end otherwise.
    expect(moved.filter(Boolean).length).toBeLessThan(10)
  })

  test('when what was told has been used up, chance is drawn anew, and the same everywhere', () => {
    const capped = offers.map((one) => ({ ...one, cap: { most: 1, within: '30d' } }))
    const again = Array.from({ length: 300 }, (_, n) => {
      const profile = `p${n}` as ProfileId
      const first = ask(capped, { ...unsure, places: everywhere, profile })
      const person = { ...SOMEBODY, offers: first.chosen === null ? {} : { [first.chosen]: { shown: [NOW] } } }
      const [web, app] = ['home', 'card'].map((at) => ask(capped, { ...unsure, places: everywhere, profile, person, at }))
      expect(web?.chosen).toBe(app?.chosen)
      if (first.chosen !== null) expect(web?.drawn).not.toBe(first.drawn)
      return web?.chosen
    })
    // Without a new draw the next choice would follow from the first; with it all that are left have their share.
    expect(new Set(again).size).toBe(9)
  })

  test('a group is told through one of its offers while the period lasts', () => {
    const grouped = [offer('a', { group: 'g' }), offer('b', { group: 'g', value: 900 })]
    const shownAt = (ago: number): Ask => ({ person: { ...SOMEBODY, offers: { a: { shown: [(NOW - ago) as Instant] } } } })
    expect(of(ask(grouped, shownAt(0)), 'b')?.out).toEqual({ check: 'group', detail: { group: 'g', told: 'a' } })
    expect(ask(grouped, shownAt(2 * DAY)).chosen).toBe('b')
  })

  test('a stranger nobody can recognise is a new throw each time', () => {
    const drawn = Array.from({ length: 20 }, (_, n) => decide({
      decisions: compileDecisions(offers, everywhere), person: SOMEBODY, request: { placement: 'home' as PlacementId, context: {} }, profile: null, version: 1,
      purposes: DEFAULT_PURPOSES, tests: () => () => true, allowed, seed: 'secret',
    }, envOf('secret', `e${n}`, NOW)).drawn)
    expect(new Set(drawn).size).toBe(20)
  })
})

test('nothing is proposed to the control group, but help is not withheld', () => {
  const offers = [offer('sell'), offer('help', { kind: 'serve', value: 1 })]
  const made = Array.from({ length: 200 }, (_, n) => ask(offers, { policy: { control: 0.5 }, profile: `p${n}` as ProfileId }))
  const control = made.filter((decision) => decision.control)
  expect(control.length).toBeGreaterThan(60)
  expect(control.length).toBeLessThan(140)
  for (const decision of control) {
    expect(of(decision, 'sell')?.out).toEqual({ check: 'control', detail: { share: 0.5 } })
    expect(decision.chosen).toBe('help')
  }
  expect(made.filter((decision) => !decision.control).every(({ chosen }) => chosen === 'sell')).toBe(true)
})

test('asking twice gives the same decision, even after the learner was asked in between', () => {
  const learner = createPropensity({ bits: 10 })
  const offers = [offer('a'), offer('b', { value: 90 })]
  const asked = { chances: learner.as({ id: 'm', version: 1, position: 0 }), features: () => SEEN, state: { ...FRESH, evidence: 10, scale: 5 }, at: 'card' }
  const before = learner.snapshot()
  expect(ask(offers, asked)).toEqual(ask(offers, asked))
  expect(learner.snapshot()).toEqual(before)
})

test('a decision with thirty features and ten possible offers takes less than two kilobytes', () => {
  const at = Uint32Array.from({ length: 30 }, (_, n) => Math.imul(n + 1, 2_654_435_761) >>> 0)
  const seen = { ...SEEN, x: { at, value: new Float32Array(30).fill(1) } }
  const offers = Array.from({ length: 30 }, (_, n) => offer(`offer-number-${n}`, n < 10 ? { cost: 5 } : { placements: ['card'] }))
  const made = ask(offers, { chances: saying({}), features: () => seen, state: { ...FRESH, evidence: 99, scale: 6 } })
  expect(JSON.stringify(packDecision(made)).length).toBeLessThan(2_000)
})
