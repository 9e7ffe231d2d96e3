/** Checks the rules of sending that somebody wrote. */
import { z } from 'zod'
import { checkDefinition, durationText, idText, wholeBetween } from '../content/definition.ts'
import type { Checked, Problem } from '../content/definition.ts'
import { CHANNELS } from '../event/message-plan.ts'
import { isTimeZone } from '../base/local-time.ts'
import { CLAIMS_MAX, PRESSURE_WINDOW } from './pressure.ts'
import type { SendingPolicy } from './types.ts'

const hour = wholeBetween(0, 23, 'an hour from 0 to 23')
const Policy: z.ZodType<SendingPolicy> = z.strictObject({
  caps: z
    .array(
      z.strictObject({
        most: wholeBetween(1, CLAIMS_MAX, `a whole number from 1 to ${CLAIMS_MAX}`),
        within: durationText(PRESSURE_WINDOW, '31d'),
        channel: z.enum(CHANNELS).optional(),
        purpose: idText.optional(),
      }),
    )
    .max(50, { error: 'has more than 50 caps; join some of them' }),
  quietHours: z.strictObject({ from: hour, to: hour, except: z.array(idText).max(100, { error: 'names more than 100 purposes' }).optional() }).optional(),
  timezone: z.string().refine(isTimeZone, { error: ({ input }) => `needs an IANA time zone like 'Asia/Taipei', got '${String(input)}'` }),
  paused: z.boolean(),
})

/** A sending policy, or everything that is wrong with it. */
export function checkSending(raw: unknown): Checked<SendingPolicy> {
  return checkDefinition(Policy, raw, quietProblems)
}

function quietProblems(raw: unknown): readonly Problem[] {
  const read = z.looseObject({ quietHours: z.looseObject({ from: z.number(), to: z.number() }) }).safeParse(raw)
  if (!read.success || read.data.quietHours.from !== read.data.quietHours.to) return []
  return [{ path: 'quietHours.to', message: "needs another hour than 'from'; leave quietHours out to send at any hour" }]
}
