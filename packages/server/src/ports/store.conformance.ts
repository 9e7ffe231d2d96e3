/** What every store that is also its log must do. Call it from the test of an adapter. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MessageId, ProfileId, SegmentId, WorkspaceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { Conflict, Fenced } from './errors.ts'
import type { Log, Position } from './log.ts'
import { RECORD_ENTRIES } from './log.ts'
import type { Commit, Store } from './store.ts'
import { emptyCommit } from './store.ts'
import { history } from './store.commits.ts'
import { goldenConformance } from './store.golden.conformance.ts'
import { answersOf, badRow, everyKind, ledgerRow, message, NEEDLES, NEIGHBOUR, person, record, TEXTS, walk, WS } from './store.fixture.ts'
import { modelAnswers } from './store.model.ts'

/** What the suite needs of an adapter. */
export interface StoreCase {
  readonly name: string
  /** An empty place to keep a store; `open` may be called again and finds what was kept. */
  make(): Promise<{ open(): Promise<Store & Log>; end(): Promise<void> }>
  /** Abilities that this store does not have, each with the reason. */
  readonly cannot?: { readonly reopen?: string }
  /** Histories tried against the model. */
  readonly runs?: number
}

const at = (moment: number) => moment as Instant
const p = (id: string) => id as ProfileId
const VIP = 'vip' as SegmentId

/** The suite. */
export function storeConformance({ name, make, cannot = {}, runs = 60 }: StoreCase): void {
  describe(`the ${name} store`, () => {
    let place: Awaited<ReturnType<StoreCase['make']>>
    let store: Store & Log
    let epoch: number
    const commit = (changes: Partial<Commit>, ws = WS) => store.commit({ ...emptyCommit(ws, epoch), ...changes })

    beforeEach(async () => {
      place = await make()
      store = await place.open()
      epoch = await store.acquire(WS)
    })
    afterEach(() => place.end())
    goldenConformance({ store: () => store, commit: (changes) => commit(changes) })

    test('any history of commits gives the answers of the naive model, in two workspaces that know nothing of each other', async () => {
      await fc.assert(
        fc.asyncProperty(history, history, async (mine, theirs) => {
          const own = await make()
          const fresh = await own.open()
          const left = mine(WS, await fresh.acquire(WS))
          const right = theirs(NEIGHBOUR, await fresh.acquire(NEIGHBOUR))
          for (let i = 0; i < Math.max(left.length, right.length); i++) for (const next of [left[i], right[i]]) if (next !== undefined) await fresh.commit(next)
          const answers = [await answersOf(fresh, WS), await answersOf(fresh, NEIGHBOUR)]
          await own.end()
          expect(answers).toEqual([modelAnswers(left), modelAnswers(right)])
        }),
        { numRuns: runs },
      )
    })

    test('an empty store answers every question with nothing', async () => {
      expect(await answersOf(store, WS)).toEqual(modelAnswers([]))
    })

    test('a commit that fails midway changes nothing at all', async () => {
      await store.commit(everyKind(WS, epoch))
      const before = await answersOf(store, WS)
      const next = everyKind(WS, epoch, 2)
      const unwritable = { get secret(): Json { throw new Error('no such value') } }
      const broken: Commit[] = [
        { ...next, append: [record(4)] },
        { ...next, epoch: epoch - 1 },
        { ...next, ledger: [ledgerRow(4)] },
        { ...next, rewritten: [record(9)] },
        { ...next, rewritten: [record(1, 1_000, 1)] },
        { ...next, values: [{ key: 'keys/b', value: unwritable }] },
        { ...next, bad: [badRow('x2'), { ...badRow('x3'), get raw(): string { throw new Error('no such value') } }] },
        { ...next, outbox: [message('m2' as MessageId), message('m3' as MessageId, { detail: unwritable })] },
      ]
      for (const one of broken) await expect(store.commit(one)).rejects.toThrow()
      expect(await answersOf(store, WS)).toEqual(before)
      await store.commit(next)
      expect(await store.position(WS)).toBe(2)
    })

    test('a writer that was replaced can write nothing more, and only in its own workspace', async () => {
      const neighbour = await store.acquire(NEIGHBOUR)
      const successor = await store.acquire(WS)
      expect(successor).toBeGreaterThan(epoch)
      const before = await answersOf(store, WS)
      await expect(store.commit(everyKind(WS, epoch))).rejects.toBeInstanceOf(Fenced)
      await expect(store.commit(everyKind(WS, successor + 1))).rejects.toBeInstanceOf(Fenced)
      expect(await answersOf(store, WS)).toEqual(before)
      await store.commit(everyKind(WS, successor))
      await store.commit(everyKind(NEIGHBOUR, neighbour))
    })

    test('records of a commit follow the log without gap or repetition', async () => {
      await commit({ append: [record(1), record(2)] })
      for (const positions of [[2], [4], [3, 5], [3, 3]]) {
        const append = positions.map((position) => record(position))
        await expect(commit({ append, tally: { accepted: 1 } })).rejects.toBeInstanceOf(Conflict)
      }
      expect(await store.tally(WS)).toEqual({})
      await commit({ append: [record(3)] })
      expect(await store.position(WS)).toBe(3)
      expect((await store.read({ ws: WS, after: 0 as Position, limit: 10 })).map((kept) => kept.position)).toEqual([1, 2, 3])
    })

    test('a commit without records leaves the position where it is', async () => {
      await commit({ append: [record(1)] })
      await commit({ tally: { accepted: 1 } })
      expect(await store.position(WS)).toBe(1)
    })

    test('trimming the log forgets records, never the ids that were accepted', async () => {
      for (const position of [1, 2, 3]) await commit({ append: [record(position)], seen: new Float64Array([position, position]) })
      expect(await store.trim(WS, 3 as Position)).toBe(2)
      expect([...(await store.seen(WS, 10))]).toEqual([3, 3, 2, 2, 1, 1])
      expect(await store.position(WS)).toBe(3)
    })

    test('accepted ids come newest first, and no more than asked for', async () => {
      await commit({ seen: new Float64Array([1, 10, 2, 20, 3, 30]) })
      await commit({ seen: new Float64Array([4, 40, 5, 50]) })
      expect([...(await store.seen(WS, 4))]).toEqual([5, 50, 4, 40, 3, 30, 2, 20])
      expect([...(await store.seen(WS, 0))]).toEqual([])
      // A view into a larger array keeps its own part only.
      await commit({ seen: new Float64Array([9, 9, 6, 60, 9, 9]).subarray(2, 4) })
      expect([...(await store.seen(WS, 2))]).toEqual([6, 60, 5, 50])
    })

    test('a timer is due at its moment and not one millisecond before', async () => {
      await commit({ timers: [{ profile: p('a1'), at: at(1_000) }, { profile: p('a2'), at: at(1_001) }, { profile: p('b1'), at: at(1_000) }] })
      expect(await store.timersDue(WS, at(999), 10)).toEqual([])
      expect((await store.timersDue(WS, at(1_000), 10)).map((timer) => timer.profile)).toEqual(['a1', 'b1'])
      expect((await store.timersDue(WS, at(5_000), 1)).map((timer) => timer.profile)).toEqual(['a1'])
      await commit({ timers: [{ profile: p('a1'), at: null }, { profile: p('b1'), at: at(2_000) }] })
      expect(await store.nextTimer(WS)).toBe(1_001)
      expect(await store.countTimers(WS)).toBe(2)
    })

    test('only planned messages are due, from their moment on, earliest first', async () => {
      const row = (id: string, dueAt: number, state: 'planned' | 'calling') => message(id as MessageId, { dueAt: at(dueAt), state })
      await commit({ outbox: [row('m1', 1_000, 'planned'), row('m2', 500, 'planned'), row('m3', 1, 'calling'), row('m4', 1_001, 'planned')] })
      expect((await store.outboxDue(WS, at(1_000), 10)).map(({ id }) => id)).toEqual(['m2', 'm1'])
      await commit({ outbox: [row('m2', 500, 'calling'), row('m1', 1_002, 'planned')] })
      expect((await store.outboxDue(WS, at(1_001), 10)).map(({ id }) => id)).toEqual(['m4'])
    })

    test('a page continues where it ended although new rows came meanwhile', async () => {
      const row = (id: string, updatedAt: number) => message(id as MessageId, { updatedAt: at(updatedAt) })
      await commit({ outbox: [row('m1', 10), row('m2', 20), row('m3', 20), row('m4', 30)], bad: [badRow('x1', 10), badRow('x2', 10)] })
      const first = await store.outboxPage(WS, { limit: 2 })
      expect(first.items.map(({ id }) => id)).toEqual(['m4', 'm3'])
      const firstBad = await store.badPage(WS, { limit: 1 })
      await commit({ outbox: [row('m5', 40), row('m4', 50)], bad: [badRow('x3', 10)] })
      const rest = await walk((after) => store.outboxPage(WS, { limit: 1, after: after ?? (first.next as string) }))
      expect(rest.map(({ id }) => id)).toEqual(['m2', 'm1'])
      expect((await store.badPage(WS, { limit: 9, after: firstBad.next as string })).items.map(({ id }) => id)).toEqual(['x1'])
      await expect(store.outboxPage(WS, { limit: 1, after: 'nonsense' })).rejects.toThrow("'nonsense' is not a cursor of ours")
      expect((await store.outboxPage(WS, { limit: 5 })).next).toBeNull()
    })

    test('a merged-away person answers nothing, and leads to whom all later merges lead', async () => {
      await commit({ profiles: ['a1', 'a2', 'b1'].map((id) => person(p(id))) })
      await commit({ merged: [{ from: p('a1'), into: p('a2') }], owners: [{ key: 'userId:1', profile: p('a2') }] })
      await commit({ merged: [{ from: p('a2'), into: p('b1') }], owners: [{ key: 'userId:1', profile: p('b1') }] })
      expect(await store.survivor(WS, p('a1'))).toBe('b1')
      expect(await store.survivor(WS, p('b1'))).toBe('b1')
      expect([...(await store.profiles(WS, [p('a1'), p('a2'), p('b1')])).keys()]).toEqual(['b1'])
      expect(await store.countProfiles(WS)).toBe(1)
      expect(await store.search(WS, 'chen', 9)).toHaveLength(1)
      expect((await store.owners(WS, ['userId:1'])).get('userId:1')).toBe('b1')
    })

    test('people are found by any part of their folded text, where % and _ mean themselves', async () => {
      await commit({ profiles: TEXTS.map((text, i) => person(p(`p${i}`), text)) })
      for (const needle of NEEDLES) {
        const expected = TEXTS.flatMap((text, i) => (text.includes(needle) ? [`p${i}`] : [])).reverse()
        expect((await store.search(WS, needle, 99)).map(({ id }) => id), needle).toEqual(expected)
      }
      await commit({ profiles: [person(p('p0'), 'renamed')] })
      expect((await store.search(WS, 'wei', 9)).length).toBe(0)
      expect((await store.search(WS, 'renamed', 9)).map(({ id }) => id)).toEqual(['p0'])
    })

    test('counters add up, members are counted once however often they enter', async () => {
      await commit({ tally: { accepted: 3, bad: 1 } })
      await commit({ tally: { accepted: 4 } })
      expect(await store.tally(WS)).toEqual({ accepted: 7, bad: 1 })
      const enters = (profile: string, since: number | null) => ({ segment: VIP, profile: p(profile), since: since as Instant | null })
      await commit({ members: [enters('a1', 1), enters('a1', 2), enters('a2', 3), enters('b1', null)] })
      expect(await store.memberCounts(WS)).toEqual(new Map([[VIP, 2]]))
      expect(await store.members(WS, VIP, p('a1'), 9)).toEqual([{ profile: 'a2', since: 3 }])
      await commit({ members: [enters('a1', null), enters('a2', null), enters('a2', null)] })
      expect(await store.memberCounts(WS)).toEqual(new Map())
    })

    test('what is changed after a commit or a read does not change in the store', async () => {
      const value = { keys: ['one'] }
      const recent = [...person(p('a1')).recent]
      const hashes = new Float64Array([1, 2])
      await commit({ values: [{ key: 'keys/a', value }], profiles: [{ ...person(p('a1')), recent }], seen: hashes, outbox: [message('m1' as MessageId)] })
      const before = await answersOf(store, WS)
      value.keys.push('two')
      recent.pop()
      hashes[0] = 9
      ;((await store.value(WS, 'keys/a')) as { keys: string[] }).keys.push('three')
      ;((await store.outboxById(WS, ['m1' as MessageId])).get('m1' as MessageId) as { attempts: number }).attempts = 7
      ;(await store.seen(WS, 1))[0] = 9
      expect(await answersOf(store, WS)).toEqual(before)
    })

    test('a batch of the largest size is one commit', async () => {
      const ids = Array.from({ length: RECORD_ENTRIES }, (_, i) => p(`p${String(i).padStart(5, '0')}`))
      await commit({
        append: [record(1, 1_000, RECORD_ENTRIES)],
        seen: Float64Array.from({ length: 2 * RECORD_ENTRIES }, (_, i) => i),
        profiles: ids.map((id) => person(id)),
        owners: ids.map((profile) => ({ key: `userId:${profile}`, profile })),
        timers: ids.map((profile, i) => ({ profile, at: at(i) })),
        members: ids.map((profile) => ({ segment: VIP, profile, since: at(1) })),
        outbox: ids.map((profile) => message(`m-${profile}` as MessageId, { profile })),
      })
      expect([await store.countProfiles(WS), await store.countTimers(WS), (await store.memberCounts(WS)).get(VIP)]).toEqual([RECORD_ENTRIES, RECORD_ENTRIES, RECORD_ENTRIES])
      expect((await store.profiles(WS, ids)).size).toBe(RECORD_ENTRIES)
      expect((await store.scan(WS, ids[4_000] as ProfileId, 1_000)).map(({ id }) => id)).toEqual(ids.slice(4_001))
      expect((await store.outboxDue(WS, at(1_000), 5_000)).length).toBe(RECORD_ENTRIES)
    })

    test.skipIf(cannot.reopen !== undefined)(`everything is there after opening again${cannot.reopen === undefined ? '' : ` (cannot: ${cannot.reopen})`}`, async () => {
      await store.commit(everyKind(WS, epoch))
      const before = await answersOf(store, WS)
      await store.close()
      store = await place.open()
      expect(await answersOf(store, WS)).toEqual(before)
      expect(await store.acquire(WS)).toBe(epoch + 1)
    })

    test('texts of any script and the largest numbers come back as they were', async () => {
      const key = 'wechatOpenid:\u0000\u{1f600}王สม' as const
      const id = p('\u{1f600}')
      const values = [0.1, -1, 2 ** 53 - 1, 1e300, '\u2028', [null, true]] as const
      await commit({
        owners: [{ key, profile: id }],
        timers: [{ profile: id, at: at(Number.MAX_SAFE_INTEGER) }],
        values: values.map((value, i) => ({ key: `v${i}`, value: value as Json })),
        tally: { sum: 0.5 },
      })
      expect((await store.owners(WS, [key])).get(key)).toBe(id)
      expect(await store.nextTimer(WS)).toBe(Number.MAX_SAFE_INTEGER)
      expect((await store.values(WS, 'v')).map(({ value }) => value)).toEqual(values)
      expect(await store.tally(WS)).toEqual({ sum: 0.5 })
      expect(await store.countProfiles('nobody' as WorkspaceId)).toBe(0)
    })
  })
}
