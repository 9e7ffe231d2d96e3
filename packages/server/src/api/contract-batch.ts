/** Part of the contract: deciding for everybody in a segment at once. */
import { z } from 'zod'

const instant = z.number().int()
const count = z.number().int()

/** POST /v1/decide/batch. `most`: contacts that are wanted at most; absent: as many as are worth it. `record` false tries it out: nothing is written down. */
export const BatchBody = z.strictObject({
  segment: z.string().min(1).max(128),
  placement: z.string().min(1).max(128),
  context: z.record(z.string(), z.unknown()).optional(),
  most: z.number().int().min(0).max(1_000_000_000).optional(),
  record: z.boolean().optional(),
})

/** A batch: first what everybody is worth (`weighing`, only with `most`), then the decisions. */
export const BatchView = z.object({
  id: z.string(),
  segment: z.string(),
  placement: z.string(),
  most: count.nullable(),
  record: z.boolean(),
  startedAt: instant,
  state: z.enum(['weighing', 'deciding', 'done', 'failed', 'stopped']),
  done: count,
  people: count,
  /** Money put on every showing so that no more are contacted than wanted, and the contacts expected with it. */
  price: z.number().nullable(),
  expected: z.number().nullable(),
  chosen: z.array(z.object({ offer: z.string().nullable(), name: z.string(), people: count })),
  problem: z.string().nullable(),
})

/** GET /v1/decide/batch: newest first. */
export const BatchList = z.object({ items: z.array(BatchView), next: z.string().nullable() })
