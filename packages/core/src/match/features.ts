/** Features of a pair for learning from labels: finer than levels, and the same for every kind of field. */
import { jaccard, shared } from '../clean/similarity.ts'
import { sharedMarks } from './hash.ts'
import type { Plan } from './fields.ts'
import type { PlainValue, Value } from './value.ts'
import type { Vector } from './vectors.ts'
import type { Weighed } from './weigh.ts'

/** Features per field. */
export const FEATURES_PER_FIELD = 8

/** Features of a pair in all: those of its fields and the unsupervised log odds. */
export function featureCount(plan: Plan): number {
  return plan.fields.length * FEATURES_PER_FIELD + 1
}

/** How often two different words of a category were labelled the same, and different. */
export type Companions = ReadonlyMap<string, readonly [same: number, different: number]>

/** The key of two values in `Companions`, the same either way round. */
export function companionKey(field: number, one: string, other: string): string {
  return one < other ? `${field}\u001f${one}\u001f${other}` : `${field}\u001f${other}\u001f${one}`
}

/** Kinds whose values are few enough for labels to tell which go together. */
export const COMPANION_KINDS: ReadonlySet<string> = new Set(['category', 'city', 'gender'])

/** Writes the features of a pair from `at`. */
export function featuresInto(
  plan: Plan, one: readonly (Value | null)[], other: readonly (Value | null)[], vector: Vector, weighed: Weighed, companions: Companions,
  out: Float64Array, at: number,
): void {
  out.fill(Number.NaN, at, at + featureCount(plan))
  plan.fields.forEach(({ kind, slot }, field) => {
    const from = at + field * FEATURES_PER_FIELD
    const [left, right] = [one[slot]!, other[slot]!]
    out[from] = vector.levels[field]!
    if (left === null || right === null) return
    out[from + 1] = weighed.fields[field]!
    if (left.is !== 'plain' || right.is !== 'plain') return
    if (COMPANION_KINDS.has(kind)) out[from + 2] = companionOdds(companions, field, left.text, right.text)
    if (!Number.isNaN(left.number) && !Number.isNaN(right.number)) out[from + 2] = Math.abs(left.number - right.number)
    out[from + 3] = sharedMarks(left.marks, right.marks) / Math.sqrt(Math.max(1, left.marks.length * right.marks.length))
    textFeatures(left, right, out, from)
  })
  out[at + plan.fields.length * FEATURES_PER_FIELD] = weighed.person
}

function textFeatures(left: PlainValue, right: PlainValue, out: Float64Array, from: number): void {
  const [mine, yours] = [left.sound.split(' '), right.sound.split(' ')]
  out[from + 4] = jaccard(mine, yours)
  out[from + 5] = shared(mine, yours) / Math.max(1, Math.min(mine.length, yours.length))
  out[from + 6] = Math.min(left.text.length, right.text.length) / Math.max(left.text.length, right.text.length)
  const digits = (text: string) => (text.match(/\d+/g) ?? []).join(' ')
  out[from + 7] = digits(left.text) === digits(right.text) ? 1 : 0
}

function companionOdds(companions: Companions, field: number, one: string, other: string): number {
  const [same, different] = companions.get(companionKey(field, one, other)) ?? [0, 0]
  return Math.log((same + 0.5) / (different + 0.5))
}
