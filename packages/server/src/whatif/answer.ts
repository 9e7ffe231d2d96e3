/** Puts a replay together: which decisions count, the verdict with its interval, and everything a marketer asks next. */
import { HOUR } from '@rapport/core/base/time'
import { alwaysInterval, clusterMean } from '@rapport/core/experiment/replay/always'
import { limitsOf, measure, replay, UNCOVERED_ALLOWED } from '@rapport/core/experiment/replay/replay'
import type { ReplayFindings } from '@rapport/core/experiment/replay/types'
import type { Measured } from '@rapport/core/experiment/types'
import { byBudget, byChannel, byOffer, bySegment, times, type Breakdown, type Members } from './breakdown.ts'
import { frozenHalf } from './frozen.ts'
import { nowOf, type Ground } from './ground.ts'
import type { Measure } from './candidates.ts'
import { rescore, type Rescored } from './rescore.ts'
import { termsOf, type Terms } from './terms.ts'
import type { Problem, Verdict, WhatIfProgress, WhatIfResult, WhatIfWork } from './types.ts'

/** Outcomes come later; decisions so young that one in twenty successes is still to come do not count. */
const MATURE_SHARE = 0.95
/** Other shares of chance for the slider. */
const SLIDER = [0.02, 0.05, 0.1, 0.2]
const LISTED = 20
/** Above this, what is not covered is worth a word even where the rest can be judged. */
const UNCOVERED_WORTH = 0.001
/** The snapshot that is always there: a learner taught by the first half of the decisions, judged on the second. */
export const FIRST_HALF = 'first_half'

/** Answers. `segments` are members as they are now. */
export function answer(
  ground: Ground,
  { ask, workspace, now, newest }: WhatIfWork,
  segments: readonly Members[],
  tell: (progress: WhatIfProgress) => void,
  clock: () => number,
): WhatIfResult {
  const from = now - ask.days * 24 * HOUR
  const chosen = rowsOf(ground, ask, { from, now, newest })
  const terms = termsOf(ground, workspace, ask.strategy)
  const isFrozen = ask.strategy.chances === 'snapshot'
  const half = isFrozen ? Math.floor(chosen.rows.length / 2) : 0
  const frozen = isFrozen ? frozenHalf(ground, workspace, { rows: chosen.rows.subarray(0, half), now }) : null
  const rows = chosen.rows.subarray(half)
  if (half > 0) chosen.leftOut.push({ why: 'taught_the_snapshot', decisions: half })
  tell({ part: 0.6, step: 'scoring', decisions: rows.length })
  const began = clock()
  const scored = rescore(ground, terms, { rows, measure: ask.measure, frozen })
  const scoredPerSecond = Math.round(rows.length / Math.max(1e-3, (clock() - began) / 1000))
  tell({ part: 0.8, step: 'counting', decisions: rows.length })
  const problems: Problem[] = [...terms.problems, ...frozenProblem(ask.strategy, rows.length)]
  const found = rows.length === 0 ? null : replay(scored.log)
  const limits = limitsOf()
  const people = new Set(scored.log.unit).size
  const unsupported = unsupportedOf(ground, scored, terms, rows.length)
  const refused = problems.some(({ code }) => REFUSALS.has(code))
  if (found) problems.push(...warningsOf(found, unsupported))
  if (ground.slate.values().some((one) => one === 1)) problems.push({ code: 'slate_first_place', detail: {} })
  const covered = found !== null && found.support.uncovered <= UNCOVERED_ALLOWED
  const empty: Measured = { none: 'not_enough_data', detail: { decisions: rows.length, needed: limits.leastEffective } }
  const lift = found === null ? empty : refused ? ({ none: 'no_support', detail: { reason: problems[0]?.code ?? '' } } as const) : found.lift
  const tunedFor = Math.max(2, people)
  const support = found?.support ?? { decisions: 0, units: 0, effectiveSample: 0, heaviestShare: 0, heaviestWeight: 0, meanWeight: 0, uncovered: 0 }
  const breakdown: Breakdown = { ground, terms, scored, measure: ask.measure, support, limits, covered: covered && !refused, tunedFor }
  const at = ground.at.values()
  const window = { from: rows.length > 0 ? at[rows[0]!]! : from, until: rows.length > 0 ? at[rows.at(-1)!]! : now }
  const earned = found?.now
  return {
    measure: ask.measure,
    window,
    decisions: chosen.decisions,
    people,
    used: rows.length,
    leftOut: chosen.leftOut,
    verdict: refused && found !== null ? 'refused' : verdictOf(found),
    problems,
    now: found?.now ?? empty,
    under: found === null ? empty : refused ? lift : found.under,
    lift,
    liftTotal: times(lift, rows.length),
    liftShare: 'none' in lift || earned === undefined || 'none' in earned || earned.estimate === 0 ? null : lift.estimate / Math.abs(earned.estimate),
    doNoHarm: refused ? null : (found?.atLeast ?? null),
    estimates: found === null ? [] : estimatesOf(found),
    support: {
      effectiveSample: support.effectiveSample,
      needed: limits.leastEffective,
      heaviestShare: support.heaviestShare,
      heaviestAllowed: limits.heaviestAllowed,
      heaviestWeight: support.heaviestWeight,
      meanWeight: support.meanWeight,
      uncovered: support.uncovered,
    },
    unsupported,
    offers: rows.length === 0 ? [] : byOffer(breakdown),
    segments: rows.length === 0 ? [] : bySegment(breakdown, segments),
    channels: byChannel(breakdown),
    optOuts: optOutsOf(breakdown),
    budgets: byBudget(breakdown, workspace.definitions.arbitration, window.until - window.from),
    changed: scored.changed,
    exploration: explorationOf(breakdown, found?.now ?? empty),
    course: refused || found === null ? [] : courseOf(found, (decisions) => at[rows[decisions - 1]!]!),
    notReplayed: ['caps', 'fatigue', 'budgets_over_time', 'stock', ...(Object.values(ask.strategy.offers).some(({ value }) => value !== undefined) ? ['price_reaction'] : [])],
    scoredPerSecond,
  }
}

const ESTIMATES = ['dr', 'ips', 'snips', 'dm', 'dros', 'switch'] as const

function estimatesOf({ estimates }: ReplayFindings): WhatIfResult['estimates'] {
  return ESTIMATES.map((name) => ({ name, estimate: estimates[name], diagnostic: name === 'dros' || name === 'switch' }))
}

function courseOf({ course }: ReplayFindings, momentOf: (decisions: number) => number): WhatIfResult['course'] {
  return course.map(({ decisions, interval: { estimate, low, high } }) => ({ at: momentOf(decisions), decisions, estimate, low, high }))
}

/** Problems after which nothing can be said. */
const REFUSALS: ReadonlySet<string> = new Set(['rule_not_replayed', 'moment_not_replayed', 'offer_never_logged', 'snapshot_unknown'])

function frozenProblem({ chances, snapshot = FIRST_HALF }: WhatIfWork['ask']['strategy'], rows: number): readonly Problem[] {
  if (chances !== 'snapshot') return []
  if (snapshot !== FIRST_HALF) return [{ code: 'snapshot_unknown', detail: { snapshot } }]
  return rows === 0 ? [] : [{ code: 'second_half_only', detail: { decisions: rows } }]
}

interface Chosen {
  readonly rows: Uint32Array
  readonly decisions: number
  readonly leftOut: { why: string; decisions: number }[]
}

/** The rows that count: in the window, at the placements, and old enough for what came of them to be known. */
function rowsOf(
  ground: Ground,
  { placements, measure: counted }: WhatIfWork['ask'],
  { from, now, newest }: { readonly from: number; readonly now: number; readonly newest: number | null },
): Chosen {
  const [at, placement] = [ground.at.values(), ground.placement.values()]
  const wanted = placements === null ? null : new Set(placements.map((id) => ground.placements.find(id)))
  const young = now - maturity(ground, counted)
  const rows: number[] = []
  let [decisions, tooYoung] = [0, 0]
  for (let row = 0; row < at.length; row++) {
    if (at[row]! < from || (wanted !== null && !wanted.has(placement[row]!))) continue
    decisions++
    if (at[row]! > young) tooYoung++
    else rows.push(row)
  }
  const leftOut = [...ground.leftOut].map(([why, left]) => ({ why, decisions: left }))
  if (tooYoung > 0) leftOut.push({ why: 'too_young', decisions: tooYoung })
  const kept = newest === null ? rows : rows.slice(-newest)
  const unread = leftOut.reduce((sum, { why, decisions: left }) => sum + (why === 'too_young' ? 0 : left), 0)
  return { rows: Uint32Array.from(kept), decisions: decisions + unread, leftOut }
}

/** How long after a decision most of what comes of one has come: judged over all offers alike, so that no offer's decisions are kept by how they ended. */
function maturity(ground: Ground, counted: Measure): number {
  const [at, outcome] = [ground.at.values(), (counted === 'clicks' ? ground.clicked : ground.worked).values()]
  const delays: number[] = []
  for (let row = 0; row < at.length; row++) if (outcome[row]! > 0) delays.push(outcome[row]! - at[row]!)
  delays.sort((a, b) => a - b)
  return delays[Math.floor(MATURE_SHARE * delays.length)] ?? 0
}

function verdictOf(found: ReplayFindings | null): Verdict {
  return found === null ? 'not_enough_data' : found.verdict
}

function warningsOf(found: ReplayFindings, unsupported: WhatIfResult['unsupported']): readonly Problem[] {
  const { support, modelWarning, weightWarning, estimates } = found
  return [
    ...(modelWarning ? [{ code: 'model_warning', detail: { dm: estimates.dm, dr: estimates.dr, snips: estimates.snips ?? 0 } }] : []),
    ...(weightWarning ? [{ code: 'weights_off', detail: { mean: support.meanWeight } }] : []),
    ...(unsupported.length > 0 && support.uncovered > UNCOVERED_WORTH ? [{ code: 'uncovered', detail: { share: support.uncovered, allowed: UNCOVERED_ALLOWED } }] : []),
  ]
}

function unsupportedOf(ground: Ground, { wanted }: Rescored, terms: Terms, n: number): WhatIfResult['unsupported'] {
  const tried = new Set(ground.chosen.values())
  const kept = [...wanted.values()].map((one) => ({
    is: tried.has(one.offer) ? ('context' as const) : ('offer' as const),
    offer: ground.offers.nameOf(one.offer),
    offerName: terms.names[one.offer] ?? null,
    placement: ground.placements.nameOf(one.placement),
    check: one.check,
    decisions: one.decisions,
    share: one.share / Math.max(1, n),
  }))
  const never = terms.problems.filter(({ code }) => code === 'offer_never_logged').map(({ detail }) => ({
    is: 'offer' as const, offer: String(detail['offer']), offerName: String(detail['name']), placement: '', check: null, decisions: 0, share: 0,
  }))
  return [...never, ...kept.sort((a, b) => b.share - a.share)].slice(0, LISTED)
}

/** Per thousand decisions, corrected by nothing but the weights. */
function optOutsOf({ ground, scored, support, limits, covered, tunedFor }: Breakdown): WhatIfResult['optOuts'] {
  const { log, rows } = scored
  const [now, under] = [clusterMean(log.units), clusterMean(log.units)]
  const outs = ground.optedOut.values()
  let [seen, rate] = [0, 0]
  for (let t = 0; t < rows.length; t++) {
    const lost = outs[rows[t]!]! > 0 ? 1000 : 0
    const w = log.target[t]! / log.propensity[t]!
    now.add(log.unit[t]!, lost)
    // the rate so far stands in for a model: it was known before this decision
    under.add(log.unit[t]!, rate + w * (lost - rate))
    seen++
    rate += (lost - rate) / seen
  }
  const people = now.units()
  const few: Measured = { none: 'not_enough_data', detail: { people, needed: limits.leastUnits } }
  return {
    now: people < limits.leastUnits ? few : alwaysInterval(now, { tunedFor, level: limits.level }),
    under: rows.length === 0 ? few : measure(under, { support, limits, covered, tunedFor }),
  }
}

/**
 * What the share of chance costs and brings. The half-width is that of replaying today's way, or one as different, on what this strategy would log: the interval
 * of what happened, widened by the weights that this share would leave.
 */
function explorationOf({ scored }: Breakdown, now: Measured): WhatIfResult['exploration'] {
  const n = scored.rows.length
  const { exploration: share, gap } = scored
  const base = 'none' in now ? null : (now.high - now.low) / 2
  const weightSquare = (at: number): number => {
    let sum = 0
    for (let t = 0; t < n; t++) {
      const k = scored.first[t + 1]! - scored.first[t]!
      for (let i = scored.first[t]!; i < scored.first[t + 1]!; i++) {
        // the part that follows value, without the chance that was spread evenly; an even strategy has no such part
        const greedy = share < 1 ? Math.max(0, scored.under[i]! - share / k) / (1 - share) : 1 / k
        const chance = greedy * (1 - at) + at / k
        if (chance > 0) sum += scored.before[i]! ** 2 / chance
      }
    }
    return sum / Math.max(1, n)
  }
  const half = (at: number): number | null => (base === null || at <= 0 ? null : base * Math.sqrt(weightSquare(at)))
  return { share, price: share * gap, priceTotal: share * gap * n, halfWidth: half(share), slider: SLIDER.map((at) => ({ share: at, price: at * gap, halfWidth: half(at) })) }
}

/** Members of segments as numbers of people of the ground; whoever was made one with another counts as the other. */
export function membersOf(ground: Ground, segments: readonly { readonly segment: string; readonly name: string; readonly people: Iterable<string> }[]): readonly Members[] {
  return segments.map(({ segment, name, people }) => {
    const known = new Set<number>()
    for (const id of people) {
      const person = ground.people.find(id)
      if (person !== undefined) known.add(nowOf(ground, person))
    }
    return { segment, name, people: known }
  })
}
