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

/** A draw of the standard normal distribution (Box and Muller 1958). */
export function normalDraw(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** A draw of the gamma distribution with this shape and scale 1 (Marsaglia, Tsang 2000). */
export function gammaDraw(shape: number, random: Random): number {
  if (shape < 1) return gammaDraw(shape + 1, random) * (1 - random()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const normal = normalDraw(random)
    const v = (1 + c * normal) ** 3
    if (v > 0 && Math.log(1 - random()) < 0.5 * normal * normal + d - d * v + d * Math.log(v)) return d * v
  }
}

/** A draw of the beta distribution. */
export function betaDraw(a: number, b: number, random: Random): number {
  const one = gammaDraw(a, random)
  const other = gammaDraw(b, random)
  return one + other > 0 ? one / (one + other) : 0.5
}
