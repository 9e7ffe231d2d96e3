/** Part of the contract: a figure and where the truth lies, or why there is none (core experiment/types). */
import { z } from 'zod'

/** `always`: may be looked at any number of times; `once`: holds for one look that was planned. */
export const IntervalView = z.object({ estimate: z.number(), low: z.number(), high: z.number(), level: z.number(), valid: z.enum(['always', 'once']) })

/** A figure, or why there is none; `detail` has the numbers of the reason (`have`, `need`). */
export const MeasuredView = z.union([
  IntervalView,
  z.object({ none: z.enum(['not_enough_data', 'no_support', 'sample_ratio']), detail: z.record(z.string(), z.union([z.number(), z.string()])) }),
])

export type MeasuredView = z.infer<typeof MeasuredView>
