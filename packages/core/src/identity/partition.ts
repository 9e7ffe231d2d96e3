/** The definition of "one person", in the shortest form: the batch oracle that the incremental graph must agree with. */
import type { IdentityLimits } from './edge.ts'
import { compareEdges, edgeLimitOf, IDENTITY_LIMITS, uniqueKindOf } from './edge.ts'
import type { Edge } from './types.ts'

/**
 * The people among `ids` and the ends of `edges`: constrained union, which is Kruskal's algorithm over the edges in the order of `compareEdges`.
 * An edge is refused when its two clusters hold different values of a unique kind, when they would be too large together,
 * or when one of its ends already has as many edges as count there. Only the first observation of a pair matters.
 * The answer depends on the set of edges alone. Clusters and their ids come sorted.
 */
export function partition(edges: readonly Edge[], ids: readonly string[], limits: IdentityLimits = IDENTITY_LIMITS): string[][] {
  const clusters = new Map([...ids, ...edges.flatMap((edge) => [edge.a, edge.b])].map((id) => [id, new Set([id])]))
  const neighbours = new Map([...clusters.keys()].map((id) => [id, new Set<string>()]))
  for (const edge of [...edges].sort(compareEdges)) {
    const atA = neighbours.get(edge.a)!
    const atB = neighbours.get(edge.b)!
    if (atA.has(edge.b)) continue
    const crowded = atA.size >= edgeLimitOf(edge.a, limits) || atB.size >= edgeLimitOf(edge.b, limits)
    atA.add(edge.b)
    atB.add(edge.a)
    const left = clusters.get(edge.a)!
    const right = clusters.get(edge.b)!
    if (crowded || left === right || left.size + right.size > limits.ids || rivals(left, right)) continue
    for (const id of right) clusters.set(id, left.add(id))
  }
  return [...new Set(clusters.values())].map((cluster) => [...cluster].sort()).sort((one, other) => (one[0]! < other[0]! ? -1 : 1))
}

function rivals(left: ReadonlySet<string>, right: ReadonlySet<string>): boolean {
  return [...left].some((one) => uniqueKindOf(one) >= 0 && [...right].some((other) => uniqueKindOf(other) === uniqueKindOf(one)))
}
