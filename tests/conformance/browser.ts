/** Browser SDKs bundled into pages of a second origin, driven in headless Chromium that can reach nothing but loopback. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import { build } from 'vite'

/** Where Debian keeps it. */
export const CHROMIUM = '/usr/bin/chromium'
/** True when there is a browser to test with. */
export const hasChromium = existsSync(CHROMIUM)

/** Starts headless and talks to nobody but loopback. */
export const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** A browser with pages, one for each script. */
export interface Browser {
  /** Opens the page of a script, with an empty profile of its own: no cookies or stored queues of other tests. `query` is read by the script. */
  open(script: string, query: { readonly [name: string]: string }): Promise<Page>
  /** Addresses outside loopback that any page asked for. */
  readonly strayed: string[]
  close(): Promise<void>
}

/** Bundles scripts (name → module text) and starts the browser. */
export async function startBrowser(scripts: { readonly [name: string]: string }): Promise<Browser> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-sdk-'))
  for (const name of Object.keys(scripts)) await bundle(name, scripts[name] as string, folder)
  const pages = createServer((request, response) => void servePage(folder, request.url ?? '/', response))
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(pages.address() as AddressInfo).port}`
  const context = await chromium.launchPersistentContext(join(folder, 'profile'), { executablePath: CHROMIUM, args: ARGUMENTS, headless: true })
  const strayed: string[] = []
  context.on('request', (request) => {
    const { hostname, protocol } = new URL(request.url())
    if (protocol.startsWith('http') && hostname !== '127.0.0.1') strayed.push(request.url())
  })
  return {
    strayed,
    open: async (script, query) => {
      await context.clearCookies()
      const page = await context.newPage()
      // Queues of earlier tests would be sent again; the first visit only empties the store of the origin.
      await page.goto(`${origin}/empty`)
      await page.evaluate('localStorage.clear(); sessionStorage.clear()')
      await page.goto(`${origin}/products/1?${new URLSearchParams({ script, utm_source: 'line', utm_campaign: 'c1', ...query }).toString()}`)
      await page.waitForFunction('window.ready === true', undefined, { timeout: 20_000 })
      return page
    },
    close: async () => {
      await context.close()
      await new Promise((resolve) => pages.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function bundle(name: string, text: string, outDir: string): Promise<void> {
  const id = `\0${name}`
  await build({
    root: fileURLToPath(new URL('../../', import.meta.url)),
    configFile: false,
    publicDir: false,
    logLevel: 'silent',
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [{ name: 'script', resolveId: (source) => (source === name ? id : null), load: (asked) => (asked === id ? text : null) }],
    build: { outDir, emptyOutDir: false, minify: false, rollupOptions: { input: name, output: { entryFileNames: `${name}.js`, chunkFileNames: `${name}-[hash].js` } } },
  })
}

interface Answer {
  writeHead(status: number, headers: { readonly [name: string]: string }): unknown
  end(body: string | Buffer): unknown
}

async function servePage(folder: string, url: string, response: Answer): Promise<void> {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1')
  const file = /^\/([\w-]+\.js)$/.exec(pathname)?.[1]
  if (file) {
    const found = existsSync(join(folder, file))
    response.writeHead(found ? 200 : 404, { 'content-type': 'text/javascript' })
    response.end(found ? await readFile(join(folder, file)) : '')
    return
  }
  const script = /^[\w-]+$/.exec(searchParams.get('script') ?? '')?.[0]
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(`<!doctype html><html lang="zh-Hant"><title>Shop 商店</title><link rel="icon" href="data:,">${script ? `<script type="module" src="/${script}.js"></script>` : ''}`)
}
