import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import { canonical, type Json, type JsonObject } from '@rapport/core/base/json'
import { DAY, HOUR, type Instant } from '@rapport/core/base/time'
import { foldConsent } from '@rapport/core/consent/consent'
import { decodeState } from '@rapport/core/engine/codec'
import { NOON, SHOP } from '@rapport/core/engine/fixture'
import { planOf } from '@rapport/core/engine/plan'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Event } from '@rapport/core/event/event'
import { parseIdentifierKey } from '@rapport/core/event/identifier'
import { edgesOf, idsOf, partition } from '@rapport/core/identity/graph'
import type { GivenVerdict, Verdict } from '@rapport/core/identity/types'
import { foldTraits } from '@rapport/core/profile/traits'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { memoryStore } from '../store/memory.ts'
import { replay } from './replay.ts'
import { startWriter, type Writer } from './writer.ts'

const WS = 'shop' as WorkspaceId
const NIGHTLY = process.env['NIGHTLY'] === '1'
const RUNS = NIGHTLY ? 2_000 : 40

/** A shop in memory with a punctual clock: whatever is due happens at its moment. */
async function openShop() {
  const store = memoryStore()
  let now = NOON as Instant
  const writer: Writer = await startWriter({ ws: WS, store, clock: () => now, newSeed: () => 'seed' })
  await writer.define({ version: 1, definitions: SHOP.workspace.definitions, by: 'test' })
  const gated: string[] = []

  async function pass(until: Instant): Promise<void> {
    for (let next = await store.nextTimer(WS); next !== null && next < until; next = await store.nextTimer(WS)) {
      if (next > now) now = next
      await writer.fire(100)
    }
    if (until > now) now = until
    await writer.fire(100)
  }
  return {
    store,
    writer,
    gated,
    pass,
    async tell(events: readonly Event[]): Promise<void> {
      await writer.accept(events.map((event) => ({ is: 'event', event })))
    },
    /** Lets through the gate what is due, and has it sent. */
    async send(): Promise<void> {
      const through = await writer.gate({ email: 100 })
      gated.push(...through.map(({ row }) => row.id))
      await writer.settle(through.map(({ row }) => ({ id: row.id, provider: 'fake', result: { is: 'sent', providerId: row.id } })))
    },
    async people(): Promise<readonly ProfileState[]> {
      return (await store.scan(WS, null, 10_000)).map(({ body }) => decodeState(body))
    },
    async owner(key: string): Promise<ProfileState> {
      const id = (await store.owners(WS, [key])).get(key) as ProfileId
      return decodeState((await store.profiles(WS, [id])).get(id)!.body)
    },
  }
}

function fact(id: string, at: number, keys: readonly string[], type: string, properties: JsonObject = {}): Event {
  const identifiers = keys.map((key) => parseIdentifierKey(key)!)
  return { id: `web:${id}` as EventId, type, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers, properties }
}

function verdict(id: string, at: number, verdicts: readonly GivenVerdict[]): Event {
  const identifiers = [...new Set(verdicts.flatMap(({ a, b }) => [a, b]))].map((key) => parseIdentifierKey(key)!)
  return { ...fact(`v${id}`, at, [], 'identity_decided', { verdicts: verdicts as unknown as Json }), id: `system:v${id}` as EventId, source: 'system' as SourceId, identifiers }
}

const TRAITS = fc.record({ city: fc.constantFrom('台北', '香港'), name: fc.constantFrom('Ann', 'Bob') })
const DEED = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('cart_updated'), properties: fc.record({ sku: fc.constantFrom('T1', 'T2') }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('order_completed'), properties: fc.record({ total: fc.integer({ min: 1, max: 400 }) }) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constantFrom('consent_given', 'consent_given', 'consent_withdrawn'), properties: fc.record({ purpose: fc.constant('marketing') }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('identified'), properties: fc.record({ traits: TRAITS }) }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('offer_shown'), properties: fc.record({ offer: fc.constantFrom('o1', 'o2') }) }) },
)

/** Everything of a document but the graph. */
function lifeOf({ identity, ...life }: ProfileState): Json {
  return JSON.parse(canonical(JSON.parse(JSON.stringify({ ...life, ids: identity.ids })) as Json)) as Json
}

const ANN = ['userId:ann', 'email:ann@shop.tw', 'anonymousId:a1', 'anonymousId:a2'] as const
const BOB = ['email:bob@shop.tw', 'phone:+886223456781', 'anonymousId:b1'] as const

describe('two people who were made one and taken apart again', () => {
  const STEP = fc.record({ who: fc.boolean(), ids: fc.nat(), deed: DEED, pause: fc.integer({ min: 1, max: 8 * HOUR }) })
  const LIFE = fc.record({
    steps: fc.array(STEP, { minLength: 2, maxLength: 24 }),
    joinAfter: fc.nat({ max: 23 }),
    rest: fc.integer({ min: 1, max: 2 * DAY }),
  })
  const named = (own: readonly string[], n: number): readonly string[] => [...new Set([own[n % own.length]!, ...(n % 3 === 0 ? [own[(n >> 2) % own.length]!] : [])])]

  test('are in every part as if nothing had happened: traits, counters, consent, segments, journeys, offers, timers, profile ids', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(LIFE, async ({ steps, joinAfter, rest }) => {
        const worlds = [await openShop(), await openShop()] as const
        for (const [w, world] of worlds.entries()) {
          let at: number = NOON
          // Both are known by all of their identifiers from the beginning, so that they may be joined at any time.
          await world.tell([fact('ann', at, ANN, 'page_viewed'), fact('bob', at, BOB, 'page_viewed')])
          for (const [i, { who, ids, deed, pause }] of steps.entries()) {
            if (w === 1 && i === Math.min(joinAfter, steps.length - 1)) await world.tell([verdict('join', at, [{ a: BOB[0], b: ANN[0], is: 'joined' }])])
            at += pause
            await world.pass(at as Instant)
            await world.tell([fact(`${i}`, at, named(who ? ANN : BOB, ids), deed.type, deed.properties)])
          }
          at += rest
          await world.pass(at as Instant)
          if (w === 1) {
            expect(await world.people()).toHaveLength(1)
            await world.tell([verdict('split', at, [{ a: BOB[0], b: ANN[0], is: 'open' }])])
          }
          await world.pass((at + 1) as Instant)
        }
        const [plain, other] = worlds
        for (const key of [ANN[0], BOB[0]]) expect(lifeOf(await other.owner(key))).toEqual(lifeOf(await plain.owner(key)))
        const alone = await plain.people()
        expect((await other.people()).map(({ id }) => id).sort()).toEqual(alone.map(({ id }) => id).sort())
        for (const { id } of alone) expect(await other.store.survivor(WS, id)).toBe(id)
        expect((await other.store.timersDue(WS, Number.MAX_SAFE_INTEGER as Instant, 100)).map(({ profile, at }) => [profile, at])).toEqual(
          (await plain.store.timersDue(WS, Number.MAX_SAFE_INTEGER as Instant, 100)).map(({ profile, at }) => [profile, at]),
        )
      }),
      { numRuns: RUNS },
    )
  })
})

describe('facts, verdicts and their withdrawal in any order', () => {
  const KEY = fc.constantFrom('userId:u1', 'userId:u2', 'email:a@shop.tw', 'email:b@shop.tw', 'phone:+886223456781', 'deviceId:d1', 'anonymousId:a1', 'anonymousId:a2')
  const FACT = fc.record({ at: fc.integer({ min: 0, max: DAY }), keys: fc.uniqueArray(KEY, { minLength: 1, maxLength: 3 }), deed: DEED })
  const VERDICT = fc.record({ at: fc.integer({ min: 0, max: DAY }), pair: fc.uniqueArray(KEY, { minLength: 2, maxLength: 2 }), is: fc.constantFrom<Verdict>('joined', 'cut', 'apart', 'open') })
  const HISTORY = fc.array(fc.oneof({ weight: 4, arbitrary: FACT }, { weight: 2, arbitrary: VERDICT }), { minLength: 1, maxLength: 25 }).map((list) =>
    list.map((one, i) =>
      'pair' in one
        ? verdict(`${i}`, NOON + one.at, [{ a: one.pair[0]!, b: one.pair[1]!, is: one.is }])
        : fact(`${i}`, NOON + one.at, one.keys, one.deed.type, one.deed.properties),
    ),
  )
  const ORDER = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean(), fc.boolean()), { minLength: 60, maxLength: 60 })

  test('give the people and the golden records of the batch oracle, the log alone gives them again, and no message goes out twice', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(HISTORY, ORDER, async (history, order) => {
        const shop = await openShop()
        const twice = history.flatMap((event, i) => (order[i]![1] ? [event, event] : [event]))
        const delivered = twice.map((event, i) => ({ event, key: order[i % 60]![0] })).sort((one, other) => one.key - other.key)
        let now = NOON + DAY
        let batch: Event[] = []
        for (const [i, { event }] of delivered.entries()) {
          batch.push(event)
          if (order[i % 60]![2]) continue
          await shop.pass((now += HOUR) as Instant)
          await shop.tell(batch.splice(0))
          await shop.send()
        }
        await shop.tell(batch)
        await shop.pass((now += DAY) as Instant)
        await shop.send()

        const people = await shop.people()
        const plan = planOf(shop.writer.workspace())
        const groups = partition(history.flatMap(edgesOf), history.flatMap(idsOf))
        expect(people.map(({ identity }) => identity.ids.join(' ')).sort()).toEqual(groups.map((ids) => ids.join(' ')).sort())
        for (const ids of groups) {
          const own = new Set(ids)
          const facts = history.filter((event) => idsOf(event).some((id, i) => i === 0 && own.has(id)))
          const state = people.find(({ identity }) => identity.ids[0] === ids[0])!
          const named = facts.filter(({ source }) => source !== 'system')
          expect(state.events).toBe(named.length)
          expect(state.consent).toEqual(named.reduce((consent, event) => foldConsent(consent, event), {}))
          const traits = named.reduce((all: ProfileState['traits'], event) => foldTraits(all, event, plan.survivorship).traits, {})
          expect(canonical(state.traits as unknown as Json)).toBe(canonical(traits as unknown as Json))
          const counters = facts.reduce((all: ProfileState['counters'], event) => plan.rules.foldCounters(all, event), {})
          expect(canonical(state.counters as unknown as Json)).toBe(canonical(counters as unknown as Json))
        }
        expect(new Set(shop.gated).size).toBe(shop.gated.length)

        const copy = memoryStore()
        const { different } = await replay({ from: shop.store, into: copy, ws: WS, seed: 'seed' })
        expect(different).toEqual([])
        const rows = async (store: typeof copy) => (await store.scan(WS, null, 1_000)).map(({ id, body, recent }) => [id, body, recent])
        expect(await rows(copy)).toEqual(await rows(shop.store))
      }),
      { numRuns: RUNS },
    )
  })
})

describe('a merge storm on one phone number', () => {
  test('merges nobody, in bounded documents', { timeout: 600_000 }, async () => {
    const shop = await openShop()
    const n = NIGHTLY ? 100_000 : 5_000
    for (let i = 0; i < n; i += 500) {
      await shop.tell(Array.from({ length: Math.min(500, n - i) }, (_, j) => fact(`s${i + j}`, NOON + i + j, [`email:p${i + j}@shop.tw`, 'phone:+886223456781'], 'identified', { traits: { name: `P${i + j}` } })))
    }
    expect(await shop.store.countProfiles(WS)).toBe(n + 1)
    const phone = await shop.owner('phone:+886223456781')
    expect(phone.identity.ids).toEqual(['phone:+886223456781'])
    expect(phone.identity.edges.length).toBeLessThan(20)
    expect(phone.events).toBe(0)
    for (const i of [0, 1, 7, 13, n - 1]) {
      const person = await shop.owner(`email:p${i}@shop.tw`)
      expect([person.identity.ids, person.events, person.traits['name']?.[0]?.value]).toEqual([[`email:p${i}@shop.tw`], 1, `P${i}`])
    }
  })
})
