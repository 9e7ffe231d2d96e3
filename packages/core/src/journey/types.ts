/** The shapes of journeys and of one person's walk through one. */
import type { EventId, JourneyId, RunId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import type { Channel } from '../event/message-plan.ts'
import type { Rule } from '../segment/rule.ts'

/** A step of a journey; run in order. A send step `at: 'best'` goes at the hour at which this person most likely reacts (see best-hour), else at once. */
export type StepDefinition =
  | { readonly id: string; readonly wait: string }
  | { readonly id: string; readonly send: { readonly channel: Channel; readonly template: string; readonly purpose: string; readonly notAfter?: string; readonly at?: 'best' } }

/** A sequence that a person enters and walks. */
export interface JourneyDefinition {
  readonly id: string
  readonly name: string
  /** Draft journeys take nobody in; paused ones hold people where they are. */
  readonly state: 'draft' | 'live' | 'paused'
  readonly enter: { readonly event: string; readonly where?: Rule } | { readonly segment: string }
  /** Whether a person may enter again: never, or once this long has passed since the last entry. Default 'never'. */
  readonly again?: 'never' | { readonly after: string }
  /** Ends the walk early: an event of this type, or leaving or entering this segment. */
  readonly exit?: readonly ({ readonly event: string; readonly where?: Rule } | { readonly segment: string } | { readonly notSegment: string })[]
  readonly steps: readonly StepDefinition[]
}

/** One person's walk. */
export type JourneyRun = {
  readonly id: RunId
  readonly journey: JourneyId
  /** Index of the step that comes next or is being waited in. */
  readonly step: number
  readonly enteredAt: Instant
  readonly entry: EventId
  /** Properties of the entry event, for templates. Bounded to 4 KB of JSON. */
  readonly data: JsonObject
} & ({ readonly is: 'waiting'; readonly wakeAt: Instant } | { readonly is: 'done' | 'left'; readonly at: Instant; readonly why: string })

/** What a profile knows of journeys. */
export interface JourneyState {
  /** Open runs and the last 20 closed ones. */
  readonly runs: readonly JourneyRun[]
  /** journey → how often entered and when last, for re-entry. */
  readonly entered: { readonly [journey: string]: { readonly n: number; readonly last: Instant } }
}
