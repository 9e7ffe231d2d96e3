/** The constrained union over the part of the graph that is loaded: clusters, what was refused and why, and how things stand at edges that lead outside. */
import { isVerdict, pairOf, unionOfEdges } from './edge.ts'
import { deviceLimitOf, isDevice, neighbourLimitOf, uniqueOf, type IdentityLimits } from './limits.ts'
import type { Edge, IdentityState } from './types.ts'

/** Why an edge does not make its ends one person; `partition` says what each means. `verdict`: a verdict that joins nothing by itself. */
export type Refusal = 'unique_kind' | 'apart' | 'quarantined' | 'cut' | 'too_large' | 'verdict'

/** Some identifiers that are one person so far. */
export interface Cluster {
  readonly ids: string[]
  /** What it has of the kinds of which a person has one only. */
  readonly held: string[]
  /** Ids that it must never come together with. */
  readonly foes: string[]
}

/** An edge to an identifier that is not loaded, and how the cluster inside stood at its turn: all that could have been a reason to refuse it. */
export interface Border {
  readonly edge: Edge
  readonly size: number
  /** Kinds, not values: whatever the other side holds is outside, hence another. */
  readonly held: readonly string[]
  /** Ids outside that the cluster is kept apart from. */
  readonly foes: readonly string[]
}

/** What the union found. */
export interface Settled {
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly refusals: ReadonlyMap<Edge, Refusal>
  readonly borders: ReadonlyMap<string, Border>
}

/** What single edges amount to among all that are known, before anybody is joined. */
export interface Weighed {
  /** In the order of `compareEdges`; each with the ends that remember it, and the reason for which it joins nothing at all, if there is one. */
  readonly edges: readonly { readonly edge: Edge; readonly atA: boolean; readonly atB: boolean; readonly out: Refusal | null }[]
  readonly quarantined: ReadonlySet<string>
  /** Distinct known neighbours of each id, as far as they are remembered. */
  readonly neighbours: ReadonlyMap<string, number>
}

/**
 * Weighs edges that come as `unionOfEdges` has them. An id remembers its verdicts, its first known neighbours up to one more than it may have (they
 * prove a quarantine), and its first devices up to the limit. What lies beyond can never join, so forgetting it changes nothing and bounds the document.
 * `inside`: the ids whose memory is complete here; of any other only what its neighbours remember is known, so nothing is concluded from its side.
 */
export function weigh(edges: readonly Edge[], inside: (id: string) => boolean, limits: IdentityLimits): Weighed {
  const neighbours = new Map<string, number>()
  const devices = new Map<string, number>()
  const verdicts = new Map<string, Edge>()
  const ranked = edges.map((edge) => {
    if (isVerdict(edge.rule)) {
      verdicts.set(pairOf(edge), edge)
      return { edge, atA: true, atB: true, isCounted: true }
    }
    const a = rank(edge.a, edge.b)
    const b = rank(edge.b, edge.a)
    return { edge, atA: a.isKept, atB: b.isKept, isCounted: (a.isCounted || !inside(edge.a)) && (b.isCounted || !inside(edge.b)) }
  })

  function rank(here: string, there: string): { readonly isKept: boolean; readonly isCounted: boolean } {
    const counts = isDevice(there) ? devices : neighbours
    const before = counts.get(here) ?? 0
    counts.set(here, before + 1)
    if (!isDevice(there)) return { isKept: before <= neighbourLimitOf(here, limits), isCounted: true }
    const isCounted = before < deviceLimitOf(here, limits)
    return { isKept: isCounted, isCounted }
  }

  const quarantined = new Set<string>()
  for (const [id, n] of neighbours) if (inside(id) && n > neighbourLimitOf(id, limits)) quarantined.add(id)
  return {
    quarantined,
    neighbours,
    edges: ranked.map(({ edge, atA, atB, isCounted }) => {
      const { a, b, rule } = edge
      const isOut = !isCounted || quarantined.has(a) || quarantined.has(b)
      const out = isVerdict(rule) ? (rule === 'joined' ? null : 'verdict') : isOut ? 'quarantined' : verdicts.get(pairOf(edge))?.rule === 'cut' ? 'cut' : null
      return { edge, atA, atB, out }
    }),
  }
}

/** Joins what may be joined among the loaded ids. */
export function settle(weighed: Weighed, loaded: ReadonlySet<string>, limits: IdentityLimits): Settled {
  const clusters = new Map<string, Cluster>()
  for (const id of loaded) clusters.set(id, { ids: [id], held: heldBy(id), foes: [] })
  for (const { edge: { a, b, rule } } of weighed.edges) {
    if (rule !== 'apart') continue
    clusters.get(a)?.foes.push(b)
    clusters.get(b)?.foes.push(a)
  }
  const refusals = new Map<Edge, Refusal>()
  const borders = new Map<string, Border>()
  for (const { edge, out } of weighed.edges) {
    const left = clusters.get(edge.a)
    const right = clusters.get(edge.b)
    if (out !== null) {
      refusals.set(edge, out)
      continue
    }
    if (left === undefined || right === undefined) {
      const inside = left ?? right
      if (inside === undefined) continue
      borders.set(nameOf(edge), { edge, size: inside.ids.length, held: [...inside.held], foes: inside.foes.filter((id) => !loaded.has(id)) })
      continue
    }
    if (left === right) continue
    const why = refusal(left, right, clusters, limits)
    if (why !== null) refusals.set(edge, why)
    else if (left.ids.length < right.ids.length) join({ into: right, from: left, clusters })
    else join({ into: left, from: right, clusters })
  }
  return { clusters, refusals, borders }
}

function heldBy(id: string): string[] {
  const unique = uniqueOf(id)
  return unique === null ? [] : [unique]
}

function refusal(left: Cluster, right: Cluster, clusters: ReadonlyMap<string, Cluster>, limits: IdentityLimits): Refusal | null {
  if (left.foes.some((id) => clusters.get(id) === right)) return 'apart'
  if (left.held.some((kind) => right.held.includes(kind))) return 'unique_kind'
  return left.ids.length + right.ids.length > limits.ids ? 'too_large' : null
}

function join({ into, from, clusters }: { into: Cluster; from: Cluster; clusters: Map<string, Cluster> }): void {
  for (const id of from.ids) {
    into.ids.push(id)
    clusters.set(id, into)
  }
  into.held.push(...from.held)
  into.foes.push(...from.foes)
}

/**
 * The ids outside whose owners must be loaded. So far every edge to the outside was refused. It still is when, at its turn, the cluster inside is at
 * least as large, has one of each unique kind that it had one of before, and is kept apart from all that it was kept apart from, because the outside has
 * not changed; otherwise we must look.
 */
export function needs(before: Settled, now: Settled, loaded: ReadonlySet<string>): string[] {
  const open = [...now.borders].filter(([name, { size, held, foes }]) => {
    const was = before.borders.get(name)
    return was === undefined || size < was.size || was.held.some((kind) => !held.includes(kind)) || was.foes.some((id) => !foes.includes(id))
  })
  return [...new Set(open.map(([, { edge }]) => (loaded.has(edge.a) ? edge.b : edge.a)))].sort()
}

function nameOf(edge: Edge): string {
  return isVerdict(edge.rule) ? `!${pairOf(edge)}` : pairOf(edge)
}

/** Why each edge that is remembered among these identity states joins nothing; edges that are absent join. */
export function refusalsAmong(states: readonly IdentityState[], limits: IdentityLimits): { readonly refusals: ReadonlyMap<Edge, Refusal>; readonly weighed: Weighed } {
  const loaded = new Set(states.flatMap(({ ids }) => ids))
  const weighed = weigh(unionOfEdges(...states.map(({ edges }) => edges)), (id) => loaded.has(id), limits)
  return { refusals: settle(weighed, loaded, limits).refusals, weighed }
}

/** Pairs inside of groups that did not join them by themselves: what is quarantined or was cut; a `joined` verdict that was refused with `!` before it. */
export function refusedPairs(groups: readonly IdentityState[], limits: IdentityLimits): ReadonlySet<string> {
  const pairs = new Set<string>()
  for (const group of groups) {
    for (const [edge, why] of refusalsAmong([group], limits).refusals) if (why !== 'verdict') pairs.add(nameOf(edge))
  }
  return pairs
}
