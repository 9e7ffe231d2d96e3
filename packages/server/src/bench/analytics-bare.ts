/** Child of the analytics benchmark: the funnel by the engine alone, over the bare table. Reports the median of five runs in milliseconds. */
import { createClient } from '@clickhouse/client'
import { DATABASE } from '../warehouse/schema.ts'
import { funnelSql } from './analytics.ts'

const ROUNDS = 5

const path = process.argv[2] ?? ''
const { createChdbConnection } = await import('chdb/connection')
const client = createClient({ connection: createChdbConnection({ path }) as never, database: DATABASE })
const times: number[] = []
for (let round = 0; round < ROUNDS; round++) {
  const started = performance.now()
  const answer = await client.query({ query: funnelSql(`${DATABASE}.events`), format: 'JSONEachRow' })
  await answer.json()
  times.push(performance.now() - started)
}
await client.close()
process.send?.(Math.round((times.sort((one, other) => one - other)[Math.floor(ROUNDS / 2)] ?? 0) * 10) / 10)
process.disconnect()
