/** Precision, recall and F1 of pairs and of clusters against the truth. Every true pair of the file counts, those that were never compared included. */
import type { PairList } from '@rapport/core/match/types'

/** Shares between 0 and 1. */
export interface Quality {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** Pairs within groups of these sizes. */
function pairsWithin(sizes: Iterable<number>): number {
  let pairs = 0
  for (const size of sizes) pairs += size * (size - 1) / 2
  return pairs
}

function countBy<Key>(keys: Iterable<Key>): Map<Key, number> {
  const counts = new Map<Key, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

/** True pairs of a truth. */
export function truePairs(truth: readonly string[]): number {
  return pairsWithin(countBy(truth).values())
}

/** Quality of `right` right ones among `given`, of `all`. Nothing given is precise. */
export function qualityOf(right: number, given: number, all: number): Quality {
  const precision = given === 0 ? 1 : right / given
  const recall = all === 0 ? 1 : right / all
  return { precision, recall, f1: given + all === 0 ? 1 : 2 * right / (given + all) }
}

/** Quality of the pairs at or above a probability. */
export function pairQuality(pairs: PairList, truth: readonly string[], threshold: number): Quality {
  let right = 0
  let given = 0
  for (let index = 0; index < pairs.a.length; index++) {
    if (pairs.probability[index]! < threshold) continue
    given++
    if (truth[pairs.a[index]!] === truth[pairs.b[index]!]) right++
  }
  return qualityOf(right, given, truePairs(truth))
}

/** Pairwise quality of a clustering. */
export function clusterQuality(clusters: Int32Array, truth: readonly string[]): Quality {
  const together = countBy(truth.map((person, row) => `${clusters[row]}|${person}`))
  return qualityOf(pairsWithin(together.values()), pairsWithin(countBy(clusters).values()), truePairs(truth))
}
