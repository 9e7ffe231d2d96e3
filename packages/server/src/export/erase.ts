/** Erased people in tables elsewhere: their rows are deleted there, never only marked, and what was remembered of them goes once that is done. */
import type { DestinationDefinition } from '@rapport/core/engine/destination'
import type { Table, TableRow } from './table.ts'

/** What became of one person's rows, after an erasure. */
export interface ErasedThere {
  readonly destination: string
  readonly deleted: number
  /** Rows that could not be deleted now; the next sync deletes them. */
  readonly pending: number
  readonly why?: string
}

/** Deletes rows in a table (`table` as text: why it cannot be opened). `forget` is called only when all of them are gone there. */
export async function eraseThere(definition: DestinationDefinition, table: Table | string, rows: readonly TableRow[], forget: () => void): Promise<ErasedThere> {
  const pending = (why: string): ErasedThere => ({ destination: definition.id, deleted: 0, pending: rows.length, why })
  if (typeof table === 'string') return pending(table)
  try {
    const [refused] = await table.apply({ upserts: [], deletes: rows })
    if (refused) return pending(refused.why)
    forget()
    return { destination: definition.id, deleted: rows.length, pending: 0 }
  } catch (failure) {
    return pending((failure as Error).message)
  } finally {
    await table.close()
  }
}
