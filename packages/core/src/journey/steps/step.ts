/** What a kind of step is: one file that says what starting such a step means, with examples that its suite runs. */
import type { EventId, ProfileId } from '../../base/id.ts'
import type { JsonObject } from '../../base/json.ts'
import type { Instant } from '../../base/time.ts'
import type { Command } from '../../event/command.ts'
import type { BestHours, Timed } from '../best-hour.ts'
import type { JourneyRun, StepDefinition } from '../types.ts'

/** What a step may know besides the run: the moment, whose walk it is, and the event of this turn. */
export interface StepContext {
  readonly now: Instant
  readonly profile: ProfileId
  readonly cause: EventId
  /** For steps that choose an hour: how, and by what is known of the person. Without either a step that would choose goes at once. */
  readonly best?: BestHours
  readonly person?: Timed
}

/** Something that followed, before it has an id. `key` is unique within a turn and stable, so the event's id can derive from it. */
export interface Derived {
  readonly type: string
  readonly properties: JsonObject
  readonly key: string
}

/** Stay here until a moment, or go on at once; with what shall be done and what was thereby decided. */
export type StepResult =
  | { readonly is: 'wait'; readonly until: Instant; readonly commands?: readonly Command[]; readonly events?: readonly Derived[] }
  | { readonly is: 'next'; readonly commands: readonly Command[]; readonly events: readonly Derived[] }

/** One kind of step. `name` is the field that marks such a step in a definition. Starting is pure: the same run and moment give the same result. */
export interface StepKind<Step extends StepDefinition> {
  readonly name: string
  /** Default name in the editor. */
  readonly label: string
  start(run: JourneyRun, step: Step, context: StepContext): StepResult
  readonly examples: readonly { readonly run: JourneyRun; readonly step: Step; readonly context: StepContext; readonly expect: StepResult }[]
}
