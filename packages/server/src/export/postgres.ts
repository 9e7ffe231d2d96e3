/** A Postgres table as a destination: rows are put in by key and deleted or marked, a transaction a batch. Postgres itself turns the values into its types. */
import pg from 'pg'
import type { JsonObject } from '@rapport/core/base/json'
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import { redact } from '../provider/redact.ts'
import type { RefusedRow, Table, TableRow } from './table.ts'

const CONNECT_MS = 10_000
const STATEMENT_MS = 60_000

/** Connects on first use. `url` is a connection string; errors never show it. */
export function postgresTable(definition: DestinationDefinition, url: string): Table {
  const columns = Object.keys(definition.map ?? {})
  const key = definition.key ?? ''
  const marking = definition.deletes !== 'delete'
  const mark = definition.markColumn ?? 'deleted_at'
  const table = (definition.table ?? '').split('.').map(quoted).join('.')
  const listed = columns.map(quoted).join(', ')
  const others = columns.filter((column) => column !== key).map((column) => `${quoted(column)} = excluded.${quoted(column)}`)
  const set = [...others, ...(marking ? [`${quoted(mark)} = null`] : [])]
  const given = `jsonb_populate_recordset(null::${table}, $1::jsonb) as given`
  const upsertSql = `insert into ${table} (${listed}) select ${columns.map((column) => `given.${quoted(column)}`).join(', ')} from ${given}
    on conflict (${quoted(key)}) ${set.length === 0 ? 'do nothing' : `do update set ${set.join(', ')}`}`
  const same = `there.${quoted(key)} = given.${quoted(key)}`
  const deleteSql = marking ? `update ${table} as there set ${quoted(mark)} = now() from ${given} where ${same} and there.${quoted(mark)} is null` : `delete from ${table} as there using ${given} where ${same}`
  let client: pg.Client | null = null

  function clean(failure: unknown): string {
    const said = failure instanceof Error ? failure.message || String((failure as NodeJS.ErrnoException).code) : String(failure)
    return redact(said, [url, passwordIn(url)])
  }

  async function connected(): Promise<pg.Client> {
    if (client) return client
    const made = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS, statement_timeout: STATEMENT_MS, application_name: 'rapport' })
    // An idle connection that breaks says so here; the next query would too.
    made.on('error', () => {
      if (client === made) client = null
    })
    try {
      await made.connect()
    } catch (failure) {
      throw new Error(`Postgres cannot be reached: ${clean(failure)}`, { cause: failure })
    }
    return (client = made)
  }

  /** Rows in one transaction; what Postgres refuses for its data is found by halving. */
  async function put(sql: string, rows: readonly TableRow[], refused: RefusedRow[]): Promise<void> {
    if (rows.length === 0) return
    const db = await connected()
    try {
      await db.query('begin')
      await db.query(sql, [JSON.stringify(rows.map(({ row }) => row))])
      await db.query('commit')
    } catch (failure) {
      await db.query('rollback').catch(() => undefined)
      if (!isAboutData(failure)) throw new Error(`Postgres refused the batch: ${clean(failure)}`, { cause: failure })
      const [only] = rows
      if (rows.length === 1 && only) {
        refused.push({ key: only.key, why: clean(failure) })
        return
      }
      const half = rows.length >> 1
      await put(sql, rows.slice(0, half), refused)
      await put(sql, rows.slice(half), refused)
    }
  }

  return {
    async check() {
      const db = await connected()
      const found = await db.query<{ name: string; unique: boolean }>(
        `select a.attname as name, exists (select 1 from pg_index i where i.indrelid = a.attrelid and i.indisunique and i.indpred is null and i.indnkeyatts = 1 and i.indkey[0] = a.attnum) as unique
         from pg_attribute a where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped`,
        [table],
      )
      if (found.rows.length === 0) throw new Error(`There is no table ${definition.table} there, or the user may not see it. Create it, or correct 'table'.`)
      const there = new Map(found.rows.map(({ name, unique }) => [name, unique]))
      const missing = [...columns, ...(marking ? [mark] : [])].filter((column) => !there.has(column))
      const remedy = missing.includes(mark) && marking ? ` ('${mark}' says when a row was deleted: add it as timestamptz, name another with markColumn, or set deletes: 'delete')` : ''
      if (missing.length > 0) throw new Error(`The table ${definition.table} has no column ${missing.map((column) => `'${column}'`).join(', ')}${remedy}.`)
      if (there.get(key) !== true) throw new Error(`The column '${key}' of ${definition.table} needs a primary key or unique index of its own, so that one person is one row.`)
    },
    async apply({ upserts, deletes }) {
      const refused: RefusedRow[] = []
      await put(deleteSql, deletes, refused)
      await put(upsertSql, upserts, refused)
      return refused
    },
    async current(rows) {
      const db = await connected()
      const names = [...columns, ...(marking ? [mark] : [])]
      const found = await db.query<{ key: string; row: JsonObject }>(
        `select there.${quoted(key)}::text as key, to_jsonb(there) as row from ${table} as there join ${given} on ${same}`,
        [JSON.stringify(rows.map(({ row }) => ({ [key]: row[key] ?? null })))],
      )
      return new Map(found.rows.map(({ key: name, row }) => [name, Object.fromEntries(names.map((column) => [column, row[column] ?? null]))]))
    },
    async close() {
      const open = client
      client = null
      await open?.end().catch(() => undefined)
    },
  }
}

/** Classes 22 (data exception) and 23 (a constraint): the row is at fault, not the connection, the table or the rights. */
function isAboutData(failure: unknown): boolean {
  const code = (failure as { readonly code?: unknown }).code
  return typeof code === 'string' && /^2[23]/.test(code)
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function passwordIn(url: string): string | undefined {
  const password = URL.parse(url)?.password
  return password === undefined || password === '' ? undefined : decodeURIComponent(password)
}
