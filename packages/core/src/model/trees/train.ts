/** Gradient boosting: tree after tree, each mending what those before it left (Friedman 2001), on binned columns. */
import { seeded, type Random } from '../../base/random.ts'
import type { Frame } from '../types.ts'
import { binned, treeColumns } from './bins.ts'
import { growTree, noNodes, type Nodes } from './grow.ts'
import type { Ground } from './split.ts'
import { TREE_DEFAULTS, type Binned, type Loss, type TreeSettings, type Trees } from './types.ts'

/** What else training may be given. */
export interface TrainOptions {
  /** Weight of each row of the table; 1 when left out. */
  readonly weights?: Float64Array
  /** Rows to learn from; all but the validation rows when left out. */
  readonly rows?: Int32Array
  /** Rows that only say when to stop (`patience`). */
  readonly validRows?: Int32Array
  /** Raw score of each row before the first tree, for trees that go on from another model. Prediction then leaves it out. */
  readonly offset?: Float64Array
  /** Keep also the trees behind the best one: several trainings can then agree on a number. */
  readonly keepAll?: boolean
}

/** Cuts the table into bins and trains on it. `labels`: 0/1, amounts, or counts, one a row. Throws when there is no row to learn from. */
export function trainTrees(frame: Frame, labels: Float64Array, settings: Partial<TreeSettings> = {}, options: TrainOptions = {}): Trees {
  return trainBinned(binned(frame, treeColumns(frame, settings.bins, options.rows)), labels, settings, options)
}

/** As `trainTrees`, on bins that are there: several trainings on one table share them. */
export function trainBinned(data: Binned, labels: Float64Array, asked: Partial<TreeSettings> = {}, options: TrainOptions = {}): Trees {
  const settings = { ...TREE_DEFAULTS, ...asked }
  const { loss } = settings
  const rows = options.rows ?? others(data.rows, options.validRows)
  if (rows.length === 0) throw new RangeError('No row to train trees on: give at least one.')
  const start = startOf(loss, labels, rows, options)
  const scores = new Float64Array(data.rows).fill(start)
  if (options.offset) for (let row = 0; row < data.rows; row++) scores[row] = start + (options.offset[row] as number)
  const random = seeded(settings.seed)
  const state = { gradient: new Float64Array(data.rows), hessian: new Float64Array(data.rows), scratch: new Int32Array(rows.length), pool: [] as Float64Array[] }
  const nodes = noNodes()
  const roots: number[] = []
  const valid = options.validRows ?? new Int32Array()
  const validLoss: number[] = []
  let best = { trees: 0, loss: valid.length > 0 ? meanLoss(loss, scores, labels, valid, options.weights) : Infinity }
  const drawn = Int32Array.from(rows)
  while (roots.length < settings.trees) {
    slopes(loss, scores, labels, rows, options.weights, state)
    const count = drawRows(drawn, rows, settings.rowShare, random)
    const ground: Ground = { data, settings, rows: drawn, columns: drawColumns(data.columns.length, settings.columnShare, random), ...state }
    const root = nodes.column.length
    roots.push(root)
    const leaves = growTree(ground, count, nodes)
    if (count === rows.length) addLeaves(scores, drawn, nodes, leaves)
    else addTree(scores, data, nodes, root, rows)
    if (valid.length > 0) {
      addTree(scores, data, nodes, root, valid)
      const now = meanLoss(loss, scores, labels, valid, options.weights)
      validLoss.push(now)
      if (now < best.loss) best = { trees: roots.length, loss: now }
      else if (settings.patience > 0 && roots.length - best.trees >= settings.patience) break
    }
    // A tree without a split: neither would the next one find any, unless it sees other rows.
    if (leaves.length === 1 && settings.rowShare >= 1 && settings.columnShare >= 1) break
  }
  const kept = valid.length > 0 && settings.patience > 0 && options.keepAll !== true ? best.trees : roots.length
  return packed({ loss, start, data, nodes, roots: roots.slice(0, kept), end: roots[kept] ?? nodes.column.length, validLoss })
}

function others(rows: number, without: Int32Array | undefined): Int32Array {
  const out = new Uint8Array(rows)
  if (without) for (const row of without) out[row] = 1
  return Int32Array.from({ length: rows }, (_, row) => row).filter((row) => out[row] === 0)
}

/** Scores beyond which a chance no longer changes in the arithmetic. */
const FAR = 30

function startOf(loss: Loss, labels: Float64Array, rows: Int32Array, { weights, offset }: TrainOptions): number {
  if (offset) return 0
  let sum = 0
  let weight = 0
  for (const row of rows) {
    const w = weights ? (weights[row] as number) : 1
    sum += w * (labels[row] as number)
    weight += w
  }
  const mean = weight > 0 ? sum / weight : 0
  if (loss === 'squared') return mean
  if (loss === 'poisson') return Math.log(Math.max(mean, 1e-9))
  const p = Math.min(1 - 1e-9, Math.max(1e-9, mean))
  return Math.log(p / (1 - p))
}

/** First and second derivatives of the loss at the raw scores. */
function slopes(
  loss: Loss,
  scores: Float64Array,
  labels: Float64Array,
  rows: Int32Array,
  weights: Float64Array | undefined,
  { gradient, hessian }: { readonly gradient: Float64Array; readonly hessian: Float64Array },
): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number
    const w = weights ? (weights[row] as number) : 1
    const mean = meanOf(loss, scores[row] as number)
    gradient[row] = w * (mean - (labels[row] as number))
    hessian[row] = w * (loss === 'squared' ? 1 : loss === 'poisson' ? Math.max(mean, 1e-12) : Math.max(mean * (1 - mean), 1e-12))
  }
}

/** What a raw score stands for: a chance, an amount, a count. */
export function meanOf(loss: Loss, score: number): number {
  if (loss === 'squared') return score
  const bounded = Math.max(-FAR, Math.min(FAR, score))
  return loss === 'poisson' ? Math.exp(bounded) : 1 / (1 + Math.exp(-bounded))
}

function meanLoss(loss: Loss, scores: Float64Array, labels: Float64Array, rows: Int32Array, weights: Float64Array | undefined): number {
  let sum = 0
  let weight = 0
  for (const row of rows) {
    const w = weights ? (weights[row] as number) : 1
    const y = labels[row] as number
    const score = Math.max(-FAR, Math.min(FAR, scores[row] as number))
    if (loss === 'squared') sum += w * ((scores[row] as number) - y) ** 2
    else sum += w * ((loss === 'poisson' ? Math.exp(score) : Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score)))) - y * score)
    weight += w
  }
  return weight > 0 ? sum / weight : Infinity
}

/** Puts the drawn rows first and answers how many they are. */
function drawRows(drawn: Int32Array, rows: Int32Array, share: number, random: Random): number {
  drawn.set(rows)
  if (share >= 1) return rows.length
  const wanted = Math.max(1, Math.round(rows.length * share))
  let count = 0
  for (let i = 0; i < rows.length && count < wanted; i++) if (random() * (rows.length - i) < wanted - count) drawn[count++] = rows[i] as number
  return count
}

function drawColumns(columns: number, share: number, random: Random): Int32Array {
  const all = Int32Array.from({ length: columns }, (_, column) => column)
  if (share >= 1) return all
  const wanted = Math.max(1, Math.round(columns * share))
  for (let i = 0; i < wanted; i++) {
    const other = i + Math.floor(random() * (columns - i))
    const kept = all[i] as number
    all[i] = all[other] as number
    all[other] = kept
  }
  return all.slice(0, wanted).sort()
}

/** Every row lies in its leaf already: no tree needs to be walked. */
function addLeaves(scores: Float64Array, drawn: Int32Array, { value }: Nodes, leaves: ReturnType<typeof growTree>): void {
  for (const { node, from, to } of leaves) for (let i = from; i < to; i++) scores[drawn[i] as number] = (scores[drawn[i] as number] as number) + (value[node] as number)
}

function addTree(scores: Float64Array, { bins, columns }: Binned, { column, cut, missingLeft, left, right, value, sets }: Nodes, root: number, rows: Int32Array): void {
  const width = columns.length
  for (const row of rows) {
    let node = root
    for (let at = column[node] as number; at >= 0; at = column[node] as number) {
      const bin = bins[row * width + at] as number
      const place = cut[node] as number
      const toLeft = columns[at]?.is === 'category' ? ((sets[place + (bin >>> 5)] as number) >>> (bin & 31)) & 1 : bin === 0 ? missingLeft[node] : Number(bin <= place)
      node = (toLeft ? left[node] : right[node]) as number
    }
    scores[row] = (scores[row] as number) + (value[node] as number)
  }
}

function packed({ loss, start, data, nodes, roots, end, validLoss }: {
  readonly loss: Loss
  readonly start: number
  readonly data: Binned
  readonly nodes: Nodes
  readonly roots: readonly number[]
  /** Nodes from here on are left out. */
  readonly end: number
  readonly validLoss: readonly number[]
}): Trees {
  return {
    loss, start, columns: data.columns,
    roots: Int32Array.from(roots),
    column: Int32Array.from(nodes.column.slice(0, end)),
    cut: Int32Array.from(nodes.cut.slice(0, end)),
    missingLeft: Uint8Array.from(nodes.missingLeft.slice(0, end)),
    left: Int32Array.from(nodes.left.slice(0, end)),
    right: Int32Array.from(nodes.right.slice(0, end)),
    value: Float64Array.from(nodes.value.slice(0, end)),
    gain: Float64Array.from(nodes.gain.slice(0, end)),
    weight: Float64Array.from(nodes.weight.slice(0, end)),
    sets: Uint32Array.from(nodes.sets),
    validLoss: Float64Array.from(validLoss),
  }
}
