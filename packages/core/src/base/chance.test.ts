/** Hash, seeded chance and the Env of a turn: even, repeatable, independent of each other. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assert, unreachable } from './assert.ts'
import { envOf } from './env.ts'
import { hash53, shortHash, unit } from './hash.ts'
import { pickIndex, seeded } from './random.ts'
import type { Instant } from './time.ts'

/** Chi-squared of a count per bucket against an even spread. */
function unevenness(counts: readonly number[]): number {
  const expected = counts.reduce((sum, count) => sum + count, 0) / counts.length
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

function spread(draws: Iterable<number>, buckets: number): number[] {
  const counts = Array.from({ length: buckets }, () => 0)
  for (const draw of draws) counts[Math.floor(draw * buckets)]!++
  return counts
}

/** 99 degrees of freedom: an even source exceeds this once in a hundred thousand times. */
const EVEN_ENOUGH = 166

describe('the hash', () => {
  test.each([
    ['consecutive ids', (i: number) => `user_${i}`],
    ['ids with one prefix and padding', (i: number) => `ws-1|order:${String(i).padStart(12, '0')}`],
    ['names in Chinese', (i: number) => `會員${i}號`],
  ])('spreads %s evenly, under every seed', (_, name) => {
    for (const seed of [0, 1, 7]) {
      const draws = Array.from({ length: 20_000 }, (__, i) => unit(name(i), seed))
      expect(unevenness(spread(draws, 100))).toBeLessThan(EVEN_ENOUGH)
    }
  })

  test('two seeds split the same people independently, so two experiments do not share their halves', () => {
    const cells = [0, 0, 0, 0]
    for (let i = 0; i < 20_000; i++) cells[(unit(`u${i}`, 1) < 0.5 ? 0 : 1) + (unit(`u${i}`, 2) < 0.5 ? 0 : 2)]!++
    expect(unevenness(cells)).toBeLessThan(26)
  })

  test('is the same on every machine and for ever', () => {
    expect([hash53(''), hash53('a'), hash53('會員'), hash53('a', 1)]).toMatchInlineSnapshot(`
      [
        3338908027751811,
        7929297801672961,
        430199302103122,
        5368154436228575,
      ]
    `)
    expect(shortHash('order-1')).toMatchInlineSnapshot(`"0zkplfe3fmq0aff7ysbh3f"`)
  })

  test('is a whole number of 53 bits, and its unit never reaches one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, seed) => {
        expect(Number.isSafeInteger(hash53(text, seed))).toBe(true)
        expect(unit(text, seed)).toBeGreaterThanOrEqual(0)
        expect(unit(text, seed)).toBeLessThan(1)
        expect(shortHash(text)).toMatch(/^[a-z0-9]{22}$/)
      }),
    )
  })

  test('a hundred thousand texts have as many short hashes', () => {
    expect(new Set(Array.from({ length: 100_000 }, (_, i) => shortHash(`e${i}`))).size).toBe(100_000)
  })
})

describe('seeded chance', () => {
  test('equal seeds give equal streams, different seeds different ones', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const [one, same, other] = [seeded(seed), seeded(seed), seeded(seed + 1)]
        const draw = (random: () => number) => Array.from({ length: 20 }, random)
        const first = draw(one)
        expect(draw(same)).toEqual(first)
        expect(draw(other)).not.toEqual(first)
        expect(first.every((value) => value >= 0 && value < 1)).toBe(true)
      }),
    )
  })

  test('a stream is even, and picks every index', () => {
    const random = seeded(42)
    expect(unevenness(spread(Array.from({ length: 20_000 }, random), 100))).toBeLessThan(EVEN_ENOUGH)
    expect(new Set(Array.from({ length: 200 }, () => pickIndex(random, 5)))).toEqual(new Set([0, 1, 2, 3, 4]))
  })
})

describe('the Env of a turn', () => {
  test('a retry of the same event draws the same chance and makes the same ids, at whatever time', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (seed, event, purpose) => {
        const [first, retry] = [envOf(seed, event, 1 as Instant), envOf(seed, event, 2 as Instant)]
        expect(retry.random(purpose)).toBe(first.random(purpose))
        expect(retry.id(purpose)).toBe(first.id(purpose))
        expect([first.now, retry.now]).toEqual([1, 2])
      }),
    )
  })

  test('another workspace, event or purpose draws another chance and makes another id', () => {
    const envs = [envOf('s1', 'e1', 0 as Instant), envOf('s2', 'e1', 0 as Instant), envOf('s1', 'e2', 0 as Instant)]
    const ids = envs.flatMap((env) => [env.id('message:a'), env.id('message:b')])
    const draws = envs.flatMap((env) => [env.random('offer'), env.random('variant')])
    expect(new Set(ids).size).toBe(6)
    expect(new Set(draws).size).toBe(6)
  })
})

test('a broken assumption stops the turn and says which', () => {
  expect(() => assert(false, 'a balance is never negative')).toThrow('Broken assumption: a balance is never negative')
  expect(() => assert(true, 'fine')).not.toThrow()
  expect(() => unreachable('surprise' as never)).toThrow('"surprise"')
})
