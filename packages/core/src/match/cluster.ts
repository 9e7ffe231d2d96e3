/**
 * Clustering that does not chain. Inside each connected part of the likely pairs, the two clusters whose records agree best on average are joined first
 * (average link over log odds, correlation clustering from below), and no join is made whose average speaks against it. Pairs that were never compared are
 * scored when they are needed, so a bridge of two typing errors does not hold two families together. Joins that a constraint forbids are not made.
 */
import { both } from './hash.ts'

/** What clustering needs to know. Records are numbered; log odds are natural logarithms. */
export interface ClusterTask {
  readonly size: number
  /** Likely pairs (log odds above 0), in a fixed order. */
  readonly a: Int32Array
  readonly b: Int32Array
  readonly logOdds: Float32Array
  /** Log odds of any two records. Symmetric. */
  readonly score: (a: number, b: number) => number
  /** Pairs that must be joined before anything else. */
  readonly together: readonly (readonly [number, number])[]
  /** Pairs that must never be in one cluster. */
  readonly apart: readonly (readonly [number, number])[]
  /** Per rule, a value per record (-1: none): two different values never share a cluster. */
  readonly unique: readonly Int32Array[]
  /** Per record its source, no two of which may share a cluster; null when sources repeat people. */
  readonly sources: Int32Array | null
  readonly sizeMax: number
}

/** A single pair says no more than this many log odds for or against: one very rare value or one typing error does not outweigh a whole cluster. */
const SAYS_MOST = 8
/** Parts between two reports of progress. */
const STEP = 2_000

/** Per record the smallest record of its cluster. */
export function* clusterRecords(task: ClusterTask): Generator<number, Int32Array> {
  const roots = components(task)
  const edgesOf = new Map<number, number[]>()
  for (let edge = 0; edge < task.a.length; edge++) {
    const root = roots[task.a[edge]!]!
    const list = edgesOf.get(root)
    if (list) list.push(edge)
    else edgesOf.set(root, [edge])
  }
  const joined = new Int32Array(task.size)
  for (let record = 0; record < task.size; record++) joined[record] = record
  const cluster = newClusters(task, joined)
  for (const [one, other] of task.together) cluster.join(one, other)
  let done = 0
  for (const edges of edgesOf.values()) {
    joinPart(task, edges, cluster)
    if (++done % STEP === 0) yield done
  }
  for (let record = 0; record < task.size; record++) joined[record] = cluster.rootOf(record)
  return joined
}

/** Connected parts of the likely pairs, by smallest record. */
function components(task: ClusterTask): Int32Array {
  const parent = new Int32Array(task.size)
  for (let record = 0; record < task.size; record++) parent[record] = record
  const find = (record: number): number => {
    let at = record
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  const link = (one: number, other: number) => {
    const [left, right] = [find(one), find(other)]
    if (left < right) parent[right] = left
    else parent[left] = right
  }
  for (let edge = 0; edge < task.a.length; edge++) link(task.a[edge]!, task.b[edge]!)
  for (const [one, other] of task.together) link(one, other)
  for (let record = 0; record < task.size; record++) parent[record] = find(record)
  return parent
}

interface Clusters {
  readonly rootOf: (record: number) => number
  readonly membersOf: (root: number) => readonly number[]
  /** Whether the two may become one. */
  readonly may: (one: number, other: number) => boolean
  /** Joins two records' clusters; answers the root. */
  readonly join: (one: number, other: number) => number
}

function newClusters(task: ClusterTask, parent: Int32Array): Clusters {
  const members = new Map<number, number[]>()
  const apart = new Map<number, number[]>()
  for (const [one, other] of task.apart) {
    apart.set(one, [...apart.get(one) ?? [], other])
    apart.set(other, [...apart.get(other) ?? [], one])
  }
  const rootOf = (record: number): number => {
    let at = record
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  const membersOf = (root: number): readonly number[] => members.get(root) ?? [root]
  const may = (one: number, other: number): boolean => {
    const left = membersOf(one)
    const right = membersOf(other)
    if (left.length + right.length > task.sizeMax) return false
    if (apart.size > 0 && left.some((record) => apart.get(record)?.some((enemy) => rootOf(enemy) === other))) return false
    for (const values of task.unique) if (conflict(values, left, right)) return false
    if (task.sources) for (const mine of left) for (const yours of right) if (task.sources[mine]! >= 0 && task.sources[mine] === task.sources[yours]) return false
    return true
  }
  const join = (one: number, other: number): number => {
    const [left, right] = [rootOf(one), rootOf(other)]
    if (left === right) return left
    const [root, gone] = left < right ? [left, right] : [right, left]
    members.set(root, [...membersOf(root), ...membersOf(gone)])
    members.delete(gone)
    parent[gone] = root
    return root
  }
  return { rootOf, membersOf, may, join }
}

function conflict(values: Int32Array, left: readonly number[], right: readonly number[]): boolean {
  const mine = left.find((record) => values[record]! >= 0)
  const yours = right.find((record) => values[record]! >= 0)
  return mine !== undefined && yours !== undefined && values[mine] !== values[yours]
}

/** What two clusters say about each other: the sum of the log odds of the `known` pairs between them. */
interface Link {
  sum: number
  known: number
}

interface Candidate {
  readonly one: number
  readonly other: number
  readonly average: number
  readonly complete: boolean
}

function joinPart(task: ClusterTask, edges: readonly number[], clusters: Clusters): void {
  if (edges.length === 1 && task.together.length === 0) {
    const [one, other] = [task.a[edges[0]!]!, task.b[edges[0]!]!]
    if (clusters.may(one, other)) clusters.join(one, other)
    return
  }
  const links = new Map<number, Map<number, Link>>()
  const add = (one: number, other: number, sum: number, known: number) => {
    for (const [from, to] of [[one, other], [other, one]] as const) {
      let row = links.get(from)
      if (!row) links.set(from, row = new Map())
      const link = row.get(to)
      if (link) {
        link.sum += sum
        link.known += known
      } else row.set(to, { sum, known })
    }
  }
  for (const edge of edges) {
    const [one, other] = [clusters.rootOf(task.a[edge]!), clusters.rootOf(task.b[edge]!)]
    if (one !== other) add(one, other, says(task.logOdds[edge]!), 1)
  }
  const heap: Candidate[] = []
  const offer = (one: number, other: number, link: Link) => {
    const pairs = clusters.membersOf(one).length * clusters.membersOf(other).length
    const average = link.sum / link.known
    if (average > 0) pushHeap(heap, { one: Math.min(one, other), other: Math.max(one, other), average, complete: link.known >= pairs })
  }
  for (const [one, row] of links) for (const [other, link] of row) if (one < other) offer(one, other, link)
  for (let top = popHeap(heap); top; top = popHeap(heap)) {
    const { one, other } = top
    if (clusters.rootOf(one) !== one || clusters.rootOf(other) !== other) continue
    const link = links.get(one)?.get(other)
    if (!link || link.sum / link.known !== top.average) continue
    if (!clusters.may(one, other)) {
      links.get(one)!.delete(other)
      links.get(other)!.delete(one)
      continue
    }
    if (!top.complete) {
      complete(task, clusters, one, other, link, links.get(other)!.get(one)!)
      offer(one, other, link)
      continue
    }
    const rows = [links.get(one)!, links.get(other)!]
    const root = clusters.join(one, other)
    for (const row of rows) {
      row.delete(one)
      row.delete(other)
    }
    const merged = new Map<number, Link>()
    for (const row of rows) {
      for (const [third, { sum, known }] of row) {
        const found = merged.get(third)
        if (found) {
          found.sum += sum
          found.known += known
        } else merged.set(third, { sum, known })
      }
    }
    links.delete(one)
    links.delete(other)
    links.set(root, merged)
    for (const [third, found] of merged) {
      const row = links.get(third)!
      row.delete(one)
      row.delete(other)
      row.set(root, { sum: found.sum, known: found.known })
      offer(root, third, found)
    }
  }
}

/** Scores all pairs between two clusters. */
function complete(task: ClusterTask, clusters: Clusters, one: number, other: number, link: Link, mirror: Link): void {
  let sum = 0
  const left = clusters.membersOf(one)
  const right = clusters.membersOf(other)
  for (const mine of left) for (const yours of right) sum += says(task.score(mine, yours))
  link.sum = mirror.sum = sum
  link.known = mirror.known = left.length * right.length
}

function says(logOdds: number): number {
  return Math.max(-SAYS_MOST, Math.min(SAYS_MOST, logOdds))
}

/** Best average first; ties by a mix of the clusters' numbers, which depend only on content. */
function before(one: Candidate, other: Candidate): boolean {
  if (one.average !== other.average) return one.average > other.average
  const [left, right] = [both(one.one, one.other), both(other.one, other.other)]
  return left !== right ? left < right : one.one < other.one
}

function pushHeap(heap: Candidate[], item: Candidate): void {
  let at = heap.push(item) - 1
  while (at > 0) {
    const up = (at - 1) >> 1
    if (!before(item, heap[up]!)) break
    heap[at] = heap[up]!
    at = up
  }
  heap[at] = item
}

function popHeap(heap: Candidate[]): Candidate | undefined {
  const top = heap[0]
  const last = heap.pop()
  if (!last || heap.length === 0) return top
  let at = 0
  for (;;) {
    let down = 2 * at + 1
    if (down >= heap.length) break
    if (down + 1 < heap.length && before(heap[down + 1]!, heap[down]!)) down++
    if (!before(heap[down]!, last)) break
    heap[at] = heap[down]!
    at = down
  }
  heap[at] = last
  return top
}
