/** Deciding over HTTP. The lean path: one owner lookup, one decision, one view; sentences only when a language is asked for. */
import type { PlacementId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import type { Decision } from '@rapport/core/decision/types'
import { unpackDecision } from '@rapport/core/decision/record'
import { z } from 'zod'
import { DecideBody, DecisionView } from './contract.ts'
import { findPerson, personOr404, profileIdOf } from './person.ts'
import { notFound } from './problem.ts'
import { ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'
import { contentLocales, decisionView, localeOf } from './views/decision.ts'
import { namesOf } from './views/names.ts'

/** Records looked at for decisions when no person is named. */
const MOST_RECORDS = 2_000

/** POST /v1/decide, GET /v1/decisions. */
export function decideRoutes(api: ApiServer, { app, log }: ApiContext): void {
  api.post('/v1/decide', {
    config: { scope: 'decide' },
    schema: { summary: 'What now, here, for this person?', tags: ['decide'], body: DecideBody, response: ok(DecisionView) },
  }, async (request) => {
    const { placement, person, context, locale, record, explain } = request.body
    const workspace = app.workspace()
    if (!namesOf(workspace).placements.has(placement)) {
      throw notFound('placement', placement, `Defined: ${workspace.definitions.placements.map(({ id }) => id).join(', ') || 'none yet'}. Define it with PUT /v1/placements/ID.`)
    }
    const profile = person === undefined ? null : await profileIdOf(app, person)
    const decision = await app.decide({ profile, request: { placement: placement as PlacementId, context: (context ?? {}) as JsonObject }, record: record ?? true })
    // The person's own language is only looked up when the chosen offer is written in several.
    const asks = locale === undefined && decision.profile !== null && contentLocales(workspace, decision.chosen).length > 1
    const own = asks ? localeOf((await findPerson(app, decision.profile))?.state) : undefined
    const shown = explain === false ? { ...decision, candidates: [] } : locale === undefined ? withoutElsewhere(decision) : decision
    return decisionView(shown, workspace, { sentences: locale, content: locale ?? own })
  })

  const Query = Paging.extend({ person: Ref.optional(), locale: z.string().max(35).optional() })
  api.get('/v1/decisions', {
    config: { scope: 'read' },
    schema: { summary: 'Decisions, newest first: of one person, or the latest of all', tags: ['decide'], querystring: Query, response: page(DecisionView) },
  }, async (request) => {
    const { person, limit, locale } = request.query
    const placed = person === undefined ? await log.newest(
      limit,
      MOST_RECORDS,
      ({ event }) => event.type === 'decision_made',
    ) : (await log.at((await personOr404(app, person)).stored.recent)).toReversed()
    const items = placed
      .flatMap(({ entry }) => [entry.event, ...entry.derived])
      .map(({ type, properties }) => (type === 'decision_made' ? unpackDecision(properties) : null))
      .filter((decision) => decision !== null)
      .slice(0, limit)
      .map((decision) => decisionView(decision, app.workspace(), { sentences: locale, content: locale }))
    return { items, next: null }
  })
}

/** Offers that belong to other placements are stored with the decision, but a caller that shows the result has no use for them. */
function withoutElsewhere(decision: Decision): Decision {
  const candidates = decision.candidates.filter(({ out }) => out?.check !== 'placement')
  return candidates.length === decision.candidates.length ? decision : { ...decision, candidates }
}
