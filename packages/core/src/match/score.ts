/** Scoring pairs of a table: the chance that two records are one person, and the reasons line by line. */
import { LEVELS } from './compare-field.ts'
import type { Plan } from './fields.ts'
import { valuesOf } from './random-pairs.ts'
import type { Table } from './table.ts'
import type { Evidence, PairScore } from './types.ts'
import type { Value } from './value.ts'
import { compareInto, newVector, type Vector } from './vectors.ts'
import { groupsOf, newWeighed, posterior, weigh, type Weighed, type Weights } from './weigh.ts'

/** Two records after comparing; reused from pair to pair. */
export interface Compared {
  readonly one: (Value | null)[]
  readonly other: (Value | null)[]
  readonly vector: Vector
  readonly weighed: Weighed
  /** Natural log odds that they are one person. */
  logOdds: number
}

/** Scores any two records of a table. */
export interface Scorer {
  readonly probability: (a: number, b: number) => number
  /** Natural log odds. */
  readonly logOdds: (a: number, b: number) => number
  readonly explain: (a: number, b: number) => PairScore
  /** What the scores are made from. The answer is overwritten by the next call. */
  readonly compare: (a: number, b: number) => Compared
}

/** A scorer that makes no objects per pair. `learned` adds what labels taught. */
export function scorerOf(table: Table, weights: Weights, learned: ((compared: Compared) => number) | null = null): Scorer {
  const groups = groupsOf(table.plan.fields)
  const compared: Compared = { one: [], other: [], vector: newVector(table.plan), weighed: newWeighed(table.plan.fields.length), logOdds: 0 }
  const { one, other, vector, weighed } = compared
  const compare = (a: number, b: number): Compared => {
    valuesOf(table, Math.min(a, b), one)
    valuesOf(table, Math.max(a, b), other)
    compareInto(table.plan, one, other, vector)
    weigh(weights, groups, vector.levels, vector.logShares, 0, weighed)
    compared.logOdds = logit(posterior(weights, weighed))
    return compared
  }
  const logOdds = (a: number, b: number) => {
    compare(a, b)
    return learned ? compared.logOdds + learned(compared) : compared.logOdds
  }
  return {
    compare,
    logOdds,
    probability: (a, b) => 1 / (1 + Math.exp(-logOdds(a, b))),
    explain: (a, b) => {
      compare(a, b)
      const correction = learned ? learned(compared) : 0
      const evidence = evidenceOf(table.plan, weights, vector, weighed)
      if (learned) evidence.push({ field: 'labels', level: 0, label: 'learned', weight: bits(correction) })
      return { probability: 1 / (1 + Math.exp(-(compared.logOdds + correction))), evidence }
    },
  }
}

/** Scores two records given as values, with a plan and weights made ready once. */
export function valueScorer(plan: Plan, weights: Weights): (one: readonly (Value | null)[], other: readonly (Value | null)[]) => PairScore {
  const groups = groupsOf(plan.fields)
  const weighed = newWeighed(plan.fields.length)
  const vector = newVector(plan)
  return (one, other) => {
    compareInto(plan, one, other, vector)
    weigh(weights, groups, vector.levels, vector.logShares, 0, weighed)
    return { probability: posterior(weights, weighed), evidence: evidenceOf(plan, weights, vector, weighed) }
  }
}

/** The reasons: one line per field that both records have, then what a common household explains, then the prior. In bits; they add up to the log odds. */
function evidenceOf(plan: Plan, weights: Weights, vector: Vector, weighed: Weighed): Evidence[] {
  const lines: Evidence[] = []
  plan.fields.forEach(({ field }, index) => {
    const level = vector.levels[index]!
    lines.push({ field, level, label: LEVELS[level]!, weight: bits(weighed.fields[index]!) })
  })
  const household = Math.log1p(weights.household * Math.exp(Math.min(weighed.household, 600)))
  if (household > 0.01) lines.push({ field: 'household', level: 0, label: 'shared', weight: bits(-household) })
  lines.push({ field: 'prior', level: 0, label: 'prior', weight: bits(Math.log(weights.lambda)) })
  return lines
}

function bits(nats: number): number {
  return nats / Math.LN2
}

/** Natural log odds of a probability, bounded. */
export function logit(probability: number): number {
  return Math.log(Math.max(probability, 1e-12)) - Math.log(Math.max(1 - probability, 1e-12))
}
