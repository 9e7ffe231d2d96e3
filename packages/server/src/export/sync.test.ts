import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { JsonObject } from '@rapport/core/base/json'
import { allowed } from '@rapport/core/consent/consent'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import { decodeState } from '@rapport/core/engine/codec'
import { planOf } from '@rapport/core/engine/plan'
import { openShop, SHOP } from '../api/fixture.ts'
import { openRemembered } from './remembered.ts'
import { runSync, type SyncJob } from './sync.ts'
import { rowReader, type Table } from './table.ts'

const definition: DestinationDefinition = {
  id: 'crm',
  name: 'CRM',
  kind: 'http',
  state: 'live',
  key: 'mail',
  map: { mail: 'trait:mail', city: 'trait:city', buyer: 'segment:buyers' },
  purpose: 'personalisation',
}

type Move =
  | { readonly is: 'says'; readonly who: string; readonly mail: string | null; readonly city: string }
  | { readonly is: 'buys' | 'withdraws'; readonly who: string }
  | { readonly is: 'joins'; readonly device: string; readonly who: string }
  | { readonly is: 'syncs'; readonly fails: 'no' | 'before' | 'after' }

const who = fc.constantFrom('u1', 'u2', 'u3')
const moveArb: fc.Arbitrary<Move> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ is: fc.constant('says' as const), who, mail: fc.constantFrom(null, 'a@x', 'b@x', 'c@x'), city: fc.constantFrom('Taipei', 'Tainan') }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constantFrom('buys' as const, 'withdraws' as const), who }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('joins' as const), device: fc.constantFrom('d1', 'd2'), who }) },
  { weight: 3, arbitrary: fc.record({ is: fc.constant('syncs' as const), fails: fc.constantFrom('no' as const, 'before' as const, 'after' as const) }) },
)

test('whatever people do and wherever syncs break off, in the end the table says what the golden records say, and a further sync has nothing to do', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moveArb, { minLength: 1, maxLength: 25 }), async (moves) => {
      const shop = await openShop(SHOP)
      const folder = mkdtempSync(join(tmpdir(), 'rapport-sync-'))
      const there = new Map<string, JsonObject>()
      let fails: 'no' | 'before' | 'after' = 'no'
      const table: Table = {
        check: async () => undefined,
        async apply({ upserts, deletes }) {
          if (fails === 'before') throw new Error('away')
          for (const { key } of deletes) there.delete(key)
          for (const { key, row } of upserts) there.set(key, row)
          if (fails === 'after') throw new Error('the answer was lost')
          return []
        },
        close: async () => undefined,
      }
      const sync = async (): Promise<SyncJob> => {
        const remembered = openRemembered(folder, 'crm', 'shape')
        const job: SyncJob = {
          id: 's', destination: 'crm', dry: false, state: 'running', insert: 0, update: 0, delete: 0, unchanged: 0, leftOut: 0,
          examples: [], written: 0, refused: [], seen: 0, of: 0, percent: 0, startedAt: shop.app.now(),
        }
        const plan = planOf(shop.app.workspace())
        const ended = await runSync({ app: shop.app, plan, definition, table, remembered, job, dry: false, note: () => undefined, stopped: () => null })
        remembered.close()
        return ended
      }
      for (const move of moves) {
        shop.pass(1_000)
        if (move.is === 'says') await shop.did('identified', { userId: move.who }, { traits: { mail: move.mail, city: move.city } })
        else if (move.is === 'buys') await shop.did('order_completed', { userId: move.who })
        else if (move.is === 'withdraws') await shop.did('consent_withdrawn', { userId: move.who }, { purpose: 'personalisation' })
        else if (move.is === 'joins') await shop.did('identified', { userId: move.who, anonymousId: move.device }, { traits: {} })
        else if (move.is === 'syncs') {
          fails = move.fails
          await sync()
        }
      }
      fails = 'no'
      await sync()
      const last = await sync()

      const read = rowReader(definition, planOf(shop.app.workspace()))
      const { purposes } = shop.app.workspace().definitions
      const people = (await shop.app.reads.scan(shop.app.ws, null, 100)).map(({ body }) => decodeState(body))
      const rows = people.flatMap((state) => (allowed(purposes, state.consent, 'personalisation') ? (read(state, shop.app.now()) ?? []) : []))
      const perKey = new Map<string, JsonObject[]>()
      for (const { key, row } of rows) perKey.set(key, [...(perKey.get(key) ?? []), row])
      expect([...there.keys()].sort()).toEqual([...perKey.keys()].sort())
      for (const [key, row] of there) expect(perKey.get(key)).toContainEqual(row)
      expect(last).toMatchObject({ state: 'done', insert: 0, update: 0, delete: 0, written: 0, refused: expect.objectContaining({ length: rows.length - perKey.size }) })
      await shop.server.close()
    }),
    { numRuns: process.env['NIGHTLY'] === '1' ? 2_000 : 60 },
  )
}, 60_000)
