/** Makes a model of a table by itself: tries a few kinds, judges each on rows it has not seen, blends them, and keeps the simplest that is as good as the best. */
import { seeded } from '../../base/random.ts'
import { correct, fitIsotonic, reliability, type Isotonic } from '../calibration.ts'
import type { Column, Frame } from '../types.ts'
import { blended, fitBlend, type Blend } from './blend.ts'
import { foldsOf, partOf } from './folds.ts'
import { leaksOf } from './leaks.ts'
import { aucInterval, LEAST_CHANCE, lossesOf, lossInterval, meanOf } from './quality.ts'
import { reasonsOf } from './reasons.ts'
import type { TableModel, Tried } from './types.ts'
import { binsFor, levelOrders, linearVoice, scoresOf, treeShapes, treesVoice, type Judged } from './voices.ts'

/** What fitting may be told. */
export interface FitOptions {
  readonly seed?: number
  /** What is being done, and the share that is done. */
  readonly onProgress?: (what: string, done: number) => void
}

/** Rows that are learned from at most: more would take minutes and change the third digit. */
export const MOST_ROWS = 100_000
/** Below so many rows of either kind nothing is learned. */
export const LEAST_OF_EACH = 10
/** Below so many rows nothing is learned. */
export const LEAST_ROWS = 50
/** Trees need so many rows. */
const TREE_ROWS = 300
const FOLDS = 5
/** To be believed at all, a model must be better than none by more than so many standard errors. */
const BEATS_NOTHING = 2

/** Fits. Labels 0 or 1; call it with at least LEAST_ROWS rows and LEAST_OF_EACH of either label. Same table and seed, same model. */
export function fitTable(whole: Frame, allLabels: Float64Array, { seed = 1, onProgress = () => undefined }: FitOptions = {}): TableModel {
  const chosen = chosenRows(whole.rows, seed)
  const frame = chosen ? rowsOf(whole, chosen) : whole
  const labels = chosen ? Float64Array.from(chosen, (row) => allLabels[row] as number) : allLabels
  const rate = labels.reduce((sum, label) => sum + label, 0) / labels.length
  const repeats = frame.rows <= 3_000 ? 3 : frame.rows <= 12_000 ? 2 : 1
  const parts = Array.from({ length: repeats }, (_, repeat) => foldsOf(labels, FOLDS, seed * 100 + repeat))
  const judged = judgedVoices(frame, labels, parts, onProgress)
  onProgress('choosing', 0.95)
  const base = constantChances(labels, parts[0] as Uint8Array)
  const options = [
    { name: 'base rate', use: [] as readonly Judged[], chances: base },
    ...judged.map((one) => ({ name: one.voice.name, use: [one], chances: crossBlend([one], labels, parts[0] as Uint8Array) })),
    ...(judged.length > 1 ? [{ name: 'blend', use: judged, chances: crossBlend(judged, labels, parts[0] as Uint8Array) }] : []),
  ]
  const { tried, picked, because } = choose(options, labels)
  const { use, chances } = options[picked] as (typeof options)[number]
  const voices = use.map(({ voice }) => voice)
  const blend: Blend = use.length === 0 ? { weights: [], constant: logit(rate) } : fitBlend(
    use.map(({ heldOut }) => heldOut),
    labels,
    partOf(new Uint8Array(labels.length), 0).inside,
  )
  const curve = use.length === 0 ? null : helpfulCurve(chances, labels, parts[0] as Uint8Array)
  const heldOut = curve ? curve.chances : chances
  const reasons = reasonsOf(frame, voices, blend)
  const leaks = leaksOf(frame, labels, parts[0] as Uint8Array, FOLDS, reasons)
  const spread = new Float64Array(whole.rows).fill(NaN)
  for (const [i, chance] of heldOut.entries()) spread[chosen ? (chosen[i] as number) : i] = chance
  return {
    rate, voices, blend, curve: curve?.curve ?? null, tried, because, heldOut: spread,
    auc: use.length === 0 ? null : aucInterval(heldOut, labels),
    logLoss: lossInterval(lossesOf(heldOut, labels)),
    reliability: reliability(heldOut, labels),
    reasons, leaks, rows: frame.rows,
  }
}

/** Chances of every row of a table. */
export function foretell(model: TableModel, frame: Frame): Float64Array {
  const scores = model.voices.map((voice, k) => (model.blend.weights[k] === 0 ? new Float64Array(frame.rows) : scoresOf(voice, frame)))
  return Float64Array.from({ length: frame.rows }, (_, row) => {
    const p = chanceOf(blended(model.blend, scores, row))
    return bounded(model.curve ? correct(model.curve, p) : p)
  })
}

function judgedVoices(frame: Frame, labels: Float64Array, parts: readonly Uint8Array[], onProgress: (what: string, done: number) => void): readonly Judged[] {
  if (frame.columns.length === 0) return []
  onProgress('linear model', 0.02)
  const judged = [linearVoice(frame, labels, parts, FOLDS)]
  if (frame.rows < TREE_ROWS) return judged
  const orders = levelOrders(frame)
  const sets = { data: binsFor(frame, null), orders: null }
  // Without categories both are the same table.
  const ordered = Object.keys(orders).length > 0 ? { data: binsFor(frame, orders), orders } : sets
  const shapes = treeShapes(frame.rows, frame.rows * frame.columns.length)
  for (const [i, shape] of shapes.entries()) {
    onProgress(shape.name, 0.15 + (0.8 * i) / shapes.length)
    judged.push(treesVoice(shape.ordered ? ordered : sets, labels, shape, parts, FOLDS))
  }
  return judged
}

/** A random but repeatable part of a large table; null: all of it. */
function chosenRows(rows: number, seed: number): Int32Array | null {
  if (rows <= MOST_ROWS) return null
  const random = seeded(seed)
  const chosen = new Int32Array(MOST_ROWS)
  let count = 0
  for (let row = 0; row < rows && count < MOST_ROWS; row++) if (random() * (rows - row) < MOST_ROWS - count) chosen[count++] = row
  return chosen.subarray(0, count)
}

function rowsOf(frame: Frame, rows: Int32Array): Frame {
  const columns = frame.columns.map((column): Column =>
    column.is === 'number' ? {
      ...column,
      values: Float64Array.from(rows, (row) => column.values[row] as number),
    } : { ...column, values: Uint32Array.from(rows, (row) => column.values[row] as number) })
  return { rows: rows.length, columns }
}

function constantChances(labels: Float64Array, parts: Uint8Array): Float64Array {
  const chances = new Float64Array(labels.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const { inside, outside } = partOf(parts, fold)
    const rate = outside.reduce((sum, row) => sum + (labels[row] as number), 0) / Math.max(1, outside.length)
    for (const row of inside) chances[row] = bounded(rate)
  }
  return chances
}

/** Chances of a blend whose weights were learned without the row. */
function crossBlend(judged: readonly Judged[], labels: Float64Array, parts: Uint8Array): Float64Array {
  const scores = judged.map(({ heldOut }) => heldOut)
  const chances = new Float64Array(labels.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const { inside, outside } = partOf(parts, fold)
    const blend = fitBlend(scores, labels, outside)
    for (const row of inside) chances[row] = bounded(chanceOf(blended(blend, scores, row)))
  }
  return chances
}

/** The simplest (they stand from simple to involved) whose loss is within one standard error of the best, the error being that of the difference row by row (Breiman and others 1984). */
function choose(
  options: readonly { readonly name: string; readonly chances: Float64Array }[],
  labels: Float64Array,
): { readonly tried: readonly Tried[]; readonly picked: number; readonly because: TableModel['because'] } {
  const losses = options.map(({ chances }) => lossesOf(chances, labels))
  const means = losses.map((loss) => meanOf(loss).mean)
  const best = means.indexOf(Math.min(...means))
  const against = losses.map((loss) => meanOf(loss.map((value, row) => value - ((losses[best] as Float64Array)[row] as number))))
  const picked = against.findIndex(({ mean, error }, i) => i === best || mean <= (i === 0 ? BEATS_NOTHING : 1) * error)
  const tried = options.map(({ name, chances }, i): Tried => ({
    name,
    logLoss: lossInterval(losses[i] as Float64Array),
    auc: i === 0 ? null : aucInterval(chances, labels),
    worse: i === best ? 0 : (against[i]?.mean ?? 0),
    error: i === best ? 0 : (against[i]?.error ?? 0),
    picked: i === picked,
  }))
  return { tried, picked, because: picked === 0 ? 'nothing' : picked === best ? 'best' : 'simpler' }
}

/** An isotonic correction, when one learned without the row makes the row's loss lower by more than a standard error. */
function helpfulCurve(chances: Float64Array, labels: Float64Array, parts: Uint8Array): { readonly curve: Isotonic; readonly chances: Float64Array } | null {
  const corrected = new Float64Array(chances.length)
  for (let fold = 0; fold < FOLDS; fold++) {
    const { inside, outside } = partOf(parts, fold)
    const curve = fitIsotonic(Float64Array.from(outside, (row) => chances[row] as number), Float64Array.from(outside, (row) => labels[row] as number))
    for (const row of inside) corrected[row] = bounded(correct(curve, chances[row] as number))
  }
  const before = lossesOf(chances, labels)
  const { mean, error } = meanOf(lossesOf(corrected, labels).map((loss, row) => loss - (before[row] as number)))
  return mean < -error ? { curve: fitIsotonic(chances, labels), chances: corrected } : null
}

function chanceOf(score: number): number {
  return 1 / (1 + Math.exp(-score))
}

function logit(p: number): number {
  return Math.log(p / (1 - p))
}

function bounded(p: number): number {
  return Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, p))
}
