/** Definitions by id, indexed once per version of the workspace. */
import type { PurposeDefinition } from '@rapport/core/consent/types'
import type { OfferDefinition, PlacementDefinition } from '@rapport/core/decision/types'
import { planOf, type Plan } from '@rapport/core/engine/plan'
import type { Definitions, Workspace } from '@rapport/core/engine/workspace'
import type { JourneyDefinition } from '@rapport/core/journey/types'
import type { SegmentDefinition } from '@rapport/core/segment/rule'

/** Definitions by id. */
export interface Named {
  readonly offers: ReadonlyMap<string, OfferDefinition>
  readonly segments: ReadonlyMap<string, SegmentDefinition>
  readonly journeys: ReadonlyMap<string, JourneyDefinition>
  readonly purposes: ReadonlyMap<string, PurposeDefinition>
  readonly placements: ReadonlyMap<string, PlacementDefinition>
}

const named = new WeakMap<Definitions, Named>()
const plans = new WeakMap<Workspace, Plan>()

/** The index of a workspace's definitions. */
export function namesOf({ definitions }: Workspace): Named {
  const known = named.get(definitions)
  if (known) return known
  const index: Named = {
    offers: byId(definitions.offers),
    segments: byId(definitions.segments),
    journeys: byId(definitions.journeys),
    purposes: byId(definitions.purposes),
    placements: byId(definitions.placements),
  }
  named.set(definitions, index)
  return index
}

/** The compiled workspace, for reading (explanations, previews, computed traits). */
export function planFor(workspace: Workspace): Plan {
  const known = plans.get(workspace)
  if (known) return known
  const plan = planOf(workspace)
  plans.set(workspace, plan)
  return plan
}

function byId<T extends { readonly id: string }>(list: readonly T[]): ReadonlyMap<string, T> {
  return new Map(list.map((one) => [one.id, one]))
}
