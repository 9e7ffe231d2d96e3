/** Whether a document still stands as older definitions had it. */
import type { SegmentId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import { rankTraits } from '../profile/traits.ts'
import { evaluateSegments } from '../segment/evaluate.ts'
import type { Plan } from './plan.ts'
import type { ProfileState } from './state.ts'

/** Whether the definitions of the moment would rank this person's values otherwise, or put the person into other segments, than the document says. */
export function isBehind(plan: Plan, state: ProfileState, now: Instant): boolean {
  if (rankTraits(state.traits, plan.survivorship) !== state.traits) return true
  const known = Object.keys(state.segments) as SegmentId[]
  return evaluateSegments(plan.rules, state, { segments: [...plan.rules.allSegments, ...known] }, now).memberships !== state.segments
}
