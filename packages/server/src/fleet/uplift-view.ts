/** Whom an offer changes, as the API tells it. Shapes as in the contract of the API. */
import type { UpliftGroup } from '@rapport/core/model/uplift/types'
import type { Trainer } from './trainer.ts'
import type { Changed, UpliftResult } from './uplift-judge.ts'

/** One offer. */
export interface UpliftPart {
  readonly state: 'absent' | 'not_enough_data' | 'computing' | 'ready'
  readonly why: 'not_computed' | 'needs_success' | 'sample_ratio' | null
  /** 0..1 while it is being worked out; what is shown is of before. */
  readonly done: number | null
  readonly success: { readonly event: string; readonly within: string; readonly assumed: boolean } | null
  readonly result: UpliftResult | null
}

/** One offer as of now; null when there is none of this id. */
export function upliftOf(trainer: Trainer, id: string): UpliftPart | null {
  const offer = trainer.state().workspace?.definitions.offers.find((one) => one.id === id)
  if (offer === undefined) return null
  const { goal, result, done } = trainer.uplift.of(offer)
  if (goal === null) return { state: 'absent', why: 'needs_success', done: null, success: null, result: null }
  const success = { event: goal.event, within: goal.within, assumed: goal.assumed }
  // An order that nobody ever placed was the wrong guess.
  if (result?.verdict === 'no_outcome' && goal.assumed && done === null) return { state: 'absent', why: 'needs_success', done, success: null, result: null }
  const state = done !== null ? 'computing' : result === null ? 'absent' : result.verdict === 'signal' || result.verdict === 'no_signal' ? 'ready' : 'not_enough_data'
  return { state, why: result === null && done === null ? 'not_computed' : result?.verdict === 'sample_ratio' ? 'sample_ratio' : null, done, success, result }
}

/** People of a group, those whom it changes most first. */
export function changedOf(
  trainer: Trainer, { offer: id, group, after, limit }: { readonly offer: string; readonly group: UpliftGroup; readonly after: number; readonly limit: number },
): { readonly items: readonly Changed[]; readonly next: number | null } {
  const first = upliftOf(trainer, id)?.result?.groups.find((one) => one.group === group)?.first ?? []
  return { items: first.slice(after, after + limit), next: after + limit < first.length ? after + limit : null }
}
