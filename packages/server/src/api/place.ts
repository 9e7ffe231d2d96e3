/**
 * Deciding from a web page. A write key stands in the page for everybody to read, so the answer is only what the page would show anyway: the chosen offer and
 * its content. No reasons, no rivals, nothing about the person.
 */
import type { PlacementId, ProfileId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { identifierKey, normaliseIdentifier, type Identifier } from '@rapport/core/event/identifier'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { openToAll, refusedOrigin } from '../collect/cors.ts'
import { sourceOf } from '../collect/request.ts'
import type { App } from '../runtime/app.ts'
import { collectorFor } from './collector.ts'
import { PlaceAnswer, PlaceBody, type Of } from './contract.ts'
import { findPerson, profileIdOf, type FoundPerson } from './person.ts'
import { notFound, Refusal } from './problem.ts'
import { ok, type ApiContext, type ApiServer } from './route.ts'
import { contentLocales, decisionView, localeOf } from './views/decision.ts'

/** Largest question of a page. */
const BODY_LIMIT = 64 * 1_024

/** POST /v1/place, and its preflight. */
export function placeRoutes(api: ApiServer, { app, ring }: ApiContext): void {
  const door = collectorFor(app, ring)
  // `open` means: no API key. The write key is checked here, because it may stand in the body, where no preflight is needed.
  const config = { scope: 'open' } as const

  void api.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) => {
      try {
        done(null, body === '' ? undefined : JSON.parse(String(body)))
      } catch {
        done(new Refusal({ status: 400, title: 'Not JSON', detail: 'The body must be JSON like {"writeKey": …, "placement": …, "anonymousId": …}.' }))
      }
    })
    scope.addHook('onRequest', openToAll)
    scope.options('/v1/place', { config, schema: { hide: true } }, async (_request, reply: FastifyReply) => reply.code(204).send())
    const schema = { summary: 'What to show at a placement of a web page, with a write key', tags: ['decide'], body: PlaceBody, response: ok(PlaceAnswer) }
    scope.post('/v1/place', { config, bodyLimit: BODY_LIMIT, schema }, async (request: FastifyRequest) => {
      const body = request.body as Body
      mayAsk(request, body)
      const workspace = app.workspace()
      if (!workspace.definitions.placements.some(({ id }) => id === body.placement)) {
        throw notFound('placement', body.placement, 'Look for a spelling mistake in the page, or define it with PUT /v1/placements/ID.')
      }
      const person = await visitor(app, body)
      const context = (body.context ?? {}) as JsonObject
      const decision = await app.decide({ profile: person?.id ?? null, request: { placement: body.placement as PlacementId, context }, record: true })
      const locale = contentLocales(workspace, decision.chosen).length > 1 ? (localeOf(person?.state) ?? body.locale) : undefined
      return { decision: decision.id, offer: decision.chosen, content: decisionView(decision, workspace, { sentences: undefined, content: locale }).content }
    })
  })

  function mayAsk(request: FastifyRequest, body: Body): void {
    const source = sourceOf(request, door, body as unknown as JsonObject)
    if (!source) throw new Refusal({ status: 401, title: 'Unknown write key', detail: 'No source has this write key. Copy the key from Settings → Keys.' })
    const origin = refusedOrigin(request, source)
    if (origin !== null) throw new Refusal({ status: 403, title: 'Page not welcome', detail: `The source ${source.id} does not answer ${origin}. Add it to the source's allowed origins.` })
  }
}

type Body = Of<typeof PlaceBody>

/**
 * The person in front of the page. The anonymous id is a secret of the browser and is believed. A user id can be guessed: it counts only when this browser has
 * stood in one event with it, so that nobody reads off other people's offers.
 */
async function visitor(app: App, { anonymousId, userId }: Body): Promise<FoundPerson | null> {
  const browser = normaliseIdentifier('anonymousId', anonymousId)
  const user = userId === undefined ? null : normaliseIdentifier('userId', userId)
  if (browser === null) return null
  const device = await profileIdOf(app, identifierKey(browser))
  const found = user === null ? null : await findPerson(app, identifierKey(user))
  if (found && user && metBefore(found, device, browser, user)) return found
  return device === null ? null : findPerson(app, device)
}

function metBefore(person: FoundPerson, device: ProfileId | null, browser: Identifier, user: Identifier): boolean {
  if (person.id === device) return true
  const pair = [identifierKey(browser), identifierKey(user)]
  return person.state.identity.edges.some(({ a, b }) => pair.includes(a) && pair.includes(b))
}
