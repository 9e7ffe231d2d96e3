/** Checks what somebody wrote about matching. */
import { z } from 'zod'
import { checkDefinition, type Checked } from '../content/definition.ts'
import type { MatchingPolicy } from '../match/policy.ts'

/** Below one half a pair is rather two people than one. */
const probability = z.number().min(0.5, { error: 'is a probability from 0.5 to 1' }).max(1, { error: 'is a probability from 0.5 to 1' })
const Matching = z.strictObject({ mode: z.enum(['off', 'propose', 'link']), reviewAt: probability, linkAt: probability, households: z.boolean() })

/** Checks the matching policy. */
export function checkMatching(raw: unknown): Checked<MatchingPolicy> {
  return checkDefinition(Matching, raw, (given) => {
    const { reviewAt, linkAt } = (given ?? {}) as Partial<MatchingPolicy>
    if (typeof reviewAt !== 'number' || typeof linkAt !== 'number' || linkAt >= reviewAt) return []
    return [{ path: 'linkAt', message: `must be at least reviewAt (${reviewAt}): what is joined without asking must be surer than what is asked` }]
  })
}
