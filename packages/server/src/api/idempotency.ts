/** `Idempotency-Key`: a change that is asked for twice happens once and answers the same, for 24 hours. */
import { hash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isJsonObject, type JsonObject } from '@rapport/core/base/json'
import type { App } from '../runtime/app.ts'
import { conflict, Refusal } from './problem.ts'
import type { ApiServer } from './route.ts'

const KEPT_MS = 24 * 3_600_000
const SWEEP_MS = 3_600_000
const MOST_SWEPT = 1_000
const LONGEST_ANSWER = 64 * 1_024
const LONGEST_KEY = 255

/** Answers kept for repeated requests. Requests without the header cost one comparison. */
export function keepAnswers(api: ApiServer, app: App): void {
  const underWay = new Set<string>()
  const places = new WeakMap<FastifyRequest, { readonly place: string; readonly asked: string }>()
  let sweptAt = 0

  api.addHook('preHandler', async (request, reply) => {
    const given = request.headers['idempotency-key']
    if (given === undefined || request.method === 'GET' || request.method === 'HEAD') return
    const name = Array.isArray(given) ? given.join(',') : given
    if (name === '' || name.length > LONGEST_KEY) throw new Refusal({ status: 400, title: 'Bad Idempotency-Key', detail: `The header Idempotency-Key needs 1 to ${LONGEST_KEY} characters.` })
    const place = `idem/${hash('sha256', `${request.caller?.keyId ?? ''}|${name}`)}`
    const asked = hash('sha256', `${request.method} ${request.url} ${JSON.stringify(request.body) ?? ''}`)
    if (underWay.has(place)) throw conflict('Still under way', 'A request with this Idempotency-Key is being carried out. Ask again in a moment.')
    underWay.add(place)
    places.set(request, { place, asked })
    const kept = await app.reads.value(app.ws, place)
    if (!isJsonObject(kept ?? undefined)) return
    return replay(reply, kept as JsonObject, asked, app.now())
  })

  api.addHook('onSend', async (request, reply, payload) => {
    const mark = places.get(request)
    if (!mark || reply.hasHeader('idempotent-replayed') || reply.statusCode >= 500 || reply.statusCode === 409 || reply.statusCode === 429) return payload
    const text = typeof payload === 'string' && payload.length <= LONGEST_ANSWER ? payload : ''
    const body = request.routeOptions.config.secret === true ? withoutSecret(text) : text
    await app.put(mark.place, { asked: mark.asked, at: app.now(), status: reply.statusCode, type: String(reply.getHeader('content-type') ?? ''), body })
    return payload
  })

  api.addHook('onResponse', async (request) => {
    const mark = places.get(request)
    if (!mark) return
    underWay.delete(mark.place)
    if (app.now() - sweptAt < SWEEP_MS) return
    sweptAt = app.now()
    await sweep(app)
  })
}

function replay(reply: FastifyReply, kept: JsonObject, asked: string, now: number): FastifyReply | undefined {
  if (typeof kept.at !== 'number' || now - kept.at > KEPT_MS) return undefined
  if (kept.asked !== asked) {
    void reply.header('idempotent-replayed', 'false')
    throw conflict('Idempotency-Key used for something else', 'This Idempotency-Key came with another method, address or body before. Use a new one for a new request.')
  }
  void reply.header('idempotent-replayed', 'true').code(Number(kept.status))
  if (kept.type !== '') void reply.type(String(kept.type))
  return reply.serializer(String).send(kept.body === '' ? null : kept.body)
}

async function sweep(app: App): Promise<void> {
  const kept = await app.reads.values(app.ws, 'idem/')
  const old = kept.filter(({ value }) => !isJsonObject(value) || typeof value.at !== 'number' || app.now() - value.at > KEPT_MS)
  for (const { key } of old.slice(0, MOST_SWEPT)) await app.put(key, null)
}

function withoutSecret(text: string): string {
  if (text === '') return text
  const { secret: _, ...rest } = JSON.parse(text) as { readonly secret?: string }
  return JSON.stringify(rest)
}
