/** The fleet of models: what is foretold, how good it is, whom it concerns, and what people may want next. */
import type { ProfileId } from '@rapport/core/base/id'
import { z } from 'zod'
import { fleetOf, type FleetDoor } from '../fleet/door.ts'
import type { PeopleAsk, Person } from '../fleet/matrix.ts'
import type { App } from '../runtime/app.ts'
import { Fleet, FleetPeople, ModelCard, Opportunity, PersonPredictions, Personas, Recommendations, RetrainAnswer, type TrainerStatus } from './contract-models.ts'
import type { Of } from './contract.ts'
import { personLine } from './people.ts'
import { personOr404 } from './person.ts'
import { notFound, Refusal } from './problem.ts'
import { ok, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'

const params = z.object({ id: z.string().max(100) })
const part = z.coerce.number().int().min(1).max(5).optional()
const tenth = z.coerce.number().int().min(1).max(10).optional()
const RECOMMENDED = 20

/** GET /v1/fleet…, /v1/opportunity…, /v1/personas…, /v1/profiles/{ref}/predictions and /recommendations; POST /v1/fleet/{id}/retrain. */
export function fleetRoutes(api: ApiServer, { app }: ApiContext): void {
  api.get('/v1/fleet', {
    config: { scope: 'read' },
    schema: { summary: 'All models: state, what is missing, champion, quality, drift, what to do next', tags: ['models'], response: ok(Fleet) },
  }, () => overview(app))
  api.get('/v1/fleet/:id', {
    config: { scope: 'read' },
    schema: { summary: 'The card of a model', tags: ['models'], params, response: ok(ModelCard) },
  }, async (request) => {
    known(app, request.params.id)
    const card = await running(app, (fleet) => fleet.ask({ is: 'card', id: request.params.id }))
    if (card === null) throw notFound('model', request.params.id, 'GET /v1/fleet lists the models.')
    return card
  })
  api.get('/v1/fleet/:id/people', {
    config: { scope: 'read' },
    schema: {
      summary: 'People behind a number of a model, likeliest first',
      tags: ['models'],
      params,
      querystring: Paging.extend({ band: z.enum(['A', 'B', 'C', 'D']).optional(), decile: tenth, value: z.string().max(200).optional() }),
      response: ok(FleetPeople),
    },
  }, async (request) => {
    known(app, request.params.id)
    const { band, decile, value, after, limit } = request.query
    return people(app, { of: 'model', id: request.params.id, band, decile, value }, after, limit)
  })
  api.post('/v1/fleet/:id/retrain', {
    config: { scope: 'write' },
    schema: { summary: 'Learn everything from the log again; what was foretold stays until there is something newer', tags: ['models'], params, response: ok(RetrainAnswer) },
  }, async (request) => {
    const { id } = request.params
    known(app, id)
    const { status } = await running(app, (fleet) => fleet.ask({ is: 'overview' }))
    if (status.state === 'reading') return { id, state: 'running' as const }
    await running(app, (fleet) => fleet.ask({ is: 'retrain' }))
    return { id, state: 'started' as const }
  })
  api.get('/v1/opportunity', {
    config: { scope: 'read' },
    schema: { summary: 'Past worth against foretold worth: whom to protect, grow, win back, serve cheaply, and who moved', tags: ['models'], response: ok(Opportunity) },
  }, async () => {
    const none = { at: null, why: 'absent' as const, missing: [], model: null, people: 0, quadrants: [], cells: [], moves: [], since: null }
    return fleetOf(app) === undefined ? none : running(app, (fleet) => fleet.ask({ is: 'opportunity' }), none)
  })
  api.get('/v1/opportunity/people', {
    config: { scope: 'read' },
    schema: {
      summary: 'People of a cell or quadrant, worth most first',
      tags: ['models'],
      querystring: Paging.extend({ quadrant: z.enum(['protect', 'grow', 'win_back', 'serve_cheaply']).optional(), past: part, future: part }),
      response: ok(FleetPeople),
    },
  }, (request) => {
    const { quadrant, past, future, after, limit } = request.query
    return people(app, { of: 'opportunity', quadrant, past, future }, after, limit)
  })
  api.get('/v1/personas', {
    config: { scope: 'read' },
    schema: { summary: 'Kinds of customers that the data shows, and what sets them apart', tags: ['models'], response: ok(Personas) },
  }, async () => {
    const none = { at: null, why: 'absent' as const, missing: [], k: 0, people: 0, separation: null, tried: [], personas: [], since: null }
    return fleetOf(app) === undefined ? none : running(app, (fleet) => fleet.ask({ is: 'personas' }), none)
  })
  api.get('/v1/personas/:id/people', {
    config: { scope: 'read' },
    schema: { summary: 'People of a persona', tags: ['models'], params, querystring: Paging, response: ok(FleetPeople) },
  }, (request) => people(app, { of: 'persona', id: request.params.id }, request.query.after, request.query.limit))
  personRoutes(api, app)
}

function personRoutes(api: ApiServer, app: App): void {
  const ref = z.object({ ref: Ref })
  api.get('/v1/profiles/:ref/predictions', {
    config: { scope: 'read' },
    schema: { summary: 'What is foretold of a person', tags: ['models'], params: ref, response: ok(PersonPredictions) },
  }, async (request) => {
    const { id, state } = await personOr404(app, request.params.ref)
    const models = new Map(app.workspace().definitions.models.map((model) => [model.id, model]))
    const items = await Promise.all(Object.entries(state.predictions).map(async ([model, { value, low, high, band, at, version }]) => {
      const definition = models.get(model)
      if (definition === undefined || value === '') return []
      const fleet = band === undefined ? undefined : fleetOf(app)
      const card = fleet && (await fleet.ask({ is: 'card', id: model }).catch(() => null))
      const observed = card?.bandTable.find((one) => one.band === band)?.observed ?? null
      return [{ model, name: definition.name, predict: definition.predict, value, low: low ?? null, high: high ?? null, band: band ?? null, observed, at, version }]
    }))
    return { profile: id, items: items.flat() }
  })
  api.get('/v1/profiles/:ref/recommendations', {
    config: { scope: 'read' },
    schema: { summary: 'What a person may want next, as of the last click', tags: ['models'], params: ref, querystring: Paging.pick({ limit: true }), response: ok(Recommendations) },
  }, async (request) => {
    const { id } = await personOr404(app, request.params.ref)
    const none = { why: 'absent' as const, items: [], from: [], sessions: 0, at: null }
    const fleet = fleetOf(app)
    const found = fleet === undefined ? none : await fleet.ask({ is: 'recommend', profile: id, count: Math.min(RECOMMENDED, request.query.limit) }).catch(() => none)
    return { profile: id, ...found, items: found.items.map((one) => ({ ...one, because: [...one.because] })), from: [...found.from] }
  })
}

async function overview(app: App): Promise<Of<typeof Fleet>> {
  const fleet = fleetOf(app)
  const found = fleet === undefined ? 'this process does not train' : await fleet.ask({ is: 'overview' }).catch((failure: Error) => failure.message)
  if (typeof found !== 'string') return found
  const hasModels = app.workspace().definitions.models.length > 0
  const state = fleet === undefined ? ('absent' as const) : hasModels ? ('failed' as const) : ('idle' as const)
  const status: Of<typeof TrainerStatus> = { state, why: state === 'idle' ? null : found, position: 0, last: 0, sampled: 0, profiles: 0, snapshots: 0, written: 0 }
  return {
    status,
    models: app.workspace().definitions.models.map(({ id, name, predict, segment, bands, state: is }) => ({
      id,
      name,
      predict,
      segment: segment === undefined ? null : { id: segment, name: app.workspace().definitions.segments.find((one) => one.id === segment)?.name ?? segment },
      bands: bands === true,
      state: is === 'off' ? ('off' as const) : ('learning' as const),
      missing: [],
      champion: null,
      quality: null,
      examples: 0,
      positives: 0,
      open: 0,
      lastTrained: null,
      drift: { state: 'unknown' as const, score: null, since: null },
      flags: [],
      people: 0,
      next: { is: is === 'off' ? ('switch_on' as const) : ('wait' as const), at: null },
    })),
  }
}

/** Refuses an id that no model has. */
function known(app: App, id: string): void {
  if (!app.workspace().definitions.models.some((model) => model.id === id)) throw notFound('model', id, 'GET /v1/fleet lists the models.')
}

/** Asks the fleet. Where it has stopped: `otherwise`, or a 503 with the reason; where none is, 404. */
async function running<T>(app: App, ask: (fleet: FleetDoor) => Promise<T>, otherwise?: T): Promise<T> {
  const fleet = fleetOf(app)
  if (fleet === undefined) throw new Refusal({ status: 404, title: 'Models are not trained here', detail: 'This process trains no models. It does when one is defined (PUT /v1/models/ID).' })
  try {
    return await ask(fleet)
  } catch (failure) {
    if (otherwise !== undefined) return otherwise
    throw new Refusal({ status: 503, title: 'Models cannot be asked now', detail: `${failure instanceof Error ? failure.message : String(failure)}. Restart the server when this stays.` })
  }
}

/** People behind a number, with their names. Who is gone since the last look at everybody is left out. */
async function people(app: App, ask: PeopleAsk, after: string | undefined, limit: number): Promise<Of<typeof FleetPeople>> {
  const from = Math.max(0, Math.floor(Number(after ?? 0)) || 0)
  const { items, next } = await running(app, (fleet) => fleet.ask({ is: 'people', ask, after: from, limit }), { items: [] as readonly Person[], next: null })
  const stored = await app.reads.profiles(app.ws, items.map(({ id }) => id as ProfileId))
  return {
    items: items.flatMap((one) => {
      const found = stored.get(one.id as ProfileId)
      return found === undefined ? [] : [{ ...personLine(found), ...one }]
    }),
    next: next === null ? null : String(next),
  }
}
