import { expect, test } from 'vitest'
import { seeded, type Random } from '../../base/random.ts'
import { HOUR, type Instant } from '../../base/time.ts'
import { chanceOf } from '../linear/ftrl.ts'
import { candidatesOf, raceOptions } from './candidates.ts'
import { noDrift, watch } from './drift.ts'
import { openRace, shareOfError } from './race.ts'
import { promotionTrial } from './simulate.ts'
import type { BlockLearner, Example, Race, RaceOptions } from './types.ts'

const START = Date.UTC(2026, 0, 1)
const nameOf = (place: number): string => (place === 7_000 ? 'spent (size)' : place >= 6_000 ? `tier = ${place - 6_000}` : `city = ${place}`)

/** One person of a company: a city, a tier and an amount; the truth is given as log-odds. */
function person(random: Random, i: number, odds: (city: number, tier: number, spent: number) => number): Example {
  const [city, tier, spent] = [Math.floor(random() * 20), Math.floor(random() * 3), random() * 2]
  const y = random() < chanceOf(odds(city, tier, spent)) ? 1 : 0
  return { x: { at: Uint32Array.from([city, 6_000 + tier, 7_000]), value: Float32Array.from([1, 1, spent]) }, row: [city, tier, spent], y, at: (START + i * HOUR) as Instant }
}

function run(race: Race, random: Random, count: number, odds: (city: number, tier: number, spent: number) => number): ReturnType<Race['learn']>[] {
  return Array.from({ length: count }, () => race.learn(person(random, race.examples, odds)))
}

const SMALL: RaceOptions = { ...raceOptions(), rungs: [1_000, 3_000], keep: 1_000 }
const clear = (city: number, tier: number, spent: number): number => (city % 3) - 1 + tier - 1 + spent - 2

test('where there is something to learn, the base rate is replaced, with the evidence written down', () => {
  const race = openRace(SMALL)
  run(race, seeded(1), 4_000, clear)
  const card = race.card(nameOf)
  expect(card.champion).not.toBe('base')
  expect(card.promotions[0]).toMatchObject({ from: 'base', back: false })
  expect(card.promotions[0]?.gain.low).toBeGreaterThan(0)
  expect(card.missing).toBe(null)
  expect(card.auc).toBeGreaterThan(0.7)
  expect(card.calibration.ratio).toBeGreaterThan(0.9)
  expect(card.calibration.ratio).toBeLessThan(1.1)
  expect(card.lift[0]?.lift).toBeGreaterThan(1.5)
  expect(card.features.map(({ feature }) => feature).sort()).toEqual(['city', 'spent', 'tier'])
  expect(card.standings.filter(({ role }) => role === 'challenger').length).toBeLessThanOrEqual(SMALL.challengers + 1)
  expect(card.standings.find(({ id }) => id === 'base')?.role).toBe('challenger')
})

test('where there is nothing to learn, everybody keeps the base rate', () => {
  const race = openRace(SMALL)
  run(race, seeded(2), 4_000, () => -2)
  expect(race.champion).toBe('base')
  expect(race.card(nameOf).promotions).toEqual([])
})

test('pairs that only count together are found after the first rung and win', () => {
  const race = openRace({ ...SMALL, rungs: [2_000, 6_000], keep: 2_000 })
  run(race, seeded(4), 9_000, (city, tier) => ((city < 3 ? 1 : -1) * (tier === 0 ? 1 : -1) > 0 ? 0.5 : -2.5))
  expect(race.champion).toContain('with pairs')
})

test('before there is enough, the card says what is missing and nothing else', () => {
  const race = openRace(SMALL)
  run(race, seeded(5), 50, clear)
  const card = race.card(nameOf)
  expect(card.missing?.examples).toBe(150)
  expect([card.auc, card.calibration.error, card.calibration.table, card.lift, card.features]).toEqual([null, null, [], [], []])
  expect(card.standings[0]?.gain).toMatchObject({ none: 'not_enough_data' })
})

/** Learns the rate of each tier by counting; a stand-in for trees. */
const COUNTING: BlockLearner = {
  id: 'counting',
  needs: { examples: 300, rarer: 10 },
  fit(examples) {
    const sums = new Float64Array(6).fill(1)
    for (const { row, y } of examples) sums[(row?.[1] as number) * 2 + y] = (sums[(row?.[1] as number) * 2 + y] ?? 0) + 1
    return counted(sums)
  },
  restore: (bytes) => counted(new Float64Array(bytes.slice().buffer)),
}

function counted(sums: Float64Array): ReturnType<BlockLearner['fit']> {
  return {
    predict: (asked) => Float64Array.from(asked, ({ row }) => {
      const [negatives, positives] = [sums[(row?.[1] as number) * 2] as number, sums[(row?.[1] as number) * 2 + 1] as number]
      return positives / (negatives + positives)
    }),
    snapshot: () => new Uint8Array(sums.slice().buffer),
  }
}

test('a race that was written down and taken up again goes on exactly as one that never stopped, whenever that was', () => {
  const options: RaceOptions = { ...SMALL, candidates: candidatesOf([COUNTING]), blocks: [COUNTING] }
  const [whole, random] = [openRace(options), seeded(6)]
  const examples = Array.from({ length: 2_400 }, (_, i) => person(random, i, clear))
  let parts = openRace(options)
  examples.forEach((example, i) => {
    if ([10, 700, 1_500].includes(i)) {
      const { state, bytes } = parts.save()
      parts = openRace(options, { state, bytes })
    }
    expect(parts.learn(example)).toEqual(whole.learn(example))
  })
  expect(parts.save()).toEqual(whole.save())
  expect(parts.card(nameOf)).toEqual(whole.card(nameOf))
  expect(parts.predictAll(examples.slice(0, 50))).toEqual(whole.predictAll(examples.slice(0, 50)))
  expect(() => openRace(options, { ...parts.save(), state: '{"format":0}' })).toThrow('format')
})

test('learners of whole blocks take part, and what a chance rests on is told', () => {
  const options: RaceOptions = { ...SMALL, candidates: [{ is: 'base' }, { is: 'block', learner: 'counting' }], blocks: [COUNTING] }
  const race = openRace(options)
  run(race, seeded(7), 3_000, (_city, tier) => tier * 2 - 3)
  expect(race.champion).toBe('counting')
  const ask = person(seeded(8), 0, clear)
  expect(race.predict(ask).n).toBeGreaterThan(100)
  expect(race.predict(ask).p).toBe(race.predictAll([ask])[0])
})

test('a champion that the world has left behind is noticed and gives way to the one before', () => {
  let first: ReturnType<BlockLearner['fit']> | null = null
  // Learns once and never again, as an imported model does.
  const frozen: BlockLearner = { ...COUNTING, id: 'frozen', fit: (examples) => (first ??= COUNTING.fit(examples)) }
  const race = openRace({ ...SMALL, candidates: [{ is: 'base' }, { is: 'block', learner: 'frozen' }], blocks: [frozen] })
  const random = seeded(3)
  run(race, random, 3_000, (_city, tier) => tier * 2 - 3)
  expect(race.champion).toBe('frozen')
  const after = run(race, random, 4_000, (_city, tier) => 1 - tier * 2)
  expect(after.some(({ drift }) => drift?.direction === 'others')).toBe(true)
  expect(race.card(nameOf).promotions.at(-1)).toMatchObject({ to: 'base', back: true })
})

test('why a chance is what it is adds up to its odds', () => {
  const race = openRace({ ...SMALL, candidates: SMALL.candidates.slice(0, 2) })
  run(race, seeded(9), 3_000, clear)
  const ask = person(seeded(10), 0, clear)
  const why = race.why(ask, nameOf)
  expect(why.length).toBe(3)
  expect(Math.abs(why[0]?.adds ?? 0)).toBeGreaterThanOrEqual(Math.abs(why[1]?.adds ?? 0))
})

test('all tests of a race together may err no more often than allowed', () => {
  let all = 0
  for (let j = 1; j <= 100_000; j++) all += shareOfError(0.05, j)
  expect(all).toBeLessThan(0.05)
  expect(all).toBeGreaterThan(0.0499)
})

test('chances that come true raise no alarm for long, a rise of the rate by half does soon', () => {
  const random = seeded(11)
  const quiet = noDrift()
  for (let i = 0; i < 100_000; i++) {
    const p = random() * 0.2
    expect(watch(quiet, p, random() < p ? 1 : 0)).toBe(null)
  }
  let alarm = 0
  for (let i = 1; i <= 5_000 && alarm === 0; i++) {
    const p = random() * 0.2
    if (watch(quiet, p, random() < p * 1.7 ? 1 : 0) === 'more') alarm = i
  }
  expect(alarm).toBeGreaterThan(0)
})

test('nobody is promoted over an equal more often than allowed', () => {
  const { races, wrong } = promotionTrial({ races: 40, examples: 2_500, challengers: 3, p: 0.2, noise: 0.3, random: seeded(12) })
  expect(wrong / races).toBeLessThanOrEqual(0.05)
})
