/**
 * Decisions in which an offer and doing nothing were both possible, with the known chance that left it to one or the other, and what people did afterwards. Gathered
 * from the log in its order; what people did is joined at the end, so that history that was brought in late counts too.
 *
 * Treated is whoever was chosen for, seen or not: nobody could report that nothing was shown, and to count only those of one side who looked would compare lookers with all.
 * The first decision of a throw of the dice decides; whatever else it chose, its later decisions follow the same throw and are no news. The control group's offers have no
 * stored chance, so they are left out.
 */
import { unit } from '@rapport/core/base/hash'
import type { ProfileId } from '@rapport/core/base/id'
import { parseDuration } from '@rapport/core/base/time'
import { JOIN_WITHIN, successesOf } from '@rapport/core/decision/outcomes'
import { unpackDecision } from '@rapport/core/decision/record'
import type { Decision, OfferDefinition } from '@rapport/core/decision/types'
import { KNOWN, type Event } from '@rapport/core/event/event'
import type { Sparse } from '@rapport/core/model/types'
import { SURE } from '@rapport/core/model/uplift/assignment'
import type { WhereTest } from '@rapport/core/trait/counter'
import type { LogRecord } from '../ports/log.ts'

/** What counts as the outcome of an offer, whether or not it was shown. */
export interface UpliftGoal {
  readonly event: string
  /** Duration text, and in milliseconds after the decision. */
  readonly within: string
  readonly withinMs: number
  readonly test: WhereTest | null
  /** The offer does not say; an order is what selling is for. */
  readonly assumed: boolean
  /** Names the goal: another key, another outcome. */
  readonly key: string
}

const ORDER = { event: 'order_completed', within: '7d' } as const

/** The outcome of an offer; null when only a click on the offer itself would be one, which nobody can do without seeing it. */
export function goalFor(offer: Pick<OfferDefinition, 'id' | 'success' | 'kind'>): UpliftGoal | null {
  const own = offer.success !== undefined && offer.success.event !== KNOWN.offerClicked ? offer.success : null
  if (own === null && !isForOrders(offer)) return null
  const success = own ?? ORDER
  const compiled = successesOf([{ id: offer.id, name: offer.id, value: 0, success }]).get(offer.id)
  const withinMs = parseDuration(success.within)
  if (compiled === undefined || withinMs === null) return null
  return { event: success.event, within: success.within, withinMs, test: compiled.test, assumed: own === null, key: JSON.stringify(success) }
}

/** Whether an offer that does not say what success is may be judged by orders: what sells, and what keeps customers. */
function isForOrders({ kind = 'sell' }: Pick<OfferDefinition, 'kind'>): boolean {
  return kind === 'sell' || kind === 'keep'
}

/** The rows of one offer, in the order of the log. */
export interface TrialRows {
  readonly people: readonly string[]
  readonly at: Float64Array
  readonly treated: Uint8Array
  readonly outcome: Float64Array
  /** Chance of the offer where it was this or nothing. */
  readonly propensity: Float64Array
  /** What the model was shown; null in decisions of before there was learning. */
  readonly x: readonly (Sparse | null)[]
  /** Of the treated, those who were reported to have seen it. */
  readonly shown: number
  /** Decisions whose window is not over. */
  readonly open: number
  /** Decisions in which the offer, or nothing, was as good as certain: nobody is there to compare with. */
  readonly sure: number
  /** Somebody in the log did at all what counts as the outcome. */
  readonly known: boolean
}

/** See the top of the file. */
export interface Trials {
  take(record: LogRecord): void
  rows(offer: string, now: number): TrialRows
}

interface Trial {
  readonly decision: string
  readonly at: number
  readonly drawn: string
  readonly x: Sparse | null
  readonly asks: readonly Ask[]
}

interface Ask {
  readonly offer: string
  readonly is: 'treated' | 'untreated' | 'sure' | 'other'
  readonly chance: number
}

interface Life {
  readonly trials: Trial[]
  /** What was done (by goal, and showings by offer) → when. */
  readonly did: Map<string, number[]>
}

/** Trials and moments kept at most; beyond it a hashed half of the people is learned from. */
const KEPT_MAX = 300_000

/** Starts at the beginning of the log. `keptMax` is for tests. */
export function createTrials(goals: ReadonlyMap<string, UpliftGoal>, keptMax = KEPT_MAX): Trials {
  const lives = new Map<string, Life>()
  const known = new Set<string>()
  let share = 1
  let kept = 0

  const isIn = (person: string): boolean => unit(`uplift ${person}`) < share

  function lifeOf(person: string): Life {
    const life = lives.get(person) ?? { trials: [], did: new Map() }
    lives.set(person, life)
    return life
  }

  function remove(person: string): void {
    const life = lives.get(person)
    if (life === undefined) return
    kept -= sizeOf(life)
    lives.delete(person)
  }

  function join(from: string, into: string): void {
    const other = lives.get(from)
    if (other === undefined || from === into) return
    remove(from)
    if (!isIn(into)) return
    const life = lifeOf(into)
    life.trials.push(...other.trials)
    for (const [what, moments] of other.did) life.did.set(what, [...(life.did.get(what) ?? []), ...moments])
    kept += sizeOf(other)
  }

  function decided(decision: Decision, person: string): void {
    const nothing = decision.candidates.find(({ offer }) => offer === null)?.probability ?? 0
    if (nothing <= 0) return
    const drawn = decision.drawn ?? decision.id
    const used = new Set(lives.get(person)?.trials.flatMap((trial) => (trial.drawn === drawn ? trial.asks.map(({ offer }) => offer) : [])))
    const asks = decision.candidates.flatMap(({ offer, probability = 0 }): Ask[] => {
      if (offer === null || probability <= 0 || !goals.has(offer) || used.has(offer)) return []
      const chance = probability / (probability + nothing)
      const isThis = decision.chosen === offer
      if (!isThis && decision.chosen !== null) return [{ offer, is: 'other', chance }]
      return [{ offer, is: chance < SURE || chance > 1 - SURE ? 'sure' : isThis ? 'treated' : 'untreated', chance }]
    })
    if (asks.length === 0) return
    const isLearnedFrom = asks.some(({ is }) => is === 'treated' || is === 'untreated')
    const x = isLearnedFrom && decision.x !== undefined ? { at: Uint32Array.from(decision.x.at), value: Float32Array.from(decision.x.value) } : null
    lifeOf(person).trials.push({ decision: decision.id, at: decision.at, drawn, x, asks })
    kept++
  }

  function did(what: string, at: number, person: string): void {
    const life = lifeOf(person)
    const moments = life.did.get(what)
    if (moments === undefined) life.did.set(what, [at])
    else moments.push(at)
    kept++
  }

  const byKey = new Map([...goals.values()].map((goal) => [goal.key, goal]))

  function happened(event: Event, person: string): void {
    if (event.type === 'decision_made') {
      const decision = unpackDecision(event.properties)
      // Who did not want to be profiled is asked nothing here either.
      if (decision !== null && decision.profile !== null && decision.x?.at.length !== 0) decided(decision, person)
      return
    }
    const { offer } = event.properties
    if (event.type === KNOWN.offerShown && typeof offer === 'string' && goals.has(offer)) did(`shown ${offer}`, event.at, person)
    for (const { key, event: type, test } of byKey.values()) {
      if (type !== event.type || (test !== null && !test(event.properties))) continue
      known.add(key)
      did(key, event.at, person)
    }
  }

  function shrink(): void {
    while (kept > keptMax) {
      share /= 2
      for (const person of [...lives.keys()]) if (!isIn(person)) remove(person)
    }
  }

  return {
    take({ body }) {
      if (body.is !== 'events') return
      for (const { event, profile, merged, derived } of body.entries) {
        for (const { type, properties } of derived) if (type === 'profile_split') split(properties['from'], properties['into'])
        if (profile === null) continue
        for (const loser of merged ?? []) join(loser, profile)
        if (isIn(profile)) for (const one of [event, ...derived]) happened(one, profile)
      }
      shrink()
    },
    rows(offer, now) {
      const goal = goals.get(offer)
      const found = [...lives].flatMap(([person, life]) => life.trials.flatMap((trial) => trial.asks.flatMap((ask) => (ask.offer === offer ? [{ person, life, trial, ask }] : []))))
      const within = goal?.withinMs ?? 0
      const over = found.filter(({ trial }) => trial.at + within <= now)
      const used = over.filter(({ ask }) => ask.is === 'treated' || ask.is === 'untreated').sort((one, other) => one.trial.at - other.trial.at || (one.person < other.person ? -1 : 1))
      const isWithin = ({ life, trial }: (typeof used)[number], what: string, from: number, ms: number): boolean =>
        life.did.get(what)?.some((at) => at >= trial.at + from && at <= trial.at + ms) === true
      return {
        people: used.map(({ person }) => person),
        at: Float64Array.from(used, ({ trial }) => trial.at),
        treated: Uint8Array.from(used, ({ ask }) => (ask.is === 'treated' ? 1 : 0)),
        outcome: Float64Array.from(used, (one) => (goal !== undefined && isWithin(one, goal.key, 1, within) ? 1 : 0)),
        propensity: Float64Array.from(used, ({ ask }) => ask.chance),
        x: used.map(({ trial }) => trial.x),
        shown: used.filter((one) => one.ask.is === 'treated' && isWithin(one, `shown ${offer}`, 0, JOIN_WITHIN)).length,
        open: found.filter(({ trial, ask }) => trial.at + within > now && (ask.is === 'treated' || ask.is === 'untreated')).length,
        sure: over.filter(({ ask }) => ask.is === 'sure').length,
        known: goal !== undefined && known.has(goal.key),
      }
    },
  }

  /** Whose past is whose is no longer known. */
  function split(from: unknown, into: unknown): void {
    for (const id of [from, ...(Array.isArray(into) ? into : [])]) if (typeof id === 'string') remove(id as ProfileId)
  }
}

function sizeOf({ trials, did }: Life): number {
  return trials.length + [...did.values()].reduce((sum, { length }) => sum + length, 0)
}
