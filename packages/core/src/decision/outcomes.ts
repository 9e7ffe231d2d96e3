/**
 * What became of decisions: joins showings, clicks and successes to the decision that led to them, in the order of the log. Joined by the decision's
 * token, else to the newest decision of that person and offer within the window (decisioning.md 2.3). Each kind counts once per decision; what nobody
 * reported as shown teaches nothing. Memory is bounded: what waits too long, or too many, is given up and counted.
 *
 *   decided ──shown──► showing ──success within its window──► worked ──end of the window──► closed
 *      │                  └──────────────────────────────────────end of the window──► closed
 *      └── nobody says shown within JOIN_WITHIN: given up (late)      (a click that came in before its showing waits for it)
 */
import type { DecisionId, OfferId, ProfileId } from '../base/id.ts'
import { DAY, HOUR, MINUTE, parseDuration, type Instant } from '../base/time.ts'
import { KNOWN, type Event } from '../event/event.ts'
import { compileWhere } from '../segment/where.ts'
import type { WhereTest } from '../trait/counter.ts'
import type { OfferDefinition } from './types.ts'

/** How long after a decision somebody may say that it was shown, clicked or dismissed. */
export const JOIN_WITHIN = 2 * DAY
/** Success of an offer whose definition does not say: it was clicked within this time of being shown. */
export const CLICK_WITHIN = 2 * DAY
/** How long after the end of a window an outcome that came in late still finds its showing, in milliseconds. */
export const LATE_GRACE = 6 * HOUR
/** Decisions and showings that wait for what comes of them; beyond it the oldest is given up. */
export const WAITING_MAX = 100_000
/** Decisions of one person that wait; beyond it the oldest of theirs is given up. */
export const WAITING_PER_PERSON = 100
/** How often what waited too long is looked for, in milliseconds of the log's clock. */
const SWEEP_EACH = MINUTE

/** What can become of a decision. `worked` is the success of the offer's definition; `closed`: its window is over, and what it came to is known for good. */
export type OutcomeKind = 'shown' | 'clicked' | 'dismissed' | 'worked' | 'closed'

/** One offer of one decision that waits for what comes of it. Each slot of a slate is one of its own. */
export interface Waiting {
  readonly decision: DecisionId
  readonly offer: OfferId
  readonly placement: string
  /** Address of the decision in the log. */
  readonly ref: number
  readonly at: Instant
  readonly explored: boolean
  /** It was worth most of what was possible. */
  readonly best: boolean
  readonly propensity: number
  /** How many candidates were possible, nothing among them. */
  readonly possible: number
  /** Money when it works, and what showing it costs. */
  readonly value: number
  readonly cost: number
  /** Whose it is by now: merges are followed; null while a stranger's. */
  profile: ProfileId | null
  shown?: Instant
  clicked?: Instant
  dismissed?: Instant
  worked?: Instant
  /** Last moment at which success counts; set when it is shown. */
  until?: Instant
  /** What was thought of it when it was shown, by whoever asked to remember. */
  said?: readonly number[]
}

/** Something became of a decision: what waited as it is now, and when it happened. */
export interface Joined {
  readonly kind: OutcomeKind
  readonly of: Readonly<Waiting>
  readonly at: Instant
  /** By the decision's token, or by person and offer. */
  readonly by: 'token' | 'person'
}

/** What success means for an offer, made ready. */
export interface Success {
  readonly event: string
  /** A click on this very offer. */
  readonly click: boolean
  /** Milliseconds after being shown. */
  readonly within: number
  /** Null: every event of the type. */
  readonly test: WhereTest | null
}

/** offer id → what success means for it. */
export type Successes = ReadonlyMap<string, Success>

/** What the offers of a workspace call success; where they say nothing, a click within CLICK_WITHIN. Rules have passed the checks of definitions. */
export function successesOf(offers: readonly OfferDefinition[]): Successes {
  return new Map(offers.map(({ id, success }) => [id, success ? compiled(success) : CLICK]))
}

const CLICK: Success = { event: KNOWN.offerClicked, click: true, within: CLICK_WITHIN, test: null }

function compiled({ event, where, within }: NonNullable<OfferDefinition['success']>): Success {
  return { event, click: event === KNOWN.offerClicked, within: parseDuration(within) ?? CLICK_WITHIN, test: where === undefined ? null : compileWhere(where) }
}

/** Everything that waits, as plain data, oldest decision first, and what was given up so far. */
export interface Waits {
  readonly waiting: readonly Waiting[]
  readonly swept: Instant
  readonly givenUp: { readonly late: number; readonly many: number }
}

/** What waits, and how it hears of more. One fold, one owner; everything depends on the order of calls alone. */
export interface Outcomes {
  /** A decision proposed something. */
  decided(waiting: Waiting): void
  /** Two people are one. */
  merged(from: ProfileId, into: ProfileId): void
  /** A fact about somebody: what of it became of a decision, in order. `now` is the log's clock. */
  happened(event: Event, profile: ProfileId | null, successes: Successes, now: Instant): readonly Joined[]
  /** Remembers with it what was thought of it. */
  note(decision: DecisionId, offer: OfferId, said: readonly number[]): void
  /** The first offer of a decision that waits, if any does. */
  of(decision: string): Readonly<Waiting> | null
  /** Nothing of these people may wait any more. Answers how many did. */
  forget(profiles: ReadonlySet<string>): number
  state(): Waits
  /** How many wait: not yet shown, and shown. */
  count(): { readonly decisions: number; readonly showings: number; readonly givenUp: Waits['givenUp'] }
}

/** Takes up where `before` left off; the same facts in the same order then give the same, wherever it was cut. */
export function createOutcomes(before: Waits = { waiting: [], swept: 0 as Instant, givenUp: { late: 0, many: 0 } }): Outcomes {
  const byKey = new Map<string, Waiting>()
  const byPerson = new Map<ProfileId, Waiting[]>()
  const byDecision = new Map<string, Waiting>()
  let { swept } = before
  let { late, many } = before.givenUp
  let showings = 0
  for (const one of before.waiting) put({ ...one })

  function put(one: Waiting): void {
    byKey.set(keyOf(one.decision, one.offer), one)
    if (!byDecision.has(one.decision)) byDecision.set(one.decision, one)
    if (one.shown !== undefined) showings++
    if (one.profile !== null) own(one, one.profile)
  }

  function own(one: Waiting, profile: ProfileId): void {
    const theirs = byPerson.get(profile)
    if (theirs === undefined) byPerson.set(profile, [one])
    else {
      theirs.push(one)
      if (byRef(theirs.at(-2) as Waiting, one) > 0) theirs.sort(byRef)
    }
  }

  function drop(one: Waiting): void {
    byKey.delete(keyOf(one.decision, one.offer))
    if (byDecision.get(one.decision) === one) byDecision.delete(one.decision)
    if (one.shown !== undefined) showings--
    if (one.profile === null) return
    const rest = byPerson.get(one.profile)?.filter((other) => other !== one) ?? []
    if (rest.length === 0) byPerson.delete(one.profile)
    else byPerson.set(one.profile, rest)
  }

  function crowd(profile: ProfileId | null): void {
    const theirs = profile === null ? undefined : byPerson.get(profile)
    if (theirs !== undefined && theirs.length > WAITING_PER_PERSON) {
      drop(theirs[0] as Waiting)
      many++
    }
    if (byKey.size <= WAITING_MAX) return
    for (const oldest of byKey.values()) {
      drop(oldest)
      many++
      return
    }
  }

  function sweep(now: Instant): readonly Joined[] {
    if (now - swept < SWEEP_EACH) return []
    swept = now
    const closed: Joined[] = []
    for (const one of byKey.values()) {
      if (now <= (one.until ?? one.at + JOIN_WITHIN) + LATE_GRACE) continue
      if (one.until === undefined) late++
      else closed.push(joined('closed', one, one.until, 'token'))
      drop(one)
    }
    return closed
  }

  /** The one an event speaks of: by its token, else the newest of that person and offer that was decided within the window before it. */
  function spokenOf(event: Event, profile: ProfileId | null): { readonly one: Waiting; readonly by: Joined['by'] } | null {
    const { offer, decision } = event.properties
    if (typeof offer !== 'string') return null
    if (typeof decision === 'string') {
      const one = byKey.get(keyOf(decision, offer))
      return one ? { one, by: 'token' } : null
    }
    const theirs = (profile === null ? undefined : byPerson.get(profile)) ?? []
    for (let i = theirs.length - 1; i >= 0; i--) {
      const one = theirs[i] as Waiting
      if (one.offer === offer && one.at <= event.at && event.at - one.at <= JOIN_WITHIN) return { one, by: 'person' }
    }
    return null
  }

  function said(event: Event, profile: ProfileId | null, kind: Said, successes: Successes): readonly Joined[] {
    const found = spokenOf(event, profile)
    if (found === null) return []
    const { one, by } = found
    if (one[kind] !== undefined) return []
    if (one.profile === null && profile !== null) {
      one.profile = profile
      own(one, profile)
      crowd(profile)
      if (byKey.get(keyOf(one.decision, one.offer)) !== one) return []
    }
    one[kind] = event.at
    if (kind !== 'shown') return one.shown === undefined ? [] : [joined(kind, one, event.at, by), ...clickWorked(one, event, by, successes)]
    showings++
    one.until = (event.at + (successes.get(one.offer)?.within ?? CLICK_WITHIN)) as Instant
    // What came in before its showing counts from now on.
    const earlier = (['clicked', 'dismissed'] as const).flatMap((before) => (one[before] === undefined ? [] : [joined(before, one, one[before], by)]))
    return [joined('shown', one, event.at, by), ...earlier, ...clickWorked(one, null, by, successes)]
  }

  /** A click that is the success of its own offer. One that came in before its showing counts when no more is asked of it. */
  function clickWorked(one: Waiting, click: Event | null, by: Joined['by'], successes: Successes): readonly Joined[] {
    const success = successes.get(one.offer)
    if (success?.click !== true || one.worked !== undefined || one.clicked === undefined || one.clicked > (one.until ?? 0)) return []
    if (success.test !== null && (click === null || !success.test(click.properties))) return []
    one.worked = one.clicked
    return [joined('worked', one, one.clicked, by)]
  }

  /** An event that some offers call success: it counts for the newest showing of each of them. */
  function worked(event: Event, profile: ProfileId, successes: Successes): readonly Joined[] {
    const newest = new Map<string, Waiting>()
    for (const one of byPerson.get(profile) ?? []) {
      const success = successes.get(one.offer)
      if (success === undefined || success.click || success.event !== event.type) continue
      if (one.shown === undefined || one.shown > event.at || event.at > (one.until ?? 0)) continue
      if (success.test !== null && !success.test(event.properties)) continue
      if (one.shown >= (newest.get(one.offer)?.shown ?? 0)) newest.set(one.offer, one)
    }
    return [...newest.values()].flatMap((one) => {
      if (one.worked !== undefined) return []
      one.worked = event.at
      return [joined('worked', one, event.at, 'person')]
    })
  }

  return {
    decided(waiting) {
      if (byKey.has(keyOf(waiting.decision, waiting.offer))) return
      put(waiting)
      crowd(waiting.profile)
    },
    merged(from, into) {
      const theirs = byPerson.get(from)
      if (theirs === undefined || from === into) return
      byPerson.delete(from)
      for (const one of theirs) one.profile = into
      byPerson.set(into, [...(byPerson.get(into) ?? []), ...theirs].sort(byRef))
    },
    happened(event, profile, successes, now) {
      const closed = sweep(now)
      const kind = KINDS.get(event.type)
      const told = kind === undefined ? [] : said(event, profile, kind, successes)
      const others = profile === null ? [] : worked(event, profile, successes)
      return closed.length + told.length + others.length === 0 ? NONE : [...closed, ...told, ...others]
    },
    note(decision, offer, said) {
      const one = byKey.get(keyOf(decision, offer))
      if (one) one.said = said
    },
    of: (decision) => byDecision.get(decision) ?? null,
    forget(profiles) {
      const gone = [...byKey.values()].filter(({ profile }) => profile !== null && profiles.has(profile))
      for (const one of gone) drop(one)
      return gone.length
    },
    state: () => ({ waiting: [...byKey.values()].map((one) => ({ ...one })), swept, givenUp: { late, many } }),
    count: () => ({ decisions: byKey.size - showings, showings, givenUp: { late, many } }),
  }
}

const NONE: readonly Joined[] = []

/** What events say in so many words. */
type Said = 'shown' | 'clicked' | 'dismissed'

const KINDS: ReadonlyMap<string, Said> = new Map([
  [KNOWN.offerShown, 'shown'],
  [KNOWN.offerClicked, 'clicked'],
  [KNOWN.offerDismissed, 'dismissed'],
])

const keyOf = (decision: string, offer: string): string => `${decision} ${offer}`
const joined = (kind: OutcomeKind, one: Waiting, at: Instant, by: Joined['by']): Joined => ({ kind, of: { ...one }, at, by })

/** Oldest first; slots of one decision by offer. */
function byRef(one: Waiting, other: Waiting): number {
  return one.ref - other.ref || (one.offer < other.offer ? -1 : one.offer > other.offer ? 1 : 0)
}
