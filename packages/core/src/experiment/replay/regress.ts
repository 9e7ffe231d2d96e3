/** What a reward to expect of each action, learned from the log itself without looking at the person who is foretold: the model behind DM and DR where none was logged. */
import { solveSymmetric } from './solve.ts'

/** What is learned from. Features are row-major, `width` of them a row, without missing values and on like scales. */
export interface RegressionLog {
  readonly features: Float64Array
  readonly width: number
  /** Index of the logged action, 0 to `actions` − 1. */
  readonly action: Uint32Array
  readonly actions: number
  readonly reward: Float64Array
  readonly unit: Uint32Array
}

/** Expectations of all actions for a row, written into `out` (as long as there are actions). */
export type Expect = (row: number, out: Float64Array) => void

const FOLDS = 3
/** Strengths of the ridge, in rows that say "as the action on average"; the one that foretells best is taken. */
const RIDGES = [1, 10, 100]
/** An action's own mean counts as much as the mean of all actions from so many rows on. */
const SHRINK = 10
/** An action with fewer rows than this gets its mean only. */
const LEAST_ROWS = 30

/**
 * Ridge regression of the reward by action, cross-fitted in three folds of people: a row is foretold by coefficients that saw nothing of its person, so the doubly robust
 * estimate stays unbiased. Expectations are kept within the rewards that were seen. Cost: rows × width² for the sums, actions × width³ for solving.
 */
export function crossFit(log: RegressionLog): Expect {
  const { width, actions, action, reward, features, unit } = log
  const size = width + 1
  const cells = size * size
  const n = reward.length
  const gram = Array.from({ length: FOLDS }, () => new Float64Array(actions * cells))
  const product = Array.from({ length: FOLDS }, () => new Float64Array(actions * size))
  const counts = Array.from({ length: FOLDS }, () => new Float64Array(actions))
  const sums = Array.from({ length: FOLDS }, () => new Float64Array(actions))
  let [least, most] = [Infinity, -Infinity]
  const x = new Float64Array(size)
  for (let t = 0; t < n; t++) {
    const fold = foldOf(unit[t]!)
    const [a, r] = [action[t]!, reward[t]!]
    least = Math.min(least, r)
    most = Math.max(most, r)
    counts[fold]![a] = counts[fold]![a]! + 1
    sums[fold]![a] = sums[fold]![a]! + r
    rowInto(features, t, width, x)
    addOuter({ gram: gram[fold]!, product: product[fold]!, at: a, x, reward: r })
  }
  const expected = (coefficients: readonly Float64Array[], row: number, a: number): number => {
    const beta = coefficients[foldOf(unit[row]!)]!
    let sum = 0
    for (let i = 0; i < size; i++) sum += beta[a * size + i]! * x[i]!
    return Math.min(most, Math.max(least, sum))
  }
  let best: { readonly coefficients: readonly Float64Array[]; readonly loss: number } = { coefficients: [], loss: Infinity }
  for (const ridge of width === 0 ? RIDGES.slice(0, 1) : RIDGES) {
    const coefficients = Array.from({ length: FOLDS }, (_, left) => fit({ left, ridge, actions, size, gram, product, counts, sums }))
    let loss = 0
    for (let t = 0; t < n; t++) {
      rowInto(features, t, width, x)
      loss += (reward[t]! - expected(coefficients, t, action[t]!)) ** 2
    }
    if (loss < best.loss) best = { coefficients, loss }
  }
  return (row, out) => {
    rowInto(features, row, width, x)
    for (let a = 0; a < actions; a++) out[a] = expected(best.coefficients, row, a)
  }
}

/** Neighbouring numbers go to different folds. */
function foldOf(unit: number): number {
  return (Math.imul(unit + 1, 0x9e3779b1) >>> 8) % FOLDS
}

function rowInto(features: Float64Array, row: number, width: number, x: Float64Array): void {
  for (let i = 0; i < width; i++) x[i] = features[row * width + i]!
  x[width] = 1
}

interface Added {
  readonly gram: Float64Array
  readonly product: Float64Array
  /** The action. */
  readonly at: number
  readonly x: Float64Array
  readonly reward: number
}

function addOuter({ gram, product, at, x, reward }: Added): void {
  const size = x.length
  const from = at * size * size
  for (let i = 0; i < size; i++) {
    const value = x[i]!
    if (value === 0) continue
    product[at * size + i] = product[at * size + i]! + value * reward
    for (let j = 0; j <= i; j++) gram[from + i * size + j] = gram[from + i * size + j]! + value * x[j]!
  }
}

interface FoldSums {
  /** The fold that is left out. */
  readonly left: number
  readonly ridge: number
  readonly actions: number
  readonly size: number
  readonly gram: readonly Float64Array[]
  readonly product: readonly Float64Array[]
  readonly counts: readonly Float64Array[]
  readonly sums: readonly Float64Array[]
}

/** Coefficients by action, the constant last. They are pulled towards "the action's mean whatever the features". */
function fit({ left, ridge, actions, size, gram, product, counts, sums }: FoldSums): Float64Array {
  const others = [...gram.keys()].filter((fold) => fold !== left)
  const total = (of: readonly Float64Array[], i: number): number => others.reduce((sum, fold) => sum + of[fold]![i]!, 0)
  let [rows, rewards] = [0, 0]
  for (let a = 0; a < actions; a++) {
    rows += total(counts, a)
    rewards += total(sums, a)
  }
  const overall = rows > 0 ? rewards / rows : 0
  const beta = new Float64Array(actions * size)
  const cells = size * size
  for (let a = 0; a < actions; a++) {
    const own = total(counts, a)
    const mean = (total(sums, a) + SHRINK * overall) / (own + SHRINK)
    beta[a * size + size - 1] = mean
    if (own < LEAST_ROWS || size === 1) continue
    const matrix = Float64Array.from({ length: cells }, (_, i) => total(gram, a * cells + i))
    const right = Float64Array.from({ length: size }, (_, i) => total(product, a * size + i))
    // solve for the deviation from the mean: (X'X + ridge) d = X'(r − mean)
    for (let i = 0; i < size; i++) {
      right[i] = right[i]! - mean * (i === size - 1 ? own : matrix[(size - 1) * size + i]!)
      matrix[i * size + i] = matrix[i * size + i]! + ridge
    }
    const deviation = solveSymmetric(matrix, right)
    if (deviation) for (let i = 0; i < size; i++) beta[a * size + i] = beta[a * size + i]! + deviation[i]!
  }
  return beta
}
