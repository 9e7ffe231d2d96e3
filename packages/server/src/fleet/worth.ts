/** What customers are worth: past and foretold value of everybody who ever bought, the matrix of the two, and kinds of customers. */
import { DAY } from '@rapport/core/base/time'
import type { Measured } from '@rapport/core/experiment/types'
import { chooseClusters, clusters, silhouette, standardised } from '@rapport/core/model/groups/clusters'
import { rfmScores } from '@rapport/core/model/groups/fifths'
import { movement, opportunityMatrix, type GroupMoney } from '@rapport/core/model/groups/opportunity'
import { buyerKind, personaFacts } from '@rapport/core/model/groups/personas'
import type { GroupFeature, Quadrant } from '@rapport/core/model/groups/types'
import { foretell, type Foretold } from '@rapport/core/model/lifetime/foretell'
import { historyOf, purchasesOf, type Purchases } from '@rapport/core/model/lifetime/purchases'
import { expectedAmount, fitSpend } from '@rapport/core/model/lifetime/spend'
import { decilesOf, lacking, meanInterval, rankInterval, type Decile } from './figures.ts'

/** Everybody's purchases: whose, and when for how much. */
export interface Buyers {
  readonly ids: string[]
  readonly orders: (readonly (readonly [at: number, amount: number])[])[]
  /** Words about each person for descriptions: feature → value. */
  readonly words: { readonly [feature: string]: string }[]
  /** Facts known of each. */
  readonly events: number[]
}

/** Value of everybody as of a moment. */
export interface Valued {
  /** Places in `Buyers`. */
  readonly of: readonly number[]
  readonly spent: Float64Array
  readonly orders: Float64Array
  readonly recencyDays: Float64Array
  /** Money expected within the horizon. */
  readonly expected: Float64Array
  readonly foretold: Foretold
}

/** How good the method is: what it foretold of the second half of the past from the first. */
export interface ValueCheck {
  readonly days: number
  readonly examples: number
  readonly rank: Measured
  readonly deciles: readonly Decile[]
  readonly base: Measured
  readonly ratio: number | null
}

/** Buyers and repeat buyers without whom nothing is said of value. */
export const BUYERS_MIN = 100
export const REPEATERS_MIN = 30

/** Values everybody who had bought by `now`; null when nobody comes back yet. */
export function valueAt(buyers: Buyers, now: number, horizonDays: number): Valued | null {
  const today = Math.floor(now / DAY)
  const of = buyers.ids.flatMap((_, i) => (buyers.orders[i]?.some(([at]) => at <= now) ? [i] : []))
  const known = of.map((i) => (buyers.orders[i] ?? []).filter(([at]) => at <= now))
  const purchases: Purchases = purchasesOf(known.map((orders) => orders.map(([at]) => Math.floor(at / DAY))))
  const repeaters = of.reduce((n, _, i) => n + ((historyOf(purchases, i, today)?.repeats ?? 0) > 0 ? 1 : 0), 0)
  if (of.length < BUYERS_MIN || repeaters < REPEATERS_MIN) return null
  const foretold = foretell({ purchases, until: today, horizonDays })
  if (foretold === null) return null
  const sums = known.map((orders) => orders.reduce((sum, [, amount]) => sum + amount, 0))
  const days = Float64Array.from(known, (_, i) => (purchases.starts[i + 1] as number) - (purchases.starts[i] as number))
  const means = Float64Array.from(sums, (sum, i) => sum / Math.max(1, days[i] as number))
  const spend = fitSpend({ orders: days, mean: means })
  const everybody = means.reduce((sum, mean) => sum + mean, 0) / Math.max(1, means.length)
  const expected = Float64Array.from(of, (_, i) => {
    const amount = spend === null ? everybody : expectedAmount(spend.model, days[i] as number, means[i] as number)
    return (foretold.orders[i] as number) * (Number.isFinite(amount) ? amount : everybody)
  })
  const recencyDays = Float64Array.from(known, (orders) => (now - Math.max(...orders.map(([at]) => at))) / DAY)
  return { of, spent: Float64Array.from(sums), orders: days, recencyDays, expected, foretold }
}

/** Cuts the past in two (at most a horizon before now) and compares what was foretold with what came. */
export function checkValue(buyers: Buyers, now: number, horizonDays: number): ValueCheck {
  const first = buyers.orders.reduce((least, orders) => Math.min(least, orders[0]?.[0] ?? Infinity), Infinity)
  const days = Math.floor(Math.min(horizonDays, (now - first) / DAY / 2))
  const cut = now - days * DAY
  const then = days >= 7 ? valueAt(buyers, cut, days) : null
  const nothing = lacking(Math.max(0, days), 7)
  if (then === null) return { days, examples: 0, rank: nothing, deciles: [], base: nothing, ratio: null }
  const actual = then.of.map((i) => (buyers.orders[i] ?? []).reduce((sum, [at, amount]) => (at > cut && at <= now ? sum + amount : sum), 0))
  const expected = [...then.expected]
  const total = actual.reduce((sum, one) => sum + one, 0)
  return {
    days,
    examples: actual.length,
    rank: rankInterval(expected, actual),
    deciles: decilesOf({ p: expected, y: actual }),
    base: meanInterval(actual),
    ratio: total > 0 ? expected.reduce((sum, one) => sum + one, 0) / total : null,
  }
}

/** A part of the matrix; `before`: people thirty days ago. */
interface Group {
  readonly quadrant: Quadrant
  readonly people: number
  readonly money: GroupMoney
  readonly before: number | null
}

/** The matrix of past and foretold worth, and what moved within thirty days. */
export interface OpportunityFigures {
  readonly at: number
  readonly since: number | null
  readonly ids: readonly string[]
  readonly spent: Float64Array
  readonly expected: Float64Array
  readonly past: Uint8Array
  readonly future: Uint8Array
  readonly of: readonly Quadrant[]
  readonly quadrants: readonly (Group & { readonly entered: number | null; readonly left: number | null })[]
  readonly cells: readonly (Group & { readonly past: number; readonly future: number })[]
  readonly moves: readonly { readonly from: Quadrant; readonly to: Quadrant; readonly people: number; readonly expected: number }[]
}

/** Days that movement looks back. */
const MOVED_DAYS = 30

/** Works it out for now and, from what was bought by then, for thirty days ago. */
export function opportunityOf(buyers: Buyers, now: number, horizonDays: number, valued: Valued): OpportunityFigures {
  const past = pastOf(valued)
  const matrix = opportunityMatrix({ past, spent: valued.spent, expected: valued.expected })
  const since = now - MOVED_DAYS * DAY
  const earlier = valueAt(buyers, since, horizonDays)
  const before = earlier && opportunityMatrix({ past: pastOf(earlier), spent: earlier.spent, expected: earlier.expected })
  const was = new Map(earlier?.of.map((i, at) => [i, before?.of[at] ?? null]))
  const moved = before && movement(valued.of.map((i) => was.get(i) ?? null), matrix.of, valued.expected)
  return {
    at: now,
    since: before ? since : null,
    ids: valued.of.map((i) => buyers.ids[i] as string),
    spent: valued.spent,
    expected: valued.expected,
    past,
    future: matrix.future,
    of: matrix.of,
    quadrants: matrix.quadrants.map((one) => {
      const then = moved?.quadrants.find(({ quadrant }) => quadrant === one.quadrant)
      return { ...one, before: then?.before ?? null, entered: then?.entered ?? null, left: then?.left ?? null }
    }),
    cells: matrix.cells.map((cell) => ({ ...cell, before: before?.cells.find(({ past: p, future }) => p === cell.past && future === cell.future)?.people ?? null })),
    moves: moved?.moves ?? [],
  }
}

function pastOf({ recencyDays, orders, spent }: Valued): Uint8Array {
  const { scores } = rfmScores(Array.from(spent, (money, i) => ({ recencyDays: recencyDays[i] as number, orders: orders[i] as number, money })))
  return Uint8Array.from(scores, ({ past }) => past)
}

/** Kinds of customers with what sets them apart. */
export interface PersonaFigures {
  readonly at: number
  readonly k: number
  readonly separation: number
  readonly tried: readonly { readonly k: number; readonly separation: number }[]
  readonly ids: readonly string[]
  /** Persona of each person. */
  readonly of: Uint16Array
  readonly spent: Float64Array
  readonly personas: readonly {
    readonly id: string
    readonly people: number
    readonly share: number
    readonly money: { readonly past: number; readonly each: number; readonly expected: number | null }
    readonly traits: readonly { readonly feature: string; readonly name: null; readonly value: number; readonly everybody: number; readonly difference: number }[]
    readonly common: readonly { readonly feature: string; readonly value: string; readonly share: number; readonly everybody: number }[]
    readonly before: null
  }[]
}

/** Groups buyers; null when there are too few to tell kinds apart. */
export function personasOf(buyers: Buyers, now: number, valued: Valued): PersonaFigures | null {
  const { of, spent, orders, recencyDays, expected } = valued
  const features: readonly GroupFeature[] = [
    { name: 'recency_days', values: recencyDays, scale: 'log' },
    { name: 'orders', values: orders, scale: 'log' },
    { name: 'money', values: spent, scale: 'log' },
  ]
  const points = standardised(features)
  const chosen = chooseClusters(points)
  if (chosen === null) return null
  const made = clusters(points, chosen.k)
  const told: readonly GroupFeature[] = [
    ...features,
    { name: 'order_value', values: Float64Array.from(spent, (sum, i) => sum / Math.max(1, orders[i] as number)), scale: 'log' },
    { name: 'expected', values: expected, scale: 'log' },
    { name: 'events', values: Float64Array.from(of, (i) => buyers.events[i] ?? 0), scale: 'log' },
  ]
  const facts = personaFacts(made, told)
  const taken = new Map<string, number>()
  return {
    at: now,
    k: made.k,
    separation: silhouette(points, made.of, made.k),
    tried: chosen.tried.map(({ k, silhouette: separation }) => ({ k, separation })),
    ids: of.map((i) => buyers.ids[i] as string),
    of: made.of,
    spent,
    personas: facts.map(({ people, share, traits }, cluster) => {
      const inside = of.flatMap((_, at) => (made.of[at] === cluster ? [at] : []))
      const sum = (values: Float64Array): number => inside.reduce((all, at) => all + (values[at] as number), 0)
      const apart = (feature: string): number => traits.find((one) => one.feature === feature)?.difference ?? 0
      const kind = buyerKind({ recency: apart('recency_days'), orders: apart('orders'), money: apart('money') })
      const nr = (taken.get(kind) ?? 0) + 1
      taken.set(kind, nr)
      const past = sum(spent)
      return {
        id: nr === 1 ? kind : `${kind}-${nr}`,
        people,
        share,
        money: { past, each: people > 0 ? past / people : 0, expected: sum(expected) },
        traits: traits.map((one) => ({ ...one, name: null })),
        common: commonOf(buyers, of, inside),
        before: null,
      }
    }),
  }
}

/** Words that are much commoner in a persona than among everybody. */
function commonOf(buyers: Buyers, of: readonly number[], inside: readonly number[]): { feature: string; value: string; share: number; everybody: number }[] {
  const count = (places: readonly number[]): Map<string, Map<string, number>> => {
    const counts = new Map<string, Map<string, number>>()
    for (const at of places) for (const [feature, value] of Object.entries(buyers.words[of[at] as number] ?? {})) {
      const values = counts.get(feature) ?? new Map<string, number>()
      values.set(value, (values.get(value) ?? 0) + 1)
      counts.set(feature, values)
    }
    return counts
  }
  const all = count(of.map((_, at) => at))
  return [...count(inside)].flatMap(([feature, values]) => {
    const [value, n] = [...values].reduce((best, one) => (one[1] > best[1] ? one : best))
    const share = n / inside.length
    const everybody = (all.get(feature)?.get(value) ?? 0) / Math.max(1, of.length)
    return share >= 0.2 ? [{ feature, value, share, everybody }] : []
  }).sort((one, other) => other.share / other.everybody - one.share / one.everybody).slice(0, 5)
}
