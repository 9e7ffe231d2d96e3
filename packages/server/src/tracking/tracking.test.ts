import { afterEach, expect, test } from 'vitest'
import type { EventDefinition } from '@rapport/core/event/tracking-plan'
import { openShop, SHOP, type ShopWorld } from '../api/fixture.ts'
import { openTracking, trackingOf, type Tracking } from './tracking.ts'

const ORDER: EventDefinition = {
  id: 'order_completed',
  owner: 'shop team',
  properties: [
    { path: 'total', type: 'number', required: true, max: 10_000 },
    { path: 'currency', type: 'text', oneOf: ['TWD', 'THB'] },
  ],
  extra: 'mark',
  enforce: 'block',
}

let shop: ShopWorld
let tracking: Tracking
afterEach(() => shop.server.close())

async function open(events: readonly EventDefinition[] = [ORDER]): Promise<void> {
  shop = await openShop({ ...SHOP, events })
  tracking = trackingOf(shop.app) as Tracking
}
const send = (id: string, properties: object, type = 'order_completed', who = 'mei') =>
  shop.ask('POST', '/v1/events', { id, type, identifiers: { userId: who }, properties })
const events = async (who = 'mei'): Promise<readonly { readonly id: string; readonly properties: object; readonly context?: { readonly plan?: object } }[]> => {
  const answer = await shop.ask('GET', `/v1/profiles/userId:${who}/timeline`)
  return answer.statusCode === 404 ? [] : answer.json().items.map(({ event }: { event: object }) => event)
}

test('an event that breaks the plan is kept out, its sender hears what to do, and it can be replayed repaired, once', async () => {
  await open()
  const refused = await send('1', { total: '120', currency: 'TWD' })
  expect(refused.json()).toMatchObject({ success: true, accepted: 0, bad: 1, problems: [{ index: 0, code: 'blocked_by_plan' }] })
  expect(refused.json().problems[0].message).toBe('order_completed: `total` must be a number of at most 10000, but came as the text "120". It can be converted; let the sender send the right type')
  expect(await events()).toEqual([])
  const [row] = (await shop.ask('GET', '/v1/bad?code=blocked_by_plan')).json().items
  expect((await shop.ask('POST', `/v1/bad/${row.id}/replay`)).statusCode).toBe(422)
  expect((await shop.ask('POST', `/v1/bad/${row.id}/replay`, { suggested: true })).statusCode).toBe(200)
  // Its sender tries once more, and somebody replays that as well: the id is the same, so it stays one event.
  await send('1', { total: '120', currency: 'TWD' })
  expect((await shop.ask('POST', '/v1/bad/replay', { suggested: true })).json()).toMatchObject({ looked: 1, replayed: 1, duplicate: 1, still: 0 })
  const [only, ...more] = await events()
  expect(more).toEqual([])
  expect(only).toMatchObject({ id: expect.stringMatching(/:1$/), properties: { total: 120 }, context: { plan: { replayed: true } } })
})

test('many are replayed at once after the plan was corrected; what still breaks it stays', async () => {
  await open()
  for (let i = 0; i < 5; i++) await send(`h${i}`, { total: 1, currency: 'HKD' })
  await send('x', { currency: 'TWD' })
  await shop.ask('PUT', '/v1/events-plan/order_completed', { ...ORDER, properties: [ORDER.properties[0], { path: 'currency', type: 'text', oneOf: ['TWD', 'THB', 'HKD'] }] })
  expect((await shop.ask('POST', '/v1/bad/replay', { dry: true })).json()).toMatchObject({ looked: 6, replayed: 5, still: 1 })
  expect(await events()).toEqual([])
  const done = (await shop.ask('POST', '/v1/bad/replay', {})).json()
  expect(done).toMatchObject({ looked: 6, replayed: 5, duplicate: 0, still: 1 })
  expect(done.why[0].message).toContain('`total` is missing')
  expect(await events()).toHaveLength(5)
  expect((await shop.ask('GET', '/v1/bad?state=open')).json().items).toHaveLength(1)
})

test('a repair by hand keeps the id and may not break the plan in another way', async () => {
  await open()
  await send('1', { total: 'many' })
  const [row] = (await shop.ask('GET', '/v1/bad')).json().items
  const event = JSON.parse(row.raw)
  const replay = (properties: object) => shop.ask('POST', `/v1/bad/${row.id}/replay`, { event: { ...event, id: 'other', properties } })
  expect((await replay({ total: 20_000 })).statusCode).toBe(422)
  expect((await replay({ total: 7 })).statusCode).toBe(200)
  expect(await events()).toMatchObject([{ id: event.id, properties: { total: 7 } }])
})

test('an event that breaks only what marks goes in and says so; a plan that allows changes nothing', async () => {
  await open()
  await send('1', { total: 1, colour: 'red' })
  expect(await events()).toMatchObject([{ context: { plan: { violations: ['unknown_property:colour'] } } }])
  await shop.ask('PUT', '/v1/events-plan/order_completed', { ...ORDER, enforce: 'allow', extra: 'allow' })
  await send('2', { total: 'x' }, 'order_completed', 'lin')
  expect((await events('lin'))[0]?.context?.plan).toBeUndefined()
})

test('a plan is refused with its faults, and an event type belongs to one address', async () => {
  await open([])
  const refused = await shop.ask('PUT', '/v1/events-plan/order_completed', { properties: [{ path: 'total', type: 'money' }] })
  expect(refused.statusCode).toBe(422)
  expect(refused.json().problems[0].path).toBe('properties.0.type')
  expect((await shop.ask('PUT', '/v1/events-plan/order_completed', { properties: [] })).json()).toEqual({ id: 'order_completed', properties: [], extra: 'allow', enforce: 'mark' })
  expect((await shop.ask('DELETE', '/v1/events-plan/order_completed')).statusCode).toBe(204)
})

test('examples need three people, personal ones are masked, and an erased value leaves memory and store', async () => {
  await open([])
  for (const who of ['mei', 'lin', 'somchai']) {
    await send(`p${who}`, { colour: 'red', email: 'shared@shop.example', secretly: 'canary-7781' }, 'page_viewed', who)
    await send(`q${who}`, { colour: `only-${who}` }, 'page_viewed', who)
  }
  const seen = async (path: string) => (await shop.ask('GET', '/v1/tracking/page_viewed')).json().seen.find((one: { path: string }) => one.path === path)
  expect((await seen('colour')).examples).toEqual(['red'])
  expect(await seen('email')).toMatchObject({ examples: ['s***@***.example'], pii: 'contact', piiBecause: { kind: 'email', by: 'both' } })
  await tracking.flush()
  const stored = async (): Promise<string> => JSON.stringify(await shop.app.reads.values(shop.app.ws, 'tracking/'))
  expect(await stored()).toContain('canary-7781')
  expect(await stored()).not.toContain('shared@shop')
  expect(await stored()).not.toContain('only-mei')
  await tracking.forgetExamples(new Set(['CANARY-7781', 'only-mei']))
  expect(await stored()).not.toContain('canary')
  expect((await seen('secretly')).examples).toEqual([])
})

test('counts survive a restart, and events that nobody counted are found in the log', async () => {
  await open([])
  await send('1', { a: 1 }, 'page_viewed')
  await tracking.caughtUp
  await tracking.flush()
  const reopened = await openTracking(shop.app)
  await reopened.caughtUp
  expect(reopened.tally.types.get('page_viewed')).toMatchObject({ total: 1, examined: 1 })
  await reopened.close()
  await send('2', { a: 1 }, 'page_viewed')
  const later = await openTracking(shop.app)
  await later.caughtUp
  expect(later.tally.types.get('page_viewed')?.total).toBe(2)
  await later.close()
})

test('many types, properties and values do not fill the memory', async () => {
  await open([])
  const { tally } = tracking
  for (let i = 0; i < 3_000; i++) {
    const properties = { [`p${i}`]: `v${i}`, deep: { a: { b: { c: { d: { e: 1 } } } } } }
    const event = { id: `${i}`, type: `type_${i}`, at: i, receivedAt: i, source: `s${i}`, identifiers: [], properties }
    tally.see(event as never, `${i}`, i * 1_000)
    tally.see({ ...event, type: 'one', properties: { ...properties, always: true } } as never, `${i}`, i * 1_000)
  }
  expect(tally.types.size).toBe(500)
  // What comes often stays, whatever else is sent.
  expect(tally.types.get('one')?.total).toBe(3_000)
  expect(tally.types.get('one')?.properties.get('always')?.n).toBe(3_000)
  expect(tally.types.get('type_2999')).toBeDefined()
  const most = Math.max(...[...tally.types.values()].map(({ properties }) => properties.size))
  expect(most).toBeLessThanOrEqual(150)
})
