import { expect, test } from 'vitest'
import { REGRESSIONS } from './regressions.fixture.ts'
import { runSim } from './run.ts'
import { shrink } from './shrink.ts'
import { planSteps } from './steps.ts'

const SEEDS = Array.from({ length: 10 }, (_, i) => i + 1)

test.each(SEEDS)('no promise is broken in two minutes of seed %i, and a second run is the same to the last byte', async (seed) => {
  const steps = planSteps(seed, 2)
  const result = await runSim(seed, steps)
  expect(result.violation).toBeNull()
  expect({ lost: result.lost, doubled: result.doubled }).toEqual({ lost: 0, doubled: 0 })
  expect((await runSim(seed, steps, false)).hash).toBe(result.hash)
})

test('a run has what it is meant to survive: crashes, calls, lost answers, thousands of events', async () => {
  const results: Awaited<ReturnType<typeof runSim>>[] = []
  for (const seed of SEEDS) results.push(await runSim(seed, planSteps(seed, 2), false))
  const sum = (of: 'events' | 'acked' | 'crashes' | 'calls' | 'arrived' | 'unknown' | 'learned') => results.reduce((total, result) => total + result[of], 0)
  expect(sum('events')).toBeGreaterThan(2_000)
  expect(sum('acked')).toBeGreaterThan(1_000)
  for (const what of ['crashes', 'calls', 'arrived', 'unknown', 'learned'] as const) expect(sum(what)).toBeGreaterThan(20)
})

test.each(REGRESSIONS)('still holds where it was once broken: $promise', async ({ seed, steps }) => {
  expect((await runSim(seed, steps)).violation).toBeNull()
})

test('a failing run is made shorter, and the shorter one fails alike', async () => {
  const steps = planSteps(1, 0.5)
  const judge = async (_: number, some: typeof steps) => {
    const kinds = some.map(([kind]) => kind)
    return { violation: kinds.includes('pass') && kinds.includes('send') ? { invariant: 'I1' } : null }
  }
  const shorter = await shrink(1, steps, 'I1', judge)
  expect(shorter.map(([kind]) => kind).sort()).toEqual(['pass', 'send'])
})
