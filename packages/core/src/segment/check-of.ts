/** Rules as closures that run for every event and make no garbage. */
import type { JsonObject } from '../base/json.ts'
import type { Instant } from '../base/time.ts'
import { NEVER, parseDuration, plus } from '../base/time.ts'
import { assert, unreachable } from '../base/assert.ts'
import type { CounterDefinition } from '../trait/counter.ts'
import { defineCounter } from '../trait/counter.ts'
import type { TraitIndex, UntilSlot } from '../trait/value.ts'
import { traitReader } from '../trait/value.ts'
import type { Memberships } from './membership.ts'
import { momentOf } from './operators/moment.ts'
import type { Person } from './person.ts'
import type { DidRule, Rule, SegmentRule, TraitRule } from './rule.ts'
import { compileWhere, prepareOperator } from './where.ts'

/** What a check looks at. One object is used again and again: a check leaves in `until` how long its answer holds by itself. */
export interface Scope extends UntilSlot {
  person: Person
  /** The memberships to go by: the person's, or those being worked out. */
  segments: Memberships
  now: Instant
  context: JsonObject | undefined
}

/**
 * True when the rule holds. Sets `scope.until` to a moment after `scope.now` before which the answer cannot change without an event.
 * Parts after the deciding one are not looked at: as long as that one stands, so does the whole.
 */
export type Check = (scope: Scope) => boolean

/** What rules are compiled against. */
export interface CheckSources {
  readonly traits: TraitIndex
  /** Registers a counter that the rule needs. */
  readonly count: (counter: CounterDefinition) => void
  readonly allowed: (person: Person, purpose: string, channel: string | undefined) => boolean
  /** The check of another segment, for memberships whose time is up; undefined for a segment that does not exist. */
  readonly segment: (id: string) => Check | undefined
  /** A segment and all that it refers to, directly or not. */
  readonly upstream: (id: string) => readonly string[]
  /** Whether `in` reports the other segment's `until`. Segments need not: when the other changes, they are looked at again. */
  readonly followSegments: boolean
}

/** The check of a rule. Throws on rules that `checkRule` refuses. */
export function checkOf(rule: Rule, sources: CheckSources): Check {
  if ('all' in rule) return every(rule.all.map((part) => checkOf(part, sources)))
  if ('any' in rule) return some(rule.any.map((part) => checkOf(part, sources)))
  if ('not' in rule) {
    const part = checkOf(rule.not, sources)
    return (scope) => !part(scope)
  }
  if ('trait' in rule) return traitCheck(rule, sources)
  if ('did' in rule) return didCheck(rule, sources)
  if ('in' in rule) return segmentCheck(rule, sources)
  if ('consents' in rule) {
    const { consents, channel } = rule
    return (scope) => {
      scope.until = NEVER
      return sources.allowed(scope.person, consents, channel)
    }
  }
  return unreachable(rule)
}

function every(parts: readonly Check[]): Check {
  return (scope) => {
    let until = NEVER
    for (const part of parts) {
      if (!part(scope)) return false
      if (scope.until < until) until = scope.until
    }
    scope.until = until
    return true
  }
}

function some(parts: readonly Check[]): Check {
  return (scope) => {
    let until = NEVER
    for (const part of parts) {
      if (part(scope)) return true
      if (scope.until < until) until = scope.until
    }
    scope.until = until
    return false
  }
}

function traitCheck(rule: TraitRule, sources: CheckSources): Check {
  const computed = sources.traits.get(rule.trait)
  if (computed) sources.count(computed.counter)
  const read = traitReader(sources.traits, rule.trait)
  const operator = prepareOperator(rule)
  const { test, until } = operator
  if (!until) return (scope) => test(read(scope.person, scope.now, scope, scope.context), scope.now)
  return (scope) => {
    const value = read(scope.person, scope.now, scope, scope.context)
    const change = until(value, scope.now)
    if (change < scope.until) scope.until = change
    return test(value, scope.now)
  }
}

/** What a `did` counts and how it is read. */
export interface Did {
  readonly counter: CounterDefinition
  readonly atLeast: number
  /** Length of the sliding window in milliseconds; absent = all the counter's time. */
  readonly withinMs?: number
}

/** The counter behind a `did`. Throws on rules that `checkRule` refuses. */
export function didOf(rule: DidRule): Did {
  const atLeast = rule.atLeast ?? 1
  const withinMs = rule.within === undefined ? undefined : (parseDuration(rule.within) ?? undefined)
  assert(rule.within === undefined || withinMs !== undefined, `'within' is a duration like 7d, got '${rule.within}'`)
  const where = rule.where && { rule: rule.where, test: compileWhere(rule.where) }
  const keep = withinMs === undefined ? 0 : atLeast
  const counter = defineCounter({ event: rule.did, where, keep, after: boundOf(rule.after), before: boundOf(rule.before) })
  return { counter, atLeast, withinMs }
}

function boundOf(text: string | undefined): Instant | undefined {
  if (text === undefined) return undefined
  const at = momentOf(text)
  assert(at !== null, `'after' and 'before' are dates like 2026-01-31, got '${text}'`)
  return at
}

function didCheck(rule: DidRule, sources: CheckSources): Check {
  const { counter, atLeast, withinMs } = didOf(rule)
  sources.count(counter)
  const key = counter.key
  if (withinMs === undefined) {
    return (scope) => {
      scope.until = NEVER
      return (scope.person.counters[key]?.n ?? 0) >= atLeast
    }
  }
  return (scope) => {
    scope.until = NEVER
    const recent = scope.person.counters[key]?.recent
    if (recent === undefined) return false
    // The answer hangs on the atLeast-th latest moment alone: when it leaves the window, too few are left.
    const deciding = recent[recent.length - atLeast]
    if (deciding === undefined) return false
    const ends = plus(deciding[0], withinMs)
    if (ends <= scope.now) return false
    scope.until = ends
    return true
  }
}

/** Goes by the membership on record, unless the time of it, or of one that it hangs on, is up and no timer has fired yet: then by the rule. */
function segmentCheck(rule: SegmentRule, sources: CheckSources): Check {
  const id = rule.in
  const upstream = sources.upstream(id)
  return (scope) => {
    let until = NEVER
    for (const each of upstream) {
      const ends = scope.segments[each]?.until
      if (ends !== undefined && ends < until) until = ends
    }
    if (until <= scope.now) return sources.segment(id)?.(scope) ?? false
    scope.until = sources.followSegments ? until : NEVER
    return scope.segments[id]?.since !== undefined
  }
}
