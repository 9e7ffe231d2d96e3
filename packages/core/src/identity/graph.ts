/**
 * The identity graph, incrementally: which identifiers are one person after some more edges became known.
 *
 * A profile's document holds its identifiers and every edge that touches one of them. Linking loads the documents of all profiles that the event
 * names, runs the constrained union of `partition` over these alone, and asks for a neighbour's document only when a refused edge to it may no longer
 * be refused. The result equals the batch oracle over all facts, in whatever order, number and grouping they arrive.
 */
import { compareEdges, outdoes, pairOf, unionOfEdges } from './edge.ts'
import { IDENTITY_LIMITS, type IdentityLimits } from './limits.ts'
import { needs, settle, weigh, type Cluster, type Refusal, type Settled, type Weighed } from './settle.ts'
import type { Edge, IdentityState } from './types.ts'

export { edgesOf, idsOf, starOf, strongest, unionOfEdges } from './edge.ts'
export { IDENTIFIERS_PER_EVENT, IDENTITY_LIMITS, type IdentityLimits } from './limits.ts'
export { partition } from './partition.ts'

/** What became of the graph. */
export type LinkResult =
  /** Nothing new was said. */
  | { readonly is: 'unchanged' }
  /** Load the owners of these ids as well (none may own them), add the ids to `ids`, and call again. Nothing is decided yet. */
  | { readonly is: 'needs'; readonly ids: readonly string[] }
  /**
   * All identifiers of the given profiles and of the call, grouped into people. A group that equals one of the given states is that very object.
   * Compared with before, people may have joined, and an identifier may have moved when an older or stronger fact claims it.
   */
  | {
      readonly is: 'linked'
      readonly groups: readonly IdentityState[]
      /** Edges of this call that do not join, and why. They are kept with both people. */
      readonly refused: readonly { readonly edge: Edge; readonly why: Refusal }[]
    }

const UNCHANGED: LinkResult = { is: 'unchanged' }

/**
 * Adds edges to the graph. `states`: the identity of every profile that owns one of `ids`; `ids`: all identifiers of the event (`idsOf`) and those that an
 * earlier answer asked for. Ids that nobody owns become people of their own or join one. An event that says nothing new costs a few comparisons.
 */
export function addEdges(states: readonly IdentityState[], ids: readonly string[], edges: readonly Edge[], limits: IdentityLimits = IDENTITY_LIMITS): LinkResult {
  const news = edges.filter((edge) => !states.some((state) => knows(state.edges, edge)))
  if (news.length === 0 && ids.every((id) => states.some((state) => state.ids.includes(id)))) return UNCHANGED
  const loaded = new Set(ids)
  for (const state of states) for (const id of state.ids) loaded.add(id)
  for (const edge of edges) loaded.add(edge.a).add(edge.b)
  const isLoaded = (id: string): boolean => loaded.has(id)
  const before = unionOfEdges(...states.map((state) => state.edges))
  const after = weigh(unionOfEdges(before, news), isLoaded, limits)
  const settled = settle(after, loaded, limits)
  if (settled.borders.size > 0 && news.length > 0) {
    const needed = needs(settle(weigh(before, isLoaded, limits), loaded, limits), settled, loaded)
    if (needed.length > 0) return { is: 'needs', ids: needed }
  }
  const said = new Set(edges.map(pairOf))
  return {
    is: 'linked',
    groups: groupsOf(after, settled).map((group) => states.find((state) => same(state, group)) ?? group),
    refused: [...settled.refusals].flatMap(([edge, why]) => (why !== 'verdict' && said.has(pairOf(edge)) ? [{ edge, why }] : [])),
  }
}

/** The identity of two profiles that became one: all ids, and all edges that count at one of them. */
export function mergeIdentity(one: IdentityState, other: IdentityState, limits: IdentityLimits = IDENTITY_LIMITS): IdentityState {
  const ids = [...new Set([...one.ids, ...other.ids])].sort()
  const own = new Set(ids)
  const { edges } = weigh(unionOfEdges(one.edges, other.edges), (id) => own.has(id), limits)
  return { ids, edges: edges.filter(({ edge, atA, atB }) => (atA && own.has(edge.a)) || (atB && own.has(edge.b))).map(({ edge }) => edge) }
}

function groupsOf({ edges }: Weighed, { clusters }: Settled): IdentityState[] {
  const groups = new Map<Cluster, { ids: string[]; edges: Edge[] }>()
  for (const cluster of clusters.values()) if (!groups.has(cluster)) groups.set(cluster, { ids: [...cluster.ids].sort(), edges: [] })
  for (const { edge, atA, atB } of edges) {
    const left = atA ? clusters.get(edge.a) : undefined
    const right = atB ? clusters.get(edge.b) : undefined
    if (left !== undefined) groups.get(left)?.edges.push(edge)
    if (right !== undefined && right !== left) groups.get(right)?.edges.push(edge)
  }
  return [...groups.values()].sort((one, other) => ((one.ids[0] ?? '') < (other.ids[0] ?? '') ? -1 : 1))
}

/** Of a pair there is at most one verdict and one piece of evidence to compare with. */
function knows(edges: readonly Edge[], seen: Edge): boolean {
  for (const edge of edges) if (edge.a === seen.a && edge.b === seen.b && outdoes(edge, seen)) return true
  return false
}

function same(one: IdentityState, other: IdentityState): boolean {
  return (
    one.ids.length === other.ids.length &&
    one.edges.length === other.edges.length &&
    one.ids.every((id, i) => id === other.ids[i]) &&
    one.edges.every((edge, i) => compareEdges(edge, other.edges[i]!) === 0)
  )
}
