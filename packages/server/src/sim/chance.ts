/** Seeded chance with the few questions that a simulation asks. */
import { pickIndex, seeded } from '@rapport/core/base/random'

/** A stream of decisions that depends on its seed alone. */
export interface Chance {
  /** A number in [0, 1). */
  next(): number
  /** True with this probability. */
  often(probability: number): boolean
  /** A whole number from 0 up to but not including `below`. */
  below(below: number): number
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
}

/** The stream of a seed. */
export function chanceOf(seed: number): Chance {
  const random = seeded(seed)
  return {
    next: random,
    often: (probability) => random() < probability,
    below: (below) => pickIndex(random, below),
    pick: (list) => list[pickIndex(random, list.length)] as (typeof list)[number],
  }
}

/** The same in another order (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], chance: Chance): T[] {
  const mixed = [...list]
  for (let last = mixed.length - 1; last > 0; last--) {
    const other = chance.below(last + 1)
    const moved = mixed[last] as T
    mixed[last] = mixed[other] as T
    mixed[other] = moved
  }
  return mixed
}
