/** Goals made ready: which events they are about, and what people's documents must count so that a model can learn and foretell from them. */
import { assert } from '../base/assert.ts'
import { shortHash } from '../base/hash.ts'
import { canonical, type Json } from '../base/json.ts'
import { parseDuration } from '../base/time.ts'
import type { Event } from '../event/event.ts'
import { compileWhere } from '../segment/where.ts'
import { pathReader } from '../trait/path.ts'
import type { Moment } from '../trait/counter.ts'
import { amountOf, type Total } from '../trait/total.ts'
import type { Counters } from '../trait/types.ts'
import { featureCounters } from './features/compile.ts'
import type { FeatureDefinition } from './features/types.ts'
import type { Goal, ModelDefinition } from './types.ts'

/** A goal ready to run. */
export interface CompiledGoal {
  readonly goal: Goal
  /** Horizon in milliseconds; 0 for goals without one. */
  readonly withinMs: number
  /** Whether the event is the one that the goal is about. */
  counts(event: Event): boolean
  /** The amount that the event brings; 0 for goals without a property or events without a number. */
  amountOf(event: Event): number
  /** The value that the event chooses; null where it has none. */
  choiceOf(event: Event): string | null
  /** Keys of the counters that `goalFeatures` asks for, by what they hold. */
  readonly counters: { readonly [what: string]: string }
}

/** Purchase history of a person as the counters have it. */
export interface GoalHistory {
  readonly orders: number
  /** Sum of amounts. */
  readonly money: number
  /** Milliseconds since 1970; null without any. */
  readonly first: number | null
  readonly last: number | null
}

/** Longest texts that are a choice; longer ones are prose. */
const CHOICE_LENGTH = 100
/** How far back moments of choices and answers are looked at. */
const LONG = '366d'

/** What models need counted, as features: everybody's document keeps them like any other, and every model may look at them. Equal wishes are one feature. */
export function goalFeatures(models: readonly ModelDefinition[]): readonly FeatureDefinition[] {
  const all = models.flatMap(({ predict }) => Object.values(wishesOf(predict)))
  return [...new Map(all.map((feature) => [feature.id, feature])).values()]
}

/** The goal of a model that has passed the checks. */
export function compileGoal({ id, predict: goal }: ModelDefinition): CompiledGoal {
  const withinMs = 'within' in goal ? (parseDuration(goal.within) ?? 0) : 0
  assert(!('within' in goal) || withinMs > 0, `model '${id}': 'within' is a duration like 14d`)
  const type = goal.is === 'channel' ? 'message_clicked' : goal.event
  const test = 'where' in goal && goal.where !== undefined ? compileWhere(goal.where) : null
  const read = 'property' in goal ? pathReader(goal.property) : null
  const wishes = wishesOf(goal)
  return {
    goal,
    withinMs,
    counts: (event) => event.type === type && (test === null || test(event.properties)),
    amountOf(event) {
      const value = read?.(event.properties)
      return typeof value === 'number' && Number.isFinite(value) ? value : 0
    },
    choiceOf: (event) => choiceOf(read?.(event.properties)),
    counters: Object.fromEntries(Object.entries(wishes).map(([what, feature]) => [what, featureCounters([feature])[0]?.key ?? ''])),
  }
}

/** A choice: a short text or a number; null for anything else. */
export function choiceOf(value: Json | undefined): string | null {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' && value.length <= CHOICE_LENGTH ? value : null
}

/** The purchase history that a person's counters hold. For goals of kind `value`. */
export function historyOf({ counters: keys }: CompiledGoal, counters: Counters): GoalHistory {
  const [sum, first, last] = ['sum', 'first', 'last'].map((what) => counters[keys[what] ?? ''])
  return { orders: sum?.n ?? 0, money: amountOf((sum?.value as Total | undefined) ?? 0), first: first?.at ?? null, last: last?.at ?? null }
}

/** Latest moments with their value, oldest first: choices, answers, or what was sent (`what` is the name of the counter). */
export function momentsOf({ counters: keys }: CompiledGoal, counters: Counters, what: string): readonly Moment[] {
  return counters[keys[what] ?? '']?.recent ?? []
}

type Wishes = { readonly [what: string]: FeatureDefinition }

function wishesOf(goal: Goal): Wishes {
  if (goal.is === 'channel') return { sent: momentWish('message_sent', 'channel'), answered: momentWish('message_clicked', 'channel') }
  if (goal.is === 'hour') return { sent: momentWish('message_sent', 'channel'), answered: countWish(goal.event, undefined, LONG) }
  const { event } = goal
  const where = 'where' in goal ? goal.where : undefined
  const about = { event, ...(where !== undefined && { where }) }
  const tag = tagOf(event, where)
  const often: Wishes = {
    since: { id: `goal:since ${tag}`, name: `days since ${event}`, from: { since: event, ...(where !== undefined && { where }) } },
    count7: countWish(event, where, '7d'),
    count30: countWish(event, where, '30d'),
    count90: countWish(event, where, '90d'),
    count: countWish(event, where),
  }
  if (goal.is === 'next') return { choices: momentWish(event, goal.property) }
  if (goal.is !== 'value') return often
  const { property } = goal
  const counted = (compute: 'sum' | 'first' | 'last'): FeatureDefinition => ({
    id: `goal:${compute} ${property} ${tag}`, name: `${compute} ${property} of ${event}`, from: { counted: { compute, property, ...about } },
  })
  return { ...often, sum: counted('sum'), first: counted('first'), last: counted('last'), moments: momentWish(event, property, where) }
}

function countWish(event: string, where: Where, within?: string): FeatureDefinition {
  const tag = tagOf(event, where)
  return {
    id: `goal:count${within ?? ''} ${tag}`,
    name: `${event} in ${within ?? 'all'}`,
    from: { counted: { compute: 'count', event, ...(where !== undefined && { where }), ...(within !== undefined && { within }) } },
  }
}

function momentWish(event: string, property: string, where?: Where): FeatureDefinition {
  return {
    id: `goal:distinct ${property} ${tagOf(event, where)}`,
    name: `different ${property} of ${event}`,
    from: { counted: { compute: 'distinct', event, property, within: LONG, ...(where !== undefined && { where }) } },
  }
}

type Where = Extract<Goal, { readonly is: 'happens' }>['where']

function tagOf(event: string, where: Where): string {
  return where === undefined ? event : `${event} ${shortHash(canonical(where as unknown as Json)).slice(0, 6)}`
}
