/** People as the trainer keeps them: the slices of a document that models look at, folded by the same functions as the documents themselves. */
import type { ProfileId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { foldConsent, mergeConsent } from '@rapport/core/consent/consent'
import { foldOffers, mergeHistory } from '@rapport/core/decision/history'
import type { Plan } from '@rapport/core/engine/plan'
import { SYSTEM } from '@rapport/core/engine/react'
import { newProfile, type ProfileState } from '@rapport/core/engine/state'
import type { Event } from '@rapport/core/event/event'
import { foldTraits, mergeTraits } from '@rapport/core/profile/traits'
import { evaluateSegments } from '@rapport/core/segment/evaluate'
import { foldPredictions, mergePredictions } from '@rapport/core/trait/prediction'

/** A document without identity, messages and journeys. */
export type Slim = ProfileState

/** Nobody yet. */
export function newSlim(id: ProfileId, at: Instant): Slim {
  return newProfile(id, at, 0)
}

/** One more fact. */
export function foldSlim(plan: Plan, state: Slim, event: Event): Slim {
  const isOwn = event.source === SYSTEM
  return {
    ...state,
    events: isOwn ? state.events : state.events + 1,
    firstSeen: !isOwn && event.at < state.firstSeen ? event.at : state.firstSeen,
    lastSeen: !isOwn && event.at > state.lastSeen ? event.at : state.lastSeen,
    consent: foldConsent(state.consent, event),
    traits: foldTraits(state.traits, event, plan.survivorship).traits,
    counters: plan.rules.foldCounters(state.counters, event),
    offers: foldOffers(state.offers, event),
    predictions: foldPredictions(state.predictions, event).predictions,
  }
}

/** Two people are one. */
export function mergeSlim(plan: Plan, one: Slim, other: Slim): Slim {
  return {
    ...one,
    firstSeen: one.firstSeen < other.firstSeen ? one.firstSeen : other.firstSeen,
    lastSeen: one.lastSeen > other.lastSeen ? one.lastSeen : other.lastSeen,
    events: one.events + other.events,
    consent: mergeConsent(one.consent, other.consent),
    traits: mergeTraits(one.traits, other.traits, plan.survivorship),
    counters: plan.rules.mergeCounters(one.counters, other.counters),
    offers: mergeHistory(one.offers, other.offers),
    predictions: mergePredictions(one.predictions, other.predictions),
  }
}

/** The person as of a moment, memberships worked out for it: nothing that was known only later. */
export function asOf(plan: Plan, state: Slim, now: Instant): Slim {
  const { memberships } = evaluateSegments(plan.rules, state, { segments: plan.rules.allSegments }, now)
  return memberships === state.segments ? state : { ...state, segments: memberships }
}
