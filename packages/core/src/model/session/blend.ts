/** How much each voice counts: a mixture whose weights are learned from later sessions by expectation maximisation, so that an item's score is its chance to be next. */
import { VOICES, type Voice } from './candidates.ts'
import { likeliestWeights } from './mixture.ts'

/** Weights of the voices by how long the session is already: 1 click, 2, 3 or 4, more. Each row adds up to 1. */
export interface Blend {
  readonly weights: readonly Float64Array[]
  /** Positions they were learned from; 0: as the product brings them. */
  readonly learnedFrom: number
}

/** The figures of the voices for the item that truly came next, and the length of the session before it. */
export interface Heard {
  readonly length: number
  readonly figures: Float64Array
}

/** Fewer positions teach nothing: the weights stay as they are. */
export const LEARN_FROM = 200
/** Examples that the weights of all lengths count as, for those of one length. */
const PRIOR = 50
const LENGTHS = 4

/** Which row of weights speaks for a session of this length. */
export function rowForLength(length: number): number {
  return length <= 1 ? 0 : length === 2 ? 1 : length < 5 ? 2 : 3
}

/** The weights before anything is learned: between two public sets of sessions, clothes and household goods, and more for what is new than both, so that a list is no echo. */
const BROUGHT: { readonly [voice in Voice]: number } = {
  similar: 0.16, alike: 0.18, next: 0.13, soon: 0.14, earlier: 0.1, back: 0.07, together: 0.05, last: 0.02, recent: 0.04, often: 0.04, each: 0.03, again: 0.02, popular: 0.02,
}

/** As the product brings them. */
export function broughtBlend(): Blend {
  const row = Float64Array.from(VOICES, (voice) => BROUGHT[voice])
  return { weights: Array.from({ length: LENGTHS }, () => Float64Array.from(row)), learnedFrom: 0 }
}

/** Learns the weights from what came next in sessions that the log did not hold yet. */
export function learnBlend(heard: readonly Heard[]): Blend {
  const brought = broughtBlend()
  if (heard.length < LEARN_FROM) return brought
  const all = likeliestWeights(heard, brought.weights[0]!, PRIOR)
  const weights = Array.from({ length: LENGTHS }, (_, row) => likeliestWeights(heard.filter(({ length }) => rowForLength(length) === row), all, PRIOR))
  return { weights, learnedFrom: heard.length }
}
