/** Matching a table from beginning to end, in steps of some milliseconds, so that whoever calls can draw progress and stay responsive. */
import { blocksOf, visitPairs, type Blocks } from './block.ts'
import { clusterRecords, type ClusterTask } from './cluster.ts'
import { fit, type Fit, type Sample } from './fit.ts'
import { mix } from './hash.ts'
import { defaultModel, modelOf, weightsOfModel } from './model.ts'
import { countRandom, valuesOf } from './random-pairs.ts'
import { learn, sortLabels } from './learn.ts'
import { logit, scorerOf, type Scorer } from './score.ts'
import { countShares, readTable, type Table } from './table.ts'
import type { MatchInput, MatchModel, MatchOptions, MatchProgress, MatchResult, PairList } from './types.ts'
import type { Value } from './value.ts'
import { compareInto, newVector, sharesInto } from './vectors.ts'
import { groupsOf, newWeighed, posterior, weigh, type Weights } from './weigh.ts'

/** So many pairs are kept with their levels, so that none is compared twice; of more, only an even share is kept to fit to. */
const KEPT_MAX = 1_500_000
const DRAWN_MAX = 500_000
/** Fewer records than this tell nothing about themselves: the default model speaks. */
const FITTED_LEAST = 20
const BLOCKS_PER_STEP = 2_000
/** From here on two records count as one person when values are counted by people. */
const NEARLY_CERTAIN = 0.95
const FLOOR = 0.05
const CLUSTER_MAX = 200

/** Matches a table in small steps: each `next()` works for some milliseconds and says where it is. */
export function* matchSteps(input: MatchInput, options: MatchOptions = {}): Generator<MatchProgress, MatchResult> {
  const table = yield* readTable(input)
  const blocks = yield* blocksOf(table)
  const sampled = yield* sampleOf(table, blocks)
  const random = options.model || table.size < FITTED_LEAST ? null : yield* randomLevels(table)
  let fitted = random && (yield* fittedTo(table, sampled, random, null))
  if (random && fitted) {
    countShares(table, likelyPeople(table, sampled, fitted))
    yield* refreshShares(table, sampled)
    fitted = yield* fittedTo(table, sampled, random, fitted)
  }
  const weights: Weights = fitted ?? weightsOfModel(options.model ?? defaultModel(input.roles))
  const labels = sortLabels(table, options.labels ?? [])
  const learned = labels.pairs.length > 0 ? learn(table, labels.pairs, scorerOf(table, weights).compare) : null
  const scorer = scorerOf(table, weights, learned)
  const kept = yield* scored(table, blocks, weights, learned ? null : sampled, scorer, options.floor ?? FLOOR)
  const model = options.model ?? (fitted ? modelOf(table, input.roles, weights, learned ? 'labelled' : 'fitted') : defaultModel(input.roles))
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

interface Sampled extends Sample {
  /** Records of each pair of the sample. */
  readonly a: Int32Array
  readonly b: Int32Array
  /** Compared pairs in all. */
  readonly pairs: number
}

/** Compares the pairs that are fitted to: all when they are few, otherwise an even share drawn by a hash of the two records. */
function* sampleOf(table: Table, blocks: Blocks): Generator<MatchProgress, Sampled> {
  const count = table.plan.fields.length
  const share = blocks.visits <= KEPT_MAX ? 1 : DRAWN_MAX / blocks.visits
  const room = Math.ceil(Math.min(blocks.visits, share < 1 ? DRAWN_MAX * 1.2 : KEPT_MAX)) + 16
  const levels = new Uint8Array(room * count)
  const logShares = new Float32Array(room * count)
  const [a, b] = [new Int32Array(room), new Int32Array(room)]
  const vector = newVector(table.plan)
  const left: (Value | null)[] = []
  const right: (Value | null)[] = []
  let pairs = 0
  let taken = 0
  const limit = share * 0x100000000
  for (let from = 0; from < blocks.keys.length; from += BLOCKS_PER_STEP) {
    visitPairs(blocks, from, Math.min(from + BLOCKS_PER_STEP, blocks.keys.length), (one, other) => {
      pairs++
      if (taken >= room || (share < 1 && mix(Math.imul(one, 0x9e3779b1) ^ mix(other)) >= limit)) return
      valuesOf(table, one, left)
      valuesOf(table, other, right)
      compareInto(table.plan, left, right, vector)
      levels.set(vector.levels, taken * count)
      logShares.set(vector.logShares, taken * count)
      a[taken] = one
      b[taken++] = other
    })
    yield { stage: 'compare', done: from, total: blocks.keys.length }
  }
  return { levels, logShares, a, b, count: taken, scale: taken === 0 ? 1 : pairs / taken, pairs }
}

/** Puts the shares of today into a sample: its levels stay as they are. */
function* refreshShares(table: Table, sample: Sampled): Generator<MatchProgress, void> {
  const count = table.plan.fields.length
  const left: (Value | null)[] = []
  const right: (Value | null)[] = []
  const vector = newVector(table.plan)
  for (let pair = 0; pair < sample.count; pair++) {
    valuesOf(table, sample.a[pair]!, left)
    valuesOf(table, sample.b[pair]!, right)
    vector.levels.set(sample.levels.subarray(pair * count, (pair + 1) * count))
    sharesInto(table.plan, left, right, vector)
    sample.logShares.set(vector.logShares, pair * count)
    if (pair % 100_000 === 99_999) yield { stage: 'fit', done: pair, total: sample.count }
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

/** Who is whom as far as it is nearly certain: the smallest record of each group. */
function likelyPeople(table: Table, sample: Sampled, weights: Weights): Int32Array {
  const parent = new Int32Array(table.size)
  for (let record = 0; record < table.size; record++) parent[record] = record
  const find = (record: number): number => {
    let at = record
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  const groups = groupsOf(table.plan.fields)
  const weighed = newWeighed(table.plan.fields.length)
  for (let pair = 0; pair < sample.count; pair++) {
    weigh(weights, groups, sample.levels, sample.logShares, pair * table.plan.fields.length, weighed)
    if (posterior(weights, weighed) < NEARLY_CERTAIN) continue
    const [one, other] = [find(sample.a[pair]!), find(sample.b[pair]!)]
    if (one < other) parent[other] = one
    else parent[one] = other
  }
  for (let record = 0; record < table.size; record++) parent[record] = find(record)
  return parent
}

interface Kept {
  readonly a: Int32Array
  readonly b: Int32Array
  readonly probability: Float32Array
  readonly count: number
}

/** Probabilities of all compared pairs, those at the floor or above kept. */
function* scored(table: Table, blocks: Blocks, weights: Weights, sample: Sampled | null, scorer: Scorer, floor: number): Generator<MatchProgress, Kept> {
  const list = { a: new Int32Array(1024), b: new Int32Array(1024), probability: new Float32Array(1024), count: 0 }
  const keep = (one: number, other: number, probability: number) => {
    if (probability < floor) return
    if (list.count === list.a.length) {
      list.a = widened(list.a, new Int32Array(list.count * 2))
      list.b = widened(list.b, new Int32Array(list.count * 2))
      list.probability = widened(list.probability, new Float32Array(list.count * 2))
    }
    list.a[list.count] = one
    list.b[list.count] = other
    list.probability[list.count++] = probability
  }
  if (sample && sample.count === sample.pairs) {
    const groups = groupsOf(table.plan.fields)
    const weighed = newWeighed(table.plan.fields.length)
    for (let pair = 0; pair < sample.count; pair++) {
      weigh(weights, groups, sample.levels, sample.logShares, pair * table.plan.fields.length, weighed)
      keep(sample.a[pair]!, sample.b[pair]!, posterior(weights, weighed))
    }
    return list
  }
  for (let from = 0; from < blocks.keys.length; from += BLOCKS_PER_STEP) {
    visitPairs(blocks, from, Math.min(from + BLOCKS_PER_STEP, blocks.keys.length), (one, other) => keep(one, other, scorer.probability(one, other)))
    yield { stage: 'compare', done: from, total: blocks.keys.length }
  }
  return list
}

function widened<List extends Int32Array | Float32Array>(list: List, wider: List): List {
  wider.set(list)
  return wider
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
