import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, SHOP, type ShopWorld } from '../../api/fixture.ts'
import { explainFailure, run } from '../main.ts'
import type { Output } from '../output.ts'

let shop: ShopWorld
let url: string
let receiver: Server
let received: string[]
const folder = mkdtempSync(join(tmpdir(), 'rapport-cli-export-'))

beforeAll(async () => {
  received = []
  receiver = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => received.push(chunk.toString('utf8')))
    request.on('end', () => response.end())
  })
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  shop = await openShop(SHOP, { outbound: { data: folder, env: {} } })
  url = await shop.server.listen({ port: 0, host: '127.0.0.1' })
  await shop.did('identified', { userId: 'mei' }, { traits: { city: '台北市' } })
  await shop.did('order_completed', { userId: 'mei' }, { total: 9 })
  await shop.did('page_viewed', { anonymousId: 'a' })
  await shop.ask('PUT', '/v1/destinations/crm', { name: 'CRM', kind: 'http', state: 'live', url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`, key: 'id', map: { id: 'identifier:userId', city: 'trait:city' } })
})
afterAll(async () => {
  await shop.outbound?.close()
  await shop.server.close()
  receiver.closeAllConnections()
  receiver.close()
})

async function rapport(...argv: string[]) {
  shop.pass(61_000)
  let printed = ''
  let noted = ''
  const out: Output = {
    json: argv.includes('--json'),
    colour: false,
    live: false,
    print: (text) => void (printed += `${text}\n`),
    note: (text) => void (noted += `${text}\n`),
    redraw: () => {},
  }
  const code = await run(argv, { RAPPORT_URL: url, RAPPORT_API_KEY: 'all-scopes-key' }, out).catch((error: unknown) => explainFailure(error, out))
  return { code, printed, noted }
}

test('golden records and members come as files from the command line', async () => {
  const parquet = join(folder, 'people.parquet')
  expect(await rapport('export', 'profiles', '--out', parquet, '--columns', 'id, trait:city')).toMatchObject({ code: 0, printed: expect.stringContaining('2 people, 2 columns') })
  expect(await parquetReadObjects({ file: await asyncBufferFromFile(parquet) })).toEqual(expect.arrayContaining([{ id: expect.any(String), city: '台北市' }]))
  const csv = join(folder, 'buyers.csv')
  expect(await rapport('export', 'segment', 'buyers', '--out', csv, '--columns', 'trait:city', '--purpose', 'marketing', '--no-bom')).toMatchObject({ code: 0, printed: expect.stringContaining('1 left out') })
  expect(readFileSync(csv, 'utf8')).toBe('city\r\n')
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('what cannot be exported says why', async () => {
  expect(await rapport('export', 'segment', 'nobody')).toMatchObject({ code: 1, noted: expect.stringContaining("there is no segment 'nobody'") })
  expect(await rapport('export', 'profiles', '--format', 'xls')).toMatchObject({ code: 2, noted: expect.stringContaining('csv, ndjson, parquet') })
})

test('a dry run of a sync shows the differences, the sync carries them out', async () => {
  expect(await rapport('sync', 'crm', '--dry-run')).toMatchObject({ code: 0, printed: expect.stringMatching(/\+ mei: id="mei", city="台北市"\n1 to insert.*Nothing was written/) })
  expect(received).toEqual([])
  expect(await rapport('sync', 'crm')).toMatchObject({ code: 0, printed: expect.stringContaining('1 written') })
  expect(received).toHaveLength(1)
  expect(await rapport('sync', 'nowhere')).toMatchObject({ code: 1, noted: expect.stringContaining("no destination 'nowhere'") })
})
