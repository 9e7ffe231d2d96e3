/** Who learns how often offers work: one champion and two challengers, the same learner with other habits. Their tables may lie on memory that threads share. */
import { DAY, type Instant } from '@rapport/core/base/time'
import { createPropensity, propensityBytes, type Propensity } from '@rapport/core/decision/propensity'
import type { Chances } from '@rapport/core/decision/question'
import type { Learning } from './fold.ts'

/** One of them. */
export interface Habit {
  readonly id: string
  readonly rate: number
  /** Days in which experience loses half its weight. */
  readonly halfLifeDays: number
}

/** The first is champion until the race says otherwise. */
export const HABITS: readonly Habit[] = [
  { id: 'steady', rate: 0.3, halfLifeDays: 30 },
  { id: 'calm', rate: 0.1, halfLifeDays: 30 },
  { id: 'quick', rate: 0.3, halfLifeDays: 7 },
]
/** Tables have 2^BITS places. */
const BITS = 18

/** A learner and the table behind it. */
export interface Named extends Learning {
  readonly propensity: Propensity
}

/** Memory for all tables, empty. */
export function sharedTables(): readonly SharedArrayBuffer[] {
  return HABITS.map(() => new SharedArrayBuffer(propensityBytes(BITS)))
}

/** The learners over these tables, or over memory of their own, of 2^`bits` places. */
export function openLearners(tables?: readonly (ArrayBuffer | SharedArrayBuffer)[], bits = BITS): readonly Named[] {
  return HABITS.map(({ id, rate, halfLifeDays }, index) => {
    const buffer = tables?.[index]
    const propensity = createPropensity({ bits, rate, halfLife: halfLifeDays * DAY, ...(buffer && { buffer }) })
    const chances = propensity.as({ id, version: 0, position: 0 })
    return {
      id,
      propensity,
      predict: chances.predict,
      learn: (arm, x, y, at) => propensity.learn({ arm, x, works: y === 1, weight: 1, at }),
      snapshot: propensity.snapshot,
      restore: propensity.restore,
    }
  })
}

/** What decisions read: who is champion, since which change, and how far everybody has read. */
export interface Spoken {
  readonly champion: number
  readonly version: number
  readonly position: number
}

/** Chances as the champion of the moment says them. */
export function spokenBy(learners: readonly Named[], { champion, version, position }: Spoken): Chances | undefined {
  const learner = learners[champion]
  return learner?.propensity.as({ id: learner.id, version, position })
}

/** Examples that the champion rests on, fading. */
export function evidenceOf(learners: readonly Named[], champion: number, now: Instant): number {
  return learners[champion]?.propensity.evidence(now) ?? 0
}
