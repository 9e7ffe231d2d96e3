/** Counting the people of rules in the warehouse. */
import type { Rule } from '@rapport/core/segment/rule'
import type { App } from '../runtime/app.ts'
export async function countInWarehouse(_app: App, rules: readonly Rule[]): Promise<readonly number[]> {
  return rules.map(() => 0)
}
