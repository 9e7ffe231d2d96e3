/** Privacy requests: record them, carry them out, read what is kept about somebody, prove what was erased. Each act leaves a line in the audit. */
import { decodeState } from '@rapport/core/engine/codec'
import { displayName } from '@rapport/core/profile/display'
import { z } from 'zod'
import { accessOf } from '../privacy/access.ts'
import { ACCESS_LANGUAGES, accessPage, type AccessLanguage } from '../privacy/access-page.ts'
import { openAudit } from '../privacy/audit.ts'
import { countsOf } from '../privacy/certificate.ts'
import { countTraces, subjectOf } from '../privacy/count.ts'
import { createErasing } from '../privacy/erasing.ts'
import { keepRetention, retentionOf } from '../privacy/retention.ts'
import { daysLeft, lawFor, openRequests, timeFor, type StoredRequest } from '../privacy/requests.ts'
import { forgetExamples } from '../tracking/tracking.ts'
import { AccessExport, AuditPage, Certificate, PrivacyRequest, RequestBody, RequestList, RequestState, RetentionAnswer, RetentionBody, RunAnswer } from './contract-privacy.ts'
import { change } from './change.ts'
import type { Of } from './contract.ts'
import { personOr404 } from './person.ts'
import { conflict, notFound, unprocessable } from './problem.ts'
import { ownEvent, record } from './record.ts'
import { Localised, ok, Ref, type ApiContext, type ApiServer } from './route.ts'
import { ruleSentence } from './views/sentence.ts'

/** How long an answer to `run` waits for a small erasure to end. */
const WAIT_MS = 8_000
const SOON_DAYS = 7
const AUDIT_LINES = 500
/** Nothing in an export is loaded from elsewhere. */
const PAGE_CSP = `default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'`

/** /v1/privacy/requests and what hangs under it; GET /v1/privacy/audit. */
export function privacyRoutes(api: ApiServer, { app, outbound }: ApiContext): void {
  const requests = openRequests(app)
  const audit = openAudit(app)
  const erasing = createErasing({ app, requests, audit, examples: (texts) => forgetExamples(app, texts), ...(outbound && { elsewhere: (profiles) => outbound.erase(profiles) }) })
  const admin = { scope: 'admin' } as const
  const read = { scope: 'read' } as const
  const params = z.object({ id: Ref })

  // What a former process has begun is finished; the server need not wait for it.
  void erasing.resume().catch(() => {})
  const stopRetention = keepRetention(app)
  api.addHook('onClose', async () => {
    erasing.stop()
    stopRetention()
  })

  async function requestOr404(id: string): Promise<StoredRequest> {
    const request = await requests.get(id)
    if (!request) throw notFound('privacy request', id, 'GET /v1/privacy/requests lists them.')
    return request
  }

  async function view(request: StoredRequest): Promise<Of<typeof PrivacyRequest>> {
    const { id, kind, state, law, requestedAt, dueAt, doneAt, note, problem, counts } = request
    const definition = app.workspace().definitions.laws.find((one) => one.id === law)
    const stored = request.profile === null ? undefined : (await app.reads.profiles(app.ws, [request.profile])).get(request.profile)
    const known = stored && decodeState(stored.body)
    const settled = state === 'done' || state === 'dropped'
    const left = daysLeft(dueAt, app.now())
    const progress = state === 'running' ? erasing.progress(id) : null
    return {
      id,
      kind,
      state,
      person: request.person,
      profile: request.profile,
      name: known ? displayName(known.traits, known.identity.ids) : null,
      law,
      lawName: definition?.name ?? law,
      lawChecked: definition?.checked ?? false,
      requestedAt,
      dueAt,
      daysLeft: settled ? null : left,
      overdue: !settled && dueAt < app.now(),
      ...(doneAt !== undefined && { doneAt }),
      ...(note !== undefined && { note }),
      ...(problem !== undefined && { problem }),
      ...(progress !== null && { progress }),
      ...(counts !== undefined && { counts: [...countsOf(counts)] }),
    }
  }
  const byOf = (request: { readonly caller: { readonly keyId?: string | null } | null }): string => request.caller?.keyId ?? 'session'
  const subject = (request: StoredRequest): string => request.subject ?? (request.profile === null ? '' : subjectOf(app, request.profile))

  api.post('/v1/privacy/requests', {
    config: admin,
    schema: { summary: 'Record what a person asks for', tags: ['privacy'], body: RequestBody, response: ok(PrivacyRequest) },
  }, async (request) => {
    const { kind, person, law: named, requestedAt = app.now(), note } = request.body
    const found = await personOr404(app, person)
    const { laws } = app.workspace().definitions
    const law = named === undefined ? lawFor(app, found.state, kind) : laws.find((one) => one.id === named)
    if (named !== undefined && law === undefined) {
      const known = laws.map(({ id }) => id).join(', ')
      throw unprocessable('No such law', `The law '${named}' is not defined. Known: ${known}. Leave it out to take the strictest that holds for the person.`, [{ path: 'body.law', message: `must be one of ${known}` }])
    }
    if (requestedAt > app.now()) throw unprocessable('Not yet asked', 'requestedAt lies in the future. Leave it out for now.', [{ path: 'body.requestedAt', message: 'must not be in the future' }])
    const made: StoredRequest = {
      id: app.newId(),
      kind,
      state: 'open',
      person,
      profile: found.id,
      law: law?.id ?? 'none',
      requestedAt,
      dueAt: requestedAt + timeFor(law, kind),
      ...(note !== undefined && { note }),
    }
    await requests.save(made)
    await audit.note({ by: byOf(request), act: 'requested', request: made.id, subject: subject(made) })
    return view(made)
  })

  api.get('/v1/privacy/requests', {
    config: read,
    schema: { summary: 'What people have asked for, the most urgent first', tags: ['privacy'], querystring: z.object({ state: RequestState.optional() }), response: ok(RequestList) },
  }, async (request) => {
    const all = await Promise.all((await requests.all()).map(view))
    const open = all.filter((one) => one.daysLeft !== null)
    const counts = {
      open: open.length,
      overdue: open.filter((one) => one.overdue).length,
      dueSoon: open.filter((one) => !one.overdue && (one.daysLeft ?? SOON_DAYS + 1) <= SOON_DAYS).length,
      done: all.filter((one) => one.state === 'done').length,
    }
    const urgency = (one: Of<typeof PrivacyRequest>): number => (one.daysLeft === null ? Number.MAX_SAFE_INTEGER - (one.doneAt ?? 0) : one.dueAt)
    const { state } = request.query
    return { items: all.filter((one) => state === undefined || one.state === state).sort((a, b) => urgency(a) - urgency(b)), counts }
  })
  api.get('/v1/privacy/requests/:id', {
    config: read,
    schema: { summary: 'One request', tags: ['privacy'], params, response: ok(PrivacyRequest) },
  }, async (request) => view(await requestOr404(request.params.id)))

  api.post('/v1/privacy/requests/:id/run', {
    config: admin,
    schema: {
      summary: 'Carry a request out; with dry=1 only say what an erasure would touch',
      tags: ['privacy'],
      params,
      querystring: z.object({ dry: z.enum(['0', '1']).optional() }),
      body: z.unknown().optional(),
      response: ok(RunAnswer),
    },
  }, async (request) => {
    const asked = await requestOr404(request.params.id)
    if (request.query.dry === '1') {
      const counts = asked.profile === null ? null : await countTraces(app, asked.profile)
      if (counts === null) throw conflict('Nobody left', 'The person of this request is not there (any more), so nothing would be touched.')
      await audit.note({ by: byOf(request), act: 'dry_run', request: asked.id, subject: subject(asked) })
      return { dry: true as const, profiles: counts['profiles'] ?? 0, identifiers: counts['identifiers'] ?? 0, counts: [...countsOf(counts)] }
    }
    if (asked.state === 'done' || asked.state === 'dropped') throw conflict('Already settled', `This request is ${asked.state}. Record another one if the person asks again.`)
    await audit.note({ by: byOf(request), act: 'run', request: asked.id, subject: subject(asked) })
    if (asked.kind === 'erase') {
      const work = erasing.run(asked).catch(() => null)
      await Promise.race([work, new Promise((resolve) => setTimeout(resolve, WAIT_MS).unref())])
      return view(await requestOr404(asked.id))
    }
    if (asked.kind === 'restrict' && asked.profile !== null) {
      const event = ownEvent(app, { type: 'consent_withdrawn', source: 'privacy', identifiers: [], properties: { purpose: '*', channel: '*', proof: `privacy request ${asked.id}` } })
      await record(app, [{ is: 'event', event, profile: asked.profile }])
      await app.quiet(asked.profile, 2_000)
    }
    if (asked.kind === 'access') await audit.note({ by: byOf(request), act: 'exported', request: asked.id, subject: subject(asked) })
    return view(await requests.save({ ...asked, state: 'done', doneAt: app.now() }))
  })
  api.post('/v1/privacy/requests/:id/drop', {
    config: admin,
    schema: { summary: 'Give a request up (the person took it back)', tags: ['privacy'], params, body: z.unknown().optional(), response: ok(PrivacyRequest) },
  }, async (request) => {
    const asked = await requestOr404(request.params.id)
    if (asked.state !== 'open' && asked.state !== 'failed') throw conflict('Not open', `This request is ${asked.state}; only open ones can be dropped.`)
    await audit.note({ by: byOf(request), act: 'dropped', request: asked.id, subject: subject(asked) })
    return view(await requests.save({ ...asked, state: 'dropped', doneAt: app.now() }))
  })

  const Form = Localised.extend({ format: z.enum(['json', 'html']).default('json'), all: z.enum(['0', '1']).optional() })
  api.get('/v1/privacy/requests/:id/export', {
    config: admin,
    schema: { summary: 'Everything kept about the person, as JSON or as a page to read', tags: ['privacy'], params, querystring: Form, response: ok(z.union([AccessExport, z.string()])) },
  }, async (request, reply) => {
    const asked = await requestOr404(request.params.id)
    const { format, locale, all } = request.query
    const { definitions } = app.workspace()
    const words = (id: string) => {
      const segment = definitions.segments.find((one) => one.id === id)
      return { name: segment?.name ?? id, rule: segment === undefined ? '' : ruleSentence(segment.rule, app.workspace(), locale) }
    }
    const found = await accessOf(app, asked, { all: all === '1', words })
    if (found === null) throw notFound('person', asked.id, 'The person of this request is not there (any more).')
    await audit.note({ by: byOf(request), act: 'export_read', request: asked.id, subject: subject(asked) })
    if (format === 'json') {
      void reply.header('content-disposition', 'attachment; filename="access.json"')
      return found as unknown as Of<typeof AccessExport>
    }
    const language = ACCESS_LANGUAGES.find((one) => one === locale) ?? ('en' as AccessLanguage)
    return reply.type('text/html; charset=utf-8').header('content-security-policy', PAGE_CSP).serializer(String).send(accessPage(found, language))
  })

  api.get('/v1/privacy/requests/:id/certificate', {
    config: admin,
    schema: { summary: 'Proof of an erasure', tags: ['privacy'], params, response: ok(Certificate) },
  }, async (request) => {
    const asked = await requestOr404(request.params.id)
    if (asked.certificate === undefined) throw conflict('No certificate', `Only a finished erasure has one; this request is ${asked.kind}, ${asked.state}.`)
    await audit.note({ by: byOf(request), act: 'certificate_read', request: asked.id, subject: subject(asked) })
    return asked.certificate as unknown as Of<typeof Certificate>
  })

  api.get('/v1/privacy/audit', {
    config: admin,
    schema: { summary: 'Who did what with whose data', tags: ['privacy'], response: ok(AuditPage) },
  }, async () => {
    const { items, whole } = await audit.page(AUDIT_LINES)
    return { items: [...items], whole }
  })

  const retention = async (): Promise<Of<typeof RetentionAnswer>> => ({ rules: (await retentionOf(app)).map(({ event, keep, expired, upTo }) => ({ event, keep, expired, upTo })) })
  api.get('/v1/privacy/retention', {
    config: read,
    schema: { summary: 'How long events are kept, by type, and how far that is carried out', tags: ['privacy'], response: ok(RetentionAnswer) },
  }, retention)
  api.put('/v1/privacy/retention', {
    config: admin,
    schema: { summary: 'Say how long events are kept, by type', tags: ['privacy'], body: RetentionBody, response: ok(RetentionAnswer) },
  }, async (request) => {
    await change(app, request.caller?.name ?? 'api', (definitions) => ({ ...definitions, retention: request.body.rules }), { kind: 'retention', id: '' })
    return retention()
  })
}
