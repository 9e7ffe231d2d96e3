/** Exports over the API: ask for a file, see how far it is, download it. */
import { createReadStream } from 'node:fs'
import { z } from 'zod'
import type { ExportJob } from '../export/exports.ts'
import type { Outbound } from '../export/outbound.ts'
import { ExportBody, ExportColumn, ExportView } from './contract-export.ts'
import type { Of } from './contract.ts'
import { conflict, notFound, Refusal, unprocessable } from './problem.ts'
import { NOTHING, ok, page, Ref, type ApiContext, type ApiServer } from './route.ts'

/** POST, GET /v1/exports, GET /v1/exports/columns, GET, DELETE /v1/exports/{id}, GET /v1/exports/{id}/file. */
export function exportRoutes(api: ApiServer, { outbound }: ApiContext): void {
  const config = { scope: 'read' } as const
  const tags = ['exports']
  const params = z.object({ id: Ref })
  const find = (id: string): ExportJob => {
    const job = outboundOr404(outbound).exports.find(id)
    if (!job) throw notFound('export', id, 'Files are kept for a day. GET /v1/exports lists them.')
    return job
  }

  api.post('/v1/exports', {
    config,
    schema: { summary: 'Golden records, or the members of a segment, as a file; one a minute', tags, body: ExportBody, response: { 202: ExportView, ...ok(ExportView) } },
  }, async (request, reply) => {
    const answer = await outboundOr404(outbound).exports.begin(request.body, { key: request.caller?.keyId ?? '', name: request.caller?.name ?? 'api' })
    if (answer.is === 'refused') throw unprocessable('Export refused', `${answer.path}: ${answer.why}`, [{ path: answer.path, message: answer.why }])
    if (answer.is === 'later') throw new Refusal({ status: 429, title: 'Not so soon', detail: `${answer.why} Try again in ${answer.seconds} s.`, retryAfterSeconds: answer.seconds })
    return reply.code(202).header('location', `/v1/exports/${answer.job.id}`).send(viewOf(answer.job))
  })
  api.get('/v1/exports', { config, schema: { summary: 'Exports of the last day, newest first', tags, response: page(ExportView) } }, async () => ({
    items: outboundOr404(outbound).exports.list().map(viewOf),
    next: null,
  }))
  api.get('/v1/exports/columns', { config, schema: { summary: 'Columns that an export can have', tags, response: page(ExportColumn) } }, async () => ({
    items: (await outboundOr404(outbound).exports.columns()).map(({ id, name, type, usual }) => ({ id, name, type, usual })),
    next: null,
  }))
  api.get('/v1/exports/:id', { config, schema: { summary: 'How far an export is', tags, params, response: ok(ExportView) } }, async (request) => viewOf(find(request.params.id)))
  api.delete('/v1/exports/:id', { config, schema: { summary: 'Delete an export and its file', tags, params, response: NOTHING } }, async (request, reply) => {
    find(request.params.id)
    outboundOr404(outbound).exports.remove(request.params.id)
    return reply.code(204).send(null)
  })
  api.get('/v1/exports/:id/file', { config, schema: { summary: 'The file of a finished export', tags, params } }, async (request, reply) => {
    const job = find(request.params.id)
    const path = outboundOr404(outbound).exports.fileOf(job.id)
    if (path === null) throw conflict('No file', job.state === 'running' ? `The export is at ${job.percent} %. Ask again when its state is 'done'.` : `The export has no file: ${job.why ?? 'it is older than a day'}.`)
    return reply
      .type(TYPES[job.format])
      .header('content-length', String(job.bytes))
      .header('content-disposition', `attachment; filename="${job.fileName.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(job.fileName)}`)
      .send(createReadStream(path))
  })
}

const TYPES = { csv: 'text/csv; charset=utf-8', ndjson: 'application/x-ndjson; charset=utf-8', parquet: 'application/vnd.apache.parquet' } as const

/** What leaves this server; a server without a folder for it has none. */
export function outboundOr404(outbound: Outbound | null): Outbound {
  if (!outbound) throw notFound('place for files', 'exports', 'This server was started without a data folder for exports.')
  return outbound
}

function viewOf(job: ExportJob): Of<typeof ExportView> {
  return { ...job, columns: [...job.columns] }
}
