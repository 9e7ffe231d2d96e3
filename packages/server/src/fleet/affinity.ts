/** What somebody chooses next: own choices that fade, what others chose after the same, what is popular. It learns by each choice and counts how often it was right before it knew. */

/** Everything learned; plain data. */
export interface Affinity {
  /** choice → next choice → how often. */
  readonly after: Map<string, Map<string, number>>
  readonly popular: Map<string, number>
  learned: number
  /** By foretold value: how often foretold, how often right. */
  readonly foretold: Map<string, { n: number; right: number }>
  tried: number
  right: number
  /** How often the most popular value would have been right. */
  popularRight: number
}

/** A choice with its chance. */
export interface Likely {
  readonly value: string
  readonly chance: number
}

/** Values told apart; rarer ones are not foretold. */
const VALUES_MAX = 2_000
/** How much a choice counts beside the one after it. */
const FADING = 0.8
/** Choices that what others do counts as. */
const OTHERS = 2
const FOLLOWING = 0.6
/** Choices before anything is foretold. */
export const CHOICES_MIN = 200

/** Nothing yet. */
export function newAffinity(): Affinity {
  return { after: new Map(), popular: new Map(), learned: 0, foretold: new Map(), tried: 0, right: 0, popularRight: 0 }
}

/** What follows these choices (oldest first) most likely; null while too little is known. */
export function likeliest(state: Affinity, choices: readonly string[]): Likely | null {
  if (state.learned < CHOICES_MIN || state.popular.size < 2) return null
  const own = new Map<string, number>()
  let weight = 1
  let all = 0
  for (const choice of choices.toReversed()) {
    own.set(choice, (own.get(choice) ?? 0) + weight)
    all += weight
    weight *= FADING
  }
  const following = state.after.get(choices.at(-1) ?? '')
  const followed = following === undefined ? 0 : [...following.values()].reduce((sum, n) => sum + n, 0)
  let best: Likely | null = null
  for (const [value, n] of state.popular) {
    const others = followed === 0 ? n / state.learned : (FOLLOWING * (following?.get(value) ?? 0)) / followed + ((1 - FOLLOWING) * n) / state.learned
    const chance = ((own.get(value) ?? 0) + OTHERS * others) / (all + OTHERS)
    if (best === null || chance > best.chance || (chance === best.chance && value < best.value)) best = { value, chance }
  }
  return best
}

/** Says what it thinks, then learns what was chosen. */
export function learnChoice(state: Affinity, choices: readonly string[], choice: string): void {
  const said = likeliest(state, choices)
  if (said !== null) {
    const record = state.foretold.get(said.value) ?? { n: 0, right: 0 }
    state.foretold.set(said.value, { n: record.n + 1, right: record.right + (said.value === choice ? 1 : 0) })
    state.tried++
    if (said.value === choice) state.right++
    if (mostPopular(state) === choice) state.popularRight++
  }
  if (!state.popular.has(choice) && state.popular.size >= VALUES_MAX) return
  state.popular.set(choice, (state.popular.get(choice) ?? 0) + 1)
  state.learned++
  const last = choices.at(-1)
  if (last === undefined) return
  const following = state.after.get(last) ?? new Map<string, number>()
  following.set(choice, (following.get(choice) ?? 0) + 1)
  state.after.set(last, following)
}

function mostPopular({ popular }: Affinity): string | null {
  let best: string | null = null
  for (const [value, n] of popular) if (best === null || n > (popular.get(best) ?? 0)) best = value
  return best
}
