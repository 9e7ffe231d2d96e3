/** Comparison vectors: for two records one level per field, and how common the value is on which they agree. */
import { plainLevel } from './compare-field.ts'
import { compareNames, type NameLevels } from './compare-name.ts'
import type { Plan } from './fields.ts'
import type { FieldKind } from './types.ts'
import type { DateValue, PlainValue, Value } from './value.ts'

/** A vector: levels by field, and the natural logarithm of the share of the agreed value (0 when its rarity is not used). */
export interface Vector {
  readonly levels: Uint8Array
  readonly logShares: Float64Array
}

/** An empty vector for a plan, to be filled again and again. */
export function newVector(plan: Plan): Vector {
  return { levels: new Uint8Array(plan.fields.length), logShares: new Float64Array(plan.fields.length) }
}

const names: NameLevels = { given: 0, family: 0, middle: 0, givenShare: 0, familyShare: 0 }

/** Compares two records given as one value per slot. Symmetric. */
export function compareInto(plan: Plan, one: readonly (Value | null)[], other: readonly (Value | null)[], out: Vector): void {
  let namesOfSlot = -1
  for (let index = 0; index < plan.fields.length; index++) {
    const { kind, slot } = plan.fields[index]!
    const left = one[slot]!
    const right = other[slot]!
    out.logShares[index] = 0
    if (left === null || right === null) {
      out.levels[index] = 0
      continue
    }
    if (left.is !== 'name') {
      const level = right.is === 'name' || kind === 'given' || kind === 'family' || kind === 'middle' ? 0 : plainLevel(kind, left, right)
      out.levels[index] = level
      if (level <= 2 && right.is !== 'name') out.logShares[index] = plainShare(kind, level, left, right)
      continue
    }
    if (right.is !== 'name') continue
    if (namesOfSlot !== slot) compareNames(left, right, names)
    namesOfSlot = slot
    if (kind === 'given') {
      out.levels[index] = names.given
      out.logShares[index] = logOf(names.givenShare)
    } else if (kind === 'family') {
      out.levels[index] = names.family
      out.logShares[index] = logOf(names.familyShare)
    } else if (kind === 'middle') out.levels[index] = names.middle
    else out.levels[index] = left.sex === null || right.sex === null ? 0 : left.sex === right.sex ? 1 : 5
  }
}

/** Fills in the log shares of a vector whose levels are known. */
export function sharesInto(plan: Plan, one: readonly (Value | null)[], other: readonly (Value | null)[], out: Vector): void {
  let namesOfSlot = -1
  for (let index = 0; index < plan.fields.length; index++) {
    const level = out.levels[index]!
    out.logShares[index] = 0
    if (level !== 1 && level !== 2) continue
    const { kind, slot } = plan.fields[index]!
    const left = one[slot]!
    const right = other[slot]!
    if (left.is === 'name' && right.is === 'name') {
      if (kind !== 'given' && kind !== 'family') continue
      if (namesOfSlot !== slot) compareNames(left, right, names)
      namesOfSlot = slot
      out.logShares[index] = logOf(kind === 'given' ? names.givenShare : names.familyShare)
    } else if (left.is !== 'name' && right.is !== 'name') out.logShares[index] = plainShare(kind, level, left, right)
  }
}

function plainShare(kind: FieldKind, level: number, left: PlainValue | DateValue, right: PlainValue | DateValue): number {
  if (level === 1) return logOf(left.share)
  return level === 2 && kind !== 'date' ? logOf(Math.max(left.loose, right.loose)) : 0
}

function logOf(share: number): number {
  return share > 0 ? Math.log(share) : 0
}
