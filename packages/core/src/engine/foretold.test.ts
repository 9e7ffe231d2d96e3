import fc from 'fast-check'
import { expect, test } from 'vitest'
import { envOf } from '../base/env.ts'
import type { EventId, ProfileId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import type { Predictions } from '../trait/prediction.ts'
import { decodeState, encodeState } from './codec.ts'
import { NOON, SHOP } from './fixture.ts'
import { mergeStates } from './merge.ts'
import { planOf, type Plan } from './plan.ts'
import { react, SYSTEM } from './react.ts'
import { newProfile, type ProfileState } from './state.ts'

const AT = NOON
const ID = 'p-1' as ProfileId

const predictionsArb: fc.Arbitrary<Predictions> = fc.dictionary(
  fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/),
  fc.record(
    {
      value: fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0), fc.string({ maxLength: 5 })),
      low: fc.double({ min: 0, max: 1, noNaN: true }).map((low) => low + 0),
      high: fc.double({ min: 0, max: 1, noNaN: true }).map((high) => high + 0),
      band: fc.constantFrom('A', 'B', 'C', 'D'),
      at: fc.nat().map((ms) => (AT + ms) as Instant),
      version: fc.nat(9),
    },
    { requiredKeys: ['value', 'at', 'version'] },
  ),
)

test('a document with predictions reads as it was written', () => {
  fc.assert(
    fc.property(predictionsArb, (predictions) => {
      const state: ProfileState = { ...newProfile(ID, AT, 1), predictions }
      expect(JSON.parse(JSON.stringify(decodeState(encodeState(state))))).toEqual(JSON.parse(JSON.stringify(state)))
      expect(encodeState(decodeState(encodeState(state)))).toBe(encodeState(state))
    }),
  )
})

test('documents from before there were predictions are read, and nobody of whom nothing is foretold takes more room', () => {
  const old = `1["p-1",${AT},${AT},0,9007199254740991,1,[],[],{},{},{},{},{},[],{},[],{}]`
  expect(decodeState(old).predictions).toEqual({})
  expect(encodeState(decodeState(old))).toBe(old)
})

test('a prediction takes a person into a segment that asks for it and out again, and into nothing else', () => {
  const plan = planOf(workspace())
  const at = (minutes: number) => (AT + minutes * 60_000) as Instant
  const first = react(plan, newProfile(ID, AT, 1), eventOf('page_viewed', {}, at(0)), envOf('seed', 'a', at(0)))
  const high = react(plan, first.after, foretold(0.8, at(1)), envOf('seed', 'b', at(1)))
  const low = react(plan, high.after, foretold(0.2, at(2)), envOf('seed', 'c', at(2)))
  expect(high.events.map(({ type, properties }) => [type, properties['segment']])).toEqual([['segment_entered', 'leaving']])
  expect(low.events.map(({ type, properties }) => [type, properties['segment']])).toEqual([['segment_left', 'leaving']])
  expect(high.after.events).toBe(first.after.events)
})

test('two people who become one keep the newer prediction, and segments see it at once', () => {
  const plan = planOf(workspace())
  const one: ProfileState = { ...newProfile(ID, AT, 1), predictions: { churn: { value: 0.2, at: AT, version: 1 } } }
  const other: ProfileState = { ...newProfile('p-2' as ProfileId, AT, 1), predictions: { churn: { value: 0.9, at: (AT + 1) as Instant, version: 1 } } }
  const { after, events } = mergeStates(plan, { winner: one, loser: other, event: eventOf('aliased', {}, (AT + 2) as Instant) }, envOf('seed', 'm', (AT + 2) as Instant))
  expect(after.predictions['churn']?.value).toBe(0.9)
  expect(events.map(({ type }) => type)).toContain('segment_entered')
})

function workspace(): Plan['workspace'] {
  const empty = SHOP.workspace
  const segments = [{ id: 'leaving', name: 'Likely to leave', rule: { trait: 'prediction.churn', is: 'greater_than', than: 0.5 } }]
  return { ...empty, definitions: { ...empty.definitions, journeys: [], segments } }
}

function foretold(value: number, at: Instant): Event {
  return { ...eventOf('predictions_made', { predictions: { churn: { value, version: 1 } } }, at), source: SYSTEM }
}

function eventOf(type: string, properties: Event['properties'], at: Instant): Event {
  return { id: `${type}:${at}` as EventId, type, at, receivedAt: at, source: 'shop' as Event['source'], identifiers: [], properties }
}
