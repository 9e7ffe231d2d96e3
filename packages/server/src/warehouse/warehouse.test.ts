import { fork } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { warehouseConformance } from '../ports/warehouse.conformance.ts'
import { createEmbeddedWarehouse } from './child.ts'
import type { EmbeddedWarehouse } from './child.ts'
import { createClickHouseWarehouse } from './clickhouse.ts'
import { createMemoryWarehouse } from './memory.ts'
import type { MemoryWarehouse } from './memory.ts'

const root = mkdtempSync(join(tmpdir(), 'rapport-warehouse-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

warehouseConformance({
  name: 'in memory',
  make: async () => createMemoryWarehouse(),
  rows: (warehouse, table) => (warehouse as MemoryWarehouse).rows(table),
  cannot: { query: 'it knows no SQL, it only keeps rows for the simulation', crash: 'there is no other process' },
})

const here = createEmbeddedWarehouse({ path: join(root, 'probe') })
const absent = await here.query('select 1', {}).then(
  () => null,
  (error: Error) => error.message,
)
await here.close()

if (absent === null) {
  warehouseConformance({
    name: 'embedded (chDB)',
    make: async () => createEmbeddedWarehouse({ path: join(root, 'embedded') }),
    async crash(warehouse) {
      const pid = (warehouse as EmbeddedWarehouse).pid()
      if (pid !== null) process.kill(pid, 'SIGKILL')
    },
  })

  test('nothing runs before the first question, and everything is there after a restart of the server', async () => {
    const path = join(root, 'again')
    const first = createEmbeddedWarehouse({ path })
    expect(first.pid()).toBe(null)
    expect(first.status()).toEqual({ is: 'starting' })
    await first.insert([{ table: 'merges', token: 't', rows: [{ ws: 'shop', from: 'a', into: 'b', position: 1 }] }])
    await first.close()
    const second = createEmbeddedWarehouse({ path })
    await second.insert([{ table: 'merges', token: 't', rows: [{ ws: 'shop', from: 'a', into: 'b', position: 1 }] }])
    expect(await second.query('select count() as n from merges', {})).toEqual([{ n: 1 }])
    await second.close()
  })
} else {
  test.skip(`embedded warehouse: ${absent}`, () => {})
}

test('on a machine without the engine it is absent, and says that everything else works', async () => {
  const foreign = `data:text/javascript,Object.defineProperty(process,'arch',{value:'mips'})`
  const child = fork(new URL('./child-main.ts', import.meta.url), [join(root, 'foreign')], { serialization: 'advanced', execArgv: ['--import', foreign] })
  const answer = await new Promise((resolve) => child.once('message', resolve))
  child.kill('SIGKILL')
  expect(answer).toMatchObject({ is: 'absent', why: expect.stringMatching(/not available on this machine, everything else works: .*linux-mips|mips/) })
})

test('an engine that cannot use its directory is down with the reason, refuses at once, and is closed without waiting for another try', async () => {
  const path = join(root, 'a-file')
  writeFileSync(path, '')
  const warehouse = createEmbeddedWarehouse({ path })
  await expect(warehouse.query('select 1', {})).rejects.toThrow(/Analytics (is down|is not available)/)
  await expect(warehouse.insert([{ table: 'events', token: 't', rows: [{ id: 'e' }] }])).rejects.toThrow(/Analytics/)
  await warehouse.close()
  expect(warehouse.pid()).toBe(null)
})

const url = process.env['CLICKHOUSE_URL']
if (url === undefined) test.skip('distributed warehouse: set CLICKHOUSE_URL to run its suite', () => {})
else {
  const make = async () => createClickHouseWarehouse({ url })
  warehouseConformance({ name: 'distributed (ClickHouse)', make, cannot: { crash: 'the server is not ours to kill' } })
}

test('a ClickHouse that cannot be reached is down, with a sentence that names it and no password', async () => {
  const warehouse = createClickHouseWarehouse({ url: 'http://127.0.0.1:9', user: 'u', pass: 'hunter22' })
  expect(warehouse.status()).toEqual({ is: 'starting' })
  await expect(warehouse.query('select 1', {})).rejects.toThrow(/ClickHouse at 127\.0\.0\.1:9 cannot be used: .*ECONNREFUSED/)
  expect(warehouse.status().is).toBe('down')
  expect(JSON.stringify(warehouse.status())).not.toContain('hunter22')
  await warehouse.close()
})

test('a ClickHouse far away gets the token with every block, and values apart from the SQL', async () => {
  const seen: { url: string; body: string }[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => (body += chunk.toString()))
    request.on('end', () => {
      seen.push({ url: decodeURIComponent((request.url ?? '').replaceAll('+', ' ')), body })
      response.end('')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const warehouse = createClickHouseWarehouse({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
  await warehouse.insert([{ table: 'events', token: 'shop:1-2', rows: [{ id: 'e1' }] }])
  await warehouse.query('select {v:String} as v', { v: "a'b" })
  expect(warehouse.status()).toEqual({ is: 'ready' })
  const insert = seen.find((call) => call.url.includes('insert into events'))
  expect(insert?.url).toContain('insert_deduplication_token=shop:1-2')
  expect(insert?.body).toBe('{"id":"e1"}')
  const query = seen.at(-1)
  expect(query?.body).toContain('select {v:String} as v')
  expect(query?.url).toContain('readonly=2')
  await warehouse.close()
  server.close()
})
