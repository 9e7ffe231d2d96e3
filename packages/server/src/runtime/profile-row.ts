/** A person as a row of the warehouse. */
import type { Json } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { decodeState } from '@rapport/core/engine/codec'
import type { Plan } from '@rapport/core/engine/plan'
import { predictionNames } from '@rapport/core/trait/prediction'
import { traitValue } from '@rapport/core/trait/value'
import type { StoredProfile } from '../ports/store.ts'
import type { ProfileRow } from '../warehouse/rows.ts'

/** Traits (given, computed and foretold) and segments as of now. */
export function profileRow(person: StoredProfile, plan: Plan, now: Instant): ProfileRow {
  const state = decodeState(person.body)
  const traits: { [name: string]: Json } = {}
  for (const name of [...Object.keys(state.traits), ...plan.rules.traits.keys(), ...predictionNames(state.predictions)]) {
    const { value } = traitValue(plan.rules.traits, state, name, now)
    if (value !== undefined && value !== null) traits[name] = value
  }
  const segments = Object.entries(state.segments).flatMap(([id, membership]) => (membership.since === undefined ? [] : [id]))
  return { id: person.id, traits, segments, updatedAt: now }
}
