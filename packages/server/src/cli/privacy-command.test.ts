import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AddressInfo } from 'node:net'
import { openShop, type ShopWorld } from '../api/fixture.ts'
import { run } from './main.ts'
import type { Output } from './output.ts'

let shop: ShopWorld
let url: string
beforeAll(async () => {
  shop = await openShop()
  await shop.did('identified', { userId: 'mei' }, { traits: { name: '林美' } })
  await shop.server.listen({ port: 0, host: '127.0.0.1' })
  url = `http://127.0.0.1:${(shop.server.server.address() as AddressInfo).port}`
})
afterAll(() => shop.server.close())

const rapport = async (...args: readonly string[]) => {
  const said: string[] = []
  const out: Output = { json: false, colour: false, live: false, print: (text) => void said.push(text), note: (text) => void said.push(text), redraw: () => {} }
  const code = await run([...args, '--url', url, '--key', 'all-scopes-key'], {}, out)
  return { code, said: said.join('\n') }
}

test('a person is exported, looked at before, erased, and then nobody is there any more', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'rapport-privacy-')), 'mei.html')
  expect((await rapport('privacy', 'export', 'userId:mei')).said).toContain('"name": "林美"')
  await rapport('privacy', 'export', 'userId:mei', '--locale', 'zh-Hant', '--out', file)
  expect(readFileSync(file, 'utf8')).toContain('我們所知關於您的資料')
  expect((await rapport('privacy', 'erase', 'userId:mei', '--dry-run')).said).toMatch(/Nothing was touched[\s\S]*log +1/)
  expect(await rapport('privacy', 'erase', 'userId:mei')).toMatchObject({ code: 0, said: expect.stringMatching(/Erased\. Certificate [0-9a-f]{64}/) })
  await expect(rapport('privacy', 'erase', 'userId:mei')).rejects.toThrow()
})
