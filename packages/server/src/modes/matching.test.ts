import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { KNOWN } from '@rapport/core/event/event'
import { normaliseIdentifier, type IdentifierKind } from '@rapport/core/event/identifier'
import { DEFAULT_MATCHING, type MatchingPolicy } from '@rapport/core/match/policy'
import { openIndex } from '../matching/index-file.ts'
import { createMatcher } from '../matching/matcher.ts'
import { startWriter } from '../runtime/writer.ts'
import { memoryStore } from '../store/memory.ts'

const ws = 'shop' as WorkspaceId

/** A shop whose arrivals are matched at once. */
async function shop(policy: Partial<MatchingPolicy> = {}) {
  let now = Date.UTC(2026, 10, 22, 4) as Instant
  let n = 0
  const store = memoryStore()
  const changed = new Set<ProfileId>()
  const writer = await startWriter({ ws, store, clock: () => now, newSeed: () => 'seed', onMatchChange: (ids) => ids.forEach((id) => changed.add(id)) })
  await writer.define({ version: 1, definitions: DEFAULT_DEFINITIONS, by: 'test' })
  const index = openIndex(join(mkdtempSync(join(tmpdir(), 'rapport-match-')), 'match.db'))
  const matcher = createMatcher({ ws, index, reads: store, policy: () => ({ ...DEFAULT_MATCHING, ...policy }), clock: () => now })
  async function settle(): Promise<void> {
    for (let round = 0; round < 10 && changed.size > 0; round++) {
      const ids = [...changed]
      changed.clear()
      const { reviews, joins } = await matcher.look(ids)
      if (joins.length > 0) await writer.accept(joins.map((event) => ({ is: 'event', event })))
      await writer.review(reviews)
    }
  }
  return {
    store,
    index,
    matcher,
    writer,
    settle,
    /** Somebody tells a source about themselves; answers their profile. */
    async tells(who: { readonly [kind in IdentifierKind]?: string }, traits: JsonObject, source = 'web'): Promise<ProfileId> {
      now = (now + 1_000) as Instant
      const identifiers = Object.entries(who).flatMap(([kind, value]) => normaliseIdentifier(kind as IdentifierKind, value ?? '') ?? [])
      const stamp = { id: `${source}:${++n}` as EventId, type: KNOWN.identified, at: now, receivedAt: now, source: source as SourceId }
      await writer.accept([{ is: 'event', event: { ...stamp, identifiers, properties: { traits } } }])
      await settle()
      const [key] = identifiers.map(({ kind, value }) => `${kind}:${value}`)
      return (await store.owners(ws, [key ?? ''])).get(key ?? '') as ProfileId
    },
    reviews: async () => (await store.reviewPage(ws, { limit: 100 })).items,
    async decide(verdicts: readonly { readonly a: string; readonly b: string; readonly is: string }[]): Promise<void> {
      now = (now + 1_000) as Instant
      const stamp = { id: `system:decision:${++n}` as EventId, type: KNOWN.identityDecided, at: now, receivedAt: now, source: 'system' as SourceId }
      await writer.accept([{ is: 'event', event: { ...stamp, identifiers: [], properties: { verdicts: [...verdicts] } } }])
      await settle()
    },
  }
}

const MEI = { name: '陳怡君', birthday: '1990-01-02', address: '台北市信義路五段7號', phone: '0928117355' }
const MEI_LATIN = { name: 'Yi-Chun Chen', birthday: '1990/1/2', address: '台北市信義路五段7號', phone: '+886 928 117 355' }

test('somebody who arrives again in another writing waits for review, with reasons, and once settled is never proposed again', async () => {
  const { tells, reviews, writer, store } = await shop()
  const a = await tells({ lineId: 'U1' }, MEI, 'line')
  expect(await reviews()).toEqual([])
  const b = await tells({ anonymousId: 'd1' }, MEI_LATIN)
  const [review, ...others] = await reviews()
  expect(others).toEqual([])
  expect(review).toMatchObject({ state: 'open', proposes: 'join' })
  expect([review?.a, review?.b].sort()).toEqual([a, b].sort())
  expect(review?.score).toBeGreaterThanOrEqual(DEFAULT_MATCHING.reviewAt)
  expect(review?.evidence).toContainEqual(expect.objectContaining({ field: 'birth', label: 'same' }))
  expect(await writer.review([{ ...review!, state: 'apart' }])).toBe(1)
  await tells({ anonymousId: 'd1' }, { ...MEI_LATIN, city: 'Taipei' })
  expect((await reviews()).map(({ state }) => state)).toEqual(['apart'])
  expect(await store.countProfiles(ws)).toBe(2)
})

test('a policy that links joins them at once, and taking them apart again holds', async () => {
  const { tells, reviews, store, decide } = await shop({ mode: 'link', linkAt: 0.95 })
  await tells({ lineId: 'U1' }, MEI, 'line')
  await tells({ email: 'yc@example.com' }, { ...MEI_LATIN, email: 'yc@example.com' })
  expect(await store.countProfiles(ws)).toBe(1)
  expect(await reviews()).toMatchObject([{ state: 'joined', settledBy: 'matching' }])
  await decide([{ a: 'email:yc@example.com', b: 'lineId:U1', is: 'apart' }])
  expect(await store.countProfiles(ws)).toBe(2)
  await tells({ email: 'yc@example.com' }, { ...MEI_LATIN, city: 'Taipei', email: 'yc@example.com' })
  expect(await store.countProfiles(ws)).toBe(2)
  expect((await reviews()).filter(({ state }) => state === 'open')).toEqual([])
})

test('a mother and a daughter with one phone and one address stay two people and share a household', async () => {
  const { tells, reviews, matcher, store } = await shop({ mode: 'link', linkAt: 0.95 })
  const home = { phone: '0928117355', address: '台北市信義路五段7號' }
  const mother = await tells({ userId: 'u1' }, { ...home, name: '林美玲', birthday: '1960-03-04' })
  const daughter = await tells({ userId: 'u2' }, { ...home, name: '林怡君', birthday: '1990-08-09' })
  expect(mother).not.toBe(daughter)
  expect(await store.countProfiles(ws)).toBe(2)
  expect(await reviews()).toEqual([])
  expect(matcher.household(mother)).toEqual([{ id: daughter, because: ['address', 'phone'] }])
})

test('a person whom two sources know as two people is proposed to be split, with the identifiers that would move', async () => {
  const { tells, reviews } = await shop()
  const phone = '+886928117355'
  const one = await tells({ phone, lineId: 'U1' }, { name: '王大明', birthday: '1960-03-04' }, 'till')
  const other = await tells({ phone, email: 'yc@mail.tw' }, { name: '林怡君', birthday: '1990-08-09' }, 'web')
  expect(one).toBe(other)
  const [review, ...others] = await reviews()
  expect(others).toEqual([])
  expect(review).toMatchObject({ state: 'open', proposes: 'split', a: one, b: one })
  const about = review?.evidence as { readonly move: readonly string[] } | undefined
  expect([['lineId:U1'], ['email:yc@mail.tw']]).toContainEqual(about?.move)
})

test('two accounts are not proposed, because nobody could join them', async () => {
  const { tells, reviews } = await shop()
  await tells({ userId: 'u1' }, MEI)
  await tells({ userId: 'u2' }, MEI_LATIN)
  expect(await reviews()).toEqual([])
})

test('people who are merged by other evidence settle their proposals, and those who are forgotten leave the index', async () => {
  const { tells, reviews, index, matcher } = await shop()
  const a = await tells({ lineId: 'U1' }, MEI, 'line')
  await tells({ anonymousId: 'd1' }, MEI_LATIN)
  await tells({ lineId: 'U1', anonymousId: 'd1' }, {})
  expect((await reviews()).map(({ state }) => state)).toEqual(['gone'])
  expect(index.people()).toBe(1)
  matcher.forget([a])
  expect(index.find(a)).toBeNull()
})

test('a storm on one phone number crowds its key: time stays bounded and nobody is proposed for it', async () => {
  const { tells, reviews, index } = await shop()
  for (let i = 0; i < 90; i++) await tells({ userId: `u${i}` }, { name: `${'王林陳李張'[i % 5]}${'大明美玲怡君志偉'[i % 8]}`, phone: '0912000111' })
  expect(index.crowded()).toBeGreaterThan(0)
  expect(await reviews()).toEqual([])
})
