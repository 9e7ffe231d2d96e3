import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DecisionId, EventId, OfferId, PlacementId, ProfileId, SourceId, WorkspaceId } from '../base/id.ts'
import type { Instant } from '../base/time.ts'
import type { Decision } from '../decision/types.ts'
import { DEFAULT_DEFINITIONS } from './defaults.ts'
import { planOf } from './plan.ts'
import { newProfile } from './state.ts'
import { shareInterval, verdictOf, worthOf } from './worth.ts'

const NOW = Date.UTC(2026, 10, 22) as Instant
const plan = planOf({
  id: 'shop' as WorkspaceId,
  version: 1,
  seed: 's',
  counterSince: {},
  definitions: {
    ...DEFAULT_DEFINITIONS,
    traits: [{ id: 'spent', compute: 'sum', event: 'order_completed', property: 'total' }],
    segments: [
      { id: 'gold', name: 'Gold', rule: { trait: 'tier', is: 'equals', than: 'gold' } },
      { id: 'web', name: 'Web', rule: { did: 'order_completed', where: { trait: 'channel', is: 'equals', than: 'web' } } },
    ],
    placements: [{ id: 'home', name: 'Home', channel: 'inapp' }],
    offers: [
      { id: 'a', name: 'A', value: 1, eligible: { in: 'gold' } },
      { id: 'b', name: 'B', value: 1, eligible: { trait: 'spent', is: 'greater_than', than: 100 } },
      { id: 'service', name: 'S', value: 1, tier: 2, eligible: { trait: 'complaint', is: 'exists' } },
      { id: 'elsewhere', name: 'E', value: 1, placements: [], eligible: { trait: 'shoe_size', is: 'exists' } },
    ],
  },
})
const worth = worthOf(plan)
const fact = (value: string) => [{ value, at: NOW, from: 'e' as EventId, source: 'web' as SourceId }]
const nobody = newProfile('p' as ProfileId, NOW, 1)
const bought = plan.rules.foldCounters({}, { id: 'e' as EventId, type: 'order_completed', at: NOW, receivedAt: NOW, source: 'web' as SourceId, identifiers: [], properties: { total: 150 } })
const decision: Decision = {
  ...{ id: 'd' as DecisionId, profile: 'p' as ProfileId, placement: 'home' as PlacementId, at: NOW, chosen: null, propensity: 1, explored: false, version: 1, context: {} },
  candidates: ['a', 'b', 'service'].map((offer) => ({ offer: offer as OfferId, score: 1, probability: 0.1 })),
}

test('a placement consults what its offers read, through segments and computed traits', () => {
  expect([...worth.consultedAt('home')].sort()).toEqual(['order_completed total', 'trait complaint', 'trait tier'])
  expect(worth.fields).toContain('order_completed channel')
  expect(worth.fields).toContain('trait shoe_size')
})

test('a field decides when other offers would have been possible without it', () => {
  const gold = { ...nobody, traits: { tier: fact('gold') } }
  expect(worth.decides('trait tier', decision, gold, NOW)).toBe(true)
  expect(worth.decides('trait tier', decision, { ...nobody, traits: { tier: fact('silver') } }, NOW)).toBe(false)
  expect(worth.decides('order_completed total', decision, { ...nobody, counters: bought }, NOW)).toBe(true)
  // Service comes first whatever the tier of the person: without gold nothing else would have been shown.
  const angry = { ...gold, traits: { ...gold.traits, complaint: fact('late') } }
  expect(worth.decides('trait tier', decision, angry, NOW)).toBe(false)
  expect(worth.decides('trait complaint', decision, angry, NOW)).toBe(true)
})

test('what an offer was out for anyhow cannot be decided by a field', () => {
  const capped: Decision = { ...decision, candidates: [{ offer: 'a' as OfferId, out: { check: 'cap', detail: {} } }] }
  expect(worth.decides('trait tier', capped, { ...nobody, traits: { tier: fact('gold') } }, NOW)).toBe(false)
})

test('a field moves segments when the person would be in others without it', () => {
  expect(worth.movesSegments('trait tier', { ...nobody, traits: { tier: fact('gold') } }, NOW)).toBe(true)
  expect(worth.movesSegments('trait tier', { ...nobody, traits: { tier: fact('silver') } }, NOW)).toBe(false)
  const web = plan.rules.counters.find(({ event, where }) => event === 'order_completed' && where !== undefined)!.key
  expect(worth.movesSegments('order_completed channel', { ...nobody, counters: { [web]: { n: 1 } } }, NOW)).toBe(true)
})

test.each([
  ['nothing reads it', { keptDays: 90 }, 'unused', 'read_by_nothing'],
  ['nothing reads it yet', { keptDays: 2 }, 'not_enough_data', 'just_begun'],
  ['rules read it and it changed something once', { uses: ['offer'], consulted: 100, decisive: 1 }, 'earns', 'decisive'],
  ['rules read it and it changed nothing in many decisions', { uses: ['offer'], consulted: 100 }, 'unused', 'read_but_changes_nothing'],
  ['rules read it in few decisions', { uses: ['offer'], consulted: 20 }, 'not_enough_data', 'too_few_decisions'],
  ['it moves people between segments', { uses: ['segment'], flipped: 3, people: 200 }, 'earns', 'moves_segments'],
  ['a message names it', { uses: ['template'] }, 'earns', 'needed'],
  ['only a computed trait reads it, and nothing reads that', { uses: ['trait'], keptDays: 30 }, 'unused', 'read_by_nothing'],
  ['only the ranking of sources mentions it', { uses: ['survivorship'], keptDays: 30 }, 'unused', 'read_by_nothing'],
] as const)('%s', (_, measured, verdict, because) => {
  const uses = ('uses' in measured ? measured.uses : []).map((kind) => ({ kind, id: 'x', name: 'X' }))
  expect(verdictOf({ consulted: 0, decisive: 0, flipped: 0, people: 0, keptDays: null, ...measured, uses })).toEqual({ verdict, because })
})

test('the interval holds the share and narrows with the sample', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (of, share) => {
      const hits = Math.round(share * of)
      const { from, to } = shareInterval(hits, of)!
      expect(from).toBeLessThanOrEqual(hits / of + 1e-9)
      expect(to).toBeGreaterThanOrEqual(hits / of - 1e-9)
      const wider = shareInterval(hits * 4, of * 4)!
      expect(wider.to - wider.from).toBeLessThan(to - from)
    }),
    { numRuns: 200 },
  )
  expect(shareInterval(0, 0)).toBe(null)
})
