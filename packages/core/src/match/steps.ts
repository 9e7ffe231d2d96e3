/** Matching a table from beginning to end, in steps of some milliseconds, so that whoever calls can draw progress and stay responsive. */
import { blocksOf } from './block.ts'
import { isWhole, likelyPeople, refreshShares, sampleOf, scoredAgain, scoredBlocks, scoredSample, type Kept, type Sampled } from './candidates.ts'
import { clusterRecords, type ClusterTask } from './cluster.ts'
import { fit, type Fit } from './fit.ts'
import { learn, sortLabels } from './learn.ts'
import { defaultModel, modelOf, shareByModel, weightsOfModel } from './model.ts'
import { countRandom } from './random-pairs.ts'
import { logit, scorerOf, type Scorer } from './score.ts'
import { countShares, readTable, type Table } from './table.ts'
import type { MatchInput, MatchModel, MatchOptions, MatchProgress, MatchResult, PairList } from './types.ts'
import type { Weights } from './weigh.ts'

/** Fewer records than this tell nothing about themselves: the default model speaks. */
const FITTED_LEAST = 20
/** A chance that counting values in people may still lift above the floor. */
const SOME_CHANCE = 0.002
const FLOOR = 0.05
const CLUSTER_MAX = 200

/** Matches a table in small steps: each `next()` works for some milliseconds and says where it is. */
export function* matchSteps(input: MatchInput, options: MatchOptions = {}): Generator<MatchProgress, MatchResult> {
  const table = yield* readTable(input)
  const blocks = yield* blocksOf(table)
  const sampled = yield* sampleOf(table, blocks)
  const floor = options.floor ?? FLOOR
  const random = options.model || table.size < FITTED_LEAST ? null : yield* randomLevels(table)
  let fitted = random && (yield* fittedTo(table, sampled, random, null))
  let likely: Kept | null = null
  if (random && fitted) {
    // Where pairs are too many to keep, those that the first fit leaves some chance are kept, and the second fit looks at these alone.
    likely = isWhole(sampled) ? null : yield* scoredBlocks(blocks, scorerOf(table, fitted), Math.min(floor, SOME_CHANCE))
    countShares(table, likelyPeople(table.size, likely ?? scoredSample(table, fitted, sampled, FLOOR)))
    yield* refreshShares(table, sampled)
    fitted = yield* fittedTo(table, sampled, random, fitted)
  }
  const given = fitted ? null : options.model ?? defaultModel(input.roles)
  if (given) {
    shareByModel(table, given)
    yield* refreshShares(table, sampled)
  }
  const weights: Weights = fitted ?? weightsOfModel(given!)
  const labels = sortLabels(table, options.labels ?? [])
  const learned = labels.pairs.length > 0 ? learn(table, labels.pairs, scorerOf(table, weights).compare) : null
  const scorer = scorerOf(table, weights, learned)
  const kept = likely ? yield* scoredAgain(likely, scorer, floor)
    : learned || !isWhole(sampled) ? yield* scoredBlocks(blocks, scorer, floor) : scoredSample(table, weights, sampled, floor)
  const model = given ?? modelOf(table, input.roles, weights, learned ? 'labelled' : 'fitted')
  const clusters = yield* clustered(table, scorer, kept, model, options)
  let largest = 0
  const sizes = new Int32Array(table.size)
  for (const cluster of clusters.ofRow) largest = Math.max(largest, ++sizes[cluster]!)
  return {
    clusters: clusters.ofRow,
    pairs: pairsByRow(table, kept),
    model,
    figures: {
      records: table.size, blockingKeys: blocks.keys.length, crowdedKeys: blocks.crowded, comparedPairs: sampled.pairs, keptPairs: kept.count,
      clusters: clusters.count, largestCluster: largest, rounds: fitted?.rounds ?? 0, labels: labels.figures,
    },
    explain: (a, b) => scorer.explain(table.rankOf[a]!, table.rankOf[b]!),
  }
}

/** Matches a table. Long: `progress` is called some hundred times; use `matchSteps` to stay responsive between steps. */
export function matchRecords(input: MatchInput, options: MatchOptions = {}, progress: (progress: MatchProgress) => void = () => {}): MatchResult {
  const steps = matchSteps(input, options)
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    progress(step.value)
  }
}

function* randomLevels(table: Table): Generator<MatchProgress, Float64Array> {
  const steps = countRandom(table)
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done) return step.value
    yield { stage: 'fit', done: 0, total: 0 }
  }
}

function* fittedTo(table: Table, sample: Sampled, random: Float64Array, before: Fit | null): Generator<MatchProgress, Fit> {
  const rounds = fit(table.plan.fields, sample, random, table.size * (table.size - 1) / 2, before)
  for (let round = rounds.next(); ; round = rounds.next()) {
    if (round.done) return round.value
    yield { stage: 'fit', done: round.value, total: 0 }
  }
}

/** Clusters by row, numbered in order of first row. */
function* clustered(
  table: Table, scorer: Scorer, kept: Kept, model: MatchModel, options: MatchOptions,
): Generator<MatchProgress, { readonly ofRow: Int32Array; readonly count: number }> {
  const bias = -logit(model.threshold)
  let likely = 0
  for (let pair = 0; pair < kept.count; pair++) if (kept.probability[pair]! > model.threshold) likely++
  const task = { a: new Int32Array(likely), b: new Int32Array(likely), logOdds: new Float32Array(likely) }
  for (let pair = 0, at = 0; pair < kept.count; pair++) {
    if (!(kept.probability[pair]! > model.threshold)) continue
    task.a[at] = kept.a[pair]!
    task.b[at] = kept.b[pair]!
    task.logOdds[at++] = logit(kept.probability[pair]!) + bias
  }
  const ranked = (pairs: MatchOptions['together']) => (pairs ?? []).map(([one, other]) => [table.rankOf[one]!, table.rankOf[other]!] as const)
  const steps = clusterRecords({
    ...task, size: table.size, score: (a, b) => scorer.logOdds(a, b) + bias, together: ranked(options.together), apart: ranked(options.apart),
    unique: uniqueOf(table, options.unique ?? []), sources: onePerSource(table, kept, options), sizeMax: options.clusterSizeMax ?? CLUSTER_MAX,
  } satisfies ClusterTask)
  let step = steps.next()
  for (; !step.done; step = steps.next()) yield { stage: 'cluster', done: step.value, total: 0 }
  const ofRow = new Int32Array(table.size)
  const numbers = new Int32Array(table.size).fill(-1)
  let count = 0
  for (let row = 0; row < table.size; row++) {
    const root = step.value[table.rankOf[row]!]!
    if (numbers[root] === -1) numbers[root] = count++
    ofRow[row] = numbers[root]!
  }
  return { ofRow, count }
}

function uniqueOf(table: Table, columns: readonly string[]): Int32Array[] {
  return table.columns.filter((column) => column.slot.columns.length === 1 && columns.includes(column.slot.columns[0]!)).map((column) => column.ids)
}

/** Expected matches within a source beside those across sources, below which a source counts as free of duplicates. */
const WITHIN_LEAST = 0.01

/** Sources, when no two records of one source are one person: as told, or when the scores say so. */
function onePerSource(table: Table, kept: Kept, options: MatchOptions): Int32Array | null {
  if (!table.sources || options.onePerSource === false) return null
  if (options.onePerSource) return table.sources
  let within = 0
  let across = 0
  for (let pair = 0; pair < kept.count; pair++) {
    if (table.sources[kept.a[pair]!] === table.sources[kept.b[pair]!]) within += kept.probability[pair]!
    else across += kept.probability[pair]!
  }
  return across > 20 && within < across * WITHIN_LEAST ? table.sources : null
}

function pairsByRow(table: Table, kept: Kept): PairList {
  const order = new Float64Array(kept.count)
  const at = new Int32Array(kept.count)
  for (let pair = 0; pair < kept.count; pair++) {
    const [one, other] = [table.rows[kept.a[pair]!]!, table.rows[kept.b[pair]!]!]
    order[pair] = Math.min(one, other) * table.size + Math.max(one, other)
    at[pair] = pair
  }
  at.sort((one, other) => order[one]! - order[other]!)
  const list = { a: new Int32Array(kept.count), b: new Int32Array(kept.count), probability: new Float32Array(kept.count) }
  at.forEach((pair, index) => {
    list.a[index] = Math.floor(order[pair]! / table.size)
    list.b[index] = order[pair]! % table.size
    list.probability[index] = kept.probability[pair]!
  })
  return list
}
