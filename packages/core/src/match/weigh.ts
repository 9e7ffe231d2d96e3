/**
 * Weighing a comparison vector (Fellegi and Sunter 1969) with three explanations: one person, two people of one household, any two people.
 * A household shares family name, phone and address by its nature, so these speak for it as much as for one person; only the rest tells the two apart.
 * Fields of a place (address, post code, city) follow from one another: the strongest agreement counts whole, the next by half, and so on.
 * Agreement on a rare value weighs more than on a common one (term frequencies).
 */
import { LEVEL_COUNT } from './compare-field.ts'
import { PLACE_KINDS, SHARED_KINDS, type Field } from './fields.ts'
import type { FieldKind } from './types.ts'

/** What is fitted, by field and level in one row: natural logarithms of m and u, and the prior chances of the explanations. */
export interface Weights {
  readonly logM: Float64Array
  readonly logU: Float64Array
  /** Prior odds of one person, and of one household, against any two. */
  readonly lambda: number
  readonly household: number
}

/** Which fields are shared by a household and which belong to a place. */
export interface Groups {
  readonly shared: readonly boolean[]
  /** Indexes of fields. */
  readonly place: readonly number[]
  /** The given name and the e-mail addresses, whose letters mostly come from it. */
  readonly called: readonly number[]
}

/** Share of its weight that the second, third … agreement on a place keeps. */
const DAMPED = 0.5

/** Groups of fields. */
export function groupsOf(fields: readonly Field[]): Groups {
  const among = (kinds: readonly FieldKind[]) => fields.flatMap((field, index) => kinds.includes(field.kind) ? [index] : [])
  return { shared: fields.map((field) => SHARED_KINDS.includes(field.kind)), place: among(PLACE_KINDS), called: among(['given', 'email']) }
}

/** The result of weighing, in natural logarithms; reused. */
export interface Weighed {
  /** Per field, after damping. */
  readonly fields: Float64Array
  person: number
  household: number
  /** Chances that they are one person, and two people of one household; filled in by `explain`. */
  same: number
  home: number
}

/** A place for results. */
export function newWeighed(count: number): Weighed {
  return { fields: new Float64Array(count), person: 0, household: 0, same: 0, home: 0 }
}

/** Weighs a vector that stands in `levels` and `logShares` from `at`. */
export function weigh(weights: Weights, groups: Groups, levels: Uint8Array, logShares: Float64Array | Float32Array, at: number, out: Weighed): void {
  const count = groups.shared.length
  let person = 0
  let household = 0
  for (let index = 0; index < count; index++) {
    const weight = weightOf(weights, index, levels[at + index]!, logShares[at + index]!)
    out.fields[index] = weight
  }
  damp(groups.place, out.fields)
  damp(groups.called, out.fields)
  for (let index = 0; index < count; index++) {
    person += out.fields[index]!
    if (groups.shared[index]) household += out.fields[index]!
  }
  out.person = person
  out.household = household
}

/** The weight of a level of a field: log(m/u), where u is the share of the very value when it is known. */
export function weightOf(weights: Weights, field: number, level: number, logShare: number): number {
  if (level === 0) return 0
  const at = field * LEVEL_COUNT + level
  const plain = weights.logM[at]! - weights.logU[at]!
  if (logShare === 0) return plain
  const rare = weights.logM[at]! - logShare
  // A shared value is never evidence against; that a value is rare helps without bound, that it is common at most takes the weight away.
  return Math.max(rare, Math.min(plain, 0), level === 1 ? 0 : Math.min(0, plain))
}

/** Damps positive weights of a place in place: the strongest whole, the next by half, and so on. */
function damp(place: readonly number[], fields: Float64Array): void {
  if (place.length < 2) return
  for (const index of place) {
    const weight = fields[index]!
    if (weight <= 0) continue
    let factor = 1
    for (const rival of place) if (rival !== index && (fields[rival]! > weight || (fields[rival] === weight && rival < index))) factor *= DAMPED
    factors[index] = factor
  }
  for (const index of place) if (fields[index]! > 0) fields[index]! *= factors[index]!
}

const factors = new Float64Array(256)

/** Chance that the two records are one person. */
export function posterior(weights: Weights, weighed: Weighed): number {
  const other = 1 + weights.household * Math.exp(Math.min(weighed.household, 600))
  return 1 / (1 + other * Math.exp(-Math.min(Math.max(weighed.person, -600), 600)) / weights.lambda)
}

/** Below these log odds from the fields alone, no prior makes anything of an explanation: its chance is under one in ten thousand millions. */
const HOPELESS = -25

/** Chances of the first two explanations, left in `same` and `home`. */
export function explain(weights: Weights, weighed: Weighed): void {
  const home = weighed.household < HOPELESS ? 0 : weights.household * Math.exp(Math.min(weighed.household, 600))
  const person = weighed.person < HOPELESS ? 0 : weights.lambda * Math.exp(Math.min(weighed.person, 600))
  weighed.same = person / (1 + home + person)
  weighed.home = home / (1 + home + person)
}
