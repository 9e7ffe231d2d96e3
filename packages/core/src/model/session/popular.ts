/** What everybody clicks of late: counts that fade, so that yesterday's favourite makes room. The last resort of a recommendation. */

/** Clicks after which a click counts half: fading by traffic rather than by time suits a small shop as well as a large one. */
export const HALF_LIFE_CLICKS = 100_000
/** How many favourites are candidates. */
export const FAVOURITES = 100
/** Weights are scaled down before they leave the range of numbers. */
const WEIGHT_MAX = 1e100

/** Fading counts. */
export interface Popular {
  /** By item; newer clicks weigh more. */
  weight: Float64Array
  /** What the next click adds. */
  step: number
  /** The favourites, most popular first, as of the last time they were sorted. */
  top: Int32Array
  /** Clicks until they are sorted again. */
  untilSorted: number
}

const GROWTH = 2 ** (1 / HALF_LIFE_CLICKS)

/** Nothing was clicked. */
export function emptyPopular(): Popular {
  return { weight: new Float64Array(256), step: 1, top: new Int32Array(0), untilSorted: 1 }
}

/** Counts a click. */
export function countClick(popular: Popular, item: number, clicks: number): void {
  if (item >= popular.weight.length) {
    const longer = new Float64Array(Math.max(item + 1, popular.weight.length * 2))
    longer.set(popular.weight)
    popular.weight = longer
  }
  popular.weight[item]! += popular.step
  popular.step *= GROWTH
  if (popular.step > WEIGHT_MAX) {
    for (let i = 0; i < popular.weight.length; i++) popular.weight[i]! /= WEIGHT_MAX
    popular.step /= WEIGHT_MAX
  }
  if (--popular.untilSorted > 0) return
  sortFavourites(popular)
  // One more click in a hundred, so that sorting costs nothing that counts.
  popular.untilSorted = Math.max(1, Math.min(10_000, Math.floor(clicks / 100)))
}

/** Sorts the favourites anew. */
export function sortFavourites(popular: Popular): void {
  popular.top = mostPopular(popular, FAVOURITES, () => true)
}

/** The most popular items that are allowed, ties by number. */
export function mostPopular({ weight }: Popular, count: number, allowed: (item: number) => boolean): Int32Array {
  const items: number[] = []
  for (let item = 0; item < weight.length; item++) if (weight[item]! > 0 && allowed(item)) items.push(item)
  return Int32Array.from(items.toSorted((a, b) => weight[b]! - weight[a]! || a - b).slice(0, count))
}
