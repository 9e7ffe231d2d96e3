/** Everything that a race knows while it runs; changed in place. */
import type { Correction } from './correction.ts'
import type { Drift } from './drift.ts'
import type { Lane } from './lane.ts'
import type { DriftAlarm, Example, Promotion, RaceOptions } from './types.ts'

/** See the top of the file. */
export interface RaceState {
  readonly options: RaceOptions
  lanes: Lane[]
  champion: Lane
  examples: number
  positives: number
  /** Tests that were ever begun. */
  tests: number
  rung: number
  correction: Correction
  drift: Drift
  /** The latest `keep` examples, oldest first. */
  kept: Example[]
  readonly promotions: Promotion[]
  readonly alarms: DriftAlarm[]
}
