/** The step that plans a message. Whether it may go is the gate's question, right before the call. */
import { shortHash } from '../../base/hash.ts'
import type { MessageId, RunId, TemplateId } from '../../base/id.ts'
import { DAY, parseDuration, plus } from '../../base/time.ts'
import { bestHour } from '../best-hour.ts'
import type { StepDefinition } from '../types.ts'
import { EXAMPLE_CONTEXT, EXAMPLE_RUN, NOON } from './example.ts'
import type { StepKind } from './step.ts'

/** A step that sends. */
export type SendStep = Extract<StepDefinition, { readonly send: object }>

/** How long a message is worth sending when its step does not say. */
export const NOT_AFTER_DEFAULT = DAY

/** The message of a run's step. The same for every retry, replay and merge, so the outbox can refuse the second one. */
export function messageId(run: RunId, step: string): MessageId {
  return shortHash(`${run}|${step}`) as MessageId
}

/** Plans one message with the id of (run, step) and goes on; when it goes at a later hour, the walk stays here until then, so that leaving the journey still takes it back. */
export const send: StepKind<SendStep> = {
  name: 'send',
  label: 'Send a message',
  start(run, step, { now, profile, cause, best, person }) {
    const { channel, template, purpose, at } = step.send
    const id = messageId(run.id, step.id)
    const notAfter = plus(now, (step.send.notAfter === undefined ? null : parseDuration(step.send.notAfter)) ?? NOT_AFTER_DEFAULT)
    const chosen = at === 'best' && best && person ? bestHour(best, person, { run: run.id, step: step.id, now, notAfter }) : null
    const timed = chosen && { notBefore: chosen.notBefore, timing: { hour: chosen.hour, chance: chosen.chance, random: chosen.random } }
    const plan = {
      channel,
      template: template as TemplateId,
      purpose,
      data: { event: run.data },
      notAfter,
      ...timed,
      plannedAt: now,
      cause,
      journey: { id: run.journey, run: run.id, step: step.id },
    }
    const properties = { message: id, journey: run.journey, run: run.id, step: step.id, template, channel, purpose, ...timed }
    const done = { commands: [{ is: 'send', id, profile, plan }], events: [{ type: 'message_planned', properties, key: `message_planned:${id}` }] } as const
    return chosen && chosen.notBefore > now ? { is: 'wait', until: chosen.notBefore, ...done } : { is: 'next', ...done }
  },
  examples: [
    {
      run: EXAMPLE_RUN,
      step: { id: 'mail', send: { channel: 'email', template: 'cart', purpose: 'marketing' } },
      context: EXAMPLE_CONTEXT,
      expect: {
        is: 'next',
        commands: [
          {
            is: 'send',
            id: messageId(EXAMPLE_RUN.id, 'mail'),
            profile: EXAMPLE_CONTEXT.profile,
            plan: {
              channel: 'email',
              template: 'cart' as TemplateId,
              purpose: 'marketing',
              data: { event: { sku: 'tea' } },
              notAfter: plus(NOON, DAY),
              plannedAt: NOON,
              cause: EXAMPLE_CONTEXT.cause,
              journey: { id: EXAMPLE_RUN.journey, run: EXAMPLE_RUN.id, step: 'mail' },
            },
          },
        ],
        events: [
          {
            type: 'message_planned',
            properties: { message: messageId(EXAMPLE_RUN.id, 'mail'), journey: 'cart', run: 'run1', step: 'mail', template: 'cart', channel: 'email', purpose: 'marketing' },
            key: `message_planned:${messageId(EXAMPLE_RUN.id, 'mail')}`,
          },
        ],
      },
    },
  ],
}
