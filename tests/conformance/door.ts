/** A collector on a loopback port with an in-memory accept, for real SDKs to talk to. Later suites put the real server behind the same face. */
import type { SourceId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Event } from '@rapport/core/event/event'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Flag } from '../../packages/server/src/collect/answers.ts'
import type { Incoming } from '../../packages/server/src/collect/incoming.ts'
import { rewriteCollect } from '../../packages/server/src/collect/paths.ts'
import { collectPlugin, type AcceptResult } from '../../packages/server/src/collect/plugin.ts'

/** The write key of the only source. */
export const KEY = 'WK_TEST'

/** A running collector and what it took. */
export interface Door {
  readonly server: FastifyInstance
  readonly url: string
  /** Taken in order of arrival, repeats left out. */
  readonly events: Event[]
  readonly bad: (Incoming & { readonly is: 'bad' })[]
  /** `POST /v1/t 200`, one for each request. */
  readonly requests: string[]
  /** Events that came again. */
  duplicates(): number
  /** The next `times` groups of events are refused. */
  overload(times: number, retryAfterSeconds: number): void
  /** Resolves when `done` holds; throws with what there is after `timeoutMs`. */
  until(what: string, done: () => boolean, timeoutMs?: number): Promise<void>
  close(): Promise<void>
}

/** What varies from door to door. */
export interface DoorOptions {
  /** Keys beside KEY. */
  readonly keys?: readonly string[]
  readonly flags?: readonly Flag[]
  readonly now?: () => Instant
  /** False for tests that inject requests. */
  readonly listen?: boolean
}

/** Opens a collector. */
export async function openDoor(options: DoorOptions = {}): Promise<Door> {
  const events: Event[] = []
  const bad: (Incoming & { readonly is: 'bad' })[] = []
  const requests: string[] = []
  const seen = new Set<string>()
  let duplicates = 0
  let refusals: { left: number; seconds: number } = { left: 0, seconds: 1 }
  let count = 0

  const accept = async (_source: unknown, incoming: readonly Incoming[]): Promise<AcceptResult> => {
    if (refusals.left > 0) {
      refusals = { ...refusals, left: refusals.left - 1 }
      return { is: 'overload', retryAfterSeconds: refusals.seconds, why: 'busy for the test' }
    }
    const before = { events: events.length, bad: bad.length, duplicates }
    for (const one of incoming) {
      if (one.is === 'bad') bad.push(one)
      else if (seen.has(one.event.id)) duplicates++
      else {
        seen.add(one.event.id)
        events.push(one.event)
      }
    }
    return { is: 'ok', accepted: events.length - before.events, duplicate: duplicates - before.duplicates, bad: bad.length - before.bad }
  }

  const server = Fastify({ rewriteUrl: (request) => rewriteCollect(request.url ?? '/'), forceCloseConnections: true })
  server.addHook('onResponse', async (request, reply) => void requests.push(`${request.method} ${request.originalUrl.split('?')[0]} ${reply.statusCode}`))
  const keys = new Set([KEY, ...(options.keys ?? [])])
  await server.register(collectPlugin, {
    accept,
    findSource: (key) => (keys.has(key) ? { id: 'web' as SourceId, country: 'TW' } : null),
    now: options.now ?? (() => Date.now() as Instant),
    newId: () => `door${++count}`,
    flags: async () => options.flags ?? [],
  })
  const url = options.listen === false ? '' : await server.listen({ host: '127.0.0.1', port: 0 })

  return {
    server,
    url,
    events,
    bad,
    requests,
    duplicates: () => duplicates,
    overload: (times, seconds) => {
      refusals = { left: times, seconds }
    },
    until: async (what, done, timeoutMs = 20_000) => {
      const end = Date.now() + timeoutMs
      while (!done()) {
        if (Date.now() > end) throw new Error(
          `Waited ${timeoutMs} ms for ${what}. Requests: ${requests.join(', ')}. Events: ${events.map((event) => event.type).join(', ')}. Bad: ${bad.map((one) => one.reason).join(', ')}`
        )
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    close: () => server.close(),
  }
}

/** `userId:u1 email:…`, sorted, without ids that a device made up: what must be equal whichever SDK sent it. */
export function knownPeople(event: Event): string {
  return event.identifiers
    .map((one) => (/^[0-9a-f-]{36}$/.test(one.value) ? `${one.kind}:made-up` : `${one.kind}:${one.value}`))
    .sort()
    .join(' ')
}
