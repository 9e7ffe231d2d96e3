/** Who may do what, decided in one function. Without a scope on the route nobody gets in. */
import type { FastifyRequest } from 'fastify'
import { scopesOf, type KeyRecord, type KeyRing, type Scope } from './keys.ts'
import { Refusal } from './problem.ts'
import { sessionIn, type Sessions } from './sessions.ts'

/** Who asks. */
export interface Caller {
  readonly keyId: string
  readonly name: string
  readonly source: string
  readonly scopes: readonly Scope[]
  readonly via: 'key' | 'session'
}

const SAFE: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * The caller of a request, or null for an open route. Throws a Refusal: 401 without a valid key or session, 403 when it may not do this.
 * Keys come as `Authorization: Bearer KEY`, as Basic user name (what the collectors' SDKs send), or for the event stream as `?key=`.
 */
export async function authorise(request: FastifyRequest, ring: KeyRing, sessions: Sessions): Promise<Caller | null> {
  const { scope, csrf } = request.routeOptions.config
  if (scope === 'open') {
    if (csrf === true && request.headers.origin !== undefined) checkOrigin(request)
    return null
  }
  const caller = await callerOf(request, ring, sessions)
  if (scope === undefined || !(caller.scopes.includes(scope) || caller.scopes.includes('admin'))) {
    const may = caller.scopes.join(', ') || 'nothing'
    throw new Refusal({
      status: 403,
      title: 'Not allowed',
      detail: `The key '${caller.name}' may ${may}, but this needs '${scope ?? 'a scope that no key has'}'. Use a key with that scope, or make one under Settings → Keys.`,
    })
  }
  return caller
}

async function callerOf(request: FastifyRequest, ring: KeyRing, sessions: Sessions): Promise<Caller> {
  const secret = secretIn(request)
  if (secret !== null) {
    const key = ring.find(secret) ?? (await ring.findFresh(secret))
    if (!key) throw unauthorised('The key is not known or was revoked. Check that it was copied completely.')
    return caller(key, 'key')
  }
  const session = sessionIn(request.headers.cookie)
  const key = session === null ? null : sessions.find(session)
  if (!key) throw unauthorised('Send `Authorization: Bearer API_KEY`. Keys are made under Settings → Keys; the first one was printed when the server first started.')
  if (!SAFE.has(request.method)) checkCsrf(request)
  return caller(key, 'session')
}

function secretIn(request: FastifyRequest): string | null {
  const header = request.headers.authorization
  if (header === undefined) {
    const { key } = (request.query ?? {}) as { readonly key?: unknown }
    return typeof key === 'string' && request.routeOptions.url === '/v1/live/stream' ? key : null
  }
  if (/^bearer /i.test(header)) return header.slice(7).trim()
  if (/^basic /i.test(header)) return Buffer.from(header.slice(6), 'base64').toString('utf8').split(':')[0] ?? ''
  return ''
}

function checkCsrf(request: FastifyRequest): void {
  if (request.headers['x-rapport-csrf'] !== '1') {
    throw new Refusal({ status: 403, title: 'Missing x-rapport-csrf', detail: 'Requests that change something with a session need the header `x-rapport-csrf: 1`. Programs should use a key instead.' })
  }
  checkOrigin(request)
}

function checkOrigin(request: FastifyRequest): void {
  const origin = request.headers.origin
  const host = origin === undefined ? null : URL.parse(origin)?.host
  if (host !== request.headers.host) {
    throw new Refusal({ status: 403, title: 'Request from another site', detail: 'A session only works from the console itself: the Origin header does not match the host. Behind a proxy, pass the Host header on unchanged.' })
  }
}

function caller(key: KeyRecord, via: Caller['via']): Caller {
  return { keyId: key.id, name: key.name, source: key.source, scopes: scopesOf(key), via }
}

function unauthorised(detail: string): Refusal {
  return new Refusal({ status: 401, title: 'Not signed in', detail })
}
