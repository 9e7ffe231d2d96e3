/** The real server in a process of its own, a mailbox and a way to ask the API, for tests of the whole product. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServerProcess, type ServerProcess } from '../../packages/server/src/bench/server-process.ts'
import { startInbox, type Inbox } from '../../packages/server/src/provider/fakes.ts'

/** Keys that every server here is started with. */
export const KEYS = { write: 'e2e_write_key_0001', api: 'e2e_api_key_000001' } as const

/** Any JSON of the API; tests look at it with matchers. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Answer = any

/** Where to send something else than events, and headers that replace or join the usual ones. */
export interface SendOptions {
  readonly path?: string
  readonly headers?: { readonly [name: string]: string }
}

/** A running product and what tests do with it. */
export interface World {
  readonly url: string
  readonly inbox: Inbox
  readonly data: string
  readonly process: () => ServerProcess
  /** Asks the API with the API key and gives the JSON; throws with the server's words when it refuses. */
  ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer>
  /** Sends a body to a path with the write key, as it is. */
  send(body: string | Uint8Array, options?: SendOptions): Promise<{ readonly status: number; readonly headers: Headers; readonly body: Answer }>
  /** Ends the server as a power cut would and starts it again. */
  crash(): Promise<void>
  close(): Promise<void>
}

/** Starts it all. `data`: an existing folder instead of a new one. */
export async function openWorld(options: { readonly data?: string } = {}): Promise<World> {
  const data = options.data ?? (await mkdtemp(join(tmpdir(), 'rapport-e2e-')))
  const inbox = await startInbox({ port: 0 })
  const env = {
    RAPPORT_WRITE_KEY: KEYS.write,
    RAPPORT_API_KEY: KEYS.api,
    RAPPORT_SMTP_URL: `smtp://127.0.0.1:${inbox.port}`,
    RAPPORT_MAIL_FROM: 'tea@shop.example',
    RAPPORT_MAIL_FROM_NAME: '茶行',
  }
  const start = (): Promise<ServerProcess> => startServerProcess({ data, env, args: ['--no-analytics'] })
  let server = await start()
  return {
    get url() {
      return server.url
    },
    inbox,
    data,
    process: () => server,
    async ask(method, path, body) {
      const headers = { authorization: `Bearer ${KEYS.api}`, ...(body !== undefined && { 'content-type': 'application/json' }) }
      const answer = await fetch(server.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) })
      const text = await answer.text()
      if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`)
      return text === '' ? null : JSON.parse(text)
    },
    async send(body, { path = '/v1/events', headers = {} } = {}) {
      const answer = await fetch(server.url + path, { method: 'POST', headers: { authorization: `Bearer ${KEYS.write}`, 'content-type': 'application/json', ...headers }, body: body as BodyInit })
      const text = await answer.text()
      return { status: answer.status, headers: answer.headers, body: text.startsWith('{') ? JSON.parse(text) : text }
    },
    async crash() {
      await server.kill()
      server = await start()
    },
    async close() {
      await server.stop()
      await inbox.close()
      if (options.data === undefined) await rm(data, { recursive: true, force: true })
    },
  }
}

/** The first answer that is not null, asked for again and again; throws with what was missing after `timeoutMs`. */
export async function until<T>(what: string, look: () => Promise<T | null | undefined | false> | T | null | undefined | false, timeoutMs = 15_000): Promise<T> {
  const end = performance.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== null && found !== undefined && found !== false) return found as T
    if (performance.now() > end) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** Lets time pass in which nothing should happen. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
