/** Is it alive, is it ready, how is it doing: for load balancers, Prometheus and the console's health strip. */
import { IDENTIFIER_KINDS, parseIdentifierKey } from '@rapport/core/event/identifier'
import { decodeState } from '@rapport/core/engine/codec'
import { z } from 'zod'
import type { App } from '../runtime/app.ts'
import { Health, type Of } from './contract.ts'
import { sample } from './metrics.ts'
import { Refusal } from './problem.ts'
import { ok, type ApiContext, type ApiServer } from './route.ts'

type Step = Of<typeof Health>['checklist'][number]['id']

/** People and records that the checklist looks at to find a first one. */
const LOOKED_AT = 200

/** GET /healthz, /readyz, /version, /metrics, /openapi.json without a key; GET /v1/health with one. */
export function healthRoutes(api: ApiServer, context: ApiContext): void {
  const { app, version, metrics } = context
  const done = new Set<Step>()
  const open = { scope: 'open' } as const

  api.get('/healthz', {
    config: open,
    schema: { summary: 'The process is alive', tags: ['health'], response: { 200: z.object({ ok: z.literal(true) }) } },
  }, async () => ({ ok: true as const }))
  api.get('/readyz', {
    config: open,
    schema: { summary: 'The store answers', tags: ['health'], response: ok(z.object({ ok: z.literal(true), position: z.number() })) },
  }, async () => ({ ok: true as const, position: await positionOr503(app) }))
  api.get('/version', {
    config: open,
    schema: { summary: 'Version of the product', tags: ['health'], response: { 200: z.object({ version: z.string() }) } },
  }, async () => ({ version }))
  api.get('/openapi.json', { config: open, schema: { hide: true } }, async () => api.swagger())
  api.get('/metrics', { config: open, schema: { hide: true } }, async (_request, reply) => {
    const lines = [...(await productLines(app)), ...metrics.lines()]
    return reply.type('text/plain; version=0.0.4; charset=utf-8').serializer(String).send(`${lines.join('\n')}\n`)
  })
  api.get('/v1/health', {
    config: { scope: 'read' },
    schema: { summary: 'How the product is doing', tags: ['health'], response: ok(Health) },
  }, async () => {
    const { reads, ws } = app
    const pulse = app.pulse()
    const now = app.now()
    const [position, profiles, tally, outbox, timers, due] = await Promise.all([
      reads.position(ws),
      reads.countProfiles(ws),
      reads.tally(ws),
      reads.outboxCounts(ws),
      reads.countTimers(ws),
      reads.outboxDue(ws, now, 1),
    ])
    return {
      version,
      startedAt: pulse.startedAt,
      now,
      position,
      profiles,
      eventsPerSecond: pulse.eventsPerSecond,
      tally: { ...tally },
      outbox: { ...outbox } as { [state: string]: number },
      oldestPlannedMs: due[0] ? now - due[0].dueAt : null,
      timers: { pending: timers, lateMsP99: pulse.timerLateMsP99 },
      warehouse: { ...app.warehouse.status(), behind: pulse.sinkBehind },
      providers: [...pulse.providers],
      checklist: await checklist(context, done, tally['accepted'] ?? 0, outbox.sent ?? 0),
      learning: app.learning?.condition() ?? { is: 'absent' },
      demo: app.demo,
      fakes: app.fakes,
    }
  })
}

async function positionOr503(app: App): Promise<number> {
  try {
    return await app.reads.position(app.ws)
  } catch {
    throw new Refusal({ status: 503, title: 'Not ready', detail: 'The store does not answer. Look at the server log; nothing is accepted until it does.', retryAfterSeconds: 5 })
  }
}

/** What has been done once stays done, so the looking stops. */
async function checklist({ app, log }: ApiContext, done: Set<Step>, accepted: number, sent: number): Promise<Of<typeof Health>['checklist']> {
  const { segments, offers, journeys } = app.workspace().definitions
  const mark = (step: Step, is: boolean): void => void (is && done.add(step))
  mark('first_event', accepted > 0)
  mark('first_segment', segments.length > 0)
  mark('first_offer', offers.length > 0)
  mark('first_journey', journeys.some((journey) => journey.state === 'live'))
  mark('first_message', sent > 0)
  mark('mail_provider', app.pulse().providers.some((provider) => provider.channel === 'email' && provider.state === 'ready'))
  if (!done.has('first_identity') || !done.has('consent')) {
    for (const { body } of await app.reads.scan(app.ws, null, LOOKED_AT)) {
      const { identity, consent } = decodeState(body)
      mark('first_identity', identity.ids.some(isKnown))
      mark('consent', Object.keys(consent).length > 0)
    }
  }
  if (!done.has('first_decision')) {
    const found = await log.newest(1, LOOKED_AT, ({ event, derived }) => event.type === 'decision_made' || derived.some(({ type }) => type === 'decision_made'))
    mark('first_decision', found.length > 0)
  }
  const steps: readonly Step[] = ['first_event', 'first_identity', 'first_segment', 'first_offer', 'first_decision', 'first_journey', 'first_message', 'mail_provider', 'consent']
  return steps.map((id) => ({ id, done: done.has(id) }))
}

/** True for what names a person rather than a device. */
function isKnown(key: string): boolean {
  const identifier = parseIdentifierKey(key)
  return identifier !== null && IDENTIFIER_KINDS[identifier.kind].known
}

async function productLines(app: App): Promise<readonly string[]> {
  const { reads, ws } = app
  const pulse = app.pulse()
  const [tally, outbox, profiles, timers, position] = await Promise.all([
    reads.tally(ws),
    reads.outboxCounts(ws),
    reads.countProfiles(ws),
    reads.countTimers(ws),
    reads.position(ws),
  ])
  const { heapUsed, rss } = process.memoryUsage()
  return [
    '# TYPE rapport_tally counter',
    ...Object.entries(tally).map(([name, n]) => sample('rapport_tally', { name }, n)),
    '# TYPE rapport_outbox gauge',
    ...Object.entries(outbox).map(([state, n]) => sample('rapport_outbox', { state }, n ?? 0)),
    sample('rapport_profiles', {}, profiles),
    sample('rapport_timers_pending', {}, timers),
    sample('rapport_timer_late_seconds', { quantile: '0.99' }, pulse.timerLateMsP99 / 1_000),
    sample('rapport_log_position', {}, position),
    sample('rapport_events_per_second', {}, pulse.eventsPerSecond),
    sample('rapport_events_queued', {}, pulse.queuedEvents),
    sample('rapport_warehouse_behind_records', {}, pulse.sinkBehind),
    ...(await learningLines(app)),
    sample('rapport_warehouse_ready', {}, app.warehouse.status().is === 'ready' ? 1 : 0),
    ...pulse.providers.map(({ name, channel, state }) => sample('rapport_provider_up', { name, channel }, state === 'ready' ? 1 : 0)),
    sample('process_resident_memory_bytes', {}, rss),
    sample('nodejs_heap_used_bytes', {}, heapUsed),
  ]
}

/** Nothing where nobody learns; `rapport_learning_up` 0 where learning has failed. */
async function learningLines(app: App): Promise<readonly string[]> {
  const state = await app.learning?.status().catch(() => null)
  if (state === undefined) return []
  if (state === null || state.is === 'failed') return [sample('rapport_learning_up', {}, 0)]
  const { report, service } = state
  return [
    sample('rapport_learning_up', {}, 1),
    sample('rapport_learning_behind_records', {}, Math.max(0, service.end - report.position)),
    sample('rapport_learning_examples', {}, report.counts.examples),
    sample('rapport_learning_waiting', { what: 'decisions' }, report.waiting.decisions),
    sample('rapport_learning_waiting', { what: 'showings' }, report.waiting.showings),
    sample('rapport_learning_given_up', { why: 'late' }, report.waiting.givenUp.late),
    sample('rapport_learning_given_up', { why: 'many' }, report.waiting.givenUp.many),
    ...(service.lagP99Ms === null ? [] : [sample('rapport_learning_lag_seconds', { quantile: '0.99' }, service.lagP99Ms / 1_000)]),
  ]
}
