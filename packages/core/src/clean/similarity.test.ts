import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aligned, cosine, edits, editsAtLeast, grams, jaccard, jaroWinkler, lettersOf } from './similarity.ts'

/** The textbook's full table. */
function slowEdits(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, i) => Array.from({ length: other.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0)))
  for (let i = 1; i <= one.length; i++) {
    for (let j = 1; j <= other.length; j++) {
      const cost = one[i - 1] === other[j - 1] ? 0 : 1
      rows[i]![j] = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + cost)
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) rows[i]![j] = Math.min(rows[i]![j]!, rows[i - 2]![j - 2]! + 1)
    }
  }
  return rows[one.length]![other.length]!
}

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', '陳', 'ก'), maxLength: 9 })

describe('comparing short texts', () => {
  it('counts edits as the full table does, up to the limit', () => {
    fc.assert(
      fc.property(word, word, fc.integer({ min: 0, max: 4 }), (one, other, limit) => {
        expect(edits(one, other, limit)).toBe(Math.min(slowEdits(one, other), limit + 1))
      }),
      { numRuns: 2000 },
    )
  })

  it('never tells more edits from the letters than there are', () => {
    const longWord = fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 150 }))
    fc.assert(
      fc.property(longWord, longWord, (one, other) => {
        expect(editsAtLeast(lettersOf(one), lettersOf(other))).toBeLessThanOrEqual(edits(one, other, 150))
      }),
      { numRuns: 1000 },
    )
    expect(editsAtLeast(lettersOf('somchai'), lettersOf('yiting'))).toBe(6)
  })

  it('does not mind which side is which', () => {
    fc.assert(
      fc.property(word, word, fc.array(word, { maxLength: 4 }), fc.array(word, { maxLength: 4 }), (one, other, left, right) => {
        expect(jaroWinkler(one, other)).toBe(jaroWinkler(other, one))
        expect(edits(one, other, 3)).toBe(edits(other, one, 3))
        expect(aligned(left, right)).toBeCloseTo(aligned(right, left), 12)
        expect(jaccard(grams(one), grams(other))).toBe(jaccard(grams(other), grams(one)))
      }),
      { numRuns: 500 },
    )
  })

  it('stays between nothing and all, and all is for equals', () => {
    fc.assert(
      fc.property(word, word, (one, other) => {
        for (const value of [jaroWinkler(one, other), jaccard(grams(one), grams(other)), cosine(grams(one), grams(other)), aligned([one], [other])]) {
          expect(value).toBeGreaterThanOrEqual(0)
          expect(value).toBeLessThanOrEqual(1 + 1e-12)
        }
        expect(jaroWinkler(one, one)).toBe(1)
        if (one !== '') expect(jaccard(grams(one), grams(one))).toBe(1)
      }),
      { numRuns: 500 },
    )
  })

  it('gives the published values of Jaro-Winkler', () => {
    expect(jaroWinkler('martha', 'marhta')).toBeCloseTo(0.9611, 4)
    expect(jaroWinkler('dwayne', 'duane')).toBeCloseTo(0.84, 4)
    expect(jaroWinkler('dixon', 'dicksonx')).toBeCloseTo(0.8133, 4)
  })

  it('finds words again in another order', () => {
    expect(aligned(['mei', 'chen'], ['chen', 'mei'])).toBe(1)
    expect(aligned(['mei', 'ling', 'chen'], ['chen', 'mei'])).toBeGreaterThan(aligned(['mei', 'chen'], ['john', 'smith']))
  })
})
