/** Checks what somebody wrote about sources and about whose word wins. */
import { z } from 'zod'
import { checkDefinition, durationText, nameText, numberBetween, type Checked } from '../content/definition.ts'
import type { Criterion, SourceDefinition, SurvivorshipRule } from '../profile/types.ts'
import { TRAIT_LIMITS } from '../profile/traits.ts'

const CRITERIA = "'most_recent', 'most_trusted', 'most_frequent', 'longest', 'highest', 'lowest', 'party', { has_format: 'email' | 'phone' | 'date' } or { party: ['zero', …] }"

const party = z.enum(['zero', 'first', 'second', 'third'], { error: "is 'zero' (told on purpose), 'first' (seen by us), 'second' (a partner's) or 'third' (bought)" })

const criterion = z.union(
  [
    z.enum(['most_recent', 'most_trusted', 'most_frequent', 'longest', 'highest', 'lowest', 'party']),
    z.strictObject({ has_format: z.enum(['email', 'phone', 'date']) }),
    z.strictObject({ party: z.array(party).min(1).max(4) }),
  ],
  { error: `is one of ${CRITERIA}` },
) satisfies z.ZodType<Criterion>

const sourceId = z.string().min(1).max(100)

const Survivorship = z.strictObject({
  trait: z.string().min(1).max(TRAIT_LIMITS.nameLength),
  prefer: z.union([criterion, z.array(criterion).min(1).max(8)], { error: `is a criterion or a list of up to 8, tried in turn: ${CRITERIA}` }),
  sources: z.array(sourceId).max(100).optional(),
  changes: z.enum(['never', 'slowly', 'often'], { error: "is 'never', 'slowly' or 'often'" }).optional(),
})

const Source = z.strictObject({
  // The name that events carry, whatever it is: `web`, `pos:taipei-101`.
  id: sourceId,
  name: nameText,
  party,
  trust: numberBetween(0, 1, 'a number from 0 (never right) to 1 (always right)'),
  cadence: durationText().optional(),
  staleAfter: durationText().optional(),
  owner: nameText.optional(),
})

/** Checks a rule of survivorship. */
export function checkSurvivorship(raw: unknown): Checked<SurvivorshipRule> {
  return checkDefinition(Survivorship as unknown as z.ZodType<SurvivorshipRule>, raw, (rule) => {
    const { prefer, sources } = rule as Partial<SurvivorshipRule>
    const asked = Array.isArray(prefer) ? prefer : [prefer]
    return sources !== undefined && !asked.includes('most_trusted') ? [{ path: 'sources', message: "only counts with 'most_trusted'; remove it or prefer that" }] : []
  })
}

/** Checks a source. */
export function checkSource(raw: unknown): Checked<SourceDefinition> {
  return checkDefinition(Source as unknown as z.ZodType<SourceDefinition>, raw)
}
