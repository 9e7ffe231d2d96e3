/** Everything that is learned from one set of definitions: a reader of the log and a course for each model. The same log gives the same class. */
import type { Plan } from '@rapport/core/engine/plan'
import { canonical, type Json } from '@rapport/core/base/json'
import { shortHash } from '@rapport/core/base/hash'
import { compileGoal } from '@rapport/core/model/goals'
import type { Promotion } from '@rapport/core/model/race/types'
import type { ModelDefinition } from '@rapport/core/model/types'
import type { LogRecord, Position } from '../ports/log.ts'
import { learnChoice, newAffinity, type Affinity } from './affinity.ts'
import { openCourse, type Course, type SavedCourse } from './course.ts'
import type { Lesson, School } from './pupil.ts'
import { createReader, newReading, type Reader, type Reading } from './reader.ts'

/** What is kept of it; plain data. */
export interface SavedClass {
  /** Of the definitions it was taught by. */
  readonly hash: string
  readonly position: Position
  readonly reading: Reading
  readonly courses: readonly (SavedCourse | null)[]
  readonly affinities: readonly (Affinity | null)[]
}

/** A promotion of one model. */
export interface Promoted {
  readonly model: string
  readonly version: number
  readonly promotion: Promotion
}

/** See the top of the file. */
export interface Class {
  readonly hash: string
  readonly plan: Plan
  readonly lessons: readonly Lesson[]
  readonly school: Pick<School, 'plan' | 'withoutDated' | 'without'>
  readonly courses: readonly (Course | null)[]
  readonly affinities: readonly (Affinity | null)[]
  readonly reader: Reader
  position(): Position
  take(record: LogRecord): void
  pass(now: number): boolean
  /** Changes of champion since the last time. */
  promoted(): readonly Promoted[]
  save(): SavedClass
}

/** Models that are learned. */
export function taught(models: readonly ModelDefinition[]): readonly ModelDefinition[] {
  return models.filter(({ state }) => state !== 'off')
}

/** What a class depends on: other definitions, another class. */
export function hashOf({ workspace, features }: Plan): string {
  const { models, traits } = workspace.definitions
  return shortHash(canonical([workspace.seed, features.hash, taught(models), traits] as unknown as Json))
}

/** What is taught by these definitions, and what nobody looks at. */
export function schoolOf(plan: Plan): Omit<School, 'matured'> {
  const lessons = taught(plan.workspace.definitions.models).map((model): Lesson => {
    const goal = compileGoal(model)
    const isDated = goal.goal.is === 'happens' || goal.goal.is === 'stops'
    return { model, goal, spanMs: isDated ? goal.withinMs : 0 }
  })
  const said = plan.features.definitions.filter(({ prediction }) => prediction !== undefined).map(({ id }) => id)
  const without = new Set(said)
  // People are looked at at random hours and foretold at the hour at which somebody asks.
  return { plan, lessons, without, withoutDated: new Set([...said, 'auto:hour_of_day', 'auto:day_of_week']) }
}

/** Opens one, or takes it up again where it was. */
export function openClass(plan: Plan, saved?: SavedClass, peopleMax?: number): Class {
  const school = schoolOf(plan)
  const { lessons } = school
  const courses = lessons.map((lesson, i) => (isBinary(lesson) ? openCourse(lesson, plan.features, saved?.courses[i] ?? undefined) : null))
  const affinities = lessons.map(({ goal }, i) => (goal.goal.is === 'next' ? (saved?.affinities[i] ?? newAffinity()) : null))
  const fresh: Promoted[] = []
  let position = saved?.position ?? (0 as Position)
  const reader = createReader(school, {
    asked: (model, open) => courses[model]?.ask(open),
    learned(outcome) {
      const { model, snapshot } = outcome
      const affinity = affinities[model]
      if (affinity && snapshot.choice !== undefined) learnChoice(affinity, snapshot.choices ?? [], snapshot.choice)
      const course = courses[model]
      const promotion = course?.learn(outcome)
      if (course && promotion) fresh.push({ model: (lessons[model] as Lesson).model.id, version: course.promotions.length + 1, promotion })
    },
  }, saved?.reading ?? newReading(), peopleMax)
  return {
    hash: hashOf(plan),
    plan,
    lessons,
    school,
    courses,
    affinities,
    reader,
    position: () => position,
    take(record) {
      reader.take(record)
      position = record.position
    },
    pass: (now) => reader.pass(now),
    promoted: () => fresh.splice(0),
    save: () => ({ hash: hashOf(plan), position, reading: reader.kept(), courses: courses.map((course) => course?.save() ?? null), affinities }),
  }
}

/** Whether a model says yes or no. */
export function isBinary({ goal }: Lesson): boolean {
  return goal.goal.is === 'happens' || goal.goal.is === 'stops' || goal.goal.is === 'in_session'
}
