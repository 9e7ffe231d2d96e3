/** The models that are tried on a table, each judged on rows it has not seen. */
import type { Column, Frame } from '../types.ts'
import { binned, treeColumns } from '../trees/bins.ts'
import { firstTrees, scoreAt } from '../trees/predict.ts'
import { trainBinned } from '../trees/train.ts'
import type { Binned, Trees, TreeSettings } from '../trees/types.ts'
import { designOf, laidOut, type DesignRows } from './design.ts'
import { partOf } from './folds.ts'
import { fitLogistic, scoreLogistic, type Logistic } from './logistic.ts'
import type { LevelOrders, Voice } from './types.ts'

/** A model, and the log-odds it gave to each row without having seen it. */
export interface Judged {
  readonly voice: Voice
  readonly heldOut: Float64Array
}

const RIDGES: readonly number[] = [100, 25, 6, 1.5]

/** The linear model, its ridge chosen by cross-validation. `parts`: one division of the rows for each repetition. */
export function linearVoice(frame: Frame, labels: Float64Array, parts: readonly Uint8Array[], folds: number): Judged {
  const design = designOf(frame)
  const rows = laidOut(design, frame)
  const tried = RIDGES.map(() => new Float64Array(frame.rows))
  for (let fold = 0; fold < folds; fold++) {
    const { inside, outside } = partOf(parts[0] as Uint8Array, fold)
    let from: Logistic | undefined
    for (const [i, ridge] of RIDGES.entries()) {
      from = fitLogistic(rows, labels, outside, design.places, ridge, from)
      for (const row of inside) (tried[i] as Float64Array)[row] = scoreLogistic(from, rows, row)
    }
  }
  const losses = tried.map((scores) => lossOfScores(scores, labels))
  const best = losses.indexOf(Math.min(...losses))
  const ridge = RIDGES[best] as number
  const heldOut = tried[best] as Float64Array
  for (const part of parts.slice(1)) for (let fold = 0; fold < folds; fold++) {
    const { inside, outside } = partOf(part, fold)
    const fitted = fitLogistic(rows, labels, outside, design.places, ridge)
    for (const row of inside) heldOut[row] = (heldOut[row] as number) + scoreLogistic(fitted, rows, row)
  }
  for (let row = 0; row < heldOut.length; row++) heldOut[row] = (heldOut[row] as number) / parts.length
  const logistic = fitLogistic(rows, labels, Int32Array.from({ length: frame.rows }, (_, row) => row), design.places, ridge)
  return { voice: { is: 'linear', name: 'linear', design, logistic, ridge }, heldOut }
}

function lossOfScores(scores: Float64Array, labels: Float64Array): number {
  let sum = 0
  for (const [row, score] of scores.entries()) sum += Math.max(score, 0) - (labels[row] as number) * score + Math.log1p(Math.exp(-Math.abs(score)))
  return sum / scores.length
}

/** A shape of trees to try. `ordered`: levels of a category stand in the order of their names instead of as sets. */
export interface TreeShape {
  readonly name: string
  readonly ordered: boolean
  readonly settings: Partial<TreeSettings>
}

/** Few leaves, more leaves, and many leaves over ordered levels. `cells`: rows times columns; large tables take longer steps. */
export function treeShapes(rows: number, cells: number): readonly TreeShape[] {
  const pace = cells > 1_500_000 ? 1.6 : 1
  const leafRows = Math.max(5, Math.min(40, Math.round(rows / 200)))
  const common = { trees: 600, patience: 25, rowShare: 0.7 }
  return [
    { name: 'small trees', ordered: false, settings: { ...common, leaves: 6, rate: 0.07 * pace, columnShare: 0.7, l2: 1, leafRows: Math.min(20, leafRows), categoryL2: 30, seed: 11 } },
    { name: 'larger trees', ordered: false, settings: { ...common, leaves: 12, rate: 0.05 * pace, columnShare: 0.7, l2: 3, leafRows, categoryL2: 50, seed: 12 } },
    { name: 'large trees on ordered levels', ordered: true, settings: { ...common, leaves: 24, rate: 0.06 * pace, columnShare: 0.7, rowShare: 0.8, l2: 3, leafRows: Math.min(20, leafRows), seed: 13 } },
  ]
}

const BINS = 255
const NATURAL = new Intl.Collator('en', { numeric: true })

/** Levels of the categories in the order of their names: names like `basic.4y`, `25-34`, `B` often carry an order, and where not, it does no harm beside others. */
export function levelOrders(frame: Frame): LevelOrders {
  return Object.fromEntries(frame.columns.flatMap((column) => (column.is === 'category' ? [[
    column.name,
    column.levels.slice(1).toSorted((one, other) => NATURAL.compare(one, other)),
  ]] : [])))
}

/** Categories as numbers: the place of each level in its order; a level that was not there is missing. */
function inOrder(frame: Frame, orders: LevelOrders): Frame {
  return {
    rows: frame.rows,
    columns: frame.columns.map((column): Column => {
      if (column.is === 'number') return column
      const places = new Map(orders[column.name]?.map((level, place) => [level, place]))
      const placeOf = Float64Array.from(column.levels, (level, at) => (at === 0 ? NaN : places.get(level) ?? NaN))
      return { name: column.name, is: 'number', values: Float64Array.from(column.values, (level) => placeOf[level] as number) }
    }),
  }
}

/** The table as bins, categories as sets (`orders` null) or as ordered numbers. */
export function binsFor(frame: Frame, orders: LevelOrders | null): Binned {
  const table = orders ? inOrder(frame, orders) : frame
  return binned(table, treeColumns(table, BINS))
}

/** The bins of another table for trees of a voice. */
export function binsOfVoice({ forests, orders }: Extract<Voice, { is: 'trees' }>, frame: Frame): Binned {
  return binned(orders ? inOrder(frame, orders) : frame, forests[0]?.columns ?? [])
}

/** Trees of one shape: grown once for each part without it; the parts agree on the number of trees. */
export function treesVoice(
  { data, orders }: { readonly data: Binned; readonly orders: LevelOrders | null },
  labels: Float64Array,
  { name, settings }: TreeShape,
  parts: readonly Uint8Array[],
  folds: number,
): Judged {
  const grown: { readonly trees: Trees; readonly inside: Int32Array }[] = []
  for (const [repeat, part] of parts.entries()) for (let fold = 0; fold < folds; fold++) {
    const { inside, outside } = partOf(part, fold)
    const seed = (settings.seed ?? 1) * 1_000 + repeat * folds + fold
    grown.push({ trees: trainBinned(data, labels, { ...settings, seed }, { rows: outside, validRows: inside, keepAll: true }), inside })
  }
  const count = bestCount(grown)
  const forests = grown.map(({ trees }) => firstTrees(trees, count))
  const heldOut = new Float64Array(data.rows)
  const width = data.columns.length
  for (const [i, { inside }] of grown.entries()) {
    for (const row of inside) heldOut[row] = (heldOut[row] as number) + scoreAt(forests[i] as Trees, data.bins, row * width) / parts.length
  }
  return { voice: { is: 'trees', name, forests, trees: count, leaves: settings.leaves ?? 0, orders }, heldOut }
}

/** The number of trees with the lowest loss over all parts together; a part that stopped earlier keeps its last loss. */
function bestCount(grown: readonly { readonly trees: Trees; readonly inside: Int32Array }[]): number {
  const longest = grown.reduce((most, { trees }) => Math.max(most, trees.validLoss.length), 0)
  let best = { count: 1, loss: Infinity }
  for (let i = 0; i < longest; i++) {
    let loss = 0
    for (const { trees: { validLoss }, inside } of grown) loss += (validLoss[Math.min(i, validLoss.length - 1)] ?? 0) * inside.length
    if (loss < best.loss) best = { count: i + 1, loss }
  }
  return best.count
}

/** Log-odds of every row of a table. */
export function scoresOf(voice: Voice, frame: Frame): Float64Array {
  if (voice.is === 'linear') {
    const rows: DesignRows = laidOut(voice.design, frame)
    return Float64Array.from({ length: frame.rows }, (_, row) => scoreLogistic(voice.logistic, rows, row))
  }
  const scores = new Float64Array(frame.rows)
  const { bins, columns } = binsOfVoice(voice, frame)
  for (let row = 0; row < frame.rows; row++) {
    let sum = 0
    for (const forest of voice.forests) sum += scoreAt(forest, bins, row * columns.length)
    scores[row] = sum / Math.max(1, voice.forests.length)
  }
  return scores
}
