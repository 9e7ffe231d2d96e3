/** Counting the people of rules in the warehouse: history instead of what is kept beside each person. */
import type { Json } from '@rapport/core/base/json'
import type { Rule } from '@rapport/core/segment/rule'
import { segmentSql } from '@rapport/core/segment/sql'
import type { App } from '../runtime/app.ts'

const TIMEOUT_MS = 10_000

/** People of each rule, in order. Rejects when the warehouse does not answer. */
export async function countInWarehouse(app: App, rules: readonly Rule[]): Promise<readonly number[]> {
  const { traits, segments, purposes } = app.workspace().definitions
  const counts: number[] = []
  for (const rule of rules) {
    const { sql, params } = segmentSql(rule, { ws: app.ws, now: app.now(), traits, segments, purposes })
    const [row] = await app.warehouse.query(`SELECT count() AS n FROM (${sql})`, params as { readonly [name: string]: Json }, { timeoutMs: TIMEOUT_MS })
    counts.push(Number(row?.['n'] ?? 0))
  }
  return counts
}
