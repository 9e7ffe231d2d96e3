/** The queue of pairs that matching is not sure about: two records side by side, and a decision that becomes a verdict. */
import type { ProfileId } from '@rapport/core/base/id'
import { z } from 'zod'
import type { ReviewRow } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import { apartVerdicts, joinVerdicts, splitVerdicts } from '../runtime/identity.ts'
import type { Of } from './contract.ts'
import { ReviewAnswer, ReviewBody, ReviewDetail, ReviewQuery, ReviewView } from './contract-identity.ts'
import { byOf, change } from './identity.ts'
import { namesOfPeople } from './people.ts'
import { conflict, notFound, unprocessable } from './problem.ts'
import { ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'
import { differencesOf, reviewView, statesOf } from './views/identity.ts'
import { profileView } from './views/profile.ts'

/** GET /v1/reviews, GET and POST /v1/reviews/{id}. */
export function reviewRoutes(api: ApiServer, { app }: ApiContext): void {
  const params = z.object({ id: Ref })

  api.get('/v1/reviews', {
    config: { scope: 'read' },
    schema: { summary: 'Pairs that may be one person, most likely first', tags: ['identity'], querystring: Paging.extend(ReviewQuery.shape), response: page(ReviewView) },
  }, async (request) => {
    const { items, next } = await app.reads.reviewPage(app.ws, request.query)
    const names = await namesOfPeople(app, items.flatMap(({ a, b }) => [a, b]))
    return { items: items.map((row) => reviewView(row, names)), next }
  })

  api.get('/v1/reviews/:id', {
    config: { scope: 'read' },
    schema: { summary: 'One pair: both records in full, and the evidence', tags: ['identity'], params, response: ok(ReviewDetail) },
  }, async (request) => {
    const row = await current(app, await reviewOr404(app, request.params.id))
    const states = await statesOf(app, [row.a, row.b])
    const people = [row.a, row.b].map((id) => states.find((state) => state.id === id)).map((state) => (state ? profileView(state, app.workspace(), app.now()) : null))
    const names = await namesOfPeople(app, [row.a, row.b])
    return { ...reviewView(row, names), people, differences: differencesOf(people), counts: { ...(await app.reads.reviewCounts(app.ws)) } }
  })

  api.post('/v1/reviews/:id', {
    config: { scope: 'write' },
    schema: { summary: 'Decide a pair', tags: ['identity'], params, body: ReviewBody, response: ok(ReviewAnswer) },
  }, async (request) => {
    const row = await current(app, await reviewOr404(app, request.params.id))
    const { decide, why } = request.body
    if (decide === 'later') return { review: await viewOf(app, row), change: null }
    if (row.state !== 'open') throw conflict('Settled already', settledSentence(row))
    const decided = await carryOut(app, row, { decide, why, by: byOf(request) })
    const settled: ReviewRow = { ...row, state: decide === 'join' ? 'joined' : 'apart', settledAt: app.now(), settledBy: byOf(request) }
    await app.review([settled])
    return { review: await viewOf(app, settled), change: decided }
  })
}

interface Word {
  readonly decide: 'join' | 'apart'
  readonly why?: string | undefined
  readonly by: string
}

async function carryOut(app: App, row: ReviewRow, { decide, why, by }: Word): Promise<Of<typeof ReviewAnswer>['change']> {
  // Who lives together is no question of who is one person.
  if (row.proposes === 'household') return null
  const [one, other] = await statesOf(app, [row.a, row.b])
  const common = { isDry: false, by, why }
  if (row.proposes === 'split') {
    if (decide === 'join' || !one) return null
    const verdicts = splitVerdicts(one, proposedMove(row))
    if ('is' in verdicts) throw unprocessable('This cannot be split', `${verdicts.why} Use POST /v1/profiles/${row.a}/split with the identifiers that shall move.`)
    return change(app, { ...common, verdicts, before: [one.id] })
  }
  if (!one || !other) throw conflict('Somebody is gone', 'One of the two is not there any more.')
  const verdicts = decide === 'join' ? joinVerdicts(one, other) : apartVerdicts(one, other)
  return change(app, { ...common, verdicts, before: [one.id, other.id], mustJoin: decide === 'join' })
}

/** Identifiers that matching would give to the second person. */
function proposedMove({ evidence }: ReviewRow): readonly string[] {
  const move = evidence !== null && typeof evidence === 'object' && !Array.isArray(evidence) ? (evidence as { readonly move?: unknown }).move : undefined
  return Array.isArray(move) ? move.filter((id) => typeof id === 'string') : []
}

async function reviewOr404(app: App, id: string): Promise<ReviewRow> {
  const row = await app.reads.reviewById(app.ws, id)
  if (!row) throw notFound('review', id, 'GET /v1/reviews lists them.')
  return row
}

/** An open review whose people are one by now, or not both there any more, has nothing left to ask. */
async function current(app: App, row: ReviewRow): Promise<ReviewRow> {
  if (row.state !== 'open') return row
  const wanted: readonly ProfileId[] = row.proposes === 'split' ? [row.a] : [row.a, row.b]
  const there = await app.reads.profiles(app.ws, wanted)
  if (wanted.every((id) => there.has(id))) return row
  const gone: ReviewRow = { ...row, state: 'gone', settledAt: app.now(), settledBy: 'system' }
  await app.review([gone])
  return gone
}

async function viewOf(app: App, row: ReviewRow): Promise<Of<typeof ReviewView>> {
  return reviewView(row, await namesOfPeople(app, [row.a, row.b]))
}

function settledSentence({ state, settledBy }: ReviewRow): string {
  if (state === 'gone') return 'The two are one by now, or one of them is not there any more.'
  return `${settledBy ?? 'Somebody'} has decided '${state}' already. To change it, use join, apart or undo on the people themselves.`
}
