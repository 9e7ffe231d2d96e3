import type { ProfileId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { beforeEach, describe, expect, test } from 'vitest'
import { openShop, type ShopWorld } from './fixture.ts'

let shop: ShopWorld
const get = async (url: string) => (await shop.ask('GET', url)).json()
const post = async (url: string, body: object) => {
  const answer = await shop.ask('POST', url, body)
  return { status: answer.statusCode, ...answer.json() }
}

beforeEach(async () => {
  shop = await openShop()
  await shop.did('identified', { userId: 'u1', email: 'ann@shop.tw' }, { traits: { name: 'Ann' } })
  await shop.did('order_completed', { userId: 'u1' }, { total: 100 })
  await shop.did('identified', { email: 'bob@shop.tw', phone: '+886223456781' }, { traits: { name: 'Bob' } })
  await shop.did('order_completed', { email: 'bob@shop.tw' }, { total: 5 })
  shop.pass(1_000)
})

describe('the identity of a person', () => {
  test('shows identifiers, edges with the event behind them, and merges with who and why', async () => {
    const joined = await post('/v1/profiles/userId:u1/join', { with: 'email:bob@shop.tw', why: 'same address on the parcel' })
    expect(joined).toMatchObject({ status: 200, done: true, refused: [] })
    const view = await get('/v1/profiles/userId:u1/identity')
    expect(view.identifiers.map(({ key }: { key: string }) => key)).toEqual(['userId:u1', 'email:ann@shop.tw', 'email:bob@shop.tw', 'phone:+886223456781'])
    expect(view.edges.filter(({ rule }: { rule: string }) => rule === 'together')).toMatchObject([{ accepted: true, event: { type: 'identified', source: 'web' } }, { accepted: true }])
    expect(view.edges.find(({ rule }: { rule: string }) => rule === 'joined')).toMatchObject({ accepted: true, givenBy: 'All', why: 'same address on the parcel' })
    expect(view.merges).toMatchObject([{ is: 'merged', givenBy: 'All' }])
    expect((await get('/v1/merges')).items).toMatchObject([{ is: 'merged', into: [view.profile] }])
  })

  test('a preview says who they would be and changes nothing', async () => {
    const before = await get('/v1/profiles/userId:u1')
    const preview = await post('/v1/profiles/userId:u1/join?dry=1', { with: 'email:bob@shop.tw' })
    expect(preview).toMatchObject({ status: 200, done: false, people: [{ events: 4, identifiers: expect.objectContaining({ length: 4 }) }] })
    expect(preview.people[0].traits.find(({ name }: { name: string }) => name === 'spent').value).toBe(105)
    expect(await get('/v1/profiles/userId:u1')).toEqual(before)
  })

  test('a join that is split again leaves both as they were, ids included, and the split shows in the history', async () => {
    const [ann, bob] = [await get('/v1/profiles/userId:u1'), await get('/v1/profiles/email:bob@shop.tw')]
    await post('/v1/profiles/userId:u1/join', { with: 'email:bob@shop.tw' })
    expect((await get(`/v1/profiles/${bob.id}`)).id).toBe((await get('/v1/profiles/userId:u1')).id)
    const preview = await post('/v1/profiles/userId:u1/split?dry=1', { move: ['email:bob@shop.tw', 'phone:+886223456781'] })
    expect(preview.people.map(({ name }: { name: string }) => name).sort()).toEqual(['Ann', 'Bob'])
    const done = await post('/v1/profiles/userId:u1/split', { move: ['email:bob@shop.tw', 'phone:+886223456781'], why: 'two people' })
    expect(done).toMatchObject({ status: 200, done: true })
    const same = (person: object) => ({ ...person, edges: [] })
    expect(same(await get('/v1/profiles/userId:u1'))).toEqual(same(ann))
    expect(same(await get('/v1/profiles/email:bob@shop.tw'))).toEqual(same(bob))
    expect((await get('/v1/merges')).items).toMatchObject([{ is: 'split', why: 'two people' }, { is: 'merged' }])
    await shop.did('page_viewed', { email: 'bob@shop.tw', userId: 'u1' })
    expect((await get('/v1/profiles/email:bob@shop.tw')).id).toBe(bob.id)
  })

  test('an edge that is cut comes back when the decision is withdrawn', async () => {
    const { id } = await get('/v1/profiles/userId:u1')
    await post('/v1/profiles/userId:u1/split', { edges: [{ a: 'userId:u1', b: 'email:ann@shop.tw' }] })
    expect((await get('/v1/profiles/userId:u1')).identifiers).toHaveLength(1)
    expect(await post('/v1/identity/verdicts/undo', { a: 'userId:u1', b: 'email:ann@shop.tw' })).toMatchObject({ status: 200 })
    expect(await get('/v1/profiles/email:ann@shop.tw')).toMatchObject({ id, identifiers: expect.objectContaining({ length: 2 }) })
    expect((await post('/v1/identity/verdicts/undo', { a: 'userId:u1', b: 'email:ann@shop.tw' })).status).toBe(404)
  })

  test('two who were told apart are not joined by evidence, only by a decision', async () => {
    await post('/v1/profiles/userId:u1/apart', { with: 'email:bob@shop.tw', why: 'father and son' })
    await shop.did('identified', { userId: 'u1', email: 'bob@shop.tw' })
    const view = await get('/v1/profiles/userId:u1/identity')
    expect(view.edges.find(({ a, rule }: { a: string; rule: string }) => a === 'email:bob@shop.tw' && rule === 'together')).toMatchObject({ accepted: false, refused: 'apart' })
    expect(await post('/v1/profiles/userId:u1/join', { with: 'email:bob@shop.tw' })).toMatchObject({ status: 200, refused: [] })
    expect((await get('/v1/profiles/email:bob@shop.tw')).identifiers).toHaveLength(4)
  })

  test('what cannot be is refused with the reason', async () => {
    await shop.did('page_viewed', { userId: 'u2' })
    expect(await post('/v1/profiles/userId:u1/join?dry=1', { with: 'userId:u2' })).toMatchObject({ status: 200, refused: [{ why: 'unique_kind' }] })
    expect(await post('/v1/profiles/userId:u1/join', { with: 'userId:u2' })).toMatchObject({ status: 409, detail: expect.stringContaining('account') })
    expect(await post('/v1/profiles/userId:u1/join', { with: 'email:ann@shop.tw' })).toMatchObject({ status: 409 })
    expect(await post('/v1/profiles/userId:u1/join', { with: 'email:nobody@shop.tw' })).toMatchObject({ status: 422 })
    expect(await post('/v1/profiles/userId:u1/split', { move: ['userId:u1', 'email:ann@shop.tw'] })).toMatchObject({ status: 422 })
    expect(await post('/v1/profiles/userId:u1/split', { move: ['email:bob@shop.tw'] })).toMatchObject({ status: 422 })
    expect(await post('/v1/profiles/userId:u9/split', { move: ['email:bob@shop.tw'] })).toMatchObject({ status: 404 })
  })
})

test('the timeline reaches back to the first event, also of those who were merged in, and each event is there once', async () => {
  for (let i = 0; i < 130; i++) await shop.did('page_viewed', i % 2 ? { userId: 'u1' } : { email: 'bob@shop.tw' })
  await post('/v1/profiles/userId:u1/join', { with: 'email:bob@shop.tw' })
  for (let i = 0; i < 70; i++) await shop.did('page_viewed', { userId: 'u1' })
  const refs: number[] = []
  for (let after: string | null = ''; after !== null; ) {
    const found: { items: { ref: string }[]; next: string | null } = await get(`/v1/profiles/userId:u1/timeline?limit=60${after && `&after=${after}`}`)
    refs.push(...found.items.map(({ ref }) => Number(ref)))
    after = found.next
  }
  expect(refs).toHaveLength(4 + 130 + 1 + 70)
  expect(refs).toEqual([...new Set(refs)].sort((one, other) => other - one))
})

describe('reviews', () => {
  async function propose(): Promise<{ a: ProfileId; b: ProfileId }> {
    const [a, b] = [(await get('/v1/profiles/userId:u1')).id as ProfileId, (await get('/v1/profiles/email:bob@shop.tw')).id as ProfileId]
    await shop.app.review([{ id: 'r1', a, b, state: 'open', proposes: 'join', score: 0.8, evidence: [{ field: 'name' }], at: shop.app.now() as Instant }])
    return { a, b }
  }

  test('show both records side by side and become a verdict', async () => {
    await propose()
    expect((await get('/v1/reviews?state=open')).items).toMatchObject([{ id: 'r1', score: 0.8, names: expect.any(Object) }])
    const detail = await get('/v1/reviews/r1')
    expect(detail.people.map(({ name }: { name: string }) => name)).toEqual(['Ann', 'Bob'])
    expect(detail.differences[0].same).toBe(false)
    expect(await post('/v1/reviews/r1', { decide: 'later' })).toMatchObject({ status: 200, review: { state: 'open' }, change: null })
    expect(await post('/v1/reviews/r1', { decide: 'join', why: 'called her' })).toMatchObject({ status: 200, review: { state: 'joined', settledBy: 'All' }, change: { done: true } })
    expect((await get('/v1/profiles/userId:u1')).identifiers).toHaveLength(4)
    expect(await post('/v1/reviews/r1', { decide: 'apart' })).toMatchObject({ status: 409 })
  })

  test('are settled by a decision that is made elsewhere, and gone when somebody is', async () => {
    await propose()
    await post('/v1/profiles/userId:u1/apart', { with: 'email:bob@shop.tw' })
    expect((await get('/v1/reviews/r1')).state).toBe('apart')
    const { a } = await propose()
    await shop.app.review([{ id: 'r2', a, b: 'nobody' as ProfileId, state: 'joined', proposes: 'household', score: 1, evidence: null, at: shop.app.now() as Instant }])
    expect((await post('/v1/reviews/r9', { decide: 'join' })).status).toBe(404)
  })
})
