/** Console sessions: a random id in an HttpOnly cookie that stands for a key. Kept in memory; a restart asks for the key again. */
import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { ok, type ApiContext, type ApiServer } from './route.ts'
import type { KeyRecord } from './keys.ts'
import { Refusal } from './problem.ts'

/** Name of the cookie. */
export const COOKIE = 'rapport_session'
/** A session ends after this long without a request … */
export const IDLE_MS = 30 * 60_000
/** … and after this long in any case. */
export const LONGEST_MS = 12 * 3_600_000
const MOST_SESSIONS = 10_000

/** Open sessions. */
export interface Sessions {
  open(key: KeyRecord): string
  /** The key behind a session id, or null when the session is over. `stillThere` says whether a stored key has not been revoked. */
  find(id: string): KeyRecord | null
  close(id: string): void
}

/** Sessions by the given clock. */
export function createSessions(now: () => number, revoked: (key: KeyRecord) => boolean): Sessions {
  const sessions = new Map<string, { readonly key: KeyRecord; readonly openedAt: number; seenAt: number }>()
  return {
    open(key) {
      if (sessions.size >= MOST_SESSIONS) sessions.delete(sessions.keys().next().value ?? '')
      const id = randomBytes(32).toString('base64url')
      sessions.set(id, { key, openedAt: now(), seenAt: now() })
      return id
    },
    find(id) {
      const session = sessions.get(id)
      if (!session) return null
      if (now() - session.seenAt > IDLE_MS || now() - session.openedAt > LONGEST_MS || revoked(session.key)) {
        sessions.delete(id)
        return null
      }
      session.seenAt = now()
      return session.key
    },
    close: (id) => void sessions.delete(id),
  }
}

/** The session id in a Cookie header, or null. */
export function sessionIn(header: string | undefined): string | null {
  if (header === undefined) return null
  const found = /(?:^|;\s*)rapport_session=([\w-]{20,100})/.exec(header)
  return found?.[1] ?? null
}

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
  api.delete('/v1/session', { config: { scope: 'open', csrf: true }, schema: { summary: 'Close the console session', tags: ['console'], response: { 204: z.null() } } }, async (request, reply) => {
    const id = sessionIn(request.headers.cookie)
    if (id !== null) sessions.close(id)
    return reply.header('set-cookie', cookie('', request.protocol === 'https', 0)).code(204).send(null)
  })
  const Me = z.object({ scopes: z.array(z.string()), workspace: z.string(), demo: z.boolean(), fakes: z.boolean() })
  api.get('/v1/me', { config: { scope: 'read' }, schema: { summary: 'What the key may do', tags: ['console'], response: ok(Me) } }, async (request) => ({
    scopes: [...(request.caller?.scopes ?? [])],
    workspace: app.ws,
    demo: app.demo,
    fakes: app.fakes,
  }))
}

function cookie(id: string, secure: boolean, seconds: number): string {
  return `${COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${secure ? '; Secure' : ''}`
}
