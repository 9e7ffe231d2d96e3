/** One story on all channels: what contradicts, what is explained, and that the arbiter itself does not contradict. */
import { describe, expect, test } from 'vitest'
import { envOf } from '../base/env.ts'
import type { OfferId, PlacementId, ProfileId } from '../base/id.ts'
import { DAY, HOUR, type Instant } from '../base/time.ts'
import { allowed, DEFAULT_PURPOSES } from '../consent/consent.ts'
import { compileDecisions } from './compile.ts'
import { consistencyOf, findContradictions, type ConsistencyAsk } from './consistency.ts'
import { decide } from './decide.ts'
import type { Candidate, Decision, OfferDefinition, OutReason } from './types.ts'

const NOW = Date.UTC(2026, 2, 1, 4) as Instant
const id = (text: string): OfferId => text as OfferId
const ASK: ConsistencyAsk = {
  steadyFor: DAY,
  groupOf: (offer) => (['a10', 'a20'].includes(offer) ? 'discount' : undefined),
  kindOf: (offer) => (offer === 'help' ? 'serve' : 'sell'),
}

interface Made extends Partial<Decision> {
  readonly scores: { readonly [offer: string]: number | OutReason['check'] }
}

/** A decision by what each offer was worth, or which check it failed. */
function made(placement: string, chosen: string | null, after: number, { scores, ...change }: Made): Decision {
  const candidates: Candidate[] = Object.entries(scores).map(([offer, score]) =>
    typeof score === 'number' ? { offer: id(offer), score, probability: 0.3 } : { offer: id(offer), out: { check: score, detail: {} } })
  return {
    id: `${placement}-${after}` as Decision['id'], profile: 'p1' as ProfileId, placement: placement as PlacementId, at: (NOW + after) as Instant,
    chosen: chosen === null ? null : id(chosen), propensity: 0.9, explored: false, version: 1, context: {}, drawn: 'd1',
    candidates: [...candidates, { offer: null, score: 0, probability: 0.1 }], ...change,
  }
}
const found = (...decisions: readonly Decision[]) => findContradictions(decisions, ASK)
const kinds = (...decisions: readonly Decision[]) => found(...decisions).contradictions.map(({ is }) => is)

describe('contradictions', () => {
  test('two offers of one group', () => {
    const both = { scores: { a10: 5, a20: 'placement' as const } }
    expect(kinds(made('web', 'a10', 0, both), made('till', 'a20', HOUR, { scores: { a10: 'cap', a20: 4 } }))).toEqual(['group'])
  })
  test('another best offer where both were possible on both sides', () => {
    expect(kinds(made('web', 'tea', 0, { scores: { tea: 9, soap: 5 } }), made('till', 'soap', HOUR, { scores: { tea: 5, soap: 9 } }))).toEqual(['other_best'])
  })
  test('sold to in the shop while the site had to help', () => {
    expect(kinds(made('web', 'help', 0, { scores: { tea: 'tier', help: 5 } }), made('till', 'tea', HOUR, { scores: { tea: 9, help: 5 } }))).toEqual(['sell_and_serve'])
  })
})

describe('no contradiction', () => {
  const web = made('web', 'tea', 0, { scores: { tea: 9, soap: 5 } })
  test.each<[string, Decision]>([
    ['the same offer', made('till', 'tea', HOUR, { scores: { tea: 5, soap: 9 } })],
    ['what was told belongs elsewhere', made('till', 'soap', HOUR, { scores: { tea: 'placement', soap: 5 } })],
    ['its budget was used up in between', made('till', 'soap', HOUR, { scores: { tea: 'budget', soap: 5 } })],
    ['the person needs consent for this channel', made('till', 'soap', HOUR, { scores: { tea: 'consent', soap: 5 } })],
    ['chance explored and says so', made('till', 'soap', HOUR, { scores: { tea: 9, soap: 5 }, explored: true })],
    ['a moment has begun in between', made('till', 'soap', HOUR, { scores: { tea: 5, soap: 9 }, moments: ['upset'] })],
    ['a new throw of the dice', made('till', 'soap', HOUR, { scores: { tea: 5, soap: 9 }, drawn: 'd2' })],
    ['new definitions', made('till', 'soap', HOUR, { scores: { tea: 5, soap: 9 }, version: 2 })],
    ['a day has passed', made('till', 'soap', DAY, { scores: { tea: 5, soap: 9 } })],
    ['nothing was said', made('till', null, HOUR, { scores: { tea: 5, soap: 9 } })],
    ['the same placement', made('web', 'soap', HOUR, { scores: { tea: 5, soap: 9 } })],
  ])('%s', (_name, later) => expect(kinds(web, later)).toEqual([]))
})

test('the score is the share of comparable pairs without a contradiction, and there is none where nothing can be compared', () => {
  const web = made('web', 'tea', 0, { scores: { tea: 9, soap: 5 } })
  const [same, other] = [made('app', 'tea', HOUR, { scores: { tea: 9, soap: 5 } }), made('till', 'soap', HOUR, { scores: { tea: 5, soap: 9 } })]
  expect(found(web)).toEqual({ pairs: 0, contradictions: [], score: null })
  expect(found(web, same).score).toBe(1)
  expect(found(web, other).score).toBe(0)
  expect(consistencyOf([found(web), found(web, same), found(web, other)])).toEqual({ score: 0.5, people: 2, contradicted: 1 })
  expect(consistencyOf([])).toEqual({ score: null, people: 0, contradicted: 0 })
  expect(found(other, web)).toEqual(found(web, other))
})

test('the arbiter itself contradicts nobody: 300 people asked about on three channels', () => {
  const offers: readonly OfferDefinition[] = Array.from({ length: 10 }, (_, n) => ({
    id: `o${n}`, name: `O${n}`, value: 100 + n, ...(n % 3 === 0 && { group: 'g' }), ...(n % 4 === 0 && { placements: ['web', 'app'] }),
  }))
  const places = ['web', 'app', 'till'].map((place) => ({ id: place, name: place, channel: place, exploration: 0.2 }))
  const decisions = compileDecisions(offers, places)
  const groups = new Map(offers.map(({ id: offer, group }) => [offer, group]))
  const all = Array.from({ length: 300 }, (_, person) => {
    const history: { [offer: string]: { readonly shown: readonly Instant[] } } = {}
    const asked = places.map(({ id: place }, n): Decision => {
      const now = (NOW + n * HOUR) as Instant
      const one = decide({
        decisions,
        person: { traits: {}, counters: {}, segments: {}, consent: {}, offers: history },
        request: { placement: place as PlacementId, context: {} },
        profile: `p${person}` as ProfileId,
        version: 1, purposes: DEFAULT_PURPOSES, tests: () => () => true, allowed, seed: 's',
      }, envOf('s', `${person} ${n}`, now))
      if (one.chosen !== null) history[one.chosen] = { shown: [now] }
      return one
    })
    return findContradictions(asked, { steadyFor: DAY, groupOf: (offer) => groups.get(offer), kindOf: () => 'sell' })
  })
  // A period may end between two of the hours; what was told before it may then be told otherwise.
  expect(consistencyOf(all).score).toBeGreaterThan(0.97)
})
