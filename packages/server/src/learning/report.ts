/** How learning does, as plain data: what the API shows and health says. */
import type { Learner } from './learner.ts'
import type { Counts } from './fold.ts'
import { HABITS, type Named } from './learners.ts'
import type { Change, Standing } from './race.ts'
import type { OfferTally, Tallies } from './tallies.ts'
import { EMPTY } from './waiting.ts'

/** Everything but the people behind the numbers. */
export interface LearningReport {
  readonly position: number
  readonly note: string | null
  readonly counts: Readonly<Counts>
  readonly waiting: { readonly decisions: number; readonly showings: number; readonly givenUp: { readonly late: number; readonly many: number } }
  readonly tallies: Omit<Tallies, 'offers'> & { readonly offers: { readonly [offer: string]: Omit<OfferTally, 'people'> } }
  readonly standings: readonly Standing[]
  readonly changes: readonly Change[]
  /** offer → what the champion says without knowing anybody, and on how much. */
  readonly general: { readonly [offer: string]: { readonly p: number; readonly n: number } }
}

/** The report of a learner. */
export function reportOf(learner: Learner, learners: readonly Named[]): LearningReport {
  const { fold } = learner
  const race = fold.race()
  const champion = learners.find(({ id }) => id === race.champion())
  const { offers, ...tallies } = fold.tallies()
  const general: { [offer: string]: { p: number; n: number } } = {}
  for (const [placement, { offers: here }] of fold.decisions().byPlacement) {
    for (const offer of here) {
      if (offer.elsewhere !== null) continue
      const found = champion?.predict([fold.armFor(offer.id, placement)], EMPTY)[0]
      if (found && found.n >= (general[offer.id]?.n ?? -1)) general[offer.id] = { p: found.p, n: found.n }
    }
  }
  return {
    position: learner.position(),
    note: learner.note,
    counts: { ...fold.counts() },
    waiting: fold.waiting(),
    tallies: { ...tallies, offers: Object.fromEntries(Object.entries(offers).map(([id, { total, days, heldBack }]) => [id, { total, days, heldBack }])) },
    standings: race.standings(),
    changes: race.changes(),
    general,
  }
}

/** What spoke most for and against an offer, of what was seen with it: places of the vector, what each adds to the log-odds, and in how many showings it was on. */
export function driversOf(learner: Learner, learners: readonly Named[], offer: string): readonly { readonly place: number; readonly adds: number; readonly n: number }[] {
  const { fold } = learner
  const champion = learners.find(({ id }) => id === fold.race().champion())
  const seen = Object.entries(fold.seenWith(offer)).map(([place, n]) => [Number(place), n] as const).sort(([one], [other]) => one - other)
  const placement = [...fold.decisions().byPlacement].find(([, plan]) => plan.offers.some((one) => one.id === offer && one.elsewhere === null))?.[0] ?? ''
  const x = { at: Uint32Array.from(seen, ([place]) => place), value: new Float32Array(seen.length).fill(1) }
  const adds = champion?.propensity.contributions(fold.armFor(offer, placement), x) ?? new Float64Array(seen.length)
  return seen.map(([place, n], index) => ({ place, n, adds: adds[index] ?? 0 })).sort((one, other) => Math.abs(other.adds) - Math.abs(one.adds)).slice(0, DRIVERS)
}

const DRIVERS = 16

/** The settings of a learner, by its id. */
export function habitOf(id: string): (typeof HABITS)[number] | undefined {
  return HABITS.find((habit) => habit.id === id)
}
