import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SHOP, openShop } from './fixture.ts'

function builtConsole(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rapport-'))
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '<!doctype html><meta name="csp-nonce" content="__CSP_NONCE__"><script nonce="__CSP_NONCE__" src="/assets/app-abcdef12.js"></script>')
  writeFileSync(join(folder, 'assets/app-abcdef12.js'), 'export {}')
  return folder
}

test('the console is one page at every address of its own, each time with a fresh nonce, its files kept for ever', async () => {
  const shop = await openShop(SHOP, { consolePath: builtConsole() })
  const page = await shop.ask('GET', '/segments/buyers', undefined, {})
  const nonce = /content="([^"]+)"/.exec(page.body)?.[1] ?? ''
  expect(page.statusCode).toBe(200)
  expect(page.headers['content-security-policy']).toContain(`script-src 'self' 'nonce-${nonce}'`)
  expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect((await shop.ask('GET', '/', undefined, {})).body).not.toBe(page.body)
  const asset = await shop.ask('GET', '/assets/app-abcdef12.js', undefined, {})
  expect([asset.statusCode, asset.headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable'])
  for (const path of ['/v1/nothing', '/assets/gone.js', '/../package.json']) expect([path, (await shop.ask('GET', path, undefined, {})).statusCode]).toEqual([path, 404])
  await shop.server.close()
})

test('without a built console the front door says how to build it, and the API works', async () => {
  const shop = await openShop()
  const answer = await shop.ask('GET', '/', undefined, {})
  expect([answer.statusCode, answer.json().detail]).toEqual([404, expect.stringContaining('npm run build')])
  expect((await shop.ask('GET', '/v1/me')).statusCode).toBe(200)
  await shop.server.close()
})

test('closing ends open event streams at once', async () => {
  const shop = await openShop()
  const url = await shop.server.listen({ port: 0, host: '127.0.0.1' })
  const response = await fetch(`${url}/v1/live/stream`, { headers: { authorization: 'Bearer all-scopes-key' } })
  const reader = response.body?.getReader()
  await reader?.read()
  const startedAt = performance.now()
  const rest = (async () => {
    for (;;) if ((await reader?.read())?.done !== false) return
  })()
  await shop.server.close()
  await rest
  expect(performance.now() - startedAt).toBeLessThan(5_000)
})

test('two requests at once with one Idempotency-Key are one change', async () => {
  const shop = await openShop()
  const headers = { authorization: 'Bearer all-scopes-key', 'idempotency-key': 'same' }
  const answers = await Promise.all([1, 2, 3].map(() => shop.ask('POST', '/v1/keys', { kind: 'api', name: 'Twin' }, headers)))
  const made = shop.ring.list().filter((key) => key.name === 'Twin')
  expect(made.length).toBe(1)
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual(expect.arrayContaining([200]))
  await shop.server.close()
})

test('fixed keys replace the ones fixed before, and a first start makes keys that are shown once', async () => {
  const { ensureKeys } = await import('./keys.ts')
  const shop = await openShop()
  const first = await ensureKeys(shop.ring, {})
  expect([first.writeKey, first.apiKey]).toEqual([expect.stringMatching(/^rpw_/), null])
  expect(await ensureKeys(shop.ring, {})).toEqual({ writeKey: null, apiKey: null })
  await ensureKeys(shop.ring, { apiKey: 'fixed-one' })
  await ensureKeys(shop.ring, { apiKey: 'fixed-two' })
  expect([shop.ring.find('fixed-one'), shop.ring.find('fixed-two')?.id]).toEqual([null, 'fixed-api'])
  await expect(ensureKeys(shop.ring, { apiKey: 'abc' })).rejects.toThrow(/4 to 200 characters/)
  await shop.server.close()
})
