import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, ProfileId, SourceId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { parseIdentifierKey } from '../event/identifier.ts'
import type { IdentityLimits } from './edge.ts'
import { addEdges, edgesOf, IDENTIFIERS_PER_EVENT, IDENTITY_LIMITS, idsOf, mergeIdentity, partition, strongest } from './graph.ts'
import { settleOwners, strongestId } from './owner.ts'
import type { Edge, IdentityState } from './types.ts'

const NIGHTLY = process.env['NIGHTLY'] === '1'
const RUNS = NIGHTLY ? 100_000 : 300

function seen(at: number, ids: string[], type = 'page_viewed', id = `e${at}`): Event {
  const identifiers = ids.map((key) => parseIdentifierKey(key)!)
  return { id: id as EventId, type, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers, properties: {} }
}

/** A runtime in miniature: documents of people, found by identifier. */
class People {
  states: IdentityState[] = []
  refused: Edge[] = []
  quarantined: Edge[] = []
  loads = 0
  readonly limits: IdentityLimits
  constructor(limits: IdentityLimits = IDENTITY_LIMITS) {
    this.limits = limits
  }
  learn(batch: readonly Event[]): string {
    const ids = [...new Set(batch.flatMap(idsOf))]
    const edges = batch.flatMap(edgesOf)
    for (let turn = 0; turn < 100; turn++) {
      const owners = this.states.filter((state) => state.ids.some((id) => ids.includes(id)))
      const result = addEdges(owners, ids, edges, this.limits)
      if (result.is === 'needs') {
        expect(result.ids.filter((id) => ids.includes(id))).toEqual([])
        ids.push(...result.ids)
        this.loads++
        continue
      }
      if (result.is === 'linked') {
        this.states = [...this.states.filter((state) => !owners.includes(state)), ...result.groups]
        this.refused.push(...result.refused)
        this.quarantined.push(...result.quarantined)
      }
      return result.is
    }
    throw new Error('asked for further people 100 times')
  }
  groups(): string[][] {
    return this.states.map((state) => [...state.ids]).sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
  }
  of(id: string): IdentityState {
    return this.states.find((state) => state.ids.includes(id))!
  }
}

const ID = fc.constantFrom('userId:u1', 'userId:u2', 'userId:u3', 'memberNo:m1', 'memberNo:m2', 'email:a@x.tw', 'email:b@x.tw', 'deviceId:d1', 'anonymousId:a1', 'anonymousId:a2', 'anonymousId:a3')
const FACT = fc.record({ at: fc.integer({ min: 1, max: 12 }), ids: fc.uniqueArray(ID, { minLength: 1, maxLength: 4 }), alias: fc.boolean() })
const HISTORY = fc
  .array(FACT, { minLength: 1, maxLength: 16 })
  .map((facts) => facts.map((fact, i) => seen(fact.at, fact.ids, fact.alias ? 'aliased' : 'page_viewed', `e${i}`)).filter((event) => event.identifiers.length > 0))
const SHUFFLE = fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true }))
const LIMITS = fc.constantFrom<IdentityLimits>(
  IDENTITY_LIMITS,
  { ids: 3, edgesPerKnown: 100, edgesPerDevice: 100 },
  { ids: 1_000, edgesPerKnown: 3, edgesPerDevice: 1 },
  { ids: 4, edgesPerKnown: 3, edgesPerDevice: 2 },
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
          const most = state.ids.reduce((sum, id) => sum + (/^(deviceId|anonymousId):/.test(id) ? limits.edgesPerDevice : limits.edgesPerKnown), 0)
          expect(state.edges.length).toBeLessThanOrEqual(most)
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
    expect(people.refused.map((edge) => edge.b)).toEqual(['userId:u2'])
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

  test('a device that meets everybody is quarantined, its document stays small and people stay apart', () => {
    const people = new People()
    for (let i = 0; i < 500; i++) people.learn([seen(i + 1, ['deviceId:kiosk', `userId:u${i}`])])
    expect(people.states).toHaveLength(500)
    expect(people.of('deviceId:kiosk').edges.length).toBeLessThanOrEqual(IDENTITY_LIMITS.edgesPerDevice + 1)
    expect(people.quarantined).toHaveLength(300)
  })

  test('a constant that is sent as an e-mail by everybody stops growing at the limit', () => {
    const people = new People({ ids: 50, edgesPerKnown: 50, edgesPerDevice: 20 })
    for (let i = 0; i < 120; i++) people.learn([seen(i + 1, ['email:shop@x.tw', `anonymousId:a${i}`])])
    expect(people.of('email:shop@x.tw').ids).toHaveLength(50)
    expect(people.quarantined).toHaveLength(120 - 49)
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
