/** A very small tea shop on an origin of its own, with the built SDK in its pages. */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { RapportOptions } from '../../packages/sdk/src/index.ts'

/** A running shop. */
export interface ShopPages {
  readonly url: string
  close(): Promise<void>
}

/** Serves the shop. `rapport` says, once it is known, where events go, with which key and how. */
export async function openShopPages(rapport: () => RapportOptions): Promise<ShopPages> {
  const sdk = join(import.meta.dirname, '../../packages/sdk')
  execFileSync(process.execPath, [join(sdk, 'build.ts'), '--if-missing'], { stdio: 'ignore' })
  const script = readFileSync(join(sdk, 'dist/rapport.js'))
  const server = createServer((request, response) => {
    const isScript = request.url === '/rapport.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    response.end(isScript ? script : page(rapport()))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Every page is the same: what a visitor can do stands in buttons, and the banner is asked for whenever something was done. */
function page(rapport: RapportOptions): string {
  return `<!doctype html><html lang="zh-Hant"><head><meta charset="utf-8"><title>茶行</title><link rel="icon" href="data:,"></head><body>
<p id="banner"></p>
<button id="login">登入</button><button id="allow">我同意</button><button id="cart">放進購物車</button><button id="order">結帳</button>
<script src="/rapport.js"></script>
<script>
  const rapport = (window.rapport = Rapport.createRapport(${JSON.stringify(rapport)}))
  const problems = (window.problems = [])
  addEventListener('error', (event) => problems.push(event.message))
  addEventListener('unhandledrejection', (event) => problems.push(String(event.reason)))
  const at = (id) => document.getElementById(id)
  let seen = null
  async function ask() {
    const decision = await rapport.decide('banner', { path: location.pathname })
    at('banner').textContent = decision.content ? decision.content.title : ''
    at('banner').dataset.decision = decision.decision ?? ''
    if (decision.offer !== null && decision.offer !== seen) rapport.shown(decision)
    seen = decision.offer
  }
  at('login').onclick = () => { rapport.identify('mei', { name: '林美', email: 'Mei@Example.com', locale: 'zh-Hant' }); ask() }
  at('allow').onclick = () => { rapport.consent('marketing', 'given', { text: 'shop-2026-11' }); ask() }
  at('cart').onclick = () => { rapport.track('cart_updated', { product: '凍頂烏龍', total: 680 }); ask() }
  at('order').onclick = () => { rapport.track('order_completed', { total: 680 }); ask() }
  rapport.page()
  ask()
</script></body></html>`
}
