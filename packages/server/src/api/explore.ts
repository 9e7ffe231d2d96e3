/** The decisions explorer: what was decided lately, with what kept the others back, and the whole receipt of one decision. Reading leaves no trace and teaches nothing. */
import type { EventRef, LogEntry } from '../ports/log.ts'
import { RECORD_ENTRIES, type Position } from '../ports/log.ts'
import type { ProfileId } from '@rapport/core/base/id'
import { parseInstant } from '@rapport/core/base/time'
import { unpackDecision } from '@rapport/core/decision/record'
import type { Decision } from '@rapport/core/decision/types'
import { z } from 'zod'
import type { App, DecisionOutcome } from '../runtime/app.ts'
import { replayStored } from '../runtime/skew.ts'
import { DecisionKind, ExploreAnswer, ReceiptView, ReplayAnswer } from './contract-learning.ts'
import type { PlacedEntry } from './log-view.ts'
import { namesOfPeople } from './people.ts'
import { personOr404 } from './person.ts'
import { notFound, unprocessable } from './problem.ts'
import { ok, Paging, Ref, type ApiContext, type ApiServer } from './route.ts'
import { decisionKind } from './views/decision-kind.ts'
import { lineOf, receiptOf, type Found } from './views/explored.ts'

/** Records looked at for one page, and for one decision whose address nobody remembers. */
const MOST_RECORDS = 1_000
const MOST_RECORDS_FOR_ONE = 20_000
const CHUNK = 20
const HISTORY_PAGE = 500

const Query = Paging.extend({
  placement: z.string().max(128).optional(),
  channel: z.string().max(64).optional(),
  /** `nothing` means none. */
  offer: z.string().max(128).optional(),
  /** How it ended. */
  chose: DecisionKind.optional(),
  /** ISO moment. */
  since: z.string().max(40).optional(),
  person: Ref.optional(),
  locale: z.string().max(35).optional(),
})

/** GET /v1/decisions/explore, GET /v1/decisions/{id}, POST /v1/decisions/{id}/replay. */
export function exploreRoutes(api: ApiServer, context: ApiContext): void {
  const { app } = context
  api.get('/v1/decisions/explore', {
    config: { scope: 'read' },
    schema: { summary: 'Decisions with what kept other offers back, newest first', tags: ['decide'], querystring: Query, response: ok(ExploreAnswer) },
  }, async (request) => {
    const { person, limit, after, locale } = request.query
    const takes = filterOf(app, request.query)
    const ask = { after, limit, takes }
    const found = person === undefined ? await scan(app, { ...ask, since: momentOf(request.query.since) }) : await ofPerson(context, person, ask)
    const outcomes = await outcomesOf(app, found.items)
    const names = await namesOfPeople(app, found.items.flatMap(({ decision }) => decision.profile ?? []))
    return {
      items: found.items.map((one) => lineOf(one, { workspace: app.workspace(), outcome: outcomes.get(one.decision.id), names, locale })),
      next: found.next,
      through: found.through,
    }
  })

  const Which = z.object({ ref: z.string().regex(/^\d{1,16}$/).optional(), locale: z.string().max(35).optional() })
  api.get('/v1/decisions/:id', {
    config: { scope: 'read' },
    schema: { summary: 'Everything about one decision: why this, why not that', tags: ['decide'], params: z.object({ id: Ref }), querystring: Which, response: ok(ReceiptView) },
  }, async (request) => {
    const { ref, locale } = request.query
    const found = await oneOf(context, request.params.id, ref)
    const outcome = await outcomeOf(context, found)
    const names = await namesOfPeople(app, found.decision.profile === null ? [] : [found.decision.profile])
    const words = await app.placeNames(found.decision.x?.at ?? [])
    return receiptOf(found, { workspace: app.workspace(), outcome, names, locale, nameOf: (place) => words.get(place) ?? null })
  })
  api.post('/v1/decisions/:id/replay', {
    config: { scope: 'read' },
    schema: { summary: 'Work a decision out anew from its row', tags: ['decide'], params: z.object({ id: Ref }), querystring: Which, response: ok(ReplayAnswer) },
  }, async (request) => {
    const { decision, entry } = await oneOf(context, request.params.id, request.query.ref)
    const { differs, ...verdict } = await replayStored(app, decision, entry.profile)
    return { ...verdict, differs: [...differs] }
  })
}

function momentOf(text: string | undefined): number {
  if (text === undefined) return 0
  const at = parseInstant(text) ?? parseInstant(`${text}T00:00:00Z`)
  if (at === null) throw unprocessable('No moment', `'since' is '${text.slice(0, 40)}'. Give an ISO date or moment: 2026-11-22 or 2026-11-22T09:30:00+08:00.`)
  return at
}

function filterOf(app: App, asked: z.infer<typeof Query>): (decision: Decision) => boolean {
  const { placement, channel, offer, chose } = asked
  const since = momentOf(asked.since)
  const channels = new Map(app.workspace().definitions.placements.map((one) => [one.id, one.channel]))
  return (decision) =>
    decision.at >= since &&
    (placement === undefined || decision.placement === placement) &&
    (channel === undefined || (decision.channel ?? channels.get(decision.placement)) === channel) &&
    (offer === undefined || (decision.chosen ?? 'nothing') === offer) &&
    (chose === undefined || decisionKind(decision) === chose)
}

interface FoundPage {
  readonly items: readonly Found[]
  readonly next: string | null
  readonly through: number | null
}

interface Ask {
  readonly after: string | undefined
  readonly limit: number
  readonly takes: (decision: Decision) => boolean
}

/** Goes back through the log from a cursor. */
async function scan(app: App, { after, limit, takes, since }: Ask & { readonly since: number }): Promise<FoundPage> {
  const items: Found[] = []
  const end = (await app.reads.last(app.ws)).position
  const start = Math.min(Number(after ?? Number.MAX_SAFE_INTEGER), (end + 1) * RECORD_ENTRIES)
  let through: number | null = null
  let cursor = start
  for (let upto = Math.min(end, Math.floor((start - 1) / RECORD_ENTRIES)); upto > 0 && end - upto >= 0; ) {
    const from = Math.max(0, upto - CHUNK)
    const records = await app.reads.read({ ws: app.ws, after: from as Position, limit: upto - from })
    for (const record of records.toReversed()) {
      through = record.at
      const entries = record.body.is === 'events' ? record.body.entries : []
      for (let index = entries.length - 1; index >= 0; index--) {
        const ref = record.position * RECORD_ENTRIES + index
        if (ref >= start) continue
        if (items.length >= limit) return { items, next: String(cursor), through }
        cursor = ref
        const found = decisionIn({ ref: ref as EventRef, at: record.at, entry: entries[index] as LogEntry })
        if (found !== null && takes(found.decision)) items.push(found)
      }
      if (record.at < since) return { items, next: null, through }
    }
    if (records.length === 0 && from === 0) break
    upto = from
    cursor = (from + 1) * RECORD_ENTRIES
    if (Math.floor(start / RECORD_ENTRIES) - upto >= MOST_RECORDS) return { items, next: upto === 0 ? null : String(cursor), through }
  }
  return { items, next: null, through }
}

/** A person's own decisions, by the addresses that their document and history know. */
async function ofPerson({ app, log }: ApiContext, person: string, { after, limit, takes }: Ask): Promise<FoundPage> {
  const { id, stored } = await personOr404(app, person)
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after)
  const recent = stored.recent.filter((ref) => ref < before).toReversed()
  const older = await app.reads.history(app.ws, id, { ...(recent.length > 0 || after === undefined ? {} : { before: before as EventRef }), limit: HISTORY_PAGE })
  const refs = [...recent, ...older.filter((ref) => ref < before)].slice(0, HISTORY_PAGE)
  const items: Found[] = []
  let through: number | null = null
  for (const placed of await log.at(refs)) {
    if (items.length >= limit) return { items, next: String(items.at(-1)?.ref ?? 0), through }
    through = placed.at
    const found = decisionIn(placed)
    if (found !== null && takes(found.decision)) items.push(found)
  }
  return { items, next: refs.length < HISTORY_PAGE ? null : String(refs.at(-1)), through }
}

function decisionIn({ ref, entry }: PlacedEntry): Found | null {
  for (const event of [entry.event, ...entry.derived]) {
    if (event.type !== 'decision_made') continue
    const decision = unpackDecision(event.properties)
    if (decision !== null) return { ref, decision, entry, bytes: JSON.stringify(event.properties).length }
  }
  return null
}

/** By its address; else as far as the learner remembers it; else by going back through the log. */
async function oneOf({ app, log }: ApiContext, id: string, ref: string | undefined): Promise<Found> {
  const known = ref === undefined ? await app.learning?.refOf(id).catch(() => null) : Number(ref)
  if (known !== undefined && known !== null) {
    const [placed] = await log.at([known as EventRef])
    const found = placed && decisionIn(placed)
    if (found?.decision.id === id) return found
  }
  const [placed] = await log.newest(1, MOST_RECORDS_FOR_ONE, (entry) => decisionIn({ ref: 0 as EventRef, at: 0, entry })?.decision.id === id)
  const found = placed && decisionIn(placed)
  if (!found) {
    const hint = `It is not among the newest ${MOST_RECORDS_FOR_ONE} records of the log, or its time was over.`
    throw notFound('decision', id, `${hint} GET /v1/decisions/explore?person= finds older ones and gives each its ref.`)
  }
  return found
}

async function outcomesOf(app: App, found: readonly Found[]): Promise<ReadonlyMap<string, DecisionOutcome>> {
  const ids = found.map(({ decision }) => decision.id)
  return (await app.learning?.outcomes(ids).catch(() => new Map<string, DecisionOutcome>())) ?? new Map()
}

/** Of one decision its whole story: what the learner remembers, else what the person's own events say. */
async function outcomeOf({ app, log }: ApiContext, { decision, ref }: Found): Promise<DecisionOutcome | undefined> {
  const known = (await outcomesOf(app, [{ decision } as Found])).get(decision.id)
  if (known || decision.profile === null) return known
  const survivor = await app.reads.survivor(app.ws, decision.profile as ProfileId)
  const stored = (await app.reads.profiles(app.ws, [survivor])).get(survivor)
  if (!stored) return undefined
  const outcome: { -readonly [kind in keyof DecisionOutcome]: DecisionOutcome[kind] } = { shown: null, clicked: null, dismissed: null, worked: null }
  for (const { entry: { event } } of await log.at(stored.recent.filter((one) => one > ref))) {
    if (event.properties['decision'] !== decision.id) continue
    const kind = event.type === 'offer_shown' ? 'shown' : event.type === 'offer_clicked' ? 'clicked' : event.type === 'offer_dismissed' ? 'dismissed' : null
    if (kind !== null) outcome[kind] ??= event.at
  }
  return outcome
}
