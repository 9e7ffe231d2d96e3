/** Who runs when nobody says otherwise, and how a race is run. */
import { FTRL_DEFAULT } from '../linear/ftrl.ts'
import type { BlockLearner, Candidate, RaceOptions } from './types.ts'

/** Table size of a model of people: a few thousand places are in use, and many models run beside each other. */
const BITS = 16

/**
 * The online candidates, the likeliest first because the first few may be promoted from the first example on: three step sizes by three half-lives. What learners of whole blocks
 * bring comes after the first two.
 */
export function candidatesOf(blocks: readonly BlockLearner[]): readonly Candidate[] {
  const online = (rate: number, halfLifeDays: number): Candidate => ({ is: 'ftrl', params: { ...FTRL_DEFAULT, bits: BITS, rate, halfLifeDays }, crosses: 'none' })
  const sooner = [online(0.1, 0), online(0.3, 0)]
  const later = [online(0.1, 30), online(0.3, 30), online(0.03, 0), online(0.1, 7), online(0.3, 7), online(0.03, 30), online(0.03, 7)]
  return [{ is: 'base' }, ...sooner, ...blocks.map(({ id }): Candidate => ({ is: 'block', learner: id })), ...later]
}

/** One default configuration: rungs at 5,000, 20,000 and 80,000 examples, four challengers, wrong promotions below 5 % for ever. */
export function raceOptions(blocks: readonly BlockLearner[] = []): RaceOptions {
  return { candidates: candidatesOf(blocks), blocks, rungs: [5_000, 20_000, 80_000], challengers: 4, keep: 20_000, error: 0.05 }
}

/** Names a candidate: equal settings, equal names. */
export function candidateId(candidate: Candidate): string {
  if (candidate.is === 'base') return 'base'
  if (candidate.is === 'block') return candidate.learner
  const { rate, halfLifeDays } = candidate.params
  return `ftrl rate ${rate}${halfLifeDays > 0 ? ` half-life ${halfLifeDays}d` : ''}${candidate.crosses === 'found' ? ' with pairs' : ''}`
}
