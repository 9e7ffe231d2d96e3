/**
 * One person's walks: who enters, what a due timer does, who leaves. Pure: the same state, event and moment give the same outcome.
 *
 *              entry                  wake, more steps
 *   outside ──────────► (steps) ──► waiting ──────────► (steps) ──► waiting …
 *      ▲                   │          │  │
 *      │ again.after       │ no more  │  └─ exit, merge ─► left
 *      └───────────────────┴─► done ◄─┘ wake, no more steps
 *
 * See SPEC.md for the invariants and the tests that enforce them.
 */
import { shortHash } from '../base/hash.ts'
import type { EventId, JourneyId, ProfileId, RunId } from '../base/id.ts'
import { MINUTE, NEVER, parseDuration, plus } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Command } from '../event/command.ts'
import type { Event } from '../event/event.ts'
import type { Rule } from '../segment/rule.ts'
import type { BestHours, Timed } from './best-hour.ts'
import { boundedData } from './data.ts'
import { startStep } from './steps/index.ts'
import { messageId } from './steps/send.ts'
import type { Derived, StepContext } from './steps/step.ts'
import type { JourneyDefinition, JourneyRun, JourneyState } from './types.ts'

/** Closed runs that a person's document remembers. */
export const CLOSED_MAX = 20
/** How long a due run of a journey that is not live waits before it looks again. */
export const PAUSE_RECHECK = 5 * MINUTE

/** Nobody's walk yet. */
export const NO_JOURNEYS: JourneyState = { runs: [], entered: {} }

/** Evaluates a `where` rule over an event's properties; compiled elsewhere. */
export type WhereTest = (where: Rule, event: Event) => boolean

/** What a turn did to a person's journeys. `state` is the same object when nothing happened. */
export interface JourneyOutcome {
  readonly state: JourneyState
  readonly commands: readonly Command[]
  /** journey_entered, journey_left, journey_done, message_planned: to be given ids (from `key`) and logged with their cause. */
  readonly events: readonly Derived[]
}

/** Journeys by what may start or end a walk in them. Made once per version of the definitions. */
export interface Journeys {
  readonly byId: ReadonlyMap<string, JourneyDefinition>
  readonly byEvent: ReadonlyMap<string, readonly JourneyDefinition[]>
  readonly bySegment: ReadonlyMap<string, readonly JourneyDefinition[]>
  /** Types of event that can end a walk; all others cost a look-up and no more. */
  readonly exitTypes: ReadonlySet<string>
  /** How steps `at: 'best'` choose their hour. */
  readonly best?: BestHours
}

/** Indexes the journeys of a workspace. Without `best`, messages at the best hour go at once. */
export function compileJourneys(definitions: readonly JourneyDefinition[], best?: BestHours): Journeys {
  const byEvent = new Map<string, JourneyDefinition[]>()
  const bySegment = new Map<string, JourneyDefinition[]>()
  const exitTypes = new Set<string>()
  for (const journey of definitions) {
    if ('event' in journey.enter) listIn(byEvent, journey.enter.event).push(journey)
    else listIn(bySegment, journey.enter.segment).push(journey)
    for (const exit of journey.exit ?? []) exitTypes.add('event' in exit ? exit.event : 'segment' in exit ? 'segment_entered' : 'segment_left')
  }
  return { byId: new Map(definitions.map((journey) => [journey.id, journey])), byEvent, bySegment, exitTypes, ...(best && { best }) }
}

function listIn(map: Map<string, JourneyDefinition[]>, key: string): JourneyDefinition[] {
  const list = map.get(key) ?? []
  map.set(key, list)
  return list
}

/** What all three moves need. */
export interface JourneyTurn {
  readonly journeys: Journeys
  readonly state: JourneyState
  /** The event of this turn; for `wakeRuns` the timer's. */
  readonly event: Event
  readonly profile: ProfileId
  readonly now: Instant
  /** What is known of the person, for steps that choose an hour. */
  readonly person?: Timed
}

/** The run that an entry event starts: one event starts at most one run of a journey, however often it is replayed. */
export function runId(journey: string, entry: EventId): RunId {
  return shortHash(`${journey}|${entry}`) as RunId
}

/** Takes the person into every live journey that this event (or this entry into a segment) opens, and walks to the first wait. Run it after `exitJourneys`, so that one event can end a walk and start the next. */
export function enterJourneys(turn: JourneyTurn & { readonly whereTest: WhereTest }): JourneyOutcome {
  const { journeys, state, event, whereTest } = turn
  const segment = event.type === 'segment_entered' ? event.properties['segment'] : undefined
  const opened = [...(journeys.byEvent.get(event.type) ?? []), ...(typeof segment === 'string' ? (journeys.bySegment.get(segment) ?? []) : [])]
  const walk = startWalk(state)
  for (const journey of opened) {
    if (!mayEnter(journey, walk.state, event, turn.now)) continue
    if ('event' in journey.enter && journey.enter.where && !whereTest(journey.enter.where, event)) continue
    enter(walk, journey, turn)
  }
  return walk
}

function mayEnter(journey: JourneyDefinition, state: JourneyState, event: Event, now: Instant): boolean {
  if (journey.state !== 'live') return false
  const before = Object.hasOwn(state.entered, journey.id) ? state.entered[journey.id] : undefined
  if (before !== undefined) {
    if (journey.again === undefined || journey.again === 'never') return false
    const after = parseDuration(journey.again.after)
    if (after === null || now < before.last + after) return false
  }
  if (state.runs.length === 0) return true
  const id = runId(journey.id, event.id)
  return !state.runs.some((run) => run.id === id || (run.journey === journey.id && run.is === 'waiting'))
}

interface Walk {
  state: JourneyState
  readonly commands: Command[]
  readonly events: Derived[]
}

function startWalk(state: JourneyState): Walk {
  return { state, commands: [], events: [] }
}

function enter(walk: Walk, journey: JourneyDefinition, turn: JourneyTurn): void {
  const { event, now } = turn
  const id = runId(journey.id, event.id)
  const run = { id, journey: journey.id as JourneyId, step: 0, enteredAt: now, entry: event.id, data: boundedData(event.properties) }
  const n = (Object.hasOwn(walk.state.entered, journey.id) ? (walk.state.entered[journey.id]?.n ?? 0) : 0) + 1
  walk.state = { runs: walk.state.runs, entered: { ...walk.state.entered, [journey.id]: { n, last: now } } }
  walk.events.push({ type: 'journey_entered', properties: { journey: journey.id, run: id, entry: event.id }, key: `journey_entered:${id}` })
  advance(walk, { ...run, is: 'waiting', wakeAt: now }, journey, contextOf(turn))
}

function contextOf({ journeys: { best }, event, profile, now, person }: JourneyTurn): StepContext {
  return { now, profile, cause: event.id, best, person }
}

/** Starts steps from `run.step` on until one waits or none is left. */
function advance(walk: Walk, run: JourneyRun, journey: JourneyDefinition, context: StepContext): void {
  const base = open(run)
  for (let index = run.step; index < journey.steps.length; index++) {
    const step = journey.steps[index]
    if (step === undefined) break
    const result = startStep({ ...run, step: index }, step, context)
    walk.commands.push(...(result.commands ?? []))
    walk.events.push(...(result.events ?? []))
    if (result.is === 'wait') return put(walk, { ...base, step: index, is: 'waiting', wakeAt: result.until })
  }
  finish(walk, { ...run, step: journey.steps.length }, 'done', 'completed', context.now)
}

/** The fields that every state of a run has. */
function open({ id, journey, step, enteredAt, entry, data }: JourneyRun): Pick<JourneyRun, 'id' | 'journey' | 'step' | 'enteredAt' | 'entry' | 'data'> {
  return { id, journey, step, enteredAt, entry, data }
}

function finish(walk: Walk, run: JourneyRun, is: 'done' | 'left', why: string, at: Instant): void {
  put(walk, { ...open(run), is, at, why })
  walk.events.push({ type: `journey_${is}`, properties: { journey: run.journey, run: run.id, why, step: run.step }, key: `journey_${is}:${run.id}` })
}

function put(walk: Walk, run: JourneyRun): void {
  walk.state = { runs: boundedRuns([...walk.state.runs.filter((other) => other.id !== run.id), run]), entered: walk.state.entered }
}

/** All open runs and the last CLOSED_MAX closed ones, in one fixed order: by entry, then id. */
export function boundedRuns(runs: readonly JourneyRun[]): readonly JourneyRun[] {
  const closed = runs.filter((run) => run.is !== 'waiting').sort((a, b) => closedAt(a) - closedAt(b) || (a.id < b.id ? -1 : 1))
  const kept = closed.length > CLOSED_MAX ? new Set(closed.slice(-CLOSED_MAX)) : null
  const all = kept === null ? [...runs] : runs.filter((run) => run.is === 'waiting' || kept.has(run))
  return all.sort((a, b) => a.enteredAt - b.enteredAt || (a.id < b.id ? -1 : 1))
}

function closedAt(run: JourneyRun): number {
  return run.is === 'waiting' ? NEVER : run.at
}

/** Ends the walks that this event ends. Messages that a left walk planned and that have not gone out are cancelled. */
export function exitJourneys(turn: JourneyTurn & { readonly whereTest: WhereTest }): JourneyOutcome {
  const { journeys, state, event, whereTest, now } = turn
  const walk = startWalk(state)
  if (!journeys.exitTypes.has(event.type)) return walk
  for (const run of state.runs) {
    const journey = run.is === 'waiting' ? journeys.byId.get(run.journey) : undefined
    const why = journey && exitReason(journey, event, whereTest)
    if (journey === undefined || why === undefined) continue
    walk.commands.push(...cancelPlanned(run, journey, why))
    finish(walk, run, 'left', why, now)
  }
  return walk
}

function exitReason(journey: JourneyDefinition, event: Event, whereTest: WhereTest): string | undefined {
  for (const exit of journey.exit ?? []) {
    if ('event' in exit) {
      if (exit.event === event.type && (exit.where === undefined || whereTest(exit.where, event))) return `event:${exit.event}`
    } else if ('segment' in exit) {
      if (event.type === 'segment_entered' && event.properties['segment'] === exit.segment) return `segment:${exit.segment}`
    } else if (event.type === 'segment_left' && event.properties['segment'] === exit.notSegment) return `not_segment:${exit.notSegment}`
  }
  return undefined
}

/** Cancelling a message that is already gone does nothing, so all that the run may have planned are named, that of the step in which it waits included. */
export function cancelPlanned(run: JourneyRun, journey: JourneyDefinition, why: string): readonly Command[] {
  return journey.steps.slice(0, run.step + 1).flatMap((step) => ('send' in step ? [{ is: 'cancel', id: messageId(run.id, step.id), why } as const] : []))
}

/**
 * Goes on with every run whose wait is over. A run of a journey that is not live stays and looks again after PAUSE_RECHECK; one whose step or
 * journey no longer exists is done, because nobody can say what should come next.
 */
export function wakeRuns(turn: JourneyTurn): JourneyOutcome {
  const { journeys, state, now } = turn
  const walk = startWalk(state)
  for (const run of state.runs) {
    if (run.is !== 'waiting' || run.wakeAt > now) continue
    const journey = journeys.byId.get(run.journey)
    if (journey === undefined || run.step >= journey.steps.length) finish(walk, run, 'done', 'definition_changed', now)
    else if (journey.state !== 'live') put(walk, { ...run, wakeAt: plus(now, PAUSE_RECHECK) })
    else advance(walk, { ...run, step: run.step + 1 }, journey, contextOf(turn))
  }
  return walk
}

/** When the person's next wait is over; NEVER when nobody waits. The runtime keeps one timer per person at this moment. */
export function nextWake(state: JourneyState): Instant {
  let next = NEVER
  for (const run of state.runs) if (run.is === 'waiting' && run.wakeAt < next) next = run.wakeAt
  return next
}
