/** Whether foretold chances come true as often as foretold: reliability tables, and isotonic correction that is used only where it helps on the block that follows. */
import type { Interval } from '../experiment/types.ts'
import { wilson } from '../experiment/share.ts'
import { logLoss } from './linear/ftrl.ts'

/** A rising step function from foretold to corrected chance: at `from[i]` and above (until the next) it is `to[i]`, straight between the middles. */
export interface Isotonic {
  /** Ascending. */
  readonly from: Float64Array
  readonly to: Float64Array
}

/**
 * Pool adjacent violators (Ayer and others 1955): the rising sequence nearest to `values` in squared distance. `weights` default to 1. 1,3,2,4,3.5,6 becomes 1,2.5,2.5,3.75,3.75,6.
 */
export function pava(values: ArrayLike<number>, weights?: ArrayLike<number>): Float64Array {
  const means: number[] = []
  const sums: number[] = []
  const counts: number[] = []
  for (let i = 0; i < values.length; i++) {
    means.push(values[i] as number)
    sums.push(weights?.[i] ?? 1)
    counts.push(1)
    while (means.length > 1 && (means.at(-2) as number) >= (means.at(-1) as number)) {
      const [mean, sum, count] = [means.pop() as number, sums.pop() as number, counts.pop() as number]
      const last = means.length - 1
      const both = (sums[last] as number) + sum
      means[last] = ((means[last] as number) * (sums[last] as number) + mean * sum) / both
      sums[last] = both
      counts[last] = (counts[last] as number) + count
    }
  }
  const fitted = new Float64Array(values.length)
  let at = 0
  means.forEach((mean, block) => {
    fitted.fill(mean, at, at + (counts[block] as number))
    at += counts[block] as number
  })
  return fitted
}

/** Blocks of fewer examples than this are not believed alone: the ends of a curve would say never and always. */
const SMOOTH = 1

/** The correction learned from chances and outcomes (0 or 1). Empty input gives a correction that changes nothing. Never answers exactly 0 or 1. */
export function fitIsotonic(p: ArrayLike<number>, y: ArrayLike<number>): Isotonic {
  const order = Uint32Array.from({ length: p.length }, (_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number) || a - b)
  // Equal chances are one point: trees say the same of many, and their outcomes have no order among themselves.
  const points: number[] = []
  const shares: number[] = []
  const weights: number[] = []
  let mean = 0
  for (let begin = 0; begin < order.length; ) {
    const here = p[order[begin] as number] as number
    let [end, came] = [begin, 0]
    while (end < order.length && p[order[end] as number] === here) came += y[order[end++] as number] as number
    points.push(here)
    shares.push(came / (end - begin))
    weights.push(end - begin)
    mean += came / order.length
    begin = end
  }
  const fitted = pava(shares, weights)
  const from: number[] = []
  const smooth: number[] = []
  const sizes: number[] = []
  for (let begin = 0; begin < points.length; ) {
    let [end, middle, weight] = [begin, 0, 0]
    while (end < points.length && fitted[end] === fitted[begin]) {
      middle += (points[end] as number) * (weights[end] as number)
      weight += weights[end++] as number
    }
    from.push(middle / weight)
    smooth.push(((fitted[begin] as number) * weight + mean * SMOOTH) / (weight + SMOOTH))
    sizes.push(weight)
    begin = end
  }
  // Small blocks are drawn more towards the mean than large ones and may pass their neighbours by that.
  return { from: Float64Array.from(from), to: pava(smooth, sizes) }
}

/** The corrected chance: straight lines between the middles of the blocks, level beyond the ends. */
export function correct({ from, to }: Isotonic, p: number): number {
  const last = from.length - 1
  if (last < 0) return p
  if (p <= (from[0] as number)) return to[0] as number
  if (p >= (from[last] as number)) return to[last] as number
  let low = 0
  let high = last
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((from[middle] as number) <= p) low = middle
    else high = middle
  }
  const span = (from[high] as number) - (from[low] as number)
  const part = span > 0 ? (p - (from[low] as number)) / span : 0
  return (to[low] as number) + part * ((to[high] as number) - (to[low] as number))
}

/** Whether a correction learned before makes the log loss of this block lower. */
export function helps(curve: Isotonic, p: ArrayLike<number>, y: ArrayLike<number>): boolean {
  let gain = 0
  for (let i = 0; i < p.length; i++) gain += logLoss(p[i] as number, y[i] as number) - logLoss(correct(curve, p[i] as number), y[i] as number)
  return gain > 0
}

/** One band of foretold chances and what came. */
export interface ReliabilityBand {
  readonly foretold: number
  readonly observed: Interval
  readonly examples: number
}
/** Bands from low to high. */
export type ReliabilityTable = readonly ReliabilityBand[]

/** Bands of equal numbers of examples, at most `bands`, none with fewer than 30 unless there are fewer in all; observed shares with Wilson's 95 % interval. */
export function reliability(p: ArrayLike<number>, y: ArrayLike<number>, bands = 10): ReliabilityTable {
  const order = Uint32Array.from({ length: p.length }, (_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number) || a - b)
  const count = Math.max(1, Math.min(bands, Math.floor(order.length / 30)))
  const table: ReliabilityBand[] = []
  for (let band = 0; band < count && order.length > 0; band++) {
    const inside = order.subarray(Math.round((band * order.length) / count), Math.round(((band + 1) * order.length) / count))
    let foretold = 0
    let came = 0
    for (const i of inside) {
      foretold += p[i] as number
      came += y[i] as number
    }
    table.push({ foretold: foretold / inside.length, observed: wilson(came, inside.length), examples: inside.length })
  }
  return table
}

/** Expected calibration error: the mean distance between foretold and observed over bands of equal numbers. */
export function calibrationError(p: ArrayLike<number>, y: ArrayLike<number>, bands = 10): number {
  const table = reliability(p, y, bands)
  let error = 0
  for (const { foretold, observed, examples } of table) error += (Math.abs(foretold - observed.estimate) * examples) / p.length
  return error
}

/** Area under the ROC curve by ranks, ties half each (Mann and Whitney); null when all outcomes are equal. */
export function aucOf(p: ArrayLike<number>, y: ArrayLike<number>): number | null {
  const order = Uint32Array.from({ length: p.length }, (_, i) => i).sort((a, b) => (p[a] as number) - (p[b] as number))
  let ranks = 0
  let positives = 0
  for (let begin = 0; begin < order.length; ) {
    let end = begin
    while (end < order.length && p[order[end] as number] === p[order[begin] as number]) end++
    for (let i = begin; i < end; i++) if (y[order[i] as number] === 1) {
      positives++
      ranks += (begin + end + 1) / 2
    }
    begin = end
  }
  const negatives = order.length - positives
  return positives === 0 || negatives === 0 ? null : (ranks - (positives * (positives + 1)) / 2) / (positives * negatives)
}

/** Tenths by foretold chance, the highest first: how often it came there over how often in all. */
export function liftByTenth(p: ArrayLike<number>, y: ArrayLike<number>): readonly {
  readonly foretold: number
  readonly observed: number
  readonly lift: number
  readonly examples: number
}[] {
  const table = reliability(p, y, 10).toReversed()
  let all = 0
  for (let i = 0; i < y.length; i++) all += (y[i] as number) / y.length
  return all === 0 ? [] : table.map(({ foretold, observed, examples }) => ({ foretold, observed: observed.estimate, lift: observed.estimate / all, examples }))
}
