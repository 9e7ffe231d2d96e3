/** The pairs of a table that are compared: a draw of them with their levels to fit to, and the likely ones with their probabilities. */
import { visitPairs, type Blocks } from './block.ts'
import type { Sample } from './fit.ts'
import { mix } from './hash.ts'
import type { Scorer } from './score.ts'
import type { Table } from './table.ts'
import type { MatchProgress } from './types.ts'
import { compareSlot, shareOf } from './vectors.ts'
import { groupsOf, newWeighed, posterior, weigh, type Weights } from './weigh.ts'

/** So many pairs are kept with their levels, so that none is compared twice; of more, only an even share is kept to fit to. */
const KEPT_MAX = 1_500_000
const DRAWN_MAX = 500_000
const BLOCKS_PER_STEP = 2_000
/** Pairs that are compared slot by slot: so few that their levels stay at hand. */
const PAIRS_AT_ONCE = 2_000
/** From here on two records count as one person when values are counted by people. */
const NEARLY_CERTAIN = 0.95

/** Compared pairs with their levels. */
export interface Sampled extends Sample {
  /** Records of each pair of the sample. */
  readonly a: Int32Array
  readonly b: Int32Array
  /** Compared pairs in all. */
  readonly pairs: number
}

/** Compares the pairs that are fitted to: all when they are few, otherwise an even share drawn by a hash of the two records. */
export function* sampleOf(table: Table, blocks: Blocks): Generator<MatchProgress, Sampled> {
  const count = table.plan.fields.length
  const share = blocks.visits <= KEPT_MAX ? 1 : DRAWN_MAX / blocks.visits
  const room = Math.ceil(Math.min(blocks.visits, share < 1 ? DRAWN_MAX * 1.2 : KEPT_MAX)) + 16
  const levels = new Uint8Array(room * count)
  const logShares = new Float32Array(room * count)
  const [a, b] = [new Int32Array(room), new Int32Array(room)]
  const sample = { levels, logShares, a, b }
  let pairs = 0
  let taken = 0
  const limit = share * 0x100000000
  for (let from = 0; from < blocks.keys.length; from += BLOCKS_PER_STEP) {
    const first = taken
    visitPairs(blocks, from, Math.min(from + BLOCKS_PER_STEP, blocks.keys.length), (one, other) => {
      pairs++
      if (taken >= room || (share < 1 && mix(Math.imul(one, 0x9e3779b1) ^ mix(other)) >= limit)) return
      a[taken] = one
      b[taken++] = other
    })
    for (let at = first; at < taken; at += PAIRS_AT_ONCE) comparePairs(table, sample, at, Math.min(at + PAIRS_AT_ONCE, taken))
    yield { stage: 'compare', done: from, total: blocks.keys.length }
  }
  return { ...sample, count: taken, scale: taken === 0 ? 1 : pairs / taken, pairs }
}

/** Compares the pairs of a sample from one number to another, slot by slot: the values of one slot are few enough to stay at hand. */
function comparePairs(table: Table, sample: Pick<Sampled, 'levels' | 'logShares' | 'a' | 'b'>, from: number, to: number): void {
  const { plan } = table
  for (let slot = 0; slot < table.columns.length; slot++) {
    const { ids, values } = table.columns[slot]!
    for (let pair = from; pair < to; pair++) {
      const [left, right] = [ids[sample.a[pair]!]!, ids[sample.b[pair]!]!]
      compareSlot(plan, slot, left < 0 ? null : values[left]!, right < 0 ? null : values[right]!, sample, pair * plan.fields.length)
    }
  }
}

/** Puts the shares of today into a sample: its levels stay as they are. */
export function* refreshShares(table: Table, sample: Sampled): Generator<MatchProgress, void> {
  const { fields } = table.plan
  for (let field = 0; field < fields.length; field++) {
    const { kind, slot } = fields[field]!
    const { ids, values } = table.columns[slot]!
    for (let pair = 0; pair < sample.count; pair++) {
      const at = pair * fields.length + field
      const level = sample.levels[at]!
      if (level === 1 || level === 2) sample.logShares[at] = shareOf(kind, level, values[ids[sample.a[pair]!]!]!, values[ids[sample.b[pair]!]!]!)
      if (pair % 500_000 === 499_999) yield { stage: 'fit', done: field * sample.count + pair, total: fields.length * sample.count }
    }
  }
}

/** Whether a draw is all pairs. */
export function isWhole(sample: Sampled): boolean {
  return sample.count === sample.pairs
}

/** Who is whom as far as it is nearly certain: the smallest record of each group. */
export function likelyPeople(size: number, kept: Kept): Int32Array {
  const parent = new Int32Array(size)
  for (let record = 0; record < size; record++) parent[record] = record
  const find = (record: number): number => {
    let at = record
    while (parent[at] !== at) at = parent[at] = parent[parent[at]!]!
    return at
  }
  for (let pair = 0; pair < kept.count; pair++) {
    if (kept.probability[pair]! < NEARLY_CERTAIN) continue
    const [one, other] = [find(kept.a[pair]!), find(kept.b[pair]!)]
    if (one < other) parent[other] = one
    else parent[one] = other
  }
  for (let record = 0; record < size; record++) parent[record] = find(record)
  return parent
}

/** Pairs with their probabilities. */
export interface Kept {
  readonly a: Int32Array
  readonly b: Int32Array
  readonly probability: Float32Array
  readonly count: number
}

function keeper(floor: number): { readonly list: Kept; readonly keep: (one: number, other: number, probability: number) => void } {
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
  return { list, keep }
}

/** Probabilities of a draw that is all pairs, those at the floor or above. */
export function scoredSample(table: Table, weights: Weights, sample: Sampled, floor: number): Kept {
  const { list, keep } = keeper(floor)
  const groups = groupsOf(table.plan.fields)
  const weighed = newWeighed(table.plan.fields.length)
  for (let pair = 0; pair < sample.count; pair++) {
    weigh(weights, groups, sample.levels, sample.logShares, pair * table.plan.fields.length, weighed)
    keep(sample.a[pair]!, sample.b[pair]!, posterior(weights, weighed))
  }
  return list
}

/** Probabilities of all pairs of the blocks, those at the floor or above. */
export function* scoredBlocks(blocks: Blocks, scorer: Scorer, floor: number): Generator<MatchProgress, Kept> {
  const { list, keep } = keeper(floor)
  for (let from = 0; from < blocks.keys.length; from += BLOCKS_PER_STEP) {
    visitPairs(blocks, from, Math.min(from + BLOCKS_PER_STEP, blocks.keys.length), (one, other) => keep(one, other, scorer.probability(one, other)))
    yield { stage: 'compare', done: from, total: blocks.keys.length }
  }
  return list
}

/** Probabilities of these pairs by another scorer, those at the floor or above. */
export function* scoredAgain(before: Kept, scorer: Scorer, floor: number): Generator<MatchProgress, Kept> {
  const { list, keep } = keeper(floor)
  for (let pair = 0; pair < before.count; pair++) {
    keep(before.a[pair]!, before.b[pair]!, scorer.probability(before.a[pair]!, before.b[pair]!))
    if (pair % 20_000 === 19_999) yield { stage: 'compare', done: pair, total: before.count }
  }
  return list
}

function widened<List extends Int32Array | Float32Array>(list: List, wider: List): List {
  wider.set(list)
  return wider
}
