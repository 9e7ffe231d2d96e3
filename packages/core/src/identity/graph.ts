/**
 * The identity graph, incrementally: which identifiers are one person after some more edges became known.
 *
 * A profile's document holds its identifiers and every edge that touches one of them. Linking loads the documents of all profiles that the event
 * names, runs the constrained union of `partition` over these alone, and asks for a neighbour's document only when a refused edge to it may no longer
 * be refused. The result equals the batch oracle over all facts, in whatever order, number and grouping they arrive.
 */
import type { IdentityLimits } from './edge.ts'
import { compareEdges, edgeLimitOf, IDENTITY_LIMITS, pairOf, unionOfEdges, uniqueKindOf } from './edge.ts'
import type { Edge, IdentityState } from './types.ts'

export { edgesOf, IDENTIFIERS_PER_EVENT, IDENTITY_LIMITS, idsOf, starOf, strongest, unionOfEdges } from './edge.ts'
export type { IdentityLimits } from './edge.ts'
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
      /** Edges of this call that do not join: two values of a unique kind stand against it. They are kept with both people. */
      readonly refused: readonly Edge[]
      /** Edges of this call that do not join because an end or a cluster reached its limit: look for a shared device or a constant sent as an id. */
      readonly quarantined: readonly Edge[]
    }

const UNCHANGED: LinkResult = { is: 'unchanged' }

/**
 * Adds edges to the graph. `states`: the identity of every profile that owns one of `ids`; `ids`: all identifiers of the event (`idsOf`) and those that an
 * earlier answer asked for. Ids that nobody owns become people of their own or join one. An event that says nothing new costs a few comparisons.
 */
export function addEdges(states: readonly IdentityState[], ids: readonly string[], edges: readonly Edge[], limits: IdentityLimits = IDENTITY_LIMITS): LinkResult {
  const news = edges.filter((edge) => !states.some((state) => knows(state.edges, edge)))
  if (news.length === 0 && ids.every((id) => states.some((state) => owns(state.ids, id)))) return UNCHANGED
  const loaded = new Set(ids)
  for (const state of states) for (const id of state.ids) loaded.add(id)
  for (const edge of edges) loaded.add(edge.a).add(edge.b)
  const before = unionOfEdges(...states.map((state) => state.edges))
  const after = unionOfEdges(before, news)
  const settled = settle(after, loaded, limits)
  const needed = needs(before, news, settled, loaded, limits)
  if (needed.length > 0) return { is: 'needs', ids: needed }
  const said = new Set(edges.map(pairOf))
  return {
    is: 'linked',
    groups: groupsOf(after, settled, limits).map((group) => states.find((state) => same(state, group)) ?? group),
    refused: settled.refused.filter((edge) => said.has(pairOf(edge))),
    quarantined: settled.quarantined.filter((edge) => said.has(pairOf(edge))),
  }
}

/** The identity of two profiles that became one: all ids, and all edges that count at one of them. */
export function mergeIdentity(one: IdentityState, other: IdentityState, limits: IdentityLimits = IDENTITY_LIMITS): IdentityState {
  const ids = [...new Set([...one.ids, ...other.ids])].sort()
  const own = new Set(ids)
  const counts = ranks(limits)
  const edges = unionOfEdges(one.edges, other.edges).filter((edge) => {
    const atA = counts(edge.a)
    const atB = counts(edge.b)
    return (atA && own.has(edge.a)) || (atB && own.has(edge.b))
  })
  return { ids, edges }
}

/** Some identifiers that are one person so far. */
interface Cluster {
  readonly ids: string[]
  /** Those of a unique kind. */
  readonly held: string[]
}

/** What the constrained union found among the loaded identifiers. */
interface Settled {
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly refused: readonly Edge[]
  readonly quarantined: readonly Edge[]
  /** For each edge that leads outside: how its loaded end's cluster stood at the edge's turn. */
  readonly borders: ReadonlyMap<string, Border>
}

interface Border {
  readonly edge: Edge
  readonly size: number
  /** Which unique kinds it had. Their values do not matter: whatever the other side holds is outside, hence another. */
  readonly kinds: readonly number[]
}

function settle(edges: readonly Edge[], loaded: ReadonlySet<string>, limits: IdentityLimits): Settled {
  const clusters = new Map<string, Cluster>()
  for (const id of loaded) clusters.set(id, { ids: [id], held: uniqueKindOf(id) < 0 ? [] : [id] })
  const refused: Edge[] = []
  const quarantined: Edge[] = []
  const borders = new Map<string, Border>()
  const counts = ranks(limits)
  for (const edge of edges) {
    const atA = counts(edge.a)
    const atB = counts(edge.b)
    const left = clusters.get(edge.a)
    const right = clusters.get(edge.b)
    if (left === undefined || right === undefined) {
      const inside = left ?? right
      if (inside !== undefined) borders.set(pairOf(edge), { edge, size: inside.ids.length, kinds: inside.held.map(uniqueKindOf) })
    } else if (!atA || !atB) quarantined.push(edge)
    else if (left === right) continue
    else if (left.held.some((one) => right.held.some((other) => uniqueKindOf(one) === uniqueKindOf(other)))) refused.push(edge)
    else if (left.ids.length + right.ids.length > limits.ids) quarantined.push(edge)
    else if (left.ids.length < right.ids.length) join({ into: right, from: left, clusters })
    else join({ into: left, from: right, clusters })
  }
  return { clusters, refused, quarantined, borders }
}

function join({ into, from, clusters }: { into: Cluster; from: Cluster; clusters: Map<string, Cluster> }): void {
  for (const id of from.ids) {
    into.ids.push(id)
    clusters.set(id, into)
  }
  into.held.push(...from.held)
}

/**
 * The ids outside whose owners must be loaded. So far every edge to the outside was refused. It still is when, at its turn, the cluster inside is
 * at least as large and has an identifier of each unique kind that it had one of before, because the outside has not changed; otherwise we must look.
 */
function needs(before: readonly Edge[], news: readonly Edge[], now: Settled, loaded: ReadonlySet<string>, limits: IdentityLimits): string[] {
  const [first] = [...news].sort(compareEdges)
  if (first === undefined) return []
  const later = [...now.borders.values()].filter(({ edge }) => compareEdges(edge, first) > 0)
  if (later.length === 0) return []
  const then = settle(before, loaded, limits).borders
  const open = later.filter(({ edge, size, kinds }) => {
    const was = then.get(pairOf(edge))
    return was === undefined || size < was.size || was.kinds.some((kind) => !kinds.includes(kind))
  })
  return [...new Set(open.map(({ edge }) => (loaded.has(edge.a) ? edge.b : edge.a)))].sort()
}

function groupsOf(edges: readonly Edge[], settled: Settled, limits: IdentityLimits): IdentityState[] {
  const groups = new Map<Cluster, { ids: string[]; edges: Edge[] }>()
  for (const cluster of settled.clusters.values()) if (!groups.has(cluster)) groups.set(cluster, { ids: [...cluster.ids].sort(), edges: [] })
  const counts = ranks(limits)
  for (const edge of edges) {
    const atA = counts(edge.a)
    const atB = counts(edge.b)
    const left = atA ? settled.clusters.get(edge.a) : undefined
    const right = atB ? settled.clusters.get(edge.b) : undefined
    if (left !== undefined) groups.get(left)?.edges.push(edge)
    if (right !== undefined && right !== left) groups.get(right)?.edges.push(edge)
  }
  return [...groups.values()].sort((one, other) => ((one.ids[0] ?? '') < (other.ids[0] ?? '') ? -1 : 1))
}

/** Tells, for the ends of edges taken in order, whether the next edge at this id still counts there. */
function ranks(limits: IdentityLimits): (id: string) => boolean {
  const taken = new Map<string, number>()
  return (id) => {
    const rank = taken.get(id) ?? 0
    taken.set(id, rank + 1)
    return rank < edgeLimitOf(id, limits)
  }
}

function knows(edges: readonly Edge[], seen: Edge): boolean {
  for (const edge of edges) {
    if (edge.a === seen.a && edge.b === seen.b) return compareEdges(edge, seen) <= 0
  }
  return false
}

function owns(ids: readonly string[], id: string): boolean {
  return ids.includes(id)
}

function same(one: IdentityState, other: IdentityState): boolean {
  return (
    one.ids.length === other.ids.length &&
    one.edges.length === other.edges.length &&
    one.ids.every((id, i) => id === other.ids[i]) &&
    one.edges.every((edge, i) => pairOf(edge) === pairOf(other.edges[i]!) && compareEdges(edge, other.edges[i]!) === 0)
  )
}
