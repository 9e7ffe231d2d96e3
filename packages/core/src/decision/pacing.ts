/** What the arbiter remembers from decision to decision: how large values are, and what a unit of each scarce budget is worth. */
import { stakeOf } from './worth.ts'

/** Share of the past that each decision keeps. */
const SCALE_KEEP = 0.999
/** How fast prices of budgets move, per minute, as a share of the values at stake. */
const PRICE_STEP = 0.05

/** The scale after a decision with these values: a moving mean of the largest value at stake. The first decision sets it; one without any value leaves it. */
export function nextScale(scale: number, scores: readonly number[]): number {
  const stake = stakeOf(scores)
  if (stake === 0) return scale
  return scale === 0 ? stake : SCALE_KEEP * scale + (1 - SCALE_KEEP) * stake
}

/** How a budget stands. Rates are per minute, in the units of the budget. */
export interface Pace {
  readonly spentRate: number
  /** What is left ÷ the time that is left. */
  readonly targetRate: number
  /** Units that an ordinary showing uses (1 for showings, the mean cost for money), so that a price is per unit. */
  readonly use: number
  readonly scale: number
  readonly minutes: number
}

/**
 * The price of one unit of a budget, in money, after some minutes: it rises while more is spent than lasts to the end of the period, and falls towards 0 while
 * less is (dual ascent). One whole overspend moves it by a twentieth of the values at stake a minute.
 */
export function nextPrice(price: number, { spentRate, targetRate, use, scale, minutes }: Pace): number {
  if (!(minutes > 0)) return price
  const excess = targetRate > 0 ? (spentRate - targetRate) / targetRate : spentRate > 0 ? 1 : 0
  const most = scale / Math.max(use, 1e-9)
  return Math.min(Math.max(0, price + PRICE_STEP * most * Math.min(1, Math.max(-1, excess)) * minutes), most * 2)
}
