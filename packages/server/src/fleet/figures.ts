/** Figures of a model with their intervals: how well it ranks, tenths, bands, drift, features that know too much. */
import type { Interval, Measured } from '@rapport/core/experiment/types'
import { wilson } from '@rapport/core/experiment/share'
import { aucOf, reliability } from '@rapport/core/model/calibration'
import type { FeatureValue } from '@rapport/core/model/features/types'

/** Foretold chances and what came, side by side. */
export interface Pairs {
  readonly p: readonly number[]
  readonly y: readonly number[]
}

const Z = 1.959964
/** Fewer examples of either outcome say nothing about ranking. */
const RARER_MIN = 10

/** Area under the ROC curve with the interval of Hanley and McNeil (1982). */
export function aucInterval({ p, y }: Pairs): Measured {
  const positives = y.reduce((sum, one) => sum + one, 0)
  const negatives = y.length - positives
  const auc = aucOf(p, y)
  if (auc === null || Math.min(positives, negatives) < RARER_MIN) return lacking(Math.min(positives, negatives), RARER_MIN)
  const q1 = auc / (2 - auc)
  const q2 = (2 * auc * auc) / (1 + auc)
  const variance = (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc)) / (positives * negatives)
  return around(auc, Math.sqrt(Math.max(0, variance)), 0, 1)
}

/** Mean with its interval. */
export function meanInterval(values: readonly number[]): Measured {
  const n = values.length
  if (n < RARER_MIN) return lacking(n, RARER_MIN)
  const mean = values.reduce((sum, value) => sum + value, 0) / n
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1)
  return around(mean, Math.sqrt(variance / n))
}

/** Rank correlation (Spearman) with Fisher's interval. */
export function rankInterval(one: readonly number[], other: readonly number[]): Measured {
  const n = one.length
  if (n < 3 * RARER_MIN) return lacking(n, 3 * RARER_MIN)
  const r = Math.max(-0.999999, Math.min(0.999999, correlationOf(ranksOf(one), ranksOf(other))))
  const half = Z / Math.sqrt(n - 3)
  return { estimate: r, low: Math.tanh(Math.atanh(r) - half), high: Math.tanh(Math.atanh(r) + half), level: 0.95, valid: 'once' }
}

/** A share, or that there are too few. */
export function shareOf(hits: number, of: number): Measured {
  return of < RARER_MIN ? lacking(of, RARER_MIN) : wilson(hits, of)
}

/** Too few. */
export function lacking(have: number, need: number): Measured {
  return { none: 'not_enough_data', detail: { have, need } }
}

/** A tenth of the examples, 1 = the likeliest. */
export interface Decile {
  readonly decile: number
  readonly examples: number
  readonly predicted: number
  readonly observed: Measured
  readonly lift: Measured
  readonly captured: number
  /** Lowest chance in it. */
  readonly from: number
}

/** The examples by tenths. `y` may be amounts: then observed is the mean. */
export function decilesOf({ p, y }: Pairs): readonly Decile[] {
  const n = p.length
  const total = y.reduce((sum, one) => sum + one, 0)
  if (n < 100 || total <= 0) return []
  const isShare = y.every((one) => one === 0 || one === 1)
  const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => (p[b] as number) - (p[a] as number) || a - b)
  let captured = 0
  return Array.from({ length: 10 }, (_, tenth) => {
    const inside = order.slice(Math.round((tenth * n) / 10), Math.round(((tenth + 1) * n) / 10))
    const came = inside.map((i) => y[i] as number)
    const sum = came.reduce((all, one) => all + one, 0)
    captured += sum
    const observed = isShare ? shareOf(sum, inside.length) : meanInterval(came)
    const rate = total / n
    return {
      decile: tenth + 1,
      examples: inside.length,
      predicted: inside.reduce((all, i) => all + (p[i] as number), 0) / inside.length,
      observed,
      lift: 'none' in observed ? observed : { ...observed, estimate: observed.estimate / rate, low: observed.low / rate, high: observed.high / rate },
      captured: captured / total,
      from: p[inside.at(-1) as number] as number,
    }
  })
}

/** One bar of the reliability curve. */
export interface Bar {
  readonly from: number
  readonly to: number
  readonly examples: number
  readonly predicted: number
  readonly observed: Measured
}

/** The reliability curve: bars of equal numbers of examples. */
export function calibrationOf({ p, y }: Pairs): readonly Bar[] {
  if (p.length < 100) return []
  const table = reliability(p, y)
  const sorted = [...p].sort((one, other) => one - other)
  let at = 0
  return table.map(({ foretold, observed, examples }) => {
    const from = sorted[at] as number
    at += examples
    return { from, to: sorted[at - 1] as number, examples, predicted: foretold, observed }
  })
}

/** Lowest chances of the bands A, B and C: a tenth of the people, the next two tenths, the next three; D are the others. Null when there is too little to tell bands apart. */
export function bandEdges(p: readonly number[]): readonly [a: number, b: number, c: number] | null {
  if (p.length < 100) return null
  const sorted = [...p].sort((one, other) => other - one)
  const at = (share: number): number => sorted[Math.floor(share * sorted.length)] as number
  return [at(0.1), at(0.3), at(0.6)]
}

/** The band of a chance. */
export function bandOf(edges: readonly [number, number, number], p: number): 'A' | 'B' | 'C' | 'D' {
  return p >= edges[0] ? 'A' : p >= edges[1] ? 'B' : p >= edges[2] ? 'C' : 'D'
}

/** Population stability index between two samples of one feature; null when one of them is too small. Numbers by tenths of the first, words by the ten commonest. */
export function stabilityOf(before: readonly FeatureValue[], after: readonly FeatureValue[]): number | null {
  if (before.length < 200 || after.length < 200) return null
  const place = placesOf(before)
  const [old, young] = [before, after].map((values) => {
    const counts = new Map<number, number>()
    for (const value of values) counts.set(place(value), (counts.get(place(value)) ?? 0) + 1)
    return { counts, n: values.length }
  }) as [{ counts: Map<number, number>; n: number }, { counts: Map<number, number>; n: number }]
  let index = 0
  for (const bin of new Set([...old.counts.keys(), ...young.counts.keys()])) {
    const a = ((old.counts.get(bin) ?? 0) + 0.5) / (old.n + 1)
    const b = ((young.counts.get(bin) ?? 0) + 0.5) / (young.n + 1)
    index += (b - a) * Math.log(b / a)
  }
  return index
}

/** How well one feature alone tells the outcomes apart: area under the curve, 0.5 to 1. Words rank by how often the outcome came with them in the other half of the examples. */
export function aloneOf(values: readonly FeatureValue[], y: readonly number[]): number | null {
  const isNumber = values.every((value) => value === null || typeof value === 'number')
  if (isNumber) {
    const score = values.map((value) => (value === null ? -1e9 : (value as number)))
    const auc = aucOf(score, y)
    return auc === null ? null : Math.max(auc, 1 - auc)
  }
  const half = values.length >> 1
  const rates = new Map<FeatureValue, readonly [number, number]>()
  for (let i = 0; i < half; i++) {
    const [hits, of] = rates.get(values[i] as FeatureValue) ?? [0, 0]
    rates.set(values[i] as FeatureValue, [hits + (y[i] as number), of + 1])
  }
  const mean = y.slice(0, half).reduce((sum, one) => sum + one, 0) / Math.max(1, half)
  const score = values.slice(half).map((value) => {
    const [hits, of] = rates.get(value) ?? [0, 0]
    return (hits + mean * 5) / (of + 5)
  })
  return aucOf(score, y.slice(half))
}

function placesOf(values: readonly FeatureValue[]): (value: FeatureValue) => number {
  const numbers = values.filter((value) => typeof value === 'number').sort((one, other) => one - other)
  if (numbers.length >= values.length / 2) {
    const edges = [...new Set(Array.from({ length: 9 }, (_, i) => numbers[Math.floor(((i + 1) * numbers.length) / 10)] as number))]
    return (value) => (typeof value === 'number' ? 1 + edges.filter((edge) => value > edge).length : 0)
  }
  const counts = new Map<FeatureValue, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const top = [...counts].sort((one, other) => other[1] - one[1]).slice(0, 10).map(([value]) => value)
  return (value) => top.indexOf(value)
}

function around(estimate: number, se: number, low = -Infinity, high = Infinity): Interval {
  return { estimate, low: Math.max(low, estimate - Z * se), high: Math.min(high, estimate + Z * se), level: 0.95, valid: 'once' }
}

function ranksOf(values: readonly number[]): readonly number[] {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number))
  const ranks = values.map(() => 0)
  for (let begin = 0; begin < order.length; ) {
    let end = begin
    while (end < order.length && values[order[end] as number] === values[order[begin] as number]) end++
    for (let i = begin; i < end; i++) ranks[order[i] as number] = (begin + end - 1) / 2
    begin = end
  }
  return ranks
}

function correlationOf(one: readonly number[], other: readonly number[]): number {
  const n = one.length
  const [a, b] = [one, other].map((values) => values.reduce((sum, value) => sum + value, 0) / n) as [number, number]
  let [ab, aa, bb] = [0, 0, 0]
  for (let i = 0; i < n; i++) {
    const [x, y] = [(one[i] as number) - a, (other[i] as number) - b]
    ab += x * y
    aa += x * x
    bb += y * y
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0
}
