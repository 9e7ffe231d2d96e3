import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DecisionId, EventId, OfferId, ProfileId, SourceId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import { DAY, HOUR, MINUTE, type Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { createOutcomes, JOIN_WITHIN, LATE_GRACE, successesOf, WAITING_PER_PERSON, type Outcomes, type Waiting } from './outcomes.ts'

const NOON = Date.UTC(2026, 10, 22, 4)
const MEI = 'mei' as ProfileId
const successes = successesOf([
  { id: 'tea', name: 'Tea', value: 10 },
  { id: 'cream', name: 'Cream', value: 50, success: { event: 'order_completed', where: { trait: 'category', is: 'equals', than: 'skincare' }, within: '7d' } },
  { id: 'club', name: 'Club', value: 5, success: { event: 'offer_clicked', within: '1h' } },
])

const decided = (offer: string, at = NOON, decision = `d-${offer}`, profile: ProfileId | null = MEI): Waiting => ({
  decision: decision as DecisionId,
  offer: offer as OfferId,
  placement: 'home',
  ref: at,
  at: at as Instant,
  explored: false,
  best: true,
  propensity: 0.5,
  possible: 3,
  value: 10,
  cost: 0,
  profile,
})
const event = (type: string, at: number, properties: JsonObject = {}): Event => ({
  id: `e${at}${type}` as EventId,
  type,
  at: at as Instant,
  receivedAt: at as Instant,
  source: 'web' as SourceId,
  identifiers: [],
  properties,
})
const hears = (outcomes: Outcomes, type: string, at: number, properties: JsonObject = {}, profile: ProfileId | null = MEI) =>
  outcomes.happened(event(type, at, properties), profile, successes, at as Instant).map(({ kind, of, by }) => `${kind} ${of.decision} ${by}`)

describe('what became of a decision', () => {
  test('is found by the token, and each kind counts once', () => {
    const outcomes = createOutcomes()
    outcomes.decided(decided('tea'))
    const told = { offer: 'tea', decision: 'd-tea' }
    expect(hears(outcomes, 'offer_shown', NOON + 1, told)).toEqual(['shown d-tea token'])
    expect(hears(outcomes, 'offer_shown', NOON + 2, told)).toEqual([])
    expect(hears(outcomes, 'offer_clicked', NOON + 3, told)).toEqual(['clicked d-tea token', 'worked d-tea token'])
    expect(hears(outcomes, 'offer_clicked', NOON + 4, told)).toEqual([])
    expect(hears(outcomes, 'offer_dismissed', NOON + 5, told)).toEqual(['dismissed d-tea token'])
  })

  test('is found without a token by the newest decision of that person and offer, not by one that came later or long before', () => {
    const outcomes = createOutcomes()
    outcomes.decided(decided('tea', NOON, 'old'))
    outcomes.decided(decided('tea', NOON + HOUR, 'new'))
    expect(hears(outcomes, 'offer_shown', NOON + HOUR - 1, { offer: 'tea' })).toEqual(['shown old person'])
    expect(hears(outcomes, 'offer_shown', NOON + HOUR + JOIN_WITHIN + 1, { offer: 'tea' })).toEqual([])
    expect(hears(outcomes, 'offer_shown', NOON + 2 * HOUR, { offer: 'tea' }, 'wang' as ProfileId)).toEqual([])
    expect(hears(outcomes, 'offer_shown', NOON + 2 * HOUR, { offer: 'tea' })).toEqual(['shown new person'])
  })

  test('is nothing while nobody says that it was shown; what came in before the showing counts with it', () => {
    const outcomes = createOutcomes()
    outcomes.decided(decided('tea'))
    expect(hears(outcomes, 'offer_clicked', NOON + 5, { offer: 'tea', decision: 'd-tea' })).toEqual([])
    expect(hears(outcomes, 'offer_shown', NOON + 4, { offer: 'tea', decision: 'd-tea' })).toEqual(['shown d-tea token', 'clicked d-tea token', 'worked d-tea token'])
  })

  test('is what its offer calls success: the event, its condition and its time, for the newest showing alone', () => {
    const outcomes = createOutcomes()
    for (const [nr, at] of [NOON, NOON + HOUR].entries()) {
      outcomes.decided(decided('cream', at, `d${nr}`))
      hears(outcomes, 'offer_shown', at + 1, { offer: 'cream', decision: `d${nr}` })
    }
    expect(hears(outcomes, 'order_completed', NOON + DAY, { category: 'tea' })).toEqual([])
    expect(hears(outcomes, 'order_completed', NOON + DAY, { category: 'skincare' })).toEqual(['worked d1 person'])
    expect(hears(outcomes, 'order_completed', NOON + DAY + 1, { category: 'skincare' })).toEqual([])
    outcomes.decided(decided('cream', NOON + 2 * DAY, 'd3'))
    hears(outcomes, 'offer_shown', NOON + 2 * DAY, { offer: 'cream', decision: 'd3' })
    expect(hears(outcomes, 'order_completed', NOON + 9 * DAY + 1, { category: 'skincare' })).toEqual(['closed d0 token', 'closed d1 token'])
  })

  test('a click that comes too late for its offer is a click and no success', () => {
    const outcomes = createOutcomes()
    outcomes.decided(decided('club'))
    hears(outcomes, 'offer_shown', NOON, { offer: 'club', decision: 'd-club' })
    expect(hears(outcomes, 'offer_clicked', NOON + 61 * MINUTE, { offer: 'club', decision: 'd-club' })).toEqual(['clicked d-club token'])
  })

  test('of a stranger belongs to the person they turn out to be, and follows merges', () => {
    const outcomes = createOutcomes()
    outcomes.decided(decided('cream', NOON, 'd1', null))
    hears(outcomes, 'offer_shown', NOON, { offer: 'cream', decision: 'd1' }, 'visitor' as ProfileId)
    outcomes.merged('visitor' as ProfileId, MEI)
    expect(hears(outcomes, 'order_completed', NOON + 1, { category: 'skincare' }, 'visitor' as ProfileId)).toEqual([])
    expect(hears(outcomes, 'order_completed', NOON + 1, { category: 'skincare' })).toEqual(['worked d1 person'])
  })

  test('another offer under the token of a decision is not what was decided', () => {
    const outcomes = createOutcomes()
    outcomes.decided(decided('tea'))
    expect(hears(outcomes, 'offer_shown', NOON, { offer: 'cream', decision: 'd-tea' })).toEqual([])
  })

  test('is known for good when its window is over; what comes in later changes nothing any more', () => {
    const outcomes = createOutcomes()
    outcomes.decided(decided('club'))
    hears(outcomes, 'offer_shown', NOON, { offer: 'club', decision: 'd-club' })
    expect(hears(outcomes, 'page_viewed', NOON + HOUR + LATE_GRACE)).toEqual([])
    expect(hears(outcomes, 'page_viewed', NOON + 2 * HOUR + LATE_GRACE)).toEqual(['closed d-club token'])
    expect(hears(outcomes, 'offer_clicked', NOON + 1, { offer: 'club', decision: 'd-club' })).toEqual([])
    expect(outcomes.count()).toEqual({ decisions: 0, showings: 0, givenUp: { late: 0, many: 0 } })
  })

  test('of people who are forgotten nothing waits', () => {
    const outcomes = createOutcomes()
    outcomes.decided(decided('tea'))
    expect([outcomes.forget(new Set([MEI])), outcomes.count().decisions]).toEqual([1, 0])
    expect(hears(outcomes, 'offer_shown', NOON, { offer: 'tea', decision: 'd-tea' })).toEqual([])
    expect(JSON.stringify(outcomes.state())).not.toContain(MEI)
  })

  test('is not waited for endlessly: what is late and what is too much is given up and counted', () => {
    const outcomes = createOutcomes()
    for (let n = 0; n <= WAITING_PER_PERSON; n++) outcomes.decided(decided('tea', NOON + n, `d${n}`))
    expect(outcomes.count()).toEqual({ decisions: WAITING_PER_PERSON, showings: 0, givenUp: { late: 0, many: 1 } })
    hears(outcomes, 'page_viewed', NOON + JOIN_WITHIN + LATE_GRACE + HOUR)
    expect(outcomes.count()).toEqual({ decisions: 0, showings: 0, givenUp: { late: WAITING_PER_PERSON, many: 1 } })
  })
})

type Fact = { readonly is: 'decided' | 'merged' | 'offer_shown' | 'offer_clicked' | 'order_completed'; readonly who: number; readonly offer: number; readonly token: boolean; readonly after: number }

test('whoever takes up in the middle goes on as if nothing had happened', () => {
  const fact: fc.Arbitrary<Fact> = fc.record({
    is: fc.constantFrom('decided', 'decided', 'merged', 'offer_shown', 'offer_shown', 'offer_clicked', 'order_completed'),
    who: fc.nat(3),
    offer: fc.nat(2),
    token: fc.boolean(),
    after: fc.nat(20 * HOUR),
  })
  const OFFERS = ['tea', 'cream', 'club']
  const run = (facts: readonly Fact[], cuts: ReadonlySet<number>) => {
    let outcomes = createOutcomes()
    const heard: string[] = []
    let at = NOON
    for (const [nr, { is, who, offer, token, after }] of facts.entries()) {
      if (cuts.has(nr)) outcomes = createOutcomes(JSON.parse(JSON.stringify(outcomes.state())))
      at += after
      const profile = `p${who}` as ProfileId
      const name = OFFERS[offer] as string
      if (is === 'decided') outcomes.decided(decided(name, at, `d${Math.floor(nr / 2)}-${name}`, who === 3 ? null : profile))
      else if (is === 'merged') outcomes.merged(profile, 'p0' as ProfileId)
      else heard.push(...hears(outcomes, is, at, { offer: name, category: 'skincare', ...(token && { decision: `d${Math.floor(nr / 4)}-${name}` }) }, profile))
    }
    return { heard, end: outcomes.state() }
  }
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 60 }), fc.array(fc.nat(60), { maxLength: 5 }), (facts, cuts) => {
      expect(run(facts, new Set(cuts))).toEqual(run(facts, new Set()))
    }),
    { numRuns: 200 },
  )
})
