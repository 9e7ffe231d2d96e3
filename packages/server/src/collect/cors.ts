/** Cross-origin rules of the collector: every page may ask, the source's own list decides whether its events are taken. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { SourceInfo } from './request.ts'

/** Seconds for which browsers may remember a preflight: Chromium's limit. Without it they ask again every five seconds. */
const MAX_AGE_SECONDS = 7_200

/** Hook: lets any page send to the collector and read the answer, `Retry-After` included. */
export async function openToAll(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  // The snippet's script is loaded by pages of other sites.
  void reply.header('cross-origin-resource-policy', 'cross-origin')
  const { origin } = request.headers
  if (origin === undefined) return
  void reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true')
  void reply.header('access-control-expose-headers', 'Retry-After').header('vary', 'Origin')
  if (request.method !== 'OPTIONS') return
  const asked = request.headers['access-control-request-headers']
  if (asked !== undefined) void reply.header('access-control-allow-headers', asked)
  void reply.header('access-control-allow-methods', 'GET, POST, OPTIONS').header('access-control-max-age', String(MAX_AGE_SECONDS))
}

/** The origin of a page that the source does not accept; null when it is welcome. */
export function refusedOrigin(request: FastifyRequest, source: SourceInfo): string | null {
  const { origin } = request.headers
  const welcome = source.origins ?? []
  if (origin === undefined || welcome.length === 0) return null
  return welcome.some((pattern) => matches(origin, pattern)) ? null : origin.slice(0, 200)
}

function matches(origin: string, pattern: string): boolean {
  const star = pattern.indexOf('*.')
  if (star < 0) return pattern === '*' || origin.toLowerCase() === pattern.toLowerCase()
  const start = pattern.slice(0, star).toLowerCase()
  const end = pattern.slice(star + 1).toLowerCase()
  const text = origin.toLowerCase()
  return text.startsWith(start) && text.endsWith(end) && /^[\w.-]+$/.test(text.slice(start.length, text.length - end.length))
}
