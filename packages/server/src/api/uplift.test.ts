import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { unit } from '@rapport/core/base/hash'
import { DAY } from '@rapport/core/base/time'
import type { Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import { doorTo, openFleet } from '../fleet/door.ts'
import { createTrainer, type Trainer } from '../fleet/trainer.ts'
import { openShop, type ShopWorld } from './fixture.ts'

const PEOPLE = 1_500
const place = (id: string) => ({ id, name: id, channel: 'web', exploration: 1 })
const DEFINITIONS: Definitions = {
  ...DEFAULT_DEFINITIONS,
  models: [{ id: 'buys', name: 'Buys', predict: { is: 'happens', event: 'order_completed', within: '10d' } }],
  placements: [place('one'), place('two'), place('three')],
  offers: [
    { id: 'tea', name: 'Tea', value: 10, placements: ['one'], success: { event: 'tea_tasted', within: '1d' } },
    { id: 'vase', name: 'Vase', value: 10, placements: ['two'], success: { event: 'vase_touched', within: '1d' } },
    { id: 'help', name: 'Help', value: 10, kind: 'serve', placements: ['three'] },
    { id: 'book', name: 'Book', value: 10, placements: ['three'] },
  ],
}

/** The tea changes people in Taipei and nobody else; the vase changes nobody. */
async function live(shop: ShopWorld, nr: number): Promise<void> {
  const userId = `u${nr}`
  const isTaipei = nr % 2 === 0
  await shop.did('identified', { userId }, { traits: { name: `User ${nr}`, city: isTaipei ? 'taipei' : 'bangkok' } })
  const chose = async (placement: string): Promise<boolean> => {
    const { id, chosen } = (await shop.ask('POST', '/v1/decide', { placement, person: `userId:${userId}`, explain: false })).json()
    if (chosen !== null && nr % 10 < 8) await shop.did('offer_shown', { userId }, { offer: chosen, decision: id, placement })
    return chosen !== null
  }
  const [tea] = [await chose('one'), await chose('two')]
  shop.pass(1_000)
  if (unit(`tea ${nr}`) < 0.15 + (tea && isTaipei ? 0.45 : 0)) await shop.did('tea_tasted', { userId })
  if (unit(`vase ${nr}`) < 0.3) await shop.did('vase_touched', { userId })
}

describe('Whom an offer changes', () => {
  let shop: ShopWorld
  let trainer: Trainer
  const get = async (path: string) => (await shop.ask('GET', path)).json()
  const settle = async (): Promise<void> => {
    for (let quiet = 0; quiet < 3; ) {
      if (await trainer.step()) quiet = 0
      else {
        quiet++
        shop.pass(12_000)
      }
    }
  }
  beforeAll(async () => {
    shop = await openShop(DEFINITIONS)
    const { app } = shop
    for (let nr = 0; nr < PEOPLE; nr++) await live(shop, nr)
    trainer = createTrainer({ ws: app.ws, reads: app.reads, file: null, clock: () => app.now() as Instant, write: async (arrivals) => (await app.accept(arrivals)).is === 'ok' })
    openFleet(app, doorTo(trainer))
  }, 120_000)
  afterAll(() => shop.server.close())

  test('is not known before a decision had its time: so many wait, so many are missing', async () => {
    await settle()
    const tea = await get('/v1/offers/tea/uplift')
    expect(tea).toMatchObject({ state: 'not_enough_data', effect: null, verdict: null, groups: [], success: { event: 'tea_tasted', within: '1d', assumed: false } })
    expect(tea.missing).toContainEqual({ what: 'untreated', have: 0, need: 200 })
    expect(tea.open).toBe(PEOPLE)
  }, 60_000)

  test('is found where the offer works for one city alone: the average first, then the people of that city', async () => {
    shop.pass(2 * DAY)
    const started = await shop.ask('POST', '/v1/offers/tea/uplift')
    expect([started.statusCode, started.json()]).toEqual([202, { offer: 'tea', state: 'started' }])
    expect((await get('/v1/offers/tea/uplift')).state).toBe('computing')
    expect((await shop.ask('POST', '/v1/offers/tea/uplift')).json().state).toBe('running')
    await settle()
    const tea = await get('/v1/offers/tea/uplift')
    expect(tea).toMatchObject({ state: 'ready', verdict: 'signal', missing: [], open: 0, people: PEOPLE })
    expect(tea.treated.decisions + tea.untreated.decisions).toBe(PEOPLE)
    expect(tea.treated.shown / tea.treated.decisions).toBeCloseTo(0.8, 1)
    expect(tea.effect.low).toBeLessThan(0.225)
    expect(tea.effect.high).toBeGreaterThan(0.225)
    expect(tea.qini.low).toBeGreaterThan(0)
    expect(tea.groups.reduce((sum: number, { people }: { people: number }) => sum + people, 0)).toBe(PEOPLE)
    const persuadable = tea.groups.find(({ group }: { group: string }) => group === 'persuadable').people
    expect(persuadable).toBeGreaterThan(PEOPLE * 0.4)
    const first = await get('/v1/offers/tea/uplift/people?group=persuadable&limit=50')
    expect(first.items.every(({ name, low }: { name: string; low: number }) => Number(name.slice(5)) % 2 === 0 && low > 0)).toBe(true)
    const second = await get(`/v1/offers/tea/uplift/people?group=persuadable&limit=50&after=${first.next}`)
    expect(new Set([...first.items, ...second.items].map(({ id }: { id: string }) => id)).size).toBe(100)
  }, 60_000)

  test('is nobody where the offer changes nobody: no usable signal, and no groups', async () => {
    await shop.ask('POST', '/v1/offers/vase/uplift')
    await settle()
    const vase = await get('/v1/offers/vase/uplift')
    expect(vase).toMatchObject({ state: 'ready', verdict: 'no_signal', groups: [] })
    expect(vase.effect.low).toBeLessThan(0)
    expect(vase.effect.high).toBeGreaterThan(0)
    expect((await get('/v1/offers/vase/uplift/people?group=persuadable')).items).toEqual([])
  }, 60_000)

  test('needs an outcome that people can reach without the offer', async () => {
    expect(await get('/v1/offers/help/uplift')).toMatchObject({ state: 'absent', why: 'needs_success', success: null })
    expect((await shop.ask('POST', '/v1/offers/help/uplift')).statusCode).toBe(422)
    // To sell is to be ordered; but here nobody ever ordered.
    expect(await get('/v1/offers/book/uplift')).toMatchObject({ state: 'absent', why: 'needs_success' })
    expect((await shop.ask('GET', '/v1/offers/nothing/uplift')).statusCode).toBe(404)
  })

  test('is found out anew without whoever was forgotten', async () => {
    const { items: [one] } = await get('/v1/offers/tea/uplift/people?group=persuadable&limit=1')
    trainer.forget([one.id])
    expect(await get('/v1/offers/tea/uplift')).toMatchObject({ state: 'computing', groups: [] })
  })
})

test('a process that does not train says so', async () => {
  const shop = await openShop(DEFINITIONS)
  expect((await shop.ask('GET', '/v1/offers/tea/uplift')).json()).toMatchObject({ state: 'absent', why: 'not_trained', effect: null })
  expect((await shop.ask('POST', '/v1/offers/tea/uplift')).statusCode).toBe(503)
  await shop.server.close()
})
