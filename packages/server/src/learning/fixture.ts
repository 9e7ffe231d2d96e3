/** A log of decisions and what became of them, for tests of the learner: people who like this or that, showings that come late or twice, merges, other definitions. */
import type { DecisionId, EventId, OfferId, PlacementId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { pickIndex, seeded } from '@rapport/core/base/random'
import { MINUTE, type Instant } from '@rapport/core/base/time'
import { packDecision } from '@rapport/core/decision/record'
import type { Decision } from '@rapport/core/decision/types'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Event } from '@rapport/core/event/event'
import type { LogBody, LogEntry, LogRecord, Position } from '../ports/log.ts'

/** The workspace of these logs. */
export const WS = 'shop' as WorkspaceId
const START = Date.UTC(2026, 10, 1)
const OFFERS = ['tea', 'cream', 'bike']

/** `records` records of one log; equal seeds, equal logs. `stepMs`: time between them. */
export function logOf(seed: number, records: number, stepMs = 20 * MINUTE): readonly LogRecord[] {
  const random = seeded(seed)
  const made: LogRecord[] = []
  const waiting: { readonly due: number; readonly entry: LogEntry }[] = []
  let n = 0
  const event = (type: string, at: number, properties: JsonObject): Event => ({
    id: `web:e${++n}` as EventId,
    type,
    at: at as Instant,
    receivedAt: at as Instant,
    source: 'web' as SourceId,
    identifiers: [],
    properties,
  })
  const push = (body: LogBody, at: number): void => void made.push({ v: 1, keyId: null, ws: WS, position: (made.length + 1) as Position, at: at as Instant, body })
  push(definitions(1), START)
  while (made.length < records) {
    const at = START + made.length * stepMs
    if (random() < 0.01) {
      push(definitions(made.length), at)
      continue
    }
    const entries: LogEntry[] = []
    for (let i = waiting.length - 1; i >= 0; i--) if ((waiting[i]?.due ?? 0) <= at) entries.push(...waiting.splice(i, 1).map(({ entry }) => entry))
    for (let i = pickIndex(random, 4); i > 0; i--) {
      const who = pickIndex(random, 40)
      const profile = `p${who}` as ProfileId
      const chosen = OFFERS[pickIndex(random, 3)] as OfferId
      const id = `d${made.length}-${i}` as DecisionId
      entries.push({ event: event('decision_made', at, packDecision(decisionOf({ id, profile, chosen, at, who }))), profile, derived: [] })
      const about = { offer: chosen, placement: 'home', ...(random() < 0.8 && { decision: id }) }
      if (random() < 0.9) waiting.push({ due: at + random() * 3 * stepMs, entry: { event: event('offer_shown', at + 1_000, about), profile, derived: [] } })
      const likes = chosen === OFFERS[who % 3] ? 0.6 : 0.05
      if (random() < likes) waiting.push({ due: at + random() * 8 * stepMs, entry: { event: event('offer_clicked', at + 5_000 + random() * stepMs, about), profile, derived: [] } })
      if (random() < 0.02) entries.push({ event: event('page_viewed', at, {}), profile, derived: [], merged: [`p${pickIndex(random, 40)}` as ProfileId] })
    }
    if (entries.length === 0) entries.push({ event: event('page_viewed', at, {}), profile: null, derived: [] })
    push({ is: 'events', entries }, at)
  }
  return made
}

function definitions(version: number): LogBody {
  const offers = OFFERS.map((id) => ({ id, name: id, value: 10 + version, family: id }))
  return { is: 'definitions', version, definitions: { ...DEFAULT_DEFINITIONS, offers, placements: [{ id: 'home', name: 'Home', channel: 'web' }] }, by: 'test' }
}

interface Made {
  readonly id: DecisionId
  readonly profile: ProfileId
  readonly chosen: OfferId
  readonly at: number
  readonly who: number
}

function decisionOf({ id, profile, chosen, at, who }: Made): Decision {
  const worth = { p: 0.1, n: 3, value: 10, lever: 1, cost: 0, channelCost: 0, shadow: 0, moments: 0 }
  return {
    id,
    profile,
    placement: 'home' as PlacementId,
    at: at as Instant,
    chosen,
    propensity: 0.25,
    explored: who % 5 === 0,
    candidates: [...OFFERS.map((offer) => ({ offer: offer as OfferId, score: 1, probability: 0.25, worth })), { offer: null, score: 0, probability: 0.25 }],
    version: 1,
    context: {},
    mode: 'learned',
    x: { at: [11 + (who % 3), 100 + who], value: [1, 1] },
    features: 'f',
  }
}

/** The log as a reader has it. */
export function readerOf(records: readonly LogRecord[]) {
  return {
    read: async ({ after, limit }: { readonly after: number; readonly limit: number }) => records.slice(after, after + limit),
    last: async () => ({ position: (records.at(-1)?.position ?? 0) as Position, at: (records.at(-1)?.at ?? 0) as Instant }),
  }
}
