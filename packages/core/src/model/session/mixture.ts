/** Weights of a mixture by expectation maximisation (Dempster, Laird, Rubin 1977): no step size, no order, the same answer each time. */

const ROUNDS = 40
/** What the voices did not foresee still had some chance. */
const SURPRISE = 1e-9

/**
 * Likeliest weights of voices. `figures` of an example: the chance that each voice gave to what truly came. `prior` adds up to 1 and counts as so many examples; without
 * examples it is the answer.
 */
export function likeliestWeights(examples: readonly { readonly figures: Float64Array }[], prior: Float64Array, priorExamples: number): Float64Array {
  let weights = Float64Array.from(prior)
  for (let round = 0; round < ROUNDS; round++) {
    const counts = prior.map((share) => share * priorExamples)
    for (const { figures } of examples) {
      let chance = SURPRISE
      for (let voice = 0; voice < figures.length; voice++) chance += weights[voice]! * figures[voice]!
      for (let voice = 0; voice < figures.length; voice++) counts[voice]! += (weights[voice]! * figures[voice]!) / chance
    }
    const sum = counts.reduce((total, count) => total + count, 0)
    weights = counts.map((count) => count / sum)
  }
  return weights
}
