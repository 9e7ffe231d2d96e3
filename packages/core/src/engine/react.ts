/**
 * One turn: what was known + one fact = what is known, what follows, what shall be done. The product is this function.
 *
 * The order of folds is fixed: consent, profile, counters, offers, pressure, predictions, segments, journeys. What follows (a segment entered, a journey
 * begun) is an event too and is handled in the same turn, breadth first, up to a bound. Whatever the clock has made due is settled before the event.
 */
import type { Env } from '../base/env.ts'
import { isJsonObject } from '../base/json.ts'
import type { EventId, SegmentId, SourceId } from '../base/id.ts'
import { DAY, type Instant } from '../base/time.ts'
import { foldConsent } from '../consent/consent.ts'
import { foldOffers } from '../decision/history.ts'
import type { Command } from '../event/command.ts'
import type { Event } from '../event/event.ts'
import { enterJourneys, exitJourneys, nextWake, wakeRuns, type JourneyOutcome } from '../journey/journey.ts'
import type { Derived } from '../journey/steps/step.ts'
import { foldPressure } from '../message/pressure.ts'
import { foldTraits, rankTraits } from '../profile/traits.ts'
import { dueSegments, evaluateSegments, nextUntil, type Evaluation } from '../segment/evaluate.ts'
import { foldPredictions } from '../trait/prediction.ts'
import type { Counters } from '../trait/types.ts'
import type { Plan } from './plan.ts'
import type { ProfileState } from './state.ts'

/** What a turn leaves behind. */
export interface Outcome {
  readonly after: ProfileState
  /** What followed, in order, each with its `cause`. */
  readonly events: readonly Event[]
  readonly commands: readonly Command[]
}

/** Most events that may follow from one. Beyond it the rest is dropped and a `turn_cut_short` event says so. */
export const DERIVED_MAX = 64
/** An older event, imported or sent late, still counts but takes nobody into a journey: it is no reason to write to somebody today. */
export const ENTRY_AGE_MAX = DAY
/** Source of every event that the product writes itself. */
export const SYSTEM = 'system' as SourceId
/** Type of the event that brings a person up to date with younger definitions. */
export const DEFINITIONS_APPLIED = 'definitions_applied'

/** See the top of the file. */
export function react(plan: Plan, before: ProfileState, event: Event, env: Env): Outcome {
  const turn = open(plan, upToDate(plan, before), event, env, `${event.id}~`)
  if (before.wakeAt <= env.now) settleDue(turn, event)
  turn.isNew = before.events === 0
  if (event.source !== SYSTEM) {
    const { events, firstSeen, lastSeen } = turn.state
    turn.state = { ...turn.state, events: events + 1, firstSeen: earlier(firstSeen, event.at), lastSeen: later(lastSeen, event.at) }
  }
  fold(turn, event)
  return close(turn, event)
}

/** What a merge itself brings about, before anybody reacts to it. */
export interface Merged {
  readonly event: Event
  /** Beginning of the ids of what follows; differs from merge to merge of one event. */
  readonly mark: string
  readonly follow: readonly Derived[]
  readonly commands: readonly Command[]
}

/** Two people are one: every segment is worked out again for the whole, and what follows from that and from the merge follows. */
export function reactToMerge(plan: Plan, before: ProfileState, { event, mark, follow: happened, commands }: Merged, env: Env): Outcome {
  const turn = open(plan, before, event, env, mark)
  turn.commands.push(...commands)
  for (const one of happened) follow(turn, event, one)
  announce(turn, event, everySegment(turn))
  return close(turn, event)
}

/** The document without counters that are no longer kept, or that were not kept for a while and so missed events. */
export function upToDate(plan: Plan, state: ProfileState): ProfileState {
  const { version, counterSince } = plan.workspace
  if (state.version === version) return state
  const kept = Object.entries(state.counters).filter(([key]) => (counterSince[key] ?? Number.POSITIVE_INFINITY) <= state.version)
  return { ...state, version, counters: Object.fromEntries(kept) }
}

/** A turn in progress: the one mutable thing, alive for one call. */
interface Turn {
  readonly plan: Plan
  readonly env: Env
  /** Beginning of the ids of what follows. */
  readonly mark: string
  /** The event that began it is too old to take anybody into a journey. */
  readonly isHistory: boolean
  /** Nothing has been worked out for this person yet: "has never bought" is true before any event touches it. */
  isNew: boolean
  state: ProfileState
  readonly queue: Event[]
  readonly commands: Command[]
}

function open(plan: Plan, state: ProfileState, event: Event, env: Env, mark: string): Turn {
  return { plan, env, mark, isHistory: event.at < env.now - ENTRY_AGE_MAX, isNew: false, state, queue: [], commands: [] }
}

/** Handles what follows, then says when the document wants to be looked at again. */
function close(turn: Turn, event: Event): Outcome {
  for (let handled = 0; handled < turn.queue.length; handled++) {
    if (handled === DERIVED_MAX) {
      turn.queue.length = DERIVED_MAX
      follow(turn, event, { type: 'turn_cut_short', properties: { most: DERIVED_MAX }, key: 'turn_cut_short' })
      break
    }
    fold(turn, turn.queue[handled] as Event)
  }
  const wakeAt = earlier(nextUntil(turn.state.segments), nextWake(turn.state.journeys))
  return { after: wakeAt === turn.state.wakeAt ? turn.state : { ...turn.state, wakeAt }, events: turn.queue, commands: turn.commands }
}

function settleDue(turn: Turn, event: Event): void {
  const due = dueSegments(turn.state.segments, turn.env.now)
  if (due.length > 0) evaluate(turn, event, due)
  obey(turn, event, wakeRuns({ journeys: turn.plan.journeys, state: turn.state.journeys, event, profile: turn.state.id, now: turn.env.now, person: turn.state }))
}

/** The fixed list of folds. */
function fold(turn: Turn, event: Event): void {
  const { plan, state } = turn
  const consent = foldConsent(state.consent, event)
  const { traits, changed, refused } = foldTraits(state.traits, event, plan.survivorship)
  const counters = plan.rules.foldCounters(state.counters, event)
  const offers = foldOffers(state.offers, event)
  const pressure = foldPressure(state.pressure, event)
  const { predictions, changed: foretold } = foldPredictions(state.predictions, event)
  const isKnown = consent === state.consent && traits === state.traits && counters === state.counters
  if (!isKnown || offers !== state.offers || pressure !== state.pressure || predictions !== state.predictions) {
    turn.state = { ...state, consent, traits, counters, offers, pressure, predictions }
    if (!turn.isNew) evaluate(
      turn,
      event,
      plan.rules.affectedBy({
        event: counters === state.counters ? undefined : event.type,
        traits: foretold.length === 0 ? changed : [...changed, ...foretold],
        consent: consent !== state.consent,
      }),
    )
  }
  if (turn.isNew) {
    turn.isNew = false
    evaluate(turn, event, plan.rules.allSegments)
  }
  for (const { name, why } of refused) follow(turn, event, { type: 'trait_refused', properties: { name, why }, key: `trait_refused:${name}` })
  if (event.type === DEFINITIONS_APPLIED) applyDefinitions(turn, event)
  walk(turn, event)
}

/**
 * Definitions are younger than this person's history: ranks what was said by the rules of today, takes in what history says for their new counters
 * (`properties.counters`, counted from the log), and works out every segment. Quietly: that somebody has long been a member is no reason to write to them today. A counter that was dropped
 * since `properties.version`, or dropped and begun anew, is not taken in: whoever began it anew counts its history once more.
 */
function applyDefinitions(turn: Turn, event: Event): void {
  const { counters, version } = event.properties
  const traits = rankTraits(turn.state.traits, turn.plan.survivorship)
  if (traits !== turn.state.traits) turn.state = { ...turn.state, traits }
  if (isJsonObject(counters)) {
    const { counterSince } = turn.plan.workspace
    const owed = Object.fromEntries(Object.entries(counters as unknown as Counters).filter(([key]) => counterSince[key] === version))
    turn.state = { ...turn.state, counters: turn.plan.rules.mergeCounters(turn.state.counters, owed) }
  }
  turn.state = { ...turn.state, segments: everySegment(turn).memberships }
}

function everySegment(turn: Turn): Evaluation {
  const known = Object.keys(turn.state.segments) as SegmentId[]
  return evaluateSegments(turn.plan.rules, turn.state, { segments: [...new Set([...turn.plan.rules.allSegments, ...known])] }, turn.env.now)
}

function evaluate(turn: Turn, event: Event, segments: readonly SegmentId[]): void {
  if (segments.length === 0) return
  announce(turn, event, evaluateSegments(turn.plan.rules, turn.state, { segments }, turn.env.now))
}

function announce(turn: Turn, event: Event, { memberships, entered, left }: Evaluation): void {
  if (memberships === turn.state.segments) return
  turn.state = { ...turn.state, segments: memberships }
  for (const segment of entered) follow(turn, event, { type: 'segment_entered', properties: { segment }, key: `segment_entered:${segment}` })
  for (const segment of left) follow(turn, event, { type: 'segment_left', properties: { segment }, key: `segment_left:${segment}` })
}

function walk(turn: Turn, event: Event): void {
  const { plan, env } = turn
  const common = { journeys: plan.journeys, event, profile: turn.state.id, now: env.now, person: turn.state, whereTest: plan.whereTest }
  obey(turn, event, exitJourneys({ ...common, state: turn.state.journeys }))
  if (!turn.isHistory) obey(turn, event, enterJourneys({ ...common, state: turn.state.journeys }))
}

function obey(turn: Turn, event: Event, { state, commands, events }: JourneyOutcome): void {
  if (state !== turn.state.journeys) turn.state = { ...turn.state, journeys: state }
  turn.commands.push(...commands)
  for (const one of events) follow(turn, event, one)
}

/** Gives what followed an id that a replay gives again (the root event, and the how-manieth of what followed from it), and queues it for its own folds. */
function follow(turn: Turn, cause: Event, { type, properties }: Derived): void {
  const { env, queue, mark } = turn
  const id = `${mark}${queue.length}` as EventId
  queue.push({ id, type, at: env.now, receivedAt: env.now, source: SYSTEM, identifiers: [], properties, cause: cause.id })
}

function earlier(one: Instant, other: Instant): Instant {
  return one < other ? one : other
}

function later(one: Instant, other: Instant): Instant {
  return one > other ? one : other
}
