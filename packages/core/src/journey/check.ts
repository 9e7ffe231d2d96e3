/** Checks a journey that somebody wrote. */
import { z } from 'zod'
import { DAY } from '../base/time.ts'
import { checkDefinition, durationText, eventText, idText, meant, nameText } from '../content/definition.ts'
import type { Checked, CheckRule, Problem } from '../content/definition.ts'
import { CHANNELS } from '../event/message-plan.ts'
import type { Rule } from '../segment/rule.ts'
import type { JourneyDefinition, StepDefinition } from './types.ts'

/** Steps of one journey. */
export const STEPS_MAX = 100
/** Ways of leaving one journey. */
export const EXITS_MAX = 20
/** The longest wait. */
export const WAIT_MAX = 2 * 366 * DAY

const byEvent = z.strictObject({ event: eventText, where: z.custom<Rule>().optional() })
const bySegment = z.strictObject({ segment: idText })
const byNotSegment = z.strictObject({ notSegment: idText })
const waitShape = z.strictObject({ id: idText, wait: durationText(WAIT_MAX, 'two years') })
const sendShape = z.strictObject({
  id: idText,
  send: z.strictObject({
    channel: z.enum(CHANNELS),
    template: idText,
    purpose: idText,
    notAfter: durationText(31 * DAY, '31d').optional(),
    at: z.literal('best', { error: "is 'best' (the hour at which the person most likely reacts) or left out (at once)" }).optional(),
  }),
})

type Enter = JourneyDefinition['enter']
type Exit = NonNullable<JourneyDefinition['exit']>[number]
type Again = NonNullable<JourneyDefinition['again']>

const Journey: z.ZodType<JourneyDefinition> = z.strictObject({
  id: idText,
  name: nameText,
  state: z.enum(['draft', 'live', 'paused']),
  enter: meant<Enter>((raw) => ('event' in raw ? byEvent : 'segment' in raw ? bySegment : null), 'an event ({ event, where? }) or a segment ({ segment })'),
  again: z.union([z.literal('never'), z.strictObject({ after: durationText() })], { error: "needs 'never' or { after: '30d' }" }).optional() as z.ZodType<Again | undefined>,
  exit: z
    .array(
      meant<Exit>(
        (raw) => ('event' in raw ? byEvent : 'segment' in raw ? bySegment : 'notSegment' in raw ? byNotSegment : null),
        'an event ({ event, where? }), entering a segment ({ segment }) or leaving one ({ notSegment })',
      ),
    )
    .max(EXITS_MAX, { error: `has more than ${EXITS_MAX} ways out` })
    .optional(),
  steps: z
    .array(meant<StepDefinition>((raw) => ('wait' in raw ? waitShape : 'send' in raw ? sendShape : null), "a step: { id, wait: '2d' } or { id, send: { channel, template, purpose } }"))
    .min(1, { error: 'is empty; a journey needs at least one step' })
    .max(STEPS_MAX, { error: `has more than ${STEPS_MAX} steps` }),
})

/** A journey, or everything that is wrong with it: rules in `where` included, and step ids that are used twice (messages are recognised by them). */
export function checkJourney(raw: unknown, checkRule: CheckRule): Checked<JourneyDefinition> {
  return checkDefinition(Journey, raw, (journey) => [...ruleProblems(journey, checkRule), ...stepProblems(journey)])
}

function ruleProblems(raw: unknown, checkRule: CheckRule): readonly Problem[] {
  const found: Problem[] = []
  const entry = z.looseObject({ enter: z.looseObject({ where: z.unknown().optional() }) }).safeParse(raw)
  if (entry.success && entry.data.enter.where !== undefined) found.push(...checkRule(entry.data.enter.where, 'enter.where'))
  const exits = z.looseObject({ exit: z.array(z.looseObject({ where: z.unknown().optional() })) }).safeParse(raw)
  for (const [index, exit] of (exits.data?.exit ?? []).entries()) if (exit.where !== undefined) found.push(...checkRule(exit.where, `exit.${index}.where`))
  return found
}

function stepProblems(raw: unknown): readonly Problem[] {
  const read = z.looseObject({ steps: z.array(z.looseObject({ id: z.unknown().optional() })) }).safeParse(raw)
  const seen = new Set<unknown>()
  const found: Problem[] = []
  for (const [index, { id }] of (read.data?.steps ?? []).entries()) {
    if (typeof id === 'string' && seen.has(id)) found.push({ path: `steps.${index}.id`, message: `is used twice; give every step an id of its own, got '${id}'` })
    seen.add(id)
  }
  return found
}
