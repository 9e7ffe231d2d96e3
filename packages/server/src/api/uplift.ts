/** Whom an offer really changes: the answer, working it out now, and the people behind each group. */
import type { ProfileId } from '@rapport/core/base/id'
import type { OfferDefinition } from '@rapport/core/decision/types'
import { z } from 'zod'
import { fleetOf, type FleetDoor } from '../fleet/door.ts'
import { goalFor } from '../fleet/uplift-trials.ts'
import type { UpliftPart } from '../fleet/uplift-view.ts'
import type { App } from '../runtime/app.ts'
import type { Of } from './contract.ts'
import { OfferUplift, UpliftAnswer, UpliftGroupName, UpliftPeople } from './contract-uplift.ts'
import { personLine } from './people.ts'
import { notFound, Refusal } from './problem.ts'
import { ok, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'

const tags = ['models']
const params = z.object({ id: Ref })

/** GET and POST /v1/offers/{id}/uplift, GET /v1/offers/{id}/uplift/people. */
export function upliftRoutes(api: ApiServer, { app }: ApiContext): void {
  const offer404 = (id: string): OfferDefinition => {
    const found = app.workspace().definitions.offers.find((offer) => offer.id === id)
    if (found === undefined) throw notFound('offer', id, 'GET /v1/offers lists them.')
    return found
  }
  api.get('/v1/offers/:id/uplift', {
    config: { scope: 'read' },
    schema: { summary: 'Whom an offer changes: on average, whether people can be told apart, and which groups', tags, params, response: ok(OfferUplift) },
  }, async (request) => {
    const { id } = request.params
    offer404(id)
    const part = await fleetOf(app)?.ask({ is: 'uplift', offer: id }).catch(() => null)
    return viewOf(id, part ?? null)
  })
  api.post('/v1/offers/:id/uplift', {
    config: { scope: 'write' },
    schema: { summary: 'Work out now whom an offer changes; follow it with GET', tags, params, response: { 202: UpliftAnswer, ...ok(UpliftAnswer) } },
  }, async (request, reply) => {
    const { id } = request.params
    const offer = offer404(id)
    const fleet = trainerOr503(app)
    if (goalFor(offer) === null)
      throw new Refusal({ status: 422, title: 'Needs a success event', detail: 'Say in the offer what counts as success (an event other than a click on it), PUT /v1/offers/ID with `success`.' })
    const state = await told(fleet.ask({ is: 'judge', offer: id }))
    return reply.code(202).header('location', `/v1/offers/${encodeURIComponent(id)}/uplift`).send({ offer: id, state })
  })
  api.get('/v1/offers/:id/uplift/people', {
    config: { scope: 'read' },
    schema: { summary: 'People of a group, those whom the offer changes most first', tags, params, querystring: Paging.extend({ group: UpliftGroupName.default('persuadable') }), response: ok(UpliftPeople) },
  }, async (request) => {
    const { id } = request.params
    offer404(id)
    const { group, after, limit } = request.query
    const from = Math.max(0, Math.floor(Number(after ?? 0)) || 0)
    const { items, next } = await told(trainerOr503(app).ask({ is: 'changed', offer: id, group, after: from, limit }))
    const stored = await app.reads.profiles(app.ws, items.map((one) => one.id as ProfileId))
    return {
      items: items.flatMap((one) => {
        const found = stored.get(one.id as ProfileId)
        return found === undefined ? [] : [{ ...personLine(found), value: one.uplift, low: one.low, high: one.high, band: null, money: null }]
      }),
      next: next === null ? null : String(next),
    }
  })
}

function trainerOr503(app: App): FleetDoor {
  const fleet = fleetOf(app)
  if (fleet === undefined) throw new Refusal({ status: 503, title: 'Models are not trained here', detail: 'This process does not train models; ask the one that does.' })
  return fleet
}

function told<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((failure: Error) => {
    throw new Refusal({ status: 503, title: 'Models cannot be asked now', detail: `${failure.message}. Define a model, or restart the server when this stays.` })
  })
}

/** `part` null: nobody trains. */
function viewOf(offer: string, part: UpliftPart | null): Of<typeof OfferUplift> {
  const { result } = part ?? { result: null }
  return {
    offer,
    state: part?.state ?? 'absent',
    why: part === null ? 'not_trained' : part.why,
    done: part?.done ?? null,
    at: result?.at ?? null,
    success: part?.success ?? null,
    missing: [...(result?.missing ?? [])],
    treated: result?.treated ?? { decisions: 0, rate: null, shown: 0 },
    untreated: result?.untreated ?? { decisions: 0, rate: null },
    people: result?.people ?? 0,
    open: result?.open ?? 0,
    sure: result?.sure ?? 0,
    effect: result?.effect ?? null,
    verdict: result?.verdict === 'signal' || result?.verdict === 'no_signal' ? result.verdict : null,
    qini: result?.qini ?? null,
    groups: result?.groups.map(({ group, people }) => ({ group, people })) ?? [],
  }
}
