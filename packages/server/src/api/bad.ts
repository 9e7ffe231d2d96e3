/** Refused events: look at them, repair and replay them, or drop them. */
import type { SourceId } from '@rapport/core/base/id'
import type { Json } from '@rapport/core/base/json'
import { z } from 'zod'
import { fromPlain } from '../collect/plain.ts'
import type { Fix } from '@rapport/core/event/tracking-fix'
import type { BadRow, Page } from '../ports/store.ts'
import type { App, Arrival } from '../runtime/app.ts'
import { BadView } from './contract.ts'
import { conflict, notFound, unprocessable } from './problem.ts'
import { record } from './record.ts'
import { again, replayAll, type Again } from '../tracking/replay.ts'
import { BLOCKED } from '../tracking/tracking.ts'
import { FixView, ReplayAnswer, ReplayBody } from './contract-tracking.ts'
import { ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'

/** GET /v1/bad, POST /v1/bad/replay, POST /v1/bad/{id}/replay, POST /v1/bad/{id}/drop. */
export function badRoutes(api: ApiServer, { app, tracking }: ApiContext): void {
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

  const Query = Paging.extend({ state: z.enum(['open', 'replayed', 'dropped']).optional(), code: z.string().max(60).optional() })
  api.get('/v1/bad', {
    config,
    schema: { summary: 'Refused events, newest first', tags: ['bad'], querystring: Query, response: page(BadView) },
  }, async (request) => {
    const { code, ...query } = request.query
    return code === undefined ? pageOfRows(await app.reads.badPage(app.ws, query)) : rowsWith(app, code, query)
  })

  api.post('/v1/bad/replay', {
    config,
    schema: { summary: 'Send events that the plan kept out again, many at once', tags: ['bad'], body: ReplayBody, response: ok(ReplayAnswer) },
  }, async (request) => {
    const { code: _, fixes, ...wish } = request.body
    const { why, ...counts } = await replayAll(app, tracking, { ...wish, fixes: fixes as readonly Fix[] })
    return { ...counts, why: [...why] }
  })

  const Body = z.strictObject({ event: z.record(z.string(), z.unknown()).optional(), fixes: z.array(FixView).max(50).optional(), suggested: z.boolean().optional() }).nullish()
  api.post('/v1/bad/:id/replay', {
    config,
    schema: { summary: 'Send a refused event again, repaired', tags: ['bad'], params, body: Body, response: ok(BadView) },
  }, async (request) => {
    const row = await openRow(request.params.id)
    const edited = request.body?.event as Json | undefined
    const wish = { fixes: (request.body?.fixes ?? []) as readonly Fix[], suggested: request.body?.suggested === true }
    const arrivals = row.code === BLOCKED ? unblocked(again(app, tracking, row, wish, edited)) : repaired(app, row, edited ?? parsed(row))
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

/** Pages looked through for one page of rows with a code. */
const PAGES_MAX = 40

function pageOfRows({ items, next }: Page<BadRow>): { items: BadRow[]; next: string | null } {
  return { items: [...items], next }
}

/** One page of the rows with a code: as many pages as it takes. */
async function rowsWith(
  app: App,
  code: string,
  query: { readonly state?: BadRow['state'] | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<{ items: BadRow[]; next: string | null }> {
  const found: BadRow[] = []
  let { after } = query
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const { items, next } = await app.reads.badPage(app.ws, { limit: query.limit, ...(query.state && { state: query.state }), ...(after !== undefined && { after }) })
    found.push(...items.filter((row) => row.code === code))
    if (next === null) return { items: found, next: null }
    after = next
    if (found.length >= query.limit) break
  }
  return { items: found, next: after ?? null }
}

/** The event that the plan lets in now; 422 with every reason while it does not. */
function unblocked(outcome: Again): readonly Arrival[] {
  if (outcome.is === 'ready') return [{ is: 'event', event: outcome.event }]
  throw unprocessable(
    'Still kept out by the plan',
    `${outcome.why[0] ?? ''}. Correct the plan (PUT /v1/events-plan/{type}), or send the repair along: {"suggested": true}, "fixes" or the whole "event".`,
    outcome.why.map((message) => ({ path: 'body.event', message })),
  )
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
