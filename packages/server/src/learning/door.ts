/** What can be asked of a learner, whoever drives it. */
import type { Learner } from './learner.ts'
import type { Named } from './learners.ts'
import { driversOf, reportOf, type LearningReport } from './report.ts'
import type { Behind, PersonAt } from './tallies.ts'
import type { Settled } from './waiting.ts'

/** The questions; each is answered from memory. */
export interface Questions {
  status(): LearningReport
  people(offer: string, did: Behind): readonly PersonAt[]
  drivers(offer: string): ReturnType<typeof driversOf>
  refOf(decision: string): number | null
  outcomes(decisions: readonly string[]): readonly Settled[]
}

/** Answers about this learner. */
export function questionsTo(learner: Learner, learners: readonly Named[]): Questions {
  const { fold } = learner
  return {
    status: () => reportOf(learner, learners),
    people: (offer, did) => fold.tallies().offers[offer]?.people[did] ?? [],
    drivers: (offer) => driversOf(learner, learners, offer),
    refOf: (decision) => fold.refOf(decision),
    outcomes: (decisions) => decisions.map((decision) => fold.outcomeOf(decision)).filter((one) => one !== null),
  }
}

/** Outcomes by decision, as the running product has them. */
export function outcomesBy(found: readonly Settled[]): ReadonlyMap<string, { readonly [kind in 'shown' | 'clicked' | 'dismissed' | 'worked']: number | null }> {
  const moment = (at: number): number | null => (at === 0 ? null : at)
  return new Map(found.map(([id, shown, clicked, dismissed, worked]) => [
    id,
    { shown: moment(shown), clicked: moment(clicked), dismissed: moment(dismissed), worked: moment(worked) },
  ]))
}
