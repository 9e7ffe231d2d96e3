/** The golden record as the API shows it: every value with its origin and its rivals. */
import { identifierKey, IDENTIFIER_KINDS, parseIdentifierKey } from '@rapport/core/event/identifier'
import { DAY, NEVER, type Instant } from '@rapport/core/base/time'
import { allowed } from '@rapport/core/consent/consent'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Workspace } from '@rapport/core/engine/workspace'
import { displayName } from '@rapport/core/profile/display'
import { qualityOf } from '@rapport/core/profile/quality'
import type { TraitFact } from '@rapport/core/profile/types'
import { traitValue } from '@rapport/core/trait/value'
import type { Of, ProfileView } from '../contract.ts'
import type { TraitView } from '../contract-traits.ts'
import { namesOf, planFor } from './names.ts'

/** The view at a moment. */
export function profileView(state: ProfileState, workspace: Workspace, now: Instant): Of<typeof ProfileView> {
  const named = namesOf(workspace)
  const purposes = planFor(workspace).laws.purposesFor(state)
  return {
    id: state.id,
    name: displayName(state.traits, state.identity.ids),
    firstSeen: state.firstSeen,
    lastSeen: state.lastSeen,
    events: state.events,
    identifiers: identifiersOf(state),
    edges: edgesOf(state),
    traits: [...givenTraits(state, workspace, now), ...computedTraits(state, workspace, now)].sort((a, b) => (a.name < b.name ? -1 : 1)),
    segments: Object.entries(state.segments).flatMap(([segment, { since, until }]) => (since === undefined ? [] : [{
      segment,
      name: named.segments.get(segment)?.name ?? segment,
      since,
      ...(until !== undefined && until !== NEVER && { until }),
    }])),
    consent: [...new Set([...workspace.definitions.purposes.map(({ id }) => id), ...Object.keys(state.consent)])].map((purpose) => ({
      purpose,
      name: named.purposes.get(purpose)?.name ?? purpose,
      basis: purposes.find(({ id }) => id === purpose)?.basis ?? 'ask',
      allowed: allowed(purposes, state.consent, purpose),
      entries: Object.entries(state.consent[purpose] ?? {}).map(([channel, entry]) => ({ channel, ...entry })),
    })),
    journeys: state.journeys.runs.map((run) => {
      const definition = named.journeys.get(run.journey)
      const common = {
        run: run.id,
        journey: run.journey,
        name: definition?.name ?? run.journey,
        is: run.is,
        step: definition?.steps[run.step]?.id ?? null,
        enteredAt: run.enteredAt,
      }
      return run.is === 'waiting' ? { ...common, ...(run.wakeAt !== NEVER && { wakeAt: run.wakeAt }) } : { ...common, at: run.at, why: run.why }
    }),
    offers: Object.entries(state.offers).map(([offer, { shown, clicked, dismissed }]) => ({
      offer,
      name: named.offers.get(offer)?.name ?? offer,
      shown: shown.length,
      lastShown: shown.at(-1),
      clicked,
      dismissed,
    })),
    pressure: {
      last7Days: state.pressure.claims.filter(([at]) => at > now - 7 * DAY && at <= now).length,
      suppressed: Object.entries(state.pressure.suppressed).map(([channel, { why, at }]) => ({ channel, why, at })),
    },
    predictions: Object.entries(state.predictions).flatMap(([model, prediction]) => (prediction.value === '' ? [] : [{ model, ...prediction }])),
  }
}

const STRENGTH: readonly string[] = Object.keys(IDENTIFIER_KINDS)

function identifiersOf(state: ProfileState): { kind: string; value: string }[] {
  return state.identity.ids
    .map(parseIdentifierKey)
    .filter((id) => id !== null)
    .sort((a, b) => STRENGTH.indexOf(a.kind) - STRENGTH.indexOf(b.kind) || (identifierKey(a) < identifierKey(b) ? -1 : 1))
    .map(({ kind, value }) => ({ kind, value }))
}

/** An edge counts when both of its ends ended up with this person. */
function edgesOf(state: ProfileState): Of<typeof ProfileView>['edges'] {
  const own = new Set(state.identity.ids)
  return state.identity.edges.map(({ a, b, at, by, rule }) => ({ a, b, at, by, rule, accepted: own.has(a) && own.has(b) }))
}

function givenTraits(state: ProfileState, workspace: Workspace, now: Instant): Of<typeof TraitView>[] {
  const { survivorship } = planFor(workspace)
  return Object.entries(state.traits).flatMap(([name, facts]) => {
    const [winner] = facts
    const quality = qualityOf(name, facts, survivorship, now)
    if (!winner || !quality) return []
    const { value, at, source, from } = winner
    const rivals = quality.rivals.map(({ fact, party, why }) => ({ value: fact.value, at: fact.at, source: fact.source, from: fact.from, party, why, ...repairOf(fact) }))
    return [{ name, value, kind: 'given' as const, at, source, from, ...quality, ...repairOf(winner), rivals }]
  })
}

function repairOf({ raw, repairs }: TraitFact): Pick<Of<typeof TraitView>, 'repaired'> {
  return raw === undefined ? {} : { repaired: { before: raw, is: [...(repairs ?? [])] } }
}

function computedTraits(state: ProfileState, workspace: Workspace, now: Instant): Of<typeof TraitView>[] {
  const { traits } = planFor(workspace).rules
  return workspace.definitions.traits.flatMap(({ id }) => {
    const { value } = traitValue(traits, state, id, now)
    return value === undefined ? [] : [{ name: id, value, kind: 'computed' as const, because: 'computed', rivals: [] }]
  })
}
