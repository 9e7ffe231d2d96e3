/** What is asked of a ClickHouse, embedded or far away, through one client. */
import { Readable } from 'node:stream'
import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import type { Json } from '@rapport/core/base/json'
import type { Block, Removal } from '../ports/warehouse.ts'
import { CHAINED, CREATE, DATABASE, DROP, EXPIRED_EVENTS, OF_PEOPLE, removing, SHORTEN, TABLES } from './schema.ts'

/** A block as it travels: its rows as one text, a JSON object a line. */
export interface PackedBlock {
  readonly table: Block['table']
  readonly token: string
  readonly body: string
  /** Profiles that were merged away; only for `merges`. */
  readonly froms: readonly string[]
}

/** One SELECT. */
export interface Question {
  readonly sql: string
  readonly params: { readonly [name: string]: Json }
  readonly timeoutMs: number
}

/** A row of an answer. */
export type Row = { readonly [column: string]: Json }

/** The few things a warehouse does. */
export interface Engine {
  /** Makes database, tables and views where they are missing. */
  create(): Promise<void>
  insert(block: PackedBlock): Promise<void>
  query(question: Question): Promise<readonly Row[]>
  remove(ws: string, removal: Removal): Promise<void>
  reset(): Promise<void>
  close(): Promise<void>
}

/** Memory that one query may use, in bytes. */
const QUERY_BYTES = 2_000_000_000
/** Most rows of an answer. */
const ANSWER_ROWS = 100_000
/** Longest chain of merges that one block may make. */
const LONGEST_CHAIN = 32

/** Packs a block for `Engine.insert`. */
export function packed(block: Block): PackedBlock {
  const froms = block.table === 'merges' ? block.rows.map((row) => String(row['from'])) : []
  return { table: block.table, token: block.token, body: block.rows.map((row) => JSON.stringify(row)).join('\n'), froms }
}

/**
 * Throws for everything that is not one SELECT; a warehouse is read by queries and written by blocks. A semicolon is refused even inside a literal,
 * because the embedded engine runs several statements in one go and telling literals apart is its business, not ours.
 */
export function checkSelect(sql: string): void {
  if (!/^\s*(select|with)\b/i.test(sql)) throw new Error('Only SELECT can be asked of the warehouse. Begin the query with SELECT or WITH')
  if (sql.includes(';')) throw new Error('Only SELECT can be asked of the warehouse, one at a time. Leave out the semicolon and pass values as parameters')
  if (/\binto\s+outfile\b/i.test(sql)) throw new Error('Only SELECT can be asked of the warehouse. An answer is not written to a file here: leave out INTO OUTFILE')
}

/** The engine behind a client. With `session`, settings stay from one statement to the next (chDB), and calls must not overlap. */
export function engineOf(client: ClickHouseClient, { session }: { readonly session: boolean }): Engine {
  const run = async (query: string, params: { readonly [name: string]: unknown } = {}) => {
    await client.command({ query, query_params: params, clickhouse_settings: unlimited(session) })
  }

  const engine: Engine = {
    async create() {
      await run(`create database if not exists ${DATABASE}`)
      if (session) await run(`use ${DATABASE}`)
      for (const statement of CREATE) await run(statement)
    },
    async insert({ table, token, body, froms }) {
      if (body === '') return
      const answer = await client.exec({
        query: `insert into ${table} format JSONEachRow`,
        values: Readable.from([body], { objectMode: false }),
        clickhouse_settings: { ...unlimited(session), insert_deduplicate: 1, insert_deduplication_token: token, async_insert: 0 },
      })
      answer.stream.resume()
      if (froms.length > 0) await shorten(froms)
    },
    async query({ sql, params, timeoutMs }) {
      const answer = await client.query({ query: sql, query_params: { ...params }, format: 'JSONEachRow', clickhouse_settings: limited(timeoutMs, session) })
      return (await answer.json()) as Row[]
    },
    async remove(ws, removal) {
      if (removal.is === 'people') {
        for (const table of TABLES) for (const statement of removing(table, OF_PEOPLE[table])) await run(statement, { ws, gone: removal.profiles })
      } else {
        const { type, except, before } = removal
        for (const statement of removing('events', EXPIRED_EVENTS)) await run(statement, { ws, type, except, before })
      }
    },
    async reset() {
      for (const statement of DROP) await run(statement)
      await engine.create()
    },
    close: () => client.close(),
  }

  async function shorten(froms: readonly string[]): Promise<void> {
    for (let i = 0; i < LONGEST_CHAIN; i++) {
      const [row] = await engine.query({ sql: CHAINED, params: { froms }, timeoutMs: 60_000 })
      if (Number(row?.['n'] ?? 0) === 0) return
      await run(SHORTEN, { froms })
    }
  }

  return engine
}

/** A session remembers what the last query was allowed, so writing lifts the limits again; and two alike SHORTEN runs are two. */
function unlimited(session: boolean): ClickHouseSettings {
  return session ? { max_execution_time: 0, max_result_rows: '0', insert_deduplicate: 0, insert_deduplication_token: '' } : { insert_deduplicate: 0 }
}

function limited(timeoutMs: number, session: boolean): ClickHouseSettings {
  return {
    max_execution_time: Math.max(1, Math.ceil(timeoutMs / 1000)),
    timeout_overflow_mode: 'throw',
    max_memory_usage: String(QUERY_BYTES),
    max_result_rows: String(ANSWER_ROWS),
    result_overflow_mode: 'throw',
    output_format_json_quote_64bit_integers: 0,
    output_format_json_quote_denormals: 0,
    // A session could never write again after this.
    ...(session ? {} : { readonly: '2' }),
  }
}

/** A failure of an engine as one sentence for a person. */
export function sentence(error: unknown): string {
  const { message = String(error), code } = error as { message?: string; code?: string }
  const first = (message.trim() === '' ? (code ?? 'no reason given') : message).replace(/\s+/g, ' ').replace(/ ?FORMAT JSONEachRow\b/g, '')
  return first.length > 400 ? `${first.slice(0, 400)} …` : first
}
