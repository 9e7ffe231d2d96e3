/** What is asked of a replay and what it answers; the shapes of the contract, as the worker speaks them. */
import type { Measured } from '@rapport/core/experiment/types'
import type { Workspace } from '@rapport/core/engine/workspace'
import type { Strategy } from '../runtime/strategy.ts'
import type { Measure } from './candidates.ts'

/** A question. */
export interface WhatIfAsk {
  readonly strategy: Strategy
  readonly days: number
  readonly placements: readonly string[] | null
  readonly measure: Measure
}

/** A question with what the worker cannot know by itself. */
export interface WhatIfWork {
  readonly ask: WhatIfAsk
  readonly workspace: Workspace
  readonly now: number
  /** Only the newest so many decisions; for quick looks. */
  readonly newest: number | null
}

/** How far a replay is. */
export interface WhatIfProgress {
  readonly part: number
  readonly step: 'waiting' | 'reading' | 'scoring' | 'counting' | 'done'
  readonly decisions: number
}

/** See WhatIfVerdict of the contract. */
export type Verdict = 'better' | 'worse' | 'no_difference_yet' | 'not_enough_data' | 'no_support' | 'refused'
/** A code with data, for a sentence. */
export interface Problem {
  readonly code: string
  readonly detail: { readonly [name: string]: number | string }
}

/** See WhatIfResult of the contract. */
export interface WhatIfResult {
  readonly measure: Measure
  readonly window: { readonly from: number; readonly until: number }
  readonly decisions: number
  readonly people: number
  readonly used: number
  readonly leftOut: { readonly why: string; readonly decisions: number }[]
  readonly verdict: Verdict
  readonly problems: Problem[]
  readonly now: Measured
  readonly under: Measured
  readonly lift: Measured
  readonly liftTotal: Measured
  readonly liftShare: number | null
  readonly doNoHarm: number | null
  readonly estimates: { readonly name: 'ips' | 'snips' | 'dm' | 'dr' | 'dros' | 'switch'; readonly estimate: number | null; readonly diagnostic: boolean }[]
  readonly support: {
    readonly effectiveSample: number
    readonly needed: number
    readonly heaviestShare: number
    readonly heaviestAllowed: number
    readonly heaviestWeight: number
    readonly meanWeight: number
    readonly uncovered: number
  }
  readonly unsupported: {
    readonly is: 'offer' | 'context'
    readonly offer: string | null
    readonly offerName: string | null
    readonly placement: string
    readonly check: string | null
    readonly decisions: number
    readonly share: number
  }[]
  readonly offers: {
    readonly offer: string | null
    readonly name: string | null
    readonly family: string | null
    readonly now: { readonly share: number; readonly decisions: number; readonly successes: number; readonly value: number }
    readonly under: { readonly share: number; readonly decisions: number; readonly successes: Measured }
    readonly lift: Measured
  }[]
  readonly segments: { readonly segment: string; readonly name: string; readonly decisions: number; readonly people: number; readonly lift: Measured }[]
  readonly channels: { readonly channel: string; readonly now: Volume; readonly under: Volume }[]
  readonly optOuts: { readonly now: Measured; readonly under: Measured }
  readonly budgets: {
    readonly budget: string
    readonly name: string
    readonly counts: 'money' | 'showings'
    readonly per: 'hour' | 'day' | 'week' | 'month' | 'ever'
    readonly most: number
    readonly now: number
    readonly under: number
    readonly over: boolean
  }[]
  readonly changed: number
  readonly exploration: {
    readonly share: number
    readonly price: number
    readonly priceTotal: number
    readonly halfWidth: number | null
    readonly slider: { readonly share: number; readonly price: number; readonly halfWidth: number | null }[]
  }
  readonly course: { readonly at: number; readonly decisions: number; readonly estimate: number; readonly low: number; readonly high: number }[]
  readonly notReplayed: string[]
  readonly scoredPerSecond: number
}

/** Showings and their money. */
export interface Volume {
  readonly showings: number
  readonly cost: number
}

/** How the people of a ramp fare since its share became what it is. */
export interface RampFigures {
  readonly people: { readonly now: number; readonly under: number }
  readonly decisions: { readonly now: number; readonly under: number }
  readonly now: Measured
  readonly under: Measured
  readonly lift: Measured
}
