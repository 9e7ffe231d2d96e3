/** The console's files at `/`: assets for ever, the page itself fresh each time with its own nonce. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { cspConsole, newNonce } from './headers.ts'
import { Refusal, sendProblem } from './problem.ts'

const NOT_BUILT = 'The console is not built. Run `npm run build` in the repository, then start again. The API works without it; see /openapi.json.'
/** Stands in the page where the nonce goes. */
const NONCE = '__CSP_NONCE__'
const SERVER_PATHS = /^\/(v1|c|u|openapi\.json|metrics|healthz|readyz|version)(\/|$)/

/** Serves the folder, and the page for every address that the console routes by itself. */
export async function consoleRoutes(server: FastifyInstance, folder: string | null): Promise<void> {
  const ready = folder !== null && existsSync(join(folder, 'index.html'))
  if (!ready) {
    server.get('/', { schema: { hide: true } }, (_request, reply) => sendProblem(reply, new Refusal({ status: 404, title: 'No console here', detail: NOT_BUILT })))
    return
  }
  const page = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    const nonce = html.includes(NONCE) ? newNonce() : null
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', cspConsole(nonce))
      .header('cache-control', 'no-cache')
      .send(nonce === null ? html : html.replaceAll(NONCE, nonce))
  }
  await server.register(async (scope) => {
    await scope.register(fastifyStatic, {
      root: folder,
      index: false,
      wildcard: false,
      globIgnore: ['**/index.html'],
      cacheControl: false,
      schemaHide: true,
      setHeaders: (reply, path) => {
        void reply.header('content-security-policy', cspConsole(null))
        void reply.header('cache-control', /[.-][\w-]{8,}\.\w+$/.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    scope.get('/', { schema: { hide: true } }, page)
    scope.get('/index.html', { schema: { hide: true } }, page)
    // Addresses of the console's own pages; anything under the API's paths stays an API answer.
    scope.get('/*', { schema: { hide: true } }, (request, reply) => {
      const path = request.url.split('?')[0] ?? ''
      if (SERVER_PATHS.test(path) || /\.\w{1,5}$/.test(path)) return reply.callNotFound()
      return page(request, reply)
    })
  })
}
