import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { seeded } from '../../base/random.ts'
import { learnBlend, broughtBlend, LEARN_FROM } from './blend.ts'
import { beginCandidates, emptyCandidates, PLACE, rowOf, VOICES } from './candidates.ts'
import { appendClick, emptyClicks, LATEST_CLICKS, newestClicks } from './clicks.ts'
import { measureBaskets, measureLists } from './measure.ts'
import { hearNeighbours } from './neighbours.ts'
import { emptyNextItems, learnClick, learnSession, nextItems, trainNextItems } from './next.ts'
import { restoreNextItems, snapshotNextItems } from './snapshot.ts'

const shop = fc.array(fc.array(fc.integer({ min: 0, max: 12 }).map((n) => `item ${n}`), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 40 })

/** Sessions with habits: from each item people go on to the next one, mostly. */
function habits(sessions: number, items: number, seed: number): string[][] {
  const random = seeded(seed)
  return Array.from({ length: sessions }, () => {
    let item = Math.floor(random() * items)
    return Array.from({ length: 2 + Math.floor(random() * 4) }, () => `i${(item = random() < 0.8 ? (item + 1) % items : Math.floor(random() * items))}`)
  })
}

describe('the next item', () => {
  it('is never one that is out of stock, and a list holds each item once, best first, with chances that add up to no more than 1', () => {
    fc.assert(fc.property(shop, fc.nat(12), (sessions, out) => {
      const state = trainNextItems(sessions)
      const list = nextItems(state, { session: sessions[0]!, count: 20, allowed: (item) => item !== `item ${out}` })
      expect(list.map(({ item }) => item)).not.toContain(`item ${out}`)
      expect(new Set(list.map(({ item }) => item)).size).toBe(list.length)
      expect(list.every(({ score }, n) => n === 0 || score <= list[n - 1]!.score)).toBe(true)
      expect(list.reduce((sum, { score }) => sum + score, 0)).toBeLessThanOrEqual(1 + 1e-9)
      expect(list.length).toBe([...new Set(sessions.flat())].filter((item) => item !== `item ${out}`).length)
    }), { numRuns: 40 })
  })

  it('knows a click as soon as it was made', () => {
    const state = emptyNextItems()
    for (let n = 0; n < 5; n++) for (const item of ['phone', 'case']) learnClick(state, `s${n}`, item)
    expect(nextItems(state, { session: ['phone'], count: 1 })[0]).toMatchObject({ item: 'case' })
    for (let n = 0; n < 30; n++) for (const item of ['phone', 'charger']) learnClick(state, `t${n}`, item)
    expect(nextItems(state, { session: ['phone'], count: 1 })[0]).toMatchObject({ item: 'charger' })
  })

  it('learns the same from clicks that arrive one by one and from whole sessions', () => {
    fc.assert(fc.property(shop, (sessions) => {
      const one = emptyNextItems()
      const whole = emptyNextItems()
      for (const [n, items] of sessions.entries()) {
        for (const item of items) learnClick(one, `s${n}`, item)
        learnSession(whole, items)
      }
      expect(nextItems(one, { session: sessions[0]!, count: 20 })).toEqual(nextItems(whole, { session: sessions[0]!, count: 20 }))
    }), { numRuns: 30 })
  })

  it('is the same after a snapshot was taken up again, and both go on learning alike', () => {
    fc.assert(fc.property(shop, shop, (sessions, later) => {
      const before = trainNextItems(sessions)
      learnClick(before, 'open', 'item 1')
      const after = restoreNextItems(snapshotNextItems(before))
      for (const state of [before, after]) {
        learnClick(state, 'open', 'item 2')
        for (const items of later) learnSession(state, items)
      }
      const ask = { session: sessions.at(-1)!, count: 20 }
      expect(nextItems(after, ask)).toEqual(nextItems(before, ask))
      expect([...snapshotNextItems(after)]).toEqual([...snapshotNextItems(before)])
    }), { numRuns: 20 })
  })

  it('finds the habit of a shop and says who spoke for it; asking teaches nothing', () => {
    const state = trainNextItems(habits(3_000, 50, 1))
    const judged = habits(300, 50, 2).flatMap((items) => items.slice(1).map((truth, n) => {
      return { list: nextItems(state, { session: items.slice(0, n + 1), count: 20 }).map(({ item }) => item), truth }
    }))
    expect(measureLists(judged, new Map(state.names.map((name) => [name, 1]))).reciprocalRank).toBeGreaterThan(0.75)
    const first = nextItems(state, { session: ['i7'], count: 3 })
    expect(first[0]).toMatchObject({ item: 'i8' })
    expect(VOICES).toContain(first[0]!.because)
    expect(nextItems(state, { session: ['i7'], count: 3 })).toEqual(first)
    expect(state.blend.learnedFrom).toBeGreaterThan(LEARN_FROM)
  })

  it('falls back to what is popular for somebody of whom nothing is known, and to nothing in an empty shop', () => {
    const state = trainNextItems([['a', 'b'], ['b', 'c'], ['b']])
    expect(nextItems(state, { session: [], count: 1 })).toMatchObject([{ item: 'b', because: 'popular' }])
    expect(nextItems(state, { session: ['never seen'], count: 2 })[0]).toMatchObject({ item: 'b' })
    expect(nextItems(emptyNextItems(), { session: ['a'], count: 5 })).toEqual([])
    expect(nextItems(state, { session: ['a'], count: 0 })).toEqual([])
    expect(trainNextItems([]).names).toEqual([])
  })

  it('does not depend on what was asked before, however many candidates there are', () => {
    const state = trainNextItems([...habits(2_000, 600, 5), ...Array.from({ length: 300 }, (_, n) => ['hub', `i${n * 2}`])])
    const ask = { session: ['i1', 'hub', 'i4', 'hub'], count: 600 }
    const fresh = nextItems(restoreNextItems(snapshotNextItems(state)), ask)
    nextItems(state, { session: ['i5'], count: 3 })
    expect(nextItems(state, ask)).toEqual(fresh)
    expect(nextItems(state, ask)).toEqual(fresh)
  })

  it('refuses bytes that are no snapshot, with a sentence', () => {
    expect(() => restoreNextItems(new Uint8Array(3))).toThrow('no whole snapshot')
    expect(() => restoreNextItems(snapshotNextItems(trainNextItems([['a', 'b']])).slice(0, -1))).toThrow('learn from the log again')
  })
})

describe('neighbouring sessions', () => {
  it('give an item what the paper says: positions in common, newest common position, rarity', () => {
    const log = emptyClicks()
    const sessions = [[0, 1, 2], [1, 3], [4, 3], [5]]
    for (const [n, items] of sessions.entries()) for (const item of items) appendClick(log, n, item)
    const room = emptyCandidates()
    beginCandidates(room, log)
    hearNeighbours(log, room, Int32Array.from([0, 1]))
    // Session 0 shares both (1/2 + 2/2), session 1 the last one (2/2); both share the newest position, so lambda is .9.
    const figure = (item: number): number => room.figures[rowOf(room, item) + PLACE.similar]!
    expect(figure(2)).toBeCloseTo(1.5 * 0.9 * Math.log(4 / 1), 12)
    expect(figure(3)).toBeCloseTo(1 * 0.9 * Math.log(4 / 2), 12)
    expect(figure(1)).toBeCloseTo(2.5 * 0.9 * Math.log(4 / 2), 12)
    expect(figure(5)).toBe(0)
  })

  it('are sought among the latest sessions of an item; a session is remembered once, and forgetting keeps the newest', () => {
    const log = emptyClicks()
    for (let n = 0; n < LATEST_CLICKS + 100; n++) for (const item of [0, n + 1, 0]) appendClick(log, n, item)
    expect(log.latest[0]).toHaveLength(LATEST_CLICKS)
    expect(log.sessionsWith[0]).toBe(LATEST_CLICKS + 100)
    expect(Math.min(...log.latest[0]!.map((click) => log.sessionOf[click]!))).toBe(100)
    const { log: newest, sessionNow } = newestClicks(log, 30)
    expect([newest.clicks, newest.sessions, newest.items]).toEqual([30, 10, log.items])
    expect(sessionNow[LATEST_CLICKS + 99]).toBe(9)
    expect(sessionNow[0]).toBe(-1)
  })
})

describe('the weights of the voices', () => {
  it('add up to 1, follow the voice that is right, and stay as brought where little was heard', () => {
    const figures = Float64Array.from(VOICES, (voice) => (voice === 'often' ? 0.9 : 0.01))
    const { weights } = learnBlend(Array.from({ length: 2_000 }, (_, n) => ({ length: 1 + (n % 6), figures })))
    for (const row of weights) {
      expect(row.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
      expect(row[PLACE.often]).toBeGreaterThan(0.9)
    }
    expect(learnBlend([{ length: 1, figures }])).toEqual(broughtBlend())
    expect(broughtBlend().weights[0]!.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9)
  })
})

describe('figures of lists', () => {
  it('count hits, ranks, the assortment that is shown, and surprise', () => {
    const clicks = new Map([['a', 2], ['b', 1], ['c', 1]])
    const figures = measureLists([{ list: ['a', 'b'], truth: 'b' }, { list: ['a'], truth: 'c' }], clicks)
    expect(figures).toEqual({ lists: 2, hitRate: 0.5, reciprocalRank: 0.25, coverage: 2 / 3, novelty: (1 + 2 + 1) / 3 })
    expect(measureLists([], clicks)).toMatchObject({ lists: 0, hitRate: 0, novelty: 0 })
    expect(measureBaskets([{ list: ['a', 'b'], truth: new Set(['b', 'c', 'd', 'e']) }], 2)).toEqual({ recall: 0.25, precision: 0.5 })
  })
})
