/** The collector's door in Fastify: finds the source of a request, reads its dialect, hands the events over and answers as its SDK expects. */
import type {} from '@fastify/swagger' // declares `hide` on route schemas
import type { Json } from '@rapport/core/base/json'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { drained } from './drain.ts'
import { MAX_BODY_BYTES } from './body.ts'
import { answerConfig } from './config-routes.ts'
import { openToAll, refusedOrigin } from './cors.ts'
import type { CollectContext, Incoming } from './incoming.ts'
import { fromJitsu } from './jitsu.ts'
import { COLLECT_PATHS, route, type CollectRoute } from './paths.ts'
import { fromPlain } from './plain.ts'
import { fromPosthog } from './posthog.ts'
import { readBody, sourceOf, type AcceptResult, type CollectOptions, type SourceInfo } from './request.ts'
import { fromSegment } from './segment.ts'

export type { AcceptResult, CollectOptions, FlagAsk, SourceInfo } from './request.ts'

/** Most events in one request. */
export const MAX_EVENTS = 5_000
const EVENTS: ReadonlySet<CollectRoute['is']> = new Set(['segment', 'posthog', 'jitsu', 'plain'] as const)
const RETRY_AFTER_FAILURE_SECONDS = 5

/** The Fastify plugin. Also pass `rewriteUrl: (request) => rewriteCollect(request.url ?? '/')` to Fastify, for prefixes and stray slashes. */
export async function collectPlugin(server: FastifyInstance, options: CollectOptions): Promise<void> {
  const bodyLimit = options.limits?.bodyBytes ?? MAX_BODY_BYTES
  // SDKs label JSON as text/plain or as a form, and gzip as any of them: the bytes are looked at, not the label.
  server.removeAllContentTypeParsers()
  server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
  server.addHook('onRequest', ignoreLabel)
  server.addHook('onRequest', openToAll)
  server.setErrorHandler((error: FastifyError, request, reply) => answerFailure(error, request, reply))
  const handler = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => handle(request, reply, options)
  for (const url of COLLECT_PATHS) {
    server.route({ method: ['GET', 'POST'], url, bodyLimit, handler, schema: { hide: true } })
    server.route({ method: 'OPTIONS', url, handler: async (_request, reply) => reply.code(204).send(), schema: { hide: true } })
  }
}

/** Fastify refuses content types that are none or missing; ours are not believed anyway. */
async function ignoreLabel(request: FastifyRequest): Promise<void> {
  request.raw.headers['content-type'] = 'application/octet-stream'
}

async function handle(request: FastifyRequest, reply: FastifyReply, options: CollectOptions): Promise<unknown> {
  const pathOnly = (url: string): string => url.split('?', 1)[0] as string
  // The router saw the rewritten address; the original one still carries the first-party prefix.
  const meant = route(pathOnly(request.originalUrl)) ?? route(pathOnly(request.url))
  if (!meant) return refuse(reply, 404, 'no_such_path', 'The collector does not serve this path')
  if (meant.is === 'swallow') return reply.code(200).send({ success: true, status: 'Ok' })
  if (!EVENTS.has(meant.is)) return answerConfig(meant, request, reply, options)
  if (request.method !== 'POST') return refuse(reply.header('allow', 'POST, OPTIONS'), 405, 'method', 'Events are sent by POST')
  return collect(meant, request, reply, options)
}

async function collect(meant: CollectRoute, request: FastifyRequest, reply: FastifyReply, options: CollectOptions): Promise<unknown> {
  const body = readBody(request, options)
  if (body.is === 'refused') return refuse(reply, body.status, body.code, body.message)
  const source = sourceOf(request, options, body.value)
  if (!source) return refuse(reply, 401, 'unknown_write_key', 'No source has this write key. Copy the key from Sources in the console')
  const origin = refusedOrigin(request, source)
  if (origin !== null) {
    return refuse(reply, 403, 'origin_refused', `The source ${source.id} does not accept events from ${origin}. Add it to the source's allowed origins`)
  }
  const incoming = normalise(meant, body.value, contextOf(meant, request, options, { source, repaired: body.repaired }))
  const most = options.limits?.events ?? MAX_EVENTS
  if (incoming.length > most) {
    return refuse(reply, 413, 'too_many_events', `The request has ${incoming.length} events; at most ${most} are accepted. Send smaller batches`)
  }
  const result = await options.accept(source, incoming)
  if (result.is === 'overload') return overloaded(reply, meant, result)
  return reply.code(200).send(thanks(meant, result, incoming))
}

// Requests of a server tell the address and the agent of the server, not of a person.
const SERVER_AGENT = /^$|node|axios|undici|got\b|python|aiohttp|ruby|faraday|java\/|apache-http|go-http|php|guzzle|curl|wget|dotnet|rust|reqwest/i

interface Sender {
  readonly source: SourceInfo
  readonly repaired: boolean
}

function contextOf(meant: CollectRoute, request: FastifyRequest, options: CollectOptions, from: Sender): CollectContext {
  const agent = request.headers['user-agent'] ?? ''
  const isServer = (meant.is === 'jitsu' && meant.server) || SERVER_AGENT.test(agent)
  const { sentat } = request.headers
  return {
    source: from.source.id,
    receivedAt: options.now(),
    newId: () => options.newId(),
    ...(typeof sentat === 'string' ? { sentAt: sentat } : {}),
    ...(isServer ? {} : { ip: request.ip, userAgent: agent }),
    ...(from.source.country === undefined ? {} : { country: from.source.country }),
    ...(!isServer && request.headers['sec-gpc'] === '1' ? { gpc: true } : {}),
    ...(from.repaired ? { repaired: true } : {}),
  }
}

function normalise(meant: CollectRoute, body: Json, context: CollectContext): readonly Incoming[] {
  switch (meant.is) {
    case 'segment':
      return fromSegment(body, context, meant.kind === 'batch' ? undefined : meant.kind)
    case 'jitsu':
      return fromJitsu(body, context, meant.kind)
    case 'posthog':
      return fromPosthog(body, context)
    default:
      return fromPlain(body, context)
  }
}

/** Each SDK family has its own word for "thank you"; our own events hear which ones were bad and why. */
function thanks(meant: CollectRoute, result: AcceptResult & { readonly is: 'ok' }, incoming: readonly Incoming[]): object {
  if (meant.is === 'posthog') return { success: true, status: 'Ok' }
  if (meant.is === 'jitsu') return { success: true, ok: true }
  if (meant.is !== 'plain') return { success: true }
  const unread = incoming.flatMap((one, index) => (one.is === 'bad' ? [{ index, code: one.code as string, message: one.reason }] : []))
  const problems = [...unread, ...(result.problems ?? [])].sort((a, b) => a.index - b.index)
  return { success: true, accepted: result.accepted, duplicate: result.duplicate, bad: result.bad, ...(problems.length === 0 ? {} : { problems }) }
}

/** PostHog's browsers give up on 429 and try again on 503; everybody else understands 429 with Retry-After. */
function overloaded(reply: FastifyReply, meant: CollectRoute, result: AcceptResult & { readonly is: 'overload' }): FastifyReply {
  const seconds = Math.min(300, Math.max(1, Math.ceil(result.retryAfterSeconds)))
  return refuse(reply.header('retry-after', String(seconds)), meant.is === 'posthog' ? 503 : 429, 'overloaded', result.why)
}

/** The one shape of refusals. */
function refuse(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return reply.code(status).send({ success: false, code, message })
}

async function answerFailure(error: FastifyError, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const status = error.statusCode ?? 500
  if (status === 413) {
    await drained(request.raw)
    return refuse(reply, 413, 'too_large', 'The body is too large. Send smaller batches')
  }
  if (status >= 400 && status < 500) return refuse(reply, 400, 'bad_request', error.message)
  request.log.error({ err: error }, 'collect failed')
  return refuse(reply.header('retry-after', String(RETRY_AFTER_FAILURE_SECONDS)), 503, 'unavailable', 'The events could not be stored. Try again')
}
