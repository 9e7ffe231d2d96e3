/** The definition of "one person", in the shortest form: the batch oracle that the incremental graph must agree with. */
import { compareEdges, isVerdict, pairOf } from './edge.ts'
import { deviceLimitOf, IDENTITY_LIMITS, isDevice, neighbourLimitOf, uniqueOf, type IdentityLimits } from './limits.ts'
import type { Edge } from './types.ts'

/**
 * The people among `ids` and the ends of `edges`: constrained union, which is Kruskal's algorithm over the edges in the order of `compareEdges`.
 * Of each pair the first evidence and the latest verdict count. An edge joins its two clusters unless
 * - its pair was `cut` (or it is itself a verdict other than `joined`),
 * - it is evidence at a quarantined end, or at an end that already has as many devices as count there,
 * - somewhere across the two clusters stands an `apart`, or two values of a unique kind, or they would be too large together.
 * A `joined` verdict therefore overrides quarantine and comes before all evidence, but it does not make one person of two user ids.
 * The answer depends on the set of edges alone. Clusters and their ids come sorted.
 */
export function partition(edges: readonly Edge[], ids: readonly string[], limits: IdentityLimits = IDENTITY_LIMITS): string[][] {
  const sorted = [...edges].sort(compareEdges)
  const verdicts = new Map(sorted.filter(({ rule }) => isVerdict(rule)).map((edge) => [pairOf(edge), edge]))
  const evidence = new Map(sorted.filter(({ rule }) => !isVerdict(rule)).toReversed().map((edge) => [pairOf(edge), edge]))
  const clusters = new Map([...ids, ...edges.flatMap((edge) => [edge.a, edge.b])].map((id) => [id, new Set([id])]))
  const known = new Map([...clusters.keys()].map((id) => [id, 0]))
  const devices = new Map(known)
  const inOrder = [...evidence.values()].sort(compareEdges)
  for (const { a, b } of inOrder) for (const [here, there] of [[a, b], [b, a]] as const) if (!isDevice(there)) known.set(here, known.get(here)! + 1)
  const isOpen = (edge: Edge): boolean => {
    if (isVerdict(edge.rule)) return edge.rule === 'joined'
    let isCounted = true
    for (const [here, there] of [[edge.a, edge.b], [edge.b, edge.a]] as const) {
      if (known.get(here)! > neighbourLimitOf(here, limits)) isCounted = false
      if (!isDevice(there)) continue
      if (devices.get(here)! >= deviceLimitOf(here, limits)) isCounted = false
      devices.set(here, devices.get(here)! + 1)
    }
    return isCounted && verdicts.get(pairOf(edge))?.rule !== 'cut'
  }
  const apart = [...verdicts.values()].filter(({ rule }) => rule === 'apart')
  const across = (left: ReadonlySet<string>, right: ReadonlySet<string>): boolean =>
    apart.some(({ a, b }) => (left.has(a) && right.has(b)) || (left.has(b) && right.has(a)))
  for (const edge of [...[...verdicts.values()].sort(compareEdges), ...inOrder]) {
    const left = clusters.get(edge.a)!
    const right = clusters.get(edge.b)!
    if (!isOpen(edge) || left === right || left.size + right.size > limits.ids || rivals(left, right) || across(left, right)) continue
    for (const id of right) clusters.set(id, left.add(id))
  }
  return [...new Set(clusters.values())].map((cluster) => [...cluster].sort()).sort((one, other) => (one[0]! < other[0]! ? -1 : 1))
}

function rivals(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return [...left].some((one) => uniqueOf(one) !== null && [...right].some((other) => uniqueOf(other) === uniqueOf(one)))
}
