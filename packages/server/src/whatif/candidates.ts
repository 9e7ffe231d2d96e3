/** The candidates of one logged decision under a strategy: who competes, and what each is worth. */
import { significant } from '@rapport/core/decision/round'
import { scoreOf } from '@rapport/core/decision/worth'
import { UNDOABLE, type Ground } from './ground.ts'
import type { Terms } from './terms.ts'

/** What is counted of a decision. */
export type Measure = 'value' | 'success' | 'clicks'

/** Chances from a frozen learner for a row's offers (their indices in the ground's candidate columns, `from` to `until`), and how much it had learned. */
export interface Frozen {
  predict(row: number, from: number, until: number, out: Float64Array): void
  readonly evidence: number
}

/** Numbers by candidate; those of a decision lie together. */
export interface Candidates {
  readonly offer: Int32Array
  readonly before: Float64Array
  readonly under: Float64Array
  readonly expected: Float64Array
  readonly success: Float64Array
  readonly costs: Float64Array
}

/** What came of decisions so far, against what was expected: known before the next one, so that it may correct its expectation. */
export interface Seen {
  success: number
  said: number
  chosen: number
  shown: number
}

/** What scoring works with. */
export interface Work {
  readonly ground: Ground
  readonly terms: Terms
  readonly g: ReturnType<typeof numbersOf>
  readonly out: Candidates
  readonly measure: Measure
  readonly frozen: Frozen | null
  readonly seen: Seen
  readonly predicted: Float64Array
  /** The strategy gives an offer another tier. */
  readonly hasTiers: boolean
}

/** An offer that was out and would now be in. */
export interface Admitted {
  readonly offer: number
  readonly slot: number
  readonly score: number
  readonly check: number
}

/** The ground's numbers as arrays. */
export function numbersOf(ground: Ground) {
  return {
    offer: ground.offer.values(), chance: ground.chance.values(), p: ground.p.values(), learned: ground.learned.values(),
    value: ground.value.values(), lever: ground.lever.values(), cost: ground.cost.values(), channelCost: ground.channelCost.values(),
    shadow: ground.shadow.values(), taken: ground.taken.values(), score: ground.score.values(),
    first: ground.first.values(), firstOut: ground.firstOut.values(), outOffer: ground.outOffer.values(), outCheck: ground.outCheck.values(),
    exploration: ground.exploration.values(), sharpness: ground.sharpness.values(), moments: ground.moments.values(), at: ground.at.values(),
    chosen: ground.chosen.values(), propensity: ground.propensity.values(), unit: ground.unit.values(), placement: ground.placement.values(),
    shown: ground.shown.values(), clicked: ground.clicked.values(), worked: ground.worked.values(),
  }
}

const MOMENT = UNDOABLE.indexOf('moment')
const TIER = UNDOABLE.indexOf('tier')
const ELIGIBILITY = UNDOABLE.indexOf('eligibility')

/** Who competes, at which place, with which value; who was let in; and where doing nothing stands. */
export interface Competing {
  readonly slots: number[]
  readonly values: number[]
  readonly admitted: readonly Admitted[]
  readonly nothing: number
}

/** Fills in the candidates of a row from `at` on: the stored ones, those that the strategy lets in, nothing. `slots` and `values`: those that compete. */
export function candidatesOf(work: Work, row: number, at: number): Competing {
  const { ground, terms, g, out, frozen, predicted } = work
  const [from, until] = [g.first[row]!, endOf(g.first, row, ground.offer.length)]
  frozen?.predict(row, from, until, predicted)
  const slots: number[] = []
  const values: number[] = []
  let highest = -Infinity
  let before = 1
  for (let i = from; i < until; i++) {
    const slot = at + (i - from)
    const score = stored(work, { row, i, slot, p: predicted[i - from]! })
    before -= out.before[slot]!
    if (score === null) continue
    highest = Math.max(highest, terms.tier[g.offer[i]!]!)
    slots.push(slot)
    values.push(score)
  }
  const gates = slots.length < until - from || work.hasTiers
  const admitted = letIn(work, { row, at: at + (until - from), gates })
  for (const { offer, slot, score } of admitted) {
    highest = Math.max(highest, terms.tier[offer]!)
    slots.push(slot)
    values.push(score)
  }
  // tiers come after everything else, and only where something else has changed: those that compete were of one tier
  if (gates) {
    let kept = 0
    for (let index = 0; index < slots.length; index++) {
      if (terms.tier[out.offer[slots[index]!]!]! < highest) continue
      slots[kept] = slots[index]!
      values[kept++] = values[index]!
    }
    slots.length = values.length = kept
  }
  const nothing = at + (until - from) + admitted.length
  out.offer[nothing] = -1
  out.before[nothing] = Math.max(0, Math.round(before * 1e7) / 1e7)
  slots.push(nothing)
  values.push(0)
  return { slots, values, admitted, nothing }
}

/** A stored candidate: what it was, what is expected of it, and its value under the strategy; null when the strategy does not let it compete. */
function stored(
  { ground, terms, g, out, measure, frozen, seen }: Work,
  { row, i, slot, p: predicted }: { readonly row: number; readonly i: number; readonly slot: number; readonly p: number },
): number | null {
  const offer = g.offer[i]!
  const value = numberOr(terms.value[offer]!, g.value[i]!)
  const cost = numberOr(terms.cost[offer]!, g.cost[i]!)
  const said = numberOr(g.learned[i]!, g.p[i]!)
  const success = Math.min(1, (said * seen.success) / seen.said)
  const costs = cost + g.channelCost[i]!
  out.offer[slot] = offer
  out.before[slot] = g.chance[i]!
  out.success[slot] = success
  out.costs[slot] = costs
  out.expected[slot] = measure === 'value' ? success * value - (costs * seen.shown) / seen.chosen : success
  const { moments } = terms
  const set = g.moments[row]! - 1
  if (terms.off[offer] === 1 || (terms.rule[offer] === 1 && !terms.holds(offer, g.at[row]!, ground.contexts.get(row)))) return null
  if (moments?.never(set, terms.kinds[offer]!) === true) return null
  const { chances } = terms.strategy
  const p = chances === 'rates' ? terms.rate[offer]! : chances === 'model' ? said : frozen ? significant(predicted, 6) : g.p[i]!
  const lever = numberOr(terms.lever[offer]!, g.lever[i]!)
  const taken = moments === null ? g.taken[i]! : moments.taken(set, terms.kinds[offer]!)
  if (p === g.p[i] && lever === g.lever[i] && value === g.value[i] && cost === g.cost[i] && taken === g.taken[i]) return g.score[i]!
  return scoreOf({ p, n: 0, value, lever, cost, channelCost: g.channelCost[i]!, shadow: g.shadow[i]!, moments: taken })
}

/** Offers that were out and would now be in. Nothing is stored of them but why they were out; the definitions say the rest. */
function letIn({ ground, terms, g, out, measure, seen }: Work, { row, at, gates }: { readonly row: number; readonly at: number; readonly gates: boolean }): readonly Admitted[] {
  const admitted: Admitted[] = []
  const until = endOf(g.firstOut, row, ground.outOffer.length)
  for (let o = g.firstOut[row]!; o < until; o++) {
    const [offer, check] = [g.outOffer[o]!, g.outCheck[o]!]
    if (!mayEnter({ terms, check, offer, gates, set: g.moments[row]! - 1, at: g.at[row]!, context: ground.contexts.get(row) })) continue
    const slot = at + admitted.length
    const [p, value, cost] = [terms.rate[offer]!, terms.valueNow[offer]!, terms.costNow[offer]!]
    const success = Math.min(1, (p * seen.success) / seen.said)
    out.offer[slot] = offer
    out.success[slot] = success
    out.costs[slot] = cost
    out.expected[slot] = measure === 'value' ? success * value - (cost * seen.shown) / seen.chosen : success
    admitted.push({ offer, slot, check, score: scoreOf({ p, n: 0, value, lever: terms.leverNow[offer]!, cost, channelCost: 0, shadow: 0, moments: 0 }) })
  }
  return admitted
}

/** Where a row's numbers end, that begin at `first`. */
export function endOf(first: Float64Array, row: number, end: number): number {
  return row + 1 < first.length ? first[row + 1]! : end
}

/** A number, or another where it is NaN. */
export function numberOr(value: number, otherwise: number): number {
  return Number.isNaN(value) ? otherwise : value
}

/** Whether the strategy gives an offer another tier. */
export const tierChanges = (terms: Terms): boolean => Object.values(terms.strategy.offers).some(({ tier }) => tier !== undefined)

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
