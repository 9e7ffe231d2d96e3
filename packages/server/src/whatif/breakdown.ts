/** A replay by offer, segment, channel and budget. */
import { DAY, HOUR } from '@rapport/core/base/time'
import type { ArbitrationPolicy, BudgetDefinition } from '@rapport/core/decision/policy'
import { clusterMean, type ClusterMean } from '@rapport/core/experiment/replay/always'
import { supportCount } from '@rapport/core/experiment/replay/estimate'
import { effectAt, measure, type ReplayLimits } from '@rapport/core/experiment/replay/replay'
import type { Support } from '@rapport/core/experiment/replay/types'
import type { Measured } from '@rapport/core/experiment/types'
import type { Ground } from './ground.ts'
import type { Measure } from './candidates.ts'
import type { Rescored } from './rescore.ts'
import type { Terms } from './terms.ts'
import type { WhatIfResult } from './types.ts'

/** What all parts look at. */
export interface Breakdown {
  readonly ground: Ground
  readonly terms: Terms
  readonly scored: Rescored
  readonly measure: Measure
  readonly support: Support
  readonly limits: ReplayLimits
  readonly covered: boolean
  readonly tunedFor: number
}

/** A segment's members, as numbers of people of the ground. */
export interface Members {
  readonly segment: string
  readonly name: string
  readonly people: ReadonlySet<number>
}

/** Every offer that was chosen or would be, nothing last. Their lifts sum to the whole lift. */
export function byOffer({ ground, terms, scored, measure: counted, support, limits, covered, tunedFor }: Breakdown): WhatIfResult['offers'] {
  const { log, first, offer } = scored
  const n = log.reward.length
  const count = ground.offers.count + 1
  const of = (id: number): number => (id < 0 ? count - 1 : id)
  const [before, under, chosenTimes, successes, values] = Array.from({ length: 5 }, () => new Float64Array(count))
  const chosen = ground.chosen.values()
  const worked = (counted === 'clicks' ? ground.clicked : ground.worked).values()
  for (let t = 0; t < n; t++) {
    for (let i = first[t]!; i < first[t + 1]!; i++) {
      const o = of(offer[i]!)
      before![o] = before![o]! + scored.before[i]!
      under![o] = under![o]! + scored.under[i]!
    }
    const row = scored.rows[t]!
    const o = of(chosen[row]!)
    chosenTimes![o] = chosenTimes![o]! + 1
    successes![o] = successes![o]! + (worked[row]! > 0 && o < count - 1 ? 1 : 0)
    values![o] = values![o]! + log.reward[t]!
  }
  const ids = [...Array(count).keys()].filter((o) => before![o]! > 0 || under![o]! > 0)
  const lifts = new Map<number, ClusterMean>(ids.map((o) => [o, clusterMean(log.units)]))
  const works = new Map<number, ClusterMean>(ids.map((o) => [o, clusterMean(log.units)]))
  const [lift, success] = [new Float64Array(count), new Float64Array(count)]
  for (let t = 0; t < n; t++) {
    const row = scored.rows[t]!
    const unit = log.unit[t]!
    const w = log.target[t]! / log.propensity[t]!
    const o = of(chosen[row]!)
    for (let i = first[t]!; i < first[t + 1]!; i++) {
      lift[of(offer[i]!)] = (scored.under[i]! - scored.before[i]!) * scored.expected[i]!
      success[of(offer[i]!)] = scored.under[i]! * scored.success[i]!
    }
    lift[o] = lift[o]! + (w - 1) * (log.reward[t]! - log.model[t]!)
    for (let i = first[t]!; i < first[t + 1]!; i++) {
      const candidate = of(offer[i]!)
      if (candidate !== o) continue
      success[o] = success[o]! + w * ((worked[row]! > 0 && o < count - 1 ? 1 : 0) - scored.success[i]!)
    }
    for (const id of ids) {
      lifts.get(id)!.add(unit, lift[id]!)
      works.get(id)!.add(unit, success[id]!)
    }
    lift.fill(0)
    success.fill(0)
  }
  const show = (mean: ClusterMean): Measured => measure(mean, { support, limits, covered, tunedFor })
  return ids
    .map((o) => ({
      offer: o === count - 1 ? null : ground.offers.nameOf(o),
      name: o === count - 1 ? null : (terms.names[o] ?? ground.offers.nameOf(o)),
      family: o === count - 1 ? null : (terms.families[o] ?? null),
      now: { share: before![o]! / n, decisions: chosenTimes![o]!, successes: successes![o]!, value: values![o]! },
      under: { share: under![o]! / n, decisions: under![o]!, successes: times(show(works.get(o)!), n) },
      lift: show(lifts.get(o)!),
    }))
    .sort((a, b) => (a.offer === null ? 1 : b.offer === null ? -1 : b.under.share - a.under.share))
}

/** A figure per decision as one of all decisions. */
export function times(of: Measured, n: number): Measured {
  return 'none' in of ? of : { ...of, estimate: of.estimate * n, low: of.low * n, high: of.high * n }
}

/** The lift among members of each segment, each with a gate of its own. */
export function bySegment({ scored, limits, covered }: Breakdown, segments: readonly Members[]): WhatIfResult['segments'] {
  const { log } = scored
  return segments.map(({ segment, name, people }) => {
    const mean = clusterMean(log.units)
    const support = supportCount(log.units)
    for (let t = 0; t < log.reward.length; t++) {
      if (!people.has(log.unit[t]!)) continue
      mean.add(log.unit[t]!, effectAt(log, t))
      support.add(log.unit[t]!, log.target[t]! / log.propensity[t]!, { uncovered: log.uncovered?.[t] ?? 0, weightSquare: log.weightSquare?.[t] ?? 0 })
    }
    const found = support.read()
    const lift = measure(mean, { support: found, limits, covered, tunedFor: Math.max(2, found.units) })
    return { segment, name, decisions: found.decisions, people: found.units, lift }
  })
}

/** Showings and costs by channel: as they were, and as often as the strategy would choose times the share of choices that is shown. */
export function byChannel({ ground, scored }: Breakdown): WhatIfResult['channels'] {
  const all = new Map<number, { channel: string; now: { showings: number; cost: number }; under: { showings: number; cost: number } }>()
  const [channel, shown, chosen] = [ground.channel.values(), ground.shown.values(), ground.chosen.values()]
  for (let t = 0; t < scored.rows.length; t++) {
    const row = scored.rows[t]!
    const id = channel[row]!
    const of = all.get(id) ?? { channel: ground.channels.nameOf(id), now: { showings: 0, cost: 0 }, under: { showings: 0, cost: 0 } }
    all.set(id, of)
    for (let i = scored.first[t]!; i < scored.first[t + 1]!; i++) {
      if (scored.offer[i]! < 0) continue
      of.under.showings += scored.under[i]! * scored.shownShare
      of.under.cost += scored.under[i]! * scored.shownShare * scored.costs[i]!
      if (scored.offer[i] !== chosen[row] || !(shown[row]! > 0)) continue
      of.now.showings++
      of.now.cost += scored.costs[i]!
    }
  }
  return [...all.values()].sort((a, b) => b.now.showings - a.now.showings)
}

const PERIODS: { readonly [per in BudgetDefinition['per']]: number } = { hour: HOUR, day: DAY, week: 7 * DAY, month: 30 * DAY, ever: Infinity }

/** What each budget would be used per period, on average over the window. */
export function byBudget({ ground, scored }: Breakdown, { budgets }: ArbitrationPolicy, windowMs: number): WhatIfResult['budgets'] {
  const [channel, shown, chosen] = [ground.channel.values(), ground.shown.values(), ground.chosen.values()]
  return budgets.map((budget) => {
    const offers = budget.offers === undefined ? null : new Set(budget.offers.map((id) => ground.offers.find(id)))
    const only = budget.channel === undefined ? null : ground.channels.find(budget.channel)
    let [now, under] = [0, 0]
    for (let t = 0; t < scored.rows.length; t++) {
      const row = scored.rows[t]!
      if (only !== null && channel[row] !== only) continue
      for (let i = scored.first[t]!; i < scored.first[t + 1]!; i++) {
        const id = scored.offer[i]!
        if (id < 0 || (offers !== null && !offers.has(id))) continue
        const use = budget.counts === 'showings' ? 1 : scored.costs[i]!
        under += scored.under[i]! * scored.shownShare * use
        if (id === chosen[row] && shown[row]! > 0) now += use
      }
    }
    const periods = Math.max(1, windowMs / PERIODS[budget.per])
    const each = under / periods
    return { budget: budget.id, name: budget.name, counts: budget.counts, per: budget.per, most: budget.most, now: now / periods, under: each, over: each > budget.most }
  })
}
