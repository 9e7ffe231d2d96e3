/** The step that waits a length of time. */
import { DAY, NEVER, parseDuration, plus } from '../../base/time.ts'
import type { StepDefinition } from '../types.ts'
import { EXAMPLE_CONTEXT, EXAMPLE_RUN, NOON } from './example.ts'
import type { StepKind } from './step.ts'

/** A step that waits. */
export type WaitStep = Extract<StepDefinition, { readonly wait: string }>

/** Waits that long from the moment the step starts, never less. A text that is no duration (definitions are checked, so: never seen) waits for ever rather than not at all. */
export const wait: StepKind<WaitStep> = {
  name: 'wait',
  label: 'Wait',
  start(_run, step, { now }) {
    const duration = parseDuration(step.wait)
    return { is: 'wait', until: duration === null ? NEVER : plus(now, duration) }
  },
  examples: [
    { run: EXAMPLE_RUN, step: { id: 'w', wait: '2d' }, context: EXAMPLE_CONTEXT, expect: { is: 'wait', until: plus(NOON, 2 * DAY) } },
    { run: EXAMPLE_RUN, step: { id: 'w', wait: 'soon' }, context: EXAMPLE_CONTEXT, expect: { is: 'wait', until: NEVER } },
  ],
}
