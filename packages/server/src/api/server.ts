/** The HTTP face of the product: API, collector, links and console on one port. */
import { randomBytes } from 'node:crypto'
import swagger from '@fastify/swagger'
import Fastify, { LogController, type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  isResponseSerializationError,
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { rewriteCollect } from '../collect/paths.ts'
import { collectPlugin } from '../collect/plugin.ts'
import type { Outbound } from '../export/outbound.ts'
import type { App } from '../runtime/app.ts'
import { trackingRoutes } from './tracking.ts'
import { worthRoutes } from './worth.ts'
import { openTracking } from '../tracking/tracking.ts'
import { authorise } from './auth.ts'
import { badRoutes } from './bad.ts'
import { catalogRoutes } from './catalog.ts'
import { collectorFor, type CollectorExtras } from './collector.ts'
import { consentRoutes } from './consent.ts'
import { consoleRoutes } from './console.ts'
import { csvOf } from './csv.ts'
import { decideRoutes } from './decide.ts'
import { definitionRoutes } from './definitions.ts'
import { destinationRoutes } from './destinations.ts'
import { exploreRoutes } from './explore.ts'
import { exportRoutes } from './export.ts'
import { CSP_DATA, HEADERS } from './headers.ts'
import { healthRoutes } from './health.ts'
import { keepAnswers } from './idempotency.ts'
import { identityRoutes } from './identity.ts'
import { inboxRoutes } from './inbox.ts'
import { keyRoutes } from './key-routes.ts'
import type { KeyRing } from './keys.ts'
import { fleetRoutes } from './fleet.ts'
import { learningRoutes } from './learning.ts'
import { ledgerRoutes } from './ledger.ts'
import { linkRoutes, LONGEST_TOKEN } from './links.ts'
import { liveRoutes } from './live.ts'
import { createLogView } from './log-view.ts'
import { matchingRoutes } from './matching.ts'
import { messageRoutes } from './messages.ts'
import { createMetrics } from './metrics.ts'
import { personConsentRoutes } from './person-consent.ts'
import { placeRoutes } from './place.ts'
import { preferenceRoutes } from './preferences.ts'
import { previewRoutes } from './preview.ts'
import { privacyRoutes } from './privacy.ts'
import { Refusal, sendProblem, shorten } from './problem.ts'
import { profileRoutes } from './profiles.ts'
import { reviewRoutes } from './reviews.ts'
import type { ApiContext } from './route.ts'
import { segmentRoutes } from './segments.ts'
import { sessionRoutes } from './session.ts'
import { sourceRoutes } from './sources.ts'
import { createSessions } from './sessions.ts'
import { undoRepairRoutes } from './undo-repair.ts'
import { batchRoutes } from './batch.ts'
import { upliftRoutes } from './uplift.ts'
import { whatifRoutes } from './whatif.ts'
import { createEngine, type WhatIfEngine } from '../whatif/engine.ts'
import { openWhatIfs } from '../whatif/whatif.ts'

/** What a server needs. */
export interface ServerOptions {
  readonly app: App
  readonly ring: KeyRing
  /** What the collector gets beside the product and the keys. */
  readonly collect?: CollectorExtras
  /** Exports and destinations; without them their routes answer 404. */
  readonly outbound?: Outbound
  /** What works replays out; without one they are worked out in this thread. */
  readonly whatif?: WhatIfEngine
  /** Folder of the built console; null serves none. */
  readonly consolePath: string | null
  readonly version: string
  readonly logger?: FastifyServerOptions['logger']
  /** Trust X-Forwarded-* of the proxy in front. Default false. */
  readonly trustProxy?: FastifyServerOptions['trustProxy']
  /** Checks every answer against its schema, for tests. */
  readonly checkAnswers?: boolean
}

/** Largest body of an ordinary request. */
export const BODY_LIMIT = 1_048_576
const HEADERS_TIMEOUT_MS = 5_000
const REQUEST_TIMEOUT_MS = 60_000

/** Builds the server; `listen` and `close` are the caller's. Closing ends event streams and waits for requests under way. */
export async function buildServer(options: ServerOptions): Promise<FastifyInstance> {
  const { app, ring } = options
  const server = Fastify({
    logger: options.logger ?? false,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { headersTimeout: HEADERS_TIMEOUT_MS },
    routerOptions: { maxParamLength: LONGEST_TOKEN, ignoreTrailingSlash: true },
    trustProxy: options.trustProxy ?? false,
    forceCloseConnections: 'idle',
    rewriteUrl: (request) => rewriteCollect(request.url ?? '/'),
    genReqId: (request) => requestId(request.headers['x-request-id']),
  })
  const tracking = await openTracking(app)
  server.addHook('onClose', () => tracking.close().catch((failure: unknown) => server.log.error({ err: failure }, 'the catalogue could not be stored')))
  const engine = options.whatif ?? createEngine({ ws: app.ws, log: app.reads, reads: app.reads, clock: () => performance.now() })
  const whatifs = await openWhatIfs({ app, engine })
  server.addHook('onClose', () => whatifs.close())
  const context: ApiContext = {
    app,
    ring,
    sessions: createSessions(
      () => app.now(),
      (key) => ring.byId(key.id)?.revokedAt !== undefined,
    ),
    metrics: createMetrics(),
    log: createLogView(app),
    tracking,
    whatifs,
    outbound: options.outbound ?? null,
    version: options.version,
  }

  server.decorateRequest('caller', null)
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS).header('x-request-id', request.id)
  })
  server.addHook('onSend', async (_request, reply, payload) => {
    if (!reply.hasHeader('content-security-policy')) void reply.header('content-security-policy', CSP_DATA)
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
    return payload
  })
  server.addHook('onResponse', async (request, reply) => observe(request, reply, context))
  server.setErrorHandler((error: FastifyError, request, reply) => answerError(error, request, reply))
  server.setNotFoundHandler((request, reply) => {
    const detail = `Nothing is served at ${request.method} ${shorten(request.url.split('?')[0] ?? '', 120)}. The routes are listed in /openapi.json.`
    return sendProblem(reply, new Refusal({ status: 404, title: 'No such address', detail }))
  })

  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Rapport', version: options.version, description: 'Real-time customer experience: profiles, segments, decisions, messages.', license: { name: 'Apache-2.0' } },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key. Write keys may only send events.' } } },
    },
    transform: (input) => {
      const transformed = jsonSchemaTransform(input)
      const scope = input.route.config?.scope
      return { ...transformed, schema: { ...transformed.schema, ...(scope !== undefined && scope !== 'open' && { security: [{ key: [scope] }] }) } }
    },
    transformObject: jsonSchemaTransformObject,
  })
  await server.register(collectPlugin, collectorFor(app, ring, options.collect, tracking))
  await server.register(async (scope) => {
    const api = scope.withTypeProvider<ZodTypeProvider>()
    tolerateEmptyJson(api)
    api.setValidatorCompiler(validatorCompiler)
    api.setSerializerCompiler(options.checkAnswers === true ? serializerCompiler : () => JSON.stringify)
    api.addHook('onRequest', async (request) => {
      request.caller = await authorise(request, ring, context.sessions)
    })
    api.addHook('preHandler', async (request, reply) => offerCsv(request, reply))
    keepAnswers(api, app)
    for (const routes of ROUTES) routes(api, context)
  })
  await consoleRoutes(server, options.consolePath)
  return server
}

const ROUTES = [
  healthRoutes,
  sessionRoutes,
  profileRoutes,
  undoRepairRoutes,
  identityRoutes,
  reviewRoutes,
  previewRoutes,
  segmentRoutes,
  catalogRoutes,
  definitionRoutes,
  sourceRoutes,
  exportRoutes,
  destinationRoutes,
  decideRoutes,
  batchRoutes,
  exploreRoutes,
  learningRoutes,
  placeRoutes,
  messageRoutes,
  matchingRoutes,
  fleetRoutes,
  upliftRoutes,
  whatifRoutes,
  inboxRoutes,
  consentRoutes,
  personConsentRoutes,
  ledgerRoutes,
  preferenceRoutes,
  privacyRoutes,
  badRoutes,
  liveRoutes,
  trackingRoutes,
  worthRoutes,
  keyRoutes,
  linkRoutes,
] as const

/** Clients that always send `content-type: application/json` also do so without a body; that is no body, not a broken one. */
function tolerateEmptyJson(api: FastifyInstance): void {
  const parse = api.getDefaultJsonParser('error', 'error')
  api.removeContentTypeParser('application/json')
  api.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => (body === '' ? done(null, undefined) : parse(request, body as string, done)))
}

function offerCsv(request: FastifyRequest, reply: FastifyReply): void {
  if (request.method !== 'GET' || !(request.headers.accept ?? '').startsWith('text/csv')) return
  void reply.serializer((answer: unknown) => {
    const csv = csvOf(answer)
    if (csv === null) return JSON.stringify(answer)
    const { next } = answer as { readonly next?: string | null }
    if (next) void reply.header('x-next', next)
    void reply.type('text/csv; charset=utf-8').header('content-disposition', 'attachment; filename="rapport.csv"')
    return csv
  })
}

function observe(request: FastifyRequest, reply: FastifyReply, { metrics }: ApiContext): void {
  const route = `${request.method} ${request.routeOptions.url ?? '(none)'}`
  metrics.observe(route, reply.statusCode, reply.elapsedTime)
  // The route's pattern, never the address itself: addresses name people.
  if (reply.statusCode >= 500) request.log.error({ route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request failed')
  else request.log.debug({ route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request')
}

/** Every error as problem+json that says what, where and what to do. Only our own mistakes are 500, and their text stays in the log. */
function answerError(error: FastifyError | Refusal, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Refusal) return sendProblem(reply, error)
  if (hasZodFastifySchemaValidationErrors(error)) {
    const where = error.validationContext ?? 'request'
    const problems = error.validation.map(({ instancePath, message }) => ({ path: `${where}${instancePath.replaceAll('/', '.')}`, message: message ?? 'is not valid' }))
    const [first] = problems
    const wanted = `${request.method} ${request.routeOptions.url ?? ''}`
    const detail = `The ${where} does not have the shape that ${wanted} needs: ${first?.path ?? where}: ${first?.message ?? ''}. See /openapi.json.`
    return sendProblem(reply, new Refusal({ status: 400, title: 'Request not understood', detail, problems }))
  }
  const status = error.statusCode ?? 500
  if (status === 413) return sendProblem(reply, new Refusal({ status, title: 'Body too large', detail: `The body may have at most ${BODY_LIMIT >> 20} MB here. Send it in parts.` }))
  if (status >= 400 && status < 500) return sendProblem(
    reply,
    new Refusal({ status, title: 'Request not understood', detail: `${shorten(error.message, 200)}. Send JSON with the header content-type: application/json.` }),
  )
  if (error.name === 'Full' || error.name === 'Fenced') {
    return sendProblem(reply, new Refusal({ status: 503, title: 'Cannot write now', detail: `${error.message || error.name}. Nothing was changed; try again later.`, retryAfterSeconds: 5 }))
  }
  request.log.error({ err: error, ...(isResponseSerializationError(error) && { issues: error.cause.issues }) }, 'unexpected error')
  const detail = `An unexpected error happened; the log has it under request id ${request.id}. Nothing was changed unless it says so there. Please report it.`
  return sendProblem(reply, new Refusal({ status: 500, title: 'Our mistake', detail }))
}

const PROCESS = randomBytes(6).toString('hex')
let requests = 0

/** The caller's id when it is a harmless one, else one of ours: unique without asking for chance each time. */
function requestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : `${PROCESS}-${(++requests).toString(36)}`
}
