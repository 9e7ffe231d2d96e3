/** One run that the examples of all steps share. */
import type { EventId, JourneyId, ProfileId, RunId } from '../../base/id.ts'
import type { Instant } from '../../base/time.ts'
import type { JourneyRun } from '../types.ts'
import type { StepContext } from './step.ts'

/** Noon, 1 March 2026, UTC. */
export const NOON = Date.UTC(2026, 2, 1, 12) as Instant

/** A walk that was entered an hour ago by an abandoned cart. */
export const EXAMPLE_RUN: JourneyRun = {
  id: 'run1' as RunId,
  journey: 'cart' as JourneyId,
  step: 0,
  enteredAt: (NOON - 3_600_000) as Instant,
  entry: 'web/1' as EventId,
  data: { sku: 'tea' },
  is: 'waiting',
  wakeAt: NOON,
}

/** A turn at noon. */
export const EXAMPLE_CONTEXT: StepContext = { now: NOON, profile: 'p1' as ProfileId, cause: 'timer/1' as EventId }
