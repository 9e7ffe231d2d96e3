import { beforeAll, expect, test } from 'vitest'
import type { EventId, SourceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { DAY } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import { openShop, SHOP, type ShopWorld } from './fixture.ts'

let shop: ShopWorld
let n = 0

async function said(source: string, traits: JsonObject): Promise<void> {
  const at = shop.app.now()
  const event: Event = {
    id: `${source}:s${++n}` as EventId,
    type: 'identified',
    at,
    receivedAt: at,
    source: source as SourceId,
    identifiers: [{ kind: 'userId', value: 'mei' }],
    properties: { traits },
  }
  await shop.app.accept([{ is: 'event', event }])
}

const trait = async (name: string) => {
  const profile = (await shop.ask('GET', '/v1/profiles/userId:mei')).json() as { traits: { name: string }[] }
  return profile.traits.find((one) => one.name === name)
}

beforeAll(async () => {
  shop = await openShop({
    ...SHOP,
    sources: [
      { id: 'crm' as SourceId, name: 'CRM', party: 'first', trust: 0.9, cadence: '1d', staleAfter: '30d' },
      { id: 'form' as SourceId, name: 'Form', party: 'zero', trust: 0.8 },
      { id: 'partner' as SourceId, name: 'Partner', party: 'second', trust: 0.4, cadence: '1d' },
    ],
  })
  await said('crm', { city: 'Taipei', birth_date: '1990-05-03' })
  shop.pass(1000)
  await said('form', { city: 'Tainan', birth_date: '1990-03-05' })
})

test('the golden record says whose data a value is, how likely it is right and why its rival lost', async () => {
  expect(await trait('city')).toMatchObject({ value: 'Tainan', because: 'most_recent', party: 'zero', conflict: false, rivals: [{ value: 'Taipei', source: 'crm', party: 'first', why: 'most_recent' }] })
  expect(await trait('birth_date')).toMatchObject({ conflict: true })
})

test('sources show their volume, how often they win, where they contradict each other, and which is silent', async () => {
  await said('kiosk', { tea: 'oolong' })
  shop.pass(2 * DAY)
  const { items } = (await shop.ask('GET', '/v1/sources')).json() as { items: { id: string }[] }
  const by = Object.fromEntries(items.map((one) => [one.id, one]))
  expect(by['crm']).toMatchObject({ defined: true, events: 1, values: 2, winning: 0, conflicts: 1, silent: 'yes' })
  expect(by['form']).toMatchObject({ events: 1, winning: 2, winningShare: 1, silent: 'no' })
  expect(by['partner']).toMatchObject({ events: 0, silent: 'never' })
  expect(by['kiosk']).toMatchObject({ defined: false, party: 'first', events: 1, winning: 1 })
})

test('a source and a rule can be changed, and what is wrong with one is said', async () => {
  expect((await shop.ask('PUT', '/v1/sources/kiosk', { name: 'Kiosk', party: 'first', trust: 0.7 })).json()).toMatchObject({ id: 'kiosk', trust: 0.7 })
  const wrong = await shop.ask('PUT', '/v1/sources/kiosk', { name: 'Kiosk', party: 'fourth', trust: 2 })
  expect([wrong.statusCode, wrong.json().problems.map((one: { path: string }) => one.path)]).toEqual([422, ['party', 'trust']])
  expect((await shop.ask('PUT', '/v1/survivorship', { rules: [{ trait: '*', prefer: ['most_trusted', { has_format: 'email' }] }] })).statusCode).toBe(200)
  expect((await shop.ask('PUT', '/v1/survivorship', { rules: [{ trait: '*', prefer: 'newest' }] })).statusCode).toBe(422)
  expect((await shop.ask('DELETE', '/v1/sources/kiosk')).statusCode).toBe(204)
})
