/** Matching: the policy, how the live index is doing, and who lives with whom. */
import { decodeState } from '@rapport/core/engine/codec'
import { displayName } from '@rapport/core/profile/display'
import type { MatchingPolicy } from '@rapport/core/match/policy'
import type { ProfileId } from '@rapport/core/base/id'
import { z } from 'zod'
import { reviewId } from '../matching/proposals.ts'
import type { App } from '../runtime/app.ts'
import { change } from './change.ts'
import { HouseholdView, MatchingPolicyBody, MatchingView, type MatchingStatus } from './contract-matching.ts'
import type { Of } from './contract.ts'
import { personOr404 } from './person.ts'
import { ok, Ref, type ApiContext, type ApiServer } from './route.ts'

type Home = Of<typeof HouseholdView>
const REVIEWS_MAX = 200

/** GET/PUT /v1/matching, GET /v1/profiles/{ref}/household. */
export function matchingRoutes(api: ApiServer, { app }: ApiContext): void {
  const view = async () => ({ ...app.workspace().definitions.matching, status: await statusOf(app) })
  api.get('/v1/matching', {
    config: { scope: 'read' },
    schema: { summary: 'What becomes of people who may be one, and how live matching is doing', tags: ['matching'], response: ok(MatchingView) },
  }, view)
  api.put('/v1/matching', {
    config: { scope: 'write' },
    schema: { summary: 'Change what becomes of people who may be one', tags: ['matching'], body: MatchingPolicyBody, response: ok(MatchingView) },
  }, async (request) => {
    const matching: MatchingPolicy = request.body
    await change(app, request.caller?.name ?? 'api', (definitions) => ({ ...definitions, matching }), { kind: 'matching', id: '' })
    return view()
  })
  api.get('/v1/profiles/:ref/household', {
    config: { scope: 'read' },
    schema: { summary: 'Who lives with a person; never merged', tags: ['matching'], params: z.object({ ref: Ref }), response: ok(HouseholdView) },
  }, async (request) => {
    const { id } = await personOr404(app, request.params.ref)
    return householdOf(app, id)
  })
}

async function statusOf(app: App): Promise<Of<typeof MatchingStatus>> {
  const model = { version: 0, origin: 'default' as const, at: null, sample: 0, fields: [] }
  const nothing = { people: 0, behind: 0, p50Ms: null, p99Ms: null, looked: 0, scored: 0, proposed: 0, linked: 0, crowded: 0, model }
  if (app.matching === undefined) return { state: 'absent', why: 'this process does not match live', ...nothing }
  const found = await app.matching.status()
  if (found.is === 'failed') return { state: 'failed', why: `${found.why}; restart the server, the index is made again when it cannot be read`, ...nothing }
  const { is: _, model: kept, ...figures } = found
  const fields = kept.model.fields.map(({ field, kind }) => ({ field, kind }))
  return { ...figures, why: null, model: { version: kept.version, origin: kept.model.origin, at: kept.at, sample: kept.sample, fields } }
}

/** Found by shared address or phone and family name, corrected by what somebody has decided. */
async function householdOf(app: App, id: ProfileId): Promise<Home> {
  if (!app.workspace().definitions.matching.households) return { profile: id, people: [], why: 'households are switched off in the matching policy' }
  if (app.matching === undefined) return { profile: id, people: [], why: 'this process does not match live' }
  const mates = new Map((await app.matching.household(id)).map(({ id: mate, because }) => [mate, new Set<Home['people'][number]['because'][number]>(because)]))
  const { items: decided } = await app.reads.reviewPage(app.ws, { proposes: 'household', profile: id, limit: REVIEWS_MAX })
  for (const { id: review, a, b, state } of decided) {
    const mate = a === id ? b : a
    if (review !== reviewId('household', id, mate)) continue
    if (state === 'apart') mates.delete(mate)
    else if (state === 'joined') mates.set(mate, (mates.get(mate) ?? new Set()).add('decision'))
  }
  const people = await app.reads.profiles(app.ws, [...mates.keys()])
  return {
    profile: id,
    people: [...mates].flatMap(([mate, because]) => {
      const stored = people.get(mate)
      if (!stored) return []
      const { traits, identity } = decodeState(stored.body)
      return [{ profile: mate, name: displayName(traits, identity.ids), because: [...because] }]
    }),
    why: null,
  }
}
