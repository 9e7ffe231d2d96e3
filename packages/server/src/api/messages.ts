/** Messages: what was sent to whom, what was not, and why. */
import type { MessageId } from '@rapport/core/base/id'
import { CHANNELS } from '@rapport/core/event/message-plan'
import { MESSAGE_STATES } from '@rapport/core/message/types'
import { z } from 'zod'
import type { OutboxRow } from '../ports/store.ts'
import { MessageView } from './contract.ts'
import { CSP_MESSAGE } from './headers.ts'
import { escapeHtml } from './html.ts'
import { namesOfPeople } from './people.ts'
import { personOr404, profileIdOf } from './person.ts'
import { notFound } from './problem.ts'
import { refusalReceipt } from './person-consent.ts'
import { Localised, ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'
import { messageView } from './views/message.ts'

/** GET /v1/messages, /v1/messages/{id}, /v1/messages/{id}/body, /v1/profiles/{ref}/messages. */
export function messageRoutes(api: ApiServer, { app }: ApiContext): void {
  const views = async (rows: readonly OutboxRow[]) => {
    const names = await namesOfPeople(app, rows.map((row) => row.profile))
    return rows.map((row) => messageView(row, names.get(row.profile) ?? null, { whole: false }))
  }
  const rowOr404 = async (id: string): Promise<OutboxRow> => {
    const row = (await app.reads.outboxById(app.ws, [id as MessageId])).get(id as MessageId)
    if (!row) throw notFound('message', id, 'GET /v1/messages lists them.')
    return row
  }

  const Query = Paging.extend({ state: z.enum(MESSAGE_STATES).optional(), channel: z.enum(CHANNELS).optional(), person: Ref.optional() })
  api.get('/v1/messages', {
    config: { scope: 'read' },
    schema: { summary: 'Messages, newest first', tags: ['messages'], querystring: Query, response: page(MessageView) },
  }, async (request) => {
    const { person, ...query } = request.query
    const profile = person === undefined ? undefined : await profileIdOf(app, person)
    if (profile === null) return { items: [], next: null }
    const { items, next } = await app.reads.outboxPage(app.ws, { ...query, profile })
    return { items: await views(items), next }
  })
  api.get('/v1/profiles/:ref/messages', {
    config: { scope: 'read' },
    schema: { summary: 'Messages to a person', tags: ['profiles'], params: z.object({ ref: Ref }), querystring: Paging, response: page(MessageView) },
  }, async (request) => {
    const { id } = await personOr404(app, request.params.ref)
    const { items, next } = await app.reads.outboxPage(app.ws, { ...request.query, profile: id })
    return { items: await views(items), next }
  })
  api.get('/v1/messages/:id', {
    config: { scope: 'read' },
    schema: { summary: 'One message with what was handed over', tags: ['messages'], params: z.object({ id: Ref }), querystring: Localised, response: ok(MessageView) },
  }, async (request) => {
    const row = await rowOr404(request.params.id)
    const [names, detail] = await Promise.all([namesOfPeople(app, [row.profile]), refusalReceipt(app, row, request.query.locale ?? 'en')])
    return { ...messageView(row, names.get(row.profile) ?? null, { whole: true }), ...(detail && { detail }) }
  })
  api.get('/v1/messages/:id/body', {
    config: { scope: 'read' },
    schema: { summary: 'The message as a page, for a sandboxed frame', tags: ['messages'], params: z.object({ id: Ref }) },
  }, async (request, reply) => {
    const { rendered } = await rowOr404(request.params.id)
    if (!rendered) throw notFound('rendered text of message', request.params.id, 'It is kept once the message has been rendered; this one has not been.')
    const html = rendered.html ?? `<!doctype html><meta charset="utf-8"><pre style="white-space:pre-wrap;font:16px/1.5 sans-serif">${escapeHtml(rendered.text)}</pre>`
    return reply.type('text/html; charset=utf-8').header('content-security-policy', CSP_MESSAGE).header('x-frame-options', 'SAMEORIGIN').serializer(String).send(html)
  })
}
