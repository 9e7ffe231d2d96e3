import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parse } from 'yaml'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openShop, type ShopWorld } from '../../api/fixture.ts'
import type { Output } from '../output.ts'
import { checkpointPath } from './checkpoint.ts'
import { guessMap } from './guess.ts'
import { createGrouper } from './group.ts'
import { checkMap, readMap, type ImportMap } from './map.ts'
import { rowMapper, type Row } from './mapper.ts'
import { readRows, shapeOf } from './rows.ts'
import { eventsOf, fit, runImport } from './run.ts'

let shop: ShopWorld
let url: string
beforeAll(async () => {
  shop = await openShop()
  url = await shop.server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => shop.server.close())

const quiet: Output = { json: true, colour: false, live: false, print: () => {}, note: () => {}, redraw: () => {} }
const folder = (): string => mkdtempSync(join(tmpdir(), 'rapport-'))
const map = (text: string): ImportMap => readMap(text, 'map.yml')
const imported = (file: string, how: ImportMap) => runImport({ file, map: how, client: { url, key: 'all-scopes-key' }, out: quiet, target: url, now: () => 0 })
const row = (n: number, cells: Row['cells']): Row => ({ line: n + 1, row: n, cells })

const ORDERS = map(`
event: { column: no, when: { 'C*': order_cancelled }, otherwise: order_completed }
at: { column: day, format: yyyy-MM-dd, timezone: Asia/Taipei }
identifiers: { memberNo: member }
id: order-{no}
group: { by: [no], count: lines, sum: { total: [qty, price] }, items: { properties: { sku: sku, qty: { column: qty, type: number } } } }
`)

describe('an import', () => {
  test('makes order lines into orders, keeps rejects with line and reason, and is all duplicates the second time', async () => {
    const file = join(folder(), 'orders.csv')
    writeFileSync(file, 'no,day,member,sku,qty,price\n1,2024-01-02,m1,A,2,0.1\n2,2024-01-03,m2,B,1,5\n1,2024-01-02,m1,B,1,0.2\nC3,2024-01-03,m2,B,-1,5\n4,never,m1,A,1,1\n5,2024-01-05,,A,1,1\n"6,2024-01-06,m1,A,1,1\n7,2024-01-06,m1,A,one,1\n')
    const first = await imported(file, ORDERS)
    expect(first).toMatchObject({ events: 3, accepted: 3, duplicate: 0, rejected: 4 })
    const rejects = readFileSync(first.rejects ?? '', 'utf8').split('\n')
    expect(rejects.slice(1).map((line) => line.split(',')[0])).toEqual(['6', '7', '8', '9', ''])
    expect(rejects[1]).toContain("'never' in column day is no moment of the form yyyy-MM-dd")
    expect(existsSync(checkpointPath(file))).toBe(false)
    const profile = (await shop.ask('GET', '/v1/profiles/memberNo:m1/timeline')).json()
    expect(profile.items[0].event).toMatchObject({ type: 'order_completed', at: Date.parse('2024-01-01T16:00:00Z'), properties: { total: 0.4, lines: 2, items: [{ sku: 'A', qty: 2 }, { sku: 'B', qty: 1 }] } })
    expect(await imported(file, ORDERS)).toMatchObject({ accepted: 0, duplicate: 3 })
  })

  test('without an id takes two equal rows for two events, and still finds both again', async () => {
    const file = join(folder(), 'visits.ndjson')
    writeFileSync(file, `${'{"t":"2024-01-02T03:04:05Z","who":{"mail":"ann@example.com"},"page":"/"}\n'.repeat(2)}{"t":1704164645,"who":{"mail":"bob@example.com"},"page":"/"}\nnonsense\n`)
    const visits = map('event: page_viewed\nat: t\nidentifiers: { email: who.mail }\nproperties: { path: page }\n')
    expect(await imported(file, visits)).toMatchObject({ accepted: 3, rejected: 1 })
    expect(await imported(file, visits)).toMatchObject({ accepted: 0, duplicate: 3 })
  })

  test('that was stopped goes on where everything was answered', async () => {
    const file = join(folder(), 'long.csv')
    writeFileSync(file, `no,day,member,sku,qty,price\n${Array.from({ length: 5_000 }, (_, i) => `L${i},2024-01-02,long,A,1,1`).join('\n')}\n`)
    const single = map('event: bought\nat: { column: day }\nidentifiers: { memberNo: member }\nid: [no]\n')
    let left = 3
    const stopping = { ...quiet, get json(): boolean { if (left-- < 0) throw new Error('pulled the plug'); return true } }
    await expect(runImport({ file, map: single, client: { url, key: 'all-scopes-key' }, out: stopping, target: url, now: () => 0 })).rejects.toThrow('pulled the plug')
    expect(existsSync(checkpointPath(file))).toBe(true)
    const rest = await imported(file, single)
    expect([rest.accepted + rest.duplicate, (await shop.ask('GET', '/v1/profiles/memberNo:long')).json().events]).toEqual([5_000, 5_000])
  })

  test('says what is wrong with a map, and which columns the file does not have', async () => {
    const file = join(folder(), 'x.csv')
    writeFileSync(file, 'a,b\n1,2\n')
    expect(() => checkMap({ event: 'x', at: 'a' }, 'map.yml')).toThrow(/map.yml is not a map: identifiers/)
    await expect(fit(file, map('event: x\nat: a\nidentifiers: { userId: c }\n'))).rejects.toThrow('c')
  })
})

describe('groups', () => {
  test('close when their lines are far behind, and a straggler is told instead of lost', () => {
    const grouper = createGrouper(ORDERS, 3)
    const mapRow = rowMapper(ORDERS)
    const add = (n: number, no: string) => {
      const line = row(n, { no, day: '2024-01-02', member: 'm', sku: 'A', qty: '1', price: '1' })
      const mapped = mapRow(line)
      return typeof mapped === 'string' ? mapped : grouper.add(line, mapped)
    }
    expect([add(1, 'a'), add(2, 'b'), add(3, 'c')]).toEqual([[], [], []])
    expect(add(4, 'b')).toMatchObject([{ row: 1, event: { id: 'order-a' } }])
    expect(grouper.oldestOpenRow()).toBe(2)
    expect(add(5, 'a')).toMatch(/sort the file by no/)
    expect(grouper.rest().map(({ event }) => event['id'])).toEqual(['order-b', 'order-c'])
  })
})

test('a proposal knows people, moments and numbers by name and by look, in our languages', () => {
  const columns = ['訂單編號', '日期', '會員編號', '手機', '信箱', '金額']
  const rows = [row(1, { 訂單編號: 'A1', 日期: '2024/01/02 10:00', 會員編號: '7', 手機: '0912345678', 信箱: 'a@b.tw', 金額: '1,200' }), row(2, { 訂單編號: 'A2', 日期: '2024/01/03 10:00', 會員編號: '8', 手機: '', 信箱: 'c@d.tw', 金額: '35' })]
  const { map: proposed } = guessMap(columns, rows)
  expect(proposed).toMatchObject({ at: { column: '日期' }, identifiers: { userId: '會員編號', phone: '手機', email: '信箱' }, properties: { 金額: { column: '金額', type: 'number' } } })
  expect(() => checkMap(proposed, 'proposal')).not.toThrow()
})

const RETAIL = '../shared/data/retail-online/online_retail_half_a.csv.gz'
test.skipIf(!existsSync(RETAIL))('the retail lines become 10,692 orders of 2,176 people with the ready map', async () => {
  const how = map(readFileSync('docs/guides/maps/retail-lines.yml', 'utf8'))
  const people = new Set<string>()
  const types = new Map<string, number>()
  const rejects: unknown[] = []
  for await (const { event } of eventsOf({ file: RETAIL, shape: await fit(RETAIL, how), map: how }, { reject: (one) => rejects.push(one), row: () => {}, bytes: () => {} })) {
    people.add(JSON.stringify(event['identifiers']))
    types.set(String(event['type']), (types.get(String(event['type'])) ?? 0) + 1)
  }
  expect([rejects.length, people.size, types.get('order_completed'), types.get('order_cancelled')]).toEqual([0, 2_176, 8_869, 1_823])
})

test('a proposal for a file can be used as it is', async () => {
  const file = join(folder(), 'p.csv')
  writeFileSync(file, 'Email,Date,Amount\na@b.tw,2024-01-02,5\n')
  const { shape } = await shapeOf(file)
  const rows: Row[] = []
  for await (const read of readRows(file, shape, {}, () => undefined)) if (read.is === 'row') rows.push(read.row)
  const { map: proposed } = guessMap(shape.columns, rows)
  expect(await imported(file, checkMap(parse(JSON.stringify(proposed)), 'proposal'))).toMatchObject({ accepted: 1, rejected: 0 })
})
