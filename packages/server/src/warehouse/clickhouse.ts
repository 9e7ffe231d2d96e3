/** The distributed warehouse: a ClickHouse somewhere, by its address. The same tables and the same SQL as the embedded one. */
import { ClickHouseLogLevel, createClient } from '@clickhouse/client'
import type { Warehouse, WarehouseStatus } from '../ports/warehouse.ts'
import { checkSelect, engineOf, packed, sentence } from './engine.ts'
import type { Engine } from './engine.ts'
import { DATABASE } from './schema.ts'

/** Where the ClickHouse is. */
export interface ClickHouseAddress {
  /** `https://host:8443` or `http://host:8123`. */
  readonly url: string
  readonly user?: string
  readonly pass?: string
}

const QUERY_MS = 10_000
const REQUEST_MS = 120_000

/** Makes the warehouse. Nothing is called before the first insert, query or reset; tables are made on the way when they are missing. */
export function createClickHouseWarehouse({ url, user, pass }: ClickHouseAddress): Warehouse {
  let state: WarehouseStatus = { is: 'starting' }
  let made: Promise<void> | null = null
  // Failures come back as errors and go into the status; the client's own lines would say them twice.
  const account = {
    url,
    request_timeout: REQUEST_MS,
    log: { level: ClickHouseLogLevel.OFF },
    ...(user === undefined ? {} : { username: user }),
    ...(pass === undefined ? {} : { password: pass }),
  }
  const engine = engineOf(createClient({ ...account, database: DATABASE }), { session: false })

  async function make(): Promise<void> {
    // The database cannot be named in a connection before it is there.
    const first = createClient(account)
    try {
      await first.command({ query: `create database if not exists ${DATABASE}` })
    } finally {
      await first.close()
    }
    await engine.create()
  }

  async function through<T>(call: (engine: Engine) => Promise<T>): Promise<T> {
    try {
      made ??= make()
      await made
      const answer = await call(engine)
      state = { is: 'ready' }
      return answer
    } catch (error) {
      const why = sentence(error)
      // A ClickHouse that refuses a query is well; one that cannot be reached is down.
      if (state.is !== 'ready' || isUnreachable(error)) {
        made = null
        state = { is: 'down', why: `ClickHouse at ${new URL(url).host} cannot be used: ${why}` }
        throw new Error(state.why)
      }
      throw new Error(`Analytics refused: ${why}`)
    }
  }

  return {
    status: () => state,
    insert: (blocks) =>
      through(async (engine) => {
        for (const block of blocks) await engine.insert(packed(block))
      }),
    async query(sql, params, options) {
      checkSelect(sql)
      return through((engine) => engine.query({ sql, params, timeoutMs: options?.timeoutMs ?? QUERY_MS }))
    },
    remove: (ws, removal) => through((engine) => engine.remove(ws, removal)),
    reset: () => through((engine) => engine.reset()),
    close: () => engine.close(),
  }
}

/** An answer of ClickHouse has a numeric code; a failure of the network has a name. */
function isUnreachable(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return typeof code !== 'string' || !/^\d+$/.test(code)
}
