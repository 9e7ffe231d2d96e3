import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import { decodeState } from '@rapport/core/engine/codec'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { Criterion } from '@rapport/core/profile/types'
import { memoryStore } from '../store/memory.ts'
import type { Arrival } from './app.ts'
import { startWriter } from './writer.ts'

const ws = 'shop' as WorkspaceId
const NOON = Date.UTC(2026, 10, 22, 4) as Instant

function definitionsWith(prefer: Criterion, trust: number): Definitions {
  return {
    ...DEFAULT_DEFINITIONS,
    segments: [{ id: 'taipei', name: 'Taipei', rule: { trait: 'city', is: 'equals', than: 'Taipei' } }],
    survivorship: [{ trait: '*', prefer }],
    sources: [{ id: 'web' as SourceId, name: 'Web', party: 'first', trust }],
  }
}

/** Everything that was said under some rules, then under others; answers the people's traits and who is in Taipei. */
async function shop(first: Definitions, second: Definitions | null, said: readonly Arrival[]) {
  const store = memoryStore()
  const writer = await startWriter({ ws, store, clock: () => NOON, newSeed: () => 'seed' })
  await writer.define({ version: 1, definitions: first, by: 'test' })
  await writer.accept(said)
  if (second) await writer.define({ version: 2, definitions: second, by: 'test' })
  while (await writer.backfill());
  const people = (await store.scan(ws, null, 100)).map(({ body }) => decodeState(body))
  const derived = (await store.read({ ws, after: 0 as never, limit: 1_000 })).flatMap(({ body }) => (body.is === 'events' ? body.entries.filter(({ event }) => event.type === 'definitions_applied') : []))
  return {
    traits: people.map(({ id, traits }) => [id, traits]),
    members: people.filter(({ segments }) => segments['taipei']?.since !== undefined).map(({ id }) => id),
    followed: derived.flatMap((entry) => entry.derived.map(({ type }) => type)),
  }
}

test('after a change of rules or trust everybody is ranked as if all had been said under the new ones, segments follow, and nobody is written to about it', async () => {
  const fact = fc.record({ who: fc.constantFrom('a', 'b'), by: fc.constantFrom('web', 'crm', 'pos'), city: fc.constantFrom('Taipei', 'Tainan', 'Kaohsiung'), age: fc.integer({ min: 0, max: 1_000 }) })
  const rules = fc.tuple(fc.constantFrom<Criterion>('most_recent', 'most_trusted', 'most_frequent', 'longest'), fc.constantFrom(0.1, 0.9)).map(([prefer, trust]) => definitionsWith(prefer, trust))
  await fc.assert(
    fc.asyncProperty(fc.array(fact, { minLength: 1, maxLength: 12 }), rules, rules, async (facts, before, after) => {
      const said = facts.map(({ who, by, city, age }, i): Arrival => ({
        is: 'event',
        event: {
          id: `${by}:${i}` as EventId,
          type: 'identified',
          at: (NOON - age) as Instant,
          receivedAt: NOON,
          source: by as SourceId,
          identifiers: [{ kind: 'userId', value: who }],
          properties: { traits: { city } },
        },
      }))
      const changed = await shop(before, after, said)
      const straight = await shop(after, null, said)
      expect([changed.traits, changed.members]).toEqual([straight.traits, straight.members])
      expect(changed.followed).toEqual([])
    }),
    { numRuns: 60 },
  )
})
