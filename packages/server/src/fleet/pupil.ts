/**
 * What the trainer keeps of one person, and how time passes for it: snapshots of what was known at hashed instants, one a horizon, and what became of each within
 * the horizon. A snapshot falls due exactly when the next one is taken, so label windows of one person never overlap.
 */
import { unit } from '@rapport/core/base/hash'
import type { ProfileId } from '@rapport/core/base/id'
import type { Instant } from '@rapport/core/base/time'
import type { Plan } from '@rapport/core/engine/plan'
import { SYSTEM } from '@rapport/core/engine/react'
import type { Event } from '@rapport/core/event/event'
import type { FeatureValue } from '@rapport/core/model/features/types'
import { momentsOf, type CompiledGoal } from '@rapport/core/model/goals'
import type { ModelDefinition, Sparse } from '@rapport/core/model/types'
import { asOf, foldSlim, mergeSlim, newSlim, type Slim } from './slim.ts'
import { clickOf, endOfVisit, isClick, visitContext, type Visit } from './visit.ts'

/** A model of the workspace, ready to be taught. */
export interface Lesson {
  readonly model: ModelDefinition
  readonly goal: CompiledGoal
  /** Time from a snapshot to its label in milliseconds; 0: not dated (visits, choices, what is worked out of documents). */
  readonly spanMs: number
}

/** A moment that was looked at, whose outcome is open. */
export interface Open {
  readonly at: Instant
  readonly x: Sparse
  readonly row: readonly FeatureValue[]
  /** How often the goal's event came since. */
  n: number
  /** For choices: what was chosen. */
  readonly choice?: string
  /** What the champion said then; null while nobody was to be believed. */
  p: number | null
  /** For choices: the latest before it, oldest first. */
  readonly choices?: readonly string[]
  /** Clicks of the visit, for goals within a visit. */
  readonly clicks?: number
}

/** A person in training. */
export interface Pupil {
  doc: Slim
  /** Open snapshots of this person (and of those merged in), by number of the model. */
  open: Open[][]
  visit: Visit | null
  /** How far time has been taken for this person. */
  clock: number
}

/** An outcome that is certain now. `isTaught` false: it is only compared with what was foretold, because another look of the same visit is learned from. */
export interface Outcome {
  readonly model: number
  readonly who: string
  readonly due: number
  readonly snapshot: Open
  readonly isTaught: boolean
}

/** What a pupil is taught by. */
export interface School {
  readonly plan: Plan
  readonly lessons: readonly Lesson[]
  /** Features that no model of the fleet looks at: what models said, and the hour of the day for goals without a visit. */
  readonly without: ReadonlySet<string>
  readonly withoutDated: ReadonlySet<string>
  /** Called in the order of time of this person. */
  readonly matured: (outcome: Outcome) => void
}

/** Choices looked at. */
const CHOICES = 20

/** A person of whom nothing is known yet. */
export function newPupil(id: ProfileId, at: Instant, lessons: number): Pupil {
  return { doc: newSlim(id, at), open: Array.from({ length: lessons }, () => []), visit: null, clock: at }
}

/** The first instant after `after` at which the person is looked at for a model: one in each span, at a hashed place in it. */
export function nextInstant(lesson: Lesson, who: string, after: number): number {
  const { spanMs, model } = lesson
  const phase = Math.floor(unit(`snapshot ${model.id} ${who}`) * spanMs)
  return (Math.floor((after - phase) / spanMs) + 1) * spanMs + phase
}

/** Settles what is due at `at` for a model and looks at the person anew. */
export function snapshot(school: School, pupil: Pupil, number: number, at: number): void {
  const lesson = school.lessons[number] as Lesson
  for (const open of pupil.open[number] as Open[]) school.matured({ model: number, who: pupil.doc.id, due: at, snapshot: open, isTaught: true })
  if (pupil.doc.events === 0) return void (pupil.open[number] = [])
  const person = asOf(school.plan, pupil.doc, at as Instant)
  const taken = isAbout(lesson, person) ? look(school, person, at as Instant) : null
  pupil.open[number] = taken === null ? [] : [taken]
}

/** Whether a model is about such people: members of its segment, and for what may stop, people who did it before. */
export function isAbout({ model, goal }: Lesson, person: Pick<Slim, 'segments' | 'counters'>): boolean {
  if (model.segment !== undefined && person.segments[model.segment]?.since === undefined) return false
  return goal.goal.is !== 'stops' || (person.counters[goal.counters['count'] ?? '']?.n ?? 0) > 0
}

/** What dated models see of somebody at a moment. */
export function look({ plan, withoutDated }: Pick<School, 'plan' | 'withoutDated'>, person: Slim, at: Instant): Open {
  return { at, x: plan.features.encode(person, {}, at, withoutDated), row: rowOf(plan, person, at, withoutDated), n: 0, p: null }
}

/** The values of all features, unknown where a model does not look. */
export function rowOf(plan: Plan, person: Slim, at: Instant, without: ReadonlySet<string>): FeatureValue[] {
  return plan.features.values(person, {}, at).map((value, i) => (without.has(plan.features.definitions[i]?.id ?? '') ? null : value))
}

const NOTHING: Sparse = { at: new Uint32Array(0), value: new Float32Array(0) }

/** One more fact, known at `knownAt`: it counts towards open outcomes by its own time, and into the document. Answers the looks that it gave occasion for, within a visit. */
export function happen(school: School, pupil: Pupil, event: Event, knownAt: number): readonly Look[] {
  const { lessons, plan } = school
  for (let number = 0; number < lessons.length; number++) {
    const { goal, spanMs } = lessons[number] as Lesson
    if (spanMs === 0 || !goal.counts(event)) continue
    for (const open of pupil.open[number] as Open[]) {
      if (event.at <= open.at || event.at > open.at + spanMs) continue
      open.n++
    }
  }
  choose(school, pupil, event, knownAt)
  if (pupil.visit !== null && knownAt > endOfVisit(pupil.visit)) leaveVisit(school, pupil)
  const isOutcome = lessons.map(({ goal }) => goal.goal.is === 'in_session' && goal.counts(event))
  if (pupil.visit !== null) isOutcome.forEach((is, number) => is && achieve(pupil, number))
  pupil.doc = foldSlim(plan, pupil.doc, event)
  if (event.source === SYSTEM || !isClick(event.type) || event.at < knownAt - LATE_MS) return NO_LOOKS
  pupil.visit = clickOf(pupil.visit, event, knownAt)
  const { visit } = pupil
  if (!WATCHED.has(visit.clicks)) return NO_LOOKS
  const looks: Look[] = []
  let seen: { readonly person: Slim; readonly x: Sparse } | null = null
  for (let number = 0; number < lessons.length; number++) {
    const { goal, model } = lessons[number] as Lesson
    if (goal.goal.is !== 'in_session' || visit.achieved[number] === true) continue
    if (seen === null) {
      const person = asOf(plan, pupil.doc, event.at)
      seen = { person, x: plan.features.encode(person, visitContext(visit, event.at), event.at, school.without) }
    }
    if (model.segment !== undefined && seen.person.segments[model.segment]?.since === undefined) continue
    const open: Open = { at: event.at, x: seen.x, row: [], n: 0, p: null, clicks: visit.clicks }
    ;(pupil.open[number] as Open[]).push(open)
    looks.push({ model: number, open })
  }
  return looks
}

/** A look at somebody for a model. */
export interface Look {
  readonly model: number
  readonly open: Open
}

const NO_LOOKS: readonly Look[] = []

/** A choice is certain at once: what was chosen before it, and what was chosen now. */
function choose(school: School, pupil: Pupil, event: Event, knownAt: number): void {
  school.lessons.forEach(({ goal }, model) => {
    if (goal.goal.is !== 'next' || !goal.counts(event)) return
    const choice = goal.choiceOf(event)
    if (choice === null) return
    const choices = choicesOf(goal, pupil.doc)
    school.matured({ model, who: pupil.doc.id, due: knownAt, snapshot: { at: event.at, x: NOTHING, row: [], n: 1, p: null, choices, choice }, isTaught: true })
  })
}

/** The latest choices of a person, oldest first. */
export function choicesOf(goal: CompiledGoal, { counters }: Pick<Slim, 'counters'>): readonly string[] {
  return momentsOf(goal, counters, 'choices').slice(-CHOICES).map(([, value]) => String(value))
}

/** A click that comes later than this is no part of a visit that goes on. */
const LATE_MS = 60_000
/** Clicks of a visit after which it is learned from: nearly every one at first, then fewer. */
const WATCHED: ReadonlySet<number> = new Set([1, 2, 3, 4, 5, 7, 10, 15, 20, 30])

function achieve(pupil: Pupil, number: number): void {
  if (pupil.visit === null) return
  pupil.visit = { ...pupil.visit, achieved: { ...pupil.visit.achieved, [number]: true } }
  for (const open of pupil.open[number] as Open[]) open.n++
}

/** The visit is over: what it came to is known. */
export function leaveVisit(school: School, pupil: Pupil): void {
  if (pupil.visit === null) return
  const due = endOfVisit(pupil.visit)
  school.lessons.forEach(({ goal }, number) => {
    if (goal.goal.is !== 'in_session') return
    const looks = pupil.open[number] as Open[]
    // Looks of one visit share their outcome: who learned from one of them would know the others.
    const taught = Math.floor(unit(`visit ${pupil.doc.id} ${looks[0]?.at ?? 0}`) * looks.length)
    looks.forEach((open, i) => school.matured({ model: number, who: pupil.doc.id, due, snapshot: open, isTaught: i === taught }))
    pupil.open[number] = []
  })
  pupil.visit = null
}

/** `loser` turned out to be this person: what was open for either stays open, what comes now counts for both. */
export function join(school: School, winner: Pupil, loser: Pupil): void {
  winner.doc = mergeSlim(school.plan, winner.doc, loser.doc)
  winner.open = winner.open.map((own, number) => [...own, ...(loser.open[number] ?? [])].sort((one, other) => one.at - other.at))
  if (winner.visit === null || (loser.visit !== null && loser.visit.last > winner.visit.last)) winner.visit = loser.visit
}
