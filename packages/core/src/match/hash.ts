/** A fast hash of texts for keys and orders (FNV-1a over UTF-16 units with a final mix); never for secrets. */

/** 32 bits, unsigned; `seed` continues an earlier hash. */
export function fnv(text: string, seed = 0x811c9dc5): number {
  let hash = seed
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return mix(hash ^ text.length)
}

/** Mixes a number so that every bit depends on every bit (the finaliser of MurmurHash3). */
export function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** One key of two, the same whichever comes first. */
export function both(one: number, other: number): number {
  return one < other ? mix(Math.imul(one, 31) ^ mix(other)) : mix(Math.imul(other, 31) ^ mix(one))
}

const NONE: readonly number[] = []

/** Texts as hashes, ascending. */
export function marksOf(texts: readonly string[]): readonly number[] {
  return texts.length === 0 ? NONE : texts.map((text) => fnv(text) | 0).sort((one, other) => one - other)
}

/** How many entries two ascending lists without doubles share. */
export function sharedMarks(one: readonly number[], other: readonly number[]): number {
  let both = 0
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    const left = one[i]!
    const right = other[j]!
    if (left === right) {
      both++
      i++
      j++
    } else if (left < right) i++
    else j++
  }
  return both
}
