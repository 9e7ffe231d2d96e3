/** The ways to foretell uplift, learned fold by fold: each on four fifths of the people. */
import { binned, treeColumns } from '../trees/bins.ts'
import { scoreBinned } from '../trees/predict.ts'
import { meanOf, trainBinned } from '../trees/train.ts'
import type { Binned, Trees, TreeSettings } from '../trees/types.ts'
import type { Frame } from '../types.ts'
import { designRows, fitRidge, scoreRidge, type Design } from './ridge.ts'
import type { UpliftFold, UpliftKind } from './types.ts'

/** Name of the column that tells the S-learner who was treated. */
const TREATED = '(treated)'
/** Share of a fold's rows that every leaf must hold, and the least of them. */
const LEAF_SHARE = 0.003
const LEAF_ROWS = 20

/** What all folds share. */
export interface Ground {
  readonly data: Binned
  /** With the column of the treatment. */
  readonly withTreatment: Binned
  readonly design: Design
  readonly x: Float64Array
  readonly treated: Uint8Array
  readonly outcome: Float64Array
  readonly binary: boolean
}

/** Cuts the columns once for all folds. */
export function groundOf(frame: Frame, design: Design, treated: Uint8Array, outcome: Float64Array, binary: boolean): Ground {
  const both = treatedAs(frame, (row) => treated[row]!)
  return { data: binned(frame, treeColumns(frame)), withTreatment: binned(both, treeColumns(both)), design, x: designRows(design, frame), treated, outcome, binary }
}

function treatedAs(frame: Frame, is: (row: number) => number): Frame {
  return { rows: frame.rows, columns: [...frame.columns, { name: TREATED, is: 'number', values: Float64Array.from({ length: frame.rows }, (_, row) => is(row)) }] }
}

/** Models of the outcome in each arm, learned from these rows. */
export function outcomeModels({ data, treated, outcome, binary }: Ground, rows: Int32Array, seed: number): { readonly treated: Trees; readonly untreated: Trees } {
  const arm = (is: number): Trees => {
    const own = rows.filter((row) => treated[row] === is)
    return trainBinned(data, outcome, { ...settingsFor(own.length, seed), loss: binary ? 'logistic' : 'squared', trees: 50, leaves: 8 }, { rows: own })
  }
  return { treated: arm(1), untreated: arm(0) }
}

function settingsFor(rows: number, seed: number): Partial<TreeSettings> {
  return { rate: 0.1, leafRows: Math.max(LEAF_ROWS, Math.round(rows * LEAF_SHARE)), l2: 5, seed }
}

/** Learns all ways from these rows. `effects`: doubly robust pseudo-effects; `transformed`: transformed outcomes; both for every row of the table. */
export function learnFold(
  ground: Ground, rows: Int32Array, { effects, transformed, models, seed }: {
    readonly effects: Float64Array; readonly transformed: Float64Array; readonly models: { readonly treated: Trees; readonly untreated: Trees }; readonly seed: number
  },
): UpliftFold {
  const { data, withTreatment, design, x, outcome, binary } = ground
  const settings = settingsFor(rows.length, seed)
  return {
    ...models,
    linear: fitRidge(x, design.width, effects, rows),
    transformed: fitRidge(x, design.width, transformed, rows),
    trees: trainBinned(data, effects, { ...settings, loss: 'squared', trees: 50, leaves: 4, rate: 0.05, leafRows: Math.max(LEAF_ROWS, Math.round(rows.length * 0.015)) }, { rows }),
    one: trainBinned(withTreatment, outcome, { ...settings, loss: binary ? 'logistic' : 'squared', trees: 100, leaves: 16 }, { rows }),
  }
}

/** A table made ready for the models of all folds, which share their columns: cut into bins once. */
export interface Ready {
  readonly rows: number
  readonly x: Float64Array
  readonly plain: Binned
  readonly asTreated: Binned
  readonly asUntreated: Binned
}

/** Makes a table ready. */
export function readyFor(frame: Frame, design: Design, { untreated, one }: Pick<UpliftFold, 'untreated' | 'one'>): Ready {
  const as = (is: number): Binned => binned(treatedAs(frame, () => is), one.columns)
  return { rows: frame.rows, x: designRows(design, frame), plain: binned(frame, untreated.columns), asTreated: as(1), asUntreated: as(0) }
}

/** What a fold's models say of people, or of these rows of them: the uplift by each way that is asked for, and the outcome without treatment. */
export function foldEffects(
  fold: UpliftFold, ready: Ready, kinds: readonly UpliftKind[], rows?: Int32Array,
): { readonly effects: { readonly [kind in UpliftKind]?: Float64Array }; readonly untreated: Float64Array } {
  const asked = new Set<UpliftKind>(kinds.flatMap((kind) => (kind === 'blend' ? ['blend', 'linear', 'one'] as const : [kind])))
  const means = (trees: Trees, on: Binned): Float64Array => scoreBinned(trees, on, rows).map((score) => meanOf(trees.loss, score))
  const untreated = means(fold.untreated, ready.plain)
  const effects: { [kind in UpliftKind]?: Float64Array } = {}
  if (asked.has('linear')) effects.linear = scoreRidge(fold.linear, ready.x)
  if (asked.has('transformed')) effects.transformed = scoreRidge(fold.transformed, ready.x)
  if (asked.has('trees')) effects.trees = scoreBinned(fold.trees, ready.plain, rows)
  if (asked.has('two')) effects.two = means(fold.treated, ready.plain).map((mean, row) => mean - untreated[row]!)
  if (asked.has('one')) {
    const without = means(fold.one, ready.asUntreated)
    effects.one = means(fold.one, ready.asTreated).map((mean, row) => mean - without[row]!)
  }
  const { linear, one } = effects
  if (asked.has('blend') && linear && one) effects.blend = linear.map((effect, row) => (effect + one[row]!) / 2)
  return { effects, untreated }
}
