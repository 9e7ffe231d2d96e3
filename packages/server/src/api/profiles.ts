/** People: search, the golden record, the timeline. */
import type { ProfileId } from '@rapport/core/base/id'
import { decodeState } from '@rapport/core/engine/codec'
import { identifierKey, IDENTIFIER_KINDS, normaliseIdentifier, parseIdentifierKey, type IdentifierKind } from '@rapport/core/event/identifier'
import { searchable } from '@rapport/core/profile/display'
import { z } from 'zod'
import type { EventRef } from '../ports/log.ts'
import type { StoredProfile } from '../ports/store.ts'
import type { App } from '../runtime/app.ts'
import { EventView, PersonLine, ProfileView } from './contract.ts'
import { personLine } from './people.ts'
import { personOr404 } from './person.ts'
import { ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'
import { eventView } from './views/event.ts'
import { profileView } from './views/profile.ts'

const LONGEST_SEARCH = 200

/** GET /v1/profiles, /v1/profiles/{ref}, /v1/profiles/{ref}/timeline. */
export function profileRoutes(api: ApiServer, { app, log }: ApiContext): void {
  const config = { scope: 'read' } as const
  const params = z.object({ ref: Ref })

  const Query = Paging.extend({ search: z.string().max(LONGEST_SEARCH).optional() })
  api.get('/v1/profiles', {
    config,
    schema: { summary: 'People: by any identifier (exact first) or part of a name', tags: ['profiles'], querystring: Query, response: page(PersonLine) },
  }, async (request) => {
    const { search, after, limit } = request.query
    if (search === undefined || search.trim() === '') {
      const stored = await app.reads.scan(app.ws, (after ?? null) as ProfileId | null, limit)
      return { items: stored.map(personLine), next: stored.length === limit ? (stored.at(-1)?.id ?? null) : null }
    }
    const [exact, similar] = await Promise.all([exactly(app, search), app.reads.search(app.ws, searchable(search), limit)])
    const known = new Set(exact.map(({ id }) => id))
    return { items: [...exact, ...similar.filter(({ id }) => !known.has(id))].slice(0, limit).map(personLine), next: null }
  })

  api.get('/v1/profiles/:ref', {
    config,
    schema: { summary: 'The golden record of a person', tags: ['profiles'], params, response: ok(ProfileView) },
  }, async (request) => {
    const { state } = await personOr404(app, request.params.ref)
    return profileView(state, app.workspace(), app.now())
  })

  const Moment = z.object({ event: EventView, derived: z.array(EventView), ref: z.string() })
  api.get('/v1/profiles/:ref/timeline', {
    config,
    schema: { summary: 'What a person did and what followed, newest first', tags: ['profiles'], params, querystring: Paging, response: page(Moment) },
  }, async (request) => {
    const { after, limit } = request.query
    const { stored } = await personOr404(app, request.params.ref)
    const before = after === undefined ? undefined : (Number(after) as EventRef)
    const older = await app.reads.history(app.ws, stored.id, { ...(before !== undefined && { before }), limit: limit + 1 })
    const newer = stored.recent.filter((ref) => before === undefined || ref < before)
    const refs = [...new Set([...newer, ...older])].sort((one, other) => other - one)
    const placed = await log.at(refs.slice(0, limit))
    const items = placed.map(({ ref, entry }) => ({ event: eventView(entry.event), derived: entry.derived.map(eventView), ref: String(ref) }))
    return { items, next: refs.length > limit ? String(refs[limit - 1]) : null }
  })
}

/** People whom the text names exactly: as an id, as `kind:value`, or as the value of any kind of identifier. */
async function exactly(app: App, text: string): Promise<readonly StoredProfile[]> {
  const written = parseIdentifierKey(text)
  const any = (Object.keys(IDENTIFIER_KINDS) as IdentifierKind[]).map((kind) => normaliseIdentifier(kind, text))
  const keys = [written, ...any].filter((id) => id !== null).map(identifierKey)
  const owners = await app.reads.owners(app.ws, keys)
  const ids = [...new Set([await app.reads.survivor(app.ws, text.trim() as ProfileId), ...keys.map((key) => owners.get(key))])].filter((id) => id !== undefined)
  const stored = await app.reads.profiles(app.ws, ids)
  const found = ids.flatMap((id) => stored.get(id) ?? [])
  return found.sort((a, b) => decodeState(b.body).events - decodeState(a.body).events)
}
