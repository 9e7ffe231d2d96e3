/** Sources of facts: how much each sends, how often its word wins, what is out of date, in conflict or silent; and the rules of whose word wins. */
import type { SourceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { parseDuration } from '@rapport/core/base/time'
import type { Definitions } from '@rapport/core/engine/workspace'
import { freshnessOf, inConflict } from '@rapport/core/profile/quality'
import type { SourceDefinition } from '@rapport/core/profile/types'
import { z } from 'zod'
import { intakeOf, type Sent } from '../runtime/intake.ts'
import type { App } from '../runtime/app.ts'
import { change } from './change.ts'
import { SourcesView, type SourceView } from './contract-export.ts'
import type { Of } from './contract.ts'
import { etagOf, matched, withOne, without } from './definitions.ts'
import { scanPeople } from './people-scan.ts'
import { notFound } from './problem.ts'
import { NOTHING, ok, Ref, type ApiContext, type ApiServer } from './route.ts'
import { planFor } from './views/names.ts'

/** People looked at for the shares; ids are hashes, so these are a fair sample of all. */
const MOST_PEOPLE = 20_000
/** The shares are at most this old. */
const FRESH_MS = 15_000

/** GET /v1/sources, GET/PUT/DELETE /v1/sources/{id}, GET/PUT /v1/survivorship. */
export function sourceRoutes(api: ApiServer, { app }: ApiContext): void {
  const params = z.object({ id: Ref })
  const Definition = z.looseObject({ id: z.string() })
  const find = (id: string): SourceDefinition => {
    const found = app.workspace().definitions.sources.find((source) => source.id === id)
    if (!found) throw notFound('source', id, 'GET /v1/sources lists them; PUT defines one.')
    return found
  }

  api.get('/v1/sources', {
    config: { scope: 'read' },
    schema: { summary: 'Sources: volume, last seen, share of winning values, conflicts, silence', tags: ['sources'], response: ok(SourcesView) },
  }, async () => sourcesView(app))
  api.get('/v1/sources/:id', {
    config: { scope: 'read' },
    schema: { summary: 'One source as defined', tags: ['sources'], params, response: ok(Definition) },
  }, async (request, reply) => {
    const source = find(request.params.id)
    void reply.header('etag', etagOf(source))
    return { ...source }
  })
  api.put('/v1/sources/:id', {
    config: { scope: 'write' },
    schema: { summary: 'Define a source; whose word wins is worked out anew for everybody', tags: ['sources'], params, body: z.record(z.string(), z.unknown()), response: ok(Definition) },
  }, async (request) => {
    const { id } = request.params
    const definition = { ...(request.body as JsonObject), id }
    await change(app, request.caller?.name ?? 'api', (definitions) => {
      matched(request.headers['if-match'], definitions.sources.find((source) => source.id === id))
      return withOne(definitions, 'sources', definition)
    }, { kind: 'sources', id })
    return { ...find(id) }
  })
  api.delete('/v1/sources/:id', {
    config: { scope: 'write' },
    schema: { summary: 'Remove the definition of a source; its facts stay', tags: ['sources'], params, response: NOTHING },
  }, async (request, reply) => {
    find(request.params.id)
    await change(app, request.caller?.name ?? 'api', (definitions) => without(definitions, 'sources', request.params.id))
    return reply.code(204).send(null)
  })

  const Rules = z.object({ rules: z.array(z.record(z.string(), z.unknown())) })
  const rules = () => ({ rules: app.workspace().definitions.survivorship.map((rule) => ({ ...rule })) })
  api.get('/v1/survivorship', { config: { scope: 'read' }, schema: { summary: 'Whose word wins, by trait', tags: ['sources'], response: ok(Rules) } }, async () => rules())
  api.put('/v1/survivorship', {
    config: { scope: 'write' },
    schema: { summary: 'Change whose word wins; it is worked out anew for everybody', tags: ['sources'], body: Rules, response: ok(Rules) },
  }, async (request) => {
    const survivorship = request.body.rules as unknown as Definitions['survivorship']
    await change(app, request.caller?.name ?? 'api', (definitions) => ({ ...definitions, survivorship }), { kind: 'survivorship', id: '' })
    return rules()
  })
}

/** Values of one source among the people looked at. */
interface Share {
  values: number
  winning: number
  stale: number
  conflicts: number
}
interface Shares {
  readonly at: number
  readonly version: number
  readonly people: number
  readonly by: ReadonlyMap<string, Share>
}

const counted = new WeakMap<App, Promise<Shares>>()

async function sourcesView(app: App): Promise<Of<typeof SourcesView>> {
  const [{ people, by }, sent, of] = await Promise.all([sharesNow(app), intakeOf(app.reads, app.ws), app.reads.countProfiles(app.ws)])
  const { sources } = app.workspace().definitions
  const { survivorship } = planFor(app.workspace())
  const defined = new Set<string>(sources.map(({ id }) => id))
  const ids = [...new Set([...defined, ...[...sent.keys()].sort(), ...[...by.keys()].sort()])]
  return { items: ids.map((id) => sourceView(survivorship.source(id as SourceId), defined.has(id), sent.get(id), by.get(id), app.now())), next: null, people, of }
}

function sourceView(source: SourceDefinition, defined: boolean, sent: Sent | undefined, share: Share | undefined, now: number): Of<typeof SourceView> {
  const { values = 0, winning = 0, stale = 0, conflicts = 0 } = share ?? {}
  const cadence = parseDuration(source.cadence ?? '')
  const silent = cadence === null ? 'no' : sent === undefined ? 'never' : now - sent.lastSeen > cadence ? 'yes' : 'no'
  return {
    ...source,
    defined,
    events: sent?.events ?? 0,
    ...(sent && { lastSeen: sent.lastSeen }),
    silent,
    values,
    winning,
    winningShare: values === 0 ? 0 : winning / values,
    stale,
    conflicts,
  }
}

async function sharesNow(app: App): Promise<Shares> {
  const known = await counted.get(app)?.catch(() => undefined)
  if (known && known.version === app.workspace().version && app.now() - known.at < FRESH_MS) return known
  const fresh = count(app)
  counted.set(app, fresh)
  return fresh
}

async function count(app: App): Promise<Shares> {
  const workspace = app.workspace()
  const { survivorship } = planFor(workspace)
  const at = app.now()
  const by = new Map<string, Share>()
  const people = await scanPeople(app, MOST_PEOPLE, ({ traits }) => {
    for (const [name, facts] of Object.entries(traits)) {
      const conflict = inConflict(name, facts, survivorship)
      facts.forEach(({ source, value }, place) => {
        if (value === null) return
        const share = by.get(source) ?? { values: 0, winning: 0, stale: 0, conflicts: 0 }
        by.set(source, share)
        share.values++
        if (place === 0) share.winning++
        if (place === 0 && freshnessOf(name, facts, survivorship, at) === 0) share.stale++
        if (conflict) share.conflicts++
      })
    }
  })
  return { at, version: workspace.version, people, by }
}
