/** Segments: define them, see who is in and why. */
import type { ProfileId, SegmentId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { Definitions } from '@rapport/core/engine/workspace'
import { segmentsIn } from '@rapport/core/segment/depend'
import type { SegmentDefinition } from '@rapport/core/segment/rule'
import { z } from 'zod'
import type { App } from '../runtime/app.ts'
import { change } from './change.ts'
import { Explain, type ExplainNode } from './contract-explain.ts'
import { PersonLine, SegmentView, type Of } from './contract.ts'
import { etagOf, matched, removal, withOne, without } from './definitions.ts'
import { personLine } from './people.ts'
import { personOr404 } from './person.ts'
import { conflict, notFound } from './problem.ts'
import { Localised, NOTHING, ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'
import { namesOf, planFor } from './views/names.ts'
import { explainRule, ruleSentence } from './views/sentence.ts'

/** GET, PUT, DELETE /v1/segments, members, match. */
export function segmentRoutes(api: ApiServer, { app }: ApiContext): void {
  const params = z.object({ id: Ref })
  const segmentOr404 = (id: string): SegmentDefinition => {
    const found = namesOf(app.workspace()).segments.get(id)
    if (!found) throw notFound('segment', id, 'GET /v1/segments lists them.')
    return found
  }

  api.get('/v1/segments', {
    config: { scope: 'read' },
    schema: { summary: 'All segments with how many are in', tags: ['segments'], querystring: Localised, response: page(SegmentView) },
  }, async (request) => {
    const counts = await app.reads.memberCounts(app.ws)
    return { items: app.workspace().definitions.segments.map((segment) => segmentView(app, segment, counts.get(segment.id as SegmentId) ?? 0, request.query.locale)), next: null }
  })
  api.get('/v1/segments/:id', {
    config: { scope: 'read' },
    schema: { summary: 'One segment', tags: ['segments'], params, querystring: Localised, response: ok(SegmentView) },
  }, async (request, reply) => {
    const segment = segmentOr404(request.params.id)
    const counts = await app.reads.memberCounts(app.ws)
    void reply.header('etag', etagOf(segment))
    return segmentView(app, segment, counts.get(segment.id as SegmentId) ?? 0, request.query.locale)
  })
  api.put(
    '/v1/segments/:id',
    {
      config: { scope: 'write' },
      schema: {
        summary: 'Define a segment',
        tags: ['segments'],
        params,
        querystring: Localised,
        body: z.object({ name: z.string(), description: z.string().optional(), rule: z.unknown() }),
        response: ok(SegmentView),
      },
    },
    async (request) => {
      const { id } = request.params
      const { name, description, rule } = request.body
      const definition = { id, name, ...(description !== undefined && { description }), rule: rule as Json } as JsonObject & { readonly id: string }
      await change(app, request.caller?.name ?? 'api', (definitions) => {
        matched(request.headers['if-match'], definitions.segments.find((segment) => segment.id === id))
        return withOne(definitions, 'segments', definition)
      }, { kind: 'segments', id })
      const counts = await app.reads.memberCounts(app.ws)
      return segmentView(app, segmentOr404(id), counts.get(id as SegmentId) ?? 0, request.query.locale)
    },
  )
  api.delete('/v1/segments/:id', {
    config: { scope: 'write' },
    schema: { summary: 'Remove a segment; 409 while it is used', tags: ['segments'], params, response: NOTHING },
  }, async (request, reply) => {
    const { id } = request.params
    segmentOr404(id)
    const users = usedBy(app.workspace().definitions, id)
    if (users.length > 0) throw conflict('Still used', `The segment '${id}' is still used by ${users.map((user) => `${user.kind} '${user.id}'`).join(', ')}. Change these first.`)
    await removal('segment', id, () => change(app, request.caller?.name ?? 'api', (definitions) => without(definitions, 'segments', id)))
    return reply.code(204).send(null)
  })

  api.get('/v1/segments/:id/members', {
    config: { scope: 'read' },
    schema: { summary: 'Who is in', tags: ['segments'], params, querystring: Paging, response: page(PersonLine.extend({ since: z.number().int() })) },
  }, async (request) => {
    const { after, limit } = request.query
    const { id } = segmentOr404(request.params.id)
    const members = await app.reads.members(app.ws, id as SegmentId, (after ?? null) as ProfileId | null, limit)
    const stored = await app.reads.profiles(app.ws, members.map(({ profile }) => profile))
    const items = members.flatMap(({ profile, since }) => {
      const person = stored.get(profile)
      return person ? [{ ...personLine(person), since }] : []
    })
    return { items, next: members.length === limit ? (members.at(-1)?.profile ?? null) : null }
  })

  const Match = z.object({ matches: z.boolean(), explain: Explain })
  api.get('/v1/segments/:id/match', {
    config: { scope: 'read' },
    schema: { summary: 'Whether a person is in, and why', tags: ['segments'], params, querystring: Localised.extend({ person: Ref }), response: ok(Match) },
  }, async (request) => {
    const segment = segmentOr404(request.params.id)
    const { state } = await personOr404(app, request.query.person)
    const explain: ExplainNode = explainRule(planFor(app.workspace()), segment.rule, state, app.now(), request.query.locale)
    return { matches: explain.is, explain }
  })
}

function segmentView(app: App, segment: SegmentDefinition, members: number, locale: string | undefined): Of<typeof SegmentView> {
  const workspace = app.workspace()
  return { ...segment, sentence: ruleSentence(segment.rule, workspace, locale), members, usedBy: usedBy(workspace.definitions, segment.id) }
}

/** What refers to a segment. */
function usedBy({ segments, offers, journeys }: Definitions, id: string): Of<typeof SegmentView>['usedBy'] {
  const named = (kind: 'segment' | 'offer' | 'journey') => (one: { readonly id: string; readonly name: string }) => ({ kind, id: one.id, name: one.name })
  return [
    ...segments.filter(({ rule }) => segmentsIn(rule).includes(id)).map(named('segment')),
    ...offers.filter(({ eligible }) => eligible !== undefined && segmentsIn(eligible).includes(id)).map(named('offer')),
    ...journeys.filter(({ enter, exit }) => [enter, ...(exit ?? [])].some(
      (gate) => ('segment' in gate && gate.segment === id) || ('notSegment' in gate && gate.notSegment === id)
    )).map(named('journey')),
  ]
}
