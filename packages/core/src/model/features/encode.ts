/** Values become a sparse vector: a place for each bin or word, and a size for each number. Nothing is learned from the data here, so serving and training agree for ever. */
import { assert } from '../../base/assert.ts'
import type { Sparse } from '../types.ts'
import { BINS, binOf, binText, placeOf, sizeOf } from './place.ts'
import type { FeatureValue } from './types.ts'

/** A feature as the encoder sees it. */
export interface Encodable {
  readonly id: string
  readonly name: string
  /** Unknown leaves no mark. */
  readonly silent: boolean
  /** Numbers are names rather than sizes. */
  readonly category: boolean
}

/** Values to vectors, and places back to words. */
export interface Encoder {
  /** `facts` are named things on top of the features; `without` are ids of features to leave out. */
  encode(values: readonly FeatureValue[], facts: readonly (readonly [name: string, value: number | string])[], without?: ReadonlySet<string>): Sparse
  nameOf(place: number): string | null
}

/** Words remembered for places; beyond it they are begun anew. The vector does not depend on it. */
export const NAMES_MAX = 50_000
/** Places remembered for texts, so that common words are hashed once. */
const TEXTS_MAX = 20_000
/** Places of one request: three for each of so many features are enough for anybody, more are cut off. */
const PLACES_MAX = 4_096

/** See the top of the file. */
export function encoderOf(features: readonly Encodable[]): Encoder {
  const names = new Map<number, string>()
  const texts = new Map<string, number>()
  const scratch = new Float64Array(PLACES_MAX)
  const sizes = new Float32Array(PLACES_MAX)
  let filled = 0
  let usual: ReadonlyMap<number, string> | null = null

  const place = (id: string, value: string, label: string, text: (value: string) => string): number => {
    const key = `${id}\u0000${value}`
    const known = texts.get(key)
    if (known !== undefined) return known
    const at = placeOf(id, value)
    if (texts.size >= TEXTS_MAX) texts.clear()
    texts.set(key, at)
    const words = `${label} ${text(value)}`
    const other = names.get(at)
    // What is remembered of texts goes too, or their names would never be noted again.
    if (names.size >= NAMES_MAX) {
      names.clear()
      texts.clear()
    }
    names.set(at, other === undefined || other === words ? words : other.split(' or ').includes(words) ? other : `${other} or ${words}`)
    return at
  }
  const put = (at: number, value: number): void => {
    if (filled >= PLACES_MAX) return
    // The place and where its value stands, in one number: sorting the numbers sorts the places.
    scratch[filled] = at * PLACES_MAX + filled
    sizes[filled++] = value
  }
  const add = (id: string, label: string, value: FeatureValue, silent: boolean, category: boolean): void => {
    if (value === null) {
      if (!silent) put(place(id, '', label, unknown), 1)
    } else if (typeof value === 'string' || category) put(place(id, `=${value}`, label, equals), 1)
    else {
      put(place(id, `#${binOf(value)}`, label, bin), 1)
      if (value !== 0) put(place(id, '~', label, size), sizeOf(value))
    }
  }
  return {
    encode(values, facts, without) {
      assert(values.length === features.length, 'a value for each feature')
      filled = 0
      for (let i = 0; i < features.length; i++) {
        const { id, name, silent, category } = features[i] as Encodable
        if (without?.has(id)) continue
        add(id, name, values[i] ?? null, silent, category)
      }
      for (const [name, value] of facts) add(`fact:${name}`, name, value, true, false)
      return packed(scratch.subarray(0, filled).sort(), sizes)
    },
    nameOf: (at) => names.get(at) ?? (usual ??= usualNames(features)).get(at) ?? null,
  }
}

/** Names of what a feature may be without having been met: bins, sizes, small whole numbers, unknown. So that a learner taken up again can be read before anybody comes. */
function usualNames(features: readonly Encodable[]): ReadonlyMap<number, string> {
  const usual = new Map<number, string>()
  for (const { id, name, category } of features) {
    const note = (value: string, text: (value: string) => string): unknown => usual.set(placeOf(id, value), `${name} ${text(value)}`)
    note('', unknown)
    note('=yes', equals)
    if (category) for (let i = 0; i <= 31; i++) note(`=${i}`, equals)
    else {
      note('~', size)
      for (let i = -BINS; i <= BINS; i++) note(`#${i}`, bin)
    }
  }
  return usual
}

/** The vector of sorted places; two values that share a place add up. */
function packed(sorted: Float64Array, sizes: Float32Array): Sparse {
  const at = new Uint32Array(sorted.length)
  const value = new Float32Array(sorted.length)
  let n = 0
  for (const both of sorted) {
    const here = Math.floor(both / PLACES_MAX)
    const size = sizes[both % PLACES_MAX] ?? 0
    if (n > 0 && at[n - 1] === here) value[n - 1] = (value[n - 1] ?? 0) + size
    else {
      at[n] = here
      value[n++] = size
    }
  }
  return n === at.length ? { at, value } : { at: at.slice(0, n), value: value.slice(0, n) }
}

const unknown = (): string => '= unknown'
const equals = (value: string): string => `= ${value.slice(1)}`
const bin = (value: string): string => `= ${binText(Number(value.slice(1)))}`
const size = (): string => '(size)'
