/** How good foretold chances are, with intervals. */
import type { Interval } from '../../experiment/types.ts'
import { aucOf } from '../calibration.ts'

/** Chances are kept this far from 0 and 1. */
export const LEAST_CHANCE = 1e-6
const NORMAL_95 = 1.959964

/** Log loss of one chance. */
export function lossOf(p: number, y: number): number {
  const bounded = Math.min(1 - LEAST_CHANCE, Math.max(LEAST_CHANCE, p))
  return -Math.log(y === 1 ? bounded : 1 - bounded)
}

/** Area under the ROC curve with DeLong's 95 % interval (DeLong and others 1988, by ranks: Sun and Xu 2014); null when all outcomes are equal. */
export function aucInterval(p: Float64Array, y: Float64Array): Interval | null {
  const auc = aucOf(p, y)
  if (auc === null) return null
  const positives = p.filter((_, i) => y[i] === 1).sort()
  const negatives = p.filter((_, i) => y[i] !== 1).sort()
  const variance = spreadOf(positives, negatives) / positives.length + spreadOf(negatives, positives) / negatives.length
  const away = NORMAL_95 * Math.sqrt(variance)
  return { estimate: auc, low: Math.max(0, auc - away), high: Math.min(1, auc + away), level: 0.95, valid: 'once' }
}

/** Variance of the share of the others that each one beats. */
function spreadOf(ones: Float64Array, others: Float64Array): number {
  let sum = 0
  let square = 0
  let below = 0
  let upTo = 0
  for (const one of ones) {
    while (below < others.length && (others[below] as number) < one) below++
    while (upTo < others.length && (others[upTo] as number) <= one) upTo++
    const share = (below + upTo) / 2 / others.length
    sum += share
    square += share * share
  }
  const n = ones.length
  return n < 2 ? 0.25 : Math.max(0, (square - (sum * sum) / n) / (n - 1))
}

/** Mean of losses with its 95 % interval. */
export function lossInterval(losses: Float64Array): Interval {
  const { mean, error } = meanOf(losses)
  return { estimate: mean, low: Math.max(0, mean - NORMAL_95 * error), high: mean + NORMAL_95 * error, level: 0.95, valid: 'once' }
}

/** Mean and its standard error. */
export function meanOf(values: Float64Array): { readonly mean: number; readonly error: number } {
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / values.length
  let square = 0
  for (const value of values) square += (value - mean) ** 2
  return { mean, error: values.length < 2 ? Infinity : Math.sqrt(square / (values.length - 1) / values.length) }
}

/** Log loss of each row. */
export function lossesOf(p: Float64Array, y: Float64Array): Float64Array {
  return p.map((chance, i) => lossOf(chance, y[i] as number))
}
