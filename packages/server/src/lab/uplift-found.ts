/** What `rapport lab uplift` found. */
import type { Interval } from '@rapport/core/experiment/types'
import type { UpliftFound, UpliftGroup } from '@rapport/core/model/uplift/types'
import type { ArmNames } from './uplift-arms.ts'

/** What was found. */
export interface UpliftReport {
  readonly arms: ArmNames
  /** The value of the outcome that counts; null: amounts. */
  readonly counted: string | null
  readonly people: number
  readonly treated: UpliftFound['treated']
  readonly untreated: UpliftFound['untreated']
  readonly difference: Interval
  readonly effect: Interval
  readonly assignment: UpliftFound['assignment']
  readonly verdict: 'signal' | 'no usable signal'
  /** The verdict as sentences. */
  readonly said: string
  readonly way: string
  readonly qini: Interval | null
  readonly challengers: UpliftFound['challengers']
  readonly columns: { readonly used: readonly string[]; readonly leftOut: readonly { readonly column: string; readonly why: string }[] }
  /** Qini on the rows of the score file, where it says who was treated and what came of it. */
  readonly holdOut: Interval | null
  readonly scored: number
  readonly groups: { readonly [group in UpliftGroup]: number } | null
  readonly remarks: readonly string[]
  readonly wrote: readonly string[]
  readonly seconds: number
}
