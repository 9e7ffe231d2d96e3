/** What sets each cluster of people apart, as data: `words/` turns it into sentences. */
import { standardised } from './clusters.ts'
import type { Clustering, GroupFeature, PersonaFacts } from './types.ts'

/**
 * Facts on each cluster, in the order of the clustering. `value` of a trait is its median in the cluster, `everybody` that of all, `difference` the distance of the
 * means in standard deviations (of logarithms where the feature's scale says so). Features need not be those that were clustered by.
 */
export function personaFacts(clustering: Clustering, features: readonly GroupFeature[]): readonly PersonaFacts[] {
  const points = standardised(features)
  const people = clustering.of.length
  const everybody = features.map(({ values }) => median(values))
  return clustering.sizes.map((size, cluster) => {
    const members = Array.from({ length: people }, (_, i) => i).filter((i) => clustering.of[i] === cluster)
    const traits = features.map(({ name, values }, j) => ({
      feature: name,
      value: median(members.map((i) => values[i]!)),
      everybody: everybody[j]!,
      difference: members.reduce((sum, i) => sum + points.at[i * points.width + j]! / members.length, 0),
    }))
    return { people: size, share: people > 0 ? size / people : 0, traits: traits.sort((one, other) => Math.abs(other.difference) - Math.abs(one.difference)) }
  })
}

/** The middle value of those that are numbers; NaN when there is none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(Array.from(values).filter(Number.isFinite)).sort()
  const middle = sorted.length >> 1
  return sorted.length === 0 ? Number.NaN : sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}

/** Kinds of buyers that recency, frequency and money make, with a name in every language. */
export const BUYER_KINDS = ['champions', 'loyal', 'big_spenders', 'new', 'fading', 'lost', 'occasional'] as const
/** One of BUYER_KINDS. */
export type BuyerKind = (typeof BUYER_KINDS)[number]

/** Half a standard deviation is what readers of a chart see at once. */
const CLEAR = 0.5

/** The kind that fits a cluster best, by how far its means lie from everybody's: recency (days, more is longer ago), orders, money; in standard deviations. */
export function buyerKind({ recency, orders, money }: { readonly recency: number; readonly orders: number; readonly money: number }): BuyerKind {
  const long = recency > CLEAR
  const recent = recency < -CLEAR
  const much = orders > CLEAR
  if (much && money > CLEAR && !long) return recent || orders + money > 3 * CLEAR ? 'champions' : 'loyal'
  if (much) return long ? 'fading' : 'loyal'
  if (money > CLEAR) return long ? 'fading' : 'big_spenders'
  if (long) return orders < -CLEAR || money < -CLEAR ? 'lost' : 'fading'
  if (recent && orders <= 0) return 'new'
  return recent ? 'loyal' : 'occasional'
}
