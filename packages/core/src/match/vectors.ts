/** Comparison vectors: for two records one level per field, and how common the value is on which they agree. */
import { plainLevel } from './compare-field.ts'
import { compareNames, type NameLevels } from './compare-name.ts'
import type { Plan } from './fields.ts'
import type { FieldKind } from './types.ts'
import type { NameValue } from './name-value.ts'
import type { DateValue, PlainKind, PlainValue, Value } from './value.ts'

/** A vector: levels by field, and the natural logarithm of the share of the agreed value (0 when its rarity is not used). */
export interface Vector {
  readonly levels: Uint8Array
  readonly logShares: Float64Array
}

/** Many vectors one after the other. */
export interface Vectors {
  readonly levels: Uint8Array
  readonly logShares: Float64Array | Float32Array
}

/** An empty vector for a plan, to be filled again and again. */
export function newVector(plan: Plan): Vector {
  return { levels: new Uint8Array(plan.fields.length), logShares: new Float64Array(plan.fields.length) }
}

const names: NameLevels = { given: 0, family: 0, middle: 0, givenShare: 0, familyShare: 0 }

/** Compares two records given as one value per slot. Symmetric. */
export function compareInto(plan: Plan, one: readonly (Value | null)[], other: readonly (Value | null)[], out: Vector): void {
  for (let slot = 0; slot < plan.slots.length; slot++) compareSlot(plan, slot, one[slot]!, other[slot]!, out, 0)
}

/** Compares what two records say in one slot, and writes the levels and log shares of its fields into the vector that begins at `at`. Symmetric. */
export function compareSlot(plan: Plan, slot: number, left: Value | null, right: Value | null, out: Vectors, at: number): void {
  const fields = plan.fieldsOf[slot]!
  if (left === null || right === null || (left.is === 'name') !== (right.is === 'name')) {
    for (const field of fields) {
      out.levels[at + field] = 0
      out.logShares[at + field] = 0
    }
  } else if (left.is === 'name' && right.is === 'name') {
    compareNames(left, right, names)
    for (const field of fields) {
      const { kind } = plan.fields[field]!
      out.levels[at + field] = kind === 'given' ? names.given : kind === 'family' ? names.family : kind === 'middle' ? names.middle : sexLevel(left, right)
      out.logShares[at + field] = kind === 'given' ? logOf(names.givenShare) : kind === 'family' ? logOf(names.familyShare) : 0
    }
  } else if (left.is !== 'name' && right.is !== 'name') {
    const field = fields[0]!
    const kind = plan.fields[field]!.kind as PlainKind
    const level = plainLevel(kind, left, right)
    out.levels[at + field] = level
    out.logShares[at + field] = level > 2 ? 0 : plainShare(kind, level, left, right)
  }
}

function sexLevel(left: NameValue, right: NameValue): number {
  return left.sex === null || right.sex === null ? 0 : left.sex === right.sex ? 1 : 5
}

/** The log share of a field whose level is known. */
export function shareOf(kind: FieldKind, level: number, left: Value, right: Value): number {
  if (level !== 1 && level !== 2) return 0
  if (left.is === 'name' && right.is === 'name') {
    if (kind !== 'given' && kind !== 'family') return 0
    compareNames(left, right, names)
    return logOf(kind === 'given' ? names.givenShare : names.familyShare)
  }
  return left.is !== 'name' && right.is !== 'name' ? plainShare(kind, level, left, right) : 0
}

function plainShare(kind: FieldKind, level: number, left: PlainValue | DateValue, right: PlainValue | DateValue): number {
  if (level === 1) return logOf(left.share)
  return level === 2 && kind !== 'date' ? logOf(Math.max(left.loose, right.loose)) : 0
}

function logOf(share: number): number {
  return share > 0 ? Math.log(share) : 0
}
