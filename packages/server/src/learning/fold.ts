/**
 * The log as the arbiter's learner reads it: one record after the other, each exactly once. Decisions wait for what becomes of them; a showing teaches all learners
 * "not yet", a success "it worked" (fake negatives, decisioning.md 3); windows that are over settle the race. The same records give the same state, bit for bit,
 * however they were cut into steps and wherever a snapshot was taken in between.
 */
import type { ProfileId } from '@rapport/core/base/id'
import type { Json, JsonObject } from '@rapport/core/base/json'
import type { Instant } from '@rapport/core/base/time'
import { armOf, type Arm } from '@rapport/core/decision/arm'
import { compileDecisions, RATE_DEFAULT, type Decisions } from '@rapport/core/decision/compile'
import { createOutcomes, successesOf, type Joined, type Successes, type Waiting, type Waits } from '@rapport/core/decision/outcomes'
import { unpackDecision } from '@rapport/core/decision/record'
import type { Decision } from '@rapport/core/decision/types'
import { DEFAULT_DEFINITIONS } from '@rapport/core/engine/defaults'
import type { Event } from '@rapport/core/event/event'
import type { Estimate, Sparse } from '@rapport/core/model/types'
import { eventRef, type LogEntry, type LogRecord } from '../ports/log.ts'
import { book, bookingOf, freshAccounts, periodOf, type Accounts } from './accounts.ts'
import { settledOf, vectorOf, waitingOf, type Settled, type Terms } from './waiting.ts'
import { createRace, type Change, type RaceState } from './race.ts'
import { countChosen, countDecision, countOutcome, countSaid, forgetPeople, freshTallies, type Tallies } from './tallies.ts'

/** A learner of how often offers work. All methods are synchronous; one thread learns. */
export interface Learning {
  readonly id: string
  predict(arms: readonly Arm[], x: Sparse): readonly Estimate[]
  learn(arm: Arm, x: Sparse, y: 0 | 1, at: Instant): void
  snapshot(): Uint8Array
  restore(bytes: Uint8Array): void
}

/** The state beside the weights, as plain data. */
export interface FoldState {
  readonly position: number
  readonly at: number
  readonly terms: Terms | null
  readonly waits: Waits
  readonly tallies: Tallies
  readonly race: RaceState
  readonly counts: Counts
  readonly accounts: Accounts
  readonly messages: Messages
  /** offer → place of the vector → showings in which it was on. */
  readonly seen: Seen
  /** Decisions whose window is over, newest last: id, shown, clicked, dismissed, worked (0: not). */
  readonly settled: readonly Settled[]
}

/** Messages sent in the month under way, by channel. */
export interface Messages {
  month: number
  sent: { [channel: string]: number }
}

/** See FoldState. */
export type Seen = { [offer: string]: { [place: string]: number } }

/** What was learned from. `lost`: outcomes whose decision is no longer in the log. */
export interface Counts {
  examples: number
  positives: number
  lost: number
  /** Clock of the first record that was read. */
  since: number | null
}

/** What the fold needs from outside. */
export interface FoldOptions {
  readonly learners: readonly Learning[]
  /** Finds what was known when a decision was made, if the log still has it. */
  readonly find: (ref: number) => Promise<Event | null>
  readonly before?: FoldState
  /** Called before the first record behind this position is read. */
  readonly milestone?: { readonly position: number; readonly reached: (fold: { readonly accounts: Accounts }) => void }
}

/** The fold. Calls must not overlap. */
export interface Fold {
  record(record: LogRecord): Promise<void>
  state(): FoldState
  tallies(): Tallies
  counts(): Readonly<Counts>
  waiting(): ReturnType<ReturnType<typeof createOutcomes>['count']>
  race(): ReturnType<typeof createRace>
  decisions(): Decisions
  terms(): Terms | null
  accounts(): Accounts
  messages(): Readonly<Messages>
  /** Successes of each offer so far. */
  taken(): { readonly [offer: string]: number }
  /** Clock of the newest record that was read. */
  clock(): number
  armFor(offer: string, placement: string): Arm
  /** Places of the vector that were on when the offer was shown, and how often. */
  seenWith(offer: string): { readonly [place: string]: number }
  /** What became of a decision so far, while it is remembered; null when nothing is known. */
  outcomeOf(decision: string): Settled | null
  /** Where a decision stands in the log, while it is remembered. */
  refOf(decision: string): number | null
  forget(profiles: ReadonlySet<string>): number
}

/** Vectors of decisions kept at hand; others are read from the log when their outcome comes. */
const VECTORS_KEPT = 10_000
/** Places remembered for each offer: those that were on first; what is rare does not show anyway. */
const PLACES_KEPT = 300
/** Decisions whose outcome is remembered after its window. */
const SETTLED_KEPT = 5_000
/** Decisions whose address is remembered. */
const REFS_KEPT = 50_000

/** Starts at the beginning, or takes up where `before` left off. */
export function createFold({ learners, find, before, milestone }: FoldOptions): Fold {
  let position = before?.position ?? 0
  let at = before?.at ?? 0
  let terms = before?.terms ?? null
  const outcomes = createOutcomes(before?.waits)
  const tallies: Tallies = before === undefined ? freshTallies() : (structuredClone(before.tallies) as Tallies)
  const race = createRace(learners.map(({ id }) => id), before?.race)
  const counts: Counts = { ...(before?.counts ?? { examples: 0, positives: 0, lost: 0, since: null }) }
  const accounts: Accounts = structuredClone(before?.accounts ?? freshAccounts())
  const messages: Messages = structuredClone(before?.messages ?? { month: 0, sent: {} })
  let ahead = milestone !== undefined && position <= milestone.position
  const seen: Seen = structuredClone(before?.seen ?? {})
  const settled = new Map<string, Settled>((before?.settled ?? []).map((one) => [one[0], one]))
  const vectors = new Map<string, Sparse>()
  const refs = new Map<string, number>()
  let decisions: Decisions = compiled(terms)
  let successes: Successes = successesOf(terms?.offers ?? [])
  let arms = new Map<string, Arm>()

  function define(next: Terms): void {
    terms = next
    decisions = compiled(next)
    successes = successesOf(next.offers)
    arms = new Map()
  }

  function armFor(offer: string, placement: string): Arm {
    const key = `${placement} ${offer}`
    const known = arms.get(key)
    if (known) return known
    const plan = decisions.byPlacement.get(placement)
    const arm = plan?.offers.find(({ id }) => id === offer)?.arm ?? armOf({ offer, family: undefined, placement, channel: plan?.channel, rate: RATE_DEFAULT })
    arms.set(key, arm)
    return arm
  }

  function decided(decision: Decision, ref: number, profile: ProfileId | null): void {
    countDecision(tallies, decision)
    remember(refs, decision.id, ref, REFS_KEPT)
    book(accounts, bookingOf(decision), decisions, terms?.timezone ?? 'UTC')
    const x = vectorOf(decision)
    for (const waiting of waitingOf(decision, ref, profile, terms)) {
      remember(vectors, decision.id, x, VECTORS_KEPT)
      countChosen(tallies, waiting)
      outcomes.decided(waiting)
    }
  }

  function count({ properties: { channel } }: Event): void {
    const { since } = periodOf('month', at, terms?.timezone ?? 'UTC')
    if (since > messages.month) Object.assign(messages, { month: since, sent: {} })
    if (typeof channel === 'string') messages.sent[channel] = (messages.sent[channel] ?? 0) + 1
  }

  function see(offer: string, { at: places }: Sparse): void {
    const counts = (seen[offer] ??= {})
    let room = PLACES_KEPT - Object.keys(counts).length
    for (const place of places) {
      const n = counts[place]
      if (n !== undefined) counts[place] = n + 1
      else if (room-- > 0) counts[place] = 1
    }
  }

  async function known({ decision, ref }: Readonly<Waiting>): Promise<Sparse | null> {
    const held = vectors.get(decision)
    if (held) return held
    const event = await find(ref)
    const found = event?.type === 'decision_made' ? unpackDecision(event.properties) : null
    if (found?.id !== decision) return null
    const x = vectorOf(found)
    remember(vectors, decision, x, VECTORS_KEPT)
    return x
  }

  async function heard(joined: Joined): Promise<void> {
    const { kind, of } = joined
    countOutcome(tallies, kind, of, joined.at)
    if (kind === 'closed') {
      if (of.said) race.settled(of.said, of.worked === undefined ? 0 : 1, at as Instant)
      remember(settled, of.decision, settledOf(of), SETTLED_KEPT)
      return
    }
    if ((kind !== 'shown' && kind !== 'worked') || terms?.arbitration.mode === 'rates') return
    const x = await known(of)
    if (x === null) {
      counts.lost++
      return
    }
    const arm = armFor(of.offer, of.placement)
    if (kind === 'shown') {
      const said = learners.map((learner) => learner.predict([arm], x)[0]?.p ?? 0)
      see(of.offer, x)
      outcomes.note(of.decision, of.offer, said)
      countSaid(tallies, of, joined.at, said[learners.findIndex(({ id }) => id === race.champion())] ?? 0)
    }
    for (const learner of learners) learner.learn(arm, x, kind === 'worked' ? 1 : 0, at as Instant)
    counts.examples++
    if (kind === 'worked') counts.positives++
  }

  async function entryOf({ event, profile, derived, merged }: LogEntry, ref: number): Promise<void> {
    if (profile !== null) for (const from of merged ?? []) outcomes.merged(from, profile)
    for (const one of derived.length === 0 ? [event] : [event, ...derived]) {
      if (one.type === 'decision_made') {
        const decision = unpackDecision(one.properties)
        if (decision !== null) decided(decision, ref, profile)
      }
      if (one.type === 'message_sent') count(one)
      for (const joined of outcomes.happened(one, profile, successes, at as Instant)) await heard(joined)
    }
  }

  return {
    async record(record) {
      if (ahead && milestone !== undefined && record.position > milestone.position) {
        ahead = false
        milestone.reached({ accounts })
      }
      at = record.at
      counts.since ??= record.at
      if (record.body.is === 'definitions') {
        const { version, definitions } = record.body
        const { offers, placements, arbitration, sending } = { ...DEFAULT_DEFINITIONS, ...definitions }
        define({ version, offers, placements, arbitration, timezone: sending.timezone })
      } else {
        for (const [index, entry] of record.body.entries.entries()) await entryOf(entry, eventRef(record.position, index))
      }
      position = record.position
    },
    state: () => ({
      position,
      at,
      terms,
      waits: outcomes.state(),
      tallies: structuredClone(tallies),
      race: race.state(),
      counts: { ...counts },
      accounts: structuredClone(accounts),
      messages: structuredClone(messages),
      seen: structuredClone(seen),
      settled: [...settled.values()],
    }),
    tallies: () => tallies,
    counts: () => counts,
    waiting: () => outcomes.count(),
    race: () => race,
    decisions: () => decisions,
    terms: () => terms,
    accounts: () => accounts,
    messages: () => messages,
    taken: () => Object.fromEntries(Object.entries(tallies.offers).map(([id, { total }]) => [id, total.worked])),
    clock: () => at,
    armFor,
    seenWith: (offer) => seen[offer] ?? {},
    outcomeOf(decision) {
      const over = settled.get(decision)
      if (over) return over
      const one = outcomes.of(decision)
      return one ? settledOf(one) : null
    },
    refOf: (decision) => refs.get(decision) ?? null,
    forget(profiles) {
      forgetPeople(tallies, profiles)
      return outcomes.forget(profiles)
    },
  }
}

/** What was learned of a race's end, for the log. */
export function changeEvent(change: Change): JsonObject {
  const { nr, from, to, gain, calibration, back } = change
  return { model: 'arbiter', nr, from, to, gain: gain as unknown as Json, calibration, rollback: back }
}

function compiled(terms: Terms | null): Decisions {
  return compileDecisions(terms?.offers ?? [], terms?.placements ?? [], terms?.arbitration)
}

function remember<T>(map: Map<string, T>, key: string, value: T, most: number): void {
  if (map.size >= most && !map.has(key)) map.delete(map.keys().next().value as string)
  map.set(key, value)
}
