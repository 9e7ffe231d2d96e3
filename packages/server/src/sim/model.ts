/** The naive model: what must be known of everybody, folded from the whole log one fact at a time, without merges, timers, caches or batches. */
import type { ProfileId } from '@rapport/core/base/id'
import { foldConsent } from '@rapport/core/consent/consent'
import type { ConsentState } from '@rapport/core/consent/types'
import { foldOffers } from '@rapport/core/decision/history'
import type { OfferHistory } from '@rapport/core/decision/types'
import type { Plan } from '@rapport/core/engine/plan'
import { partition } from '@rapport/core/identity/graph'
import { edgesOf, idsOf } from '@rapport/core/identity/edge'
import type { Edge } from '@rapport/core/identity/types'
import { foldPressure } from '@rapport/core/message/pressure'
import type { PressureState } from '@rapport/core/message/types'
import { foldTraits } from '@rapport/core/profile/traits'
import type { GivenTraits } from '@rapport/core/profile/types'
import type { Counters } from '@rapport/core/trait/types'
import type { LogRecord } from '../ports/log.ts'
import type { Facts } from './facts.ts'

/** What the model knows of one person. */
export interface Modelled {
  events: number
  consent: ConsentState
  traits: GivenTraits
  counters: Counters
  offers: OfferHistory
  pressure: PressureState
}

/** Everybody as the log has them; `personOf` says whose a fact is by now, by its strongest identifier or else the profile that it was about. */
export function modelPeople(records: readonly LogRecord[], plan: Plan, personOf: Facts['personOf']): ReadonlyMap<ProfileId, Modelled> {
  const people = new Map<ProfileId, Modelled>()
  for (const record of records) {
    if (record.body.is !== 'events') continue
    for (const entry of record.body.entries) {
      if (entry.profile === null) continue
      const id = personOf({ profile: entry.profile, key: idsOf(entry.event)[0] ?? null })
      const person = people.get(id) ?? { events: 0, consent: {}, traits: {}, counters: {}, offers: {}, pressure: { claims: [], suppressed: {} } }
      people.set(id, person)
      if (entry.event.source !== 'system') person.events++
      for (const event of [entry.event, ...entry.derived]) {
        person.consent = foldConsent(person.consent, event)
        person.traits = foldTraits(person.traits, event, plan.survivorship).traits
        person.counters = plan.rules.foldCounters(person.counters, event)
        person.offers = foldOffers(person.offers, event)
        person.pressure = foldPressure(person.pressure, event)
      }
    }
  }
  return people
}

/** Who is one person, worked out from all facts at once: groups of identifiers, each sorted. */
export function modelIdentity(records: readonly LogRecord[]): readonly (readonly string[])[] {
  const edges: Edge[] = []
  const ids = new Set<string>()
  for (const record of records) {
    if (record.body.is !== 'events') continue
    for (const { event } of record.body.entries) {
      edges.push(...edgesOf(event))
      for (const id of idsOf(event)) ids.add(id)
    }
  }
  return partition(edges, [...ids])
}
