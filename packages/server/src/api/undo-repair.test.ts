import type { ProfileId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { replay } from '../runtime/replay.ts'
import { memoryStore } from '../store/memory.ts'
import { openShop, type ShopWorld } from './fixture.ts'

let shop: ShopWorld
beforeAll(async () => void (shop = await openShop()))
afterAll(() => shop.server.close())

const misread = (text: string, table: string) => new TextDecoder(table).decode(new TextEncoder().encode(text))
const send = async (identifiers: object, traits: object, context: object = {}) => {
  expect((await shop.ask('POST', '/v1/events', { type: 'identified', identifiers, traits, context })).json()).toMatchObject({ accepted: 1 })
}
const trait = async (ref: string, name: string) => (await shop.ask('GET', `/v1/profiles/${ref}`)).json().traits.find((one: { readonly name: string }) => one.name === name)
const undo = (ref: string, name: string, body?: object) => shop.ask('POST', `/v1/profiles/${ref}/traits/${name}/undo-repair`, body)

test.each<[string, string, string, readonly string[], string?]>([
  ['UTF-8 read as Latin-1', 'latin', misread('王小明', 'windows-1252'), ['damaged_encoding']],
  ['UTF-8 read as GBK', 'gbk', misread('欧阳娜娜', 'gbk'), ['damaged_encoding'], '欧阳娜娜'],
  ['Big5 read as Latin-1', 'big5', '¤ý¤p©ú', ['damaged_encoding']],
  ['inserted pinyin', 'pinyin', '王(wáng)小(xiǎo)明', ['inserted_pinyin']],
  ['characters of no width', 'zero', '\ufeff王\u200b小\u200d明', ['invisible']],
])('a name with %s arrives whole, shows what it was, and is undone', async (_, user, before, is, whole = '王小明') => {
  await send({ userId: user }, { name: before })
  expect(await trait(`userId:${user}`, 'name')).toMatchObject({ value: whole, repaired: { before, is } })
  shop.pass(1_000)
  const answer = await undo(`userId:${user}`, 'name')
  expect(answer.statusCode).toBe(200)
  const after = answer.json().traits[0]
  expect([after.value, after.repaired, after.source, after.at]).toEqual([before, undefined, 'api', shop.app.now()])
  expect((await undo(`userId:${user}`, 'name')).json()).toMatchObject({ status: 409, title: 'Nothing to undo' })
  const [{ event }] = (await shop.ask('GET', `/v1/profiles/userId:${user}/timeline`)).json().items
  expect(event).toMatchObject({ type: 'identified', identifiers: [{ kind: 'userId', value: user }], cause: expect.stringMatching(/^api:/) })
  expect(event.context).toEqual({ repair: false, undoRepair: { trait: 'name', by: 'All' } })
})

test('what is not there, was not repaired or may not be changed is refused in words', async () => {
  await send({ userId: 'sound' }, { name: '陳美玲', city: 'Taipei' })
  expect((await undo('userId:sound', 'name')).statusCode).toBe(409)
  expect((await undo('userId:sound', 'shoe')).json()).toMatchObject({ status: 404, detail: expect.stringContaining("no trait 'shoe'") })
  expect((await undo('userId:sound', 'name', { source: 'pos' })).json()).toMatchObject({ status: 404, detail: expect.stringContaining("from the source 'pos'") })
  expect((await undo('userId:nobody', 'name')).statusCode).toBe(404)
  const reader = await shop.keyFor('read')
  expect((await shop.ask('POST', '/v1/profiles/userId:sound/traits/name/undo-repair', undefined, { authorization: `Bearer ${reader}` })).statusCode).toBe(403)
})

test('a merge and a replay of the log keep how values came, and a rival can be undone by its source', async () => {
  await send({ userId: 'mei' }, { name: '陳\u200b美玲', note: '好(hǎo)人(rén)' })
  await shop.did('identified', { anonymousId: 'phone1' }, { traits: { name: 'Mei' } })
  await shop.did('identified', { anonymousId: 'phone1', userId: 'mei' })
  const merged = await trait('userId:mei', 'name')
  expect([merged, ...merged.rivals]).toEqual(expect.arrayContaining([expect.objectContaining({ value: '陳美玲', repaired: { before: '陳\u200b美玲', is: ['invisible'] } })]))
  const { id } = (await shop.ask('GET', '/v1/profiles/userId:mei')).json() as { readonly id: ProfileId }
  const into = memoryStore()
  const { reads, ws } = shop.app
  expect(await replay({ from: reads, into, ws, seed: 'seed' })).toMatchObject({ different: [] })
  const [here, there] = await Promise.all([reads, into].map(async (store) => decodeState((await store.profiles(ws, [id])).get(id)!.body).traits))
  expect(there).toEqual(here)
  expect(here?.['note']?.[0]).toMatchObject({ value: '好人', raw: '好(hǎo)人(rén)', repairs: ['inserted_pinyin'] })
  expect((await undo('userId:mei', 'name', { source: 'api' })).statusCode).toBe(200)
  const all = await trait('userId:mei', 'name')
  expect([all, ...all.rivals].map(({ value }) => value)).toContain('陳\u200b美玲')
})
