/** The schema catalogue over the API: what is sent, what is planned, what breaks the plan. Plans themselves are definitions (`/v1/events-plan`). */
import type { JsonObject } from '@rapport/core/base/json'
import { checkEventDefinition } from '@rapport/core/engine/check-events'
import { eventType } from '@rapport/core/event/event'
import { checkEvent, compileTracking, expectedOf, severityOf, TYPE_WORDS, type ViolationCode } from '@rapport/core/event/tracking'
import type { EventDefinition } from '@rapport/core/event/tracking-plan'
import { suggestFix, suggestRepair, violationSentence } from '@rapport/core/event/tracking-fix'
import { z } from 'zod'
import { catalogueEntry, catalogueLines, problemsOf, type CatalogueLine, type CatalogueSources } from '../tracking/catalogue.ts'
import { proposePlan } from '../tracking/propose.ts'
import { blockedRows, eventIn } from '../tracking/replay.ts'
import { Pii, ProposedPlan, TrackingCheckAnswer, TrackingCheckBody, TrackingPage, TrackingView, ViolationLine } from './contract-tracking.ts'
import { notFound, unprocessable } from './problem.ts'
import { Localised, ok, page, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'

/** Open blocked events are counted at most so often. */
const FRESH_MS = 10_000
const OPEN_MAX = 20_000

/** GET /v1/tracking, GET /v1/tracking/violations, POST /v1/tracking/check, GET /v1/tracking/{type}, POST /v1/tracking/{type}/plan. */
export function trackingRoutes(api: ApiServer, context: ApiContext): void {
  const { app, tracking } = context
  const sources = (locale?: string): CatalogueSources => ({ tally: tracking.tally, definitions: app.workspace().definitions, now: app.now(), locale })
  const openBlocked = countsOf(context)

  const Query = Paging.extend({
    ...Localised.shape,
    search: z.string().max(200).optional(),
    state: z.enum(['planned', 'unplanned', 'unseen']).optional(),
    owner: z.string().max(200).optional(),
    source: z.string().max(200).optional(),
    pii: Pii.optional(),
    used: z.enum(['yes', 'no']).optional(),
    problems: z.enum(['yes', 'no']).optional(),
    system: z.enum(['0', '1']).default('1'),
  })
  api.get('/v1/tracking', {
    config: { scope: 'read' },
    schema: { summary: 'Event types seen and planned, the busiest first', tags: ['tracking'], querystring: Query, response: ok(TrackingPage) },
  }, async (request) => {
    const { after, limit, locale, ...filter } = request.query
    const lines = catalogueLines(sources(locale)).filter((line) => takes(line, filter, tracking))
    const from = Number(after ?? 0) || 0
    const next = from + limit < lines.length ? String(from + limit) : null
    return { items: lines.slice(from, from + limit), next, total: lines.length, countedSince: tracking.countedSince() }
  })

  api.get('/v1/tracking/violations', {
    config: { scope: 'read' },
    schema: { summary: 'What breaks the plan, the newest first', tags: ['tracking'], querystring: Paging.extend({ type: z.string().max(200).optional() }), response: page(ViolationLine) },
  }, async (request) => {
    const { after, limit, type } = request.query
    const open = await openBlocked()
    const { definitions } = app.workspace()
    const lines = [...tracking.tally.types.values()].filter((seen) => type === undefined || seen.type === type).flatMap((seen) => {
      const plan = definitions.events.find(({ id }) => id === seen.type)
      if (!plan) return []
      const own = { type: seen.type, open: open.get(seen.type) ?? 0, ...(plan.owner !== undefined && { owner: plan.owner }) }
      return problemsOf(seen).map((problem) => ({ ...own, ...problem, enforce: severityOf(plan, problem.code), message: problemSentence(plan, problem.code, problem.path) }))
    })
    const sorted = lines.sort((a, b) => b.lastAt - a.lastAt || b.count - a.count)
    const from = Number(after ?? 0) || 0
    return { items: sorted.slice(from, from + limit), next: from + limit < sorted.length ? String(from + limit) : null }
  })

  api.post('/v1/tracking/check', {
    config: { scope: 'read' },
    schema: { summary: 'What the plan would say of an event; nothing is recorded', tags: ['tracking'], body: TrackingCheckBody, response: ok(TrackingCheckAnswer) },
  }, async (request) => {
    const { event, plan: given } = request.body
    const type = eventType(event.type)
    const plans = given === undefined ? tracking.plan() : compileTracking([planOr422({ ...given, id: type })])
    const checkable = { type, properties: event.properties as JsonObject, ...(event.source !== undefined && { source: event.source }) }
    const own = plans.get(type)
    if (!own) return { planned: false, verdict: 'allow' as const, violations: [], repaired: null, remaining: [] }
    const { verdict, violations } = checkEvent(plans, checkable)
    const { fixes, properties, remaining } = suggestRepair(own, checkable)
    const view = (one: (typeof violations)[number]) => {
      const fix = suggestFix(own, checkable, one)
      return { code: one.code, path: one.at, expected: one.expected, got: one.got, message: violationSentence(one, fix), ...(fix !== null && { fix }) }
    }
    return { planned: true, verdict, violations: violations.map(view), repaired: fixes.length > 0 ? { ...properties } : null, remaining: remaining.map(view) }
  })

  const params = z.object({ type: Ref })
  api.get('/v1/tracking/:type', {
    config: { scope: 'read' },
    schema: { summary: 'One event type: properties seen and planned, sources, users, problems', tags: ['tracking'], params, querystring: Localised, response: ok(TrackingView) },
  }, async (request) => {
    const entry = catalogueEntry(sources(request.query.locale), request.params.type)
    if (!entry) throw notFound('event type', request.params.type, 'GET /v1/tracking lists those that were sent or planned.')
    return entry as z.infer<typeof TrackingView>
  })
  api.post('/v1/tracking/:type/plan', {
    config: { scope: 'read' },
    schema: { summary: 'Propose a plan from what was seen; nothing is saved', tags: ['tracking'], params, body: z.unknown().optional(), response: ok(ProposedPlan) },
  }, async (request) => {
    const { type } = request.params
    const seen = tracking.tally.types.get(type)
    if (!seen) throw notFound('event type', type, 'A plan can be proposed after the first event of it; GET /v1/tracking lists what was sent.')
    const known = app.workspace().definitions.events.find(({ id }) => id === type) ?? null
    return proposePlan(seen, known) as z.infer<typeof ProposedPlan>
  })
}

function takes(
  line: CatalogueLine,
  filter: { readonly [name in 'search' | 'state' | 'owner' | 'source' | 'pii' | 'used' | 'problems' | 'system']?: string | undefined },
  { tally }: ApiContext['tracking'],
): boolean {
  const { search, state, owner, source, pii, used, problems, system } = filter
  if (state !== undefined && line.state !== state) return false
  if (owner !== undefined && (line.owner ?? '') !== owner) return false
  if (source !== undefined && !line.sources.includes(source)) return false
  if (pii !== undefined && line.pii !== pii) return false
  if (used !== undefined && (line.usedBy > 0) !== (used === 'yes')) return false
  if (problems !== undefined && (line.violations > 0) !== (problems === 'yes')) return false
  if (system === '0' && line.system) return false
  if (search === undefined || search.trim() === '') return true
  const wanted = search.normalize('NFKC').trim().toLowerCase()
  const texts = [line.type, line.name ?? '', line.description ?? '', line.owner ?? '', ...(tally.types.get(line.type)?.properties.keys() ?? [])]
  return texts.some((text) => text.normalize('NFKC').toLowerCase().includes(wanted))
}

function planOr422(raw: unknown): EventDefinition {
  const checked = checkEventDefinition(raw)
  if ('problems' in checked) throw unprocessable('Plan refused', checked.problems[0]?.message ?? 'The plan is not valid.', checked.problems.map(({ path, message }) => ({ path: `body.plan.${path}`, message })))
  return checked.value
}

/** In words and without values: what came in may name somebody. */
function problemSentence(plan: EventDefinition, code: ViolationCode, path: string): string {
  const property = plan.properties.find((one) => one.path === path)
  const wanted = property ? expectedOf(property) : TYPE_WORDS.object
  switch (code) {
    case 'missing':
      return `\`${path}\` is missing; it must be ${wanted}.`
    case 'wrong_type':
      return `\`${path}\` must be ${wanted}, but comes as another type.`
    case 'not_one_of':
      return `\`${path}\` must be ${wanted}, but has another value.`
    case 'no_match':
      return `\`${path}\` must be ${wanted}.`
    case 'too_small':
    case 'too_large':
      return `\`${path}\` must be ${wanted}, and is ${code === 'too_small' ? 'less' : 'more'}.`
    case 'unknown_property':
      return `\`${path}\` is not planned. Add it to the plan, or let the sender remove or rename it.`
    case 'source_not_allowed':
      return `It comes from sources that the plan does not name (${(plan.sources ?? []).join(', ')}).`
    case 'deprecated':
      return `It should not be sent any more: ${plan.deprecated ?? ''}`
  }
}

/** How many blocked events of each type wait for a repair. */
function countsOf({ app }: ApiContext): () => Promise<ReadonlyMap<string, number>> {
  let kept: { readonly at: number; readonly counts: ReadonlyMap<string, number> } | null = null
  return async () => {
    if (kept && app.now() - kept.at < FRESH_MS) return kept.counts
    const counts = new Map<string, number>()
    for (const row of (await blockedRows(app, undefined, OPEN_MAX)).rows) {
      const type = eventIn(row)?.type ?? ''
      counts.set(type, (counts.get(type) ?? 0) + 1)
    }
    kept = { at: app.now(), counts }
    return counts
  }
}
