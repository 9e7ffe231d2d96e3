/** All rules of a workspace made ready to run: shared counters, closures, and an index of what depends on what. */
import { assert } from '../base/assert.ts'
import type { SegmentId } from '../base/id.ts'
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import { NEVER } from '../base/time.ts'
import { allowed } from '../consent/consent.ts'
import { PLACE_TRAITS } from '../consent/place.ts'
import type { EffectivePurpose, PurposeDefinition } from '../consent/types.ts'
import type { Event } from '../event/event.ts'
import type { CounterDefinition } from '../trait/counter.ts'
import { foldCounter, mergeCounters } from '../trait/counter.ts'
import type { CounterState, Counters, TraitDefinition } from '../trait/types.ts'
import type { TraitIndex } from '../trait/value.ts'
import { traitIndex } from '../trait/value.ts'
import type { Check, CheckSources, Scope } from './check-of.ts'
import { checkOf } from './check-of.ts'
import { inOrder, readsOf, upstreamOf } from './depend.ts'
import type { Person } from './person.ts'
import type { Rule, SegmentDefinition } from './rule.ts'
import { compileWhere } from './where.ts'

/** Whether a rule holds, and a moment before which the answer cannot change without an event (NEVER = only an event can). */
export interface Verdict {
  readonly is: boolean
  readonly until: Instant
}

/** A rule ready to run. */
export interface CompiledRule {
  /** The answer and how long it holds. `context` feeds traits named `context.…`. */
  test(person: Person, now: Instant, context?: JsonObject): Verdict
  /** The answer alone, without making an object. */
  holds(person: Person, now: Instant, context?: JsonObject): boolean
}

/** Something that changed about a person. */
export interface Change {
  /** Type of an event that some counter counted. */
  readonly event?: string
  /** Names of given traits. */
  readonly traits?: readonly string[]
  readonly segments?: readonly string[]
  readonly consent?: boolean
}

/** What to compile. The definitions have passed `checkSegments` and `checkRule`. */
export interface RuleSources {
  readonly segments: readonly SegmentDefinition[]
  readonly traits: readonly TraitDefinition[]
  /** Rules outside segments, such as the eligibility of offers. */
  readonly rules?: readonly Rule[]
  /** What is to be counted besides, such as for features. */
  readonly counters?: readonly CounterDefinition[]
  readonly purposes: readonly PurposeDefinition[]
  /** The purposes as laws let them hold for a person. Default: the same for everybody. */
  readonly purposesFor?: (person: Person) => readonly EffectivePurpose[]
}

/** A segment ready to run. */
export interface CompiledSegment {
  readonly id: SegmentId
  readonly rule: Rule
  readonly check: Check
  /** Places in `RuleSet.segments` of those that refer to it; all are greater than its own. */
  readonly dependents: readonly number[]
}

/** All rules of a workspace, ready to run. Build it once per version of the definitions. */
export interface RuleSet {
  readonly counters: readonly CounterDefinition[]
  readonly countersByEvent: ReadonlyMap<string, readonly CounterDefinition[]>
  readonly traits: TraitIndex
  /** Each after those it refers to. */
  readonly segments: readonly CompiledSegment[]
  /** Segment id → its place in `segments`. */
  readonly places: ReadonlyMap<string, number>
  /** All segment ids in order, for a person who has just come into being and for new definitions. */
  readonly allSegments: readonly SegmentId[]
  /** The counters after one more event; the same object when it does not count anywhere. Each event once, in any order. */
  foldCounters(counters: Counters, event: Event): Counters
  /** The counters of two profiles that turn out to be one person. */
  mergeCounters(a: Counters, b: Counters): Counters
  /** The rule ready to run; it must have been among the compiled ones (the same object, or one that needs no counter of its own). */
  test(rule: Rule): CompiledRule
  /** Segments whose answer may change, in order. Those that follow from them through `in` are found by `evaluateSegments`. */
  affectedBy(change: Change): readonly SegmentId[]
}

/** Compiles rules. Throws on definitions that the checks refuse: segments in a circle, unknown operators, bad arguments. */
export function compileRules(sources: RuleSources): RuleSet {
  const traits = traitIndex(sources.traits, compileWhere)
  const counters = new Map<string, CounterDefinition>()
  for (const trait of traits.values()) counters.set(trait.counter.key, trait.counter)
  for (const counter of sources.counters ?? []) counters.set(counter.key, counter)
  const { ordered, cycles } = inOrder(sources.segments)
  assert(cycles.length === 0, `segments refer to each other in a circle: ${cycles.map((segment) => segment.id).join(', ')}`)
  const places = new Map(ordered.map((segment, place) => [segment.id, place]))
  const upstream = upstreamOf(ordered)
  const checks: Check[] = []
  const purposesFor = sources.purposesFor ?? (() => sources.purposes)
  let complete = false
  const count = (counter: CounterDefinition): void => {
    assert(!complete || counters.has(counter.key), `a rule that counts '${counter.event}' was not among the compiled rules, so nothing was counted for it`)
    counters.set(counter.key, counter)
  }
  const sourcesOf = (followSegments: boolean): CheckSources => ({
    traits,
    count,
    allowed: (person, purpose, channel) => allowed(purposesFor(person), person.consent, purpose, channel),
    segment: (id) => checks[places.get(id) ?? -1],
    upstream: (id) => upstream.get(id) ?? [],
    followSegments,
  })
  for (const segment of ordered) checks.push(checkOf(segment.rule, sourcesOf(false)))

  const compiled = new WeakMap<Rule, CompiledRule>()
  const compile = (rule: Rule): CompiledRule => {
    const ready = compiledRule(checkOf(rule, sourcesOf(true)))
    compiled.set(rule, ready)
    return ready
  }
  for (const rule of sources.rules ?? []) compile(rule)
  for (const segment of ordered) compile(segment.rule)
  complete = true
  const all = [...counters.values()]
  const byEvent = Map.groupBy(all, (counter) => counter.event)
  const segments = linked(ordered, checks, traits)

  return {
    counters: all,
    countersByEvent: byEvent,
    traits,
    segments,
    places,
    allSegments: segments.map((segment) => segment.id),
    foldCounters: folding(byEvent),
    mergeCounters: (a, b) => mergeAll(a, b, counters),
    test: (rule) => compiled.get(rule) ?? compile(rule),
    affectedBy: affecting(segments, traits, sources.purposesFor !== undefined),
  }
}

function compiledRule(check: Check): CompiledRule {
  const holds = (person: Person, now: Instant, context?: JsonObject): boolean => {
    scope.person = person
    scope.segments = person.segments
    scope.now = now
    scope.context = context
    return check(scope)
  }
  return { holds, test: (person, now, context) => ({ is: holds(person, now, context), until: scope.until }) }
}

const NOBODY: Person = { traits: {}, counters: {}, segments: {}, consent: {} }
/** The one scope of rules outside segments; everything in it is set before each use, and checks neither wait nor call themselves. */
const scope: Scope = { person: NOBODY, segments: {}, now: 0 as Instant, context: undefined, until: NEVER }

function linked(ordered: readonly SegmentDefinition[], checks: readonly Check[], traits: TraitIndex): readonly CompiledSegment[] {
  const dependents: number[][] = ordered.map(() => [])
  const places = new Map(ordered.map((segment, place) => [segment.id, place]))
  ordered.forEach((segment, place) => {
    for (const id of readsOf(segment.rule, traits).segments) dependents[places.get(id) ?? -1]?.push(place)
  })
  return ordered.map((segment, place) => ({
    id: segment.id as SegmentId,
    rule: segment.rule,
    check: checks[place] as Check,
    dependents: dependents[place] ?? [],
  }))
}

function folding(byEvent: ReadonlyMap<string, readonly CounterDefinition[]>): RuleSet['foldCounters'] {
  return (counters, event) => {
    const interested = byEvent.get(event.type)
    if (interested === undefined) return counters
    let after: { [key: string]: CounterState } | null = null
    for (const definition of interested) {
      const before = counters[definition.key]
      const state = foldCounter(before, definition, event)
      if (state === before || state === undefined) continue
      after ??= { ...counters }
      after[definition.key] = state
    }
    return after ?? counters
  }
}

/** Counters whose definition is gone cannot be merged; the one that counted more stays, until somebody drops both. */
function mergeAll(a: Counters, b: Counters, definitions: ReadonlyMap<string, CounterDefinition>): Counters {
  const merged: { [key: string]: CounterState } = { ...a }
  for (const [key, theirs] of Object.entries(b)) {
    const ours = a[key]
    const definition = definitions.get(key)
    const state = ours && !definition ? (theirs.n > ours.n ? theirs : ours) : definition ? mergeCounters(ours, theirs, definition) : theirs
    if (state) merged[key] = state
  }
  return merged
}

/** `byPlace`: consent also depends on where a person lives. */
function affecting(segments: readonly CompiledSegment[], traits: TraitIndex, byPlace: boolean): RuleSet['affectedBy'] {
  const byEvent = new Map<string, number[]>()
  const byTrait = new Map<string, number[]>()
  const bySegment = new Map<string, number[]>()
  const byConsent: number[] = []
  const note = (index: Map<string, number[]>, names: ReadonlySet<string>, place: number): void => {
    for (const name of names) index.set(name, [...(index.get(name) ?? []), place])
  }
  segments.forEach((segment, place) => {
    const reads = readsOf(segment.rule, traits)
    note(byEvent, reads.events, place)
    note(byTrait, reads.traits, place)
    note(bySegment, reads.segments, place)
    if (reads.consent) byConsent.push(place)
    if (reads.consent && byPlace) note(byTrait, new Set(PLACE_TRAITS.filter((name) => !reads.traits.has(name))), place)
  })
  const idsAt = (places: readonly number[]): readonly SegmentId[] => places.flatMap((place) => segments[place]?.id ?? [])
  const idsByEvent = new Map([...byEvent].map(([event, places]) => [event, idsAt(places)]))
  return (change) => {
    const ofEvent = change.event === undefined ? NONE : (idsByEvent.get(change.event) ?? NONE)
    if (!change.consent && !change.traits?.length && !change.segments?.length) return ofEvent
    const places = new Set(change.event === undefined ? [] : byEvent.get(change.event))
    for (const trait of change.traits ?? []) for (const place of byTrait.get(trait) ?? []) places.add(place)
    for (const segment of change.segments ?? []) for (const place of bySegment.get(segment) ?? []) places.add(place)
    if (change.consent) for (const place of byConsent) places.add(place)
    return idsAt([...places].sort((a, b) => a - b))
  }
}

const NONE: readonly SegmentId[] = []
