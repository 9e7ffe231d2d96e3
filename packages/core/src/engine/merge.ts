/** Two profiles turn out to be one person: slice by slice, nothing is lost, and the outcome does not depend on who came first. */
import type { Env } from '../base/env.ts'
import { mergeConsent } from '../consent/consent.ts'
import { mergeHistory } from '../decision/history.ts'
import type { Event } from '../event/event.ts'
import { mergeIdentity } from '../identity/graph.ts'
import { leftByMerge, mergeJourneys } from '../journey/merge.ts'
import { mergePressure } from '../message/pressure.ts'
import { mergeTraits } from '../profile/traits.ts'
import { mergePredictions } from '../trait/prediction.ts'
import type { Memberships } from '../segment/membership.ts'
import type { Plan } from './plan.ts'
import { reactToMerge, SYSTEM, upToDate, type Outcome } from './react.ts'
import type { ProfileState } from './state.ts'

/** Joins `loser` into `winner` because of `event`. The first event that follows is `profile_merged`. */
export function mergeStates(plan: Plan, pair: { readonly winner: ProfileState; readonly loser: ProfileState; readonly event: Event }, env: Env): Outcome {
  const { event } = pair
  const winner = upToDate(plan, pair.winner)
  const loser = upToDate(plan, pair.loser)
  const merged: ProfileState = {
    id: winner.id,
    firstSeen: winner.firstSeen < loser.firstSeen ? winner.firstSeen : loser.firstSeen,
    lastSeen: winner.lastSeen > loser.lastSeen ? winner.lastSeen : loser.lastSeen,
    events: winner.events + loser.events,
    identity: mergeIdentity(winner.identity, loser.identity),
    consent: mergeConsent(winner.consent, loser.consent),
    traits: mergeTraits(winner.traits, loser.traits, plan.survivorship),
    counters: plan.rules.mergeCounters(winner.counters, loser.counters),
    segments: mergeMemberships(winner.segments, loser.segments),
    offers: mergeHistory(winner.offers, loser.offers),
    pressure: mergePressure(winner.pressure, loser.pressure),
    journeys: mergeJourneys(winner.journeys, loser.journeys),
    predictions: mergePredictions(winner.predictions, loser.predictions),
    wakeAt: winner.wakeAt < loser.wakeAt ? winner.wakeAt : loser.wakeAt,
    version: winner.version,
  }
  const left = [winner, loser].map((side) => leftByMerge(plan.journeys, side.journeys, merged.journeys))
  const outcome = reactToMerge(
    plan,
    merged,
    { event, mark: `${event.id}~${loser.id}~`, follow: left.flatMap(({ events }) => events), commands: left.flatMap(({ commands }) => commands) },
    env,
  )
  const fact: Event = {
    id: `${event.id}~${loser.id}` as Event['id'],
    type: 'profile_merged',
    at: env.now,
    receivedAt: env.now,
    source: SYSTEM,
    identifiers: [],
    properties: { from: loser.id, into: winner.id },
    cause: event.id,
  }
  return { ...outcome, events: [fact, ...outcome.events] }
}

/** Member of what either was a member of, since the earlier moment; `until` is worked out again right after. */
function mergeMemberships(one: Memberships, other: Memberships): Memberships {
  const merged: { [segment: string]: Memberships[string] } = { ...one }
  for (const [segment, theirs] of Object.entries(other)) {
    const ours = merged[segment]
    const since = ours?.since !== undefined && theirs.since !== undefined ? (ours.since < theirs.since ? ours.since : theirs.since) : (ours?.since ?? theirs.since)
    merged[segment] = since === undefined ? { ...theirs } : { since, ...(theirs.until ?? ours?.until ? { until: theirs.until ?? ours?.until } : {}) }
  }
  return merged
}
