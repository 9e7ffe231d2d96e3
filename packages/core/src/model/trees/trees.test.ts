import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded } from '../../base/random.ts'
import { aucOf } from '../calibration.ts'
import type { Column, Frame } from '../types.ts'
import { binned, binOf, treeColumns } from './bins.ts'
import { firstTrees, predictTrees, rowBins, scoreAt, scoreTrees, treeContributions, treeImportance } from './predict.ts'
import { treesFromBytes, treesToBytes } from './stored.ts'
import { trainBinned, trainTrees } from './train.ts'
import type { Loss } from './types.ts'

const number = (name: string, values: readonly number[]): Column => ({ name, is: 'number', values: Float64Array.from(values) })
const category = (name: string, values: readonly number[], levels: readonly string[]): Column => ({ name, is: 'category', values: Uint32Array.from(values), levels })

/** A table with numbers, gaps and a category, of any size up to 300 rows. */
const table = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  rows: fc.integer({ min: 2, max: 300 }),
  missing: fc.double({ min: 0, max: 0.9, noNaN: true }),
  levels: fc.integer({ min: 1, max: 40 }),
}).map(({ seed, rows, missing, levels }) => {
  const random = seeded(seed)
  const frame: Frame = {
    rows,
    columns: [
      number('a', Array.from({ length: rows }, () => (random() < missing ? NaN : random() * 10))),
      number('b', Array.from({ length: rows }, () => Math.floor(random() * 4))),
      category('c', Array.from({ length: rows }, () => Math.floor(random() * (levels + 1))), ['', ...Array.from({ length: levels }, (_, i) => `層級${i}`)]),
    ],
  }
  const labels = Float64Array.from({ length: rows }, (_, row) => Number((frame.columns[1]?.values[row] ?? 0) + random() * 2 > 2))
  return { frame, labels, seed }
})

test('what the columns add sums to the raw score, for every loss', () => {
  fc.assert(fc.property(table, fc.constantFrom<Loss>('logistic', 'squared', 'poisson'), ({ frame, labels, seed }, loss) => {
    const trees = trainTrees(frame, labels, { loss, trees: 8, leaves: 6, leafRows: 3, seed, rowShare: 0.8, columnShare: 0.7 })
    const scores = scoreTrees(trees, frame)
    const { bins, columns } = binned(frame, trees.columns)
    for (let row = 0; row < frame.rows; row++) {
      const sum = treeContributions(trees, bins, row * columns.length).reduce((total, part) => total + part, 0)
      expect(sum).toBeCloseTo(scores[row] as number, 9)
    }
  }), { numRuns: 40 })
})

test('trees come back from bytes exactly, and say the same', () => {
  fc.assert(fc.property(table, ({ frame, labels }) => {
    const trees = trainTrees(frame, labels, { trees: 5, leaves: 5, leafRows: 2 })
    const again = treesFromBytes(treesToBytes(trees))
    expect(again).toEqual(trees)
    expect(scoreTrees(again, frame)).toEqual(scoreTrees(trees, frame))
  }), { numRuns: 30 })
})

test('the same table, settings and seed give the same trees; another seed gives others', () => {
  const { frame, labels } = twoTogether(600, 3)
  const settings = { trees: 10, rowShare: 0.5, columnShare: 0.5 }
  expect(treesToBytes(trainTrees(frame, labels, settings))).toEqual(treesToBytes(trainTrees(frame, labels, settings)))
  expect(treesToBytes(trainTrees(frame, labels, { ...settings, seed: 2 }))).not.toEqual(treesToBytes(trainTrees(frame, labels, settings)))
})

test('one row asked alone gets what it gets in a batch', () => {
  fc.assert(fc.property(table, ({ frame, labels }) => {
    const trees = trainTrees(frame, labels, { trees: 6, leaves: 6, leafRows: 2 })
    const scores = scoreTrees(trees, frame)
    for (let row = 0; row < Math.min(frame.rows, 20); row++) {
      const given = Object.fromEntries(frame.columns.map((column) => [
        column.name,
        column.is === 'number' ? column.values[row] : column.values[row] === 0 ? null : column.levels[column.values[row] as number],
      ]))
      expect(scoreAt(trees, rowBins(trees, given))).toBe(scores[row])
    }
  }), { numRuns: 30 })
})

test('trees see what two columns say together and neither says alone', () => {
  const train = twoTogether(4_000, 1)
  const fresh = twoTogether(2_000, 2)
  expect(aucOf(predictTrees(trainTrees(train.frame, train.labels, { trees: 40 }), fresh.frame), fresh.labels)).toBeGreaterThan(0.95)
})

test('that a value is missing is learned from, on whichever side it belongs', () => {
  const random = seeded(5)
  const rows = 2_000
  const values = Float64Array.from({ length: rows }, () => (random() < 0.4 ? NaN : random()))
  const labels = values.map((value) => Number(random() < (Number.isNaN(value) ? 0.9 : 0.1)))
  const trees = trainTrees({ rows, columns: [{ name: 'a', is: 'number', values }] }, labels, { trees: 30 })
  const [missing = 0, known = 0] = predictTrees(trees, { rows: 2, columns: [number('a', [NaN, 0.5])] })
  expect(missing).toBeGreaterThan(0.85)
  expect(known).toBeLessThan(0.15)
})

test.each([400, 10_000])('%i levels neither break nor blind: noise in them is not taken for knowledge', (count) => {
  const random = seeded(9)
  const rows = 12_000
  const levels = ['', ...Array.from({ length: count }, (_, i) => `c${i}`)]
  const made = (): { readonly frame: Frame; readonly labels: Float64Array } => {
    const a = Array.from({ length: rows }, () => random())
    return {
      frame: { rows, columns: [number('a', a), category('code', a.map(() => 1 + Math.floor(random() * count)), levels)] },
      labels: Float64Array.from(a, (value) => Number(random() < value)),
    }
  }
  const train = made()
  const fresh = made()
  const auc = aucOf(scoreTrees(trainTrees(train.frame, train.labels, { trees: 40, leaves: 8, categoryL2: 50 }), fresh.frame), fresh.labels)
  const without = aucOf(scoreTrees(trainTrees({ rows, columns: train.frame.columns.slice(0, 1) }, train.labels, { trees: 40, leaves: 8 }), fresh.frame), fresh.labels)
  expect(auc).toBeGreaterThan((without ?? 1) - 0.02)
})

test('a level that training did not see counts as missing, a column that is not there as missing everywhere', () => {
  const frame: Frame = { rows: 400, columns: [category('c', Array.from({ length: 400 }, (_, row) => row % 3), ['', 'x', 'y'])] }
  const labels = Float64Array.from({ length: 400 }, (_, row) => Number(row % 3 === 1))
  const trees = trainTrees(frame, labels, { trees: 10 })
  const missing = predictTrees(trees, { rows: 1, columns: [category('c', [0], [''])] })
  expect(predictTrees(trees, { rows: 1, columns: [category('c', [1], ['', 'new'])] })).toEqual(missing)
  expect(predictTrees(trees, { rows: 1, columns: [] })).toEqual(missing)
})

test('a row of weight two counts as two rows', () => {
  const { frame, labels } = twoTogether(300, 4)
  const twice: Frame = { rows: 600, columns: frame.columns.map((column) => ({ ...column, values: Float64Array.from([...column.values, ...column.values]) }) as Column) }
  const settings = { trees: 6, leaves: 5, leafRows: 1, l2: 1 }
  const weighted = scoreTrees(trainTrees(frame, labels, settings, { weights: new Float64Array(300).fill(2) }), frame)
  const doubled = scoreTrees(trainTrees(twice, Float64Array.from([...labels, ...labels]), settings), frame)
  for (let row = 0; row < 300; row++) expect(weighted[row]).toBeCloseTo(doubled[row] as number, 6)
})

test('training stops where other rows no longer gain, and keeps the best number of trees', () => {
  const { frame, labels } = twoTogether(1_500, 6)
  const noisy = labels.map((label, row) => (row % 3 === 0 ? 1 - label : label))
  const rows = Int32Array.from({ length: 1_000 }, (_, row) => row)
  const validRows = Int32Array.from({ length: 500 }, (_, row) => 1_000 + row)
  const data = binned(frame, treeColumns(frame))
  const trees = trainBinned(data, noisy, { trees: 500, patience: 10 }, { rows, validRows })
  const best = trees.validLoss.indexOf(Math.min(...trees.validLoss)) + 1
  expect(trees.roots.length).toBe(best)
  expect(trees.validLoss.length).toBe(best + 10)
  const all = trainBinned(data, noisy, { trees: 500, patience: 10 }, { rows, validRows, keepAll: true })
  expect(scoreTrees(firstTrees(all, best), frame)).toEqual(scoreTrees(trees, frame))
})

test('amounts are foretold in their own measure, counts are never negative', () => {
  const random = seeded(8)
  const a = Array.from({ length: 2_000 }, () => random() * 4)
  const frame: Frame = { rows: 2_000, columns: [number('a', a)] }
  const labels = Float64Array.from(a, (value) => Math.round(Math.exp(value)))
  const squared = predictTrees(trainTrees(frame, labels, { loss: 'squared', trees: 60 }), frame)
  const poisson = predictTrees(trainTrees(frame, labels, { loss: 'poisson', trees: 60 }), frame)
  const error = (p: Float64Array): number => p.reduce((sum, value, row) => sum + Math.abs(value - (labels[row] as number)), 0) / 2_000
  expect(error(squared)).toBeLessThan(2)
  expect(error(poisson)).toBeLessThan(2)
  expect(Math.min(...poisson)).toBeGreaterThan(0)
})

test('a constant label, one row, or no column give the base rate and no split', () => {
  const one = trainTrees({ rows: 1, columns: [number('a', [3])] }, Float64Array.of(1), { trees: 5 })
  expect(treeImportance(one)).toEqual(Float64Array.of(0))
  const same = trainTrees({ rows: 50, columns: [number('a', Array.from({ length: 50 }, (_, i) => i))] }, new Float64Array(50), { trees: 5 })
  expect(same.column.every((column) => column < 0)).toBe(true)
  expect(predictTrees(trainTrees({ rows: 4, columns: [] }, Float64Array.of(1, 0, 0, 0)), { rows: 1, columns: [] })[0]).toBeCloseTo(0.25, 6)
  expect(() => trainTrees({ rows: 0, columns: [] }, new Float64Array())).toThrow('No row to train trees on')
})

test('bins keep the order of numbers, and few distinct values each have their own', () => {
  fc.assert(fc.property(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 400 }), (values) => {
    const [column] = treeColumns({ rows: values.length, columns: [number('a', values)] })
    const edges = column?.is === 'number' ? column.edges : new Float64Array()
    const sorted = values.toSorted((one, other) => one - other)
    const bins = sorted.map((value) => binOf(edges, value))
    for (let i = 1; i < bins.length; i++) {
      expect(bins[i]).toBeGreaterThanOrEqual(bins[i - 1] as number)
      if (new Set(values.map((value) => value + 0)).size <= 255 && sorted[i] !== sorted[i - 1]) expect(bins[i]).toBeGreaterThan(bins[i - 1] as number)
    }
    expect(Math.max(...bins)).toBeLessThanOrEqual(255)
  }), { numRuns: 60 })
})

/** The label is whether two numbers have the same sign; a third column is noise. */
function twoTogether(rows: number, seed: number): { readonly frame: Frame; readonly labels: Float64Array } {
  const random = seeded(seed)
  const columns = ['a', 'b', 'noise'].map((name) => number(name, Array.from({ length: rows }, () => random() - 0.5)))
  const labels = Float64Array.from({ length: rows }, (_, row) => Number((columns[0]?.values[row] ?? 0) * (columns[1]?.values[row] ?? 0) > 0))
  return { frame: { rows, columns }, labels }
}
