/** Walks: never twice the same message, never early, nobody in who should stay out. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, ProfileId, SourceId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import { DAY, HOUR, NEVER } from '../base/time.ts'
import type { Instant } from '../base/time.ts'
import type { Command } from '../event/command.ts'
import type { Event } from '../event/event.ts'
import { CLOSED_MAX, compileJourneys, enterJourneys, exitJourneys, nextWake, NO_JOURNEYS, PAUSE_RECHECK, runId, wakeRuns } from './journey.ts'
import type { JourneyOutcome } from './journey.ts'
import { messageId } from './steps/send.ts'
import type { JourneyDefinition, JourneyState, StepDefinition } from './types.ts'

const START = Date.UTC(2026, 2, 1, 12) as Instant
const P1 = 'p1' as ProfileId

function event(id: string, type: string, properties: JsonObject = {}, at: number = START): Event {
  return { id: id as EventId, type, at: at as Instant, receivedAt: at as Instant, source: 'web' as SourceId, identifiers: [], properties }
}

const mail = (id: string): StepDefinition => ({ id, send: { channel: 'email', template: 'cart', purpose: 'marketing' } })
const CART: JourneyDefinition = {
  id: 'cart',
  name: 'Abandoned cart',
  state: 'live',
  enter: { event: 'cart_abandoned' },
  exit: [{ event: 'order_completed' }],
  steps: [{ id: 'w1', wait: '1h' }, mail('m1'), { id: 'w2', wait: '1d' }, mail('m2')],
}
const ABANDONED = event('e1', 'cart_abandoned', { sku: 'tea' })

function move(kind: 'enter' | 'exit' | 'wake', definitions: readonly JourneyDefinition[], state: JourneyState, fact: Event, now: number = START, whereTest = () => true): JourneyOutcome {
  const turn = { journeys: compileJourneys(definitions), state, event: fact, profile: P1, now: now as Instant, whereTest }
  return { enter: enterJourneys, exit: exitJourneys, wake: wakeRuns }[kind](turn)
}
const timer = (at: number): Event => event(`timer/${at}`, 'timer_fired', {}, at)
const types = (outcome: JourneyOutcome): string[] => outcome.events.map(({ type }) => type)
const sends = (commands: readonly Command[]): Command[] => commands.filter(({ is }) => is === 'send')

test('a whole walk: wait an hour, write, wait a day, write, done', () => {
  const entered = move('enter', [CART], NO_JOURNEYS, ABANDONED)
  expect(types(entered)).toEqual(['journey_entered'])
  expect(entered.commands).toEqual([])
  expect(nextWake(entered.state)).toBe(START + HOUR)
  const first = move('wake', [CART], entered.state, timer(START + HOUR), START + HOUR)
  expect(types(first)).toEqual(['message_planned'])
  expect(sends(first.commands)).toMatchObject([
    { id: messageId(runId('cart', ABANDONED.id), 'm1'), profile: P1, plan: { data: { event: { sku: 'tea' } }, plannedAt: START + HOUR, notAfter: START + HOUR + DAY } }
  ])
  expect(nextWake(first.state)).toBe(START + HOUR + DAY)
  const second = move('wake', [CART], first.state, timer(START + 2 * DAY), START + 2 * DAY)
  expect(types(second)).toEqual(['message_planned', 'journey_done'])
  expect(second.state.runs).toMatchObject([{ is: 'done', why: 'completed', at: START + 2 * DAY }])
  expect(nextWake(second.state)).toBe(NEVER)
})

test('a journey of one send is a campaign: entered, planned and done in one turn', () => {
  const outcome = move('enter', [{ ...CART, steps: [mail('m1')] }], NO_JOURNEYS, ABANDONED)
  expect(types(outcome)).toEqual(['journey_entered', 'message_planned', 'journey_done'])
  expect(sends(outcome.commands)).toHaveLength(1)
})

const stepLists: fc.Arbitrary<readonly StepDefinition[]> = fc
  .array(fc.oneof(fc.constant('send'), fc.constantFrom('90s', '1h', '12h', '2d')), { minLength: 1, maxLength: 8 })
  .map((kinds) => kinds.map((kind, n) => (kind === 'send' ? mail(`s${n}`) : { id: `s${n}`, wait: kind })))
const acts = fc.array(
  fc.record({
    after: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 3 * DAY })),
    act: fc.constantFrom('cart_abandoned', 'order_completed', 'page_viewed', 'wake', 'wake', 'wake', 'replay'),
    entry: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 30 },
)
const agains = fc.constantFrom<JourneyDefinition['again']>(undefined, 'never', { after: '1h' }, { after: '2d' })

describe('over random lives', () => {
  test('no wait ends early, no message is planned twice, at most one walk is open, and entered = open + done + left (I7, I13)', () => {
    fc.assert(
      fc.property(stepLists, agains, acts, (steps, again, life) => {
        const journey = { ...CART, steps, again }
        let state = NO_JOURNEYS
        let now = START as number
        const counts: { [type: string]: number } = {}
        const planned: string[] = []
        let last: [kind: 'enter' | 'exit' | 'wake', fact: Event] = ['wake', timer(now)]
        for (const { after, act, entry } of life) {
          now += after
          if (act !== 'replay') last = act === 'wake' ? ['wake', timer(now)] : [act === 'order_completed' ? 'exit' : 'enter', event(`${act}/${entry}`, act, {}, now)]
          const before = state
          const outcome = move(last[0], [journey], state, last[1], now)
          state = outcome.state
          for (const { type } of outcome.events) counts[type] = (counts[type] ?? 0) + 1
          for (const command of sends(outcome.commands)) planned.push(command.id)
          for (const run of before.runs) {
            const then = state.runs.find(({ id }) => id === run.id)
            if (run.is === 'waiting' && run.wakeAt > now && last[0] === 'wake') expect(then).toEqual(run)
            if (run.is !== 'waiting' && then) expect(then).toEqual(run)
          }
          for (const run of state.runs) if (run.is === 'waiting' && before.runs.every((old) => old !== run)) expect(run.wakeAt).toBeGreaterThan(now)
          const open = state.runs.filter(({ is }) => is === 'waiting').length
          expect(open).toBeLessThanOrEqual(1)
          expect((counts['journey_entered'] ?? 0) - (counts['journey_done'] ?? 0) - (counts['journey_left'] ?? 0)).toBe(open)
          expect(state.entered['cart']?.n ?? 0).toBe(counts['journey_entered'] ?? 0)
        }
        expect(new Set(planned).size).toBe(planned.length)
      }),
    )
  })

  test('the same turn again gives the same outcome and leaves its arguments alone (replay)', () => {
    fc.assert(
      fc.property(stepLists, fc.constantFrom('enter', 'exit', 'wake'), (steps, kind) => {
        const journey = { ...CART, steps }
        const state = move('enter', [journey], NO_JOURNEYS, ABANDONED).state
        const frozen = JSON.stringify(state)
        const fact = event('e2', 'order_completed')
        expect(move(kind, [journey], state, fact, START + DAY)).toEqual(move(kind, [journey], state, fact, START + DAY))
        expect(JSON.stringify(state)).toBe(frozen)
      }),
    )
  })
})

describe('who gets in', () => {
  const entered = (
    journey: JourneyDefinition,
    fact: Event,
    state = NO_JOURNEYS,
    now: number = START,
    whereTest = () => true
  ): number => move('enter', [journey], state, fact, now, whereTest).events.filter(({ type }) => type === 'journey_entered').length
  const once = move('enter', [{ ...CART, steps: [mail('m1')] }], NO_JOURNEYS, ABANDONED).state
  const again = event('e2', 'cart_abandoned')

  test.each<[string, number, number]>([
    ['everybody whose event opens it', entered(CART, ABANDONED), 1],
    ['nobody for another event', entered(CART, event('e1', 'page_viewed')), 0],
    ['nobody whose event fails the condition', entered({ ...CART, enter: { event: 'cart_abandoned', where: { trait: 'sku', is: 'equals', than: 'x' } } }, ABANDONED, NO_JOURNEYS, START, () => false), 0],
    ['those who enter its segment', entered({ ...CART, enter: { segment: 'vip' } }, event('e1', 'segment_entered', { segment: 'vip' })), 1],
    ['not those who enter another segment', entered({ ...CART, enter: { segment: 'vip' } }, event('e1', 'segment_entered', { segment: 'new' })), 0],
    ['not those who leave it', entered({ ...CART, enter: { segment: 'vip' } }, event('e1', 'segment_left', { segment: 'vip' })), 0],
    ['nobody into a draft', entered({ ...CART, state: 'draft' }, ABANDONED), 0],
    ['nobody into a paused journey', entered({ ...CART, state: 'paused' }, ABANDONED), 0],
    ['nobody twice by default', entered(CART, again, once, START + 400 * DAY), 0],
    ['nobody before the time is over', entered({ ...CART, again: { after: '7d' } }, again, once, START + 7 * DAY - 1), 0],
    ['those for whom it is', entered({ ...CART, again: { after: '7d' } }, again, once, START + 7 * DAY), 1],
    ['nobody by the same event again', entered({ ...CART, again: { after: '7d' } }, ABANDONED, once, START + 9 * DAY), 0],
    ['nobody while a walk is open', entered({ ...CART, again: { after: '90s' } }, again, move('enter', [CART], NO_JOURNEYS, ABANDONED).state, START + 30 * DAY), 0],
    ['nobody when the waiting time is unreadable', entered({ ...CART, again: { after: 'soon' } }, again, once, START + 400 * DAY), 0],
  ])('%s', (_name, actual, expected) => expect(actual).toBe(expected))

  test('one event opens several journeys at once', () => {
    expect(types(move('enter', [CART, { ...CART, id: 'survey' }], NO_JOURNEYS, ABANDONED))).toEqual(['journey_entered', 'journey_entered'])
  })
})

describe('who gets out', () => {
  const afterFirstMail = move('wake', [CART], move('enter', [CART], NO_JOURNEYS, ABANDONED).state, timer(START + HOUR), START + HOUR).state
  const leaving = (exit: JourneyDefinition['exit'], fact: Event, whereTest = () => true): JourneyOutcome => move(
    'exit',
    [{ ...CART, exit }],
    afterFirstMail,
    fact,
    START + 2 * HOUR,
    whereTest,
  )
  const cancelled = { is: 'cancel', id: messageId(runId('cart', ABANDONED.id), 'm1'), why: 'event:order_completed' }

  test('an order ends the walk and takes back the message that may still be waiting', () => {
    const outcome = leaving([{ event: 'order_completed' }], event('e2', 'order_completed'))
    expect(outcome.state.runs).toMatchObject([{ is: 'left', why: 'event:order_completed', at: START + 2 * HOUR }])
    expect(outcome.commands).toEqual([cancelled])
    expect(outcome.events).toMatchObject([{ type: 'journey_left', properties: { journey: 'cart', why: 'event:order_completed' } }])
    expect(nextWake(outcome.state)).toBe(NEVER)
  })
  test.each<[string, JourneyOutcome, string | undefined]>([
    ['entering a segment', leaving([{ segment: 'vip' }], event('e2', 'segment_entered', { segment: 'vip' })), 'segment:vip'],
    ['leaving a segment', leaving([{ notSegment: 'vip' }], event('e2', 'segment_left', { segment: 'vip' })), 'not_segment:vip'],
    ['leaving another segment does not', leaving([{ notSegment: 'vip' }], event('e2', 'segment_left', { segment: 'x' })), undefined],
    ['entering the segment that must be left does not', leaving([{ notSegment: 'vip' }], event('e2', 'segment_entered', { segment: 'vip' })), undefined],
    ['an event that fails the condition does not', leaving([{ event: 'order_completed', where: { all: [] } }], event('e2', 'order_completed'), () => false), undefined],
    ['without exits nothing does', leaving(undefined, event('e2', 'order_completed')), undefined],
  ])('%s', (_name, outcome, why) => {
    const [run] = outcome.state.runs
    expect(run?.is === 'left' ? run.why : undefined).toBe(why)
    if (why === undefined) expect(outcome.state).toBe(afterFirstMail)
  })
})

describe('when the definition changes under a walk', () => {
  const waiting = move('enter', [CART], NO_JOURNEYS, ABANDONED).state
  const late = START + 3 * HOUR

  test.each(['paused', 'draft'] as const)('%s: it stays, looks again later, and goes on when the journey is live again', (state) => {
    const held = move('wake', [{ ...CART, state }], waiting, timer(late), late)
    expect(held.commands).toEqual([])
    expect(nextWake(held.state)).toBe(late + PAUSE_RECHECK)
    expect(types(move('wake', [CART], held.state, timer(late + PAUSE_RECHECK), late + PAUSE_RECHECK))).toEqual(['message_planned'])
  })
  test('its step no longer exists: done, because nobody can say what comes next', () => {
    const outcome = move('wake', [{ ...CART, steps: [] }], waiting, timer(late), late)
    expect(outcome.state.runs).toMatchObject([{ is: 'done', why: 'definition_changed' }])
    expect(types(outcome)).toEqual(['journey_done'])
  })
  test('the journey no longer exists: done too', () => {
    expect(move('wake', [], waiting, timer(late), late).state.runs).toMatchObject([{ is: 'done', why: 'definition_changed' }])
  })
  test('the rest was cut off behind the wait: completed', () => {
    expect(move('wake', [{ ...CART, steps: CART.steps.slice(0, 1) }], waiting, timer(late), late).state.runs).toMatchObject([{ is: 'done', why: 'completed' }])
  })
})

test('a person’s closed walks stay bounded: the last ones are kept, and entries stay counted', () => {
  const journey: JourneyDefinition = { ...CART, steps: [mail('m1')], again: { after: '1h' } }
  let state = NO_JOURNEYS
  for (let n = 0; n < CLOSED_MAX + 10; n++) state = move('enter', [journey], state, event(`e${n}`, 'cart_abandoned'), START + n * DAY).state
  expect(state.runs).toHaveLength(CLOSED_MAX)
  expect(state.runs[0]?.entry).toBe('e10')
  expect(state.entered['cart']).toEqual({ n: CLOSED_MAX + 10, last: START + (CLOSED_MAX + 9) * DAY })
})

test('nothing happens for nobody: the state stays the same object', () => {
  const state = move('enter', [CART], NO_JOURNEYS, ABANDONED).state
  for (const kind of ['enter', 'exit', 'wake'] as const) expect(move(kind, [CART], state, event('e9', 'page_viewed')).state).toBe(state)
})
