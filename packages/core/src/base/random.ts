/** Seeded chance: a stream of numbers that depends on its seed alone. */

/** A source of numbers in [0, 1). */
export type Random = () => number

/** The stream of a seed (mulberry32 by Tommy Ettinger, public domain): equal seeds, equal streams. */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** A whole number from 0 up to but not including `below`. */
export function pickIndex(random: Random, below: number): number {
  return Math.floor(random() * below)
}
