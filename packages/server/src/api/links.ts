/** Links in messages: `/c/TOKEN` counts the click and leads on, `/u/TOKEN` is the way out of a purpose. No key: the token is the permission. */
import { isJsonObject, type JsonObject } from '@rapport/core/base/json'
import { z } from 'zod'
import type { OutboxRow } from '../ports/store.ts'
import type { App, Arrival } from '../runtime/app.ts'
import type { LinkTarget } from '../runtime/links.ts'
import { Refusal } from './problem.ts'
import { ownEvent, record } from './record.ts'
import type { ApiContext, ApiServer } from './route.ts'
import { languageOf, PAGE_CSP, unsubscribedPage, unsubscribePage } from './unsubscribe-page.ts'

/** A click waits this long to be recorded before the person is led on anyway. */
const CLICK_WAIT_MS = 1_000
/** A token carries the address it leads to. */
export const LONGEST_TOKEN = 6_000
/** Source of these events. */
const SOURCE = 'links'

/** A link with the message it stands in. */
interface FoundLink {
  readonly link: LinkTarget
  readonly row: OutboxRow | null
}

/** GET /c/{token}, GET and POST /u/{token}. */
export function linkRoutes(api: ApiServer, { app }: ApiContext): void {
  const params = z.object({ token: z.string().max(3_000) })
  const config = { scope: 'open' } as const
  // One-click unsubscribe is a form post (RFC 8058), so this scope reads forms too.
  void api.register(async (scope) => {
    scope.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: 4_096 }, (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))))
    scope.addContentTypeParser('multipart/form-data', { parseAs: 'string', bodyLimit: 4_096 }, (_request, _body, done) => done(null, {}))

    scope.get('/c/:token', { config, schema: { params, hide: true } }, async (request, reply) => {
      const found = await linkOf(app, (request.params as { readonly token: string }).token)
      const target = found && URL.parse(found.link.url)
      if (!target || !['http:', 'https:'].includes(target.protocol)) throw deadLink()
      if (request.method === 'GET') await atMost(CLICK_WAIT_MS, recordClick(app, found, target.href).catch((error: unknown) => request.log.warn({ err: error }, 'click not recorded')))
      return reply.redirect(target.href, 302)
    })
    scope.get('/u/:token', { config, schema: { params, hide: true } }, async (request, reply) => {
      const { token } = request.params as { readonly token: string }
      const found = await linkOf(app, token)
      if (!found) throw deadLink()
      return sendPage(reply, unsubscribePage({ language: languageFor(request, found), purpose: purposeName(app, found), channel: found.row?.plan.channel ?? 'email' }))
    })
    scope.post('/u/:token', { config, schema: { params, hide: true } }, async (request, reply) => {
      const { token } = request.params as { readonly token: string }
      const found = await linkOf(app, token)
      if (!found) throw deadLink()
      const everywhere = isJsonObject((request.body ?? undefined) as JsonObject | undefined) && (request.body as JsonObject)['everywhere'] === '1'
      await unsubscribe(app, found, everywhere)
      return sendPage(reply, unsubscribedPage({ language: languageFor(request, found), purpose: purposeName(app, found), everywhere }))
    })
  })
}

async function linkOf(app: App, token: string): Promise<FoundLink | null> {
  const link = app.linkOf(token)
  if (!link) return null
  return { link, row: (await app.reads.outboxById(app.ws, [link.message])).get(link.message) ?? null }
}

async function recordClick(app: App, { link, row }: FoundLink, url: string): Promise<void> {
  const event = await aboutPerson(app, link, { type: 'message_clicked', properties: { ...factsOf(link, row), url } })
  if (event) await record(app, [event])
}

/** Withdraws the message's purpose on its channel, or everywhere. The same wish twice is one event, so that mail providers may repeat the call. */
async function unsubscribe(app: App, { link, row }: FoundLink, everywhere: boolean): Promise<void> {
  const channel = everywhere ? '*' : (row?.plan.channel ?? 'email')
  const event = await aboutPerson(
    app,
    link,
    {
      type: 'consent_withdrawn',
      properties: { ...factsOf(link, row), purpose: row?.plan.purpose ?? 'marketing', channel, proof: 'link' },
      id: `unsubscribe:${link.message}:${channel}:${Math.floor(app.now() / 60_000)}`,
    },
  )
  if (!event) throw deadLink()
  await record(app, [event])
  await app.quiet(link.profile, 2_000)
}

/** An event about the link's person; null when the person is not known any more. */
async function aboutPerson(app: App, link: LinkTarget, what: { readonly type: string; readonly properties: JsonObject; readonly id?: string }): Promise<Arrival | null> {
  const profile = await app.reads.survivor(app.ws, link.profile)
  const known = await app.reads.profiles(app.ws, [profile])
  return known.has(profile) ? { is: 'event', event: ownEvent(app, { ...what, source: SOURCE, identifiers: [] }), profile } : null
}

function factsOf(link: LinkTarget, row: OutboxRow | null): JsonObject {
  if (!row) return { message: link.message }
  const { plan } = row
  return {
    message: link.message,
    template: plan.template,
    channel: plan.channel,
    purpose: plan.purpose,
    ...(plan.journey && { journey: plan.journey.id, step: plan.journey.step }),
    ...(plan.timing && { timing: { ...plan.timing } }),
  }
}

function purposeName(app: App, { row }: FoundLink): string {
  const id = row?.plan.purpose ?? 'marketing'
  return app.workspace().definitions.purposes.find((purpose) => purpose.id === id)?.name ?? id
}

function languageFor(request: { readonly query: unknown; readonly headers: { readonly 'accept-language'?: string | undefined } }, { row }: FoundLink) {
  const { lang } = (request.query ?? {}) as { readonly lang?: unknown }
  return languageOf([typeof lang === 'string' ? lang : undefined, row?.rendered?.locale, ...(request.headers['accept-language'] ?? '').split(',').map((part) => part.split(';')[0])])
}

function sendPage(
  reply: {
    type(type: string): typeof reply
    header(name: string, value: string): typeof reply
    serializer(fn: (page: unknown) => string): typeof reply
    send(page: string): typeof reply
  },
  page: string,
) {
  return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_CSP).serializer(String).send(page)
}

function deadLink(): Refusal {
  return new Refusal({ status: 404, title: 'This link does not work any more', detail: 'The link is unknown. Open it again from the message, or write to the sender.' })
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))])
  clearTimeout(timer)
}
