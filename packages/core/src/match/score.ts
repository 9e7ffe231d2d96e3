/** Scoring pairs of a table: the chance that two records are one person, and the reasons line by line. */
import { LEVELS } from './compare-field.ts'
import type { Plan } from './fields.ts'
import { valuesOf } from './random-pairs.ts'
import type { Table } from './table.ts'
import type { Evidence, PairScore } from './types.ts'
import type { Value } from './value.ts'
import { compareInto, newVector, type Vector } from './vectors.ts'
import { groupsOf, newWeighed, posterior, weigh, type Groups, type Weighed, type Weights } from './weigh.ts'

/** Scores any two records of a table. */
export interface Scorer {
  readonly probability: (a: number, b: number) => number
  /** Natural log odds. */
  readonly logOdds: (a: number, b: number) => number
  readonly explain: (a: number, b: number) => PairScore
}

/** A scorer that makes no objects per pair. */
export function scorerOf(table: Table, weights: Weights): Scorer {
  const groups = groupsOf(table.plan.fields)
  const weighed = newWeighed(table.plan.fields.length)
  const vector = newVector(table.plan)
  const left: (Value | null)[] = []
  const right: (Value | null)[] = []
  const probability = (a: number, b: number) => {
    valuesOf(table, a, left)
    valuesOf(table, b, right)
    compareInto(table.plan, left, right, vector)
    weigh(weights, groups, vector.levels, vector.logShares, 0, weighed)
    return posterior(weights, weighed)
  }
  return {
    probability,
    logOdds: (a, b) => logit(probability(a, b)),
    explain: (a, b) => {
      const chance = probability(a, b)
      return { probability: chance, evidence: evidenceOf(table.plan, weights, vector, weighed) }
    },
  }
}

/** Scores two records given as values. */
export function scoreValues(plan: Plan, weights: Weights, one: readonly (Value | null)[], other: readonly (Value | null)[]): PairScore {
  const groups: Groups = groupsOf(plan.fields)
  const weighed = newWeighed(plan.fields.length)
  const vector = newVector(plan)
  compareInto(plan, one, other, vector)
  weigh(weights, groups, vector.levels, vector.logShares, 0, weighed)
  return { probability: posterior(weights, weighed), evidence: evidenceOf(plan, weights, vector, weighed) }
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
