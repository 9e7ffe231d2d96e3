import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ProfileId } from '@rapport/core/base/id'
import { openShop, SHOP, type ShopWorld } from '../api/fixture.ts'
import { postgresMissing, startPostgres, type TestPostgres } from './postgres.fixture.ts'

const missing = postgresMissing()
if (missing !== null) console.log(`The tests of syncs into Postgres are skipped: ${missing}.`)

describe.skipIf(missing !== null)('a table in Postgres', () => {
  let postgres: TestPostgres
  let shop: ShopWorld
  let db: pg.Client

  beforeAll(async () => {
    postgres = await startPostgres()
    await connect()
    await db.query(`create schema crm; create table crm.people (
      member text primary key, name text, city text, age int check (age < 150), vip boolean, spent numeric, tags jsonb, seen timestamptz, mail_ok boolean, deleted_at timestamptz, ours text default 'untouched')`)
    await db.query("insert into crm.people (member, name) values ('by-hand', 'Somebody else put me here')")
    shop = await openShop(SHOP, { outbound: { data: mkdtempSync(join(tmpdir(), 'rapport-sync-')), env: { RAPPORT_SECRET_PG: postgres.url } } })
    await shop.ask('PUT', '/v1/destinations/people', {
      name: 'People',
      kind: 'postgres',
      state: 'live',
      secretRef: 'env:RAPPORT_SECRET_PG',
      table: 'crm.people',
      key: 'member',
      map: { member: 'identifier:userId', name: 'name', city: 'trait:city', age: 'trait:age', vip: 'trait:vip', spent: 'counter:spent', tags: 'trait:tags', seen: 'last_seen', mail_ok: 'consent:marketing' },
    })
    await shop.did('identified', { userId: 'mei' }, { traits: { name: '林美', city: '台北市', age: 34, vip: true, tags: ['tea', { a: 1 }] } })
    await shop.did('order_completed', { userId: 'mei' }, { total: 120.5 })
    await shop.did('identified', { userId: 'ann' }, { traits: { name: "Ann'; drop table crm.people; --", age: 40 } })
    await shop.did('page_viewed', { anonymousId: 'stranger' })
  }, 60_000)
  afterAll(async () => {
    await shop?.outbound?.close()
    await shop?.server.close()
    await db?.end().catch(() => undefined)
    postgres?.end()
  })

  async function connect(): Promise<void> {
    db = new pg.Client({ connectionString: postgres.url })
    db.on('error', () => undefined)
    await db.connect()
  }
  const sync = async (query = '') => (await shop.ask('POST', `/v1/destinations/people/sync${query}`)).json()
  const rows = async () => (await db.query('select * from crm.people order by member')).rows as { readonly [column: string]: unknown }[]
  const says = async (userId: string, traits: object) => {
    shop.pass(1_000)
    await shop.did('identified', { userId }, { traits: traits as never })
  }

  test('a dry run says what would happen and writes nothing', async () => {
    expect(await sync('?dry=1')).toMatchObject({ state: 'done', insert: 2, update: 0, delete: 0, unchanged: 0, written: 0, of: 3 })
    expect(await rows()).toHaveLength(1)
  })

  test('people are put in with Postgres’ own types, whatever they are called, and rows of others stay', async () => {
    expect(await sync()).toMatchObject({ state: 'done', insert: 2, written: 2, refused: [] })
    const [ann, other, mei] = await rows()
    expect(mei).toMatchObject({ member: 'mei', name: '林美', city: '台北市', age: 34, vip: true, spent: '120.5', tags: ['tea', { a: 1 }] })
    expect(mei).toMatchObject({ seen: new Date('2026-11-22T04:00:00Z'), mail_ok: false, deleted_at: null, ours: 'untouched' })
    expect(ann).toMatchObject({ name: "Ann'; drop table crm.people; --", city: null })
    expect(other).toMatchObject({ member: 'by-hand' })
  })

  test('a second sync finds nothing to do; a change is one row, shown beside how it stands there', async () => {
    expect(await sync()).toMatchObject({ insert: 0, update: 0, delete: 0, unchanged: 2, written: 0 })
    await db.query("update crm.people set ours = 'kept' where member = 'mei'")
    await says('mei', { city: '台南市' })
    expect(await sync('?dry=1')).toMatchObject({ update: 1, unchanged: 1, examples: [{ is: 'update', key: 'mei', before: { city: '台北市' }, after: { city: '台南市' } }] })
    expect(await sync()).toMatchObject({ update: 1, unchanged: 1, written: 1 })
    expect((await rows())[2]).toMatchObject({ city: '台南市', ours: 'kept' })
  })

  test('a row that Postgres refuses is named and tried again the next time; the others of its batch are written', async () => {
    await says('ann', { age: 400 })
    await says('mei', { city: '高雄市' })
    expect(await sync()).toMatchObject({ state: 'done', update: 2, written: 1, refused: [{ key: 'ann', why: expect.stringContaining('check constraint') }] })
    expect((await rows())[2]).toMatchObject({ city: '高雄市' })
    await says('ann', { age: 41 })
    expect(await sync()).toMatchObject({ update: 1, written: 1, refused: [] })
  })

  test('two people who become one are one row; the other is marked as deleted, and lives again when it is a person again', async () => {
    await says('bob', { name: 'Bob' })
    await sync()
    await shop.ask('PUT', '/v1/destinations/people', { ...((await shop.ask('GET', '/v1/destinations/people')).json() as object), segment: 'buyers' })
    expect(await sync()).toMatchObject({ state: 'done', delete: 2 })
    expect((await rows()).map(({ member, deleted_at }) => [member, deleted_at !== null])).toEqual([['ann', true], ['bob', true], ['by-hand', false], ['mei', false]])
    shop.pass(1_000)
    await shop.did('order_completed', { userId: 'bob' }, { total: 5 })
    expect(await sync()).toMatchObject({ insert: 1, written: 1 })
    expect((await rows()).map(({ member, deleted_at }) => [member, deleted_at !== null])).toEqual([['ann', true], ['bob', false], ['by-hand', false], ['mei', false]])
  })

  test('somebody who is erased is deleted there, not only marked', async () => {
    const people = await shop.app.reads.scan(shop.app.ws, null, 100)
    const bob = people.find(({ search }) => search.includes('bob'))
    expect(await shop.outbound?.destinations.erase([bob?.id ?? ('' as ProfileId)])).toEqual([{ destination: 'people', deleted: 1, pending: 0 }])
    expect((await rows()).map(({ member }) => member)).toEqual(['ann', 'by-hand', 'mei'])
  })

  test('a table that does not fit is explained before anything is written', async () => {
    await db.query('create table plain (id text)')
    const define = (more: object) => shop.ask('PUT', '/v1/destinations/plain', { name: 'Plain', kind: 'postgres', state: 'live', secretRef: 'env:RAPPORT_SECRET_PG', table: 'plain', key: 'id', map: { id: 'id' }, ...more })
    const fails = async () => ((await shop.ask('POST', '/v1/destinations/plain/sync')).json() as { readonly why: string }).why
    await define({})
    expect(await fails()).toMatch(/no column 'deleted_at'.*markColumn/)
    await define({ deletes: 'delete' })
    expect(await fails()).toMatch(/needs a primary key or unique index/)
    await define({ table: 'nowhere', deletes: 'delete' })
    expect(await fails()).toMatch(/There is no table nowhere/)
    expect((await shop.ask('POST', '/v1/destinations/plain/test')).json()).toMatchObject({ ok: false })
  })

  test('a sync while Postgres is away fails without the password in its words, and the next one goes on', async () => {
    shop.pass(1_000)
    await shop.did('order_completed', { userId: 'mei' }, { total: 7 })
    postgres.stop()
    const failed = await sync()
    expect(failed).toMatchObject({ state: 'failed', why: expect.stringContaining('Postgres cannot be reached') })
    expect(JSON.stringify(failed)).not.toContain('a-secret')
    postgres.start()
    // Bob is still a person here, so his row is put in again.
    expect(await sync()).toMatchObject({ state: 'done', insert: 1, update: 1, written: 2 })
    await connect()
    expect((await rows()).find(({ member }) => member === 'mei')).toMatchObject({ spent: '127.5' })
  })
})
