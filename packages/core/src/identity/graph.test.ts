import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ProfileId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import type { IdentifierKind } from '../event/identifier.ts'
import { decided, limited, People, seen, verdict } from './fixture.ts'
import { edgesOf, IDENTIFIERS_PER_EVENT, IDENTITY_LIMITS, idsOf, mergeIdentity, partition, strongest, type IdentityLimits } from './graph.ts'
import { settleOwners, strongestId } from './owner.ts'
import type { Edge, Verdict } from './types.ts'

const NIGHTLY = process.env['NIGHTLY'] === '1'
const RUNS = NIGHTLY ? 100_000 : 300

const ID = fc.constantFrom('userId:u1', 'userId:u2', 'userId:u3', 'memberNo:m1', 'memberNo:m2', 'email:a@x.tw', 'email:b@x.tw', 'deviceId:d1', 'anonymousId:a1', 'anonymousId:a2', 'anonymousId:a3')
const FACT = fc.record({ at: fc.integer({ min: 1, max: 12 }), ids: fc.uniqueArray(ID, { minLength: 1, maxLength: 4 }), alias: fc.boolean() })
const VERDICT = fc.record({ pair: fc.uniqueArray(ID, { minLength: 2, maxLength: 2 }), is: fc.constantFrom<Verdict>('joined', 'cut', 'apart', 'open') })
const DECISION = fc.record({ at: fc.integer({ min: 1, max: 12 }), verdicts: fc.array(VERDICT, { minLength: 1, maxLength: 3 }) })
/** Facts, with verdicts among them that may contradict, repeat and withdraw each other. */
const HISTORY = fc
  .array(fc.oneof({ weight: 3, arbitrary: FACT }, { weight: 1, arbitrary: DECISION }), { minLength: 1, maxLength: 16 })
  .map((facts) => facts.map((fact, i) =>
    'verdicts' in fact
      ? decided(fact.at, fact.verdicts.map(({ pair, is }) => verdict(pair[0]!, pair[1]!, is)), `e${i}`)
      : seen(fact.at, fact.ids, fact.alias ? 'aliased' : 'page_viewed', `e${i}`),
  ))
const SHUFFLE = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }))

const LIMITS = fc.constantFrom<IdentityLimits>(
  IDENTITY_LIMITS,
  ...[limited(3, 100, 100, 100), limited(1_000, 3, 3, 1), limited(4, 2, 2, 2), limited(1_000, 1, 100, 100), limited(1_000, 100, 1, 1)],
)

/** Some of the events twice, in any order, cut into batches. */
function delivered(history: readonly Event[], chance: Iterator<number>): Event[][] {
  const draw = () => chance.next().value as number
  const twice = history.flatMap((event) => (draw() < 0.3 ? [event, event] : [event]))
  const shuffled = twice.map((event) => ({ event, key: draw() })).sort((a, b) => a.key - b.key)
  const batches: Event[][] = [[]]
  for (const { event } of shuffled) {
    if (draw() < 0.6) batches.push([])
    batches.at(-1)!.push(event)
  }
  return batches
}

function oracle(history: readonly Event[], limits?: IdentityLimits): string[][] {
  return partition(history.flatMap(edgesOf), history.flatMap(idsOf), limits)
}

describe('the identity graph is a function of the set of facts', () => {
  test('any order, repetition and grouping of events gives the same people as the batch oracle', { timeout: 3_600_000 }, () => {
    fc.assert(
      fc.property(HISTORY, SHUFFLE, LIMITS, (history, stream, limits) => {
        const people = new People(limits)
        for (const batch of delivered(history, stream[Symbol.iterator]())) people.learn(batch)
        expect(people.groups()).toEqual(oracle(history, limits))
      }),
      { numRuns: RUNS },
    )
  })

  test('two orders of the same events leave the same documents, edges included', () => {
    fc.assert(
      fc.property(HISTORY, SHUFFLE, SHUFFLE, LIMITS, (history, one, other, limits) => {
        const [left, right] = [one, other].map((stream) => {
          const people = new People(limits)
          for (const batch of delivered(history, stream[Symbol.iterator]())) people.learn(batch)
          return people.states.map((state) => state).sort((a, b) => (a.ids[0]! < b.ids[0]! ? -1 : 1))
        })
        expect(left).toEqual(right)
      }),
      { numRuns: RUNS },
    )
  })

  test('what is already known changes nothing', () => {
    fc.assert(
      fc.property(HISTORY, (history) => {
        const people = new People()
        for (const event of history) people.learn([event])
        for (const event of history) expect(people.learn([event])).toBe('unchanged')
      }),
      { numRuns: RUNS },
    )
  })

  test('nobody ever has two user ids, and no cluster or document grows beyond its limits', () => {
    fc.assert(
      fc.property(HISTORY, LIMITS, (history, limits) => {
        const people = new People(limits)
        for (const event of history) people.learn([event])
        for (const state of people.states) {
          expect(state.ids.filter((id) => id.startsWith('userId:')).length).toBeLessThanOrEqual(1)
          expect(state.ids.length).toBeLessThanOrEqual(limits.ids)
          const kept = (id: string) => limits.neighbours[id.slice(0, id.indexOf(':')) as IdentifierKind] + 1 + (/^(deviceId|anonymousId):/.test(id) ? limits.devicesPerDevice : limits.devicesPerKnown)
          const evidence = state.edges.filter(({ rule }) => rule === 'together' || rule === 'alias')
          expect(evidence.length).toBeLessThanOrEqual(state.ids.reduce((sum, id) => sum + kept(id), 0))
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('merging documents is commutative, associative and repeats harmlessly', () => {
    fc.assert(
      fc.property(HISTORY, HISTORY, HISTORY, LIMITS, (...[a, b, c, limits]) => {
        const [x, y, z] = [a, b, c].map((history) => ({ ids: [...new Set(history.flatMap(idsOf))].sort(), edges: [] as Edge[] })).map((state, i) => mergeIdentity(
          state,
          { ids: [], edges: [a, b, c][i]!.flatMap(edgesOf) },
          limits,
        ))
        expect(mergeIdentity(x!, y!, limits)).toEqual(mergeIdentity(y!, x!, limits))
        expect(mergeIdentity(x!, x!, limits)).toEqual(x)
        expect(mergeIdentity(mergeIdentity(x!, y!, limits), z!, limits)).toEqual(mergeIdentity(x!, mergeIdentity(y!, z!, limits), limits))
      }),
      { numRuns: 200 },
    )
  })
})

describe('who is one person', () => {
  test('an anonymous visitor who logs in becomes the known person', () => {
    const people = new People()
    people.learn([seen(1, ['anonymousId:a'])])
    people.learn([seen(2, ['anonymousId:a', 'userId:u1'])])
    expect(people.groups()).toEqual([['anonymousId:a', 'userId:u1']])
  })

  test('a second person on a shared device keeps a life of her own, and both remember the refused link', () => {
    const people = new People()
    people.learn([seen(1, ['anonymousId:a', 'userId:u1'])])
    people.learn([seen(2, ['anonymousId:a', 'userId:u2'])])
    expect(people.groups()).toEqual([['anonymousId:a', 'userId:u1'], ['userId:u2']])
    expect(people.refused.map(({ edge, why }) => [edge.b, why])).toEqual([['userId:u2', 'unique_kind']])
    expect(people.of('userId:u1').edges).toHaveLength(2)
    expect(people.of('userId:u2').edges).toHaveLength(1)
    expect(strongest(seen(3, ['anonymousId:a', 'userId:u2']).identifiers)).toEqual({ kind: 'userId', value: 'u2' })
  })

  test('a late event from before moves the device to the person who had it first', () => {
    const people = new People()
    people.learn([seen(5, ['anonymousId:a', 'userId:u1'])])
    people.learn([seen(3, ['anonymousId:a', 'userId:u2'])])
    expect(people.groups()).toEqual([['anonymousId:a', 'userId:u2'], ['userId:u1']])
  })

  test('an e-mail seen beside a user id leaves the person it had met on a shared tablet only', () => {
    const people = new People()
    people.learn([seen(1, ['deviceId:tablet', 'userId:u1'])])
    people.learn([seen(2, ['deviceId:tablet', 'email:bob@x.tw'])])
    expect(people.of('email:bob@x.tw').ids).toContain('userId:u1')
    people.learn([seen(3, ['email:bob@x.tw', 'userId:u2'])])
    expect(people.groups()).toEqual([
      ['deviceId:tablet', 'userId:u1'],
      ['email:bob@x.tw', 'userId:u2'],
    ])
  })

  test('an explicit alias joins two devices but never two known people', () => {
    const people = new People()
    people.learn([seen(1, ['anonymousId:a', 'anonymousId:b'], 'aliased')])
    people.learn([seen(2, ['userId:u1', 'userId:u2'], 'aliased')])
    expect(people.groups()).toEqual([['anonymousId:a', 'anonymousId:b'], ['userId:u1'], ['userId:u2']])
    expect(people.of('anonymousId:a').edges[0]?.rule).toBe('alias')
  })

  test('a neighbour is loaded only when a refused link to it may open', () => {
    const people = new People()
    people.learn([seen(5, ['anonymousId:a', 'userId:u1'])])
    people.learn([seen(6, ['anonymousId:a', 'anonymousId:b', 'userId:u2'])])
    people.learn([seen(7, ['userId:u1', 'email:a@x.tw'])])
    people.learn([seen(8, ['anonymousId:a', 'anonymousId:c'])])
    people.learn([seen(4, ['userId:u1', 'memberNo:m1'])])
    expect(people.loads).toBe(0)
    people.learn([seen(1, ['anonymousId:a', 'userId:u3'])])
    expect(people.loads).toBe(1)
    expect(people.of('anonymousId:a').ids).toEqual(['anonymousId:a', 'anonymousId:c', 'userId:u3'])
  })

  test('a device that loses its owner goes to the next person who claimed it', () => {
    const people = new People()
    people.learn([seen(1, ['userId:u1', 'memberNo:m2'])])
    people.learn([seen(5, ['deviceId:d', 'userId:u1'])])
    people.learn([seen(6, ['deviceId:d', 'userId:u2'])])
    expect(people.groups()).toEqual([['deviceId:d', 'memberNo:m2', 'userId:u1'], ['userId:u2']])
    people.learn([seen(2, ['deviceId:d', 'email:a@x.tw', 'memberNo:m1'])])
    expect(people.groups()).toEqual([
      ['deviceId:d', 'email:a@x.tw', 'memberNo:m1', 'userId:u2'],
      ['memberNo:m2', 'userId:u1'],
    ])
    expect(people.loads).toBe(1)
  })

  test('a device that meets everybody is quarantined: it belongs to nobody any more, its document stays small and people stay apart', () => {
    const people = new People()
    for (let i = 0; i < 500; i++) people.learn([seen(i + 1, ['deviceId:kiosk', `userId:u${i}`])])
    expect(people.states).toHaveLength(501)
    expect(people.of('deviceId:kiosk').ids).toEqual(['deviceId:kiosk'])
    expect(people.of('deviceId:kiosk').edges.length).toBe(IDENTITY_LIMITS.neighbours.deviceId + 1)
    expect(people.refused.filter(({ why }) => why === 'quarantined')).toHaveLength(500 - IDENTITY_LIMITS.neighbours.deviceId)
  })

  test('a constant that is sent as a phone by everybody merges nobody, not even the first who came', () => {
    const people = new People()
    for (let i = 0; i < 200; i++) people.learn([seen(i + 1, [`email:p${i}@x.tw`, 'phone:+886223456789'])])
    expect(people.states).toHaveLength(201)
    expect(people.states.every((state) => state.ids.length === 1)).toBe(true)
    expect(people.of('phone:+886223456789').edges.length).toBe(IDENTITY_LIMITS.neighbours.phone + 1)
  })

  test('somebody who clears cookies a thousand times stays one person up to the limit', () => {
    const people = new People(limited(50, 12, 40, 20))
    for (let i = 0; i < 120; i++) people.learn([seen(i + 1, ['email:ann@x.tw', `anonymousId:a${i}`])])
    expect(people.of('email:ann@x.tw').ids).toHaveLength(41)
    expect(people.refused.filter(({ why }) => why === 'quarantined')).toHaveLength(80)
  })

  test('an event is read up to twenty identifiers, strongest first, each once', () => {
    const many = seen(1, [...Array.from({ length: 30 }, (_, i) => `anonymousId:a${i}`), 'userId:u1', 'userId:u1'])
    expect(idsOf(many)).toHaveLength(IDENTIFIERS_PER_EVENT)
    expect(idsOf(many)[0]).toBe('userId:u1')
    expect(edgesOf(many)).toHaveLength(IDENTIFIERS_PER_EVENT - 1)
    expect(edgesOf(seen(1, ['userId:u1']))).toEqual([])
  })
})

describe('which profile goes on', () => {
  const owner = (id: string, firstSeen: number, ids: string[]) => ({ id: id as ProfileId, firstSeen: firstSeen as Instant, identity: { ids, edges: [] } })

  test('of two profiles that become one the older survives', () => {
    const group = { ids: ['anonymousId:a', 'userId:u1'], edges: [] }
    expect(settleOwners([owner('p2', 5, ['userId:u1']), owner('p1', 1, ['anonymousId:a'])], [group])).toEqual([{ group, survivor: 'p1', absorbed: ['p2'] }])
  })

  test('when a device changes hands both profiles go on, and a part without an owner is new', () => {
    const owners = [owner('p1', 1, ['anonymousId:a', 'anonymousId:b', 'userId:u1']), owner('p2', 2, ['userId:u2'])]
    const groups = [
      { ids: ['anonymousId:a', 'userId:u2'], edges: [] },
      { ids: ['anonymousId:b'], edges: [] },
      { ids: ['userId:u1'], edges: [] },
    ]
    expect(settleOwners(owners, groups).map(({ survivor, absorbed }) => [survivor, absorbed])).toEqual([
      ['p2', []],
      [undefined, []],
      ['p1', []],
    ])
  })

  test('the strongest id is a user id before an e-mail before a device', () => {
    expect(strongestId(['anonymousId:a', 'email:a@x.tw', 'userId:u9'])).toBe('userId:u9')
    expect(strongestId([])).toBeUndefined()
  })
})
