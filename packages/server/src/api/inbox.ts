/** The local mailbox of `--fakes`: what would have reached people, as they would have read it. */
import { InboxView } from './contract.ts'
import { Refusal } from './problem.ts'
import { page, Paging, type ApiContext, type ApiServer } from './route.ts'

/** GET /v1/inbox. */
export function inboxRoutes(api: ApiServer, { app }: ApiContext): void {
  api.get('/v1/inbox', {
    config: { scope: 'read' },
    schema: { summary: 'E-mails that the local mailbox caught, newest first', tags: ['messages'], querystring: Paging, response: page(InboxView) },
  }, async (request) => {
    if (!app.inbox) throw new Refusal({ status: 404, title: 'No mailbox here', detail: 'There is no local mailbox: mail goes to the world, or nowhere. Start the server with --fakes to catch every e-mail.' })
    const { after, limit } = request.query
    const kept = app.inbox()
    const older = after === undefined ? kept : kept.slice(0, Math.max(0, kept.findIndex(({ nr }) => nr >= Number(after))))
    const items = older.slice(-limit).toReversed()
    return {
      items: items.map(({ nr, at, from, to, subject, text, html }) => ({ nr, at, from, to: [...to], subject, text, ...(html !== undefined && { html }) })),
      next: older.length > limit ? String(items.at(-1)?.nr) : null,
    }
  })
}
