/** Refused events: look at them, repair and replay them, or drop them. */
import type { SourceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { z } from 'zod'
import { fromPlain } from '../collect/plain.ts'
import type { BadRow } from '../ports/store.ts'
import type { App, Arrival } from '../runtime/app.ts'
import { BadView } from './contract.ts'
import { conflict, notFound, unprocessable } from './problem.ts'
import { record } from './record.ts'
import { ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'

/** GET /v1/bad, POST /v1/bad/{id}/replay, POST /v1/bad/{id}/drop. */
export function badRoutes(api: ApiServer, { app }: ApiContext): void {
  const config = { scope: 'write' } as const
  const params = z.object({ id: Ref })
  const rowOr404 = async (id: string): Promise<BadRow> => {
    const row = await app.reads.badById(app.ws, id)
    if (!row) throw notFound('refused event', id, 'GET /v1/bad lists them.')
    return row
  }
  const openRow = async (id: string): Promise<BadRow> => {
    const row = await rowOr404(id)
    if (row.state !== 'open') throw conflict('Already settled', `The refused event '${id}' was ${row.state} before. Only open ones can be replayed or dropped.`)
    return row
  }

  const Query = Paging.extend({ state: z.enum(['open', 'replayed', 'dropped']).optional() })
  api.get('/v1/bad', {
    config,
    schema: { summary: 'Refused events, newest first', tags: ['bad'], querystring: Query, response: page(BadView) },
  }, async (request) => {
    const { items, next } = await app.reads.badPage(app.ws, request.query)
    return { items: [...items], next }
  })

  const Body = z.strictObject({ event: z.record(z.string(), z.unknown()).optional() }).nullish()
  api.post('/v1/bad/:id/replay', {
    config,
    schema: { summary: 'Send a refused event again, repaired', tags: ['bad'], params, body: Body, response: ok(BadView) },
  }, async (request) => {
    const row = await openRow(request.params.id)
    const arrivals = repaired(app, row, (request.body?.event as Json | undefined) ?? parsed(row))
    await record(app, arrivals)
    await app.settleBad(row.id, 'replayed')
    return { ...row, state: 'replayed' as const }
  })
  api.post('/v1/bad/:id/drop', {
    config,
    schema: { summary: 'Give a refused event up', tags: ['bad'], params, body: z.unknown().optional(), response: ok(BadView) },
  }, async (request) => {
    const row = await openRow(request.params.id)
    await app.settleBad(row.id, 'dropped')
    return { ...row, state: 'dropped' as const }
  })
}

/** The repaired event as arrivals; 422 with the reason when it still cannot be accepted. Nothing is recorded then. */
function repaired(app: App, row: BadRow, event: Json): readonly Arrival[] {
  const incoming = fromPlain(event, { source: row.source as SourceId, receivedAt: app.now(), newId: () => app.newId() })
  const faults = incoming.flatMap((one) => (one.is === 'bad' ? [{ path: 'body.event', message: `${one.code}: ${one.reason}` }] : []))
  if (faults.length > 0) throw unprocessable(
    'Still not acceptable',
    `The event is still refused: ${faults[0]?.message ?? ''}. Repair it in \`event\` (a plain event: type, identifiers, properties) and replay again.`,
    faults,
  )
  return incoming.flatMap((one): readonly Arrival[] => (one.is === 'event' ? [{ is: 'event', event: one.event, raw: one.raw }] : []))
}

function parsed(row: BadRow): Json {
  try {
    return JSON.parse(row.raw) as Json
  } catch {
    throw unprocessable('Not JSON', 'What came in was not JSON, so it cannot be replayed as it is. Send the repaired event as {"event": {"type": …, "identifiers": …, "properties": …}}.')
  }
}
