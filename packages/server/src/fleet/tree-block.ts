/** Boosted trees as a learner of blocks in the race: rows of feature values become a table, on which trees are grown and stopped early. */
import type { Column, Frame } from '@rapport/core/model/types'
import type { FeatureValue } from '@rapport/core/model/features/types'
import type { Asked, BlockLearner, BlockModel, Example } from '@rapport/core/model/race/types'
import { predictTrees, rowBins, treeContributions, treeImportance } from '@rapport/core/model/trees/predict'
import { treesFromBytes, treesToBytes } from '@rapport/core/model/trees/stored'
import { trainTrees } from '@rapport/core/model/trees/train'
import type { Trees } from '@rapport/core/model/trees/types'

/** Examples of the block, from its end, that say when to stop. */
const VALID_SHARE = 0.2

/** Trees over the features of these ids, in the order of `FeaturePlan.values`. */
export function treeBlock(features: readonly string[], { leaves, rate }: { readonly leaves: number; readonly rate: number }): BlockLearner {
  return {
    id: `trees leaves ${leaves} rate ${rate}`,
    needs: { examples: 500, rarer: 50 },
    fit(examples) {
      const frame = frameOf(features, examples.map(({ row }) => row ?? []))
      const labels = Float64Array.from(examples, ({ y }: Example) => y)
      const cut = Math.floor(examples.length * (1 - VALID_SHARE))
      const rows = Int32Array.from({ length: cut }, (_, i) => i)
      const validRows = Int32Array.from({ length: examples.length - cut }, (_, i) => cut + i)
      return modelOf(features, trainTrees(frame, labels, { loss: 'logistic', leaves, rate, trees: 150, patience: 15, leafRows: 20, columnShare: 0.7, seed: 1 }, { rows, validRows }))
    },
    restore: (bytes) => modelOf(features, treesFromBytes(bytes)),
  }
}

function modelOf(features: readonly string[], trees: Trees): BlockModel {
  return {
    predict: (asked) => predictTrees(trees, frameOf(features, asked.map(({ row }) => row ?? []))),
    contributions({ row }: Asked) {
      const given = treeContributions(trees, rowBins(trees, Object.fromEntries(features.map((feature, i) => [feature, row?.[i] ?? null]))))
      const parts = trees.columns.map(({ name }, i) => ({ feature: name, adds: given[i] as number })).filter(({ adds }) => adds !== 0)
      return parts.sort((one, other) => Math.abs(other.adds) - Math.abs(one.adds))
    },
    importance() {
      const shares = treeImportance(trees)
      return trees.columns.map(({ name }, i) => ({ feature: name, share: shares[i] as number })).filter(({ share }) => share > 0).sort((one, other) => other.share - one.share)
    },
    snapshot: () => treesToBytes(trees),
  }
}

/** Rows as a table: a feature with any word in it is a category, numbers in it are words then. */
export function frameOf(features: readonly string[], rows: readonly (readonly FeatureValue[])[]): Frame {
  const columns = features.map((name, i): Column => {
    if (rows.every((row) => typeof row[i] !== 'string')) return { name, is: 'number', values: Float64Array.from(rows, (row) => (typeof row[i] === 'number' ? (row[i] as number) : Number.NaN)) }
    const levels = ['']
    const places = new Map<string, number>([['', 0]])
    const values = Uint32Array.from(rows, (row) => {
      const text = row[i] === null || row[i] === undefined ? '' : String(row[i])
      let place = places.get(text)
      if (place === undefined) {
        place = levels.push(text) - 1
        places.set(text, place)
      }
      return place
    })
    return { name, is: 'category', values, levels }
  })
  return { rows: rows.length, columns }
}
