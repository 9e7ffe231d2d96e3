/** A piece of somebody who is being folded anew. */
import { envOf } from '@rapport/core/base/env'
import type { ProfileId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import { isBehind } from '@rapport/core/engine/behind'
import type { Plan } from '@rapport/core/engine/plan'
import { DEFINITIONS_APPLIED, react } from '@rapport/core/engine/react'
import type { ProfileState } from '@rapport/core/engine/state'
import type { Event } from '@rapport/core/event/event'
import type { EventRef, Position } from '../ports/log.ts'
import { systemEvent } from './system-events.ts'

/** A document in the making: part of a group, until an old fact (or the event itself) makes the parts one. */
export interface Part {
  readonly group: number
  state: ProfileState
  refs: EventRef[]
  /** The profile that held this part at the place of the log that was reached. */
  home: ProfileId
  /** Facts with what followed from them, for counters that began later; only kept when some did. */
  readonly told: { readonly position: Position; readonly events: readonly Event[] }[]
}

/** Younger definitions were no news for the document that several lived in, because a merge had worked out everything; for a part they may be. Quietly, as ever. */
export function catchUp(part: Part, plan: Plan, seed: string, now: Instant): void {
  if (part.state.wakeAt <= now || !isBehind(plan, part.state, now)) return
  const { version } = plan.workspace
  const told = systemEvent({ type: DEFINITIONS_APPLIED, key: `definitions:${version}:${part.state.id}:divided`, at: now, properties: { version, counters: {} } })
  part.state = react(plan, part.state, told, envOf(seed, told.id, now)).after
}

/** Orders parts as people who become one are ordered: the one who was there first goes on. */
export function byAge({ state: one }: Part, { state: other }: Part): number {
  return one.firstSeen - other.firstSeen || (one.id < other.id ? -1 : 1)
}
