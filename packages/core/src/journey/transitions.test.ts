/** The transition table of SPEC.md as data: every state meets every event, and forgetting one does not compile. */
import { describe, expect, test } from 'vitest'
import type { EventId, JourneyId, ProfileId, SourceId } from '../base/id.ts'
import { DAY, HOUR } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { compileJourneys, enterJourneys, exitJourneys, PAUSE_RECHECK, wakeRuns } from './journey.ts'
import type { JourneyOutcome } from './journey.ts'
import { mergeJourneys } from './merge.ts'
import type { JourneyDefinition, JourneyRun, JourneyState } from './types.ts'

type State = 'outside' | 'waiting' | 'done' | 'left'
type Happening =
  | 'entry' | 'entry after the wait' | 'entry, draft' | 'entry, paused'
  | 'exit'
  | 'wake, early' | 'wake, due, more steps' | 'wake, due, last step' | 'wake, due, paused' | 'wake, due, step gone' | 'wake, due, journey gone'
  | 'merge with an earlier walk' | 'merge with a later walk'
/** What the person's walks look like afterwards, the walk in question first, and what was announced. */
interface Expected {
  readonly runs: readonly string[]
  readonly events: readonly string[]
}

const none = (...runs: string[]): Expected => ({ runs, events: [] })
const to = (runs: readonly string[], ...events: string[]): Expected => ({ runs, events })

const TABLE: { readonly [state in State]: { readonly [happening in Happening]: Expected } } = {
  outside: {
    'entry': to(['waiting'], 'journey_entered'),
    'entry after the wait': to(['waiting'], 'journey_entered'),
    'entry, draft': none(),
    'entry, paused': none(),
    'exit': none(),
    'wake, early': none(),
    'wake, due, more steps': none(),
    'wake, due, last step': none(),
    'wake, due, paused': none(),
    'wake, due, step gone': none(),
    'wake, due, journey gone': none(),
    'merge with an earlier walk': none('waiting'),
    'merge with a later walk': none('waiting'),
  },
  waiting: {
    'entry': none('waiting'),
    'entry after the wait': none('waiting'),
    'entry, draft': none('waiting'),
    'entry, paused': none('waiting'),
    'exit': to(['left event:order_completed'], 'journey_left'),
    'wake, early': none('waiting'),
    'wake, due, more steps': to(['waiting again'], 'message_planned'),
    'wake, due, last step': to(['done completed'], 'journey_done'),
    'wake, due, paused': none('waiting, looks again'),
    'wake, due, step gone': to(['done definition_changed'], 'journey_done'),
    'wake, due, journey gone': to(['done definition_changed'], 'journey_done'),
    'merge with an earlier walk': none('left merged', 'waiting'),
    'merge with a later walk': none('waiting', 'left merged'),
  },
  done: {
    'entry': none('done completed'),
    'entry after the wait': to(['done completed', 'waiting'], 'journey_entered'),
    'entry, draft': none('done completed'),
    'entry, paused': none('done completed'),
    'exit': none('done completed'),
    'wake, early': none('done completed'),
    'wake, due, more steps': none('done completed'),
    'wake, due, last step': none('done completed'),
    'wake, due, paused': none('done completed'),
    'wake, due, step gone': none('done completed'),
    'wake, due, journey gone': none('done completed'),
    'merge with an earlier walk': none('done completed', 'waiting'),
    'merge with a later walk': none('done completed', 'waiting'),
  },
  left: {
    'entry': none('left x'),
    'entry after the wait': to(['left x', 'waiting'], 'journey_entered'),
    'entry, draft': none('left x'),
    'entry, paused': none('left x'),
    'exit': none('left x'),
    'wake, early': none('left x'),
    'wake, due, more steps': none('left x'),
    'wake, due, last step': none('left x'),
    'wake, due, paused': none('left x'),
    'wake, due, step gone': none('left x'),
    'wake, due, journey gone': none('left x'),
    'merge with an earlier walk': none('left x', 'waiting'),
    'merge with a later walk': none('left x', 'waiting'),
  },
}

const NOW = Date.UTC(2026, 2, 10, 12) as Instant
const ENTERED = (NOW - DAY) as Instant
const DUE = NOW
const LIVE: JourneyDefinition = {
  id: 'cart',
  name: 'Cart',
  state: 'live',
  enter: { event: 'cart_abandoned' },
  again: { after: '7d' },
  exit: [{ event: 'order_completed' }],
  steps: [{ id: 'w1', wait: '1d' }, { id: 'm1', send: { channel: 'email', template: 't', purpose: 'marketing' } }, { id: 'w2', wait: '1d' }],
}

const base = { id: 'r1' as JourneyRun['id'], journey: 'cart' as JourneyId, step: 0, enteredAt: ENTERED, entry: 'e1' as EventId, data: {} }
const RUNS: { readonly [state in State]: readonly JourneyRun[] } = {
  outside: [],
  waiting: [{ ...base, is: 'waiting', wakeAt: DUE }],
  done: [{ ...base, step: 3, is: 'done', at: ENTERED, why: 'completed' }],
  left: [{ ...base, is: 'left', at: ENTERED, why: 'x' }],
}

function stateOf(name: State): JourneyState {
  return { runs: RUNS[name], entered: name === 'outside' ? {} : { cart: { n: 1, last: ENTERED } } }
}

/** Another person's open walk through the same journey. */
function other(enteredAt: number): JourneyState {
  return { runs: [{ ...base, id: 'r2' as JourneyRun['id'], enteredAt: enteredAt as Instant, is: 'waiting', wakeAt: DUE }], entered: { cart: { n: 1, last: enteredAt as Instant } } }
}

function event(type: string): Event {
  return { id: 'e9' as EventId, type, at: NOW, receivedAt: NOW, source: 'web' as SourceId, identifiers: [], properties: {} }
}

function turn(state: JourneyState, definitions: readonly JourneyDefinition[], type: string, now: number = NOW): Parameters<typeof enterJourneys>[0] {
  return { journeys: compileJourneys(definitions), state, event: event(type), profile: 'p1' as ProfileId, now: now as Instant, whereTest: () => true }
}

const quiet = (state: JourneyState): JourneyOutcome => ({ state, commands: [], events: [] })
const HAPPEN: { readonly [happening in Happening]: (state: JourneyState) => JourneyOutcome } = {
  'entry': (state) => enterJourneys(turn(state, [LIVE], 'cart_abandoned')),
  'entry after the wait': (state) => enterJourneys(turn(state, [LIVE], 'cart_abandoned', NOW + 30 * DAY)),
  'entry, draft': (state) => enterJourneys(turn(state, [{ ...LIVE, state: 'draft' }], 'cart_abandoned', NOW + 30 * DAY)),
  'entry, paused': (state) => enterJourneys(turn(state, [{ ...LIVE, state: 'paused' }], 'cart_abandoned', NOW + 30 * DAY)),
  'exit': (state) => exitJourneys(turn(state, [LIVE], 'order_completed')),
  'wake, early': (state) => wakeRuns(turn(state, [LIVE], 'timer_fired', DUE - 1)),
  'wake, due, more steps': (state) => wakeRuns(turn(state, [LIVE], 'timer_fired', DUE)),
  'wake, due, last step': (state) => wakeRuns(turn(state, [{ ...LIVE, steps: LIVE.steps.slice(0, 1) }], 'timer_fired', DUE)),
  'wake, due, paused': (state) => wakeRuns(turn(state, [{ ...LIVE, state: 'paused' }], 'timer_fired', DUE)),
  'wake, due, step gone': (state) => wakeRuns(turn(state, [{ ...LIVE, steps: [] }], 'timer_fired', DUE)),
  'wake, due, journey gone': (state) => wakeRuns(turn(state, [], 'timer_fired', DUE)),
  'merge with an earlier walk': (state) => quiet(mergeJourneys(state, other(ENTERED - HOUR))),
  'merge with a later walk': (state) => quiet(mergeJourneys(state, other(ENTERED + HOUR))),
}

function described(run: JourneyRun, happening: string): string {
  if (run.is !== 'waiting') return `${run.is} ${run.why}`
  if (run.wakeAt === NOW + PAUSE_RECHECK) return 'waiting, looks again'
  return run.step > 0 && happening.startsWith('wake') ? 'waiting again' : 'waiting'
}

describe.each(Object.keys(TABLE) as State[])('a person who is %s', (state) => {
  test.each(Object.keys(HAPPEN) as Happening[])('meets: %s', (happening) => {
    const outcome = HAPPEN[happening](stateOf(state))
    const [own, others] = [outcome.state.runs.filter(({ id }) => id === 'r1'), outcome.state.runs.filter(({ id }) => id !== 'r1')]
    expect({ runs: [...own, ...others].map((run) => described(run, happening)), events: outcome.events.map(({ type }) => type) }).toEqual(TABLE[state][happening])
  })
})
