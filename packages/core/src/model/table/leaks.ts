/** Finds columns that know too much: what is known only after the fact makes a model that shines on old rows and fails on new ones. */
import type { Column, Frame } from '../types.ts'
import { aucOf } from '../calibration.ts'
import { binOf, treeColumns } from '../trees/bins.ts'
import type { Leak, Reason } from './types.ts'

const DECIDES = 0.97
const SUSPICIOUS = 0.85
/** Less is suspicious too where the model leans on the column so much. */
const LEANS_ON = { alone: 0.78, share: 0.3 }
const PRESENCE = 0.8
const BINS = 32
/** Rows that know nothing else, added to each bin: a bin with few rows is near the average. */
const SMOOTH = 5

/** Columns to warn of, the worst first. `parts`: a division of the rows, so that each row is judged by others. */
export function leaksOf(frame: Frame, labels: Float64Array, parts: Uint8Array, folds: number, reasons: readonly Reason[]): readonly Leak[] {
  const found: Leak[] = []
  for (const column of frame.columns) {
    const share = reasons.find((reason) => reason.column === column.name)?.share ?? 0
    const alone = aloneAuc(binsOf(column), labels, parts, folds)
    const presence = aloneAuc(presenceOf(column), labels, parts, folds)
    if (alone >= DECIDES) found.push({ column: column.name, is: 'decides', alone })
    else if (presence >= PRESENCE) found.push({ column: column.name, is: 'presence', alone: presence })
    else if (alone >= SUSPICIOUS || (alone >= LEANS_ON.alone && share >= LEANS_ON.share)) found.push({ column: column.name, is: 'suspicious', alone })
  }
  return found.toSorted((one, other) => other.alone - one.alone)
}

function binsOf(column: Column): Uint32Array {
  if (column.is === 'category') return column.values
  const [shape] = treeColumns({ rows: column.values.length, columns: [column] }, BINS)
  const edges = shape?.is === 'number' ? shape.edges : new Float64Array()
  return Uint32Array.from(column.values, (value) => binOf(edges, value))
}

function presenceOf(column: Column): Uint32Array {
  return column.is === 'category' ? column.values.map((level) => Number(level > 0)) : Uint32Array.from(column.values, (value) => Number(!Number.isNaN(value)))
}

/** AUC of the rate of each bin among the rows of other parts. */
function aloneAuc(bins: Uint32Array, labels: Float64Array, parts: Uint8Array, folds: number): number {
  const most = bins.reduce((high, bin) => Math.max(high, bin), 0) + 1
  const yes = Array.from({ length: folds }, () => new Float64Array(most))
  const all = Array.from({ length: folds }, () => new Float64Array(most))
  let rate = 0
  for (const [row, bin] of bins.entries()) {
    const part = parts[row] as number
    const label = labels[row] as number
    rate += label / labels.length
    const [yesHere, allHere] = [yes[part] as Float64Array, all[part] as Float64Array]
    yesHere[bin] = (yesHere[bin] as number) + label
    allHere[bin] = (allHere[bin] as number) + 1
  }
  const sum = (of: readonly Float64Array[], bin: number): number => of.reduce((total, counts) => total + (counts[bin] as number), 0)
  const yesSums = Float64Array.from({ length: most }, (_, bin) => sum(yes, bin))
  const allSums = Float64Array.from({ length: most }, (_, bin) => sum(all, bin))
  const p = Float64Array.from(bins, (bin, row) => {
    const part = parts[row] as number
    const yesElsewhere = (yesSums[bin] as number) - ((yes[part] as Float64Array)[bin] as number)
    const allElsewhere = (allSums[bin] as number) - ((all[part] as Float64Array)[bin] as number)
    return (yesElsewhere + SMOOTH * rate) / (allElsewhere + SMOOTH)
  })
  return aucOf(p, labels) ?? 0.5
}
