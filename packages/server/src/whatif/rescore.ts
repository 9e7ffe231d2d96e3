/** Every logged decision decided anew under a strategy, with the functions that decide in the product; and what a model expected of both. */
import { distribution, sharpnessOf } from '@rapport/core/decision/chance'
import { nextScale } from '@rapport/core/decision/pacing'
import { significant } from '@rapport/core/decision/round'
import { scoreOf } from '@rapport/core/decision/worth'
import type { ReplayLog } from '@rapport/core/experiment/replay/types'
import { nowOf, UNDOABLE, type Ground } from './ground.ts'
import type { Terms } from './terms.ts'

/** What is counted of a decision. */
export type Measure = 'value' | 'success' | 'clicks'

/** Chances from a frozen learner for a row's offers (their indices in the ground's candidate columns, `from` to `until`), and how much it had learned. */
export interface Frozen {
  predict(row: number, from: number, until: number, out: Float64Array): void
  readonly evidence: number
}

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
  readonly wanted: ReadonlyMap<string, { readonly offer: number; readonly placement: number; readonly check: string; readonly decisions: number; readonly share: number }>
  /** Share of chance of the strategy, on average. */
  readonly exploration: number
}

/** Successes that are taken for granted before any was seen, so that the first few do not swing what is expected. */
const PRIOR_SUCCESSES = 5
const MOMENT = UNDOABLE.indexOf('moment')
const TIER = UNDOABLE.indexOf('tier')
const ELIGIBILITY = UNDOABLE.indexOf('eligibility')

/** Decides anew. `rows` are the rows of the ground that count, in order. */
export function rescore(
  ground: Ground,
  terms: Terms,
  { rows, measure, frozen }: { readonly rows: Uint32Array; readonly measure: Measure; readonly frozen: Frozen | null },
): Rescored {
  const g = {
    offer: ground.offer.values(), chance: ground.chance.values(), p: ground.p.values(), learned: ground.learned.values(),
    value: ground.value.values(), lever: ground.lever.values(),
    cost: ground.cost.values(), channelCost: ground.channelCost.values(), shadow: ground.shadow.values(), taken: ground.taken.values(), score: ground.score.values(),
    first: ground.first.values(), firstOut: ground.firstOut.values(), outOffer: ground.outOffer.values(), outCheck: ground.outCheck.values(),
    exploration: ground.exploration.values(), sharpness: ground.sharpness.values(), moments: ground.moments.values(), at: ground.at.values(),
    chosen: ground.chosen.values(), propensity: ground.propensity.values(), unit: ground.unit.values(), placement: ground.placement.values(),
    shown: ground.shown.values(), clicked: ground.clicked.values(), worked: ground.worked.values(),
  }
  const { strategy } = terms
  const n = rows.length
  const total = sizeOf(rows, g.first, ground.offer.length) + sizeOf(rows, g.firstOut, ground.outOffer.length) + n
  const out = {
    offer: new Int32Array(total), before: new Float64Array(total), under: new Float64Array(total),
    expected: new Float64Array(total), success: new Float64Array(total), costs: new Float64Array(total),
  }
  const first = new Uint32Array(n + 1)
  const log = {
    unit: new Uint32Array(n), units: ground.people.count, reward: new Float64Array(n), propensity: new Float64Array(n), target: new Float64Array(n),
    model: new Float64Array(n),
    modelTarget: new Float64Array(n), modelLogged: new Float64Array(n), uncovered: new Float64Array(n), weightSquare: new Float64Array(n),
  }
  const wanted = new Map<string, { offer: number; placement: number; check: string; decisions: number; share: number }>()
  const scratch = new Float64Array(4096)
  let [changed, gaps, explorations, at] = [0, 0, 0, 0]
  let [scaleBefore, scaleUnder] = [0, 0]
  // what came of decisions so far, against what was expected: known before the next one, so that it may correct its expectation
  let [sawSuccess, saidSuccess, sawChosen, sawShown] = [PRIOR_SUCCESSES, PRIOR_SUCCESSES, 1, 1]
  for (let t = 0; t < n; t++) {
    const row = rows[t]!
    const [from, until] = [g.first[row]!, row + 1 < ground.first.length ? g.first[row + 1]! : ground.offer.length]
    const [outFrom, outUntil] = [g.firstOut[row]!, row + 1 < ground.firstOut.length ? g.firstOut[row + 1]! : ground.outOffer.length]
    const set = g.moments[row]! - 1
    const moments = terms.moments
    first[t] = at
    frozen?.predict(row, from, until, scratch)
    const kept: number[] = []
    const scores: number[] = []
    let highest = -Infinity
    const calibration = sawSuccess / saidSuccess
    const shownShare = sawShown / sawChosen
    for (let i = from; i < until; i++) {
      const offer = g.offer[i]!
      const slot = at + (i - from)
      const value = numberOr(terms.value[offer]!, g.value[i]!)
      const cost = numberOr(terms.cost[offer]!, g.cost[i]!)
      const said = numberOr(g.learned[i]!, g.p[i]!)
      out.offer[slot] = offer
      out.before[slot] = g.chance[i]!
      out.success[slot] = Math.min(1, said * calibration)
      out.costs[slot] = cost + g.channelCost[i]!
      out.expected[slot] = expectedOf(measure, { success: out.success[slot]!, value, costs: out.costs[slot]! * shownShare })
      if (terms.off[offer] === 1 || (terms.rule[offer] === 1 && !terms.holds(offer, g.at[row]!, ground.contexts.get(row)))) continue
      if (moments?.never(set, terms.kinds[offer]!) === true) continue
      kept.push(i)
      highest = Math.max(highest, terms.tier[offer]!)
      const p = strategy.chances === 'rates' ? terms.rate[offer]! : strategy.chances === 'model' ? said : frozen ? significant(scratch[i - from]!, 6) : g.p[i]!
      const lever = numberOr(terms.lever[offer]!, g.lever[i]!)
      const taken = moments === null ? g.taken[i]! : moments.taken(set, terms.kinds[offer]!)
      const same = p === g.p[i] && lever === g.lever[i] && value === g.value[i] && cost === g.cost[i] && taken === g.taken[i]
      scores.push(same ? g.score[i]! : scoreOf({ p, n: 0, value, lever, cost, channelCost: g.channelCost[i]!, shadow: g.shadow[i]!, moments: taken }))
    }
    const gates = kept.length < until - from || tierChanges(terms)
    let next = at + (until - from)
    const admitted: { readonly offer: number; readonly slot: number; readonly score: number; readonly check: number }[] = []
    for (let o = outFrom; o < outUntil; o++) {
      const offer = g.outOffer[o]!
      const check = g.outCheck[o]!
      if (!mayEnter({ terms, check, offer, gates, set, at: g.at[row]!, context: ground.contexts.get(row) })) continue
      const defined = { p: terms.rate[offer]!, n: 0, value: terms.valueNow[offer]!, lever: terms.leverNow[offer]!, cost: terms.costNow[offer]! }
      const score = scoreOf({ ...defined, channelCost: 0, shadow: 0, moments: 0 })
      admitted.push({ offer, slot: next, score, check })
      out.offer[next] = offer
      out.success[next] = terms.rate[offer]! * calibration
      out.costs[next] = terms.costNow[offer]!
      out.expected[next] = expectedOf(measure, { success: out.success[next]!, value: terms.valueNow[offer]!, costs: terms.costNow[offer]! * shownShare })
      highest = Math.max(highest, terms.tier[offer]!)
      next++
    }
    // tiers, after everything else: the highest that is left
    const slots: number[] = []
    const values: number[] = []
    for (const [index, i] of kept.entries()) {
      if (gates && terms.tier[g.offer[i]!]! < highest) continue
      slots.push(at + (i - from))
      values.push(scores[index]!)
    }
    for (const { offer, slot, score } of admitted) {
      if (terms.tier[offer]! < highest) continue
      slots.push(slot)
      values.push(score)
    }
    const nothing = next
    out.offer[nothing] = -1
    let before = 1
    for (let i = at; i < nothing; i++) before -= out.before[i]!
    out.before[nothing] = Math.max(0, Math.round(before * 1e7) / 1e7)
    slots.push(nothing)
    values.push(0)
    // the scale by which differences in value are measured moves with the values themselves, in both worlds
    scaleBefore = nextScale(scaleBefore, [stakeAmong(g.score, from, until)])
    scaleUnder = nextScale(scaleUnder, values)
    const exploration = strategy.chances === 'uniform' ? 1 : (strategy.exploration ?? g.exploration[row]!)
    const sharpness = sharpnessUnder({ stored: g.sharpness[row]!, before: scaleBefore, under: scaleUnder, frozen, chances: strategy.chances })
    const { chances, best } = distribution(values, { sharpness, exploration })
    for (const [index, slot] of slots.entries()) out.under[slot] = chances[index]!
    at = nothing + 1
    const chosen = g.chosen[row]!
    // — what happened, and the two expectations —
    let taken = nothing
    let [expectedBefore, expectedUnder, square, uncovered, bestBefore] = [0, 0, 0, 0, first[t]!]
    for (let i = first[t]!; i < at; i++) {
      const [b, u] = [out.before[i]!, out.under[i]!]
      if (out.offer[i] === chosen) taken = i
      if (b > out.before[bestBefore]!) bestBefore = i
      expectedBefore += b * out.expected[i]!
      expectedUnder += u * out.expected[i]!
      if (b > 0) square += (u * u) / b
      else uncovered += u
    }
    for (const { offer, slot, check } of admitted) note(wanted, { offer, placement: g.placement[row]!, check: UNDOABLE[check] ?? '', share: out.under[slot]! })
    if (slots[best] !== bestBefore) changed++
    explorations += exploration
    gaps += values[best]! - values.reduce((sum, value) => sum + value, 0) / values.length
    log.unit[t] = nowOf(ground, g.unit[row]!)
    log.propensity[t] = g.propensity[row]!
    log.target[t] = out.under[taken]!
    log.model[t] = out.expected[taken]!
    log.modelTarget[t] = expectedUnder
    log.modelLogged[t] = expectedBefore
    log.uncovered[t] = uncovered
    log.weightSquare[t] = square
    const worked = measure === 'clicks' ? g.clicked[row]! : g.worked[row]!
    const success = chosen >= 0 && worked > 0 ? 1 : 0
    const shown = chosen >= 0 && g.shown[row]! > 0 ? 1 : 0
    const source = from + (taken - first[t]!)
    const value = chosen < 0 || source >= until ? 0 : numberOr(terms.value[chosen]!, g.value[source]!)
    log.reward[t] = measure === 'value' ? success * value - shown * (chosen < 0 ? 0 : out.costs[taken]!) : success
    if (chosen >= 0 && source < until) {
      sawSuccess += success
      saidSuccess += numberOr(g.learned[source]!, g.p[source]!)
      sawChosen++
      sawShown += shown
    }
  }
  first[n] = at
  const each = Math.max(1, n)
  return { log, rows, first, ...out, shownShare: sawShown / sawChosen, changed: changed / each, gap: gaps / each, wanted, exploration: explorations / each }
}

function sizeOf(rows: Uint32Array, first: Float64Array, end: number): number {
  let sum = 0
  for (const row of rows) sum += (row + 1 < first.length ? first[row + 1]! : end) - first[row]!
  return sum
}

function stakeAmong(scores: Float64Array, from: number, until: number): number {
  let most = 0
  for (let i = from; i < until; i++) most = Math.max(most, Math.abs(scores[i]!))
  return most
}

function numberOr(value: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : value
}

function expectedOf(measure: Measure, { success, value, costs }: { readonly success: number; readonly value: number; readonly costs: number }): number {
  return measure === 'value' ? success * value - costs : success
}

const tierChanges = (terms: Terms): boolean => Object.values(terms.strategy.offers).some(({ tier }) => tier !== undefined)

/** Whether an offer that was out would now be let in: its condition is another, its tier competes, or the moment that forbade it does not any more. */
function mayEnter({ terms, check, offer, gates, set, at, context }: {
  readonly terms: Terms
  readonly check: number
  readonly offer: number
  readonly gates: boolean
  readonly set: number
  readonly at: number
  readonly context: unknown
}): boolean {
  if (terms.off[offer] === 1) return false
  if (check === TIER) return gates
  if (check === ELIGIBILITY) return terms.rule[offer] === 2 || (terms.rule[offer] === 1 && terms.holds(offer, at, context))
  return check === MOMENT && terms.moments !== null && !terms.moments.never(set, terms.kinds[offer]!)
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

function note(
  wanted: Map<string, { offer: number; placement: number; check: string; decisions: number; share: number }>,
  { offer, placement, check, share }: { readonly offer: number; readonly placement: number; readonly check: string; readonly share: number },
): void {
  const key = `${offer} ${placement} ${check}`
  const known = wanted.get(key) ?? { offer, placement, check, decisions: 0, share: 0 }
  known.decisions++
  known.share += share
  wanted.set(key, known)
}
