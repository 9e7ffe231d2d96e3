/** Who was treated, and why: by chance, by chances that are known, or by something that columns tell. */
import { aucOf as rankedArea } from '../calibration.ts'
import { binned, treeColumns } from '../trees/bins.ts'
import { scoreBinned, treeImportance } from '../trees/predict.ts'
import { meanOf, trainBinned } from '../trees/train.ts'
import type { Frame } from '../types.ts'
import type { Assignment } from './types.ts'

/** Beyond these chances somebody was as good as sure to be treated, or not to be: nobody is there to compare with. */
export const SURE = 0.02
/** So much better than 0.5, in standard errors and at the least, must the columns tell who was treated to say that they do. */
const BEYOND_CHANCE = 3
const TELLING = 0.52

/** Columns with a smaller part in telling who was treated are not named. */
const NAMED = 0.1

/** Chance of each person to be treated, by models that had not seen the person, and where it came from. */
export function assignmentOf(
  frame: Frame, treated: Uint8Array, fold: Uint8Array, folds: number, known: Float64Array | undefined,
): { readonly chance: Float64Array; readonly assignment: Assignment } {
  const labels = Float64Array.from(treated)
  const share = labels.reduce((sum, one) => sum + one, 0) / Math.max(1, labels.length)
  const chance = new Float64Array(treated.length)
  const importance = new Float64Array(frame.columns.length)
  if (frame.columns.length > 0) {
    const data = binned(frame, treeColumns(frame))
    for (let left = 0; left < folds; left++) {
      const rows = rowsWhere(fold, (own) => own !== left)
      const out = rowsWhere(fold, (own) => own === left)
      const trees = trainBinned(data, labels, { trees: 25, leaves: 6, rate: 0.2, leafRows: Math.max(20, Math.round(rows.length * 0.005)), l2: 5 }, { rows })
      const scores = scoreBinned(trees, data, out)
      for (const row of out) chance[row] = meanOf('logistic', scores[row]!)
      treeImportance(trees).forEach((gain, column) => (importance[column]! += gain))
    }
  } else chance.fill(share)
  const auc = aucOf(chance, treated)
  const n1 = share * labels.length
  const error = Math.sqrt((n1 + (labels.length - n1) + 1) / (12 * Math.max(1, n1) * Math.max(1, labels.length - n1)))
  const all = importance.reduce((sum, gain) => sum + gain, 0)
  const telling = frame.columns.map(({ name }, place) => ({ name, gain: importance[place]! })).filter(({ gain }) => gain > all * NAMED)
  const columns = telling.toSorted((a, b) => b.gain - a.gain).slice(0, 3).map(({ name }) => name)
  if (known) return { chance: known, assignment: { is: 'known', auc, columns, withoutMatch: sureShare(known) } }
  if (auc < Math.max(TELLING, 0.5 + BEYOND_CHANCE * error)) return { chance: chance.fill(share), assignment: { is: 'random', auc, columns: [], withoutMatch: 0 } }
  return { chance, assignment: { is: 'found', auc, columns, withoutMatch: sureShare(chance) } }
}

/** Rows for whose fold the test holds. */
export function rowsWhere(fold: Uint8Array, test: (fold: number) => boolean): Int32Array {
  const rows: number[] = []
  for (let row = 0; row < fold.length; row++) if (test(fold[row]!)) rows.push(row)
  return Int32Array.from(rows)
}

function sureShare(chance: Float64Array): number {
  return chance.reduce((sum, one) => sum + (one < SURE || one > 1 - SURE ? 1 : 0), 0) / Math.max(1, chance.length)
}

/** Chance that a treated person's score is above an untreated one's; equal ones count half; one half where there is only one arm. */
export function aucOf(scores: Float64Array, labels: Uint8Array): number {
  return rankedArea(scores, labels) ?? 0.5
}
