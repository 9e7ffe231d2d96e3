/** How alike two short strings are: comparators that matching calls millions of times, so they keep their work space and stop early. */

/** Longest text that is compared letter by letter; what is longer is compared by its beginning. */
const LONGEST = 96

const rowA = new Uint8Array(LONGEST + 1)
const rowB = new Uint8Array(LONGEST + 1)
const rowC = new Uint8Array(LONGEST + 1)
const matchedLeft = new Uint8Array(LONGEST)
const matchedRight = new Uint8Array(LONGEST)

/**
 * Edits (insert, delete, replace, swap of neighbours) from one text to the other, at most `limit` + 1: a greater distance answers `limit` + 1.
 * Optimal string alignment (Damerau 1964; Wagner and Fischer 1974), banded, with early exit. Symmetric.
 */
export function edits(one: string, other: string, limit: number): number {
  if (one === other) return 0
  const n = Math.min(one.length, LONGEST)
  const m = Math.min(other.length, LONGEST)
  if (Math.abs(n - m) > limit) return limit + 1
  if (n === 0 || m === 0) return Math.min(Math.max(n, m), limit + 1)
  let before = rowA
  let last = rowB
  let row = rowC
  for (let j = 0; j <= m; j++) last[j] = j
  for (let i = 1; i <= n; i++) {
    const letter = one.charCodeAt(i - 1)
    const from = Math.max(1, i - limit)
    const to = Math.min(m, i + limit)
    row[from - 1] = from === 1 ? i : limit + 1
    let least = row[from - 1]!
    for (let j = from; j <= to; j++) {
      const rival = other.charCodeAt(j - 1)
      let best = last[j - 1]! + (letter === rival ? 0 : 1)
      if (j < i + limit && last[j]! + 1 < best) best = last[j]! + 1
      if (row[j - 1]! + 1 < best) best = row[j - 1]! + 1
      if (i > 1 && j > 1 && letter !== rival && letter === other.charCodeAt(j - 2) && one.charCodeAt(i - 2) === rival && before[j - 2]! + 1 < best) best = before[j - 2]! + 1
      row[j] = best
      if (best < least) least = best
    }
    if (to < m) row[to + 1] = limit + 1
    if (least > limit) return limit + 1
    const spare = before
    before = last
    last = row
    row = spare
  }
  return Math.min(last[m]!, limit + 1)
}

/** Which letters a text has: a bit for each of 32 groups of letters. Made once per text, for `editsAtLeast`. */
export function lettersOf(text: string): number {
  let letters = 0
  for (let at = 0; at < text.length && at < LONGEST; at++) letters |= 1 << (text.charCodeAt(at) & 31)
  return letters
}

/** Never more than the edits between two texts, told from their letters alone: an edit brings in or takes away one letter at most. */
export function editsAtLeast(one: number, other: number): number {
  return Math.max(bitsOf(one & ~other), bitsOf(other & ~one))
}

function bitsOf(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Jaro-Winkler similarity, 0..1 (Winkler 1990; prefix weight 0.1, at most 4 letters). Symmetric; two empty texts are 1. */
export function jaroWinkler(one: string, other: string): number {
  if (one === other) return 1
  // The greedy search depends on the side it starts from; the same side for both orders makes it symmetric.
  return one.length < other.length || (one.length === other.length && one < other) ? jaroWinklerFrom(one, other) : jaroWinklerFrom(other, one)
}

function jaroWinklerFrom(one: string, other: string): number {
  const n = Math.min(one.length, LONGEST)
  const m = Math.min(other.length, LONGEST)
  if (n === 0 || m === 0) return 0
  const window = Math.max(0, (Math.max(n, m) >> 1) - 1)
  matchedLeft.fill(0, 0, n)
  matchedRight.fill(0, 0, m)
  let common = 0
  for (let i = 0; i < n; i++) {
    const letter = one.charCodeAt(i)
    const to = Math.min(m - 1, i + window)
    for (let j = Math.max(0, i - window); j <= to; j++) {
      if (matchedRight[j] === 1 || other.charCodeAt(j) !== letter) continue
      matchedLeft[i] = 1
      matchedRight[j] = 1
      common++
      break
    }
  }
  if (common === 0) return 0
  let turned = 0
  for (let i = 0, j = 0; i < n; i++) {
    if (matchedLeft[i] === 0) continue
    while (matchedRight[j] === 0) j++
    if (one.charCodeAt(i) !== other.charCodeAt(j)) turned++
    j++
  }
  const jaro = (common / n + common / m + (common - turned / 2) / common) / 3
  let prefix = 0
  while (prefix < 4 && prefix < n && prefix < m && one.charCodeAt(prefix) === other.charCodeAt(prefix)) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

/** Pieces of `size` letters with the ends marked, sorted and without doubles: made once per text, compared many times. */
export function grams(text: string, size = 2): readonly string[] {
  if (text === '') return []
  const padded = `\u0002${text}\u0003`
  const found = new Set<string>()
  for (let at = 0; at + size <= padded.length; at++) found.add(padded.slice(at, at + size))
  return [...found].sort()
}

/** Shared over all of two sorted lists without doubles (Jaccard), 0..1. Symmetric; two empty lists are 0. */
export function jaccard(one: readonly string[], other: readonly string[]): number {
  const both = shared(one, other)
  const all = one.length + other.length - both
  return all === 0 ? 0 : both / all
}

/** Shared over the geometric mean of two sorted lists without doubles (cosine of sets, Ochiai), 0..1. Symmetric; an empty list is 0. */
export function cosine(one: readonly string[], other: readonly string[]): number {
  return one.length === 0 || other.length === 0 ? 0 : shared(one, other) / Math.sqrt(one.length * other.length)
}

/** How many entries two sorted lists without doubles share. */
export function shared(one: readonly string[], other: readonly string[]): number {
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

/** Most words of a text that are aligned with those of another. */
const MOST_WORDS = 12

/**
 * Best alignment of words whatever their order: each word of the shorter list with its best partner by Jaro-Winkler, averaged over the longer list's
 * letters and the shorter one's alike (Monge and Elkan 1996, made symmetric). 0..1; an empty list is 0.
 */
export function aligned(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return 0
  return (towards(one, other) + towards(other, one)) / 2
}

function towards(one: readonly string[], other: readonly string[]): number {
  let sum = 0
  let letters = 0
  for (let i = 0; i < one.length && i < MOST_WORDS; i++) {
    const word = one[i]!
    let best = 0
    for (let j = 0; j < other.length && j < MOST_WORDS && best < 1; j++) best = Math.max(best, jaroWinkler(word, other[j]!))
    sum += best * word.length
    letters += word.length
  }
  return letters === 0 ? 0 : sum / letters
}
