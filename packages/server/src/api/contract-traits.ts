/** Part of the contract: a value of the golden record, where it came from, what was repaired and what it won against. */
import { z } from 'zod'

const json: z.ZodType<unknown> = z.unknown()
/** Milliseconds since 1970, UTC. */
const instant = z.number().int()
const Party = z.enum(['zero', 'first', 'second', 'third'])

/** What the door did to a value: the value as it came, and the names of the repairs (`damaged_encoding`, `invisible`, `control`, `full_width`, `thai_order`, `inserted_pinyin`). */
const RepairedView = z.object({ before: json, is: z.array(z.string()) })

/** A value of the golden record with its origin and its rivals. */
export const TraitView = z.object({
  name: z.string(),
  value: json,
  kind: z.enum(['given', 'computed']),
  at: instant.optional(),
  source: z.string().optional(),
  from: z.string().optional(),
  /** Why this value won: `only_source`, `set_once`, `computed`, or the criterion of the rule: `most_recent`, `most_trusted`, `most_frequent`, `longest`, `highest`, … */
  because: z.string(),
  party: Party.optional(),
  confidence: z.number().optional(),
  /** Confidence: 0 to 1, how likely the value is right (docs/guides/golden-record.md). Freshness: 1 = just said, 0 = out of date (`stale`); absent when its source sets no limit. `conflict`: trusted sources disagree on something that never changes. */
  freshness: z.number().optional(),
  stale: z.boolean().optional(),
  conflict: z.boolean().optional(),
  /** Only when the value was repaired as it came in; POST /v1/profiles/{ref}/traits/{name}/undo-repair takes it back. */
  repaired: RepairedView.optional(),
  /** `why` it lost: `agrees` (the same value), `removed`, `set_once`, or the criterion that spoke against it. */
  rivals: z.array(z.object({
    value: json,
    at: instant,
    source: z.string(),
    from: z.string(),
    party: Party.optional(),
    why: z.string().optional(),
    repaired: RepairedView.optional(),
  })),
})
