/** What was learned, as the API shows it: every figure with its interval, or why there is none. */
import { DAY } from '@rapport/core/base/time'
import { RATE_DEFAULT } from '@rapport/core/decision/compile'
import { WAITING_MAX } from '@rapport/core/decision/outcomes'
import type { OfferDefinition } from '@rapport/core/decision/types'
import { sequence } from '@rapport/core/experiment/sequence'
import type { Measured } from '@rapport/core/experiment/types'
import { periodOf } from '../../learning/accounts.ts'
import { habitOf, type LearningReport } from '../../learning/report.ts'
import { dayOf, freshTally, meanOf, type Grouped, type Tally } from '../../learning/tallies.ts'
import type { App, LearningState } from '../../runtime/app.ts'
import type { SkewCheck } from '../../runtime/skew.ts'
import type { BudgetView, ChallengerView, LearningView, OfferLearningLine, OfferLearningView } from '../contract-learning.ts'
import type { MeasuredView } from '../contract-measured.ts'
import { splitName } from './explored.ts'
import { namesOf } from './names.ts'

/** Showings from which on a rate is told. */
export const RATE_NEEDS = 50
/** Decisions from which on the share of exploration is told. */
const SHARE_NEEDS = 100
/** Effective examples from which on the benefit of exploring is told. */
const EFFECTIVE_NEEDS = 400
/** Days over which the share of exploration is taken. */
const SHARE_DAYS = 7
/** Share of a period after which its pace says something. */
const PACE_FROM = 0.02
const PER = 1_000

/** The whole page. */
export function learningView({ app, state, end, skew }: {
  readonly app: App
  readonly state: LearningState | undefined
  readonly end: number
  readonly skew: SkewCheck | null
}): LearningView {
  const { arbitration } = app.workspace().definitions
  const report = state?.is === 'running' ? state.report : null
  const service = state?.is === 'running' ? state.service : null
  const is = stateOf(state, arbitration.mode)
  const speaks = is === 'ready' || is === 'behind'
  return {
    state: is,
    why: whyOf(is, state),
    mode: arbitration.mode,
    using: speaks && arbitration.mode === 'learned' ? 'learned' : 'rates',
    position: report?.position ?? 0,
    end,
    behind: report === null ? 0 : Math.max(0, end - report.position),
    lagP50Ms: service?.lagP50Ms ?? null,
    lagP99Ms: service?.lagP99Ms ?? null,
    since: report?.counts.since ?? null,
    examples: report?.counts.examples ?? 0,
    positives: report?.counts.positives ?? 0,
    decisions: report?.tallies.decisions ?? 0,
    pending: { decisions: report?.waiting.decisions ?? 0, showings: report?.waiting.showings ?? 0, most: WAITING_MAX },
    snapshot: {
      at: service?.snapshot.at ?? null,
      position: service?.snapshot.position ?? 0,
      bytes: service?.snapshot.bytes ?? 0,
      note: service?.snapshot.failure ?? report?.note ?? null,
    },
    offers: linesOf(app, report),
    race: report === null ? [] : raceOf(report),
    promotions: (report?.changes ?? []).map(({ at, from, to, gain, calibration, back }) => ({ at, from, to, evidence: { ...gain, calibration }, rollback: back })).toReversed(),
    budgets: budgetsOf(app),
    exploration: explorationOf(report),
    skew: skew ?? { at: null, checked: 0, differed: 0, gone: 0, example: null },
  }
}

function stateOf(state: LearningState | undefined, mode: LearningView['mode']): LearningView['state'] {
  if (state === undefined) return 'absent'
  if (state.is === 'failed') return 'failed'
  return mode === 'rates' ? 'off' : state.service.state
}

function whyOf(is: LearningView['state'], state: LearningState | undefined): string | null {
  if (is === 'absent') return 'this process does not learn'
  if (is === 'off') return 'the arbitration policy says that the rates of the definitions decide and nothing is learned'
  if (state?.is === 'failed') return `${state.why}; decisions go by the rates of the definitions; restart the server, and learning goes on from the log`
  return null
}

/** The offers that are defined and those that were decided about, by id. */
function linesOf(app: App, report: LearningReport | null): OfferLearningLine[] {
  const named = namesOf(app.workspace())
  const ids = new Set([...named.offers.keys(), ...Object.keys(report?.tallies.offers ?? {})])
  return [...ids].sort().map((id) => lineOf(app, id, report))
}

function lineOf(app: App, id: string, report: LearningReport | null): OfferLearningLine {
  const definition: OfferDefinition | undefined = namesOf(app.workspace()).offers.get(id)
  const total: Tally = report?.tallies.offers[id]?.total ?? freshTally()
  const general = report?.general[id]
  const ordinary = lately(Object.entries(report?.tallies.offers[id]?.days ?? {})) ?? general?.p
  return {
    offer: id,
    name: definition?.name ?? id,
    family: definition?.family ?? null,
    kind: definition?.kind ?? 'sell',
    defined: definition !== undefined,
    decided: total.decided,
    shown: total.shown,
    clicked: total.clicked,
    dismissed: total.dismissed,
    converted: total.worked,
    rate: shareOf(total.worked, total.shown, RATE_NEEDS),
    prior: definition?.rate ?? RATE_DEFAULT,
    learned: ordinary === undefined || total.shown === 0 ? null : { p: ordinary, n: general?.n ?? 0 },
    earned: total.earned,
    spent: total.spent,
    stock: definition?.stock === undefined ? null : Math.max(0, definition.stock - total.worked),
  }
}

/** What the champion said lately of those to whom it was shown: as many of the newest days as it takes. */
function lately(days: readonly (readonly [day: string, tally: Tally])[]): number | undefined {
  let [said, asked] = [0, 0]
  for (const [, tally] of days.toSorted(([one], [other]) => Number(other) - Number(one))) {
    said += tally.said
    asked += tally.asked
    if (asked >= RATE_NEEDS) break
  }
  return asked === 0 ? undefined : said / asked
}

/** One offer in full. */
export function offerView({ app, id, report, drivers, nameOf }: {
  readonly app: App
  readonly id: string
  readonly report: LearningReport | null
  readonly drivers: readonly { readonly place: number; readonly adds: number; readonly n: number }[]
  readonly nameOf: (place: number) => string | null
}): OfferLearningView {
  const tally = report?.tallies.offers[id]
  const days = Object.keys(tally?.days ?? {}).map(Number).sort((one, other) => one - other)
  const first = Math.max(days[0] ?? dayOf(app.now()), dayOf(app.now()) - 89)
  const all = days.length === 0 ? [] : Array.from({ length: dayOf(app.now()) - first + 1 }, (_, i) => first + i)
  return {
    line: lineOf(app, id, report),
    days: all.map((day) => {
      const { decided, explored, shown, clicked, dismissed, worked, earned, said, asked } = tally?.days[day] ?? freshTally()
      const text = new Date(day * DAY).toISOString().slice(0, 10)
      return { day: text, decided, explored, shown, clicked, dismissed, converted: worked, learned: asked === 0 ? null : said / asked, earned }
    }),
    heldBack: Object.entries(tally?.heldBack ?? {}).map(([check, decisions]) => ({ check, decisions })).sort((one, other) => other.decisions - one.decisions),
    drivers: drivers.map(({ place, adds, n }) => ({ ...splitName(nameOf(place) ?? `#${place.toString(36)}`), adds, n })),
  }
}

function raceOf({ standings }: LearningReport): ChallengerView[] {
  return standings.map(({ id, champion, loss, calibration, n, better }) => {
    const habit = habitOf(id)
    return {
      id,
      name: id,
      is: champion ? 'champion' : 'challenger',
      params: { rate: habit?.rate ?? 0, halfLifeDays: habit?.halfLifeDays ?? null },
      loss,
      calibration,
      compared: n,
      ...(!champion && { better: plain(better) }),
    }
  })
}

function budgetsOf(app: App): BudgetView[] {
  const { arbitration, sending } = app.workspace().definitions
  const accounts = app.learning?.accounts()
  return arbitration.budgets.map(({ id, name, counts, most, per }) => {
    const now = app.now()
    const { since, until } = periodOf(per, now, sending.timezone)
    const account = accounts?.budgets[id]
    const used = account !== undefined && account.since >= since ? account.used : 0
    const share = per === 'ever' ? 0 : (now - since) / (until - since)
    return { id, name, counts, most, used, per, since, lambda: account?.price ?? 0, heading: share < PACE_FROM ? null : used / share }
  })
}

function explorationOf(report: LearningReport | null): LearningView['exploration'] {
  const none: MeasuredView = { none: 'not_enough_data', detail: { decisions: 0, needed: SHARE_NEEDS } }
  if (report === null) return { share: none, pricePerThousand: none, support: { decisions: 0, effective: 0, smallest: null }, benefitPerThousand: none }
  const { tallies } = report
  const newest = Math.max(0, ...Object.keys(tallies.days).map(Number))
  const days = Object.entries(tallies.days).filter(([day]) => Number(day) > newest - SHARE_DAYS).map(([, day]) => day)
  const [decided, explored] = [days.reduce((sum, day) => sum + day.decided, 0), days.reduce((sum, day) => sum + day.explored, 0)]
  const effective = tallies.even.squares > 0 ? tallies.even.sum ** 2 / tallies.even.squares : 0
  return {
    share: shareOf(explored, decided, SHARE_NEEDS),
    pricePerThousand: perThousand(tallies.price),
    support: { decisions: tallies.decisions, effective, smallest: tallies.smallest },
    benefitPerThousand: benefitOf(report, effective),
  }
}

/** Showings whose window is over, in proportion to all decisions: what was not shown earned nothing either way. */
function benefitOf({ tallies }: LearningReport, effective: number): MeasuredView {
  const known = Math.min(effective, tallies.benefit.n)
  if (known < EFFECTIVE_NEEDS) return { none: 'not_enough_data', detail: { effective: Math.round(known), needed: EFFECTIVE_NEEDS } }
  const shown = Object.values(tallies.offers).reduce((sum, { total }) => sum + total.shown, 0)
  return perThousand(tallies.benefit, shown / Math.max(1, tallies.decisions))
}

function perThousand(grouped: Grouped, share = 1): MeasuredView {
  const found = meanOf(grouped)
  if (found === null || found.error === 0) return { none: 'not_enough_data', detail: { decisions: grouped.n, needed: SHARE_NEEDS } }
  return plain(sequence({ estimate: found.mean * PER * share, se: found.error * PER * share, n: found.groups, tunedFor: 500 }))
}

/** A share with an interval that may be looked at any number of times; its variance is taken with two of each added, so that none of few is not taken for never. */
export function shareOf(hits: number, of: number, needed: number): MeasuredView {
  if (of < needed) return { none: 'not_enough_data', detail: { showings: of, needed } }
  const smooth = (hits + 2) / (of + 4)
  const { estimate, low, high, level, valid } = sequence({ estimate: hits / of, se: Math.sqrt((smooth * (1 - smooth)) / of), n: of })
  return { estimate, low: Math.max(0, low), high: Math.min(1, high), level, valid }
}

function plain(measured: Measured): MeasuredView {
  return 'none' in measured ? { none: measured.none, detail: { ...measured.detail } } : { ...measured }
}
