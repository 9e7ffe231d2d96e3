/** Learning from labels: what people said about pairs corrects the unsupervised score. Contradictions are counted and settled by the majority. */
import { boost, correction, type Trees } from './boost.ts'
import { COMPANION_KINDS, companionKey, featureCount, featuresInto } from './features.ts'
import type { Table } from './table.ts'
import type { LabelledPair, MatchFigures } from './types.ts'
import type { Compared } from './score.ts'

/** Labels as records (a < b), each pair once. */
export interface Labels {
  readonly pairs: readonly LabelledPair[]
  readonly figures: MatchFigures['labels']
}

/** Labels of each kind needed before anything is learned from them. */
const LEAST_OF_EACH = 20

/**
 * Sorts labels out. Rows that are not there and pairs of a row with itself are invalid. A pair labelled both ways, or labelled apart while a chain of `same` labels joins it,
 * is contradictory: the first goes by majority (a tie is left out), the second keeps its own word for learning.
 */
export function sortLabels(table: Table, labels: readonly LabelledPair[]): Labels {
  const votes = new Map<number, { a: number; b: number; same: number; different: number }>()
  let invalid = 0
  for (const { a, b, same } of labels) {
    if (!(a >= 0 && a < table.size && b >= 0 && b < table.size && Number.isInteger(a) && Number.isInteger(b)) || a === b) {
      invalid++
      continue
    }
    const [one, other] = [Math.min(table.rankOf[a]!, table.rankOf[b]!), Math.max(table.rankOf[a]!, table.rankOf[b]!)]
    const key = one * table.size + other
    const vote = votes.get(key) ?? { a: one, b: other, same: 0, different: 0 }
    if (same) vote.same++
    else vote.different++
    votes.set(key, vote)
  }
  let contradictory = 0
  const pairs: LabelledPair[] = []
  for (const [, vote] of [...votes].sort((one, other) => one[0] - other[0])) {
    if (vote.same > 0 && vote.different > 0) contradictory++
    if (vote.same !== vote.different) pairs.push({ a: vote.a, b: vote.b, same: vote.same > vote.different })
  }
  contradictory += brokenChains(table.size, pairs)
  return { pairs, figures: { used: pairs.length, contradictory, invalid } }
}

/** Pairs said to be apart whose records `same` labels join in a chain. */
function brokenChains(size: number, pairs: readonly LabelledPair[]): number {
  const parent = new Map<number, number>()
  const find = (record: number): number => {
    let at = record
    for (let up = parent.get(at); up !== undefined && up !== at; up = parent.get(at)) at = up
    return at
  }
  for (const { a, b, same } of pairs) {
    if (!same) continue
    const [one, other] = [find(a), find(b)]
    if (one !== other) parent.set(Math.max(one, other), Math.min(one, other))
  }
  return size === 0 ? 0 : pairs.filter(({ a, b, same }) => !same && find(a) === find(b)).length
}

/** The learned correction of the log odds of a compared pair. */
export type Correction = (compared: Compared) => number

/** Learns the correction; null when there are too few labels of either kind. */
export function learn(table: Table, labels: readonly LabelledPair[], compare: (a: number, b: number) => Compared): Correction | null {
  const same = labels.filter((label) => label.same).length
  if (same < LEAST_OF_EACH || labels.length - same < LEAST_OF_EACH) return null
  const { plan } = table
  const width = featureCount(plan)
  // While learning, a pair sees the companions counted on the other folds only: its own label would show through.
  const folds = Array.from({ length: FOLDS }, (_, fold) => companionsOf(table, labels.filter((_label, index) => index % FOLDS !== fold), compare))
  const companions = companionsOf(table, labels, compare)
  const features = new Float64Array(labels.length * width)
  const answers = new Uint8Array(labels.length)
  // The unsupervised log odds are a feature and, softened, the start: labels are few and may be of another mix than the table.
  const start = new Float64Array(labels.length)
  labels.forEach((label, index) => {
    const compared = compare(label.a, label.b)
    featuresInto(plan, compared.one, compared.other, compared.vector, compared.weighed, folds[index % FOLDS]!, features, index * width)
    answers[index] = label.same ? 1 : 0
    start[index] = softened(compared.logOdds)
  })
  const trees: Trees = boost({ features, width, count: labels.length }, answers, start)
  const row = new Float64Array(width)
  return (compared) => {
    featuresInto(plan, compared.one, compared.other, compared.vector, compared.weighed, companions, row, 0)
    return softened(compared.logOdds) + correction(trees, row) - compared.logOdds
  }
}

const FOLDS = 5

/** Log odds that twenty labels can still outweigh. */
const START_MOST = 6

function softened(logOdds: number): number {
  return START_MOST * Math.tanh(logOdds / START_MOST / 2)
}

function companionsOf(table: Table, labels: readonly LabelledPair[], compare: (a: number, b: number) => Compared): Map<string, [number, number]> {
  const companions = new Map<string, [number, number]>()
  for (const { a, b, same } of labels) {
    const compared = compare(a, b)
    table.plan.fields.forEach(({ kind, slot }, field) => {
      const [one, other] = [compared.one[slot], compared.other[slot]]
      if (!COMPANION_KINDS.has(kind) || !one || !other || one.is !== 'plain' || other.is !== 'plain') return
      const key = companionKey(field, one.text, other.text)
      const counts = companions.get(key) ?? [0, 0]
      counts[same ? 0 : 1]++
      companions.set(key, counts)
    })
  }
  return companions
}
