/** Checks what somebody wrote about how long events are kept. */
import { z } from 'zod'
import { DAY, parseDuration } from '../base/time.ts'
import { checkDefinition, durationText, eventText, type Checked } from '../content/definition.ts'
import { KEPT_EVENTS, type RetentionRule } from '../event/retention.ts'

const RULES_MAX = 500
const Rules = z.array(z.strictObject({ event: eventText, keep: durationText() })).max(RULES_MAX, { error: `has at most ${RULES_MAX} rules` })

/** Checks the rules: each type once, at least a day, and none of the types that must stay. */
export function checkRetention(raw: unknown): Checked<readonly RetentionRule[]> {
  return checkDefinition(Rules as z.ZodType<readonly RetentionRule[]>, raw, (given) => {
    if (!Array.isArray(given)) return []
    const seen = new Set<string>()
    return (given as readonly Partial<RetentionRule>[]).flatMap((rule, i) => {
      const { event = '', keep = '' } = rule ?? {}
      const twice = seen.has(event)
      seen.add(event)
      if (twice) return [{ path: `${i}.event`, message: `'${event}' has two rules; keep one` }]
      if (KEPT_EVENTS.has(event)) return [{ path: `${i}.event`, message: `'${event}' proves what was allowed or who is who, so it is kept; leave this rule out` }]
      const length = parseDuration(keep)
      return length !== null && length < DAY ? [{ path: `${i}.keep`, message: 'is at least a day, such as 90d' }] : []
    })
  })
}
