import fc from 'fast-check'
import { expect, test } from 'vitest'
import { envOf } from '../base/env.ts'
import { canonical, type Json } from '../base/json.ts'
import type { EventId, ProfileId, SegmentId, SourceId } from '../base/id.ts'
import { NEVER, type Instant } from '../base/time.ts'
import type { Command } from '../event/command.ts'
import type { Event } from '../event/event.ts'
import { nextWake } from '../journey/journey.ts'
import { evaluateSegments, nextUntil } from '../segment/evaluate.ts'
import { decodeState, encodeState } from './codec.ts'
import { ANN, arrivalsArb, BOB, NOON, SHOP, type Arrived } from './fixture.ts'
import { mergeStates } from './merge.ts'
import { DERIVED_MAX, react, SYSTEM } from './react.ts'
import { newProfile, type ProfileState } from './state.ts'

const person = (id: ProfileId): ProfileState => newProfile(id, NOON, SHOP.workspace.version)
const seed = SHOP.workspace.seed

/** A life: every fact in turn; `between` stands for what the store does with the document from one fact to the next. */
function live(id: ProfileId, arrivals: readonly Arrived[], between = (state: ProfileState) => state) {
  let state = person(id)
  const events: Event[] = []
  const commands: Command[] = []
  for (const { event, now } of arrivals) {
    const outcome = react(SHOP, between(state), event, envOf(seed, event.id, now))
    state = outcome.after
    events.push(...outcome.events)
    commands.push(...outcome.commands)
  }
  return { state, events, commands }
}

/** Lets time alone work until `until`, waking the document whenever it asks for it. */
function sleep(state: ProfileState, until: Instant) {
  const commands: Command[] = []
  for (let n = 0; state.wakeAt <= until && n < 200; n++) {
    const now = state.wakeAt
    const event: Event = { id: `${SYSTEM}:timer:${now}` as EventId, type: 'timer_fired', at: now, receivedAt: now, source: SYSTEM, identifiers: [], properties: {} }
    const outcome = react(SHOP, state, event, envOf(seed, event.id, now))
    state = outcome.after
    commands.push(...outcome.commands)
  }
  return { state, commands }
}

test('the same facts at the same moments give the same person, the same consequences and the same messages', () => {
  fc.assert(
    fc.property(arrivalsArb('a'), (arrivals) => {
      expect(live(ANN, arrivals)).toEqual(live(ANN, arrivals))
    }),
  )
})

test('a document that is written and read between any two facts leads to the same life as one that stays in memory', () => {
  fc.assert(
    fc.property(arrivalsArb('a'), (arrivals) => {
      const stored = live(ANN, arrivals, (state) => decodeState(encodeState(state)))
      const kept = live(ANN, arrivals)
      expect(encodeState(stored.state)).toBe(encodeState(kept.state))
      expect(stored.events).toEqual(kept.events)
      expect(stored.commands).toEqual(kept.commands)
    }),
  )
})

test('a document reads as it was written, and anything else is refused', () => {
  fc.assert(
    fc.property(arrivalsArb('a'), (arrivals) => {
      const { state } = live(ANN, arrivals)
      expect(decodeState(encodeState(state))).toEqual(JSON.parse(JSON.stringify(state)))
      expect(encodeState(decodeState(encodeState(state)))).toBe(encodeState(state))
    }),
  )
  expect(() => decodeState('9[]')).toThrow('newer release')
})

test('every rule of an edge is read as it was written', () => {
  const edges = (['together', 'alias', 'joined', 'cut', 'apart', 'open'] as const).map((rule, i) => ({ a: 'email:a@x.tw', b: `userId:u${i}`, at: NOON, by: `e${i}` as EventId, rule }))
  const state = { ...person(ANN), identity: { ids: ['email:a@x.tw'], edges } }
  expect(decodeState(encodeState(state)).identity).toEqual(state.identity)
})

test('memberships kept by facts and timers are those of a full reading at any moment, and the document wakes no later than it must', () => {
  fc.assert(
    fc.property(arrivalsArb('a'), fc.integer({ min: 0, max: 4 * 86_400_000 }), (arrivals, rest) => {
      const last = (arrivals.at(-1)?.now ?? NOON) as number
      const until = (last + rest) as Instant
      const { state } = sleep(live(ANN, arrivals).state, until)
      const fresh = evaluateSegments(SHOP.rules, { ...state, segments: {} }, { segments: SHOP.rules.allSegments as readonly SegmentId[] }, until)
      expect(names(state.segments)).toEqual(names(fresh.memberships))
      expect(state.wakeAt).toBe(Math.min(nextUntil(state.segments), nextWake(state.journeys), NEVER))
      expect(state.wakeAt).toBeGreaterThan(until)
    }),
  )
})

test('no message is planned twice, whatever happens and however long one sleeps', () => {
  fc.assert(
    fc.property(arrivalsArb('a'), (arrivals) => {
      const { state, commands } = live(ANN, arrivals)
      const planned = [...commands, ...sleep(state, NEVER).commands].filter((command) => command.is === 'send').map((command) => command.id)
      expect(new Set(planned).size).toBe(planned.length)
    }),
  )
})

test('what follows from a fact names its cause, and never runs away', () => {
  fc.assert(
    fc.property(arrivalsArb('a'), (arrivals) => {
      let state = person(ANN)
      for (const { event, now } of arrivals) {
        const outcome = react(SHOP, state, event, envOf(seed, event.id, now))
        const ids = new Set([event.id, ...outcome.events.map((one) => one.id)])
        expect(ids.size).toBe(outcome.events.length + 1)
        expect(outcome.events.length).toBeLessThanOrEqual(DERIVED_MAX + 1)
        for (const one of outcome.events) expect(ids.has(one.cause as EventId)).toBe(true)
        state = outcome.after
      }
    }),
  )
})

function names(segments: ProfileState['segments']): readonly string[] {
  return Object.keys(segments).filter((id) => segments[id]?.since !== undefined).sort()
}

const login = (now: Instant): Event => ({ id: 'web:login' as EventId, type: 'identified', at: now, receivedAt: now, source: 'web' as SourceId, identifiers: [], properties: {} })

test('when two people turn out to be one, nothing of either is lost: facts that count, consent, traits, offers', () => {
  fc.assert(
    fc.property(arrivalsArb('a'), arrivalsArb('b'), (ofAnn, ofBob) => {
      const now = Math.max(...[...ofAnn, ...ofBob].map((one) => one.now)) as Instant
      const merged = mergeStates(SHOP, { winner: live(ANN, ofAnn).state, loser: live(BOB, ofBob).state, event: login(now) }, envOf(seed, 'web:login', now))
      const one = live(ANN, [...ofAnn, ...ofBob].sort((a, b) => a.now - b.now)).state
      expect(merged.after.events).toBe(ofAnn.length + ofBob.length)
      for (const slice of ['consent', 'traits', 'counters', 'offers'] as const) expect(canonical(merged.after[slice] as unknown as Json)).toBe(canonical(one[slice] as unknown as Json))
      expect(merged.events[0]).toMatchObject({ type: 'profile_merged', properties: { from: BOB, into: ANN } })
      const fresh = evaluateSegments(SHOP.rules, { ...merged.after, segments: {} }, { segments: SHOP.rules.allSegments as readonly SegmentId[] }, now)
      expect(names(merged.after.segments)).toEqual(names(fresh.memberships))
    }),
  )
})

test('it does not matter whose document goes on: either way it is the same person', () => {
  fc.assert(
    fc.property(arrivalsArb('a'), arrivalsArb('b'), (ofAnn, ofBob) => {
      const now = Math.max(...[...ofAnn, ...ofBob].map((one) => one.now)) as Instant
      const [ann, bob] = [live(ANN, ofAnn).state, live(BOB, ofBob).state]
      const env = envOf(seed, 'web:login', now)
      // Not compared: `until` and `wakeAt`, which may be too early by their own contract, and the ids of runs that the merge itself begins.
      const known = ({ firstSeen, lastSeen, events, consent, traits, counters, offers, pressure, segments, journeys }: ProfileState) => {
        const since = Object.entries(segments).flatMap(([id, membership]) => (membership.since === undefined ? [] : [[id, membership.since]])).sort()
        const runs = journeys.runs.map((run) => [run.journey, run.is, run.step, run.enteredAt]).sort()
        const all = { firstSeen, lastSeen, events, consent, traits, counters, offers, pressure, since, runs, entered: journeys.entered }
        return canonical(JSON.parse(JSON.stringify(all)) as Json)
      }
      const one = mergeStates(SHOP, { winner: ann, loser: bob, event: login(now) }, env).after
      const other = mergeStates(SHOP, { winner: bob, loser: ann, event: login(now) }, env).after
      expect(known(one)).toBe(known(other))
    }),
  )
})

test('history that was counted for a younger definition is taken in once, and not at all when the counter has been begun anew since', () => {
  const key = SHOP.rules.traits.get('spent')?.counter.key ?? ''
  const counters = { [key]: { n: 1, recent: [[NOON, 250]] } } as unknown as Json
  const common = { type: 'definitions_applied', at: NOON, receivedAt: NOON, source: SYSTEM, identifiers: [] }
  const applied = (version: number): Event => ({ ...common, id: `${SYSTEM}:d${version}` as EventId, properties: { version, counters } })
  const plan = { ...SHOP, workspace: { ...SHOP.workspace, counterSince: { [key]: 3 } } }
  const of = (version: number) => react(plan, person(ANN), applied(version), envOf(seed, 'd', NOON)).after.counters[key]?.n
  expect(of(3)).toBe(1)
  expect(of(2)).toBeUndefined()
})
