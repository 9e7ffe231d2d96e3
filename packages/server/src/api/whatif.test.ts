import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { PlacementId, ProfileId } from '@rapport/core/base/id'
import { onRamp, RAMP_KEY, rampOf, rampPlace, type RampState } from '../runtime/strategy.ts'
import { openShop, type ShopWorld } from './fixture.ts'

const SHOP: Definitions = {
  ...DEFAULT_DEFINITIONS,
  segments: [{ id: 'all', name: 'All', rule: { did: 'page_viewed' } }],
  placements: [{ id: 'home', name: 'Home', channel: 'web', exploration: 1 }],
  offers: [
    { id: 'tea', name: 'Tea', family: 'hot', value: 10, rate: 0.2 },
    { id: 'juice', name: 'Juice', family: 'cold', value: 10, rate: 0.1 },
  ],
}
const PEOPLE = 150

let shop: ShopWorld
beforeAll(async () => {
  shop = await openShop(SHOP)
})
afterAll(() => shop.server.close())

const post = (url: string, body: unknown = {}) => shop.ask('POST', url, body)
const get = async (url: string) => (await shop.ask('GET', url)).json()

/** Everybody comes, sees what was decided and, when it is tea, clicks it one time in three. */
async function visit(times: number): Promise<void> {
  for (let round = 0; round < times; round++) for (let i = 0; i < PEOPLE; i++) {
    const user = `u${i}`
    const owners = await shop.app.reads.owners(shop.app.ws, [`userId:${user}`])
    const profile = [...owners.values()][0] as ProfileId
    const { id, chosen } = await shop.app.decide({ profile, request: { placement: 'home' as PlacementId, context: {} }, record: true })
    shop.pass(60_000)
    if (chosen === null) continue
    await shop.did('offer_shown', { userId: user }, { offer: chosen, decision: id, placement: 'home' })
    if (chosen === 'tea' && (i + round) % 3 === 0) await shop.did('offer_clicked', { userId: user }, { offer: chosen, decision: id, placement: 'home' })
  }
}

interface Replayed {
  readonly id: string
  readonly state: string
  readonly result: Record<string, unknown> & { readonly verdict: string }
}

async function replayed(strategy: object, more: object = {}): Promise<Replayed> {
  const begun = await post('/v1/whatif', { name: 'Another', strategy, ...more })
  expect(begun.statusCode).toBe(202)
  const { id } = begun.json()
  for (let tries = 0; tries < 200; tries++) {
    const one = await get(`/v1/whatif/${id}`)
    if (one.state === 'done' || one.state === 'failed') return one
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('the replay did not end')
}

describe('asking what if', () => {
  test('before anybody came the answer is that there is not enough data', async () => {
    expect(await get('/v1/whatif/ground')).toMatchObject({ decisions: 0, firstAt: null, mode: 'learned', offers: [{ offer: 'tea', value: 10 }, { offer: 'juice' }] })
    const one = await replayed({})
    expect(one).toMatchObject({ state: 'done', result: { verdict: 'not_enough_data', decisions: 0 } })
  })

  test('after some days the replay says what another strategy would have done, for everybody to read', async () => {
    for (let i = 0; i < PEOPLE; i++) await shop.did('page_viewed', { userId: `u${i}` })
    await visit(8)
    expect(await get('/v1/whatif/ground')).toMatchObject({ decisions: 8 * PEOPLE, snapshots: [{ snapshot: 'first_half' }] })
    const one = await replayed({ offers: { juice: { off: true } } })
    expect(one.result).toMatchObject({ problems: [], unsupported: [], segments: [{ segment: 'all' }] })
    expect(one.result.verdict).toBe('better')
    const list = await get('/v1/whatif')
    expect(list.items[0]).toMatchObject({ id: one.id, name: 'Another', state: 'done' })
  })

  test('a preview answers at once', async () => {
    const found = await post('/v1/whatif/preview', { strategy: { levers: { hot: 2 } } })
    expect(found.statusCode).toBe(200)
    expect(found.json()).toMatchObject({ is: 'result', result: { measure: 'value' } })
  })

  test('mistakes are named: unknown offers, levers out of range, bad conditions', async () => {
    const unknown = await post('/v1/whatif', { strategy: { offers: { cake: { value: 1 } } } })
    expect(unknown.statusCode).toBe(422)
    expect(unknown.json().detail).toContain("no offer 'cake'")
    for (const strategy of [{ levers: { hot: 9 } }, { exploration: 2 }, { offers: { tea: { eligible: { nonsense: true } } } }, { chances: 'stars' }]) {
      const refused = await post('/v1/whatif', { strategy })
      expect(refused.statusCode).toBeGreaterThanOrEqual(400)
      expect(refused.statusCode).toBeLessThan(500)
      expect(refused.headers['content-type']).toContain('application/problem+json')
    }
    expect((await shop.ask('GET', '/v1/whatif/nobody')).statusCode).toBe(404)
  })

  test('asking needs a key that may read, a ramp one that may write', async () => {
    const reader = { authorization: `Bearer ${await shop.keyFor('read')}` }
    expect((await shop.ask('POST', '/v1/whatif', { strategy: {} }, reader)).statusCode).toBe(202)
    expect((await shop.ask('POST', '/v1/ramp', { whatif: 'x' }, reader)).statusCode).toBe(403)
  })

  test('a replay that is dropped is gone', async () => {
    const one = await replayed({})
    expect((await shop.ask('DELETE', `/v1/whatif/${one.id}`)).statusCode).toBe(204)
    expect((await shop.ask('GET', `/v1/whatif/${one.id}`)).statusCode).toBe(404)
  })
})

describe('bringing a strategy in', () => {
  test('only one that a replay has judged may start, for five people in a hundred, always the same ones', async () => {
    expect((await post('/v1/ramp', { whatif: 'nobody' })).statusCode).toBe(404)
    const bad = await replayed({ offers: { tea: { off: true } } })
    expect(bad.result.verdict).toBe('worse')
    expect((await post('/v1/ramp', { whatif: bad.id })).statusCode).toBe(422)
    const good = await replayed({ offers: { juice: { off: true } } })
    const started = await post('/v1/ramp', { whatif: good.id, why: 'juice does not sell' })
    expect(started.statusCode).toBe(200)
    expect(started.json()).toMatchObject({ share: 0.05, state: 'running', moves: [{ is: 'start', by: 'person', why: 'juice does not sell' }], progress: { mayStep: 'not_enough_people' } })
    expect((await post('/v1/ramp', { whatif: good.id })).statusCode).toBe(409)
  })

  test('a step needs evidence or somebody who says anyway; then more people decide by it, and the log says so', async () => {
    expect((await post('/v1/ramp/step', {})).statusCode).toBe(422)
    for (const share of [0.2, 0.5]) expect((await post('/v1/ramp/step', { anyway: true, why: 'we are sure' })).json()).toMatchObject({ share })
    const ramp = rampOf(await shop.app.reads.value(shop.app.ws, RAMP_KEY)) as RampState
    const { seed } = shop.app.workspace()
    for (let i = 0; i < 40; i++) {
      const profile = [...(await shop.app.reads.owners(shop.app.ws, [`userId:u${i}`])).values()][0] as ProfileId
      const { candidates } = await shop.app.decide({ profile, request: { placement: 'home' as PlacementId, context: {} }, record: false })
      expect(candidates.some(({ offer }) => offer === 'juice')).toBe(!onRamp(seed, ramp, profile))
    }
    const records = await shop.app.reads.read({ ws: shop.app.ws, after: 0 as never, limit: 100_000 })
    const moves = records.flatMap(({ body }) => (body.is === 'events' ? body.entries : [])).filter(({ event }) => event.type === 'policy_changed')
    expect(moves.map(({ event }) => [event.properties['move'], event.properties['share']])).toEqual([['start', 0.05], ['step', 0.2], ['step', 0.5]])
  })

  test('stopping takes it back at once; a new one can be adopted, and is then the definitions', async () => {
    expect((await post('/v1/ramp/stop', { why: 'enough' })).json()).toMatchObject({ state: 'stopped', share: 0.5 })
    expect((await post('/v1/ramp/stop', {})).statusCode).toBe(404)
    expect(await get('/v1/ramp')).toMatchObject({ ramp: null, before: [{ state: 'stopped' }] })
    const again = await replayed({ offers: { juice: { off: true } } })
    await post('/v1/ramp', { whatif: again.id })
    expect((await post('/v1/ramp/adopt', { why: 'it works' })).json()).toMatchObject({ state: 'adopted' })
    expect(shop.app.workspace().definitions.offers.map(({ id }) => id)).toEqual(['tea'])
  })
})

test('whoever is in at a share is in at every larger one, and a share is that share of people', () => {
  const ramp = { id: 'r' }
  const places = Array.from({ length: 20_000 }, (_, i) => rampPlace('seed', ramp, `person${i}`))
  for (const share of [0.05, 0.2, 0.5]) expect(places.filter((place) => place < share).length / places.length).toBeCloseTo(share, 1)
  expect(places.every((place) => place >= 0 && place < 1)).toBe(true)
})
