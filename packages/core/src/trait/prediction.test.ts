import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, SourceId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { foldPredictions, mergePredictions, predictionNames, predictionValue, PREDICTIONS_MADE, type Predictions } from './prediction.ts'
import { traitIndex, traitValue } from './value.ts'

const told = fc.record({
  value: fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom('shoes', 'tea', '')),
  version: fc.integer({ min: 1, max: 3 }),
  at: fc.integer({ min: 1, max: 4 }),
  band: fc.option(fc.constantFrom('A', 'B'), { nil: undefined }),
  model: fc.constantFrom('buy', 'leave', 'worth'),
})

describe('What is foretold of a person', () => {
  test('is the same whatever the order and however often it was said', () => {
    const twice = fc.array(told, { maxLength: 12 }).chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })))
    fc.assert(fc.property(twice, ([all, mixed]) => {
      expect(mixed.reduce(fold, {})).toEqual(all.reduce(fold, {}))
    }))
  })

  test('is the same when two people become one as if all had been said of one', () => {
    fc.assert(fc.property(fc.array(told, { maxLength: 8 }), fc.array(told, { maxLength: 8 }), (one, other) => {
      const [a, b] = [one.reduce(fold, {}), other.reduce(fold, {})]
      const whole = [...one, ...other].reduce(fold, {})
      expect(mergePredictions(a, b)).toEqual(whole)
      expect(mergePredictions(b, a)).toEqual(whole)
    }))
  })

  test('is a trait by the name of the model, its band and its bounds too', () => {
    const predictions = fold({}, { model: 'buy', value: 0.4, band: 'B', version: 2, at: 5 })
    const person = { traits: {}, counters: {}, predictions }
    const read = (name: string) => traitValue(traitIndex([], () => () => true), person, name, 9 as Instant).value
    expect(['prediction.buy', 'prediction.buy.band', 'prediction.buy.low', 'prediction.leave'].map(read)).toEqual([0.4, 'B', undefined, undefined])
    expect(predictionNames(predictions)).toEqual(['prediction.buy', 'prediction.buy.band'])
  })

  test('is nothing any more once it was taken back', () => {
    const after = fold(fold({}, { model: 'buy', value: 0.4, version: 2, at: 5 }), { model: 'buy', value: '', version: 2, at: 6 })
    expect(predictionValue(after, 'buy')).toBeUndefined()
    expect(predictionNames(after)).toEqual([])
  })

  test('is only what the product says itself: no source can foretell', () => {
    const event = eventOf({ buy: { value: 1, version: 1 } }, 5)
    expect(foldPredictions({}, { ...event, source: 'shop' as SourceId })).toEqual({ predictions: {}, changed: [] })
    expect(foldPredictions({}, event).changed).toEqual(['prediction.buy'])
  })

  test('leaves the very same object when an event says nothing new', () => {
    const before: Predictions = fold({}, { model: 'buy', value: 0.4, version: 2, at: 5 })
    expect(foldPredictions(before, eventOf({ buy: { value: 0.4, version: 2 } }, 5)).predictions).toBe(before)
    expect(foldPredictions(before, { ...eventOf({}, 7), type: 'page_viewed' }).predictions).toBe(before)
  })
})

function fold(state: Predictions, { model, at, band, ...said }: { model: string; value: number | string; version: number; at: number; band?: string | undefined }): Predictions {
  return foldPredictions(state, eventOf({ [model]: { ...said, ...(band !== undefined && { band }) } }, at)).predictions
}

function eventOf(predictions: JsonObject, at: number): Event {
  const moment = at as Instant
  return { id: `e${at}` as EventId, type: PREDICTIONS_MADE, at: moment, receivedAt: moment, source: 'system' as SourceId, identifiers: [], properties: { predictions } }
}
