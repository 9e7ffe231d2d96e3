/** The shapes the API answers with, taken from its contract. */
import type * as Contract from '@rapport/server/api/contract'
import type * as Batch from '@rapport/server/api/contract-batch'
import type * as Consent from '@rapport/server/api/contract-consent'
import type * as Export from '@rapport/server/api/contract-export'
import type * as Identity from '@rapport/server/api/contract-identity'
import type * as Learning from '@rapport/server/api/contract-learning'
import type * as Matching from '@rapport/server/api/contract-matching'
import type * as Measured from '@rapport/server/api/contract-measured'
import type * as Models from '@rapport/server/api/contract-models'
import type * as PrivacyShapes from '@rapport/server/api/contract-privacy'
import type * as Tracking from '@rapport/server/api/contract-tracking'
import type * as Traits from '@rapport/server/api/contract-traits'
import type * as Uplift from '@rapport/server/api/contract-uplift'
import type * as WhatIf from '@rapport/server/api/contract-whatif'
import type { JourneyDefinition } from '@rapport/core/journey/types'
import type { OfferDefinition, PlacementDefinition } from '@rapport/core/decision/types'
import type { PurposeDefinition } from '@rapport/core/consent/types'
import type { SendingPolicy } from '@rapport/core/message/types'
import type { TemplateDefinition } from '@rapport/core/content/types'

export type Problem = Contract.Of<typeof Contract.Problem>
export type EventView = Contract.Of<typeof Contract.EventView>
export type TraitView = Contract.Of<typeof Traits.TraitView>
export type MessageView = Contract.Of<typeof Contract.MessageView>
export type ConsentView = Contract.Of<typeof Contract.ConsentView>
export type PersonLine = Contract.Of<typeof Contract.PersonLine>
export type ProfileView = Contract.Of<typeof Contract.ProfileView>
export type DecisionView = Contract.Of<typeof Contract.DecisionView>
export type LiveEntry = Contract.Of<typeof Contract.LiveEntry>
export type LiveDetail = Contract.Of<typeof Contract.LiveDetail>
export type Health = Contract.Of<typeof Contract.Health>
export type SegmentView = Contract.Of<typeof Contract.SegmentView>
export type Preview = Contract.Of<typeof Contract.Preview>
export type IdentityView = Contract.Of<typeof Identity.IdentityView>
export type IdentityEdgeView = Contract.Of<typeof Identity.IdentityEdgeView>
export type IdentityIdView = Contract.Of<typeof Identity.IdentityIdView>
export type IdentityChange = Contract.Of<typeof Identity.IdentityChange>
export type DifferenceView = Contract.Of<typeof Identity.DifferenceView>
export type MergeView = Contract.Of<typeof Identity.MergeView>
export type ReviewView = Contract.Of<typeof Identity.ReviewView>
export type ReviewDetail = Contract.Of<typeof Identity.ReviewDetail>
export type ReviewAnswer = Contract.Of<typeof Identity.ReviewAnswer>
export type TrackingLine = Contract.Of<typeof Tracking.TrackingLine>
export type TrackingView = Contract.Of<typeof Tracking.TrackingView>
export type EventPlanView = Contract.Of<typeof Tracking.EventPlanView>
export type ViolationLine = Contract.Of<typeof Tracking.ViolationLine>
export type ReplayAnswer = Contract.Of<typeof Tracking.ReplayAnswer>
export type WorthLine = Contract.Of<typeof Tracking.WorthLine>
export type WorthPage = Contract.Of<typeof Tracking.WorthPage>
export type UseView = Contract.Of<typeof Tracking.UseView>
export type SourceView = Contract.Of<typeof Export.SourceView>
export type SourcesView = Contract.Of<typeof Export.SourcesView>
export type ExportView = Contract.Of<typeof Export.ExportView>
export type DestinationView = Contract.Of<typeof Export.DestinationView>
export type SyncView = Contract.Of<typeof Export.SyncView>
export type LedgerPage = Contract.Of<typeof Consent.LedgerPage>
export type LedgerCheck = Contract.Of<typeof Consent.LedgerCheck>
export type LawView = Contract.Of<typeof Consent.LawView>
export type PersonConsent = Contract.Of<typeof Consent.PersonConsent>
export type MatchingView = Contract.Of<typeof Matching.MatchingView>
export type HouseholdView = Contract.Of<typeof Matching.HouseholdView>
export type PrivacyRequest = Contract.Of<typeof PrivacyShapes.PrivacyRequest>
export type RequestList = Contract.Of<typeof PrivacyShapes.RequestList>
export type DryRun = Contract.Of<typeof PrivacyShapes.DryRun>
export type AuditPage = Contract.Of<typeof PrivacyShapes.AuditPage>
export type RetentionAnswer = Contract.Of<typeof PrivacyShapes.RetentionAnswer>
export type { ExplainNode } from '@rapport/server/api/contract-explain'
export type KeyView = Contract.Of<typeof Contract.KeyView>
export type BadView = Contract.Of<typeof Contract.BadView>
export type Purpose = PurposeDefinition
export type Placement = PlacementDefinition
export type Template = TemplateDefinition
export type Sending = SendingPolicy
/** An offer with how often it was shown and clicked. */
export type Offer = OfferDefinition & { readonly figures?: { readonly shown: number; readonly clicked: number } }
/** A journey with how many people entered, are inside, and how many messages it sent. */
export type Journey = JourneyDefinition & { readonly figures?: { readonly entered: number; readonly inside: number; readonly sent: number } }

/** One page of a list; `next` continues it. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}
/** An event with what the system derived from it. */
export interface TimelineItem {
  readonly event: EventView
  readonly derived: readonly EventView[]
  readonly ref: string
}
/** What the workspace has seen, for the pickers. */
export interface Catalog {
  readonly events: readonly {
    readonly type: string
    readonly count: number
    readonly lastAt: number
    readonly properties: readonly { readonly path: string; readonly type: string; readonly examples: readonly unknown[] }[]
  }[]
  readonly traits: readonly { readonly name: string; readonly type: string; readonly examples: readonly unknown[]; readonly computed: boolean }[]
  readonly operators: readonly { readonly name: string; readonly argument: string }[]
}
/** Who is signed in. */
export interface Me {
  readonly scopes: readonly string[]
  readonly workspace: string
  readonly demo: boolean
  readonly fakes: boolean
}
export type MeasuredView = Measured.MeasuredView
export type DecisionLine = Learning.DecisionLine
export type ExploreAnswer = Learning.ExploreAnswer
export type ReceiptView = Learning.ReceiptView
export type DecisionReplay = Learning.ReplayAnswer
export type LearningView = Learning.LearningView
export type OfferLearningLine = Learning.OfferLearningLine
export type OfferLearningView = Learning.OfferLearningView
export type PeopleBehind = Learning.PeopleBehind
export type ContradictionsAnswer = Learning.ContradictionsAnswer
export type Fleet = Contract.Of<typeof Models.Fleet>
export type FleetModel = Contract.Of<typeof Models.FleetModel>
export type ModelCard = Contract.Of<typeof Models.ModelCard>
export type FleetPerson = Contract.Of<typeof Models.FleetPerson>
export type Opportunity = Contract.Of<typeof Models.Opportunity>
export type Quadrant = Contract.Of<typeof Models.Quadrant>
export type Personas = Contract.Of<typeof Models.Personas>
export type Persona = Contract.Of<typeof Models.Persona>
export type PersonPredictions = Contract.Of<typeof Models.PersonPredictions>
export type Recommendations = Contract.Of<typeof Models.Recommendations>
export type Missing = Contract.Of<typeof Models.MissingView>
export type StrategyBody = WhatIf.StrategyBody
export type WhatIfView = WhatIf.WhatIfView
export type WhatIfResult = WhatIf.WhatIfResult
export type WhatIfGround = WhatIf.WhatIfGround
export type WhatIfPreview = WhatIf.WhatIfPreview
export type RampView = WhatIf.RampView
export type RampPage = WhatIf.RampPage
export type BatchView = Contract.Of<typeof Batch.BatchView>
export type OfferUplift = Contract.Of<typeof Uplift.OfferUplift>
