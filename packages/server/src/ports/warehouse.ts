/** The warehouse: ClickHouse SQL over everything that happened. A lazy copy of the log that can be rebuilt. */
import type { Json } from '@rapport/core/base/json'

/** Rows for one table, inserted once per token however often it is tried. */
export interface Block {
  readonly table: 'events' | 'profiles' | 'merges'
  readonly token: string
  readonly rows: readonly { readonly [column: string]: Json }[]
}

/** Where analytics stands, for the health strip. */
export type WarehouseStatus = { readonly is: 'ready' } | { readonly is: 'starting' } | { readonly is: 'absent'; readonly why: string } | { readonly is: 'down'; readonly why: string }

/** Rows that go for good. */
export type Removal =
  /** Everything about these profiles. */
  | { readonly is: 'people'; readonly profiles: readonly string[] }
  /** Events of a type (`*`: of every type but those in `except`) that came in before a moment, milliseconds since 1970. */
  | { readonly is: 'expired'; readonly type: string; readonly except: readonly string[]; readonly before: number }

/** Analytics storage. Failing or absent, it never hurts collection. */
export interface Warehouse {
  status(): WarehouseStatus
  /** Inserts blocks; resolves when they are kept. Rejects when the engine is down: try the same block again later. */
  insert(blocks: readonly Block[]): Promise<void>
  /** Runs one SELECT; parameters are bound, never pasted. Rows as JSON objects. Rejects with a sentence when absent or down. */
  query(sql: string, params: { readonly [name: string]: Json }, options?: { readonly timeoutMs?: number }): Promise<readonly { readonly [column: string]: Json }[]>
  /** Removes rows so that no file holds them any more when it resolves. May be called again. Do not insert meanwhile; the tokens of earlier blocks may be forgotten. */
  remove(ws: string, removal: Removal): Promise<void>
  /** Empties every table, for a rebuild from the log. */
  reset(): Promise<void>
  close(): Promise<void>
}
