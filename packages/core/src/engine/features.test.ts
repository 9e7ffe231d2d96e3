import fc from 'fast-check'
import { expect, test } from 'vitest'
import { envOf } from '../base/env.ts'
import type { EventId, ProfileId, SourceId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import { pickIndex, seeded } from '../base/random.ts'
import { DAY, HOUR, MINUTE, type Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import type { FeatureDefinition } from '../model/features/types.ts'
import type { Sparse } from '../model/types.ts'
import { decodeState, encodeState } from './codec.ts'
import { ANN, arrivalsArb, BOB, NOON, SHOP, type Arrived } from './fixture.ts'
import { mergeStates } from './merge.ts'
import { planOf, type Plan } from './plan.ts'
import { react } from './react.ts'
import { newProfile, type ProfileState } from './state.ts'

const FEATURES: readonly FeatureDefinition[] = [
  { id: 'orders_week', from: { counted: { compute: 'count', event: 'order_completed', within: '7d' } } },
  { id: 'spent_ever', from: { counted: { compute: 'sum', event: 'order_completed', property: 'total' } } },
  { id: 'dear_orders', from: { counted: { compute: 'count', event: 'order_completed', where: { trait: 'total', is: 'at_least', than: 200 } } } },
  { id: 'last_sku', from: { counted: { compute: 'last', event: 'cart_updated', property: 'sku' } } },
  { id: 'since_order', from: { since: 'order_completed' } },
  { id: 'city', from: { trait: 'city' } },
  { id: 'is_vip', from: { segment: 'vip' } },
  { id: 'cart', from: { context: 'cart.total' } },
  { id: 'month_day', from: { calendar: 'day_of_month' } },
]

function shop(features: readonly FeatureDefinition[] = FEATURES): Plan {
  return planOf({ ...SHOP.workspace, definitions: { ...SHOP.workspace.definitions, features } })
}

/** What happened, in the order in which it became known. */
type Entry =
  | { readonly is: 'event'; readonly person: number; readonly event: Event; readonly now: Instant }
  | { readonly is: 'merge'; readonly from: number; readonly into: number; readonly event: Event; readonly now: Instant }
  | { readonly is: 'decision'; readonly person: number; readonly context: JsonObject; readonly now: Instant }

const PEOPLE = 60
const SEED = SHOP.workspace.seed

/** A log of a shop with late events, merges, and `decisions` decisions. */
function writeLog(decisions: number): readonly Entry[] {
  const random = seeded(2026)
  const log: Entry[] = []
  const pick = <T>(from: readonly T[]): T => from[pickIndex(random, from.length)] as T
  let now: number = NOON
  for (let n = 0; n < decisions; ) {
    now += Math.floor(random() * 20 * MINUTE)
    const person = pickIndex(random, PEOPLE)
    const at = (now - (random() < 0.2 ? Math.floor(random() * 3 * DAY) : 0)) as Instant
    const base = { id: `e${log.length}` as EventId, at, receivedAt: now as Instant, source: pick(['web', 'till']) as SourceId, identifiers: [] }
    const fact = (type: string, properties: JsonObject): Event => ({ ...base, type, properties })
    const chance = random()
    if (chance < 0.25) log.push({ is: 'event', person, now: now as Instant, event: fact('order_completed', { total: Math.round(random() * 40_000) / 100 }) })
    else if (chance < 0.4) log.push({ is: 'event', person, now: now as Instant, event: fact('cart_updated', { sku: pick(['T1', 'T2', '茶']) }) })
    else if (chance < 0.48) {
      const traits = { city: pick(['台北', 'กรุงเทพ', 'London']), timezone: pick(['Asia/Taipei', 'Europe/London']), tier: pick(['gold', 'new']) }
      log.push({ is: 'event', person, now: now as Instant, event: fact('identified', { traits }) })
    } else if (chance < 0.5) log.push({ is: 'event', person, now: now as Instant, event: fact('offer_shown', { offer: pick(['o1', 'o2']) }) })
    else if (chance < 0.501) log.push({ is: 'merge', from: person, into: (person + 1) % PEOPLE, now: now as Instant, event: fact('identified', {}) })
    else {
      n++
      log.push({ is: 'decision', person, now: now as Instant, context: { cart: { total: Math.floor(random() * 3_000) }, page: { kind: pick(['home', 'product']) } } })
    }
  }
  return log
}

/** The vector of each decision in the log. `between` stands for what a store does with the document. */
function vectorsOf(plan: Plan, log: readonly Entry[], between = (state: ProfileState) => state): readonly Sparse[] {
  const people = Array.from({ length: PEOPLE }, (_, i) => newProfile(`p${i}` as ProfileId, NOON, plan.workspace.version))
  const vectors: Sparse[] = []
  for (const entry of log) {
    if (entry.is === 'decision') vectors.push(plan.features.encode(people[entry.person] as ProfileState, entry.context, entry.now))
    else if (entry.is === 'event') people[entry.person] = react(plan, between(people[entry.person] as ProfileState), entry.event, envOf(SEED, entry.event.id, entry.now)).after
    else {
      const pair = { winner: between(people[entry.into] as ProfileState), loser: between(people[entry.from] as ProfileState), event: entry.event }
      const { after } = mergeStates(plan, pair, envOf(SEED, entry.event.id, entry.now))
      people[entry.into] = after
      people[entry.from] = newProfile(`p${entry.from}-${entry.event.id}` as ProfileId, entry.now, plan.workspace.version)
    }
  }
  return vectors
}

const same = (one: Sparse, other: Sparse): boolean =>
  Buffer.from(one.at.buffer).equals(Buffer.from(other.at.buffer)) && Buffer.from(one.value.buffer).equals(Buffer.from(other.value.buffer))

test('of ten thousand decisions, a replay of the log sees every one with the vector it had, bit for bit, and an event that came in later changes none before it', () => {
  const log = writeLog(10_000)
  const served = vectorsOf(shop(), log)
  expect(served).toHaveLength(10_000)
  // Every fourth document has been written and read in between.
  let n = 0
  const replayed = vectorsOf(shop(), log, (state) => (n++ % 4 === 0 ? decodeState(encodeState(state)) : state))
  expect(served.filter((vector, i) => !same(vector, replayed[i] as Sparse))).toEqual([])

  const half = Math.floor(log.length / 2)
  const known = log.slice(0, half).filter(({ is }) => is === 'decision').length
  const { now } = log[half] as Entry
  const late = Array.from({ length: PEOPLE }, (_, person): Entry => {
    const when = { at: (now - 2 * DAY) as Instant, receivedAt: now }
    const event: Event = { ...when, id: `late${person}` as EventId, type: 'order_completed', source: 'till' as SourceId, identifiers: [], properties: { total: 1_000 } }
    return { is: 'event', person, event, now }
  })
  const planted = vectorsOf(shop(), [...log.slice(0, half), ...late, ...log.slice(half)])
  expect(planted.slice(0, known).filter((vector, i) => !same(vector, served[i] as Sparse))).toEqual([])
  expect(planted.slice(known).filter((vector, i) => !same(vector, served[known + i] as Sparse)).length).toBeGreaterThan((10_000 - known) / 2)
})

function live(plan: Plan, id: ProfileId, arrivals: readonly Arrived[]): ProfileState {
  let state = newProfile(id, NOON, plan.workspace.version)
  for (const { event, now } of arrivals) state = react(plan, state, event, envOf(SEED, event.id, now)).after
  return state
}

test('two people who turn out to be one have the vector of somebody who did all of it', () => {
  const plan = shop()
  fc.assert(
    fc.property(arrivalsArb('a'), arrivalsArb('b'), (ofAnn, ofBob) => {
      const now = Math.max(...[...ofAnn, ...ofBob].map((one) => one.now)) as Instant
      const login: Event = { id: 'web:login' as EventId, type: 'identified', at: now, receivedAt: now, source: 'web' as SourceId, identifiers: [], properties: {} }
      const merged = mergeStates(plan, { winner: live(plan, ANN, ofAnn), loser: live(plan, BOB, ofBob), event: login }, envOf(SEED, 'web:login', now)).after
      const one = live(plan, ANN, [...ofAnn, ...ofBob].sort((a, b) => a.now - b.now))
      const settled = react(plan, one, { ...login, id: 'web:later' as EventId, source: 'system' as SourceId }, envOf(SEED, 'web:later', now)).after
      const at = (now + HOUR) as Instant
      expect(plan.features.values(merged, {}, at)).toEqual(plan.features.values(settled, {}, at))
      expect(same(plan.features.encode(merged, {}, at), plan.features.encode(settled, {}, at))).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('what the product looks at by itself costs no counter; a feature that counts has its counter kept like all others', () => {
  const [without, withThem] = [shop([]), shop()]
  expect(without.rules.counters.map(({ key }) => key)).toEqual(SHOP.rules.counters.map(({ key }) => key))
  expect(without.features.definitions.every(({ automatic }) => automatic)).toBe(true)
  expect(withThem.rules.counters.length).toBeGreaterThan(without.rules.counters.length)
  expect(without.features.hash).not.toBe(withThem.features.hash)
  expect(shop().features.hash).toBe(withThem.features.hash)
})
