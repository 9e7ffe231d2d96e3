/** Grows one tree, best leaf first, from histograms of gradients (the recipe of LightGBM, Ke et al. 2017). */
import { bestSplit, histogram, subtract, type Ground, type Split, type Sums } from './split.ts'
import type { TreeSettings } from './types.ts'

/** The nodes of one tree or of several; numbers as in `Trees`. */
export interface Nodes {
  readonly column: number[]
  readonly cut: number[]
  readonly missingLeft: number[]
  readonly left: number[]
  readonly right: number[]
  readonly value: number[]
  readonly gain: number[]
  readonly weight: number[]
  readonly sets: number[]
}

/** No nodes yet. */
export function noNodes(): Nodes {
  return { column: [], cut: [], missingLeft: [], left: [], right: [], value: [], gain: [], weight: [], sets: [] }
}

/** A leaf that could still be split: rows `from` up to `to` of the partition. */
interface Open {
  readonly node: number
  readonly from: number
  readonly to: number
  readonly depth: number
  readonly sum: Sums
  hist: Float64Array | null
  split: Split | null
}

/** Grows a tree on the first `count` of the ground's rows and puts its nodes behind those that are there; answers the leaves with their rows. */
export function growTree(ground: Ground, count: number, nodes: Nodes): readonly { readonly node: number; readonly from: number; readonly to: number }[] {
  const { settings } = ground
  const sum = sumsOf(ground, 0, count)
  const root: Open = { node: leaf(nodes, sum, settings), from: 0, to: count, depth: 0, sum, hist: null, split: null }
  if (settings.leaves < 2) return [root]
  root.hist = taken(ground)
  histogram(root.hist, ground, 0, count)
  root.split = bestSplit(ground, root.hist, sum)
  const open = [root]
  while (open.length < settings.leaves) {
    const best = bestOf(open)
    if (best === null) break
    const [left, right] = divide(ground, best, nodes)
    open[open.indexOf(best)] = left
    open.push(right)
    prepare(ground, best, left, right, open.length >= settings.leaves)
  }
  for (const { hist } of open) if (hist) ground.pool.push(hist)
  return open
}

function bestOf(open: readonly Open[]): Open | null {
  let best: Open | null = null
  for (const one of open) if (one.split && one.split.gain > (best?.split?.gain ?? 0)) best = one
  return best
}

function sumsOf({ rows, gradient, hessian }: Ground, from: number, to: number): Sums {
  let g = 0
  let h = 0
  for (let i = from; i < to; i++) {
    const row = rows[i] as number
    g += gradient[row] as number
    h += hessian[row] as number
  }
  return { gradient: g, hessian: h, rows: to - from }
}

function leaf(nodes: Nodes, sum: Sums, settings: TreeSettings): number {
  const node = nodes.column.length
  nodes.column.push(-1)
  nodes.cut.push(0)
  nodes.missingLeft.push(0)
  nodes.left.push(-1)
  nodes.right.push(-1)
  nodes.value.push((-settings.rate * sum.gradient) / (sum.hessian + settings.l2))
  nodes.gain.push(0)
  nodes.weight.push(sum.rows)
  return node
}

/** Splits a leaf: writes the split into its node and parts its rows in place (left in order, right through the scratch). */
function divide(ground: Ground, { node, from, to, depth, split }: Open, nodes: Nodes): readonly [Open, Open] {
  const { column, cut, missingLeft, set, gain } = split as Split
  const { data: { bins, columns }, rows, scratch, settings } = ground
  const width = columns.length
  const goesLeft = new Uint8Array(256)
  for (let bin = 0; bin < 256; bin++) goesLeft[bin] = set ? ((set[bin >>> 5] as number) >>> (bin & 31)) & 1 : bin === 0 ? missingLeft : Number(bin <= cut)
  let size = from
  let away = 0
  for (let i = from; i < to; i++) {
    const row = rows[i] as number
    if (goesLeft[bins[row * width + column] as number] === 1) rows[size++] = row
    else scratch[away++] = row
  }
  for (let i = 0; i < away; i++) rows[size + i] = scratch[i] as number
  nodes.column[node] = column
  nodes.cut[node] = set ? nodes.sets.length : cut
  if (set) nodes.sets.push(...set)
  nodes.missingLeft[node] = missingLeft
  nodes.gain[node] = gain
  const open = (start: number, end: number): Open => {
    const sum = sumsOf(ground, start, end)
    return { node: leaf(nodes, sum, settings), from: start, to: end, depth: depth + 1, sum, hist: null, split: null }
  }
  const left = open(from, size)
  const right = open(size, to)
  nodes.left[node] = left.node
  nodes.right[node] = right.node
  return [left, right]
}

/** Histograms and best splits of two new leaves: the smaller one is counted, its sibling is what remains of the parent. */
function prepare(ground: Ground, parent: Open, left: Open, right: Open, last: boolean): void {
  const { settings, pool } = ground
  const hist = parent.hist as Float64Array
  const can = ({ sum, depth }: Open): boolean => !last && depth < settings.depth && sum.rows >= 2 * settings.leafRows
  const [small, big] = left.sum.rows <= right.sum.rows ? [left, right] : [right, left]
  parent.hist = null
  if (!can(big)) {
    pool.push(hist)
    return
  }
  small.hist = taken(ground)
  histogram(small.hist, ground, small.from, small.to)
  subtract(hist, small.hist, ground)
  big.hist = hist
  big.split = bestSplit(ground, hist, big.sum)
  if (can(small)) small.split = bestSplit(ground, small.hist, small.sum)
}

function taken({ pool, data }: Ground): Float64Array {
  return pool.pop() ?? new Float64Array(data.columns.length * 512)
}
