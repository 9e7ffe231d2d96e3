/** The part of the stores' suite about the golden record: undone merges, histories, erasure, rewritten records, reviews, the ledger. Called by store.conformance.ts. */
import { expect, test } from 'vitest'
import type { MessageId, ProfileId, SegmentId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { Conflict } from './errors.ts'
import type { EventRef, Log, Position } from './log.ts'
import type { Commit, Store } from './store.ts'
import { answersOf, blank, ledgerRow, message, person, record, review, WS } from './store.fixture.ts'

const at = (moment: number) => moment as Instant
const p = (id: string) => id as ProfileId
const VIP = 'vip' as SegmentId

/** The tests; `store` is the one that was opened for the test under way. */
export function goldenConformance({ store, commit }: { readonly store: () => Store & Log; readonly commit: (changes: Partial<Commit>) => Promise<void> }): void {
  test('an undone merge makes them two again, each with the addresses that were dealt to it', async () => {
    const refs = (...all: number[]) => all as EventRef[]
    await commit({ profiles: ['a1', 'a2', 'b1'].map((id) => person(p(id))), history: [{ profile: p('a1'), refs: refs(1, 2) }, { profile: p('a2'), refs: refs(3, 4) }] })
    await commit({ merged: [{ from: p('a1'), into: p('a2') }], history: [{ profile: p('a2'), refs: refs(5, 6) }] })
    await commit({ merged: [{ from: p('a2'), into: p('b1') }] })
    expect(await store().absorbed(WS, p('b1'))).toEqual(['a1', 'a2'])
    expect(await store().history(WS, p('b1'), { limit: 9 })).toEqual([6, 5, 4, 3, 2, 1])
    expect(await store().history(WS, p('b1'), { limit: 2, before: 4 as EventRef })).toEqual([3, 2])
    const dealt = [{ profile: p('a1'), refs: refs(1, 2, 5) }, { profile: p('a2'), refs: refs(3, 4, 6) }]
    await commit({ merged: [{ from: p('a1'), into: null }], profiles: [person(p('a1'))], rehistory: dealt })
    expect(await store().survivor(WS, p('a1'))).toBe('a1')
    expect(await store().countProfiles(WS)).toBe(2)
    expect(await store().absorbed(WS, p('b1'))).toEqual(['a2'])
    expect(await store().history(WS, p('a1'), { limit: 9 })).toEqual([5, 2, 1])
    expect(await store().history(WS, p('b1'), { limit: 9 })).toEqual([6, 4, 3])
  })

  test('of an erased person nothing remains, and everybody else keeps everything', async () => {
    const both = (id: string): Partial<Commit> => ({
      profiles: [person(p(id))],
      owners: [{ key: `userId:${id}`, profile: p(id) }],
      timers: [{ profile: p(id), at: at(5) }],
      members: [{ segment: VIP, profile: p(id), since: at(1) }],
      history: [{ profile: p(id), refs: [7] as EventRef[] }],
      outbox: [message(`m-${id}` as MessageId, { profile: p(id) }), message(`n-${id}` as MessageId, { profile: p(id), state: 'sent' })],
      reviews: [review(`r-${id}`, { a: p('other'), b: p(id) }), review(`s-${id}`, { a: p(id), b: p('other') })],
    })
    await commit(both('b1'))
    const without = await answersOf(store(), WS)
    await commit(both('a1'))
    await commit({ merged: [{ from: p('a2'), into: p('a1') }] })
    // What the same commit says of them does not bring them back.
    await commit({ erased: [p('a1'), p('a2')], timers: [{ profile: p('a1'), at: at(9) }] })
    expect(await answersOf(store(), WS)).toEqual(without)
    expect(await store().survivor(WS, p('a2'))).toBe('a2')
    await store().scrub()
    expect(await answersOf(store(), WS)).toEqual(without)
    await commit(both('a1'))
    expect(await store().countProfiles(WS)).toBe(2)
  })

  test('a rewritten record takes the place of the old one and keeps its number of entries', async () => {
    await commit({ append: [record(1, 1_000, 3), record(2)] })
    await commit({ rewritten: [blank(record(1, 1_000, 3))] })
    expect(await store().read({ ws: WS, after: 0 as Position, limit: 9 })).toEqual([blank(record(1, 1_000, 3)), record(2)])
    expect(await store().position(WS)).toBe(2)
    await expect(commit({ rewritten: [record(1, 1_000, 2)] })).rejects.toThrow('keeps its 3 entries')
    await expect(commit({ rewritten: [record(3)] })).rejects.toBeInstanceOf(Conflict)
    await store().trim(WS, 2 as Position)
    await expect(commit({ rewritten: [record(1, 1_000, 3)] })).rejects.toBeInstanceOf(Conflict)
  })

  test('the ledger has no gap and no row twice', async () => {
    await commit({ ledger: [ledgerRow(1), ledgerRow(2, 'h2')] })
    for (const numbers of [[2], [4], [3, 5], [3, 3]]) await expect(commit({ ledger: numbers.map((n) => ledgerRow(n)), tally: { n: 1 } })).rejects.toBeInstanceOf(Conflict)
    expect(await store().tally(WS)).toEqual({})
    await commit({ ledger: [ledgerRow(3)] })
    expect(await store().ledgerHead(WS)).toEqual(ledgerRow(3))
    expect((await store().ledger(WS, { after: 0, limit: 9, subjects: ['h1'] })).map(({ n }) => n)).toEqual([1, 3])
  })

  test('reviews come with the likeliest first, and a page goes on where it ended', async () => {
    const scores = [0.2, 0.9, 0.9, 1 / 3]
    await commit({ reviews: scores.map((score, i) => review(`r${i}`, { score })) })
    const first = await store().reviewPage(WS, { state: 'open', limit: 2 })
    expect(first.items.map(({ id }) => id)).toEqual(['r1', 'r2'])
    await commit({ reviews: [review('r1', { score: 0.9, state: 'joined' }), review('r9', { score: 0.95 })] })
    expect((await store().reviewPage(WS, { state: 'open', limit: 9, after: first.next as string })).items.map(({ id }) => id)).toEqual(['r3', 'r0'])
    expect(await store().reviewCounts(WS)).toEqual({ open: 4, joined: 1 })
    await expect(store().reviewPage(WS, { limit: 1, after: 'nonsense' })).rejects.toThrow("'nonsense' is not a cursor of ours")
  })
}
