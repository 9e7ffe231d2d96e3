/** Definitions over the API: one by one (offers, placements, journeys, templates, traits, purposes), sending, and the whole configuration. */
import { shortHash } from '@rapport/core/base/hash'
import { canonical, type Json, type JsonObject } from '@rapport/core/base/json'
import { checkDefinitions } from '@rapport/core/engine/check'
import type { Definitions } from '@rapport/core/engine/workspace'
import { z } from 'zod'
import { change, refused } from './change.ts'
import { figuresOf } from './figures.ts'
import { conflict, notFound, Refusal } from './problem.ts'
import { NOTHING, ok, page, Ref, type ApiContext, type ApiServer } from './route.ts'
import { differences } from './views/diff.ts'

/** Kinds of definition that are lists keyed by id. Segments have routes of their own. */
export const KINDS = ['offers', 'placements', 'journeys', 'templates', 'traits', 'purposes', 'laws', 'events', 'features', 'models'] as const
type Kind = (typeof KINDS)[number]
/** Kinds whose address is not their name: at /v1/events events are sent. */
const ADDRESSES: { readonly [kind in Kind]?: string } = { events: 'events-plan' }
/** Lists that have routes of their own. */
type ListKind = Kind | 'segments' | 'sources' | 'destinations'
type Definition = JsonObject & { readonly id: string }

/** Largest body of a whole configuration. */
const CONFIGURATION_LIMIT = 8 * 1_048_576

/** A definition is what core/types says; it is checked by core, so the schema here only says that it is an object. */
const Body = z.record(z.string(), z.unknown())
const Answer = z.looseObject({ id: z.string() })

/** The routes of every kind. */
export function definitionRoutes(api: ApiServer, context: ApiContext): void {
  for (const kind of KINDS) kindRoutes(api, context, kind)
  singleRoutes(api, context, 'sending')
  singleRoutes(api, context, 'arbitration')
  wholeRoutes(api, context)
}

function kindRoutes(api: ApiServer, context: ApiContext, kind: Kind): void {
  const { app } = context
  const one = kind.slice(0, -1)
  const address = `/v1/${ADDRESSES[kind] ?? kind}`
  const params = z.object({ id: Ref })
  const list = (): readonly Definition[] => app.workspace().definitions[kind] as unknown as readonly Definition[]
  const find = (id: string): Definition => {
    const found = list().find((definition) => definition.id === id)
    if (!found) throw notFound(one, id, `GET ${address} lists them.`)
    return found
  }

  api.get(address, { config: { scope: 'read' }, schema: { summary: `All ${kind}`, tags: [kind], response: page(Answer) } }, async () => {
    const figures = await figuresOf(context, kind)
    return { items: list().map((definition) => ({ ...definition, ...figures(definition.id) })), next: null }
  })
  api.get(`${address}/:id`, {
    config: { scope: 'read' },
    schema: { summary: `One of the ${kind}`, tags: [kind], params, response: ok(Answer) },
  }, async (request, reply) => {
    const { id } = request.params as { readonly id: string }
    const definition = find(id)
    void reply.header('etag', etagOf(definition))
    return { ...definition, ...(await figuresOf(context, kind))(id) }
  })
  api.put(`${address}/:id`, {
    config: { scope: 'write' },
    schema: { summary: `Define one of the ${kind}`, tags: [kind], params, body: Body, response: ok(Answer) },
  }, async (request, reply) => {
    const { id } = request.params as { readonly id: string }
    // Figures come back from forms that were filled by GET.
    const { figures: _, ...body } = request.body as JsonObject
    const definition = { ...body, id }
    await change(app, request.caller?.name ?? 'api', (definitions) => {
      matched(request.headers['if-match'], (definitions[kind] as unknown as readonly Definition[]).find((known) => known.id === id))
      return withOne(definitions, kind, definition)
    }, { kind, id })
    const accepted = find(id)
    void reply.header('etag', etagOf(accepted))
    return accepted
  })
  api.delete(`${address}/:id`, {
    config: { scope: 'write' },
    schema: { summary: `Remove one of the ${kind}; 409 while it is used`, tags: [kind], params, response: NOTHING },
  }, async (request, reply) => {
    const { id } = request.params as { readonly id: string }
    find(id)
    await removal(one, id, () => change(app, request.caller?.name ?? 'api', (definitions) => without(definitions, kind, id)))
    return reply.code(204).send(null)
  })
}

/** Kinds of which there is one, and what they are. */
const SINGLES = { sending: ['messages', 'The rules under which messages leave'], arbitration: ['offers', 'How offers compete'] } as const

function singleRoutes(api: ApiServer, { app }: ApiContext, kind: keyof typeof SINGLES): void {
  const [tag, what] = SINGLES[kind]
  const current = (definitions: Definitions): z.infer<typeof Body> => ({ ...definitions[kind] })
  api.get(`/v1/${kind}`, {
    config: { scope: 'read' },
    schema: { summary: what, tags: [tag], response: ok(Body) },
  }, async () => current(app.workspace().definitions))
  api.put(`/v1/${kind}`, {
    config: { scope: 'write' },
    schema: { summary: `Change: ${what}`, tags: [tag], body: Body, response: ok(Body) },
  }, async (request) => {
    const { name } = request.caller ?? { name: 'api' }
    const workspace = await change(app, name, (definitions) => ({ ...definitions, [kind]: request.body as unknown }), { kind, id: '' })
    return current(workspace.definitions)
  })
}

function wholeRoutes(api: ApiServer, { app }: ApiContext): void {
  const Whole = z.object({ version: z.number().int(), definitions: Body })
  const Diff = z.object({
    version: z.number().int(),
    changes: z.array(z.object({ kind: z.string(), id: z.string(), is: z.enum(['added', 'changed', 'removed']), before: z.unknown().optional(), after: z.unknown().optional() })),
  })
  api.get('/v1/definitions', {
    config: { scope: 'read' },
    schema: { summary: 'The whole configuration', tags: ['definitions'], response: ok(Whole) },
  }, async () => {
    const { version, definitions } = app.workspace()
    return { version, definitions: { ...definitions } }
  })
  api.put(
    '/v1/definitions',
    {
      config: { scope: 'write' },
      bodyLimit: CONFIGURATION_LIMIT,
      schema: {
        summary: 'Replace the whole configuration; ?dry=1 only says what would change',
        tags: ['definitions'],
        querystring: z.object({ dry: z.enum(['0', '1']).optional() }),
        body: z.strictObject({ version: z.number().int(), definitions: Body }),
        response: ok(Diff),
      },
    },
    async (request) => {
      const { version, definitions } = request.body
      const checked = checkDefinitions(definitions)
      if ('problems' in checked) throw refused(checked.problems)
      const before = app.workspace()
      if (version !== before.version) throw stale(before.version, version)
      const changes = differences(before.definitions, checked.value)
      if (request.query.dry === '1') return { version: before.version, changes }
      const result = await app.define({ version, definitions: checked.value, by: request.caller?.name ?? 'api' })
      if (result.is === 'refused') throw refused(result.problems)
      if (result.is === 'conflict') throw stale(result.version, version)
      return { version: result.workspace.version, changes }
    },
  )
}

/** The definitions with one of a kind put in place, or at the end when it is new. */
export function withOne(definitions: Definitions, kind: ListKind, definition: Definition): Definitions {
  const list = definitions[kind] as unknown as readonly Definition[]
  const known = list.some(({ id }) => id === definition.id)
  return { ...definitions, [kind]: known ? list.map((one) => (one.id === definition.id ? definition : one)) : [...list, definition] }
}

/** The definitions without one. */
export function without(definitions: Definitions, kind: ListKind, id: string): Definitions {
  return { ...definitions, [kind]: (definitions[kind] as unknown as readonly Definition[]).filter((one) => one.id !== id) }
}

/** Runs a removal; what is refused because others name it is a 409. */
export async function removal(kind: string, id: string, remove: () => Promise<unknown>): Promise<void> {
  try {
    await remove()
  } catch (error) {
    if (!(error instanceof Refusal) || error.statusCode !== 422) throw error
    const where = (error.problems ?? []).map((problem) => problem.path).join(', ')
    throw new Refusal({ status: 409, title: 'Still used', detail: `The ${kind} '${id}' is still used: ${where}. Change these first.`, ...(error.problems && { problems: error.problems }) })
  }
}

/** Names one version of a definition, for If-Match. */
export function etagOf(definition: unknown): string {
  return `"${shortHash(canonical(definition as Json))}"`
}

/** 412 when the caller edited another version than the newest. */
export function matched(ifMatch: string | undefined, known: unknown): void {
  if (ifMatch === undefined || ifMatch === '*') return
  if (known === undefined || !ifMatch.split(',').some((tag) => tag.trim() === etagOf(known))) {
    throw new Refusal({ status: 412, title: 'Changed meanwhile', detail: 'Somebody else changed or removed this definition after you read it. Read it again and repeat your change on the newest version.' })
  }
}

function stale(now: number, given: number): Refusal {
  return conflict('Changed meanwhile', `The configuration is at version ${now}, your change starts from ${given}. Pull again (GET /v1/definitions) and repeat it on the newest version.`)
}
