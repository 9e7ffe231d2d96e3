import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'csv-parse/sync'
import { openShop, SHOP, type ShopWorld } from '../api/fixture.ts'
import type { ExportView } from '../api/contract-export.ts'
import type { Of } from '../api/contract.ts'
import { csvCell } from './rows.ts'

let shop: ShopWorld
let data: string

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'rapport-export-'))
  shop = await openShop(SHOP, { outbound: { data, env: {} } })
  await shop.did('identified', { userId: 'mei', email: 'mei@example.com' }, { traits: { name: '林美', city: '台北市', age: 34, vip: true, tags: ['tea', 'gift'], note: '=HYPERLINK("http://x")' } })
  await shop.did('identified', { userId: 'ann', phone: '+886955121777' }, { traits: { name: 'Ann "A", O\'Neil', city: 'a\nb', age: '-1+2' } })
  await shop.did('consent_given', { userId: 'mei' }, { purpose: 'marketing' })
  await shop.did('order_completed', { userId: 'mei' }, { total: 120.5 })
})
afterAll(async () => {
  await shop.outbound?.close()
  await shop.server.close()
})

/** Asks for a file and waits for it; a minute passes between two. */
async function exported(body: object): Promise<{ readonly job: Of<typeof ExportView>; readonly file: string }> {
  shop.pass(61_000)
  const begun = await shop.ask('POST', '/v1/exports', body)
  expect(begun.statusCode).toBe(202)
  await shop.outbound?.exports.idle()
  const job = (await shop.ask('GET', `/v1/exports/${begun.json().id}`)).json()
  expect(job).toMatchObject({ state: 'done', percent: 100 })
  const answer = await shop.ask('GET', `/v1/exports/${job.id}/file`)
  expect(answer.rawPayload.length).toBe(job.bytes)
  return { job, file: shop.outbound?.exports.fileOf(job.id) ?? '' }
}

describe('an export of everybody', () => {
  const columns = ['id', 'name', 'trait:city', 'trait:age', 'trait:vip', 'trait:tags', 'trait:note', 'identifier:email', 'identifier:phone', 'consent:marketing', 'segment:buyers', 'counter:spent', 'first_seen']

  test('as CSV opens in a spreadsheet: UTF-8 is announced, formulas are only texts, line breaks and quotes survive', async () => {
    const { file } = await exported({ what: 'profiles', format: 'csv', columns })
    const text = readFileSync(file, 'utf8')
    expect(text.startsWith('\uFEFFid,name,city,age')).toBe(true)
    const rows = parse(text, { columns: true, bom: true }) as { [column: string]: string }[]
    const mei = rows.find(({ name }) => name === '林美')
    expect(mei).toMatchObject({ city: '台北市', age: '34', vip: 'true', tags: '["tea","gift"]', note: '\'=HYPERLINK("http://x")', identifier_email: 'mei@example.com' })
    expect(mei).toMatchObject({ consent_marketing: 'true', segment_buyers: 'true', spent: '120.5', first_seen: '2026-11-22T04:00:00.000Z' })
    expect(rows.find(({ name }) => name?.startsWith('Ann'))).toMatchObject({ name: 'Ann "A", O\'Neil', city: 'a\nb', age: "'-1+2", identifier_phone: '+886955121777', consent_marketing: 'false' })
  })

  test('as NDJSON keeps the types of values and leaves out what is not there', async () => {
    const { file } = await exported({ what: 'profiles', format: 'ndjson', columns })
    const rows = readFileSync(file, 'utf8').trim().split('\n').map((line) => JSON.parse(line) as { readonly [column: string]: unknown })
    expect(rows.find(({ name }) => name === '林美')).toMatchObject({ age: 34, vip: true, tags: ['tea', 'gift'], spent: 120.5 })
    expect(rows.find(({ name }) => name !== '林美')).not.toHaveProperty('vip')
  })

  test('as Parquet has typed columns that another reader understands', async () => {
    const { file } = await exported({ what: 'profiles', format: 'parquet', columns })
    const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) })
    expect(rows).toHaveLength(2)
    expect(rows.find(({ name }) => name === '林美')).toMatchObject({ vip: true, tags: ['tea', 'gift'], age: '34', spent: 120.5, consent_marketing: true, first_seen: new Date('2026-11-22T04:00:00.000Z') })
    expect(rows.find(({ name }) => name !== '林美')).toMatchObject({ vip: null, age: '-1+2', tags: null, spent: 0 })
  })

  test('without columns chosen has every trait, identifier, computed trait and consent', async () => {
    const { job } = await exported({ what: 'profiles', format: 'ndjson' })
    expect(job.columns).toEqual(expect.arrayContaining(['id', 'trait:note', 'identifier:lineId', 'counter:spent', 'consent:analytics']))
    expect(job.columns).not.toContain('segment:buyers')
    const { items } = (await shop.ask('GET', '/v1/exports/columns')).json()
    expect(items).toEqual(expect.arrayContaining([{ id: 'trait:vip', name: 'vip', type: 'truth', usual: true }, { id: 'segment:buyers', name: 'segment_buyers', type: 'truth', usual: false }]))
  })
})

test('an export for a purpose has only people who allow it, and says how many were left out', async () => {
  const { job } = await exported({ what: 'profiles', format: 'csv', columns: ['id'], purpose: 'marketing' })
  expect(job).toMatchObject({ rows: 1, leftOut: 1 })
})

test('an export of a segment has its members', async () => {
  const { job } = await exported({ what: 'segment', segment: 'buyers', format: 'csv', columns: ['id', 'name'] })
  expect(job).toMatchObject({ rows: 1 })
})

test('what cannot be exported is refused with its place, and a second export within a minute is asked to wait', async () => {
  const refused = async (body: object) => (await shop.ask('POST', '/v1/exports', body)).json().problems?.[0]?.path
  expect(await refused({ what: 'segment', format: 'csv' })).toBe('segment')
  expect(await refused({ what: 'profiles', format: 'csv', columns: ['trait:city', 'segment:nobody'] })).toBe('columns')
  expect(await refused({ what: 'profiles', format: 'csv', purpose: 'world domination' })).toBe('purpose')
  const again = await shop.ask('POST', '/v1/exports', { what: 'profiles', format: 'csv' })
  expect([again.statusCode, Number(again.headers['retry-after'])]).toEqual([429, expect.any(Number)])
})

test('files go when somebody is erased, and after a day', async () => {
  const { job, file } = await exported({ what: 'profiles', format: 'csv' })
  expect(shop.outbound?.dropExports()).toBeGreaterThan(0)
  expect(readdirSync(join(data, 'exports')).filter((name) => !name.endsWith('.json'))).toEqual([])
  expect((await shop.ask('GET', `/v1/exports/${job.id}/file`)).json()).toMatchObject({ status: 409, detail: expect.stringContaining('erased') })
  expect(file).not.toBe('')
  const { job: young } = await exported({ what: 'profiles', format: 'csv' })
  shop.pass(24 * 3_600_000 + 1)
  expect((await shop.ask('GET', `/v1/exports/${young.id}/file`)).statusCode).toBe(409)
})

test('no cell begins as a formula, and what is read back is what was written, whatever was written', () => {
  const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('=1+1', '@SUM(A1)', '+886912345678', '-5.5', '\t=1', ' =1', '"', ',', '\r\n', '-1e5', '-1+cmd|x'))
  fc.assert(
    fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (cells) => {
      const [row = []] = parse(`${cells.map(csvCell).join(',')}\r\n`, { relax_column_count: true, skip_empty_lines: false }) as string[][]
      expect(row.map((cell, i) => (cell === cells[i] ? cell : cell.slice(1)))).toEqual(cells)
      for (const cell of row) expect(/^\s*[=@]/.test(cell) || (/^[+-]/.test(cell) && !/^[-+]?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(cell))).toBe(false)
    }),
    { numRuns: 300 },
  )
})
