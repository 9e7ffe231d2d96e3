/** A strategy says only what it changes. */
import { expect, test } from 'vitest'
import type { WhatIfGround } from '../../api/types.ts'
import { changesOf, draftOf, TODAY, withOffer } from './strategy.ts'

const tea = { offer: 'tea', name: '高山茶', family: 'tea', kind: 'sell', value: 100, rate: 0.05, cost: 0, lever: 1, tier: 0, eligible: null }
const ground = { offers: [tea], families: [{ family: 'tea', lever: 1 }], exploration: 0.05 } as unknown as WhatIfGround

test('what is set back to how it is today is no change', () => {
  const dearer = withOffer(TODAY, tea, { cost: 10 })
  expect(changesOf(dearer, ground)).toBe(1)
  expect(withOffer(dearer, tea, { cost: 0 })).toEqual(TODAY)
  expect(changesOf({ ...TODAY, levers: { tea: 1 }, exploration: 0.05 }, ground)).toBe(0)
})

test('levers that were dragged on the arbitration page come along; a broken link begins with today', () => {
  expect(draftOf(JSON.stringify({ levers: { tea: 2 }, exploration: 0.1, mode: 'rates' }))).toEqual({ offers: {}, levers: { tea: 2 }, exploration: 0.1, chances: 'rates' })
  expect(draftOf('{')).toEqual(TODAY)
  expect(draftOf(undefined)).toEqual(TODAY)
})
