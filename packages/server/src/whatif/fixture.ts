/** A shop whose visitors have planted tastes, with thirty days of decisions in a log: what the truth is, is known. */
import { seeded } from '@rapport/core/base/random'
import type { Env } from '@rapport/core/base/env'
import type { DecisionId, EventId, PlacementId, ProfileId, SourceId, WorkspaceId } from '@rapport/core/base/id'
import type { JsonObject } from '@rapport/core/base/json'
import { HOUR, MINUTE, type Instant } from '@rapport/core/base/time'
import { compileDecisions } from '@rapport/core/decision/compile'
import { decide } from '@rapport/core/decision/decide'
import { createPropensity } from '@rapport/core/decision/propensity'
import { packDecision } from '@rapport/core/decision/record'
import type { OfferDefinition } from '@rapport/core/decision/types'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Definitions, Workspace } from '@rapport/core/engine/workspace'
import type { Event } from '@rapport/core/event/event'
import { placeOf } from '@rapport/core/model/features/place'
import type { Log, LogEntry, LogRecord, Position } from '../ports/log.ts'

/** What people of a taste do when they are shown an offer. */
export const TASTES = ['tea', 'coffee', 'juice'] as const
const WORKS = { fits: 0.3, otherwise: 0.05 } as const
/** Money of each success. */
export const WORTH = 100
const DAYS = 30
/** When the thirty days end. */
export const NOON = Date.UTC(2026, 10, 22, 4) as Instant
const RECORD = 50

/** The truth: how often an offer works for somebody. */
export function chanceOf(offer: string, taste: string): number {
  return offer === taste ? WORKS.fits : WORKS.otherwise
}

/** Taste of a person by their id (`p7`): every third is alike. */
export function tasteOf(profile: string): string {
  return TASTES[Number(profile.slice(1)) % TASTES.length]!
}

/** The shop; `exploration` 1: the uniform strategy. */
export function shopOf(exploration: number, offers: readonly Partial<OfferDefinition>[] = []): Workspace {
  const definitions: Definitions = {
    ...DEFAULT_DEFINITIONS,
    placements: [{ id: 'home', name: 'Home', channel: 'web', exploration }],
    offers: TASTES.map((id, i) => ({ id, name: `Offer ${id}`, family: i < 2 ? 'hot' : 'cold', value: WORTH, rate: 0.1, ...offers[i] })),
    arbitration: { ...DEFAULT_DEFINITIONS.arbitration, budgets: [{ id: 'b', name: 'Budget', counts: 'showings', most: 10, per: 'day' }] },
  }
  return { id: 'shop' as WorkspaceId, version: 1, seed: 'salt', definitions, counterSince: {} }
}

/** A log that holds these records. */
export function logOf(records: readonly LogRecord[]): Pick<Log, 'read' | 'last'> {
  return {
    read: async ({ after, limit }) => records.slice(after, after + limit),
    last: async () => ({ position: records.length as Position, at: records.at(-1)?.at ?? (0 as Instant) }),
  }
}

/** Decisions of the shop's strategy, all shown, with what came of them. */
export function simulateShop({ workspace, decisions, people, seed }: {
  readonly workspace: Workspace
  readonly decisions: number
  readonly people: number
  readonly seed: number
}): readonly LogRecord[] {
  const random = seeded(seed)
  const { offers, placements, arbitration } = workspace.definitions
  const compiled = compileDecisions(offers, placements, arbitration)
  const chances = createPropensity({ bits: 10 }).as({ id: 'arbiter', version: 1, position: 0 })
  const entries: { readonly at: Instant; readonly entry: LogEntry }[] = []
  const put = (at: Instant, profile: ProfileId, type: string, properties: JsonObject): void => {
    const event: Event = { id: `e${entries.length}` as EventId, type, at, receivedAt: at, source: 'system' as SourceId, identifiers: [], properties }
    entries.push({ at, entry: { event, profile, derived: [] } })
  }
  for (let n = 0; n < decisions; n++) {
    const at = (NOON - DAYS * 24 * HOUR + Math.floor(((n + 0.5) / decisions) * DAYS * 24 * HOUR)) as Instant
    const profile = `p${Math.floor(random() * people)}` as ProfileId
    const env: Env = { now: at, random: () => random(), id: (purpose) => `${purpose}-${n}` }
    const x = { at: Uint32Array.of(placeOf('taste', tasteOf(profile))), value: Float32Array.of(1) }
    const decision = decide(
      {
        decisions: compiled,
        person: { traits: { taste: [] }, counters: {}, segments: {}, consent: {}, offers: {} } as never,
        request: { placement: 'home' as PlacementId, context: { page: n % 2 === 0 ? 'start' : 'cart' } },
        profile,
        version: 1,
        purposes: [],
        tests: (offer) => (offers.find(({ id }) => id === offer)?.eligible === undefined ? undefined : () => tasteOf(profile) === offer),
        allowed: () => true,
        features: () => ({ x, hash: 'h', nameOf: () => null }),
        seed: workspace.seed,
        chances,
      },
      env,
    )
    put(at, profile, 'decision_made', packDecision({ ...decision, id: `d${n}` as DecisionId }))
    if (decision.chosen === null) continue
    const properties = { offer: decision.chosen, decision: `d${n}`, placement: 'home' }
    put((at + 1000) as Instant, profile, 'offer_shown', properties)
    if (random() < chanceOf(decision.chosen, tasteOf(profile))) put((at + MINUTE) as Instant, profile, 'offer_clicked', properties)
  }
  entries.sort((a, b) => a.at - b.at)
  const records: LogRecord[] = []
  for (let from = 0; from < entries.length; from += RECORD) {
    const some = entries.slice(from, from + RECORD)
    const body = { is: 'events', entries: some.map(({ entry }) => entry) } as const
    records.push({ v: 1, keyId: null, ws: workspace.id, position: (records.length + 1) as Position, at: some.at(-1)!.at, body })
  }
  return records
}
