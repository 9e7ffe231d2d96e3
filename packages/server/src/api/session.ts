/** Opening and closing console sessions, and what the caller may do. */
import { z } from 'zod'
import { Refusal } from './problem.ts'
import { ok, type ApiContext, type ApiServer } from './route.ts'
import { COOKIE, LONGEST_MS, sessionIn } from './sessions.ts'

/** POST and DELETE /v1/session, GET /v1/me. */
export function sessionRoutes(api: ApiServer, { app, ring, sessions }: ApiContext): void {
  api.post(
    '/v1/session',
    { config: { scope: 'open', csrf: true }, schema: { summary: 'Open a console session with a key', tags: ['console'], body: z.strictObject({ key: z.string().max(200) }), response: { 204: z.null() } } },
    async (request, reply) => {
      const key = ring.spend(request.body.key) ?? (await ring.findFresh(request.body.key))
      if (!key) throw new Refusal({ status: 401, title: 'Unknown key', detail: 'This key does not exist, was revoked or was already used. Copy the key again, or restart the server to get a new link.' })
      if (key.kind === 'write') throw new Refusal({ status: 403, title: 'A write key cannot open the console', detail: 'Write keys may only send events. Use an API key (it starts with rpk_).' })
      return reply.header('set-cookie', cookie(sessions.open(key), request.protocol === 'https', LONGEST_MS / 1_000)).code(204).send(null)
    },
  )
  api.delete('/v1/session', {
    config: { scope: 'open', csrf: true },
    schema: { summary: 'Close the console session', tags: ['console'], response: { 204: z.null() } },
  }, async (request, reply) => {
    const id = sessionIn(request.headers.cookie)
    if (id !== null) sessions.close(id)
    return reply.header('set-cookie', cookie('', request.protocol === 'https', 0)).code(204).send(null)
  })
  const Me = z.object({ scopes: z.array(z.string()), workspace: z.string(), demo: z.boolean(), fakes: z.boolean() })
  api.get('/v1/me', {
    config: { scope: 'read' },
    schema: { summary: 'What the key may do', tags: ['console'], response: ok(Me) },
  }, async (request) => ({
    scopes: [...(request.caller?.scopes ?? [])],
    workspace: app.ws,
    demo: app.demo,
    fakes: app.fakes,
  }))
}

function cookie(id: string, secure: boolean, seconds: number): string {
  return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`
}
