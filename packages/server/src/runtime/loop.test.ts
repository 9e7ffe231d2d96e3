import { expect, test } from 'vitest'
import type { EventId, MessageId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import { HOUR, MINUTE, type Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { Event } from '@rapport/core/event/event'
import type { Identifier } from '@rapport/core/event/identifier'
import type { Position } from '../ports/log.ts'
import { memoryStore } from '../store/memory.ts'
import type { Arrival } from './app.ts'
import { replay } from './replay.ts'
import { startWriter } from './writer.ts'

const ws = 'shop' as WorkspaceId
const NOON = Date.UTC(2026, 10, 22, 4) as Instant // noon in Taipei

const definitions: Definitions = {
  ...DEFAULT_DEFINITIONS,
  segments: [
    { id: 'carts', name: 'Open carts', rule: { all: [{ did: 'cart_updated', within: '1d' }, { not: { did: 'order_completed', within: '1d' } }] } },
    { id: 'buyers', name: 'Buyers', rule: { did: 'order_completed', where: { trait: 'total', is: 'at_least', than: 100 } } },
  ],
  templates: [{ id: 'cart', name: 'Cart', channel: 'email', defaultLocale: 'en', bodies: { en: { subject: 'Your cart', text: 'Still there: {{ event.sku }}' } } }],
  journeys: [
    {
      id: 'cart',
      name: 'Cart',
      state: 'live',
      enter: { event: 'cart_updated' },
      exit: [{ event: 'order_completed' }],
      steps: [{ id: 'wait', wait: '1h' }, { id: 'mail', send: { channel: 'email', template: 'cart', purpose: 'marketing' } }],
    }
  ],
}

function world() {
  let now = NOON
  let n = 0
  const store = memoryStore()
  const event = (type: string, identifiers: readonly Identifier[], properties: Event['properties'] = {}): Arrival => ({
    is: 'event',
    event: { id: `web:${++n}` as EventId, type, at: now, receivedAt: now, source: 'web' as SourceId, identifiers, properties },
  })
  return { store, clock: () => now, pass: (ms: number) => void (now = (now + ms) as Instant), event, start: () => startWriter({ ws, store, clock: () => now, newSeed: () => 'seed' }) }
}

const device: Identifier = { kind: 'anonymousId', value: 'a1' }
const mei: Identifier = { kind: 'userId', value: 'u1' }
const mail: Identifier = { kind: 'email', value: 'mei@example.com' }

test('a visitor who logs in, leaves a cart and consented gets one message after the wait, and none after withdrawing', async () => {
  const { store, event, pass, start } = world()
  const writer = await start()
  await writer.define({ version: 1, definitions, by: 'test' })
  await writer.accept([event('page_viewed', [device])])
  await writer.accept([event('identified', [device, mei, mail], { traits: { email: 'mei@example.com', name: '林美' } }), event('consent_given', [mei], { purpose: 'marketing' })])
  await writer.accept([event('cart_updated', [device], { sku: 'T1' })])
  expect(await store.memberCounts(ws)).toEqual(new Map([['carts', 1]]))
  expect(await store.countProfiles(ws)).toBe(1)
  pass(HOUR - 1)
  expect(await writer.fire(10)).toEqual([])
  pass(1)
  expect(await writer.fire(10)).toEqual([0])
  const [claimed, ...others] = await writer.gate({ email: 10 })
  expect(others).toEqual([])
  expect(claimed).toMatchObject({ to: 'mei@example.com', locale: 'en', data: { event: { sku: 'T1' }, person: { name: '林美' } } })
  expect(await writer.gate({ email: 10 })).toEqual([])
  await writer.settle([{ id: claimed!.row.id, provider: 'smtp', result: { is: 'sent', providerId: 'x' } }])
  expect(await store.outboxCounts(ws)).toMatchObject({ sent: 1 })
  await writer.accept([event('consent_withdrawn', [mei], { purpose: 'marketing' })])
  expect(await writer.gate({ email: 10 })).toEqual([])
})

test('an order in the meantime ends the journey, and nothing is sent', async () => {
  const { store, event, pass, start } = world()
  const writer = await start()
  await writer.define({ version: 1, definitions, by: 'test' })
  await writer.accept([event('identified', [mei, mail], {}), event('consent_given', [mei], { purpose: 'marketing' }), event('cart_updated', [mei], { sku: 'T1' })])
  pass(30 * MINUTE)
  await writer.accept([event('order_completed', [mei], { total: 120 })])
  pass(2 * HOUR)
  await writer.fire(10)
  expect(await writer.gate({ email: 10 })).toEqual([])
  expect(await store.memberCounts(ws)).toEqual(new Map([['buyers', 1]]))
})

test('a message at the best hour waits for it in the outbox, goes at it, says how it was chosen, and a replay says the same', async () => {
  const { store, event, clock, pass, start } = world()
  const writer = await start()
  const [cart] = definitions.journeys
  const steps = [{ id: 'mail', send: { channel: 'email' as const, template: 'cart', purpose: 'marketing', at: 'best' as const } }]
  await writer.define({ version: 1, definitions: { ...definitions, journeys: [{ ...cart!, steps }] }, by: 'test' })
  const people = Array.from({ length: 5 }, (_, n): Identifier => ({ kind: 'email', value: `p${n}@example.com` }))
  for (const one of people) await writer.accept([event('consent_given', [one], { purpose: 'marketing' }), event('cart_updated', [one], { sku: 'T1' })])
  const facts = async () => {
    const records = await store.read({ ws, after: 0 as Position, limit: 1_000 })
    return records.flatMap(({ body }) => (body.is === 'events' ? body.entries.flatMap(({ event: one, derived }) => [one, ...derived]) : []))
  }
  const planned = (await facts()).filter(({ type }) => type === 'message_planned')
  expect(planned).toHaveLength(people.length)
  const hours = new Map(planned.map(({ properties }) => [properties['message'] as MessageId, properties['notBefore'] as number]))
  let sent = (await writer.gate({ email: 10 })).length
  for (const row of (await store.outboxById(ws, [...hours.keys()])).values()) {
    if (row.state === 'planned') expect(row).toMatchObject({ why: 'best_hour', dueAt: hours.get(row.id), detail: { ...row.plan.timing, timezone: 'Asia/Taipei' } })
  }
  for (const at of [...new Set(hours.values())].filter((hour) => hour > NOON).sort((a, b) => a - b)) {
    pass(at - 1 - clock())
    expect(await writer.gate({ email: 10 })).toEqual([])
    pass(1)
    await writer.fire(10)
    const gated = await writer.gate({ email: 10 })
    for (const { row } of gated) expect(hours.get(row.id)).toBe(at)
    await writer.settle(gated.map(({ row }) => ({ id: row.id, provider: 'smtp', result: { is: 'sent' as const, providerId: row.id } })))
    sent += gated.length
  }
  expect(sent).toBe(people.length)
  for (const one of (await facts()).filter(({ type }) => type === 'message_calling' || type === 'message_sent')) {
    expect(one.properties['timing']).toEqual(planned.find(({ properties }) => properties['message'] === one.properties['message'])?.properties['timing'])
  }
  expect((await replay({ from: store, into: memoryStore(), ws, seed: 'seed' })).different).toEqual([])
})

test('a segment defined after the fact has the people whose history says so', async () => {
  const { store, event, start } = world()
  const writer = await start()
  await writer.accept([event('order_completed', [mei], { total: 300 }), event('order_completed', [device], { total: 3 })])
  await writer.define({ version: 1, definitions, by: 'test' })
  await writer.accept([event('order_completed', [mei], { total: 400 })])
  while (await writer.backfill());
  expect(await store.memberCounts(ws)).toEqual(new Map([['buyers', 1]]))
  const again = await start()
  expect(again.workspace().version).toBe(2)
})

test('the same event twice is one event, also after a restart', async () => {
  const { event, start } = world()
  const writer = await start()
  const order = event('order_completed', [mei], { total: 300 })
  expect(await writer.accept([order, order])).toEqual({ is: 'ok', accepted: 1, duplicate: 1, bad: 0 })
  const again = await start()
  expect(await again.accept([order])).toEqual({ is: 'ok', accepted: 0, duplicate: 1, bad: 0 })
})
