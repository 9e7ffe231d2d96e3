/** Small boosted trees for two classes (Friedman 2001, second order as in XGBoost 2016): features in bins, trees of depth 3, a start that is given per row. */

import { mix } from './hash.ts'

/** Rows of numbers, row after row; NaN is missing and goes left. */
export interface Rows {
  readonly features: Float64Array
  readonly width: number
  readonly count: number
}

interface Node {
  readonly feature: number
  readonly at: number
  readonly left: Node | number
  readonly right: Node | number
}

/** Trees as JSON, in bags that were shown different rows; the answers of a bag add up, those of the bags are averaged. */
export interface Trees {
  readonly bags: readonly (readonly (Node | number)[])[]
}

const BAGS = 5
/** Of 256 rows, so many are shown to a bag. */
const SHOWN = 190
const ROUNDS = 150
const DEPTH = 3
const RATE = 0.08
const BINS = 32
const RIDGE = 2
const LEAST_WEIGHT = 1.5

/** Fits trees to answers (0 or 1), starting from log odds `start` per row. */
export function boost(rows: Rows, answers: Uint8Array, start: Float64Array): Trees {
  const edges = binEdges(rows)
  const bins = binned(rows, edges)
  const bags = Array.from({ length: BAGS }, (_, bag) => {
    const shown = Int32Array.from({ length: rows.count }, (_row, row) => row).filter((row) => (mix(row * BAGS + bag + 1) & 255) < SHOWN)
    return growBag({ rows, bins, edges, slopes: new Float64Array(rows.count), weights: new Float64Array(rows.count) }, shown, answers, start)
  })
  return { bags }
}

function growBag(state: Growing, shown: Int32Array, answers: Uint8Array, start: Float64Array): (Node | number)[] {
  const odds = start.slice()
  const trees: (Node | number)[] = []
  for (let round = 0; round < ROUNDS; round++) {
    for (const row of shown) {
      const chance = 1 / (1 + Math.exp(-odds[row]!))
      state.slopes[row] = answers[row]! - chance
      state.weights[row] = Math.max(1e-6, chance * (1 - chance))
    }
    const tree = grow(state, shown, DEPTH)
    trees.push(tree)
    for (const row of shown) odds[row]! += answerOf(tree, state.rows.features, row * state.rows.width)
  }
  return trees
}

/** The correction for the row that begins at `at`. */
export function correction(trees: Trees, features: Float64Array, at = 0): number {
  let sum = 0
  for (const bag of trees.bags) for (const tree of bag) sum += answerOf(tree, features, at)
  return trees.bags.length === 0 ? 0 : sum / trees.bags.length
}

function answerOf(tree: Node | number, features: Float64Array, at: number): number {
  let node = tree
  while (typeof node !== 'number') node = features[at + node.feature]! > node.at ? node.right : node.left
  return node
}

interface Growing {
  readonly rows: Rows
  readonly bins: Uint8Array
  readonly edges: readonly Float64Array[]
  readonly slopes: Float64Array
  readonly weights: Float64Array
}

function grow(state: Growing, members: Int32Array, depth: number): Node | number {
  let slope = 0
  let weight = 0
  for (const row of members) {
    slope += state.slopes[row]!
    weight += state.weights[row]!
  }
  const leaf = RATE * slope / (weight + RIDGE)
  if (depth === 0) return leaf
  let best = { gain: 1e-3, feature: -1, bin: 0 }
  for (let feature = 0; feature < state.rows.width; feature++) {
    const found = bestSplit(state, members, feature, slope, weight)
    if (found.gain > best.gain) best = { ...found, feature }
  }
  if (best.feature < 0) return leaf
  const goesRight = (row: number) => state.bins[row * state.rows.width + best.feature]! > best.bin
  return {
    feature: best.feature, at: state.edges[best.feature]![best.bin]!,
    left: grow(state, members.filter((row) => !goesRight(row)), depth - 1), right: grow(state, members.filter(goesRight), depth - 1),
  }
}

function bestSplit(state: Growing, members: Int32Array, feature: number, slope: number, weight: number): { readonly gain: number; readonly bin: number } {
  const slopes = new Float64Array(BINS + 1)
  const weights = new Float64Array(BINS + 1)
  for (const row of members) {
    const bin = state.bins[row * state.rows.width + feature]!
    slopes[bin]! += state.slopes[row]!
    weights[bin]! += state.weights[row]!
  }
  const whole = slope * slope / (weight + RIDGE)
  let best = { gain: 0, bin: 0 }
  let left = 0
  let leftWeight = 0
  for (let bin = 0; bin < state.edges[feature]!.length; bin++) {
    left += slopes[bin]!
    leftWeight += weights[bin]!
    if (leftWeight < LEAST_WEIGHT || weight - leftWeight < LEAST_WEIGHT) continue
    const gain = left * left / (leftWeight + RIDGE) + (slope - left) ** 2 / (weight - leftWeight + RIDGE) - whole
    if (gain > best.gain) best = { gain, bin }
  }
  return best
}

/** Upper edges of the bins of each feature, at its quantiles. */
function binEdges(rows: Rows): Float64Array[] {
  return Array.from({ length: rows.width }, (_, feature) => {
    const values = new Float64Array(rows.count)
    for (let row = 0; row < rows.count; row++) values[row] = rows.features[row * rows.width + feature]!
    const known = values.filter((value) => !Number.isNaN(value)).sort()
    const edges = new Set<number>()
    for (let bin = 0; bin < BINS && known.length > 0; bin++) edges.add(known[Math.floor(bin * known.length / BINS)]!)
    return Float64Array.from([...edges]).sort()
  })
}

function binned(rows: Rows, edges: readonly Float64Array[]): Uint8Array {
  const bins = new Uint8Array(rows.count * rows.width)
  for (let index = 0; index < bins.length; index++) {
    const value = rows.features[index]!
    const list = edges[index % rows.width]!
    let bin = 0
    while (bin < list.length && value > list[bin]!) bin++
    bins[index] = Number.isNaN(value) ? 0 : bin
  }
  return bins
}
