/** What grown trees say of a row, and why. */
import type { Frame } from '../types.ts'
import { binned, binOf } from './bins.ts'
import { meanOf } from './train.ts'
import type { Binned, Trees } from './types.ts'

/** Raw scores (log-odds, amounts, log-counts) of all rows of a table. Columns are found by name; levels that were not seen in training count as missing. */
export function scoreTrees(trees: Trees, frame: Frame): Float64Array {
  return scoreBinned(trees, binned(frame, trees.columns))
}

/** Raw scores of rows that are bins already; `rows`: only those, the others stay 0. */
export function scoreBinned(trees: Trees, data: Binned, rows?: Int32Array): Float64Array {
  const scores = new Float64Array(data.rows)
  const width = data.columns.length
  const count = rows?.length ?? data.rows
  for (let i = 0; i < count; i++) {
    const row = rows ? (rows[i] as number) : i
    scores[row] = scoreAt(trees, data.bins, row * width)
  }
  return scores
}

/** Chances, amounts or counts of all rows of a table. */
export function predictTrees(trees: Trees, frame: Frame): Float64Array {
  return scoreTrees(trees, frame).map((score) => meanOf(trees.loss, score))
}

/** The bins of one row: a number, a text, or null for missing, by name of the column. */
export function rowBins(trees: Trees, row: { readonly [column: string]: number | string | null | undefined }): Uint8Array {
  return Uint8Array.from(trees.columns, (column) => {
    const value = row[column.name]
    if (value === null || value === undefined) return 0
    if (column.is === 'number') return typeof value === 'number' ? binOf(column.edges, value) : 0
    const at = column.levels.indexOf(String(value))
    return at >= 0 ? at + 1 : column.tail.includes(String(value)) ? column.others : 0
  })
}

/** Raw score of one row of bins that begins at `base`. */
export function scoreAt({ roots, start, value, column, cut, missingLeft, left, right, sets, columns }: Trees, bins: Uint8Array, base = 0): number {
  let score = start
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree] as number
    for (let at = column[node] as number; at >= 0; at = column[node] as number) {
      const bin = bins[base + at] as number
      const place = cut[node] as number
      const toLeft = columns[at]?.is === 'category' ? ((sets[place + (bin >>> 5)] as number) >>> (bin & 31)) & 1 : bin === 0 ? (missingLeft[node] as number) : Number(bin <= place)
      node = (toLeft === 1 ? left[node] : right[node]) as number
    }
    score += value[node] as number
  }
  return score
}

/** What each column adds to the raw score of a row of bins, in the order of the columns, the constant last; the sum is the raw score.
 * Each split on the path adds the difference between where it leads and where it stood (Saabas 2014): approximate where columns act together. */
export function treeContributions({ roots, start, value, column, cut, missingLeft, left, right, sets, columns }: Trees, bins: Uint8Array, base = 0): Float64Array {
  const given = new Float64Array(columns.length + 1)
  const constant = columns.length
  given[constant] = start
  for (let tree = 0; tree < roots.length; tree++) {
    let node = roots[tree] as number
    given[constant] = (given[constant] as number) + (value[node] as number)
    for (let at = column[node] as number; at >= 0; at = column[node] as number) {
      const bin = bins[base + at] as number
      const place = cut[node] as number
      const toLeft = columns[at]?.is === 'category' ? ((sets[place + (bin >>> 5)] as number) >>> (bin & 31)) & 1 : bin === 0 ? (missingLeft[node] as number) : Number(bin <= place)
      const next = (toLeft === 1 ? left[node] : right[node]) as number
      given[at] = (given[at] as number) + (value[next] as number) - (value[node] as number)
      node = next
    }
  }
  return given
}

/** The first `count` trees alone. */
export function firstTrees(trees: Trees, count: number): Trees {
  if (count >= trees.roots.length) return trees
  const end = trees.roots[count] as number
  const { column, cut, missingLeft, left, right, value, gain, weight } = trees
  return {
    ...trees,
    roots: trees.roots.slice(0, count),
    column: column.slice(0, end),
    cut: cut.slice(0, end),
    missingLeft: missingLeft.slice(0, end),
    left: left.slice(0, end),
    right: right.slice(0, end),
    value: value.slice(0, end),
    gain: gain.slice(0, end),
    weight: weight.slice(0, end),
  }
}

/** How much each column bettered the loss in training, as shares of 1; all 0 where no tree has a split. */
export function treeImportance(trees: Trees): Float64Array {
  const shares = new Float64Array(trees.columns.length)
  let sum = 0
  for (const [node, at] of trees.column.entries()) {
    if (at < 0) continue
    shares[at] = (shares[at] as number) + (trees.gain[node] as number)
    sum += trees.gain[node] as number
  }
  return sum > 0 ? shares.map((share) => share / sum) : shares
}
