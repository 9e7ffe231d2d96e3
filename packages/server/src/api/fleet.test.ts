import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Instant } from '@rapport/core/base/time'
import { SECOND } from '@rapport/core/base/time'
import { doorTo, openFleet } from '../fleet/door.ts'
import { HABITS, historyOf } from '../fleet/habits.fixture.ts'
import { createTrainer } from '../fleet/trainer.ts'
import { openShop, type ShopWorld } from './fixture.ts'

describe('The fleet over the API', () => {
  let shop: ShopWorld
  beforeAll(async () => {
    shop = await openShop(HABITS)
    const { app } = shop
    const events = historyOf(240, app.now())
    for (let from = 0; from < events.length; from += 500) await app.accept(events.slice(from, from + 500).map((event) => ({ is: 'event', event })))
    shop.pass(10 * SECOND)
    const trainer = createTrainer({
      ws: app.ws,
      reads: app.reads,
      file: null,
      clock: () => app.now() as Instant,
      write: async (arrivals) => (await app.accept(arrivals)).is === 'ok',
    })
    for (let quiet = 0; quiet < 3; ) {
      if (await trainer.step()) quiet = 0
      else {
        quiet++
        shop.pass(12 * SECOND)
      }
    }
    openFleet(app, doorTo(trainer))
  }, 120_000)
  afterAll(() => shop.server.close())

  test('lists every model with its state and what to do next', async () => {
    const { models, status } = (await shop.ask('GET', '/v1/fleet')).json()
    expect(status.state).toBe('ready')
    expect(Object.fromEntries(models.map(({ id, next }: { id: string; next: { is: string } }) => [id, next.is]))).toMatchObject({
      buys: expect.stringMatching(/use|look/), complains: 'look', hour: 'wait', asleep: 'switch_on',
    })
  })

  test('shows a card with intervals, and 404 for a model that nobody defined', async () => {
    const card = (await shop.ask('GET', '/v1/fleet/buys')).json()
    expect(card.quality.value.low).toBeLessThan(card.quality.value.estimate)
    expect(card.deciles).toHaveLength(10)
    expect((await shop.ask('GET', '/v1/fleet/nobody')).statusCode).toBe(404)
  })

  test('shows the people behind a number page by page, with names and without doubles', async () => {
    const { bandTable } = (await shop.ask('GET', '/v1/fleet/buys')).json()
    const [{ band }] = bandTable.toSorted((one: { people: number }, other: { people: number }) => other.people - one.people)
    const first = (await shop.ask('GET', `/v1/fleet/buys/people?band=${band}&limit=5`)).json()
    const second = (await shop.ask('GET', `/v1/fleet/buys/people?band=${band}&limit=5&after=${first.next}`)).json()
    expect(first.items).toHaveLength(5)
    expect(first.items.every((one: { band: string; name: string }) => one.band === band && one.name.startsWith('Person'))).toBe(true)
    const ids = [...first.items, ...second.items].map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('answers the opportunity matrix and personas, and whom each of their numbers stands for', async () => {
    const { quadrants } = (await shop.ask('GET', '/v1/opportunity')).json()
    for (const { quadrant, people } of quadrants) {
      const behind = (await shop.ask('GET', `/v1/opportunity/people?quadrant=${quadrant}&limit=500`)).json()
      expect(behind.items).toHaveLength(people)
    }
    const { personas } = (await shop.ask('GET', '/v1/personas')).json()
    const [first] = personas
    expect((await shop.ask('GET', `/v1/personas/${first.id}/people?limit=500`)).json().items).toHaveLength(first.people)
  })

  test('tells what is foretold of one person, with the observed rate of the band, and what to recommend', async () => {
    const { items } = (await shop.ask('GET', '/v1/profiles/userId:u0/predictions')).json()
    const buys = items.find(({ model }: { model: string }) => model === 'buys')
    expect(buys).toMatchObject({ name: 'Buys within ten days', band: expect.stringMatching(/^[ABCD]$/), observed: { level: 0.95 } })
    const found = (await shop.ask('GET', '/v1/profiles/userId:u0/recommendations?limit=3')).json()
    expect(found.items).toHaveLength(3)
    expect((await shop.ask('GET', '/v1/profiles/userId:stranger/predictions')).statusCode).toBe(404)
    const profile = (await shop.ask('GET', '/v1/profiles/userId:u0')).json()
    expect(profile.predictions.map(({ model }: { model: string }) => model)).toContain('buys')
  })

  test('learns again when asked to, and refuses for a model that is not there', async () => {
    expect((await shop.ask('POST', '/v1/fleet/nobody/retrain')).statusCode).toBe(404)
    expect((await shop.ask('POST', '/v1/fleet/buys/retrain')).json()).toEqual({ id: 'buys', state: 'started' })
  })
})

test('a process that does not train says so instead of showing figures', async () => {
  const shop = await openShop(HABITS)
  const { status, models } = (await shop.ask('GET', '/v1/fleet')).json()
  expect(status.state).toBe('absent')
  expect(models.every(({ champion }: { champion: unknown }) => champion === null)).toBe(true)
  expect((await shop.ask('GET', '/v1/fleet/buys')).statusCode).toBe(404)
  expect((await shop.ask('GET', '/v1/opportunity')).json().why).toBe('absent')
  expect((await shop.ask('GET', '/v1/personas')).json().why).toBe('absent')
  await shop.server.close()
})
