/** Choosing in a world whose truth is known. */
import { expect, test } from 'vitest'
import { arbiterWay, betaThompsonWay, runBandit } from './bandit.ts'

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length

test('the arbiter captures at least 70 % of what knowing everything would bring, and twice what Beta-Thompson does', () => {
  const seeds = [1, 2, 3, 4, 5, 6]
  const worlds = seeds.map((seed) => ({ seed, decisions: 60_000, rate: 0.04 }))
  const ours = mean(worlds.map((world) => runBandit(world, arbiterWay(world)).captured))
  const theirs = mean(worlds.map((world) => runBandit(world, betaThompsonWay(world.seed)).captured))
  expect(ours).toBeGreaterThanOrEqual(0.7)
  expect(ours).toBeGreaterThanOrEqual(2 * theirs)
}, 60_000)

test('the same seed and the same log give the same decisions; another seed gives others', () => {
  const run = (seed: number) => runBandit({ seed, decisions: 2_000, rate: 0.1 }, arbiterWay({ seed, decisions: 2_000, rate: 0.1 })).chosen
  expect(run(3)).toEqual(run(3))
  expect(run(4)).not.toEqual(run(3))
})
