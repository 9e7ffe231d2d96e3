/**
 * What the arbiter looks at of what is known. Features that somebody defined, all of them; of what the product looks at by itself, words and memberships: segments,
 * given traits, what was chosen last, what other models said. Counted numbers, those that models count for their goals too, are left to segments and models: an
 * offer has a few hundred showings at first, and a hundred numbers about each person would teach it noise.
 */
import type { Plan } from '@rapport/core/engine/plan'

const known = new WeakMap<Plan, ReadonlySet<string>>()
/** Kinds of automatic features that are words or memberships. */
const WORDS = /^auto:(?:segment|given|prediction):/
const TRAIT = 'auto:trait:'

/** Ids of the features that are left out. */
export function unseenBy(plan: Plan): ReadonlySet<string> {
  const before = known.get(plan)
  if (before) return before
  const { traits, features } = plan.workspace.definitions
  const defined = new Set(features.map(({ id }) => id))
  const chosenLast = new Set(traits.filter(({ compute }) => compute === 'last' || compute === 'first').map(({ id }) => TRAIT + id))
  const unseen = new Set(plan.features.definitions.filter(({ id }) => !defined.has(id) && !WORDS.test(id) && !chosenLast.has(id)).map(({ id }) => id))
  known.set(plan, unseen)
  return unseen
}
