import { expect, test } from 'vitest'
import type { EventId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { RECORD_ENTRIES } from '../ports/log.ts'
import { memoryStore } from '../store/memory.ts'
import type { Arrival } from './app.ts'
import { startWriter } from './writer.ts'

const ws = 'shop' as WorkspaceId
const NOON = Date.UTC(2026, 10, 22, 4) as Instant

test('a request of 5,000 events is taken whole, lies in the log in order, and every person finds their own events there', async () => {
  const store = memoryStore()
  const writer = await startWriter({ ws, store, clock: () => NOON, newSeed: () => 'seed' })
  const before = await store.last(ws)
  const arrivals = Array.from({ length: 5_000 }, (_, i): Arrival => ({
    is: 'event',
    event: { id: `web:${i}` as EventId, type: 'item_viewed', at: NOON, receivedAt: NOON, source: 'web' as SourceId, identifiers: [{ kind: 'userId', value: `u${i % 500}` }], properties: { i } },
  }))
  expect(await writer.accept(arrivals)).toMatchObject({ is: 'ok', accepted: 5_000 })
  const records = await store.read({ ws, after: before.position, limit: 100 })
  const lists = records.map((record) => (record.body.is === 'events' ? record.body.entries : []))
  expect(lists.map((list) => list.length)).toEqual([RECORD_ENTRIES, 5_000 - RECORD_ENTRIES])
  expect(lists.flat().map(({ event }) => event.properties['i'])).toEqual(Array.from({ length: 5_000 }, (_, i) => i))
  const owner = (await store.owners(ws, ['userId:u7'])).get('userId:u7')!
  const { recent } = (await store.profiles(ws, [owner])).get(owner)!
  const own = recent.map((ref) => {
    const record = records.find(({ position }) => position === Math.floor(ref / RECORD_ENTRIES))
    return record?.body.is === 'events' ? record.body.entries[ref % RECORD_ENTRIES]?.event.properties['i'] : undefined
  })
  expect(own).toEqual(Array.from({ length: 10 }, (_, n) => n * 500 + 7))
  expect(await writer.accept(arrivals.slice(0, 3))).toMatchObject({ duplicate: 3 })
})
