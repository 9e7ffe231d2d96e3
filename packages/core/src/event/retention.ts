/** How long events are kept, by type. */
import type { Instant } from '../base/time.ts'
import { parseDuration } from '../base/time.ts'
import { KNOWN } from './event.ts'

/** Events of a type are forgotten so long after they came in. `*`: every type that has no rule of its own and is not one of KEPT_EVENTS. */
export interface RetentionRule {
  readonly event: string
  /** Duration text: `90d`. */
  readonly keep: string
}

/** Types that no rule forgets: what people allowed, who is one person, who was erased. Without them nobody could say any more why something may be done. */
export const KEPT_EVENTS: ReadonlySet<string> = new Set([
  KNOWN.consentGiven,
  KNOWN.consentWithdrawn,
  KNOWN.aliased,
  KNOWN.identityDecided,
  KNOWN.profileErased,
  KNOWN.erased,
  KNOWN.expired,
  'definitions_applied',
])
/** Types that `*` leaves alone, though a rule of their own may forget them: what was said about a person. */
export const KEPT_BY_ALL: ReadonlySet<string> = new Set([...KEPT_EVENTS, KNOWN.identified])

/** Whether this rule is the one for a type, among all rules. */
export function coveredBy(rule: RetentionRule, rules: readonly RetentionRule[]): (type: string) => boolean {
  if (rule.event !== '*') return (type) => type === rule.event && !KEPT_EVENTS.has(type)
  const own = new Set(rules.map(({ event }) => event))
  return (type) => !own.has(type) && !KEPT_BY_ALL.has(type)
}

/** What came in before this moment is over by a rule. */
export function expiredBefore({ keep }: RetentionRule, now: Instant): Instant {
  return (now - (parseDuration(keep) ?? Number.POSITIVE_INFINITY)) as Instant
}
