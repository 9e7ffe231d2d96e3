/** The API over the real runtime with a store in memory, for tests. */
import { createPrivateKey, createPublicKey, sign as signBytes } from 'node:crypto'
import type { SourceId, WorkspaceId, EventId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions } from '@rapport/core/engine/workspace'
import type { Channel } from '@rapport/core/event/message-plan'
import { normaliseIdentifier, type IdentifierKind } from '@rapport/core/event/identifier'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import type { Log } from '../ports/log.ts'
import type { RenderedMessage } from '../ports/provider.ts'
import type { Store } from '../ports/store.ts'
import { openOutbound, type Outbound } from '../export/outbound.ts'
import type { App, Arrival } from '../runtime/app.ts'
import { createDispatcher } from '../runtime/dispatch.ts'
import { signLink } from '../runtime/links.ts'
import { createApp } from '../runtime/running.ts'
import { startWriter } from '../runtime/writer.ts'
import { questionsTo, outcomesBy } from '../learning/door.ts'
import { openLocalLearning, type LocalLearning } from '../learning/local.ts'
import { memoryStore } from '../store/memory.ts'
import type { Warehouse } from '../ports/warehouse.ts'
import { openKeys, SCOPES, type KeyRing, type Scope } from './keys.ts'
import { buildServer } from './server.ts'

/** The key of every test's ledger: PKCS#8 around 32 bytes that say nothing. */
const TEST_KEY = createPrivateKey({ key: Buffer.from(`302e020100300506032b657004220420${'07'.repeat(32)}`, 'hex'), format: 'der', type: 'pkcs8' })

/** A small shop: one offer in two languages, a journey that mails after an hour. */
export const SHOP: Definitions = {
  ...DEFAULT_DEFINITIONS,
  segments: [
    { id: 'buyers', name: 'Buyers', rule: { did: 'order_completed' } },
    { id: 'big', name: 'Big buyers', rule: { all: [{ in: 'buyers' }, { trait: 'tier', is: 'equals', than: 'gold' }] } },
  ],
  traits: [{ id: 'spent', compute: 'sum', event: 'order_completed', property: 'total' }],
  templates: [{ id: 'thanks', name: 'Thanks', channel: 'email', defaultLocale: 'en', bodies: { en: { subject: 'Thanks', html: '<p>Thanks</p>', text: 'Thanks' } } }],
  placements: [{ id: 'home', name: 'Home', channel: 'inapp', exploration: 0 }],
  offers: [{ id: 'tea', name: 'Tea', value: 10, eligible: { in: 'buyers' }, content: { en: { title: 'Tea' }, 'zh-Hant': { title: '茶' } } }],
  journeys: [{ id: 'thank', name: 'Thank', state: 'live', enter: { event: 'order_completed' }, steps: [{ id: 'mail', send: { channel: 'email', template: 'thanks', purpose: 'service' } }] }],
}

/** What a test plays with. */
export interface ShopWorld {
  readonly app: App
  readonly ring: KeyRing
  readonly server: FastifyInstance
  /** Only when asked for with `outbound`. */
  readonly outbound: Outbound | undefined
  readonly sent: RenderedMessage[]
  /** A key that may do exactly this. */
  keyFor(...scopes: Scope[]): Promise<string>
  /** A request with a key that may do everything; `key: null` sends none. */
  ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown, headers?: { readonly [name: string]: string }): Promise<LightMyRequestResponse>
  /** Records that somebody did something. */
  did(type: string, who: { readonly [kind in IdentifierKind]?: string }, properties?: JsonObject): Promise<void>
  /** Sends what is due. */
  dispatch(): Promise<number>
  /** The arbiter's learner reads what is new; answers how many records. */
  learn(): Promise<number>
  link(message: string, profile: string, url: string): string
  pass(ms: number): void
}

/** Opens a shop at noon. */
export async function openShop(
  definitions: Definitions = SHOP,
  options: {
    readonly consolePath?: string
    readonly warehouse?: Warehouse
    readonly outbound?: { readonly data: string; readonly env: { readonly [name: string]: string } }
  } = {},
): Promise<ShopWorld> {
  let now = Date.UTC(2026, 10, 22, 4) as Instant
  let n = 0
  const ws = 'shop' as WorkspaceId
  const store = memoryStore()
  const sent: RenderedMessage[] = []
  const listeners = new Set<(position: number) => void>()
  const clock = (): Instant => now
  const sign = (hash: string): string => signBytes(null, Buffer.from(hash, 'hex'), TEST_KEY).toString('base64url')
  const writer = await startWriter({ ws, store, clock, newSeed: () => 'seed', sign })
  const told: typeof writer = {
    ...writer,
    async accept(arrivals) {
      const result = await writer.accept(arrivals)
      for (const listener of listeners) listener(writer.pulse().position)
      return result
    },
  }
  await writer.define({ version: 1, definitions, by: 'test' })
  const learning = await openLocalLearning({ ws, reads: store })
  const connection = { send: async (message: RenderedMessage) => ({ is: 'sent' as const, providerId: String(sent.push(message)) }), verify: async () => {}, close: async () => {} }
  const dispatcher = createDispatcher({
    ws,
    gate: writer.gate,
    settle: writer.settle,
    connections: new Map<Channel, { readonly name: string; readonly connection: typeof connection }>([['email', { name: 'fake', connection }]]),
    render: async (body) => ({ is: 'rendered', ...body }),
    linksOf: () => ({ unsubscribeUrl: 'https://shop.example/u/x', preferencesUrl: 'https://shop.example/p/x', track: (part: never) => part }),
    clock,
  })
  const absent: Warehouse = {
    status: () => ({ is: 'absent', why: 'this is a test' }),
    insert: async () => {},
    query: async () => [],
    remove: async () => {},
    reset: async () => {},
    close: async () => {},
  }
  const made = createApp({
    ws,
    arbiter: learning.arbiter,
    writer: told,
    reads: store,
    warehouse: options.warehouse ?? absent,
    dispatcher,
    clock,
    newId: () => `id${++n}`,
    pulse: () => ({ startedAt: clock(), eventsPerSecond: 0, timerLateMsP99: 0, sinkBehind: 0, queuedEvents: 0, providers: [] }),
    onCommit: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    demo: false,
    fakes: false,
    ledgerKey: createPublicKey(TEST_KEY).export({ type: 'spki', format: 'pem' }).toString(),
  })
  const app: App = { ...made, learning: doorOf(learning, store, ws) }
  const ring = await openKeys(app)
  await ring.fix('all', 'all-scopes-key', { kind: 'api', name: 'All', scopes: SCOPES })
  const outbound = options.outbound && (await openOutbound({ app, ...options.outbound, allowPrivate: true, allowHttp: true, everyMs: 20 }))
  const server = await buildServer({ app, ring, ...(outbound && { outbound }), consolePath: options.consolePath ?? null, version: '0.0.0-test', checkAnswers: true })
  return {
    app,
    ring,
    server,
    outbound,
    sent,
    keyFor: async (...scopes) => (await ring.create({ kind: 'api', name: scopes.join('+'), scopes })).secret,
    ask: (method, url, body, headers = { authorization: 'Bearer all-scopes-key' }) => server.inject({ method, url, headers, ...(body !== undefined && { payload: body as object }) }),
    async did(type, who, properties = {}) {
      const identifiers = Object.entries(who).map(([kind, value]) => normaliseIdentifier(kind as IdentifierKind, value)).filter((id) => id !== null)
      const arrival: Arrival = { is: 'event', event: { id: `web:e${++n}` as EventId, type, at: now, receivedAt: now, source: 'web' as SourceId, identifiers, properties } }
      await app.accept([arrival])
    },
    dispatch: () => dispatcher.tick(),
    learn: () => learning.step(),
    link: (message, profile, url) => signLink('seed', { message: message as never, profile: profile as never, url }),
    pass: (ms) => void (now = (now + ms) as Instant),
  }
}

/** The learner of a test, which learns when it is told to. */
function doorOf({ arbiter, learner, learners }: LocalLearning, store: Store & Log, ws: WorkspaceId): NonNullable<App['learning']> {
  const questions = questionsTo(learner, learners)
  const snapshot = { at: null, position: 0, bytes: 0, failure: null }
  const service = async () => ({ state: 'ready' as const, end: (await store.last(ws)).position, lagP50Ms: null, lagP99Ms: null, snapshot })
  return {
    condition: () => ({ is: 'ready' }),
    status: async () => ({ is: 'running', report: questions.status(), service: await service() }),
    people: async (offer, did) => questions.people(offer, did),
    drivers: async (offer) => questions.drivers(offer),
    refOf: async (decision) => questions.refOf(decision),
    outcomes: async (decisions) => outcomesBy(questions.outcomes(decisions)),
    accounts: () => arbiter.accounts(),
    forget: async (profiles) => void learner.fold.forget(new Set(profiles)),
  }
}
