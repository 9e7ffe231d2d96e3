import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventDefinition } from '@rapport/core/event/tracking-plan'
import { openShop, SHOP } from '../api/fixture.ts'

const RUNS = process.env['NIGHTLY'] === '1' ? 2_000 : 15

const strict = (currencies: readonly string[]): EventDefinition => ({
  id: 'order_completed',
  properties: [{ path: 'total', type: 'number', required: true }, { path: 'currency', type: 'text', oneOf: currencies }],
  extra: 'block',
  enforce: 'block',
})

const ids = ['a', 'b', 'c', 'd', 'e']
const deed = fc.oneof(
  fc.record({
    is: fc.constant('send' as const),
    id: fc.constantFrom(...ids),
    properties: fc.record({ total: fc.constantFrom(1, '2', 'x'), currency: fc.constantFrom('TWD', 'twd', 'HKD'), totl: fc.constant(1) }, { requiredKeys: [] }),
  }),
  fc.record({ is: fc.constant('replay' as const), suggested: fc.boolean(), limit: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ is: fc.constant('plan' as const), currencies: fc.constantFrom(['TWD'], ['TWD', 'HKD']) }),
)

test('whatever is sent, sent again, planned and replayed: each event is in exactly once, or waits to be repaired', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { maxLength: 14 }), async (deeds) => {
      const shop = await openShop({ ...SHOP, segments: [], offers: [], journeys: [], traits: [], events: [strict(['TWD'])] })
      const sent = new Set<string>()
      for (const one of deeds) {
        if (one.is === 'plan') await shop.ask('PUT', '/v1/events-plan/order_completed', strict(one.currencies))
        else if (one.is === 'replay') await shop.ask('POST', '/v1/bad/replay', { suggested: one.suggested, limit: one.limit })
        else {
          sent.add(`api:${one.id}`)
          await shop.ask('POST', '/v1/events', { id: one.id, type: 'order_completed', identifiers: { userId: 'mei' }, properties: one.properties })
        }
      }
      const timeline = await shop.ask('GET', '/v1/profiles/userId:mei/timeline?limit=500')
      const inside: readonly string[] = timeline.statusCode === 200 ? timeline.json().items.map(({ event }: { event: { id: string } }) => event.id) : []
      const rows: readonly { readonly state: string; readonly raw: string }[] = (await shop.ask('GET', '/v1/bad?limit=500')).json().items
      const waiting = rows.filter(({ state }) => state === 'open').map(({ raw }) => (JSON.parse(raw) as { id: string }).id)
      await shop.server.close()
      expect(new Set(inside).size).toBe(inside.length)
      expect(new Set(waiting).size).toBe(waiting.length)
      expect([...new Set([...inside, ...waiting])].sort()).toEqual([...sent].sort())
    }),
    { numRuns: RUNS },
  )
})
