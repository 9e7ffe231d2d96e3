import { describe, expect, test } from 'vitest'
import type { Measured } from '@rapport/core/experiment/types'
import type { Workspace } from '@rapport/core/engine/workspace'
import { unpackDecision } from '@rapport/core/decision/record'
import type { LogRecord } from '../ports/log.ts'
import { definitionsUnder, type Strategy } from '../runtime/strategy.ts'
import { answer, FIRST_HALF, membersOf } from './answer.ts'
import { createEngine } from './engine.ts'
import { chanceOf, logOf, NOON, shopOf, simulateShop, tasteOf, WORTH } from './fixture.ts'
import { frozenHalf } from './frozen.ts'
import { readGround } from './read.ts'
import { rescore } from './rescore.ts'
import { termsOf } from './terms.ts'
import type { WhatIfAsk } from './types.ts'

const TODAY: Strategy = { offers: {}, levers: {}, chances: 'logged' }
const DAY = 86_400_000

async function groundFrom(workspace: Workspace, records: readonly LogRecord[]) {
  const reader = readGround({ log: logOf(records), ws: workspace.id, from: NOON - 31 * DAY, offers: workspace.definitions.offers })
  await reader.advance()
  return reader.ground
}

const UNIFORM = shopOf(1)
const THIRTY_DAYS = simulateShop({ workspace: UNIFORM, decisions: 9000, people: 3000, seed: 5 })

async function ask(strategy: Partial<Strategy>, { workspace = UNIFORM, records = THIRTY_DAYS, measure = 'value' as WhatIfAsk['measure'], newest = null as number | null } = {}) {
  const ground = await groundFrom(workspace, records)
  const segments = membersOf(ground, [{ segment: 'tea_people', name: 'Tea people', people: Array.from({ length: 3000 }, (_, i) => `p${i}`).filter((id) => tasteOf(id) === 'tea') }])
  let ms = 0
  return answer(ground, { ask: { strategy: { ...TODAY, ...strategy }, days: 30, placements: null, measure }, workspace, now: NOON, newest }, segments, () => undefined, () => ms++)
}

const range = (of: Measured): readonly [number, number] => ('none' in of ? [NaN, NaN] : [of.low, of.high])

describe('the uniform strategy of thirty days against what was learned from it', () => {
  test('the planted preference is found, and the interval of the replay covers the truth', async () => {
    const ground = await groundFrom(UNIFORM, THIRTY_DAYS)
    const all = Uint32Array.from({ length: ground.at.length }, (_, row) => row)
    const [half, rest] = [all.subarray(0, all.length / 2), all.subarray(all.length / 2)]
    const frozen = frozenHalf(ground, UNIFORM, { rows: half, now: NOON })
    const learned: Strategy = { ...TODAY, chances: 'snapshot', snapshot: FIRST_HALF, exploration: 0.05 }
    const scored = rescore(ground, termsOf(ground, UNIFORM, learned), { rows: rest, measure: 'value', frozen })
    const units = ground.unit.values()
    const truth = (chances: Float64Array): number => {
      let sum = 0
      for (let t = 0; t < rest.length; t++) for (let i = scored.first[t]!; i < scored.first[t + 1]!; i++) {
        const offer = scored.offer[i]!
        if (offer >= 0) sum += chances[i]! * WORTH * chanceOf(ground.offers.nameOf(offer), tasteOf(ground.people.nameOf(units[rest[t]!]!)))
      }
      return sum / rest.length
    }
    const lift = truth(scored.under) - truth(scored.before)
    // uniform over three offers and nothing earns 10; showing everybody what they like earns 30
    expect(truth(scored.before)).toBeCloseTo(10, 0)
    expect(lift).toBeGreaterThan(8)
    const found = await ask(learned)
    expect(found.verdict).toBe('better')
    const [low, high] = range(found.lift)
    expect(low).toBeLessThan(lift)
    expect(high).toBeGreaterThan(lift)
    expect(found.doNoHarm).toBeLessThan(lift)
    expect(found.leftOut).toContainEqual({ why: 'taught_the_snapshot', decisions: expect.any(Number) })
  })

  test('exploration has its price and what it brings, and a smaller share would widen the interval', async () => {
    const { exploration } = await ask({ chances: 'snapshot', snapshot: FIRST_HALF, exploration: 0.05 })
    expect(exploration.share).toBeCloseTo(0.05, 9)
    expect(exploration.price).toBeGreaterThan(0)
    expect(exploration.halfWidth).toBeGreaterThan(0)
    const widths = exploration.slider.map(({ halfWidth }) => halfWidth ?? NaN)
    expect(widths).toEqual([...widths].sort((a, b) => b - a))
  })
})

describe('a strategy that changes nothing', () => {
  test('has no effect at all, to the last digit, and full support', async () => {
    const found = await ask({})
    expect(found.lift).toMatchObject({ estimate: 0, low: 0, high: 0 })
    expect(found.verdict).toBe('no_difference_yet')
    expect(found.support.effectiveSample).toBeCloseTo(found.used, 6)
    expect(found.changed).toBe(0)
    expect(found.unsupported).toEqual([])
    const [low, high] = range(found.now)
    expect(low < 10 && 10 < high).toBe(true)
  })
})

describe('a strategy gives each candidate exactly the chance that deciding by it would give', () => {
  test.each([
    ['another lever', { levers: { hot: 2 } }],
    ['another share of chance', { exploration: 0.35 }],
    ['another worth', { offers: { juice: { value: 500, cost: 3 } } }],
    ['an offer less', { offers: { coffee: { off: true } } }],
    ['another tier', { offers: { coffee: { tier: 2 } } }],
    ['rates of the definitions', { chances: 'rates' as const, offers: { tea: { rate: 0.4 } } }],
    ['everything alike', { chances: 'uniform' as const }],
  ])('%s', async (_, change) => {
    const shop = shopOf(0.2)
    const strategy = { ...TODAY, ...change }
    const ground = await groundFrom(shop, simulateShop({ workspace: shop, decisions: 200, people: 50, seed: 2 }))
    const rows = Uint32Array.from({ length: ground.at.length }, (__, row) => row)
    const scored = rescore(ground, termsOf(ground, shop, strategy), { rows, measure: 'value', frozen: null })
    const live = { ...shop, definitions: definitionsUnder(shop.definitions, strategy) }
    const [first] = simulateShop({ workspace: live, decisions: 1, people: 50, seed: 2 })
    const decision = first?.body.is === 'events' ? unpackDecision(first.body.entries[0]!.event.properties) : null
    const chances = new Map(decision?.candidates.map(({ offer, probability = 0 }) => [offer, probability]))
    for (let t = 0; t < rows.length; t++) for (let i = scored.first[t]!; i < scored.first[t + 1]!; i++) {
      const offer = scored.offer[i]! < 0 ? null : ground.offers.nameOf(scored.offer[i]!)
      expect(scored.under[i]).toBe(chances.get(offer as never) ?? 0)
    }
  })
})

describe('a changed offer', () => {
  test('that is switched off is never shown, and the lifts of all offers sum to the lift', async () => {
    const found = await ask({ offers: { tea: { off: true } } })
    const tea = found.offers.find(({ offer }) => offer === 'tea')
    expect(tea?.under.share).toBe(0)
    expect(tea?.now.share).toBeCloseTo(0.25, 2)
    const sum = found.offers.reduce((total, { lift }) => total + ('none' in lift ? NaN : lift.estimate), 0)
    expect('none' in found.lift ? NaN : found.lift.estimate).toBeCloseTo(sum, 8)
    // 1/3 over two offers and nothing: 2/3 × 13.3 instead of 3/4 × 13.3
    const [low, high] = range(found.lift)
    expect(low < -1.11 && -1.11 < high).toBe(true)
    expect(found.channels).toEqual([expect.objectContaining({ channel: 'web' })])
    expect(found.channels[0]!.under.showings).toBeLessThan(found.channels[0]!.now.showings)
    expect(found.budgets[0]).toMatchObject({ budget: 'b', over: true })
  })

  test('worth twice as much counts twice on both sides', async () => {
    const doubled = { value: 2 * WORTH }
    const [before, after] = [await ask({ chances: 'uniform' }), await ask({ chances: 'uniform', offers: { tea: doubled, coffee: doubled, juice: doubled } })]
    const value = (of: Measured) => ('none' in of ? NaN : of.estimate)
    expect(value(after.now)).toBeCloseTo(2 * value(before.now), 9)
    expect(value(after.lift)).toBeCloseTo(0, 9)
    expect(after.notReplayed).toContain('price_reaction')
  })

  test('the members of a segment are judged for themselves', async () => {
    const found = await ask({ offers: { tea: { off: true } } })
    const [segment] = found.segments
    expect(segment).toMatchObject({ segment: 'tea_people' })
    // those who like tea lose most
    expect(range(segment!.lift)[1]).toBeLessThan(0)
    expect('none' in segment!.lift || 'none' in found.lift ? NaN : segment!.lift.estimate).toBeLessThan('none' in found.lift ? NaN : found.lift.estimate)
  })
})

describe('what cannot be said is not said', () => {
  const picky = shopOf(0.2, [{ eligible: { trait: 'taste', is: 'equals', than: 'tea' } }])
  const records = simulateShop({ workspace: picky, decisions: 3000, people: 1000, seed: 9 })

  test('an offer for people who were never allowed to have it is refused, and named with the reason', async () => {
    const found = await ask({ offers: { tea: { eligible: null, lever: 5 } } }, { workspace: picky, records })
    expect(found.verdict).toBe('no_support')
    expect(found.unsupported[0]).toMatchObject({ is: 'context', offer: 'tea', placement: 'home', check: 'eligibility' })
    expect(found.unsupported[0]!.share).toBeGreaterThan(0.1)
    expect(found.lift).toHaveProperty('none', 'no_support')
  })

  test('a new condition on the person cannot be replayed; one on the moment can', async () => {
    const person = await ask({ offers: { coffee: { eligible: { trait: 'city', is: 'equals', than: 'Taipei' } } } })
    expect(person.verdict).toBe('refused')
    expect(person.problems[0]).toMatchObject({ code: 'rule_not_replayed', detail: { offer: 'coffee' } })
    const moment = await ask({ offers: { coffee: { eligible: { trait: 'context.page', is: 'equals', than: 'cart' } } } })
    expect(moment.verdict).not.toBe('refused')
    const coffee = moment.offers.find(({ offer }) => offer === 'coffee')
    // a quarter of the half where it is possible
    expect(coffee?.under.share).toBeCloseTo(0.125, 2)
  })

  test('a short log is not enough, an empty one neither', async () => {
    const short = await ask({ offers: { tea: { off: true } } }, { records: THIRTY_DAYS.slice(0, 3) })
    expect(short.verdict).toBe('not_enough_data')
    expect(short.lift).toHaveProperty('none')
    const empty = await ask({}, { records: [] })
    expect(empty).toMatchObject({ verdict: 'not_enough_data', decisions: 0, used: 0, offers: [], course: [] })
  })

  test('a snapshot that nobody froze is refused', async () => {
    expect((await ask({ chances: 'snapshot', snapshot: 'from last year' })).problems[0]).toMatchObject({ code: 'snapshot_unknown' })
  })
})

describe('the engine', () => {
  test('reads on where it stopped, and forgets people when asked', async () => {
    const records = [...THIRTY_DAYS.slice(0, 40)]
    const engine = createEngine({ ws: UNIFORM.id, log: logOf(records), reads: { members: async () => [] }, clock: () => 0 })
    const figures = () => engine.figures({ workspace: UNIFORM, now: NOON, days: 30 })
    const first = (await figures()).decisions
    records.push(...THIRTY_DAYS.slice(40, 80))
    const second = (await figures()).decisions
    expect(second).toBeGreaterThan(first)
    await engine.forget()
    expect((await figures()).decisions).toBe(second)
    const work = { ask: { strategy: TODAY, days: 30, placements: null, measure: 'value' as const }, workspace: UNIFORM, now: NOON, newest: null }
    const told: string[] = []
    const [one, same] = [await engine.run(work, ({ step }) => told.push(step)), await engine.run(work, () => undefined)]
    expect(same).toEqual(one)
    expect(told).toContain('scoring')
  })
})
