import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openShop, SHOP, type ShopWorld } from './fixture.ts'

const CANARY = 'canary-7f3a@example.com'
const data = mkdtempSync(join(tmpdir(), 'rapport-elsewhere-'))
const calls: string[] = []
const receiver = createServer((request, response) => {
  calls.push(`${request.method} ${decodeURIComponent(request.url ?? '')}`)
  request.resume().on('end', () => response.end())
})
let shop: ShopWorld

beforeAll(async () => {
  await new Promise<void>((done) => receiver.listen(0, '127.0.0.1', done))
  shop = await openShop(SHOP, { outbound: { data, env: {} } })
})
afterAll(async () => {
  await shop.outbound?.close()
  await shop.server.close()
  receiver.closeAllConnections()
  receiver.close()
})

/** Files below the data folder in which the canary stands, as it is or in base64. */
function sung(): readonly string[] {
  const words = [CANARY, Buffer.from(CANARY).toString('base64').slice(0, 24)]
  return (readdirSync(data, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => words.some((word) => readFileSync(path).includes(word)))
}

test('who is erased leaves exported files, tables elsewhere and what is remembered of them; the certificate says so', async () => {
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/people/{key}`
  await shop.did('identified', { userId: 'mei', email: CANARY }, { traits: { city: 'Taipei' } })
  await shop.did('identified', { userId: 'ann', email: 'ann@example.com' }, { traits: { city: 'Taipei' } })
  await shop.ask('PUT', '/v1/destinations/crm', { name: 'CRM', kind: 'http', state: 'live', url: address, key: 'mail', map: { mail: 'identifier:email' } })
  expect((await shop.ask('POST', '/v1/destinations/crm/sync')).json()).toMatchObject({ state: 'done', written: 2 })
  const { id } = (await shop.ask('POST', '/v1/exports', { what: 'profiles', format: 'csv' })).json()
  await shop.outbound?.exports.idle()
  expect(sung().length).toBeGreaterThanOrEqual(2)

  const asked = (await shop.ask('POST', '/v1/privacy/requests', { kind: 'erase', person: 'userId:mei' })).json()
  const run = await shop.ask('POST', `/v1/privacy/requests/${asked.id}/run`, {})
  expect(run.statusCode).toBe(200)
  const request = (await shop.ask('GET', `/v1/privacy/requests/${asked.id}`)).json()
  expect(request).toMatchObject({ state: 'done', counts: expect.arrayContaining([{ place: 'exported files', count: 1 }, { place: 'destination crm', count: 1 }]) })
  expect(calls).toContain(`DELETE /people/${CANARY}`)
  expect(calls.filter((call) => call.startsWith('DELETE'))).toHaveLength(1)
  expect((await shop.ask('GET', `/v1/exports/${id}/file`)).statusCode).toBe(409)
  expect(sung()).toEqual([])
  expect((await shop.ask('POST', '/v1/destinations/crm/sync')).json()).toMatchObject({ state: 'done', written: 0, unchanged: 1 })
})
