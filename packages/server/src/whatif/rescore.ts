/** Every logged decision decided anew under a strategy, with the functions that decide in the product; and what a model expected of both. */
import { distribution, sharpnessOf } from '@rapport/core/decision/chance'
import { nextScale } from '@rapport/core/decision/pacing'
import { significant } from '@rapport/core/decision/round'
import type { ReplayLog } from '@rapport/core/experiment/replay/types'
import { candidatesOf, endOf, numberOr, numbersOf, tierChanges, type Candidates, type Frozen, type Measure, type Seen, type Work } from './candidates.ts'
import { nowOf, UNDOABLE, type Ground } from './ground.ts'
import type { Terms } from './terms.ts'

/** The decisions under both strategies, one row each of `rows` of the ground. */
export interface Rescored {
  readonly log: ReplayLog
  /** Row of the ground. */
  readonly rows: Uint32Array
  /** Where the row's candidates begin below; doing nothing (−1) is the last of each. */
  readonly first: Uint32Array
  readonly offer: Int32Array
  readonly before: Float64Array
  readonly under: Float64Array
  /** What the model expected of it, in the measure's unit, and as chance of success. */
  readonly expected: Float64Array
  readonly success: Float64Array
  /** Showing it costs, and the share of choices that is shown at all, as known by then. */
  readonly costs: Float64Array
  readonly shownShare: number
  /** The most likely choice is another one. */
  readonly changed: number
  /** Mean gap between the best value and the mean of what is possible, in money. */
  readonly gap: number
  /** What the strategy wants and the log never allowed. */
  readonly wanted: ReadonlyMap<string, Readonly<Wanted>>
  /** Share of chance of the strategy, on average. */
  readonly exploration: number
}

/** Successes that are taken for granted before any was seen, so that the first few do not swing what is expected. */
const PRIOR_SUCCESSES = 5
/** Decides anew. `rows` are the rows of the ground that count, in order. */
export function rescore(
  ground: Ground,
  terms: Terms,
  { rows, measure, frozen }: { readonly rows: Uint32Array; readonly measure: Measure; readonly frozen: Frozen | null },
): Rescored {
  const g = numbersOf(ground)
  const n = rows.length
  const total = sizeOf(rows, g.first, ground.offer.length) + sizeOf(rows, g.firstOut, ground.outOffer.length) + n
  const out: Candidates = {
    offer: new Int32Array(total), before: new Float64Array(total), under: new Float64Array(total),
    expected: new Float64Array(total), success: new Float64Array(total), costs: new Float64Array(total),
  }
  const first = new Uint32Array(n + 1)
  const log = emptyLog(n, ground.people.count)
  const wanted = new Map<string, Wanted>()
  const seen: Seen = { success: PRIOR_SUCCESSES, said: PRIOR_SUCCESSES, chosen: 1, shown: 1 }
  const work: Work = { ground, terms, g, out, measure, frozen, seen, predicted: new Float64Array(CANDIDATES_MAX), hasTiers: tierChanges(terms) }
  let [changed, gaps, explorations, at, scaleBefore, scaleUnder] = [0, 0, 0, 0, 0, 0]
  for (let t = 0; t < n; t++) {
    const row = rows[t]!
    first[t] = at
    const { slots, values, admitted, nothing } = candidatesOf(work, row, at)
    // the scale by which differences in value are measured moves with the values themselves, in both worlds
    scaleBefore = nextScale(scaleBefore, [stakeAmong(g.score, g.first[row]!, endOf(g.first, row, ground.offer.length))])
    scaleUnder = nextScale(scaleUnder, values)
    const { chances: from, exploration: share } = terms.strategy
    const exploration = from === 'uniform' ? 1 : (share ?? g.exploration[row]!)
    const sharpness = sharpnessUnder({ stored: g.sharpness[row]!, before: scaleBefore, under: scaleUnder, frozen, chances: from })
    const { chances, best } = distribution(values, { sharpness, exploration })
    for (const [index, slot] of slots.entries()) out.under[slot] = chances[index]!
    const likeliest = weigh(work, log, { t, row, from: at, nothing })
    for (const { offer, slot, check } of admitted) note(wanted, { offer, placement: g.placement[row]!, check: UNDOABLE[check] ?? '', share: out.under[slot]! })
    if (slots[best] !== likeliest) changed++
    explorations += exploration
    gaps += values[best]! - values.reduce((sum, value) => sum + value, 0) / values.length
    at = nothing + 1
  }
  first[n] = at
  const each = Math.max(1, n)
  return { log, rows, first, ...out, shownShare: seen.shown / seen.chosen, changed: changed / each, gap: gaps / each, wanted, exploration: explorations / each }
}

/** Most candidates of one decision. */
const CANDIDATES_MAX = 4096

interface Wanted {
  readonly offer: number
  readonly placement: number
  readonly check: string
  decisions: number
  share: number
}

function emptyLog(n: number, units: number) {
  const column = (): Float64Array => new Float64Array(n)
  return {
    unit: new Uint32Array(n), units, reward: column(), propensity: column(), target: column(), model: column(),
    modelTarget: column(), modelLogged: column(), uncovered: column(), weightSquare: column(),
  }
}

/** What happened, and what was expected of both strategies. Answers where the likeliest choice of the log stands. */
function weigh(
  { ground, terms, g, out, measure, seen }: Work,
  log: ReturnType<typeof emptyLog>,
  { t, row, from, nothing }: { readonly t: number; readonly row: number; readonly from: number; readonly nothing: number },
): number {
  const chosen = g.chosen[row]!
  let place = nothing
  let likeliest = from
  let [logged, target, square, uncovered] = [0, 0, 0, 0]
  for (let i = from; i <= nothing; i++) {
    const [before, under] = [out.before[i]!, out.under[i]!]
    if (out.offer[i] === chosen) place = i
    if (before > out.before[likeliest]!) likeliest = i
    logged += before * out.expected[i]!
    target += under * out.expected[i]!
    if (before > 0) square += (under * under) / before
    else uncovered += under
  }
  log.unit[t] = nowOf(ground, g.unit[row]!)
  log.propensity[t] = g.propensity[row]!
  log.target[t] = out.under[place]!
  log.model[t] = out.expected[place]!
  log.modelTarget[t] = target
  log.modelLogged[t] = logged
  log.uncovered[t] = uncovered
  log.weightSquare[t] = square
  const i = g.first[row]! + (place - from)
  if (chosen < 0 || i >= endOf(g.first, row, ground.offer.length)) return likeliest
  const success = (measure === 'clicks' ? g.clicked : g.worked)[row]! > 0 ? 1 : 0
  const shown = g.shown[row]! > 0 ? 1 : 0
  log.reward[t] = measure === 'value' ? success * numberOr(terms.value[chosen]!, g.value[i]!) - shown * out.costs[place]! : success
  seen.success += success
  seen.said += numberOr(g.learned[i]!, g.p[i]!)
  seen.chosen++
  seen.shown += shown
  return likeliest
}

function sizeOf(rows: Uint32Array, first: Float64Array, end: number): number {
  let sum = 0
  for (const row of rows) sum += endOf(first, row, end) - first[row]!
  return sum
}

function stakeAmong(scores: Float64Array, from: number, until: number): number {
  let most = 0
  for (let i = from; i < until; i++) most = Math.max(most, Math.abs(scores[i]!))
  return most
}

/** How sharply chance follows value. As it was, measured by the values of the strategy; by a frozen learner's own evidence where that decides. */
function sharpnessUnder({ stored, before, under, frozen, chances }: {
  readonly stored: number
  readonly before: number
  readonly under: number
  readonly frozen: Frozen | null
  readonly chances: string
}): number | undefined {
  if (chances === 'rates' || chances === 'uniform') return undefined
  if (frozen) return frozen.evidence < 1 ? undefined : sharpnessOf({ evidence: frozen.evidence, scale: under })
  if (Number.isNaN(stored)) return undefined
  return before === under || under === 0 ? stored : significant((stored * before) / under, 6)
}

function note(wanted: Map<string, Wanted>, { offer, placement, check, share }: Omit<Wanted, 'decisions'>): void {
  const key = `${offer} ${placement} ${check}`
  const known = wanted.get(key) ?? { offer, placement, check, decisions: 0, share: 0 }
  known.decisions++
  known.share += share
  wanted.set(key, known)
}
