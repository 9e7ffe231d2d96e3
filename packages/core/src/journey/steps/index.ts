/** The kinds of step. To add one: a file beside this one, a line here, a member of StepDefinition. */
import type { JourneyRun, StepDefinition } from '../types.ts'
import { send } from './send.ts'
import type { StepContext, StepResult } from './step.ts'
import { wait } from './wait.ts'

/** Every kind of step, by the field that marks it. */
export const steps = { wait, send }

/** Starts a step of whatever kind it is. */
export function startStep(run: JourneyRun, step: StepDefinition, context: StepContext): StepResult {
  return 'wait' in step ? steps.wait.start(run, step, context) : steps.send.start(run, step, context)
}
