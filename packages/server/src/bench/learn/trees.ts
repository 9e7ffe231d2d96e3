/** How long it takes to grow a hundred trees on a hundred thousand rows, and to ask them. */
import { normalDraw, seeded } from '@rapport/core/base/random'
import { aucOf } from '@rapport/core/model/calibration'
import { scoreAt, scoreTrees } from '@rapport/core/model/trees/predict'
import { binned } from '@rapport/core/model/trees/bins'
import { trainTrees } from '@rapport/core/model/trees/train'
import type { Frame } from '@rapport/core/model/types'

const ROWS = 100_000
const COLUMNS = 28
const ASKED = 20_000

/** 100,000 × 28, 100 trees of 31 leaves, one core. */
export function benchTrees(): Promise<{ readonly [figure: string]: number }> {
  const train = generated(ROWS, 1)
  const test = generated(ASKED, 2)
  const started = performance.now()
  const trees = trainTrees(train.frame, train.labels)
  const trainSeconds = (performance.now() - started) / 1_000
  const scores = scoreTrees(trees, test.frame)
  const { bins, columns } = binned(test.frame, trees.columns)
  const asked = performance.now()
  let sum = 0
  for (let row = 0; row < ASKED; row++) sum += scoreAt(trees, bins, row * columns.length)
  const microseconds = ((performance.now() - asked) * 1_000) / ASKED
  return Promise.resolve({
    trees100kSeconds: trainSeconds,
    treesAuc: aucOf(scores, test.labels) ?? 0,
    treesBestPossibleAuc: aucOf(test.truth, test.labels) ?? 0,
    treesRowMicroseconds: Number.isFinite(sum) ? microseconds : NaN,
  })
}

/** Twenty-eight numbers of which some matter, straight, bent and together. */
function generated(rows: number, seed: number): { readonly frame: Frame; readonly labels: Float64Array; readonly truth: Float64Array } {
  const random = seeded(seed)
  const normal = (): number => normalDraw(random)
  const values = Array.from({ length: COLUMNS }, () => new Float64Array(rows))
  const labels = new Float64Array(rows)
  const truth = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = values.map((column) => (column[row] = normal()))
    const score = 0.9 * a * b + 0.7 * Math.sin(2 * c) + 0.6 * d - 0.5 * Math.abs(e) + (f > 0.5 ? 0.8 * g : 0) + 0.3 * h
    truth[row] = score
    labels[row] = random() < 1 / (1 + Math.exp(-score)) ? 1 : 0
  }
  return { frame: { rows, columns: values.map((column, i) => ({ name: `x${i}`, is: 'number', values: column })) }, labels, truth }
}
