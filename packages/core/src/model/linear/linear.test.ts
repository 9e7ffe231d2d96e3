import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seeded } from '../../base/random.ts'
import { DAY, type Instant } from '../../base/time.ts'
import type { Sparse } from '../types.ts'
import { chanceOf, FTRL_DEFAULT, logLoss } from './ftrl.ts'
import { baseRate, ftrl, type Ftrl } from './learner.ts'

const NOW = Date.UTC(2026, 10, 22) as Instant
const sparse = (at: readonly number[], value = at.map(() => 1)): Sparse => ({ at: Uint32Array.from(at), value: Float32Array.from(value) })
const exampleArb = fc.record({
  x: fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 32 - 1 }), { minLength: 1, maxLength: 12 }).map((places) => sparse(places.sort((a, b) => a - b))),
  y: fc.constantFrom(0 as const, 1 as const),
  after: fc.integer({ min: 0, max: 40 }),
})
const SMALL = { ...FTRL_DEFAULT, bits: 10 }

function taught(learner: Ftrl, examples: readonly { readonly x: Sparse; readonly y: 0 | 1; readonly after: number }[]): Ftrl {
  let at: number = NOW
  for (const { x, y, after } of examples) learner.learn(x, y, 1, (at += after * DAY) as Instant)
  return learner
}

test('what speaks for and against adds up to the score, with crosses and without', () => {
  fc.assert(
    fc.property(fc.array(exampleArb, { minLength: 1, maxLength: 30 }), fc.boolean(), (examples, crossed) => {
      const first = examples[0]?.x.at ?? new Uint32Array()
      const crosses = crossed && first.length > 1 ? [[first[0], first[1]] as [number, number]] : []
      const learner = taught(ftrl(SMALL, { crosses }), examples)
      for (const { x } of examples) expect(learner.contributions(x).reduce((sum, part) => sum + part, 0)).toBeCloseTo(learner.score(x), 9)
    }),
    { numRuns: 50 },
  )
})

test('a learner that was saved and taken up again goes on exactly as one that never stopped', () => {
  fc.assert(
    fc.property(fc.array(exampleArb, { minLength: 2, maxLength: 30 }), fc.constantFrom(0, 7), (examples, halfLifeDays) => {
      const params = { ...SMALL, halfLifeDays }
      const half = Math.floor(examples.length / 2)
      const whole = taught(ftrl(params), examples)
      const first = ftrl(params)
      const second = ftrl(params)
      let at: number = NOW
      examples.forEach(({ x, y, after }, i) => {
        if (i === half) second.restore(first.snapshot())
        ;(i < half ? first : second).learn(x, y, 1, (at += after * DAY) as Instant)
      })
      expect(second.snapshot()).toEqual(whole.snapshot())
      expect(second.table.cells).toEqual(whole.table.cells)
      expect(second.table.hour).toEqual(whole.table.hour)
      expect(() => second.restore(new Uint8Array(3))).toThrow('bytes')
    }),
    { numRuns: 30 },
  )
})

test('learned in shared memory, every reader sees it at once', () => {
  const bytes = new SharedArrayBuffer(ftrl(SMALL).table.bytes.byteLength)
  const writer = ftrl(SMALL, { bytes })
  const reader = ftrl(SMALL, { bytes })
  for (let i = 0; i < 50; i++) writer.learn(sparse([1]), 1, 1, NOW)
  expect(reader.predict(sparse([1])).p).toBe(writer.predict(sparse([1])).p)
  expect(reader.predict(sparse([1])).p).toBeGreaterThan(0.8)
})

/** People with one of 40 cities and a size; the truth is logistic. */
function drawn(random: () => number, flipped = false): { readonly x: Sparse; readonly y: 0 | 1; readonly p: number } {
  const city = Math.floor(random() * 40)
  const size = random() * 2
  const p = chanceOf((flipped ? -1 : 1) * (((city % 5) - 2) * 0.8 + size - 1) - 2)
  return { x: sparse([city, 1_000], [1, size]), y: random() < p ? 1 : 0, p }
}

test('on a logistic truth the loss comes near the best possible one, and what is foretold comes true as often as foretold', () => {
  const random = seeded(1)
  const learner = ftrl({ ...SMALL, rate: 0.3 })
  const base = baseRate()
  let [best, mine, plain, foretold, came, n] = [0, 0, 0, 0, 0, 0]
  for (let i = 0; i < 40_000; i++) {
    const { x, y, p } = drawn(random)
    if (i >= 20_000) {
      n++
      best += logLoss(p, y)
      mine += logLoss(learner.predict(x).p, y)
      plain += logLoss(base.predict(x).p, y)
      foretold += learner.predict(x).p
      came += y
    }
    learner.learn(x, y, 1, NOW)
    base.learn(x, y, 1, NOW)
  }
  expect((mine - best) / n).toBeLessThan(0.004)
  expect((plain - best) / n).toBeGreaterThan(0.04)
  expect(foretold / came).toBeGreaterThan(0.95)
  expect(foretold / came).toBeLessThan(1.05)
})

test('when people change their minds, a learner that forgets is right again sooner', () => {
  const losses = [0, 7].map((halfLifeDays) => {
    const random = seeded(2)
    const learner = ftrl({ ...SMALL, halfLifeDays })
    let loss = 0
    for (let i = 0; i < 40_000; i++) {
      const at = (NOW + (i / 200) * DAY) as Instant
      const { x, y } = drawn(random, i >= 20_000)
      if (i >= 22_000) loss += logLoss(learner.predict(x).p, y)
      learner.learn(x, y, 1, at)
    }
    return loss
  })
  expect(losses[1]).toBeLessThan((losses[0] ?? 0) * 0.99)
})

test('more examples behind a chance are told as more evidence, and of what was never met there is next to none', () => {
  const learner = ftrl(SMALL)
  const random = seeded(3)
  const seen = (): number => learner.predict(sparse([5])).n
  for (let i = 0; i < 100; i++) learner.learn(sparse([5]), random() < 0.3 ? 1 : 0, 1, NOW)
  const after100 = seen()
  for (let i = 0; i < 900; i++) learner.learn(sparse([5]), random() < 0.3 ? 1 : 0, 1, NOW)
  expect(seen()).toBeGreaterThan(3 * after100)
  expect(seen()).toBeLessThan(1_100)
  expect(ftrl(SMALL).predict(sparse([5])).n).toBeLessThan(1)
})

test('a table of which most is used is written down whole, one that is nearly empty in a few bytes', () => {
  const tiny = { ...FTRL_DEFAULT, bits: 4, halfLifeDays: 7 }
  const full = ftrl(tiny)
  for (let place = 0; place < 16; place++) full.learn(sparse([place], [0.5]), 1, 1, NOW)
  const again = ftrl(tiny)
  again.learn(sparse([3]), 0, 1, NOW)
  again.restore(full.snapshot())
  expect(again.table.cells).toEqual(full.table.cells)
  const empty = ftrl(SMALL)
  empty.learn(sparse([3]), 0, 1, NOW)
  expect(empty.snapshot().length).toBeLessThan(60)
  again.restore(ftrl(tiny).snapshot())
  expect(again.table.cells.every((cell) => cell === 0)).toBe(true)
})
