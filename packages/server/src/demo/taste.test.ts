import { expect, test } from 'vitest'
import type { PlacementId, SegmentId } from '@rapport/core/base/id'
import { openLocalLearning, type LocalLearning } from '../learning/local.ts'
import { NOW, shop, ws } from './fixture.ts'
import { fillDecisions } from './past-decisions.ts'
import { makePeople } from './people.ts'
import { fill } from './seed.ts'

const SEED = 42
const PEOPLE = 1_200

test('thirty days of decisions by even chances are enough for the arbiter to find what was planted', { timeout: 120_000 }, async () => {
  let learning: LocalLearning | undefined
  const { app, store } = await shop(undefined, NOW, () => learning?.arbiter)
  const people = makePeople(SEED, PEOPLE)
  await fill(app, { seed: SEED, people: PEOPLE })
  expect(await fillDecisions(app, people, { seed: SEED, until: NOW })).toBeGreaterThan(2_000)
  expect(await fillDecisions(app, people, { seed: SEED, until: NOW })).toBe(0)
  learning = await openLocalLearning({ ws, reads: store })
  const { fold } = learning.learner
  expect(Math.min(...['skincare-samples', 'tea-gift-box'].map((id) => fold.tallies().offers[id]?.total.shown ?? 0))).toBeGreaterThan(200)
  expect(fold.tallies().smallest).toBeGreaterThan(0.04)

  /** What is thought of an offer on average, of members of the one segment who are not in the other. */
  const mean = async (segment: string, other: string, offer: string): Promise<number> => {
    const others = new Set((await store.members(ws, other as SegmentId, null, 10_000)).map(({ profile }) => profile))
    const members = (await store.members(ws, segment as SegmentId, null, 10_000)).filter(({ profile }) => !others.has(profile)).slice(0, 80)
    const chances: number[] = []
    for (const { profile } of members) {
      const { candidates } = await app.decide({ profile, request: { placement: 'web-home' as PlacementId, context: { page: '/' } }, record: false })
      const p = candidates.find((one) => one.offer === offer)?.worth?.p
      if (p !== undefined) chances.push(p)
    }
    expect(chances.length).toBeGreaterThan(15)
    return chances.reduce((sum, p) => sum + p, 0) / chances.length
  }
  // The truth is six times (LIKES). What is asked for here is less: a few hundred showings, a dozen things known of each person.
  expect(await mean('skincare-lovers', 'tea-people', 'skincare-samples')).toBeGreaterThan(1.5 * (await mean('tea-people', 'skincare-lovers', 'skincare-samples')))
  expect(await mean('tea-people', 'skincare-lovers', 'tea-gift-box')).toBeGreaterThan(1.5 * (await mean('skincare-lovers', 'tea-people', 'tea-gift-box')))
})
