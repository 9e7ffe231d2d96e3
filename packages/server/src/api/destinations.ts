/** Destinations over the API: define them, see how they do, look at what they refused, sync a table. */
import type { JsonObject } from '@rapport/core/base/json'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import { z } from 'zod'
import type { SyncJob } from '../export/sync.ts'
import { change } from './change.ts'
import { DeadLetter, DestinationView, SyncView, TestView } from './contract-export.ts'
import type { Of } from './contract.ts'
import { etagOf, matched, withOne, without } from './definitions.ts'
import { outboundOr404 } from './export.ts'
import { conflict, notFound, unprocessable } from './problem.ts'
import { NOTHING, ok, page, Ref, type ApiContext, type ApiServer } from './route.ts'

/** How long POST …/sync waits for the end before it answers with how far it is. */
const PATIENCE_MS = 20_000

/** /v1/destinations and what lies below. */
export function destinationRoutes(api: ApiServer, { app, outbound }: ApiContext): void {
  const read = { scope: 'read' } as const
  const write = { scope: 'write' } as const
  const tags = ['destinations']
  const params = z.object({ id: Ref })
  const find = (id: string): DestinationDefinition => {
    const found = app.workspace().definitions.destinations.find((one) => one.id === id)
    if (!found) throw notFound('destination', id, 'GET /v1/destinations lists them.')
    return found
  }
  const destinations = () => outboundOr404(outbound).destinations
  const viewOf = async (definition: DestinationDefinition): Promise<Of<typeof DestinationView>> => {
    const sync = destinations().lastSync(definition.id)
    return { ...definition, condition: await destinations().condition(definition), ...(sync && { sync: syncView(sync) }) }
  }

  api.get('/v1/destinations', { config: read, schema: { summary: 'Where changes and rows go, and how each does', tags, response: page(DestinationView) } }, async () => ({
    items: await Promise.all(app.workspace().definitions.destinations.map(viewOf)),
    next: null,
  }))
  api.get('/v1/destinations/:id', { config: read, schema: { summary: 'One destination', tags, params, response: ok(DestinationView) } }, async (request, reply) => {
    const definition = find(request.params.id)
    void reply.header('etag', etagOf(definition))
    return viewOf(definition)
  })
  api.put('/v1/destinations/:id', {
    config: write,
    schema: { summary: 'Define a destination', tags, params, body: z.record(z.string(), z.unknown()), response: ok(DestinationView) },
  }, async (request) => {
    const { id } = request.params
    // Its condition and newest sync come back from forms that were filled by GET.
    const { condition: _, sync: __, ...body } = request.body as JsonObject
    await change(app, request.caller?.name ?? 'api', (definitions) => {
      matched(request.headers['if-match'], definitions.destinations.find((one) => one.id === id))
      return withOne(definitions, 'destinations', { ...body, id })
    }, { kind: 'destinations', id })
    return viewOf(find(id))
  })
  api.delete('/v1/destinations/:id', { config: write, schema: { summary: 'Remove a destination; what it has stays there', tags, params, response: NOTHING } }, async (request, reply) => {
    find(request.params.id)
    await change(app, request.caller?.name ?? 'api', (definitions) => without(definitions, 'destinations', request.params.id))
    return reply.code(204).send(null)
  })

  api.get('/v1/destinations/:id/dead', { config: read, schema: { summary: 'Events that it did not take, oldest first', tags, params, response: page(DeadLetter) } }, async (request) => {
    find(request.params.id)
    const letters = await destinations().dead(request.params.id)
    return { items: letters.map(({ id, event, type, at, attempts, why }) => ({ id, event, type, at, attempts, why })), next: null }
  })
  const letter = z.object({ id: Ref, letter: Ref })
  api.post('/v1/destinations/:id/dead/:letter/retry', {
    config: write,
    schema: { summary: 'Send a given-up event again', tags, params: letter, response: ok(z.object({ ok: z.boolean(), why: z.string().optional() })) },
  }, async (request) => {
    find(request.params.id)
    const why = await destinations().again(request.params.id, request.params.letter)
    return { ok: why === null, ...(why !== null && { why }) }
  })
  api.delete('/v1/destinations/:id/dead/:letter', { config: write, schema: { summary: 'Forget a given-up event', tags, params: letter, response: NOTHING } }, async (request, reply) => {
    find(request.params.id)
    await destinations().drop(request.params.id, request.params.letter)
    return reply.code(204).send(null)
  })

  api.post('/v1/destinations/:id/test', { config: write, schema: { summary: 'Send a made-up event, or look at the table', tags, params, response: ok(TestView) } }, async (request) => {
    const tested = await destinations().test(find(request.params.id))
    return { ...tested, sent: tested.sent as unknown }
  })
  api.post('/v1/destinations/:id/sync', {
    config: write,
    schema: {
      summary: 'Make the table like ours; ?dry=1 only says what would change. Answers when it is done, or after 20 s with how far it is',
      tags,
      params,
      querystring: z.object({ dry: z.enum(['0', '1']).optional() }),
      response: { 202: SyncView, ...ok(SyncView) },
    },
  }, async (request, reply) => {
    const { id } = find(request.params.id)
    const begun = destinations().sync(id, request.query.dry === '1')
    if (begun.is === 'refused') throw (/is running/.test(begun.why) ? conflict('Already running', begun.why) : unprocessable('Cannot sync', begun.why))
    for (let waited = 0; waited < PATIENCE_MS && running(destinations().lastSync(id)); waited += 50) await new Promise((resolve) => setTimeout(resolve, 50))
    const job = destinations().lastSync(id) ?? begun.job
    return reply.code(running(job) ? 202 : 200).send(syncView(job))
  })
  api.get('/v1/destinations/:id/sync', { config: read, schema: { summary: 'How far the newest sync is', tags, params, response: ok(SyncView) } }, async (request) => {
    const job = destinations().lastSync(find(request.params.id).id)
    if (!job) throw notFound('sync', request.params.id, 'POST begins one; ?dry=1 only says what would change.')
    return syncView(job)
  })
}

function running(job: SyncJob | null): boolean {
  return job?.state === 'running'
}

function syncView(job: SyncJob): Of<typeof SyncView> {
  return { ...job, examples: job.examples.map((one) => ({ ...one }) as Of<typeof SyncView>['examples'][number]), refused: job.refused.map((one) => ({ ...one })) }
}
