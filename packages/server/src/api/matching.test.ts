import { expect, test } from 'vitest'
import type { MatchingDoor } from '../runtime/app.ts'
import { openShop, SHOP } from './fixture.ts'

test('the matching policy is read and changed, and a policy that joins what it would not even ask about is refused', async () => {
  const { ask } = await openShop()
  const before = (await ask('GET', '/v1/matching')).json()
  expect(before).toMatchObject({ mode: 'propose', reviewAt: 0.9, linkAt: 0.995, households: true, status: { state: 'absent', people: 0 } })
  const changed = await ask('PUT', '/v1/matching', { mode: 'link', reviewAt: 0.8, linkAt: 0.99, households: false })
  expect([changed.statusCode, changed.json().mode]).toEqual([200, 'link'])
  const refused = await ask('PUT', '/v1/matching', { mode: 'link', reviewAt: 0.95, linkAt: 0.9, households: false })
  expect([refused.statusCode, refused.json().problems]).toEqual([422, [{ path: 'linkAt', message: expect.stringContaining('at least reviewAt') }]])
  expect((await ask('PUT', '/v1/matching', { mode: 'sometimes' })).statusCode).toBe(400)
  expect((await ask('GET', '/v1/matching')).json().mode).toBe('link')
})

test('households: found by what people share, corrected by what was decided, silent when switched off', async () => {
  const { ask, did, app } = await openShop()
  await did('identified', { userId: 'u1' }, { traits: { name: 'Ann Lee' } })
  await did('identified', { userId: 'u2' }, { traits: { name: 'Bob Lee' } })
  const [ann, bob] = await Promise.all(['u1', 'u2'].map(async (id) => (await ask('GET', `/v1/profiles/userId:${id}`)).json().id as string))
  expect((await ask('GET', '/v1/profiles/userId:u1/household')).json()).toMatchObject({ people: [], why: expect.stringContaining('does not match live') })
  const door: Partial<MatchingDoor> = { household: async (id) => [{ id: (id === ann ? bob : ann) as never, because: ['address'] }] }
  Object.assign(app, { matching: door })
  expect((await ask('GET', '/v1/profiles/userId:u1/household')).json()).toEqual({ profile: ann, people: [{ profile: bob, name: 'Bob Lee', because: ['address'] }], why: null })
  await ask('PUT', '/v1/matching', { ...SHOP.matching, households: false })
  expect((await ask('GET', '/v1/profiles/userId:u1/household')).json()).toMatchObject({ people: [], why: expect.stringContaining('switched off') })
  expect((await ask('GET', '/v1/profiles/userId:nobody/household')).statusCode).toBe(404)
})
