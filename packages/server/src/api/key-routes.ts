/** Keys over the API: list, make (the text is shown once), revoke. */
import { z } from 'zod'
import { KeyView, type Of } from './contract.ts'
import { SCOPES, scopesOf, type KeyRecord } from './keys.ts'
import { notFound, unprocessable } from './problem.ts'
import { NOTHING, ok, page, Ref, type ApiContext, type ApiServer } from './route.ts'

/** GET, POST, DELETE /v1/keys. */
export function keyRoutes(api: ApiServer, { ring }: ApiContext): void {
  api.get('/v1/keys', {
    config: { scope: 'admin' },
    schema: { summary: 'Keys', tags: ['keys'], response: page(KeyView) },
  }, async () => ({ items: ring.list().map((key) => view(key)), next: null }))

  const Body = z.strictObject({
    kind: z.enum(['write', 'api']),
    name: z.string().min(1).max(100),
    source: z
      .string()
      .regex(/^[a-z0-9][a-z0-9_-]{0,39}$/i, 'must be 1 to 40 letters, digits, - or _')
      .optional(),
    scopes: z.array(z.enum(SCOPES)).max(SCOPES.length).optional(),
  })
  api.post('/v1/keys', {
    config: { scope: 'admin', secret: true },
    schema: { summary: 'Make a key; its text is in this answer and nowhere else', tags: ['keys'], body: Body, response: ok(KeyView) },
  }, async (request) => {
    const { kind, scopes } = request.body
    if (kind === 'write' && scopes?.some((scope) => scope !== 'append')) {
      throw unprocessable('A write key only appends', 'Write keys stand in web pages and apps, so their only scope is append. Make a key of kind api for more.', [{ path: 'body.scopes', message: 'must be ["append"] or absent for kind write' }])
    }
    const { key, secret } = await ring.create(request.body)
    return { ...view(key), secret }
  })

  api.delete('/v1/keys/:id', {
    config: { scope: 'admin' },
    schema: { summary: 'Revoke a key', tags: ['keys'], params: z.object({ id: Ref }), response: NOTHING },
  }, async (request, reply) => {
    const { id } = request.params
    if (!(await ring.revoke(id))) throw notFound('key', id, 'GET /v1/keys lists them.')
    return reply.code(204).send(null)
  })
}

function view(key: KeyRecord): Of<typeof KeyView> {
  const { hash: _, scopes: __, ...rest } = key
  return { ...rest, scopes: [...scopesOf(key)] }
}
