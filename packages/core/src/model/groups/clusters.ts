/** K-means: Lloyd's steps from k-means++ starts (Arthur, Vassilvitskii 2007), and how many clusters there should be. */
import { pickIndex, seeded, type Random } from '../../base/random.ts'
import type { Clustering, GroupFeature, TriedClusters } from './types.ts'

/** Points by rows in one array: `width` coordinates each. */
export interface Points {
  readonly rows: number
  readonly width: number
  readonly at: Float64Array
}

/** Starts; the best of them is kept. */
const STARTS = 20
/** Starts are compared on so many people at most; the best one is then finished on all. */
const START_SAMPLE = 20_000
const STEPS_MAX = 300
/** Silhouettes cost the square of it. */
const SILHOUETTE_SAMPLE = 1_200
/** Personas to choose from. */
const K_FEWEST = 2
const K_MOST = 8
/** Smaller groups are not worth a persona. */
const SHARE_MIN = 0.02
const PEOPLE_MIN = 10
/** Two kinds say little; they are proposed only when they are so much clearer than three or more. */
const TWO_CLEARER_BY = 0.15

/** Features as points: each with mean 0 and variance 1 among these people (variance by n), logarithms taken where asked for. One that does not vary is 0. */
export function standardised(features: readonly GroupFeature[]): Points {
  const rows = features[0]?.values.length ?? 0
  const width = features.length
  const at = new Float64Array(rows * width)
  features.forEach(({ values, scale }, j) => {
    const value = (i: number): number => (scale === 'log' ? Math.log1p(Math.max(0, values[i]!)) : values[i]!)
    let [n, sum] = [0, 0]
    for (let i = 0; i < rows; i++) {
      const x = value(i)
      if (!Number.isFinite(x)) continue
      n++
      sum += x
    }
    const mean = n > 0 ? sum / n : 0
    let squares = 0
    for (let i = 0; i < rows; i++) if (Number.isFinite(value(i))) squares += (value(i) - mean) ** 2
    const deviation = n > 0 ? Math.sqrt(squares / n) : 0
    for (let i = 0; i < rows; i++) at[i * width + j] = deviation > 1e-12 && Number.isFinite(value(i)) ? (value(i) - mean) / deviation : 0
  })
  return { rows, width, at }
}

/** The best partition into k that twenty starts find. Fewer different points than k: as many clusters as there are points. Equal seeds, equal partitions. */
export function clusters(points: Points, k: number, seed = 1): Clustering {
  const random = seeded(seed)
  const sample = points.rows > START_SAMPLE ? sampled(points, START_SAMPLE, random) : points
  let best: { centres: Float64Array; inertia: number } | null = null
  for (let start = 0; start < STARTS; start++) {
    const found = lloyd(sample, firstCentres(sample, k, random))
    if (best === null || found.inertia < best.inertia) best = found
  }
  const centres = best ? (sample === points ? best.centres : lloyd(points, best.centres).centres) : new Float64Array()
  return ordered(points, centres)
}

/** Tries 2 to 8 clusters; `k` is the number to take. Null when there are too few people to tell kinds apart. */
export function chooseClusters(points: Points, seed = 1): { readonly k: number; readonly tried: readonly TriedClusters[] } | null {
  if (points.rows < 2 * PEOPLE_MIN) return null
  const tried: TriedClusters[] = []
  for (let k = K_FEWEST; k <= K_MOST; k++) {
    const found = clusters(points, k, seed)
    if (found.k < k) break
    tried.push({ k, inertia: found.inertia, silhouette: silhouette(points, found.of, found.k, seed), smallest: found.sizes[k - 1]! })
  }
  const large = tried.filter(({ smallest }) => smallest >= Math.max(PEOPLE_MIN, SHARE_MIN * points.rows))
  const clearest = (of: readonly TriedClusters[]): TriedClusters | undefined => [...of].sort((one, other) => other.silhouette - one.silhouette)[0]
  const several = clearest(large.filter(({ k }) => k > K_FEWEST))
  const two = large.find(({ k }) => k === K_FEWEST)
  const chosen = two && (!several || two.silhouette > several.silhouette + TWO_CLEARER_BY) ? two : several
  return chosen ? { k: chosen.k, tried } : null
}

/** Mean silhouette of a seeded sample of people (Rousseeuw 1987): -1 to 1; somebody alone in a cluster counts 0. */
export function silhouette(points: Points, of: Uint16Array, k: number, seed = 1): number {
  const random = seeded(seed)
  const { width } = points
  const rows = points.rows <= SILHOUETTE_SAMPLE ? Array.from({ length: points.rows }, (_, i) => i) : Array.from({ length: SILHOUETTE_SAMPLE }, () => pickIndex(random, points.rows))
  let total = 0
  for (const i of rows) {
    const sums = new Float64Array(k)
    const counts = new Float64Array(k)
    for (const j of rows) {
      if (j === i) continue
      const cluster = of[j]!
      sums[cluster] = sums[cluster]! + Math.sqrt(squared(points.at, i * width, points.at, j * width, width))
      counts[cluster] = counts[cluster]! + 1
    }
    const own = of[i]!
    if (counts[own] === 0) continue
    const within = sums[own]! / counts[own]!
    let nearest = Infinity
    for (let c = 0; c < k; c++) if (c !== own && counts[c]! > 0) nearest = Math.min(nearest, sums[c]! / counts[c]!)
    const farther = Math.max(within, nearest)
    if (Number.isFinite(nearest) && farther > 0) total += (nearest - within) / farther
  }
  return rows.length > 0 ? total / rows.length : 0
}

function squared(one: Float64Array, from: number, other: Float64Array, to: number, width: number): number {
  let sum = 0
  for (let d = 0; d < width; d++) {
    const x = one[from + d]! - other[to + d]!
    sum += x * x
  }
  return sum
}

function sampled({ rows, width, at }: Points, n: number, random: Random): Points {
  const some = new Float64Array(n * width)
  for (let i = 0; i < n; i++) some.set(at.subarray(pickIndex(random, rows) * width).subarray(0, width), i * width)
  return { rows: n, width, at: some }
}

/** k-means++: each further centre is a person, drawn by the squared distance to the nearest centre. Fewer when all people stand on a centre already. */
function firstCentres({ rows, width, at }: Points, k: number, random: Random): Float64Array {
  const centres: number[] = []
  const nearest = new Float64Array(rows).fill(Infinity)
  let next = rows > 0 ? pickIndex(random, rows) : -1
  for (let c = 0; c < k && next >= 0; c++) {
    const centre = at.subarray(next * width, (next + 1) * width)
    centres.push(...centre)
    let total = 0
    for (let i = 0; i < rows; i++) {
      nearest[i] = Math.min(nearest[i]!, squared(at, i * width, centre, 0, width))
      total += nearest[i]!
    }
    if (!(total > 0)) break
    let left = random() * total
    for (let i = 0; i < rows; i++) {
      if (nearest[i] === 0) continue
      next = i
      left -= nearest[i]!
      if (left <= 0) break
    }
  }
  return Float64Array.from(centres)
}

function nearestCentre(points: Points, i: number, centres: Float64Array): { readonly cluster: number; readonly distance: number } {
  const { width, at } = points
  let cluster = 0
  let distance = Infinity
  for (let c = 0; c * width < centres.length; c++) {
    const found = squared(at, i * width, centres, c * width, width)
    if (found < distance) {
      distance = found
      cluster = c
    }
  }
  return { cluster, distance }
}

function lloyd(points: Points, from: Float64Array): { readonly centres: Float64Array; readonly inertia: number } {
  const { rows, width, at } = points
  const centres = Float64Array.from(from)
  const of = new Int32Array(rows).fill(-1)
  let inertia = Infinity
  for (let step = 0; step < STEPS_MAX; step++) {
    const sums = new Float64Array(centres.length)
    const counts = new Float64Array(centres.length / width)
    let changed = 0
    inertia = 0
    for (let i = 0; i < rows; i++) {
      const { cluster, distance } = nearestCentre(points, i, centres)
      inertia += distance
      if (of[i] !== cluster) changed++
      of[i] = cluster
      counts[cluster] = counts[cluster]! + 1
      for (let d = 0; d < width; d++) sums[cluster * width + d] = sums[cluster * width + d]! + at[i * width + d]!
    }
    if (changed === 0) break
    // A centre that nobody is nearest to stays where it is: it may find people again.
    for (let c = 0; c < counts.length; c++) if (counts[c]! > 0) for (let d = 0; d < width; d++) centres[c * width + d] = sums[c * width + d]! / counts[c]!
  }
  return { centres, inertia }
}

/** The partition by these centres, the largest cluster first, empty ones dropped; inertia summed anew from the means. */
function ordered(points: Points, centres: Float64Array): Clustering {
  const { rows, width, at } = points
  const found = Uint16Array.from({ length: rows }, (_, i) => nearestCentre(points, i, centres).cluster)
  const counts = Array.from({ length: centres.length / Math.max(1, width) }, () => 0)
  for (const cluster of found) counts[cluster] = counts[cluster]! + 1
  const order = counts.map((_, c) => c).filter((c) => counts[c]! > 0).sort((one, other) => counts[other]! - counts[one]! || centres[one * width]! - centres[other * width]!)
  const of = found.map((cluster) => order.indexOf(cluster))
  const means = order.map(() => new Float64Array(width))
  for (let i = 0; i < rows; i++) for (let d = 0; d < width; d++) means[of[i]!]![d] = means[of[i]!]![d]! + at[i * width + d]! / counts[order[of[i]!]!]!
  let inertia = 0
  for (let i = 0; i < rows; i++) inertia += squared(at, i * width, means[of[i]!]!, 0, width)
  return { k: order.length, of, centres: means, sizes: order.map((c) => counts[c]!), inertia }
}
