/** Part of the contract: why a person does or does not match a rule, as a tree of its parts. */
import { z } from 'zod'

const json: z.ZodType<unknown> = z.unknown()

/** Why a person does or does not match. */
export interface ExplainNode {
  readonly rule: unknown
  readonly sentence: string
  readonly is: boolean
  readonly actual?: unknown
  readonly until?: number
  readonly children: readonly ExplainNode[]
}
/** See ExplainNode. */
export const Explain: z.ZodType<ExplainNode> = z.lazy(() =>
  z.object({ rule: json, sentence: z.string(), is: z.boolean(), actual: json.optional(), until: z.number().int().optional(), children: z.array(Explain) }),
) as z.ZodType<ExplainNode>
