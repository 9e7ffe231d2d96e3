/** One runner of a race: its learner, what it foretold, and its test against the champion. */
import { assert } from '../../base/assert.ts'
import type { Instant } from '../../base/time.ts'
import { baseRate, ftrl, type Cross, type Ftrl } from '../linear/learner.ts'
import type { Estimate, Learner } from '../types.ts'
import { candidateId } from './candidates.ts'
import { ring, running, type Ring, type Running } from './progress.ts'
import type { Asked, BlockLearner, BlockModel, Candidate, Example, Standing } from './types.ts'

/** A runner. */
export interface Lane {
  readonly id: string
  readonly candidate: Candidate
  readonly crosses: readonly Cross[]
  role: Standing['role']
  /** null once it was dropped, and for learners of blocks. */
  online: Learner | Ftrl | null
  readonly block: BlockLearner | null
  model: BlockModel | null
  /** A block learner is fitted again when the race has so many examples. */
  fitAt: number
  fits: number
  wasChampion: boolean
  /** Progressive log loss. */
  loss: Running
  /** Loss of the base rate minus its own, on the same examples: all, and since the last rung. */
  gain: Running
  since: Running
  test: Test | null
  recent: Ring
}

/** The paired test against the champion of the moment; each has its own share of the error that is allowed in all. */
export interface Test {
  /** Which test of the race it is, from 1. */
  readonly number: number
  /** Loss of the champion minus its own. */
  ahead: Running
  foretold: number
  /** What the champion foretold of the same examples. */
  champion: number
  came: number
}

/** Chances foretold lately that each runner keeps. */
export const RECENT = 20_000

/** A runner at the start. */
export function openLane(candidate: Candidate, blocks: readonly BlockLearner[], crosses: readonly Cross[] = []): Lane {
  const block = candidate.is === 'block' ? (blocks.find(({ id }) => id === candidate.learner) ?? null) : null
  assert(candidate.is !== 'block' || block !== null, `a race names the learner of blocks '${candidateId(candidate)}' that it was not given`)
  return {
    id: candidateId(candidate),
    candidate,
    crosses,
    role: 'candidate',
    online: candidate.is === 'ftrl' ? ftrl(candidate.params, { crosses }) : candidate.is === 'base' ? baseRate() : null,
    block,
    model: null,
    fitAt: block?.needs.examples ?? 0,
    fits: 0,
    wasChampion: false,
    loss: running(),
    gain: running(),
    since: running(),
    test: null,
    recent: ring(RECENT),
  }
}

/** What the runner says, before any correction; null while it has nothing to say. */
export function ask(lane: Lane, asked: Asked): number | null {
  if (lane.online !== null) return lane.online.predict(asked.x).p
  if (lane.model === null) return null
  return lane.model.predict([asked])[0] ?? null
}

/** The same for many. */
export function askAll(lane: Lane, asked: readonly Asked[]): Float64Array | null {
  const { online } = lane
  if (online !== null) return Float64Array.from(asked, ({ x }) => online.predict(x).p)
  return lane.model?.predict(asked) ?? null
}

/** On how many examples a chance rests. Of trees, which cannot say it themselves: a tenth of those that the last fit had. */
export function evidenceOf(lane: Lane, asked: Asked, examples: number): Estimate['n'] {
  return lane.online === null ? examples / 10 : lane.online.predict(asked.x).n
}

/** Online learners learn one example. */
export function learnOne(lane: Lane, { x, y, at }: { readonly x: Example['x']; readonly y: 0 | 1; readonly at: Instant }): void {
  lane.online?.learn(x, y, 1, at)
}

/** Most examples between two fits of a block learner. */
const FIT_EVERY_MAX = 20_000

/** Learners of blocks fit again when it is time: at twice, then half as many more examples each time, at the latest after 20,000. */
export function fitIfDue(lane: Lane, examples: readonly Example[], seen: number): void {
  const { block } = lane
  if (block === null || lane.role === 'dropped' || seen < lane.fitAt) return
  let positives = 0
  for (const { y } of examples) positives += y
  lane.fitAt = seen + Math.min(FIT_EVERY_MAX, Math.max(500, Math.floor(seen / 2)))
  if (Math.min(positives, examples.length - positives) < block.needs.rarer) return
  lane.model = block.fit(examples)
  lane.fits++
}

/** Takes a runner out of the race; its figures stay on the card. */
export function drop(lane: Lane): void {
  lane.role = 'dropped'
  lane.online = null
  lane.model = null
  lane.test = null
  lane.recent = ring(0)
}
