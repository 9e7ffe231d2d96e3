import { describe, expect, test } from 'vitest'
import { seeded } from '@rapport/core/base/random'
import type { App } from '../runtime/app.ts'
import { rampPlace, RAMP_KEY, type RampState } from '../runtime/strategy.ts'
import type { WhatIfEngine } from './engine.ts'
import { emptyGround } from './ground.ts'
import { rampFigures } from './ramp-figures.ts'
import { openWhatIfs } from './whatif.ts'

const RAMP: RampState = {
  id: 'r1', name: 'New', whatif: 'w1', strategy: { offers: {}, levers: {}, chances: 'logged' }, measure: 'success', state: 'running', share: 0.2, since: 100, moves: [],
}

/** People who each came some times; on the new side the offer works so often, on the old so often. */
function groundWith({ people, works, seed, side = (place) => place < RAMP.share }: {
  readonly people: number
  readonly works: readonly [now: number, under: number]
  readonly seed: number
  readonly side?: (place: number) => boolean
}) {
  const ground = emptyGround()
  const random = seeded(seed)
  for (let i = 0; i < people; i++) {
    const id = `p${i}`
    const place = rampPlace('seed', RAMP, id)
    if (!side(place) && place < RAMP.share) continue
    for (let n = 0; n < 1 + (i % 3); n++) {
      ground.at.push(200 + n)
      ground.unit.push(ground.people.idOf(id))
      ground.known.push(1)
      ground.chosen.push(ground.offers.idOf('tea'))
      ground.first.push(ground.offer.length)
      ground.offer.push(0)
      ground.value.push(10)
      ground.cost.push(0)
      ground.channelCost.push(0)
      ground.shown.push(200)
      ground.clicked.push(0)
      ground.worked.push(random() < works[place < RAMP.share ? 1 : 0] ? 201 : 0)
    }
  }
  return ground
}

describe('the sides of a ramp', () => {
  test('are compared by people; equal sides are not told apart, unequal ones are', () => {
    const equal = rampFigures(groundWith({ people: 4000, works: [0.2, 0.2], seed: 1 }), { ramp: RAMP, seed: 'seed' })
    expect(equal.people.now + equal.people.under).toBe(4000)
    expect(equal.people.under / 4000).toBeCloseTo(0.2, 1)
    expect('low' in equal.lift && equal.lift.low < 0 && equal.lift.high > 0).toBe(true)
    const worse = rampFigures(groundWith({ people: 4000, works: [0.3, 0.1], seed: 2 }), { ramp: RAMP, seed: 'seed' })
    expect('low' in worse.lift && worse.lift.high < 0).toBe(true)
  })

  test('few people give no figure, and sides of the wrong size hide it', () => {
    expect(rampFigures(groundWith({ people: 200, works: [0.2, 0.2], seed: 3 }), { ramp: RAMP, seed: 'seed' }).lift).toMatchObject({ none: 'not_enough_data' })
    // three in four of the new side are missing
    const lost = groundWith({ people: 6000, works: [0.2, 0.2], seed: 4, side: (place) => place < RAMP.share / 4 })
    expect(rampFigures(lost, { ramp: RAMP, seed: 'seed' }).lift).toMatchObject({ none: 'sample_ratio' })
  })

  test('a wrong alarm is rare: of sixty harmless ramps at most three would have been stopped', () => {
    let stopped = 0
    for (let seed = 10; seed < 70; seed++) {
      const { lift } = rampFigures(groundWith({ people: 1500, works: [0.2, 0.2], seed }), { ramp: RAMP, seed: 'seed' })
      if ('high' in lift && lift.high < 0) stopped++
    }
    expect(stopped).toBeLessThanOrEqual(3)
  })
})

test('a ramp that does harm is stopped by the guard, and the log says by whom and why', async () => {
  const values = new Map<string, unknown>([[RAMP_KEY, RAMP]])
  const facts: { readonly type: string; readonly properties: object }[] = []
  let now = 1000
  const app = {
    ws: 'shop',
    now: () => now,
    newId: () => 'id',
    reads: { values: async () => [], value: async (_: string, key: string) => values.get(key) ?? null },
    workspace: () => ({ seed: 'seed', definitions: {} }),
    put: async (key: string, value: unknown) => void values.set(key, value),
    accept: async (arrivals: readonly { readonly event: { readonly type: string; readonly properties: object } }[]) => {
      facts.push(...arrivals.map(({ event }) => event))
      return { is: 'ok', accepted: 1, duplicate: 0, bad: 0 }
    },
    onForget: () => () => undefined,
  } as unknown as App
  let works: readonly [number, number] = [0.2, 0.2]
  const figures = async ({ ramp }: { readonly ramp: RampState }) => rampFigures(groundWith({ people: 4000, works, seed: 6 }), { ramp, seed: 'seed' })
  const engine = { ramp: figures } as unknown as WhatIfEngine
  const desk = await openWhatIfs({ app, engine })
  await desk.guard()
  expect((await desk.ramps()).ramp?.ramp.state).toBe('running')
  works = [0.3, 0.1]
  now += 60_000
  await desk.guard()
  const { ramp, before } = await desk.ramps()
  expect(ramp).toBeNull()
  expect(before[0]?.ramp).toMatchObject({ state: 'stopped_by_harm', moves: [{ is: 'stop', by: 'guard', why: expect.stringContaining('it loses between') }] })
  expect(facts).toMatchObject([{ type: 'policy_changed', properties: { move: 'stop', by: 'guard' } }])
  await desk.close()
})
