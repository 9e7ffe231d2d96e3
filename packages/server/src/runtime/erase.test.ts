import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { decodeState } from '@rapport/core/engine/codec'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { parseIdentifierKey } from '@rapport/core/event/identifier'
import type { Log, Position } from '../ports/log.ts'
import { answersOf } from '../ports/store.fixture.ts'
import type { Store } from '../ports/store.ts'
import { memoryStore } from '../store/memory.ts'
import { ERASING_PREFIX } from './erase.ts'
import { replay } from './replay.ts'
import { erasureHash } from './suppression.ts'
import { namesThem } from './tombstone.ts'
import { startWriter, type Writer } from './writer.ts'

const ws = 'shop' as WorkspaceId
const DAY = 86_400_000
const NOON = Date.UTC(2026, 10, 22, 4)

/** A writer with a clock to turn, and a way to say what somebody did. */
async function openWriter(store: Store & Log = memoryStore()) {
  let now = NOON as Instant
  let n = 0
  const start = (): Promise<Writer> => startWriter({ ws, store, clock: () => now, newSeed: () => 'seed' })
  let writer = await start()
  return {
    store,
    writer: () => writer,
    restart: async () => void (writer = await start()),
    pass: (ms: number) => void (now = (now + ms) as Instant),
    async did(type: string, keys: readonly string[], properties: JsonObject = {}, at: number = now) {
      const identifiers = keys.map((key) => parseIdentifierKey(key)).filter((id) => id !== null)
      await writer.accept([{ is: 'event', event: { id: `web:e${++n}` as EventId, type, at: at as Instant, receivedAt: now, source: 'web' as SourceId, identifiers, properties } }])
    },
    who: async (key: string) => (await store.owners(ws, [key])).get(key),
  }
}
type World = Awaited<ReturnType<typeof openWriter>>

/** Everything that the store can be asked for, as one text. */
async function everything(store: Store & Log): Promise<string> {
  const log = await store.read({ ws, after: 0 as Position, limit: 1_000 })
  return JSON.stringify([await answersOf(store, ws), await store.scan(ws, null, 1_000), await store.values(ws, ''), log, await store.badPage(ws, { limit: 100 })])
}

async function finish({ writer }: World, id: string, restart: (step: number) => Promise<void> = async () => {}): Promise<void> {
  for (let step = 0; ; step++) {
    await restart(step)
    const item = await writer().erase({ is: 'slice', id })
    if (item?.step === 'analytics') break
  }
  await writer().erase({ is: 'analysed', id })
  await writer().erase({ is: 'scrub', id })
  await writer().put(ERASING_PREFIX + id, null)
}

async function shopWithMei(): Promise<World> {
  const world = await openWriter()
  await world.did('page_viewed', ['anonymousId:mei-tablet'], { path: '/mei-secret' })
  await world.did('identified', ['userId:mei-user', 'email:mei@example.com', 'phone:+886935482017', 'anonymousId:mei-tablet'], { traits: { name: 'mei-secret' } })
  for (let i = 0; i < 70; i++) await world.did('page_viewed', ['userId:mei-user'], { path: `/mei-secret/${i}` })
  await world.did('page_viewed', ['userId:bob', 'anonymousId:mei-tablet'], { path: '/bob' })
  await world.did('order_completed', ['userId:bob'], { total: 5 })
  await world.writer().accept([
    { is: 'bad', source: 'web' as SourceId, code: 'x', reason: 'no', raw: '{"phone":"0935-482-017","name":"mei-secret"}', id: 'bad1' },
    { is: 'bad', source: 'web' as SourceId, code: 'x', reason: 'no', raw: '{"user":"bob"}', id: 'bad2' },
  ])
  return world
}

test('of an erased person the store knows no word, wherever the process ended in between, and others keep what is theirs', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }), async (crashes) => {
      const world = await shopWithMei()
      const mei = (await world.who('userId:mei-user')) as ProfileId
      const bob = (await world.who('userId:bob')) as ProfileId
      const before = await everything(world.store)
      const item = await world.writer().erase({ is: 'begin', id: 'r1', profile: mei })
      const again = await world.writer().erase({ is: 'begin', id: 'r1', profile: mei })
      await finish(world, 'r1', async (step) => {
        if (crashes[step]) await world.restart()
      })
      const after = await everything(world.store)
      for (const text of ['mei-secret', 'mei-user', 'mei-tablet', 'mei@example', '935482017', mei]) expect([text, before.includes(text), after.includes(text)]).toEqual([text, true, false])
      expect([again?.subject, item?.subject]).toEqual([erasureHash('seed', `profile:${mei}`), erasureHash('seed', `profile:${mei}`)])
      expect((await world.store.profiles(ws, [bob])).size).toBe(1)
      expect((await world.store.badPage(ws, { limit: 9 })).items.map(({ id }) => id)).toEqual(['bad2'])
      const into = memoryStore()
      const { different } = await replay({ from: world.store, into, ws, seed: 'seed' })
      expect(different).toEqual([])
      const documents = async (store: Store) => (await store.scan(ws, null, 9)).map(({ body }) => decodeState(body))
      expect(await documents(into)).toEqual(await documents(world.store))
      expect(await into.values(ws, 'suppressed/')).toEqual(await world.store.values(ws, 'suppressed/'))
    }),
    { numRuns: 8 },
  )
})

test('who was erased comes back by no event, only by a consent that is younger than the erasure, and then for good', async () => {
  const world = await shopWithMei()
  await world.writer().erase({ is: 'begin', id: 'r1', profile: (await world.who('userId:mei-user')) as ProfileId })
  await finish(world, 'r1')
  const known = async () => (await world.who('email:mei@example.com')) !== undefined
  world.pass(1_000)
  await world.did('order_completed', ['email:mei@example.com'])
  await world.did('consent_given', ['email:mei@example.com'], { purpose: 'marketing' }, NOON - 1)
  await world.restart()
  await world.did('page_viewed', ['userId:eve', 'phone:+886935482017'])
  const verdicts = [{ a: 'email:mei@example.com', b: 'userId:bob', is: 'joined' }]
  const decided = { id: 'system:late' as EventId, type: 'identity_decided', at: NOON as Instant, receivedAt: NOON as Instant, source: 'system' as SourceId, identifiers: [], properties: { verdicts } }
  await world.writer().accept([{ is: 'event', event: decided }])
  expect([await known(), await world.who('userId:eve') !== undefined, await world.who('phone:+886935482017')]).toEqual([false, true, undefined])
  const { in: all, accepted, duplicate, bad, suppressed } = (await world.store.tally(ws)) as { readonly [name: string]: number }
  expect(suppressed).toBe(3)
  expect(all).toBe(Number(accepted) + Number(duplicate) + Number(bad) + Number(suppressed))
  await world.did('consent_given', ['email:mei@example.com'], { purpose: 'marketing' })
  await world.did('order_completed', ['email:mei@example.com'])
  expect(await known()).toBe(true)
  // The phone was not named by the consent, so it stays out.
  await world.did('page_viewed', ['phone:+886935482017'])
  await world.restart()
  expect([await known(), await world.who('phone:+886935482017')]).toEqual([true, undefined])
  const into = memoryStore()
  await replay({ from: world.store, into, ws, seed: 'seed' })
  expect((await into.owners(ws, ['email:mei@example.com'])).size).toBe(1)
  const hashes = async (store: Store) => (await store.values(ws, 'suppressed/')).flatMap(({ value }) => (value as unknown as { readonly hashes: unknown[] }).hashes)
  expect(await hashes(into)).toEqual(await hashes(world.store))
})

test('as long as nobody was erased, no event is looked at twice', async () => {
  const world = await openWriter()
  await world.did('page_viewed', ['userId:a'])
  expect(await world.store.values(ws, 'suppressed/')).toEqual([])
  expect((await world.store.tally(ws))['suppressed'] ?? 0).toBe(0)
})

test('events are forgotten when their time is over, their counts and people stay, and a restart goes on where it was', async () => {
  const world = await openWriter()
  const { version } = world.writer().workspace()
  const traits = [{ id: 'views', compute: 'count', event: 'page_viewed' }] as unknown as typeof DEFAULT_DEFINITIONS.traits
  await world.writer().define({ version, definitions: { ...DEFAULT_DEFINITIONS, traits, retention: [{ event: 'page_viewed', keep: '30d' }] }, by: 'test' })
  for (let i = 0; i < 60; i++) await world.did('page_viewed', ['userId:a', 'anonymousId:b'], { path: `/old/${i}` })
  await world.did('order_completed', ['userId:a'], { path: '/order' })
  world.pass(29 * DAY)
  for (let slices = 0; await world.writer().expire(); ) if (++slices > 20) throw new Error('never ends')
  expect(await everything(world.store)).toContain('/old/0')
  world.pass(2 * DAY)
  await world.did('page_viewed', ['userId:a'], { path: '/young' })
  let slices = 0
  while (await world.writer().expire()) {
    if (++slices === 2) await world.restart()
  }
  const after = await everything(world.store)
  expect([after.includes('/old/'), after.includes('/young'), after.includes('/order')]).toEqual([false, true, true])
  expect(slices).toBeGreaterThan(2)
  const a = (await world.who('userId:a')) as ProfileId
  expect(await world.who('anonymousId:b')).toBe(a)
  const document = (await world.store.profiles(ws, [a])).get(a)
  expect(JSON.stringify(decodeState(document?.body ?? '').counters)).toContain('61')
  const into = memoryStore()
  await replay({ from: world.store, into, ws, seed: 'seed' })
  expect((await into.owners(ws, ['anonymousId:b'])).get('anonymousId:b')).toBe((await into.owners(ws, ['userId:a'])).get('userId:a'))
})

test('a text names a person by an identifier however it is written there, and not by chance', () => {
  const keys = ['email:mei@example.com', 'phone:+886935482017', 'userId:17']
  for (const text of ['{"e":"MEI@Example.com"}', 'e=mei%40example.com', 'tel 0935 482 017', '{"user_id":"17"}', 'userId=17&x=1', 'profile p-77']) expect([text, namesThem(text, keys, ['p-77'])]).toEqual([text, true])
  for (const text of ['{"total":17}', '{"at":1790000000017}', '{"user_id":"171"}', 'somebody@example.com', '0935 482 0', '']) expect([text, namesThem(text, keys, ['p-77'])]).toEqual([text, false])
})
