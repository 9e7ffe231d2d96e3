import type { EventId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogEntry, LogRecord, Position } from '../ports/log.ts'
import { createMemoryWarehouse } from './memory.ts'
import { blocksOf } from './rows.ts'

const event = (id: string, cause?: string): Event => ({
  id: id as EventId,
  type: 'order_completed',
  at: 1_000 as Instant,
  receivedAt: 2_000 as Instant,
  source: 'web' as SourceId,
  identifiers: [],
  properties: { total: 5 },
  ...(cause === undefined ? {} : { cause: cause as EventId }),
})
const record = (position: number, entries: readonly LogEntry[]): LogRecord => {
  return { v: 1, keyId: null, ws: 'shop' as WorkspaceId, position: position as Position, at: 3_000 as Instant, body: { is: 'events', entries } }
}
const entry = (id: string, changes: Partial<LogEntry> = {}): LogEntry => ({ event: event(id), profile: 'p1' as ProfileId, derived: [], ...changes })

test('an event and what followed from it become rows of the same person', () => {
  const blocks = blocksOf([record(3, [entry('e1', { derived: [event('d1', 'e1')] })]), record(4, [entry('e2')])])
  expect(blocks).toHaveLength(1)
  expect(blocks[0]).toMatchObject({ table: 'events', token: 'shop:3-4' })
  expect(blocks[0]?.rows.map(({ id, profile, cause }) => [id, profile, cause])).toEqual([
    ['e1', 'p1', ''],
    ['d1', 'p1', 'e1'],
    ['e2', 'p1', ''],
  ])
  const row = { ws: 'shop', id: 'e1', type: 'order_completed', at: 1_000, received_at: 2_000, source: 'web', profile: 'p1', cause: '' }
  expect(blocks[0]?.rows[0]).toEqual({ ...row, properties: '{"total":5}', context: '{}' })
})

test('a merge becomes a row that leads from the old person to the new one', () => {
  const blocks = blocksOf([record(9, [entry('e1', { merged: ['p2', 'p3'] as ProfileId[] })])])
  const row = { ws: 'shop', into: 'p1', position: 9 }
  expect(blocks[1]).toEqual({ table: 'merges', token: 'shop:9-9', rows: [{ ...row, from: 'p2' }, { ...row, from: 'p3' }] })
})

test('what a division corrects goes along: where ids lead now, and whose older events are', () => {
  const { event } = entry('e0')
  const correction = { redirects: [{ from: 'p1' as ProfileId, into: 'p1' as ProfileId }], events: [{ event, profile: 'p2' as ProfileId }] }
  const [events, merges] = blocksOf([record(9, [entry('e1')])], [], correction)
  expect(events?.rows.map((row) => [row['id'], row['profile']])).toEqual([['e1', 'p1'], ['e0', 'p2']])
  expect(merges?.rows).toEqual([{ ws: 'shop', from: 'p1', into: 'p1', position: 9 }])
})

test('an event about nobody known has an empty person', () => {
  expect(blocksOf([record(1, [entry('e1', { profile: null })])])[0]?.rows[0]).toMatchObject({ profile: '' })
})

test('golden records travel with the records that changed them', () => {
  const touched = [{ id: 'p1' as ProfileId, traits: { tier: 'gold' }, segments: ['vip'], updatedAt: 5_000 as Instant }]
  const row = { ws: 'shop', id: 'p1', traits: '{"tier":"gold"}', segments: ['vip'], updated_at: 5_000 }
  expect(blocksOf([record(1, [entry('e1')])], touched)[1]).toEqual({ table: 'profiles', token: 'shop:1-1', rows: [row] })
})

test('definitions and an empty stretch of the log are no rows', () => {
  expect(blocksOf([])).toEqual([])
  expect(blocksOf([{ ...record(1, []), body: { is: 'definitions', version: 2, definitions: {} as never, by: 'me' } }])).toEqual([])
})

test('analytics equals the log: each event is there once, wherever the log is cut and however often a block is tried', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 12 }), fc.infiniteStream(fc.integer({ min: 1, max: 4 })), async (sizes, cuts) => {
      const entryOf = (name: string, derives: boolean) => entry(`e${name}`, { derived: derives ? [event(`d${name}`, `e${name}`)] : [] })
      const records = sizes.map((size, i) => record(i + 1, Array.from({ length: size }, (_, n) => entryOf(`${i}-${n}`, n % 2 === 0))))
      const warehouse = createMemoryWarehouse()
      for (let at = 0; at < records.length; ) {
        const part = records.slice(at, (at += cuts.next().value))
        for (let n = cuts.next().value; n > 0; n--) await warehouse.insert(blocksOf(part))
      }
      const entries = records.flatMap(({ body }) => (body.is === 'events' ? body.entries : []))
      const expected = entries.flatMap((one) => [one.event.id, ...one.derived.map((next) => next.id)])
      expect(warehouse.rows('events').map((row) => row['id'])).toEqual(expected)
    }),
  )
})
