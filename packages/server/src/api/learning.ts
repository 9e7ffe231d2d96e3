/** What the arbiter has learned: its state, each offer's history, the people behind each number, what exploring costs, and where answers contradict each other. */
import type { ProfileId } from '@rapport/core/base/id'
import { DAY } from '@rapport/core/base/time'
import { z } from 'zod'
import type { LearningReport } from '../learning/report.ts'
import { checkSkew, type SkewCheck } from '../runtime/skew.ts'
import { contradictionsOf } from './contradictions.ts'
import { ContradictionsAnswer, Did, LearningView, OfferLearningView, PeopleBehind } from './contract-learning.ts'
import { namesOfPeople } from './people.ts'
import { notFound } from './problem.ts'
import { Localised, ok, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'
import { learningView, offerView } from './views/learned.ts'

/** Decisions of one check of served features, records it looks back over, and how long its answer is good. */
const SKEW_SAMPLE = 10
const SKEW_RECORDS = 400
const SKEW_GOOD_MS = 5 * 60_000
/** Contradictions are looked for again after this time. */
const FEED_GOOD_MS = 15_000

/** GET /v1/learning, /v1/learning/offers/{id}, /v1/learning/offers/{id}/people, /v1/contradictions. */
export function learningRoutes(api: ApiServer, context: ApiContext): void {
  const { app } = context
  const skew = keptFor(SKEW_GOOD_MS, () => checkSkew(app, { sample: SKEW_SAMPLE, records: SKEW_RECORDS }))

  api.get('/v1/learning', {
    config: { scope: 'read' },
    schema: { summary: 'What the arbiter has learned, from what, and what exploring costs', tags: ['learning'], response: ok(LearningView) },
  }, async () => {
    const [state, end] = await Promise.all([app.learning?.status(), app.reads.last(app.ws)])
    // The check goes on beside; the first answer says that nothing was checked yet.
    return learningView({ app, state, end: end.position, skew: skew() })
  })

  api.get('/v1/learning/offers/:id', {
    config: { scope: 'read' },
    schema: { summary: 'One offer: day by day, what keeps it back, what speaks for it', tags: ['learning'], params: z.object({ id: Ref }), response: ok(OfferLearningView) },
  }, async (request) => {
    const { id } = request.params
    const state = await app.learning?.status()
    const report = state?.is === 'running' ? state.report : null
    known404(id, report)
    const drivers = (await app.learning?.drivers(id).catch(() => [])) ?? []
    const names = await app.placeNames(drivers.map(({ place }) => place))
    return offerView({ app, id, report, drivers, nameOf: (place) => names.get(place) ?? null })
  })

  const Behind = Paging.extend({ did: Did.default('shown') })
  api.get('/v1/learning/offers/:id/people', {
    config: { scope: 'read' },
    schema: { summary: 'Who is behind a number of an offer, newest first', tags: ['learning'], params: z.object({ id: Ref }), querystring: Behind, response: ok(PeopleBehind) },
  }, async (request) => {
    const { did, limit, after } = request.query
    const kind = did === 'converted' ? 'worked' : did
    const state = await app.learning?.status()
    const { id: offer } = request.params
    known404(offer, state?.is === 'running' ? state.report : null)
    const of = (state?.is === 'running' ? state.report.tallies.offers[offer]?.total[kind] : undefined) ?? 0
    const known = ((await app.learning?.people(offer, kind).catch(() => [])) ?? []).toReversed()
    const from = after === undefined ? 0 : Math.max(0, Number(after) || 0)
    const shown = known.slice(from, from + limit)
    const people = await Promise.all(shown.map(async ([id, at, decision, placement]) => {
      const profile = await app.reads.survivor(app.ws, id as ProfileId)
      return { profile, at, decision, placement }
    }))
    const names = await namesOfPeople(app, people.map(({ profile }) => profile))
    return {
      items: people.flatMap((one) => (names.has(one.profile) ? [{ ...one, name: names.get(one.profile) ?? null }] : [])),
      next: from + limit < known.length ? String(from + limit) : null,
      remembered: known.length,
      of,
    }
  })

  const feeds = new Map<string, () => Promise<z.infer<typeof ContradictionsAnswer>>>()
  api.get('/v1/contradictions', {
    config: { scope: 'read' },
    schema: { summary: 'People who were told two stories, and the share of those who were told one', tags: ['learning'], querystring: Localised, response: ok(ContradictionsAnswer) },
  }, async (request) => {
    const locale = request.query.locale ?? 'en'
    const feed = feeds.get(locale) ?? waitedFor(FEED_GOOD_MS, () => contradictionsOf(app, locale, 2 * DAY))
    if (feeds.size < 20) feeds.set(locale, feed)
    return feed()
  })

  function known404(offer: string, report: LearningReport | null): void {
    if (report?.tallies.offers[offer] !== undefined || app.workspace().definitions.offers.some(({ id }) => id === offer)) return
    throw notFound('offer', offer, 'GET /v1/learning lists those that are defined or were ever decided about.')
  }

  /** The newest answer, worked out beside and again when it is old. */
  function keptFor(goodMs: number, work: () => Promise<SkewCheck>): () => SkewCheck | null {
    let newest: SkewCheck | null = null
    let askedAt = -Infinity
    let running = false
    return () => {
      if (!running && performance.now() - askedAt > goodMs) {
        running = true
        askedAt = performance.now()
        void work().then((found) => void (newest = found), () => undefined).finally(() => (running = false))
      }
      return newest
    }
  }
}

function waitedFor<T>(goodMs: number, work: () => Promise<T>): () => Promise<T> {
  let newest: { readonly at: number; readonly answer: Promise<T> } | null = null
  return () => {
    if (newest === null || performance.now() - newest.at > goodMs) {
      const answer = work()
      answer.catch(() => (newest = null))
      newest = { at: performance.now(), answer }
    }
    return newest.answer
  }
}
