/** Deciding for everybody in a segment at once. */
import type { PlacementId, SegmentId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { z } from 'zod'
import { createBatches, type Batch } from '../runtime/batches.ts'
import type { Of } from './contract.ts'
import { BatchBody, BatchList, BatchView } from './contract-batch.ts'
import { conflict, notFound } from './problem.ts'
import { ok, Ref, type ApiContext, type ApiServer } from './route.ts'
import { namesOf } from './views/names.ts'

/** POST, GET /v1/decide/batch, GET /v1/decide/batch/{id}, POST /v1/decide/batch/{id}/stop. */
export function batchRoutes(api: ApiServer, { app }: ApiContext): void {
  const batches = createBatches(app)
  const tags = ['decide']
  const params = z.object({ id: Ref })
  api.addHook('onClose', () => batches.close())
  const find = (id: string): Batch => {
    const batch = batches.one(id)
    if (!batch) throw notFound('batch', id, 'The newest twenty since the start are kept. GET /v1/decide/batch lists them.')
    return batch
  }
  const viewOf = ({ id, ask, chosen, startedAt, state, done, people, price, expected, problem }: Batch): Of<typeof BatchView> => {
    const names = namesOf(app.workspace()).offers
    const lines = [...chosen].map(([offer, n]) => ({ offer, name: offer === null ? '' : (names.get(offer)?.name ?? offer), people: n }))
    return {
      id, segment: ask.segment, placement: ask.placement, most: ask.most ?? null, record: ask.record, startedAt, state, done, people, price, expected, problem,
      chosen: lines.sort((one, other) => other.people - one.people),
    }
  }

  api.post('/v1/decide/batch', {
    config: { scope: 'write' },
    schema: { summary: 'Decide for everybody in a segment', tags, body: BatchBody, response: { 202: BatchView, ...ok(BatchView) } },
  }, async (request, reply) => {
    const { segment, placement, context, most, record } = request.body
    const { definitions } = app.workspace()
    if (!definitions.segments.some(({ id }) => id === segment)) throw notFound('segment', segment, 'GET /v1/segments lists them.')
    if (!definitions.placements.some(({ id }) => id === placement)) throw notFound('placement', placement, 'GET /v1/placements lists them.')
    const batch = batches.start({
      segment: segment as SegmentId, placement: placement as PlacementId, context: (context ?? {}) as JsonObject, record: record ?? true, ...(most !== undefined && { most }),
    })
    if (!batch) throw conflict('One at a time', 'Another batch is being decided. Wait until it is done, or stop it with POST /v1/decide/batch/ID/stop.')
    return reply.code(202).header('location', `/v1/decide/batch/${batch.id}`).send(viewOf(batch))
  })
  api.get('/v1/decide/batch', { config: { scope: 'read' }, schema: { summary: 'Batches, newest first', tags, response: ok(BatchList) } }, async () => ({ items: batches.list().map(viewOf), next: null }))
  api.get('/v1/decide/batch/:id', {
    config: { scope: 'read' },
    schema: { summary: 'A batch: how far it is and what came of it', tags, params, response: ok(BatchView) },
  }, async (request) => viewOf(find(request.params.id)))
  api.post('/v1/decide/batch/:id/stop', {
    config: { scope: 'write' },
    schema: { summary: 'Stop a batch; what was decided stays', tags, params, response: ok(BatchView) },
  }, async (request) => {
    batches.stop(find(request.params.id).id)
    return viewOf(find(request.params.id))
  })
}
