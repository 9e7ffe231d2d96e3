/** What collected data is worth, field by field. Measured on a sample, at most every few minutes. */
import { z } from 'zod'
import { dataWorth, type DataWorth } from '../tracking/worth.ts'
import { Pii, WorthPage } from './contract-tracking.ts'
import { ok, Paging, type ApiContext, type ApiServer } from './route.ts'

/** How old a measurement may be, unless the definitions have changed. */
const FRESH_MS = 120_000

/** GET /v1/data-worth. */
export function worthRoutes(api: ApiServer, { app, tracking, log }: ApiContext): void {
  let kept: { readonly at: number; readonly version: number; readonly measured: Promise<DataWorth> } | null = null
  const measure = (fresh: boolean): Promise<DataWorth> => {
    const { version } = app.workspace()
    if (kept && !fresh && kept.version === version && app.now() - kept.at < FRESH_MS) return kept.measured
    const measured = dataWorth(app, tracking.tally, (limit, records, takes) => log.newest(limit, records, takes))
    kept = { at: app.now(), version, measured }
    measured.catch(() => (kept = null))
    return measured
  }
  const Query = Paging.extend({
    kind: z.enum(['trait', 'property']).optional(),
    verdict: z.enum(['earns', 'unused', 'not_enough_data']).optional(),
    pii: Pii.optional(),
    search: z.string().max(200).optional(),
    /** `1` measures anew. */
    fresh: z.enum(['0', '1']).optional(),
  })
  api.get('/v1/data-worth', {
    config: { scope: 'read' },
    schema: { summary: 'What each collected field is worth to decisions, segments and messages', tags: ['tracking'], querystring: Query, response: ok(WorthPage) },
  }, async (request) => {
    const { after, limit, kind, verdict, pii, search, fresh } = request.query
    const { fields, sample } = await measure(fresh === '1')
    const wanted = search?.normalize('NFKC').trim().toLowerCase() ?? ''
    const found = fields.filter((one) =>
      (kind === undefined || one.kind === kind) && (verdict === undefined || one.verdict === verdict) && (pii === undefined || one.pii === pii)
      && (wanted === '' || `${one.event ?? ''} ${one.field}`.normalize('NFKC').toLowerCase().includes(wanted)))
    const from = Number(after ?? 0) || 0
    const count = (of: string): number => fields.filter((one) => one.verdict === of).length
    return {
      items: found.slice(from, from + limit),
      next: from + limit < found.length ? String(from + limit) : null,
      total: found.length,
      sample,
      verdicts: { earns: count('earns'), unused: count('unused'), not_enough_data: count('not_enough_data') },
    }
  })
}
