/** All definitions of one tenant at one version, as plain data. */
import type { ArbitrationPolicy } from '../decision/policy.ts'
import type { FeatureDefinition } from '../model/features/types.ts'
import type { ModelDefinition } from '../model/types.ts'
import type { WorkspaceId } from '../base/id.ts'
import type { JurisdictionPolicy, LawDefinition, PurposeDefinition } from '../consent/types.ts'
import type { TemplateDefinition } from '../content/types.ts'
import type { OfferDefinition, PlacementDefinition } from '../decision/types.ts'
import type { RetentionRule } from '../event/retention.ts'
import type { EventDefinition } from '../event/tracking-plan.ts'
import type { JourneyDefinition } from '../journey/types.ts'
import type { MatchingPolicy } from '../match/policy.ts'
import type { SendingPolicy } from '../message/types.ts'
import type { SourceDefinition, SurvivorshipRule } from '../profile/types.ts'
import type { SegmentDefinition } from '../segment/rule.ts'
import type { TraitDefinition } from '../trait/types.ts'
import type { DestinationDefinition } from './destination.ts'

/** The kinds of definition, each a list keyed by `id`. */
export interface Definitions {
  readonly purposes: readonly PurposeDefinition[]
  readonly laws: readonly LawDefinition[]
  readonly jurisdiction: JurisdictionPolicy
  readonly survivorship: readonly SurvivorshipRule[]
  readonly sources: readonly SourceDefinition[]
  /** The tracking plan, by event type. */
  readonly events: readonly EventDefinition[]
  /** How long events are kept, by type; without a rule for ever. */
  readonly retention: readonly RetentionRule[]
  readonly traits: readonly TraitDefinition[]
  readonly segments: readonly SegmentDefinition[]
  readonly templates: readonly TemplateDefinition[]
  readonly offers: readonly OfferDefinition[]
  readonly placements: readonly PlacementDefinition[]
  /** What models look at, besides what the product looks at by itself. */
  readonly features: readonly FeatureDefinition[]
  /** What is foretold of each person. */
  readonly models: readonly ModelDefinition[]
  /** How offers compete. */
  readonly arbitration: ArbitrationPolicy
  readonly journeys: readonly JourneyDefinition[]
  readonly sending: SendingPolicy
  readonly matching: MatchingPolicy
  readonly destinations: readonly DestinationDefinition[]
}

/** A tenant's definitions at one version. */
export interface Workspace {
  readonly id: WorkspaceId
  /** Rises by one with every accepted change. */
  readonly version: number
  /** Secret salt of all derived chance and ids. */
  readonly seed: string
  readonly definitions: Definitions
  /** counter key → version at which it was (last) introduced. What a document counted for it before that version is incomplete and dropped. */
  readonly counterSince: { readonly [key: string]: number }
}
