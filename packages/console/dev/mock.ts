/** A server for developing the console without the product: `node packages/console/dev/mock.ts [port]`. Answers from sample data and serves `dist`. */
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { catalog, decision, health, journeys, keys, offers, placements, purposes, segments, sending, templates } from './definitions.ts'
import { NOW, liveDetail, liveEntry, messages, people, profileOf, rendered, timelineOf } from './people.ts'

const DIST = join(import.meta.dirname, '..', 'dist')
const TYPES: { readonly [extension: string]: string } = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.json': 'application/json' }
const LISTS: { readonly [name: string]: readonly { readonly id: string }[] } = { offers, placements, journeys, templates, purposes, segments, keys, traits: [] }
let position = 400

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(body === null ? '' : JSON.stringify(body))
}

function page<T>(items: readonly T[], url: URL) {
  const start = Number(url.searchParams.get('after') ?? 0)
  const limit = Number(url.searchParams.get('limit') ?? 50)
  return { items: items.slice(start, start + limit), next: start + limit < items.length ? String(start + limit) : null }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = ''
  for await (const chunk of request) text += String(chunk)
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
}

function stream(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  const timer = setInterval(() => response.write(`data: ${JSON.stringify(liveEntry(++position, Date.now()))}\n\n`), 1_500)
  request.on('close', () => clearInterval(timer))
}

function read(path: readonly string[], url: URL): unknown {
  const [kind, id, more] = path
  const locale = url.searchParams.get('locale') ?? 'en'
  if (kind === 'me') return { scopes: ['read', 'write', 'decide', 'admin', 'append'], workspace: 'demo', demo: true, fakes: true }
  if (kind === 'health') return health(position)
  if (kind === 'catalog') return catalog
  if (kind === 'sending') return sending
  if (kind === 'decisions') return { items: [decision(url.searchParams.get('person'), 'home-hero', locale), decision(url.searchParams.get('person'), 'cart', locale)], next: null }
  if (kind === 'live') return id ? liveDetail(id) : Array.from({ length: 200 }, (_, i) => liveEntry(position - i, NOW - i * 4_000))
  if (kind === 'profiles' && !id) {
    const search = url.searchParams.get('search') ?? ''
    return page(people.filter((one) => search === '' || one.name?.includes(search) || one.identifiers.some((key) => key.includes(search))), url)
  }
  if (kind === 'profiles' && more === 'timeline') return { items: timelineOf(id ?? '', Number(url.searchParams.get('after') ?? 0)), next: String(Number(url.searchParams.get('after') ?? 0) + 25) }
  if (kind === 'profiles' && more === 'messages') return page(messages.filter((one) => one.profile === id).concat(messages.slice(0, 3)), url)
  if (kind === 'profiles') return profileOf(id ?? '')
  if (kind === 'messages') return id ? { ...messages.find((one) => one.id === id), rendered } : page(
    messages.filter((one) => ['state', 'channel'].every((name) => !url.searchParams.get(name) || one[name as 'state'] === url.searchParams.get(name))),
    url,
  )
  if (kind === 'bad') return { items: [], next: null }
  if (kind === 'segments' && more === 'members') return page(people.slice(0, 48).map((one) => ({ ...one, since: one.lastSeen - 9e8 })), url)
  if (kind === 'segments' && more === 'match') return {
    matches: false,
    explain: {
      rule: segments[0]?.rule,
      sentence: 'all of',
      is: false,
      children: [{ rule: {}, sentence: 'did “order completed” at least 3 times in the last 90 days', is: false, actual: 2, children: [] }, { rule: {}, sentence: 'did not do “order refunded” in the last 90 days', is: true, children: [] }],
    },
  }
  const list = LISTS[kind ?? '']
  if (!list) return null
  return id ? (list.find((one) => one.id === id) ?? null) : page(list, url)
}

async function act(request: IncomingMessage, path: readonly string[], url: URL): Promise<readonly [number, unknown]> {
  const body = await bodyOf(request)
  const [kind, id, more] = path
  if (kind === 'session') return [204, null]
  if (kind === 'decide') return [200, decision(String(body['person'] ?? ''), String(body['placement']), String(body['locale'] ?? 'en'))]
  if (kind === 'consent') return [200, { recorded: true, effective: true, profile: 'p_rs' }]
  if (kind === 'events') return [200, { success: true }]
  if (kind === 'keys' && request.method === 'POST') return [200, { ...keys[0], ...body, id: 'k9', prefix: 'rpw_new', secret: 'rpw_new_0000example0000' }]
  if (kind === 'bad' && more) return [200, {}]
  if (kind === 'segments' && id === 'preview') {
    const text = JSON.stringify(body['rule'])
    if (text.includes('"did":""') || text.includes('"trait":""')) return [422, { type: 'about:blank', title: 'Not a rule', status: 422, detail: 'The rule is not complete.', problems: [{ path: 'rule.all.0.did', message: 'Say which event.' }] }]
    const parts = Object.values((body['rule'] ?? {}) as Record<string, unknown>)[0]
    return [
      200,
      {
        count: 40 + (text.length % 90),
        plusMinus: text.length % 3 === 0 ? 6 : 0,
        of: people.length,
        method: 'scan',
        sentence: 'did “order completed” at least 3 times in the last 90 days',
        parts: Array.isArray(parts) ? parts.map((_, i) => 160 - i * 38) : [],
        examples: people.slice(0, 10),
        tookMs: 14,
      },
    ]
  }
  if (request.method === 'DELETE') return [204, null]
  return [200, { ...(read(path, url) as object | null), ...body, id }]
}

createServer((request, response) => {
  const url = new URL(request.url ?? '/', 'http://mock')
  const path = url.pathname.split('/').slice(2).map(decodeURIComponent)
  if (url.pathname === '/v1/live/stream') return stream(request, response)
  if (/^\/v1\/messages\/.*\/body$/.test(url.pathname)) return void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(rendered.html)
  if (url.pathname.startsWith('/v1/') && request.method === 'GET') {
    const answer = read(path, url)
    return answer === null ? send(response, 404, { type: 'about:blank', title: 'Not found', status: 404, detail: `There is no ${path.join(' ')}.` }) : send(response, 200, answer)
  }
  if (url.pathname.startsWith('/v1/')) return void act(request, path, url).then(([status, body]) => send(response, status, body))
  const file = join(DIST, url.pathname)
  const found = url.pathname !== '/' && existsSync(file) ? file : join(DIST, 'index.html')
  response.writeHead(200, { 'content-type': TYPES[extname(found)] ?? 'application/octet-stream' }).end(readFileSync(found))
}).listen(Number(process.argv[2] ?? 4100), '127.0.0.1', () => console.log(`URL: http://127.0.0.1:${process.argv[2] ?? 4100}`))
