/** What keeps a log from being replayed: chances that cannot be, targets that are missing, rewards that are no numbers. */
import type { ReplayLog } from './types.ts'

/** How far above 1 rounding may bring a chance. */
const ROUNDING = 1e-6

/** What is wrong with some rows. */
export type ReplayProblem = 'propensity_missing' | 'propensity_zero' | 'propensity_negative' | 'propensity_above_one' | 'target_missing' | 'target_not_a_chance' | 'reward_missing' | 'model_missing'

/** A problem with the number of rows that have it and the first of them (0 = first row). */
export interface ProblemRows {
  readonly problem: ReplayProblem
  readonly rows: number
  readonly first: number
}

/** Every kind of problem, most rows first; empty: the log can be replayed. NaN stands for missing. */
export function problemsOf(log: Pick<ReplayLog, 'propensity' | 'target' | 'reward'> & Partial<Pick<ReplayLog, 'model' | 'modelTarget'>>): readonly ProblemRows[] {
  const found = new Map<ReplayProblem, { rows: number; first: number }>()
  const note = (problem: ReplayProblem, row: number): void => {
    const known = found.get(problem)
    if (known) known.rows++
    else found.set(problem, { rows: 1, first: row })
  }
  for (let t = 0; t < log.reward.length; t++) {
    const problem = chanceProblem(log.propensity[t]!)
    if (problem) note(problem, t)
    const target = log.target[t]!
    if (Number.isNaN(target)) note('target_missing', t)
    else if (target < 0 || target > 1 + ROUNDING) note('target_not_a_chance', t)
    if (!Number.isFinite(log.reward[t])) note('reward_missing', t)
    if (log.model && !Number.isFinite(log.model[t])) note('model_missing', t)
    else if (log.modelTarget && !Number.isFinite(log.modelTarget[t])) note('model_missing', t)
  }
  return [...found].map(([problem, rows]) => ({ problem, ...rows })).sort((a, b) => b.rows - a.rows)
}

/** Why a logged chance cannot be one; null: it can. A logged action had a chance above zero, or it would not have been chosen. */
export function chanceProblem(propensity: number): ReplayProblem | null {
  if (Number.isNaN(propensity)) return 'propensity_missing'
  if (propensity === 0) return 'propensity_zero'
  if (propensity < 0) return 'propensity_negative'
  return propensity > 1 + ROUNDING ? 'propensity_above_one' : null
}
