/** The shapes of gradient boosted trees. */

/** What the trees foretell: `logistic` a chance of 0/1 labels, `squared` an amount, `poisson` a count or an amount that is never negative. */
export type Loss = 'logistic' | 'squared' | 'poisson'

/** How trees are grown. */
export interface TreeSettings {
  readonly loss: Loss
  /** Most trees. */
  readonly trees: number
  /** Most leaves of a tree. */
  readonly leaves: number
  /** Most splits above each other. */
  readonly depth: number
  /** How far each tree goes (shrinkage). */
  readonly rate: number
  /** Most bins of a number column, at most 255. */
  readonly bins: number
  /** Ridge on leaf values. */
  readonly l2: number
  /** Fewest rows in a leaf. */
  readonly leafRows: number
  /** Share of the rows that each tree sees, drawn without replacement. */
  readonly rowShare: number
  /** Share of the columns that each tree sees. */
  readonly columnShare: number
  /** Extra ridge, and pull of a level's average to that of the node, where a split sets apart levels of a category. */
  readonly categoryL2: number
  /** Stop when so many trees in a row did not make the validation rows better; 0: never. */
  readonly patience: number
  readonly seed: number
}

/** Sound for most tables. */
export const TREE_DEFAULTS: TreeSettings = {
  loss: 'logistic', trees: 100, leaves: 31, depth: 64, rate: 0.1, bins: 255, l2: 1, leafRows: 20, rowShare: 1, columnShare: 1, categoryL2: 10, patience: 0, seed: 1,
}

/** How values of a column become bins. Bin 0 holds what is missing. */
export type TreeColumn =
  /** `edges` ascending: a value is in bin 1 + the number of edges below it. */
  | { readonly name: string; readonly is: 'number'; readonly edges: Float64Array }
  /** `levels[i]` is in bin i + 1; a level that was not seen counts as missing; `others`: the bin that all levels of the tail share, 0 where there is none. */
  | { readonly name: string; readonly is: 'category'; readonly levels: readonly string[]; readonly others: number; readonly tail: readonly string[] }

/** Rows as bins, row after row: `bins[row * columns.length + column]`. */
export interface Binned {
  readonly rows: number
  readonly columns: readonly TreeColumn[]
  readonly bins: Uint8Array
}

/** Grown trees. The nodes of all trees lie one after the other; a split's children are places in the same arrays. */
export interface Trees {
  readonly loss: Loss
  readonly columns: readonly TreeColumn[]
  /** Raw score before the first tree. */
  readonly start: number
  /** Place of each tree's first node. */
  readonly roots: Int32Array
  /** Column of the split; -1: a leaf. */
  readonly column: Int32Array
  /** Number column: the last bin that goes left. Category: where the set of bins that go left begins in `sets` (eight words of 32 bins). */
  readonly cut: Int32Array
  /** 1: missing numbers go left. */
  readonly missingLeft: Uint8Array
  readonly left: Int32Array
  readonly right: Int32Array
  /** What the node adds to the raw score, were it a leaf; of a leaf that is what it adds. */
  readonly value: Float64Array
  /** How much the split bettered the loss. */
  readonly gain: Float64Array
  /** Weight of the training rows in the node. */
  readonly weight: Float64Array
  readonly sets: Uint32Array
  /** Loss of the validation rows after each tree that was grown, those that were dropped again included. */
  readonly validLoss: Float64Array
}
