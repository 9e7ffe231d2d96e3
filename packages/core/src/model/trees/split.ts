/** Histograms of gradients, and the best place to split by them. */
import type { Binned, TreeSettings } from './types.ts'

/** Gradients, hessians and rows of a node. */
export interface Sums {
  readonly gradient: number
  readonly hessian: number
  readonly rows: number
}

/** What growing works on; arrays are kept from tree to tree. */
export interface Ground {
  readonly data: Binned
  readonly settings: TreeSettings
  readonly gradient: Float64Array
  readonly hessian: Float64Array
  /** Columns that this tree may use. */
  readonly columns: Int32Array
  /** Rows of this tree, at the beginning; reordered so that each leaf's rows lie together. */
  readonly rows: Int32Array
  readonly scratch: Int32Array
  /** Histograms that are free. */
  readonly pool: Float64Array[]
}

/** A split that betters the loss by `gain`. `set`: bins of a category that go left. */
export interface Split {
  readonly column: number
  readonly cut: number
  readonly missingLeft: 0 | 1
  readonly set: Uint32Array | null
  readonly gain: number
}

/** Smallest sum of hessians on a side: below it a leaf knows next to nothing. */
const LEAST_HESSIAN = 1e-3
/** A split that gains less is noise of the arithmetic. */
const LEAST_GAIN = 1e-9
/** Up to so many levels, each is also tried alone against the others. */
const FEW_LEVELS = 4

/** Sums gradients and hessians of rows `from` up to `to` by bin: `hist[column * 512 + 2 * bin]` and the place behind it. */
export function histogram(hist: Float64Array, { data: { bins, columns: all }, columns, rows, gradient, hessian }: Ground, from: number, to: number): void {
  const width = all.length
  const few = columns.length
  if (few === width) {
    hist.fill(0)
    for (let i = from; i < to; i++) {
      const row = rows[i] as number
      const g = gradient[row] as number
      const h = hessian[row] as number
      const base = row * width
      for (let at = 0, place = 0; at < width; at++, place += 512) {
        const cell = place + 2 * (bins[base + at] as number)
        hist[cell] = (hist[cell] as number) + g
        hist[cell + 1] = (hist[cell + 1] as number) + h
      }
    }
    return
  }
  for (let k = 0; k < few; k++) hist.fill(0, (columns[k] as number) * 512, (columns[k] as number) * 512 + 512)
  for (let i = from; i < to; i++) {
    const row = rows[i] as number
    const g = gradient[row] as number
    const h = hessian[row] as number
    const base = row * width
    for (let k = 0; k < few; k++) {
      const at = columns[k] as number
      const cell = at * 512 + 2 * (bins[base + at] as number)
      hist[cell] = (hist[cell] as number) + g
      hist[cell + 1] = (hist[cell + 1] as number) + h
    }
  }
}

/** Takes one histogram from another, in place. */
export function subtract(from: Float64Array, other: Float64Array, { columns }: Ground): void {
  for (let k = 0; k < columns.length; k++) {
    const end = (columns[k] as number) * 512 + 512
    for (let i = end - 512; i < end; i++) from[i] = (from[i] as number) - (other[i] as number)
  }
}

/** The split of a node that gains most, or null where none gains anything. */
export function bestSplit(ground: Ground, hist: Float64Array, sum: Sums): Split | null {
  let best = null as Split | null
  const all = ground.data.columns
  for (let k = 0; k < ground.columns.length; k++) {
    const column = ground.columns[k] as number
    const shape = all[column]
    if (shape === undefined) continue
    const found: Split | null = shape.is === 'number'
      ? numberSplit(ground, hist, sum, column, shape.edges.length + 1, best?.gain ?? LEAST_GAIN)
      : categorySplit(ground, hist, sum, column, shape.others > 0 ? shape.others : shape.levels.length, best?.gain ?? LEAST_GAIN)
    if (found) best = found
  }
  return best
}

/** Missing values are tried on both sides. Rows on a side are estimated from their share of the hessians, as LightGBM does: the histogram stays small. */
function numberSplit(
  { settings: { l2, leafRows } }: Ground,
  hist: Float64Array,
  { gradient, hessian, rows }: Sums,
  column: number,
  lastBin: number,
  atLeast: number,
): Split | null {
  const place = column * 512
  const missingG = hist[place] as number
  const missingH = hist[place + 1] as number
  const perHessian = rows / Math.max(hessian, 1e-300)
  const whole = (gradient * gradient) / (hessian + l2)
  const least = leafRows - 0.5
  const hasMissing = missingH * perHessian > 0.5
  let gain = atLeast
  let cut = -1
  let missingLeft: 0 | 1 = 0
  let g = 0
  let h = 0
  // With nothing missing, the last cut parts nothing; with something missing it parts what is known from what is not.
  for (let bin = 1; bin <= (hasMissing ? lastBin : lastBin - 1); bin++) {
    g += hist[place + 2 * bin] as number
    h += hist[place + 2 * bin + 1] as number
    for (let side = 0; side < (hasMissing ? 2 : 1); side++) {
      const leftG = side === 1 ? g + missingG : g
      const leftH = side === 1 ? h + missingH : h
      const rightG = gradient - leftG
      const rightH = hessian - leftH
      if (leftH < LEAST_HESSIAN || rightH < LEAST_HESSIAN || leftH * perHessian < least || rightH * perHessian < least) continue
      const found = (leftG * leftG) / (leftH + l2) + (rightG * rightG) / (rightH + l2) - whole
      if (found <= gain) continue
      gain = found
      cut = bin
      missingLeft = side === 1 ? 1 : 0
    }
  }
  // What was never missing here goes with the greater side.
  return cut < 0 ? null : { column, cut, missingLeft, set: null, gain }
}

/** Levels in the order of their average gradient (Fisher 1958: the best division is a cut of this order), from both ends; missing is a level like others. */
function categorySplit(
  { settings: { l2, leafRows, categoryL2 } }: Ground,
  hist: Float64Array,
  { gradient, hessian, rows }: Sums,
  column: number,
  lastBin: number,
  atLeast: number,
): Split | null {
  const place = column * 512
  const perHessian = rows / Math.max(hessian, 1e-300)
  const average = gradient / Math.max(hessian, 1e-300)
  const pull = categoryL2 / perHessian
  const used: number[] = []
  // Levels with few rows here do not choose their side: they stay on the right. Otherwise the best of many accidents would look like knowledge.
  const least = Math.max(1, leafRows / 2) - 0.5
  for (let bin = 0; bin <= lastBin; bin++) if ((hist[place + 2 * bin + 1] as number) * perHessian > least) used.push(bin)
  if (used.length === 0) return null
  const of = (bin: number): number => ((hist[place + 2 * bin] as number) + pull * average) / ((hist[place + 2 * bin + 1] as number) + pull)
  used.sort((one, other) => of(one) - of(other) || one - other)
  const few = used.length <= FEW_LEVELS
  const ridge = few ? l2 : l2 + pull
  const whole = (gradient * gradient) / (hessian + l2)
  let gain = atLeast
  let chosen: readonly number[] | null = null
  const tried = (bins: readonly number[], g: number, h: number): void => {
    const rightH = hessian - h
    if (h < LEAST_HESSIAN || rightH < LEAST_HESSIAN || h * perHessian < leafRows - 0.5 || rightH * perHessian < leafRows - 0.5) return
    const found = (g * g) / (h + ridge) + ((gradient - g) * (gradient - g)) / (rightH + ridge) - whole
    if (found <= gain) return
    gain = found
    chosen = [...bins]
  }
  let g = 0
  let h = 0
  const taken: number[] = []
  for (let i = 0; i < used.length; i++) {
    const bin = used[i] as number
    g += hist[place + 2 * bin] as number
    h += hist[place + 2 * bin + 1] as number
    taken.push(bin)
    tried(taken, g, h)
    if (few && i > 0) tried([bin], hist[place + 2 * bin] as number, hist[place + 2 * bin + 1] as number)
  }
  if (chosen === null) return null
  const set = new Uint32Array(8)
  for (const bin of chosen as readonly number[]) set[bin >>> 5] = ((set[bin >>> 5] as number) | (1 << (bin & 31))) >>> 0
  return { column, cut: 0, missingLeft: 0, set, gain }
}
